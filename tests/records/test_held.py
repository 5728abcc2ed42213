from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.records.held import is_held

ON = date(2024, 6, 30)
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
# a first day, and a day of the question on one of the edges of what lasts a year or three from that month
edges = st.builds(
    lambda start, years, shift: (start, start.replace(day=1, year=start.year + years) + timedelta(days=shift)),
    days,
    st.sampled_from([0, 1, 3]),
    st.integers(-1, 32),
)


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2020, 12, 11), False),
        (date(2020, 12, 12), True),  # first day
        (date(2023, 12, 11), True),  # the day before the third anniversary
        (date(2023, 12, 12), False),
    ],
)
def test_one_day_is_held_from_that_day_to_the_day_before_its_anniversary(on: date, held: bool) -> None:
    assert is_held("2020-12-12", on=on, lasts=3) is held


@pytest.mark.parametrize(("on", "held"), [(date(2023, 2, 27), True), (date(2023, 2, 28), False)])
def test_a_status_of_29_february_ends_before_28_february(on: date, held: bool) -> None:
    assert is_held("2020-02-29", on=on, lasts=3) is held


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2020, 11, 30), False),
        (date(2020, 12, 1), None),
        (date(2020, 12, 31), True),
        (date(2023, 11, 30), True),
        (date(2023, 12, 1), None),  # over if it began on 1 December
        (date(2023, 12, 30), None),
        (date(2023, 12, 31), False),
    ],
)
def test_a_first_day_known_to_the_month_leaves_both_edges_open(on: date, held: bool | None) -> None:
    assert is_held("2020-12", on=on, lasts=3) is held


def test_without_a_duration_it_has_no_end() -> None:
    assert is_held("2001-01-01", on=date(2099, 1, 1), lasts=None) is True


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2022, 12, 31), True),
        (date(2023, 1, 1), False),
    ],
)
def test_a_pair_includes_both_its_days(on: date, held: bool) -> None:
    assert is_held(["2021-01-01", "2022-12-31"], on=on, lasts=1) is held


@given(st.one_of(st.tuples(days, days), edges), st.sampled_from([None, 1, 3]))
def test_a_month_answers_as_all_its_days_would(pair: tuple[date, date], lasts: int | None) -> None:
    start, on = pair
    month = start.isoformat()[:7]
    first = start.replace(day=1)
    in_month = [first + timedelta(days=d) for d in range(31) if (first + timedelta(days=d)).month == first.month]
    answers = {is_held(day.isoformat(), on=on, lasts=lasts) for day in in_month}
    assert is_held(month, on=on, lasts=lasts) is (answers.pop() if len(answers) == 1 else None)


@given(days, days, days)
def test_a_pair_of_years_answers_as_all_pairs_of_days_would(start: date, end: date, on: date) -> None:
    if end.year < start.year:
        start, end = end, start
    if start.year == end.year:
        return
    starts = [date(start.year, 1, 1), date(start.year, 12, 31)]
    ends = [date(end.year, 1, 1), date(end.year, 12, 31)]
    answers = {is_held([a.isoformat(), b.isoformat()], on=on, lasts=None) for a in starts for b in ends}
    whole = is_held([str(start.year), str(end.year)], on=on, lasts=None)
    assert whole is (answers.pop() if len(answers) == 1 else None)


def test_an_unknown_end_leaves_open_whether_it_is_still_held() -> None:
    assert is_held(["2021-01-01", "unknown"], on=ON, lasts=None) is None
    assert is_held(["2025-01-01", "unknown"], on=ON, lasts=None) is False
    assert is_held(["unknown", "2022-12-31"], on=ON, lasts=None) is False


@pytest.mark.parametrize(("text", "held"), [("yes", True), ("否", False), ("true", True), ("unknown", None)])
def test_yes_and_no_are_taken_as_they_are(text: str, held: bool | None) -> None:
    assert is_held(text, on=ON, lasts=3) is held


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("maybe", "date"),
        ("2023-02-29", "date"),
        (["2021-01-01"], "date"),
        (["2021-01-01", "2022-01-01", "2023-01-01"], "date"),
        (["2022-01-01", "2021-01-01"], "range"),
        (["2021-01-01", ["2022-01-01"]], "type"),
        ({"from": "2021-01-01"}, "type"),
        ("", "type"),
    ],
)
def test_what_is_no_status_is_refused(raw: object, kind: str) -> None:
    with pytest.raises(Mistake) as caught:
        is_held(raw, on=ON, lasts=None)
    assert caught.value.kind == kind
