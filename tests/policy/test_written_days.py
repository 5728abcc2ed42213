"""Days written as text: exactly the days of the calendar are read."""

from __future__ import annotations

import re
from datetime import date

import narwhals as nw
import polars as pl
import populations
import pytest
from hypothesis import given
from hypothesis import strategies as st
from populations import ENGINES

from innovatory.policy.written_days import CALENDAR, as_day


@given(year=st.integers(1, 9999), month=st.integers(0, 13), day=st.integers(0, 32))
def test_the_pattern_takes_the_days_of_the_calendar_and_no_others(year: int, month: int, day: int) -> None:
    try:
        exists = bool(date(year, month, day))
    except ValueError:
        exists = False
    assert (re.search(CALENDAR, f"{year:04}-{month:02}-{day:02}") is not None) == exists


@pytest.mark.parametrize("year", [1900, 2000, 2023, 2024, 2100, 2400])
def test_leap_days_follow_the_centuries(year: int) -> None:
    assert (re.search(CALENDAR, f"{year}-02-29") is not None) == (year in (2000, 2024, 2400))


@pytest.mark.parametrize("engine", ENGINES)
def test_other_texts_are_no_day_on_any_engine(engine: str) -> None:
    texts = [
        "2024-06-30",
        "2024-6-30",
        "2024/06/30",
        "30.06.2024",
        "2024-06-30T00:00",
        "",
        " 2024-06-30",
        "0000-01-01",
        None,
    ]
    table = nw.from_native(ENGINES[engine](pl.DataFrame({"row": range(9), "day": texts}))).lazy()
    read = populations.rows(table.with_columns(as_day(nw.col("day")).alias("day")).to_native())
    assert [row["day"] for row in read] == [date(2024, 6, 30), *[None] * 8]
