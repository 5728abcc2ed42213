"""The day of a question: a day of the calendar, within the years that rules are asked about."""

from __future__ import annotations

from datetime import date

import pytest

from innovatory.language.days import FIRST, LAST, read_day
from innovatory.language.mistakes import Mistake


@pytest.mark.parametrize(
    ("text", "day"), [("2024-02-29", date(2024, 2, 29)), ("1900-01-01", FIRST), ("2999-12-31", LAST)]
)
def test_days_are_read(text: str, day: date) -> None:
    assert read_day(text, "--on") == day


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_days_of_other_ages_are_refused(text: str) -> None:
    with pytest.raises(Mistake) as caught:
        read_day(text, "on")
    assert str(caught.value) == f"on: a day from 1900-01-01 to 2999-12-31 is expected, not {text}"
    assert caught.value.zh == f"应为 1900-01-01 至 2999-12-31 之间的日期，不能是 {text}"


@pytest.mark.parametrize(
    "text", ["2023-02-29", "20240101", "2024-1-1", "", "today", "2024-01-01T00:00", "２０２４-01-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Mistake, match="a day such as 2024-06-30 is expected"):
        read_day(text, "--on")
