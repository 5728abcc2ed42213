"""The benchmark of issue-sized promises: both arms of every ratio from one interleaved run, CPU and wall time.

    python benchmarks/run.py [--rows 2500000] [--repeats 15] [--out docs/benchmarks.md]

The yardstick is `hnte_polars.py`, the same rule written by hand in Polars; ours is the example sheet through the
language. Every table is admitted once before the timing (the door is a line of its own); every arm collects its result.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import hnte_polars
import numpy as np
import polars as pl
import population

from innovatory import policy
from innovatory.policy.library import libraries

SHEET = HERE / "hnte_example.yaml"
APPLICANT = {
    "registered_on": "2019-01-01",
    "staff_mean": "120",
    "st_staff": "15",
    "revenue": ["50m", "56m", "62m"],
    "rd_hnte": ["2.6m", "2.9m", "3.1m"],
    "hightech_income": "41m",
    "total_income": "62m",
    "net_assets_end": ["20m", "24m", "30m"],
    "conversions_per_year": "5",
    "ip_points": "28",
    "management_points": "16",
    "core_ip": "true",
}
SHORT = {"rd_hnte": ["2m", "2m", "2m"]}
OPEN = {"conversions_per_year": "3", "ip_points": "20..28"}


def timed(work):
    """(CPU seconds of all threads, wall seconds) of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def interleaved(arms, repeats):
    """Median, least and greatest CPU and wall seconds per arm; the arms take turns, the first turn is not counted."""
    found = {name: [] for name in arms}
    for turn in range(repeats + 1):
        for name, work in arms.items():
            seconds = timed(work)
            if turn:
                found[name].append(seconds)
    return {name: tuple(zip(*runs)) for name, runs in found.items()}


def middle(values):
    return f"{statistics.median(values):.3f} ({min(values):.3f} – {max(values):.3f})"


