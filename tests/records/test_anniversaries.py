from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.anniversaries import anniversary, registered_at_age

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))
# leap days and their neighbours are where years go wrong
edges = st.builds(lambda y, d: date(y, 2, 28) + timedelta(days=d), st.integers(1992, 2032), st.integers(-1, 2))


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2020, 5, 17), 3, date(2023, 5, 17)),
        (date(2020, 2, 29), 3, date(2023, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2019, 2, 28), 1, date(2020, 2, 28)),
    ],
)
def test_an_anniversary_of_29_february_falls_on_28_february_of_a_common_year(
    day: date, years: int, expected: date
) -> None:
    assert anniversary(day, years) == expected


def completed_years(day: date, on: date) -> int:
    """Counted out year by year, as D24 says."""
    years = 0
    while anniversary(day, years + 1) <= on:
        years += 1
    return years


@given(st.one_of(days, edges), st.integers(0, 30), st.integers(0, 3))
def test_an_age_stands_for_exactly_the_days_with_so_many_completed_years(on: date, youngest: int, span: int) -> None:
    oldest = youngest + span
    first, last = registered_at_age(youngest, oldest, on)
    assert completed_years(first, on) == oldest
    assert completed_years(last, on) == youngest
    assert completed_years(first - timedelta(days=1), on) == oldest + 1
    assert last == on if youngest == 0 else completed_years(last + timedelta(days=1), on) == youngest - 1
