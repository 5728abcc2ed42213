"""Importing a million rows of CSV: `innovatory import` beside a bare read and write of the same file with Polars.

python benchmarks/importing.py [ROWS]

Ours reads the same cells and also decides the encoding, understands the headers, keeps the rules of the dictionary (which
are listed), looks for keys that occur twice and for suspicious amounts, writes the manifest and forces all to the disk.
Both arms run as processes of their own, from start to end; CPU is user and system time of the process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

ROWS = 1_000_000
YEAR = 2023
TARGET = 6.0  # seconds wall on two cores
BARE = "import sys, polars as pl; pl.read_csv(sys.argv[1]).write_parquet(sys.argv[2], compression='zstd', compression_level=1)"
ALPHABET = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
CITY = "city: bench\nlabel: {en: Bench, zh: 测试城市}\nlevel: city\n"


def credit_codes(n: int, random: np.random.Generator) -> list[str]:
    """Codes of GB 32100 with a right check digit, every one once."""
    digits = np.empty((n, 18), dtype=np.int64)
    digits[:, :2] = [9, 1]
    digits[:, 2:8] = [4, 4, 0, 3, 0, 5]
    serial = np.arange(n)
    for place in range(16, 7, -1):
        digits[:, place] = serial % 31
        serial //= 31
    digits[:, 17] = (31 - digits[:, :17] @ WEIGHTS % 31) % 31
    random.shuffle(digits)
    return ["".join(code) for code in ALPHABET[digits]]


def write_rows(path: Path, n: int) -> None:
    """Enterprise years as a bureau keeps them: Chinese headers, money in 万元, a few cells empty."""
    random = np.random.default_rng(20240630)
    revenue = random.lognormal(6.0, 2.0, n).round(2)
    staff = np.maximum(1, (revenue / 80).round()).astype(np.int64)
    table = pl.DataFrame(
        {
            "统一社会信用代码": credit_codes(n, random),
            "年份": np.full(n, YEAR),
            "营业收入（万元）": revenue,
            "总收入（万元）": (revenue * 1.01).round(2),
            "利润总额（万元）": (revenue * random.normal(0.06, 0.1, n)).round(2),
            "资产总计（万元）": (revenue * 1.2).round(2),
            "负债合计（万元）": (revenue * 0.6).round(2),
            "研究开发费用（高企口径）（万元）": (revenue * random.beta(1, 20, n)).round(2),
            "全年平均职工人数": staff,
            "科技人员": (staff * random.beta(1, 6, n)).round().astype(np.int64),
        }
    )
    table.with_columns(pl.when(random.random(n) > 0.02).then(pl.col("总收入（万元）"))).write_csv(path)


def timed(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one command."""
    before = os.times()
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    after = os.times()
    return wall, after.children_user - before.children_user + after.children_system - before.children_system


def rules() -> list[str]:
    """The rules that the check keeps on this file, by name and column."""
    from innovatory.records.dictionary import tables
    from innovatory.records.rules import reading

    table = tables()["enterprise_years"]
    columns = "enterprise_id year revenue total_income profit assets_end liabilities_end rd_hnte staff_mean st_staff"
    found = [reading(table.columns[name], name, pl.String(), date(YEAR + 1, 6, 30)) for name in columns.split()]
    return [f"{rule.column}: {rule.name}" for one in found for rule in one.rules]


def main() -> None:
    n = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else ROWS
    innovatory = str(Path(sys.executable).parent / "innovatory")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bench").mkdir()
        (folder / "bench" / "city.yaml").write_text(CITY, encoding="utf-8")
        file = folder / "rows.csv"
        write_rows(file, n)
        kept = rules()
        print(f"{n:,} rows, {file.stat().st_size / 1e6:.0f} MB of CSV, {os.cpu_count()} cores, {len(kept)} rules:")
        print("  " + "; ".join(kept))
        bare = timed([sys.executable, "-c", BARE, str(file), str(folder / "bare.parquet")])
        into = ["--table", "enterprise_years", "--into", str(folder / "bench"), "--as-of", f"{YEAR + 1}-06-30"]
        ours = timed([innovatory, "import", str(file), *into])
        print(f"bare Polars, read_csv and write_parquet   {bare[0]:6.2f} s wall  {bare[1]:6.2f} s CPU")
        print(f"innovatory import                         {ours[0]:6.2f} s wall  {ours[1]:6.2f} s CPU")
        print(f"target {TARGET:.0f} s wall: {'met' if ours[0] <= TARGET else 'NOT MET'}")


if __name__ == "__main__":
    main()