def table(title, runs, of):
    """Rows of arms with their ratio to the arm `of`."""
    base = [statistics.median(runs[of][i]) for i in (0, 1)]
    lines = [
        f"### {title}",
        "",
        "| arm | CPU s, median (min – max) | wall s, median (min – max) | CPU ratio | wall ratio |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, (cpu, wall) in runs.items():
        ratios = [statistics.median(values) / base[i] for i, values in enumerate((cpu, wall))]
        lines.append(f"| {name} | {middle(cpu)} | {middle(wall)} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    return [*lines, ""]


def with_unknowns(named, share, seed=2):
    """The same rows with a share of the values of every column missing."""
    random = np.random.default_rng(seed)
    return named.with_columns(
        pl.when(pl.Series(random.random(named.height) >= share)).then(pl.col(name)).alias(name)
        for name in named.columns
    )


def columns_tables(rows, repeats):
    plain, named = population.rows(rows)
    instrument = policy.load(SHEET)
    ours = instrument.evaluate(named.lazy(), population.ON)
    lazy = plain.lazy()
    results = {
        "hand-written Polars, results": lambda: hnte_polars.results(lazy).collect(),
        "the sheet, results": lambda: ours.columns(margins=False).collect(),
    }
    margins = {
        "hand-written Polars, margins and mask": lambda: hnte_polars.with_margins(lazy).collect(),
        "the sheet, margins and mask": lambda: ours.columns().collect(),
    }
    runs = interleaved({**results, **margins}, repeats)
    lines = table("Results", {name: runs[name] for name in results}, "hand-written Polars, results")
    lines += table(
        "Results, margins of every criterion and the mask of failed ones",
        {name: runs[name] for name in margins},
        "hand-written Polars, margins and mask",
    )
    agree = [
        (hnte_polars.results(lazy).collect()[key] != ours.columns(margins=False).collect()[key]).sum()
        for key in ("passes", "may_pass")
    ]
    lines += [f"Rows on which the two disagree: passes {agree[0]}, may pass {agree[1]} of {rows:,}.", ""]
    gaps = instrument.evaluate(with_unknowns(named, 0.1).lazy(), population.ON)
    other = {
        "the sheet, results, nothing missing": lambda: ours.columns(margins=False).collect(),
        "the sheet, results, 10 % of all values missing": lambda: gaps.columns(margins=False).collect(),
        "the sheet, margins, 10 % of all values missing": lambda: gaps.columns().collect(),
        "admission of the table (the door: counts and bounds)": lambda: instrument.evaluate(
            named.lazy(), population.ON
        ),
    }
    return lines + table(
        "What unknown values and the door cost", interleaved(other, repeats), "the sheet, results, nothing missing"
    )


def memory(rows):
    """Peak memory of one evaluation beyond the table and its result, in a process of its own (Linux)."""
    environment = {
        **os.environ,
        "_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0",
    }  # freed memory is given back at once
    child = subprocess.run(
        [sys.executable, __file__, "--memory", str(rows)], check=True, capture_output=True, text=True, env=environment
    )
    lines = ["### Memory", "", "| what | MB |", "| --- | --- |"]
    lines += [f"| {name} | {value:.0f} |" for name, value in json.loads(child.stdout).items()]
    return [
        *lines,
        "",
        "The low and high end of a margin without a range are one buffer, which the size of the result columns counts twice.",
        "",
    ]


def measure_memory(rows):
    """Printed by the child: table, result columns, and anonymous memory beyond both at its highest (sampled)."""
    table_ = population.rows(rows)[1]
    evaluation = policy.load(SHEET).evaluate(table_.lazy(), population.ON)
    answers = {"table": table_.estimated_size() / 1e6}
    for name, margins in (("results", False), ("results, margins and mask", True)):
        evaluation.columns(margins=margins).collect()  # so that what is kept for reuse is there before
        with Peak() as peak:
            out = evaluation.columns(margins=margins).collect()
        answers[f"{name}: result columns"] = out.estimated_size() / 1e6
        answers[f"{name}: highest beyond the table, result columns included"] = peak.highest
        del out
    print(json.dumps(answers))


class Peak:
    """The highest resident memory while it is open, beyond that of the table; sampled every millisecond."""

    def __enter__(self):
        self.before, self.highest, self.running = resident(), 0.0, True
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def _watch(self):
        while self.running:
            self.highest = max(self.highest, resident() - self.before)
            time.sleep(0.001)

    def __exit__(self, *_):
        self.running = False
        self.thread.join()


def resident():
    """Resident memory of this process in MB (Linux), after what is free has been given back."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


def explaining(repeats=300):
    instrument = policy.load(SHEET)
    lines = [
        "### One applicant",
        "",
        "| applicant | result | answer, ms CPU | answer as data (margins, gaps, missing, evidence), ms CPU |",
        "| --- | --- | --- | --- |",
    ]
    for name, change in (("clear pass", {}), ("one criterion short", SHORT), ("marks open", OPEN)):
        applicant = policy.read_applicant(instrument, {**APPLICANT, **change}, population.ON)
        instrument.explain(applicant, population.ON).as_dict()
        answer = statistics.median(
            timed(lambda: instrument.explain(applicant, population.ON))[0] for _ in range(repeats)
        )
        data = statistics.median(
            timed(lambda: instrument.explain(applicant, population.ON).as_dict())[0] for _ in range(repeats)
        )
        lines.append(
            f"| {name} | {instrument.explain(applicant, population.ON).result} | {answer * 1e3:.3f} | {data * 1e3:.3f} |"
        )
    return [*lines, ""]


def loading(repeats):
    def load():
        for library in libraries.__wrapped__():  # without its cache: every file is read again
            for name in library.located:
                library.instrument(name)

    cpu, wall = zip(*(timed(load) for _ in range(repeats)))
    count = sum(len(library.located) for library in libraries())
    return [
        "### Loading",
        "",
        f"All {count} sheets read, checked and compiled: CPU {middle(cpu)} s, wall {middle(wall)} s.",
        "",
    ]


def openfisca(rows, repeats):
    """The same rule in OpenFisca-core, in an environment of its own beside this one."""
    command = [sys.executable, str(HERE / "openfisca" / "run.py"), "--rows", str(rows), "--repeats", str(repeats)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"the OpenFisca arm failed:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    plain, named = population.rows(rows)
    ours = policy.load(SHEET).evaluate(named.lazy(), population.ON)
    runs = interleaved({"the sheet, results": lambda: ours.columns(margins=False).collect()}, repeats)
    for precision in ("float64", "float32"):
        runs[f"OpenFisca-core {precision}"] = (found[precision]["cpu_seconds"], found[precision]["wall_seconds"])
    lines = table("OpenFisca-core on the same rule (own process, run directly before ours)", runs, "the sheet, results")
    wrong = {precision: found[precision]["disagreements"] for precision in ("float64", "float32")}
    return [
        *lines,
        f"Versions: {json.dumps(found['versions'])}. Eligibilities that differ from the yardstick: {json.dumps(wrong)}.",
        "",
    ]


def head(rows, repeats):
    import duckdb
    import narwhals

    versions = f"Python {platform.python_version()}, Polars {pl.__version__}, Narwhals {narwhals.__version__}, DuckDB {duckdb.__version__}"
    return [
        "# Benchmarks",
        "",
        f"Printed by `make bench` on {date.today()}: {os.cpu_count()} cores shared with others, {versions}.",
        f"{rows:,} invented rows × the example sheet of the design (`benchmarks/hnte_example.yaml`); {repeats} interleaved runs after one that is not counted.",
        "A ratio below 1 is faster than the arm it is compared with. Times vary with what else the machine does; compare ratios within a table.",
        "",
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2_500_000)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--memory", type=int)
    parser.add_argument("--without-openfisca", action="store_true")
    options = parser.parse_args()
    if options.memory is not None:
        measure_memory(options.memory)
        return
    parts = [
        head(options.rows, options.repeats),
        columns_tables(options.rows, options.repeats),
        memory(options.rows),
        explaining(),
        loading(options.repeats),
    ]
    if not options.without_openfisca:
        parts.append(openfisca(options.rows, options.repeats))
    text = "\n".join(line for part in parts for line in part)
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
