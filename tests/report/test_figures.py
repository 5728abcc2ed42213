"""Numbers are written as people read them and never hide a difference that decides."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory import policy
from innovatory.report import sentences
from innovatory.report.figures import Amount, difference, exact, figure, nice, share, side_by_side, unit_beside


@pytest.mark.parametrize(
    ("amount", "unit", "en", "zh"),
    [
        (1_200_000, "yuan", "1.2 million yuan", "120 万元"),
        (3_600_000_000, "yuan", "3.6 billion yuan", "36 亿元"),
        (7_886_900_000_000, "yuan", "7.887 trillion yuan", "7.887 万亿元"),
        (9_999, "yuan", "9,999 yuan", "9,999 元"),
        (12_340, "yuan", "12,340 yuan", "1.234 万元"),
        (0, "yuan", "0 yuan", "0 元"),
        (0.1, "1", "10%", "10%"),
        (28 / 286, "1", "9.79%", "9.79%"),
        (1, "person", "1 person", "1 人"),
        (12, "person", "12 people", "12 人"),
        (1, "day", "1 day", "1 天"),
        (2965, "day", "2,965 days", "2,965 天"),
        (4, "count/year", "4 a year", "每年 4"),
        (7, "yuan/m2", "7 yuan/m2", "7 yuan/m2"),
        (-5, "point", "−5 points", "−5 分"),
        ({"low": 58, "high": 76}, "point", "58 – 76 points", "58 – 76 分"),
        ({"low": 3_450_000_000, "high": 3_750_000_000}, "yuan", "3.45 – 3.75 billion yuan", "34.5 – 37.5 亿元"),
        ({"low": 5, "high": 5}, "point", "5 points", "5 分"),
        (2.5, "1", "250%", "250%"),
        (20_000_000, "1", "20 million", "2,000 万"),
        (1_000_000_000, "1", "1 billion", "10 亿"),
        ({"low": 0, "high": 10}, "1", "0 – 10", "0 – 10"),
        (True, "", "yes", "是"),
        (False, "", "no", "否"),
        (None, "yuan", "unknown", "未知"),
        ({"low": None, "high": 3}, "yuan", "unknown", "未知"),
    ],
)
def test_an_amount_is_written_in_its_unit(amount: float, unit: str, en: str, zh: str) -> None:
    assert figure(amount, unit, "en") == en
    assert figure(amount, unit, "zh") == zh


@pytest.mark.parametrize(
    ("margin", "unit", "en"),
    [
        (0.05, "1", "+5 percentage points"),
        (-0.01, "1", "−1 percentage points"),
        ({"low": -12, "high": 6}, "point", "−12 – +6 points"),
        (0, "point", "0 points"),
        (-10_000, "yuan", "−10,000 yuan"),
    ],
)
def test_a_margin_shows_its_sign_and_points_of_percent(margin: float, unit: str, en: str) -> None:
    assert difference(margin, unit, "en") == en


@pytest.mark.parametrize(
    ("low", "high", "unit", "en", "zh"),
    [
        (10_000, 10_000, "yuan", "10,000 yuan", "1 万元"),
        (3_000_000, 3_000_000, "yuan", "3 million yuan", "300 万元"),
        (5_333_334, 5_333_334, "yuan", "5,333,334 yuan", "5,333,334 元"),
        (1, 1, "yuan", "1 yuan", "1 元"),
        (1, 3, "person", "1 – 3 people", "1 – 3 人"),
    ],
)
def test_a_gap_that_somebody_follows_is_exact(low: float, high: float, unit: str, en: str, zh: str) -> None:
    assert exact(low, high, unit, "en") == en
    assert exact(low, high, unit, "zh") == zh


@given(st.integers(1, 10**13))
def test_no_yuan_of_a_gap_is_lost(yuan: int) -> None:
    sizes = {"trillion yuan": 10**12, "billion yuan": 10**9, "million yuan": 10**6, "yuan": 1}
    number, _, word = exact(yuan, yuan, "yuan", "en").partition(" ")
    whole, _, decimals = number.replace(",", "").partition(".")
    assert int(whole + decimals) * sizes[word] == yuan * 10 ** len(decimals)


def test_a_value_just_below_its_threshold_does_not_look_equal_to_it() -> None:
    value, threshold = side_by_side(0.0399999, 0.04, "1", "en")
    assert (value, threshold) == ("3.99999%", "4%")


# A number without a unit is a share where its threshold is one, and no share where its threshold is far above one.


@pytest.mark.parametrize(
    ("value", "threshold", "told"),
    [
        (19_999_999, 20_000_000, ("19.999999 million", "20 million")),
        (3, 20_000_000, ("3", "20 million")),
        (50, 0.05, ("5,000%", "5%")),
        (None, 20_000_000, ("unknown", "20 million")),
        (50, None, ("50", "unknown")),
    ],
)
def test_a_value_is_written_as_its_threshold_is(
    value: float | None, threshold: float | None, told: tuple[str, str]
) -> None:
    assert side_by_side(value, threshold, "1", "en") == told


@pytest.mark.parametrize(
    ("unit", "threshold", "told"),
    [
        ("1", 20_000_000, "number"),
        ("1", -20_000_000, "number"),
        ("1", {"low": 0, "high": 30}, "number"),
        ("1", 0.6, "share"),
        ("1", 9.99, "share"),
        ("1", None, "1"),
        ("yuan", 20_000_000, "yuan"),
        ("point", 0.6, "point"),
    ],
)
def test_only_a_number_without_a_unit_takes_the_form_of_its_threshold(unit: str, threshold: Amount, told: str) -> None:
    assert unit_beside(unit, threshold) == told


def test_a_margin_and_a_gap_of_one_dollar_are_no_percentage_points() -> None:
    assert difference(-1, unit_beside("1", 20_000_000), "en") == "−1"
    assert exact(1, 1, unit_beside("1", 20_000_000), "zh") == "1"
    assert exact(19_999_999, 19_999_999, "1", "en") == "19,999,999"
    assert difference(0.05, unit_beside("1", 0.6), "en") == "+5 percentage points"
    assert exact(0.05, 0.05, unit_beside("1", 0.6), "en") == "5 percentage points"


def test_a_rule_in_dollars_is_told_without_percent() -> None:
    given = {"recognised_regional_hq": True, "foreign_capital_used_usd": [19_999_999.0]}
    answer = policy.load("mnc_regional_hq_reward").explain(given, date(2024, 6, 30)).as_dict()
    (capital,) = (one for one in answer["criteria"] if one["id"] == "capital")
    for lang in ("en", "zh"):
        told = [*sentences.value_and_need(capital, lang), sentences.margin(capital, lang)]
        told.append(sentences.change(capital, lang, sentences.Inputs({})))
        assert not any("%" in text or "percent" in text or "百分" in text for text in told), told
    assert sentences.value_and_need(capital, "en") == ("19.999999 million", "at least 20 million")


def test_a_value_on_its_threshold_looks_equal_to_it() -> None:
    assert side_by_side(0.1, 0.1, "1", "en") == ("10%", "10%")


@given(st.floats(1e-3, 1e12), st.integers(1, 10**6))
def test_numbers_that_differ_by_a_millionth_are_told_apart(threshold: float, parts: int) -> None:
    value = threshold * (1 + parts * 1e-6)
    for unit in ("yuan", "1", "point"):
        shown = side_by_side(value, threshold, unit, "en")
        # a whole yuan is the least that is shown of large sums
        assert shown[0] != shown[1] or (unit == "yuan" and abs(value - threshold) <= 1)


def test_a_share_of_nothing_is_no_number() -> None:
    assert share(0, 0, "en") == "—"
    assert share(1, 8, "en") == "12.5%"


@given(st.floats(1e-9, 1e12))
def test_the_end_of_an_axis_is_round_and_reaches_the_number(number: float) -> None:
    end = nice(number)
    assert number * (1 - 1e-6) <= end <= 10 * number
    assert f"{end:.1e}"[:3] in {"1.0", "2.0", "2.5", "5.0"}


def test_the_axis_of_nothing_has_an_end() -> None:
    assert nice(0) == 1
