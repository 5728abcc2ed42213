"""Sums of many float64: exact for whole yuan in any order, the same bits on both engines, and by group of years."""

from __future__ import annotations

from fractions import Fraction
from math import fsum, isclose
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language.names import Names
from innovatory.language.reader import expression
from innovatory.language.types import Number
from innovatory.language.units import YEAR, YUAN
from innovatory.measure import given as columns
from innovatory.measure.given import Extent, looked_up_extents, stored_extents
from innovatory.measure.scan import Rows, scan

TYPES = {"x": Number(YUAN), "y": Number(YUAN), "year": Number(YEAR, whole=True)}
NAMES = Names(inputs=TYPES, rows=True)
ENGINES = {"polars": pl.scan_parquet, "duckdb": lambda path: duckdb.read_parquet(str(path))}


def rows_of(path: Path, engine: str) -> Rows:
    extents = stored_extents(path, [*TYPES, "weight"])
    return Rows(ENGINES[engine](path), columns.given(TYPES, extents), extents.rows, columns.weight(extents))


def summed(frame: pl.DataFrame, folder: Path, engine: str, *texts: str) -> list[dict[int, float | None]]:
    frame.write_parquet(folder / "t.parquet", row_group_size=50_000)
    found = scan(rows_of(folder / "t.parquet", engine), {text: expression(text, NAMES) for text in texts}, ["year"])
    values = {text: {key[0]: one.value({}) for key, one in groups.items()} for text, groups in found.items()}
    return [{year: None if pair is None else pair[0] for year, pair in values[text].items()} for text in texts]


def accounts(n: int, *, whole: bool) -> pl.DataFrame:
    random = np.random.default_rng(7)
    x = np.exp(random.normal(15.5, 3.0, n)) * random.choice([1, 1, 1, -0.9], n)
    x = np.round(x) if whole else x
    return pl.DataFrame({"x": x, "y": np.abs(x) + 1.0, "year": random.integers(2019, 2022, n).astype(np.int32)})


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_yuan_add_up_exactly(tmp_path: Path, engine: str) -> None:
    frame = accounts(300_000, whole=True)
    for order in (frame, frame.sample(fraction=1.0, shuffle=True, seed=1), frame.sort("x")):
        (found,) = summed(order, tmp_path, engine, "sum(x)")
        for year in (2019, 2020, 2021):
            assert found[year] == float(sum(map(int, order.filter(pl.col("year") == year)["x"])))


@pytest.mark.parametrize("engine", ENGINES)
def test_fractions_of_a_yuan_add_up_to_the_last_digits(tmp_path: Path, engine: str) -> None:
    frame = accounts(300_000, whole=False)
    sums, ratios = summed(frame, tmp_path, engine, "sum(x)", "sum(x where x > 0) / sum(y)")
    for year in (2019, 2020, 2021):
        own = frame.filter(pl.col("year") == year)
        assert isclose(sums[year] or 0.0, fsum(own["x"]), rel_tol=1e-14)
        want = fsum(own.filter(pl.col("x") > 0)["x"]) / fsum(own["y"])
        assert isclose(ratios[year] or 0.0, want, rel_tol=1e-14)


def test_a_ratio_without_known_bounds_is_measured_first(tmp_path: Path) -> None:
    """x / y has no bound that follows from those of x and y: y may be as near to nothing as one likes."""
    frame = pl.DataFrame({"x": [1.0, 5.0, 3.0], "y": [0.5, -2.0, 0.0], "year": [2020, 2020, 2020]})
    for engine in ENGINES:
        assert summed(frame, tmp_path, engine, "sum(x / y)") == [{2020: -0.5}]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e18, 1e18, allow_subnormal=False), min_size=1, max_size=40))
def test_any_floats_add_up_as_fractions_do(values: list[float]) -> None:
    frame = pl.DataFrame({"x": values, "y": [1.0] * len(values), "year": [2020] * len(values)})
    extents = looked_up_extents(frame.lazy(), TYPES, TYPES)
    rows = Rows(frame.lazy(), columns.given(TYPES, extents), extents.rows)
    found = scan(rows, {"sum": expression("sum(x)", NAMES)}, ["year"])["sum"]
    pair = next(iter(found.values())).value({})
    size = max(map(abs, values))
    assert pair is not None
    assert abs(Fraction(pair[0]) - sum(map(Fraction, values), Fraction())) <= Fraction(size) * Fraction(2) ** -50


def test_extents_are_those_of_the_file(tmp_path: Path) -> None:
    frame = pl.DataFrame({"x": [1.0, None, -4.0], "y": pl.Series([None] * 3, dtype=pl.Float64), "year": [1, 2, 3]})
    frame.write_parquet(tmp_path / "t.parquet", row_group_size=2)
    stored = stored_extents(tmp_path / "t.parquet", ["x", "y", "z"])
    assert stored.rows == 3
    assert stored.of == {"x": Extent(-4.0, 1.0, 1), "y": Extent(None, None, 3)}
    assert looked_up_extents(frame.lazy(), ["x", "y", "z"], TYPES).of == stored.of


def test_a_file_without_statistics_may_hold_anything(tmp_path: Path) -> None:
    frame = accounts(1000, whole=True)
    frame.write_parquet(tmp_path / "t.parquet", statistics=False)
    stored = stored_extents(tmp_path / "t.parquet", ["x"])
    assert stored.of["x"].least == float("-inf")
    assert stored.of["x"].missing > 0
    (with_them,) = summed(frame, tmp_path, "polars", "sum(x)")
    frame.write_parquet(tmp_path / "t.parquet", statistics=False)
    found = scan(rows_of(tmp_path / "t.parquet", "polars"), {"sum": expression("sum(x)", NAMES)}, ["year"])["sum"]
    assert {key[0]: one.value({}) for key, one in found.items()} == {k: (v, v) for k, v in with_them.items()}
