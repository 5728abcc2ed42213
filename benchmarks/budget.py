"""The benchmark of the budget desk: one line for every award in force, on the full population and from kept claims.

    python benchmarks/budget.py [--rows 2457740] [--repeats 3] [--quick] [--table FILE]

Prints a section for docs/benchmarks.md. Every run is the command itself, `innovatory budget`, in a process of its own: the
start of the program, the reading of the plan, all claims, both shifts and a page are in its time.
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

from innovatory.policy.books import books
from innovatory.policy.library import standard

YEAR = 2023
ON = date(YEAR, 12, 31)
MEDIUM = 500_000_000  # yuan: planned for every award
LIMITS = {"full": 15.0, "kept": 2.0}  # seconds of wall time that must be reached
ARMS = {"full": "all claims worked out", "kept": "from kept claims"}


def awards():
    """The awards to enterprises that are in force on the last day of the year."""
    library = standard()
    found = books(library, ["enterprise"], ON, YEAR - 1)
    return [name for name, bound in found.rules.items() if bound.in_force and "grant" in bound.rule.money]


def write_plan(path, names):
    """A line for every award, and two of research beside them."""
    lines = ["line_id,instrument,planned (yuan),in_rd_fund,research_class,take_up_low,take_up_high,least (yuan)"]
    lines += [f"K{at},{name},{MEDIUM},yes,other,10%,30%,0" for at, name in enumerate(names)]
    lines += [f"B1,,{4 * MEDIUM},yes,basic,,,0", f"T1,,{6 * MEDIUM},yes,other,,,0"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(plan, table, cache, page):
    """Wall and CPU seconds and highest memory (MB) of one process of the command, and its answer."""
    command = [
        sys.executable,
        "-c",
        "from innovatory.cli import main; main()",
        "budget",
        plan,
        "--population",
        table,
        "--year",
        YEAR,
        "--page",
        page,
        "--json",
        *(["--cache", cache] if cache else []),
    ]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen([str(word) for word in command], stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        if status:
            raise SystemExit(f"the command ended with {status}")
        out.seek(0)
        answer = json.load(out)
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss * 1024 / 1e6}, answer


def middle(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} – {max(values):.{digits}f})"


def measure(table, folder, repeats):
    names = awards()
    plan, page, cache = folder / "plan.csv", folder / "page.html", folder / "kept"
    write_plan(plan, names)
    runs, answers = {arm: [] for arm in ARMS}, []
    run(plan, table, cache, page)  # keeps the claims
    for _ in range(repeats):
        for arm in ARMS:
            found, answer = run(plan, table, cache if arm == "kept" else None, page)
            runs[arm].append(found)
            answers.append(answer)
    assert all(answer == answers[0] for answer in answers), "kept claims give another answer"
    return names, runs, answers[0]


def section(table, names, runs, answer):
    columns, size = len(pl.scan_parquet(table).collect_schema()), table.stat().st_size
    lines = [
        "## The budget desk", "",
        f"Printed by `benchmarks/budget.py` on {date.today()}: {os.cpu_count()} cores shared with others, Polars {pl.__version__};",
        f"budget of {YEAR}, {len(answer['lines'])} lines, of which {len(names)} name an award. {len(runs['full'])} runs of each arm. All figures are invented.", "",
        f"### {answer['population']['rows']:,} enterprises, one Parquet file of {columns} columns ({size / 1e6:.0f} MB)", "",
        "| arm | wall s, median (min – max) | CPU s, median (min – max) | must reach, s | highest memory, MB |",
        "| --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for arm, found in runs.items():
        wall, cpu = ([one[key] for one in found] for key in ("wall", "cpu"))
        memory = max(one["memory"] for one in found)
        lines.append(f"| {ARMS[arm]} | {middle(wall)} | {middle(cpu)} | {LIMITS[arm]:.0f} | {memory:.0f} |")
    return "\n".join([*lines, "", "Both arms give the same answer, byte for byte of the plain data."])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2_457_740)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="100,000 rows, one repeat")
    parser.add_argument("--table", type=Path, help="a population that is there already")
    asked = parser.parse_args()
    rows, repeats = (100_000, 1) if asked.quick else (asked.rows, asked.repeats)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = asked.table or folder / "enterprises.parquet"
        if asked.table is None:
            library_population.write(table, books(standard(), ["enterprise"], ON, YEAR - 1, awards()), rows)
        print(section(table, *measure(table, folder, repeats)))


if __name__ == "__main__":
    main()
