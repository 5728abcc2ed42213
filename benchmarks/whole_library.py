"""The benchmark of the whole library: one enterprise matched with all sheets, and 2.5 million costed under all of them.

    python benchmarks/whole_library.py [--rows 2500000] [--repeats 3] [--quick]

Prints a section for docs/benchmarks.md. The costing reads a Parquet file of invented enterprises; every run of it is a
process of its own, so that its highest memory is its own. The other arm costs each sheet alone, over the same file.
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

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import library_population
import polars as pl

from innovatory.cli.given import read_given
from innovatory.policy.applicants import matched
from innovatory.policy.books import books
from innovatory.policy.cost_answer import answer
from innovatory.policy.costing import Costing
from innovatory.policy.library import standard

ON, YEAR = date(2024, 6, 30), 2023
BY = ["district"]
APPLICANTS = {
    "a robotics maker, as shipped": ["example_robotics"],
    "the same as a high-tech enterprise": ["example_robotics", "status.hnte=2022-12-19"],
    "the same, its marks and profit not typed": [
        "example_robotics",
        "marks.technical_level=0..8",
        "marks.ip_acquisition=0..6",
        "taxable_income_before_extra=18m..24m",
    ],
    "a biotech start-up, as shipped": ["example_biotech_startup"],
    "an enterprise of which four figures are known": [
        "registered_on=2015-03-02",
        "revenue=62m",
        "staff_mean=120",
        "st_staff=15",
    ],
}
ARMS = {"all": "all sheets together", "alone": "each sheet by itself, summed"}


def paying():
    """The sheets that bring an amount and are in force on the day."""
    found = books(standard(), ["enterprise"], ON, YEAR)
    return [name for name in found.paying if found.rules[name].in_force]


def timed(work):
    """(CPU seconds of all threads, wall seconds) of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def middle(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} – {max(values):.{digits}f})"


# One enterprise ----------------------------------------------------------------------------------------------------------


def matching(repeats):
    """Matches per second of CPU, from what was typed to the JSON of the answer."""
    sheets = len(books(standard(), ["enterprise"], ON, YEAR).rules)
    lines = [
        f"### One enterprise, all {sheets} sheets for enterprises",
        "",
        "From what was typed to the text of the JSON: criteria, gaps, worth of every sheet, account, next steps.",
        "",
        "| applicant | matches per second, one core | ms CPU, median (min – max) |",
        "| --- | --- | --- |",
    ]
    for name, given in APPLICANTS.items():
        values = read_given(given).values
        work = lambda: json.dumps(matched(standard(), values, ON, YEAR).as_dict())
        work()
        seconds = [timed(work)[0] for _ in range(repeats)]
        lines.append(f"| {name} | {1 / statistics.median(seconds):.0f} | {middle([s * 1e3 for s in seconds], 1)} |")
    return [*lines, ""]


# All enterprises ---------------------------------------------------------------------------------------------------------


def costing(rows, repeats):
    """Both arms in turn, each run in a process of its own."""
    names = paying()
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "enterprises.parquet"
        library_population.write(table, books(standard(), ["enterprise"], ON, YEAR), rows)
        runs = {arm: [] for arm in ARMS}
        for _ in range(repeats):
            for arm in ARMS:
                runs[arm].append(in_a_process(arm, table))
        size, columns = table.stat().st_size, len(pl.scan_parquet(table).collect_schema())
    return [
        f"### {rows:,} enterprises, all {len(names)} sheets with an amount that are in force",
        "",
        f"From one Parquet file of {columns} columns ({size / 1e6:.0f} MB), by district; the opening of the file included.",
        "",
        *arms_table(runs),
        "",
        *agreement(runs),
        "",
    ]


def in_a_process(arm, table):
    done = subprocess.run(
        [sys.executable, __file__, "--arm", arm, "--table", str(table)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def arms_table(runs):
    lines = [
        "| arm | CPU s, median (min – max) | wall s, median (min – max) | CPU ratio | wall ratio | highest memory, MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    base = {key: statistics.median(run[key] for run in runs["alone"]) for key in ("cpu", "wall")}
    for arm, found in runs.items():
        cpu, wall = ([run[key] for run in found] for key in ("cpu", "wall"))
        ratios = " | ".join(
            f"{statistics.median(run[key] for run in found) / base[key]:.2f}" for key in ("cpu", "wall")
        )
        memory = max(run["memory"] for run in found)
        lines.append(f"| {ARMS[arm]} | {middle(cpu)} | {middle(wall)} | {ratios} | {memory:.0f} |")
    return lines


def agreement(runs):
    """What the two arms say of the same table: as many eligible by every sheet that does not ask for the taxable income."""
    together, alone = runs["all"][0]["eligible"], runs["alone"][0]["eligible"]
    different = {name for name in together if together[name] != alone[name]}
    late = books(standard(), ["enterprise"], ON, YEAR).late
    told = f"differ, in {', '.join(sorted(different - late))}," if different - late else "agree"
    aside = (
        f" ({', '.join(sorted(late))} is not compared: it asks for the taxable income, which other sheets change)"
        if late
        else ""
    )
    return [f"The two arms {told} on how many are eligible by each sheet{aside}."]


def run_arm(arm, table):
    """Printed by the child: CPU and wall seconds, its highest memory in MB, how many are eligible by sheet."""
    names = paying()
    sets = [names] if arm == "all" else [[name] for name in names]
    laws = [books(standard(), ["enterprise"], ON, YEAR, names=some) for some in sets]
    answers = []
    cpu, wall = timed(lambda: answers.extend(cost(law, table) for law in laws))
    eligible = {one["id"]: one["eligible"] for found in answers for one in found["instruments"]}
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": highest_memory(), "eligible": eligible}))


def cost(law, table):
    return answer(Costing([law], pl.scan_parquet(table), by=BY).run())


def highest_memory():
    """The highest resident memory of this process so far, in MB (Linux)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2_500_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="250,000 rows, one repeat")
    parser.add_argument("--arm", choices=ARMS)
    parser.add_argument("--table", type=Path)
    options = parser.parse_args()
    if options.arm:
        run_arm(options.arm, options.table)
        return
    rows, repeats = (250_000, 1) if options.quick else (options.rows, options.repeats)
    head = [
        "## The whole library",
        "",
        f"Printed by `benchmarks/whole_library.py` on {date.today()}: {os.cpu_count()} cores shared with others, Polars {pl.__version__}; "
        f"the question is of {ON}, the assessed year {YEAR}.",
        f"Costing: {repeats} {'run' if repeats == 1 else 'interleaved runs'} of each arm. All figures are invented; 5 to 10 % of every column are unknown.",
        "",
    ]
    print("\n".join([*head, *matching(20 if options.quick else 100), *costing(rows, repeats)]))


if __name__ == "__main__":
    main()
