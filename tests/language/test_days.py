"""Days: completed years and day counts on random dates, means over a year, day numbers on every engine."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from back_ends import ENGINES, collected, evaluated, explained
from expressions import bound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from language_cases import close

from innovatory.language import ends
from innovatory.language.bind import year_mean
from innovatory.language.names import Entry, dated
from innovatory.language.types import declared
from innovatory.language.units import unit
from innovatory.language.vectors import day_numbers

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
near_leap_days = st.builds(
    lambda year, step: date(year, 2, 28) + timedelta(days=step), st.integers(1960, 2030), st.integers(-2, 3)
)
days = near_leap_days | st.dates(date(1960, 1, 1), date(2030, 12, 31))


def anniversary(born: date, years: int) -> date:
    """The day on which so many years are completed; for 29 February 28 February of a common year (D24)."""
    year = born.year + years
    return date(year, 2, 28) if (born.month, born.day) == (2, 29) and not isleap(year) else born.replace(year=year)


def completed_years(born: date, on: date) -> int:
    """The greatest number of years whose anniversary has come, found by trying."""
    return max(years for years in range(-80, 81) if anniversary(born, years) <= on)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@SLOW
@given(born=st.lists(days | st.none(), min_size=1, max_size=12), on=days, loose=st.booleans())
def test_years_and_days_since(born: list[date | None], on: date, loose: bool, engine: str) -> None:
    rows = [{"d": None if day is None else ends.point(float(day.toordinal()))} for day in born]
    for text, count in (
        ("years_since(d)", lambda day: completed_years(day, on)),
        ("days_since(d)", lambda day: (on - day).days),
    ):
        want = [None if day is None else ends.point(float(count(day))) for day in born]
        node = bound(text, on)
        assert [_ends(value) for value in explained(node, rows)] == [_ends(value) for value in want]
        made = evaluated(node, {"d": declared("date")}, rows, engine, loose=loose)
        assert [_ends(value) for value in made] == [_ends(value) for value in want]


def _ends(value: Any) -> tuple[float, float] | None:
    return None if value is None else (value[0][0], value[1][0])


@given(first=days, last=days, on=days)
def test_a_range_of_days_is_a_range_of_counts(first: date, last: date, on: date) -> None:
    first, last = min(first, last), max(first, last)
    row = {"d": ends.ranged(float(first.toordinal()), float(last.toordinal()))}
    (years,), (days_,) = explained(bound("years_since(d)", on), [row]), explained(bound("days_since(d)", on), [row])
    assert _ends(years) == (completed_years(last, on), completed_years(first, on))
    assert _ends(days_) == ((on - last).days, (on - first).days)


@given(
    year=st.integers(2015, 2026),
    change=st.dates(date(2014, 1, 1), date(2027, 12, 31)),
    before=st.integers(0, 100),
    after=st.integers(0, 100),
)
def test_a_mean_over_a_year_weighs_every_month_alike(year: int, change: date, before: int, after: int) -> None:
    entries = [Entry(date.min, None, (float(before),) * 2), Entry(change, None, (float(after),) * 2)]
    total = 0.0
    for month in range(1, 13):
        length = monthrange(year, month)[1]
        old = sum(date(year, month, day) < change for day in range(1, length + 1))
        total += (old * before + (length - old) * after) / length
    found = year_mean(dated(unit("1"), None, entries), year)
    assert found is not None
    assert close(found[0], total / 12)
    assert found[0] == found[1]


@given(year=st.integers(2015, 2026), start=st.dates(date(2015, 1, 1), date(2026, 12, 31)))
def test_a_day_without_a_rule_has_no_mean(year: int, start: date) -> None:
    found = year_mean(dated(unit("1"), None, [Entry(start, None, (1.0, 1.0))]), year)
    assert found == (None if start > date(year, 1, 1) else (1.0, 1.0))


EVERY_KIND_OF_YEAR = [
    date(year, month, day)
    for year in (1, 4, 100, 399, 400, 1582, 1600, 1900, 1970, 1999, 2000, 2023, 2024, 2100, 9999)
    for month, day in ((1, 1), (1, 31), (2, 27), (2, 28), (3, 1), (3, 2), (6, 30), (12, 31))
] + [date(2024, 2, 29), date(2000, 2, 29), date(400, 2, 29)]


@pytest.mark.parametrize("engine", ENGINES)
def test_day_numbers_are_those_of_the_calendar(engine: str) -> None:
    frame = pl.DataFrame({"on": [*EVERY_KIND_OF_YEAR, None], "row": range(len(EVERY_KIND_OF_YEAR) + 1)})
    found = collected(ENGINES[engine](frame), {"number": day_numbers("on")}, "row")["number"]
    assert found == [*(float(day.toordinal()) for day in EVERY_KIND_OF_YEAR), None]


def test_every_day_of_four_centuries_has_its_number() -> None:
    days_ = pl.date_range(date(1801, 1, 1), date(2200, 12, 31), eager=True).alias("on")
    frame = pl.DataFrame({"on": days_, "row": range(len(days_))})
    expected = [float(date(1801, 1, 1).toordinal() + step) for step in range(len(days_))]
    for engine in ENGINES.values():
        assert collected(engine(frame), {"number": day_numbers("on")}, "row")["number"] == expected
