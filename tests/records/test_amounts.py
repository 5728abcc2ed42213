from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.records.amounts import day, figure, truth

POWERS = {"": 0, "%": -2, "k": 3, "m": 6, "bn": 9, "万": 4, "亿": 8}

digits = st.integers(0, 10**12).map(str)
plain = st.one_of(digits, st.builds("{}.{}".format, digits, st.text("0123456789", min_size=1, max_size=12)))
signed = st.builds("{}{}".format, st.sampled_from(["", "-"]), plain)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        ("-3", -3.0),
        ("5%", 0.05),
        ("50m", 50_000_000.0),
        ("0.1bn", 100_000_000.0),
        ("10k", 10_000.0),
        ("6000万", 60_000_000.0),
        ("1.5亿", 150_000_000.0),
        ("0.29万", 2900.0),
        (" 7 ", 7.0),
        ("2.5..3", (2.5, 3.0)),
        ("1m..1亿", (1_000_000.0, 100_000_000.0)),
        ("-2..-1", (-2.0, -1.0)),
        ("4..4", (4.0, 4.0)),
        ("unknown", None),
        ("未知", None),
    ],
)
def test_amounts_as_people_type_them(text: str, value: object) -> None:
    assert figure(text) == value


@given(signed, st.sampled_from(sorted(POWERS)))
def test_an_amount_is_the_float_nearest_to_the_decimal_written(text: str, suffix: str) -> None:
    # Fraction → float rounds correctly, so no other float is nearer
    assert figure(text + suffix) == float(Fraction(text) * Fraction(10) ** POWERS[suffix])


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_a_range_runs_from_low_to_high_or_is_refused(low: int, high: int) -> None:
    if low <= high:
        assert figure(f"{low}..{high}") == (low, high)
    else:
        with pytest.raises(Mistake, match="backwards") as caught:
            figure(f"{low}..{high}")
        assert caught.value.kind == "range"


@given(st.text(alphabet=st.sampled_from("0123456789.,%-kmbn万亿eE_ \n"), max_size=12))
def test_no_text_raises_anything_but_a_mistake(text: str) -> None:
    try:
        value = figure(text)
    except Mistake:
        return
    assert isinstance(value, (float, tuple))


NO_AMOUNTS = "abc 5M 1e6 .5 5. +5 1_000 0x10 nan inf ٣ ５ 1...2 1.. ..2 1..2..3 5%% m --5 1.2.3 unknown..3 2024-06-30"


@pytest.mark.parametrize("text", ["", "5 m", *NO_AMOUNTS.split()])
def test_what_is_no_amount_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(Mistake) as caught:
        figure(text)
    assert caught.value.kind == "type"


@pytest.mark.parametrize("text", ["1,000,000", "1，000，000", "12 500", "1'000", "1,000.5", "1,000万"])
def test_separators_between_thousands_are_refused_with_the_number_to_write(text: str) -> None:
    with pytest.raises(Mistake, match="thousands") as caught:
        figure(text)
    bare = "".join(c for c in text if c not in ",， '")
    assert bare in caught.value.en
    assert bare in caught.value.zh


def test_a_number_beyond_all_floats_is_refused() -> None:
    with pytest.raises(Mistake, match="too large"):
        figure("9" * 400)


def test_minus_zero_is_zero() -> None:
    assert str(figure("-0")) == "0.0"


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("true", True), ("是", True), ("no", False), ("FALSE", False), ("否", False), ("unknown", None)],
)
def test_truths(text: str, value: bool | None) -> None:
    assert truth(text) is value


@pytest.mark.parametrize("text", ["1", "0", "y", "", "maybe", "2024-01-01"])
def test_what_is_no_truth_is_refused(text: str) -> None:
    with pytest.raises(Mistake) as caught:
        truth(text)
    assert caught.value.kind == "type"


@given(st.dates())
def test_a_day_is_read_as_it_is_written(value: date) -> None:
    assert day(value.isoformat()) == value


@given(st.dates())
def test_a_month_or_a_year_spans_its_days(value: date) -> None:
    month, year = day(value.isoformat()[:7]), day(value.isoformat()[:4])
    assert isinstance(month, tuple)
    assert month[0].day == 1
    assert month[1].month == value.month
    assert month[0] <= value <= month[1]
    assert month[1] == date.max or (month[1] - month[0]).days in (27, 28, 29, 30)
    assert year == (date(value.year, 1, 1), date(value.year, 12, 31))


def test_february_ends_as_its_year_has_it() -> None:
    assert day("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert day("1900-02") == (date(1900, 2, 1), date(1900, 2, 28))


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13-01", "2024-00", "0000", "2024-04-31"])
def test_days_that_the_calendar_does_not_have(text: str) -> None:
    with pytest.raises(Mistake, match="calendar") as caught:
        day(text)
    assert caught.value.kind == "date"


@pytest.mark.parametrize("text", ["2024-6-30", "30.06.2024", "2024/06/30", "20240630", "", "yes", "2024-06-30T00:00"])
def test_days_in_another_form_are_refused(text: str) -> None:
    with pytest.raises(Mistake, match="2024-06-30") as caught:
        day(text)
    assert caught.value.kind == "date"
