"""When recognitions were given: the intakes add up to the holders, and nobody is recognised before the age for it."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.synthetic.draws import Draws
from innovatory.records.synthetic.validity import intakes, recognised_in, span


def test_what_published_intakes_leave_over_is_spread_over_the_other_years() -> None:
    assert intakes(100, 2022, 3, {2022: 40.0}) == {2020: 30.0, 2021: 30.0, 2022: 40.0}
    assert intakes(100, 2022, 3, {}) == pytest.approx({2020: 100 / 3, 2021: 100 / 3, 2022: 100 / 3})
    # all years published, ten holders more: the oldest
    assert intakes(100, 2022, 3, {2020: 20.0, 2021: 30.0, 2022: 40.0})[2020] == pytest.approx(30)
    # more published than hold it: in proportion
    assert intakes(50, 2022, 2, {2021: 40.0, 2022: 60.0}) == pytest.approx({2021: 20, 2022: 30})
    # what was published of years that have run out says nothing
    assert intakes(9, 2022, 1, {2021: 40.0}) == {2022: 9.0}


@given(
    held=st.floats(0, 1e6),
    years=st.integers(1, 5),
    published=st.dictionaries(st.integers(2017, 2022), st.floats(0, 1e6), max_size=4),
)
def test_intakes_add_up_to_the_holders(held: float, years: int, published: dict[int, float]) -> None:
    found = intakes(held, 2022, years, published)
    assert list(found) == list(range(2023 - years, 2023))
    assert sum(found.values()) == pytest.approx(held, abs=1e-6)
    assert min(found.values()) >= -1e-6


def test_the_years_are_those_of_the_intakes_and_none_is_too_early() -> None:
    u = Draws(3).uniforms("x", 1_000)
    earliest = np.where(np.arange(1_000) < 100, 2022, 2010)  # a hundred are too young for an earlier year
    found = recognised_in(earliest, np.ones(1_000), {2020: 200.0, 2021: 300.0, 2022: 500.0}, u)
    assert {int(year): int(n) for year, n in zip(*np.unique(found, return_counts=True), strict=True)} == {
        2020: 200, 2021: 300, 2022: 500,
    }  # fmt: skip
    assert (found >= earliest).all()


def test_those_who_are_too_young_are_recognised_in_the_last_year() -> None:
    found = recognised_in(np.full(10, 2022), np.ones(10), {2020: 5.0, 2021: 5.0, 2022: 0.0}, Draws(3).uniforms("x", 10))
    assert set(found.tolist()) == {2022}


def test_it_holds_for_whole_years_less_a_day() -> None:
    registered = pl.Series([date(2015, 1, 1), date(2020, 12, 30)])
    first, last = span(np.array([2020, 2020]), 3, registered, np.array([0.0, 0.5]))
    assert first.to_list() == [date(2020, 11, 15), date(2020, 12, 30)]
    assert last.to_list() == [date(2023, 11, 14), date(2023, 12, 29)]
