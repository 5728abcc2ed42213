"""Imports that are killed: a process is ended by SIGKILL at a chosen moment, then the records are looked at.

A moment is either any time of the whole run, or a random time after the first file of the write has appeared in the folder.
How long a write takes changes with what else the machine does, so the reach of the aim follows how the kills end. Whether a kill fell inside the write is seen from what it left behind: a half-written file, or a table that no manifest
names yet.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from innovatory.records.workspace import read_workspace
from innovatory.records.workspace_check import check_tables

CITY = "city: lin\nlabel: {en: Lin, zh: 林市}\nlevel: city\n"
COMMAND = "from innovatory.cli import main; main()"
AS_OF = "2024-06-30"
PATIENCE = 60.0  # seconds after which a run that should end has hung


@dataclass(frozen=True)
class Scene:
    """A city with records of 2022, a file with those of 2023, and what the records hold before and after its import.

    `whole` and `write` are how long a run takes and how long its write (from the first file to the manifest), in
    seconds, measured once.
    """

    city: Path
    file: Path
    before: frozenset[int]
    after: frozenset[int]
    whole: float
    write: float


@dataclass(frozen=True)
class Killed:
    """How one kill ended: inside the write or not, and the years that the records then hold."""

    inside: bool
    years: frozenset[int]


@dataclass
class Aim:
    """How far behind the beginning of a write kills are aimed, in seconds: a third of them should come too late."""

    reach: float

    def learn(self, *, too_late: bool) -> None:
        """Reach less far after a kill that came too late, a little farther after one that did not."""
        self.reach *= 0.85 if too_late else 1.08


def scene(folder: Path, rows: int) -> Scene:
    """A city and a file of `rows` rows, with the times of one undisturbed run."""
    base = folder / "lin"
    base.mkdir()
    (base / "city.yaml").write_text(CITY, encoding="utf-8")
    files = [_file(folder / f"{year}.csv", year, rows) for year in (2022, 2023)]
    subprocess.run(_command(files[0], base), check=True, stdout=subprocess.DEVNULL)
    trial = _copy(base)
    started = time.perf_counter()
    with subprocess.Popen(_command(files[1], trial), stdout=subprocess.DEVNULL) as process:
        _wait_for_write(trial, process)
        first = time.perf_counter()
        _wait_for_manifest(base, trial)
        written = time.perf_counter()
        assert process.wait(PATIENCE) == 0
    ended = time.perf_counter()
    write = max(written - first, 0.005)  # seconds: an aim of nothing would never learn
    return Scene(base, files[1], _years(base), _years(trial), ended - started, write)


def killed(of: Scene, chance: random.Random, aim: Aim | None, *, again: bool = False) -> Killed:
    """One import of the file, killed; the records must be sound.

    `aim` is for a kill inside the write (None: any moment of the run). `again`: the next import must end well.
    """
    trial = _copy(of.city)
    said = trial.parent / "said.txt"
    with said.open("wb") as errors, _started(of.file, trial, errors) as process:
        if aim is not None:
            _wait_for_write(trial, process)
            time.sleep(chance.uniform(0, aim.reach))
        else:
            time.sleep(chance.uniform(0, of.whole))
        process.kill()
        process.wait(PATIENCE)
    found = Killed(_inside(trial), _years(trial))
    if aim is not None:
        aim.learn(too_late=found.years == of.after)
    assert all(one.sound for one in check_tables(read_workspace(trial), trial))
    if again:
        _comes_right(of, trial)
    return found


def _comes_right(of: Scene, trial: Path) -> None:
    """The import after a killed one ends with the new state and no leftovers."""
    subprocess.run(_command(of.file, trial), check=True, stdout=subprocess.DEVNULL)
    assert _years(trial) == of.after
    assert list((trial / "records").glob(".*.partial")) == []
    assert len(list((trial / "records").glob("*.parquet"))) <= 2  # the state and the one before it
    assert list(trial.glob("refused-*")) == []


def _copy(city: Path) -> Path:
    trial = city.parent / "trial" / city.name
    shutil.rmtree(trial.parent, ignore_errors=True)
    shutil.copytree(city, trial)
    return trial


def _file(path: Path, year: int, rows: int) -> Path:
    names = pl.Series([f"syn:{at}" for at in range(rows)])
    table = pl.DataFrame({"统一社会信用代码": names, "年份": pl.Series([year] * rows)})
    table.with_columns(pl.int_range(1_000_000, 1_000_000 + rows).alias("营业收入（元）")).write_csv(path)
    return path


def _command(file: Path, city: Path) -> list[str]:
    into = ["--table", "enterprise_years", "--into", str(city), "--as-of", AS_OF, "--json"]
    return [sys.executable, "-c", COMMAND, "import", str(file), *into]


def _started(file: Path, city: Path, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """An import that has begun; what it says of errors goes to a file, so that one that ends early can be understood."""
    known = os.environ | {"INNOVATORY_DEBUG": "1"}
    return subprocess.Popen(_command(file, city), stdout=subprocess.DEVNULL, stderr=errors, env=known)


def _wait_for_write(city: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the first file of the write is there, or the whole import is over before one could look."""
    partial = city / "records" / ".enterprise_years.partial"
    until = time.perf_counter() + PATIENCE
    while not partial.exists():
        if (
            process.poll() is not None
        ):  # on a busy machine the whole write can fall between two looks: too late, no fault
            assert process.returncode == 0, (
                f"the import ended with {process.returncode} before it wrote:\n{_said(city)}"
            )
            return
        assert time.perf_counter() < until, "the import did not come to write"
        time.sleep(0.0002)


def _said(city: Path) -> str:
    said = city.parent / "said.txt"
    return said.read_text(encoding="utf-8") if said.is_file() else ""


def _wait_for_manifest(base: Path, city: Path) -> None:
    """Until the manifest of a copied city is another one than that of the city it was copied from."""
    old = (base / "records" / "manifest.json").read_bytes()
    until = time.perf_counter() + PATIENCE
    while (city / "records" / "manifest.json").read_bytes() == old:
        assert time.perf_counter() < until, "the import did not come to its manifest"
        time.sleep(0.0002)


def _inside(city: Path) -> bool:
    folder = city / "records"
    named = {one.file for one in read_workspace(city).tables.values()}
    half = any(folder.glob(".*.partial"))
    before_the_manifest = {path.name for path in folder.glob("*.parquet")} - named
    old_state = _years(city) == frozenset({2022})
    return half or (old_state and bool(before_the_manifest))


def _years(city: Path) -> frozenset[int]:
    """The years in the records; every year is there with all of its rows or not at all."""
    counted = read_workspace(city).scan("enterprise_years").group_by("year").agg(pl.len(), pl.col("revenue").sum())
    rows = counted.sort("year").collect()
    assert rows["len"].n_unique() == 1, "half of a state"
    assert rows["revenue"].n_unique() == 1, "half of a state"
    return frozenset(rows["year"].to_list())
