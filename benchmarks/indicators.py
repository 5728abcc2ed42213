"""The benchmark of indicators: all that read the yearly accounts of enterprises, over 25 million rows, by year.

    python benchmarks/indicators.py [--rows 25000000] [--repeats 3] [--quick] [--table FILE]

Prints a section for docs/benchmarks.md. Every run is a process of its own, so that its highest memory is its own. The arms:
the scan on Polars and on DuckDB, and one hand-written Polars query with the same answers and no claim to exact sums.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow.parquet as pq

from innovatory.measure.given import WEIGHT, given, stored_extents, weight
from innovatory.measure.indicator import indicators
from innovatory.measure.readable import columns_of
from innovatory.measure.scan import Rows, scan
from innovatory.records.dictionary import tables

TABLE, YEARS, BATCH, GROUP = "enterprise_years", range(2019, 2024), 1_000_000, 250_000
ARMS = {"polars": "one scan, Polars", "duckdb": "one scan, DuckDB", "hand": "hand-written Polars"}
MONEY = ["revenue", "hightech_income", "value_added", "exports", "rd_accounts"]
COUNTS = ["staff_mean", "rd_employees", "conversions"]


def asked():
    """The record indicators over the table, by id."""
    return {name: one for name, one in indicators().items() if one.entry.over == TABLE}


# The table ----------------------------------------------------------------------------------------------------------------


def write(path, rows):
    """Invented accounts in whole yuan, log-normal as sizes of enterprises are; one in ten figures of a column is missing."""
    random = np.random.default_rng(2024)
    writer = None
    for start in range(0, rows, BATCH):
        batch = invented(random, start, min(BATCH, rows - start)).to_arrow()
        writer = writer or pq.ParquetWriter(path, batch.schema, compression="lz4", use_dictionary=False)
        writer.write_table(batch, row_group_size=GROUP)
    writer.close()


def invented(random, start, n):
    size = np.exp(random.normal(15.5, 1.8, n))
    columns = {
        "enterprise_id": [f"syn:{i:014d}" for i in range(start, start + n)],
        "year": random.choice(list(YEARS), n).astype(np.int32),
    }
    columns |= {name: with_gaps(random, np.round(size * random.random(n))) for name in MONEY}
    columns |= {name: with_gaps(random, np.floor(size**0.3 * random.random(n))) for name in COUNTS}
    return pl.DataFrame(columns | {WEIGHT: np.ones(n)})


def with_gaps(random, values):
    return pl.Series(np.where(random.random(len(values)) < 0.1, np.nan, values)).fill_nan(None)


# The arms -----------------------------------------------------------------------------------------------------------------


def ours(path, engine):
    found = asked()
    expressions = {name: one.expression for name, one in found.items()}
    read = ["year", *dict.fromkeys(column for one in expressions.values() for column in one.columns)]
    extents = stored_extents(path, [*read, WEIGHT])
    types = columns_of(tables()[TABLE])
    frame = pl.scan_parquet(path) if engine == "polars" else duckdb.read_parquet(str(path))
    rows = Rows(frame, given({name: types[name] for name in read}, extents), extents.rows, weight(extents))
    answers = scan(rows, {name: one.node for name, one in expressions.items()}, ["year"])
    return {name: {str(key[0]): one.value({})[0] for key, one in groups.items()} for name, groups in answers.items()}


def by_hand(path):
    """The same indicators as one query over the same file."""
    c = pl.col

    def ratio(above, below):
        both = c(above).is_not_null() & c(below).is_not_null()
        return pl.when(both).then(c(above)).sum() / pl.when(both).then(c(below)).sum()

    def top(name):
        return c(name).top_k(10).sum() / c(name).sum()

    known = c("conversions").is_not_null()
    written = {
        "enterprise_rd_intensity": ratio("rd_accounts", "revenue"),
        "enterprise_rd_intensity_median": pl.when(c("revenue") != 0).then(c("rd_accounts") / c("revenue")).median(),
        "rd_staff_share": ratio("rd_employees", "staff_mean"),
        "revenue_top_10_share": top("revenue"),
        "rd_top_10_share": top("rd_accounts"),
        "labour_productivity": ratio("value_added", "staff_mean"),
        "hightech_income_share": ratio("hightech_income", "revenue"),
        "conversions_per_enterprise": c("conversions").sum() / known.sum(),
        "export_share": ratio("exports", "revenue"),
    }
    left_out = {f"left out of {name}": known.not_().sum() for name in written}
    table = pl.scan_parquet(path).group_by("year").agg(**written, **left_out).collect(engine="streaming")
    return {name: {str(row["year"]): row[name] for row in table.iter_rows(named=True)} for name in written}


# Running ------------------------------------------------------------------------------------------------------------------


def run_arm(arm, path):
    """Printed by the child: CPU and wall seconds, its highest memory in MB, the values by indicator and year."""
    asked()
    cpu, wall = time.process_time(), time.perf_counter()
    values = by_hand(path) if arm == "hand" else ours(path, arm)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": highest_memory(), "values": values}))


def highest_memory():
    """The highest resident memory of this process so far, in MB (Linux)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def in_a_process(arm, path):
    words = [sys.executable, __file__, "--arm", arm, "--table", str(path)]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def middle(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} – {max(values):.2f})"


def told(runs, path):
    lines = [
        "| arm | CPU s, median (min – max) | wall s, median (min – max) | highest memory, MB |",
        "| --- | --- | --- | --- |",
    ]
    for arm, found in runs.items():
        cpu, wall = (middle([run[key] for run in found]) for key in ("cpu", "wall"))
        lines.append(f"| {ARMS[arm]} | {cpu} | {wall} | {max(run['memory'] for run in found):.0f} |")
    values = {arm: found[0]["values"] for arm, found in runs.items()}
    for arm in ("duckdb", "hand"):
        lines.append(
            f"\nLargest relative difference between {ARMS['polars']} and {ARMS[arm]}: {apart(values, arm):.1e}."
        )
    return lines


def apart(values, arm):
    """Over all indicators and years of both arms."""
    pairs = [
        (one, values[arm][name][year])
        for name, years in values["polars"].items()
        if name in values[arm]
        for year, one in years.items()
    ]
    return max(abs(one - other) / abs(other) if other else abs(one) for one, other in pairs)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=25_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="1,000,000 rows, one repeat")
    parser.add_argument("--arm", choices=ARMS)
    parser.add_argument("--table", type=Path, help="the table if it was written before; it is kept")
    options = parser.parse_args()
    if options.arm:
        run_arm(options.arm, options.table)
        return
    rows, repeats = (1_000_000, 1) if options.quick else (options.rows, options.repeats)
    with tempfile.TemporaryDirectory() as folder:
        path = options.table or Path(folder) / "enterprise_years.parquet"
        if not path.exists():
            write(path, rows)
        runs = {arm: [] for arm in ARMS}
        for _ in range(repeats):
            for arm in ARMS:
                runs[arm].append(in_a_process(arm, path))
        size = path.stat().st_size
    head = [
        f"## Indicators over {rows:,} enterprise-years",
        "",
        f"Printed by `benchmarks/indicators.py` on {date.today()}: {os.cpu_count()} cores shared with others, Polars "
        f"{pl.__version__}, DuckDB {duckdb.__version__}. The {len(asked())} indicators over `{TABLE}`, by year, from one Parquet file "
        f"({size / 1e6:.0f} MB); {repeats} {'run' if repeats == 1 else 'interleaved runs'} of each arm. All figures are invented.",
        "",
    ]
    print("\n".join([*head, *told(runs, path)]))


if __name__ == "__main__":
    main()
