"""Kept claims: found again as they were, never for another population, library, year or set of instruments."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.budget.change import changed
from innovatory.measure.budget.claims_cache import ClaimsCache, content_hash, key_of, library_hash
from innovatory.measure.budget.expectation import Expectation, expected
from innovatory.measure.budget.queue import Queue
from innovatory.policy.library import Library, standard

GRANT = "sz_hte_cultivation_grant"


class Worked:
    """Counts how often claims are really worked out."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame, self.times = frame, 0

    def __call__(self) -> Expectation:
        self.times += 1
        queue = Queue(np.array([True]), np.array([1.0]), np.array([2.0]), np.array([3.0]))
        return replace(expected(standard(), self.frame.lazy(), (GRANT,), 2023), queues={GRANT: queue})


@pytest.fixture
def work(cultivated: pl.DataFrame) -> Worked:
    return Worked(cultivated)


@pytest.fixture
def population(tmp_path: Path, cultivated: pl.DataFrame) -> Path:
    path = tmp_path / "firms.parquet"
    cultivated.write_parquet(path)
    return path


def test_claims_are_worked_out_once(tmp_path: Path, population: Path, work: Worked) -> None:
    found = [ClaimsCache(tmp_path / "kept").get(population, standard(), (GRANT,), 2023, work) for _ in range(3)]
    assert work.times == 1
    first, again, _ = found
    assert (again.claims, again.unasked, again.statuses) == (first.claims, first.unasked, first.statuses)
    assert (again.rows, again.weighted, again.origins) == (19, False, frozenset())
    assert again.queues[GRANT].frame().equals(first.queues[GRANT].frame())


def test_a_file_that_changes_is_worked_out_again(tmp_path: Path, population: Path, work: Worked) -> None:
    cache = ClaimsCache(tmp_path / "kept")
    cache.get(population, standard(), (GRANT,), 2023, work)
    seen = population.stat()
    work.frame.with_columns(rd_accounts_2021=pl.lit(7e7)).write_parquet(population)
    os.utime(population, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # even if its time is set back
    cache.get(population, standard(), (GRANT,), 2023, work)
    assert work.times == 2


def test_the_same_content_elsewhere_is_known(tmp_path: Path, population: Path, work: Worked) -> None:
    cache, copy = ClaimsCache(tmp_path / "kept"), tmp_path / "copy.parquet"
    copy.write_bytes(population.read_bytes())
    cache.get(population, standard(), (GRANT,), 2023, work)
    cache.get(copy, standard(), (GRANT,), 2023, work)
    assert work.times == 1


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"claims": {}}'])
def test_kept_claims_that_cannot_be_read_are_worked_out_again(
    tmp_path: Path, population: Path, work: Worked, broken: str
) -> None:
    cache = ClaimsCache(tmp_path / "kept")
    cache.get(population, standard(), (GRANT,), 2023, work)
    (kept,) = (tmp_path / "kept").glob("claims-*.json")
    kept.write_text(broken, encoding="utf-8")
    cache.get(population, standard(), (GRANT,), 2023, work)
    assert work.times == 2
    assert json.loads(kept.read_text(encoding="utf-8"))["rows"] == 19


def test_a_missing_queue_is_worked_out_again(tmp_path: Path, population: Path, work: Worked) -> None:
    cache = ClaimsCache(tmp_path / "kept")
    cache.get(population, standard(), (GRANT,), 2023, work)
    next((tmp_path / "kept").glob("queue-*")).unlink()
    cache.get(population, standard(), (GRANT,), 2023, work)
    assert work.times == 2


def test_the_key_tells_everything_apart_that_claims_depend_on() -> None:
    library: Library = standard()
    reformed = changed(library, [f"{GRANT}.cap=1m"], 2023)
    keys = {
        key_of("a", library, (GRANT,), 2023), key_of("b", library, (GRANT,), 2023), key_of("a", reformed, (GRANT,), 2023),
        key_of("a", library, (GRANT, "hq_policy_2021"), 2023), key_of("a", library, (GRANT,), 2022),
    }  # fmt: skip
    assert len(keys) == 5
    assert key_of("a", library, ("x", "y"), 2023) == key_of("a", library, ("y", "x"), 2023)
    assert library_hash(library) == library_hash(standard())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, population: Path, work: Worked) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Mistake) as caught:
        ClaimsCache(tmp_path / "file").get(population, standard(), (GRANT,), 2023, work)
    assert caught.value.kind == "file"


def test_a_population_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="cannot be read"):
        content_hash(tmp_path / "none.parquet")
