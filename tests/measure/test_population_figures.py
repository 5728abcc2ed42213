"""What figures say of a year: printed first, then between two of one definition, never beyond and never across a break."""

from __future__ import annotations

from datetime import date

import pytest

from innovatory.language.mistakes import Place
from innovatory.language.units import unit
from innovatory.measure.population_figures import day_of, estimate, family_of, nearest, product
from innovatory.measure.statistics import Figure


def figure(year: int, value: float, series: str = "firms", bound: str = "exact", **more: object) -> Figure:
    given: dict[str, object] = {
        "indicator": "firms", "name": {"en": "Firms", "zh": "企业"}, "year": year, "value": value, "unit": unit("count"),
        "shown": f"{value:g}", "shown_unit": "count", "shown_unit_zh": "家", "qualifier": "", "source": "s", "quote": "",
        "role": "check", "period": "stock", "bound": bound, "flag": "observed", "series": series, "released_on": None,
        "preferred": True, "place": Place("figures.csv"),
    }  # fmt: skip
    return Figure(**(given | more))


@pytest.mark.parametrize(
    ("series", "day", "family"),
    [
        ("firms", date(2022, 12, 31), "firms"),
        ("firms_october", date(2022, 10, 31), "firms"),
        ("firms_january_after", date(2023, 1, 31), "firms"),
        ("firms_early_december", date(2022, 12, 10), "firms"),
        ("firms_postcensus_mid_year", date(2022, 6, 30), "firms_postcensus"),
        ("firms_survey", date(2022, 12, 31), "firms_survey"),
    ],
)
def test_the_day_for_which_a_figure_holds(series: str, day: date, family: str) -> None:
    assert (day_of(figure(2022, 1, series)), family_of(figure(2022, 1, series))) == (day, family)


def test_a_printed_figure_wins() -> None:
    found = estimate([figure(2020, 100), figure(2021, 150), figure(2022, 400)], "firms", 2021)
    assert found is not None
    assert (found.value, found.how, found.basis) == (150, "printed", "published")


def test_between_two_figures_the_rate_is_even() -> None:
    # 731 days from the end of 2019 to the end of 2021, of which 366 lie before the end of 2020
    found = estimate([figure(2019, 100), figure(2021, 400)], "firms", 2020)
    assert found is not None
    assert found.value == pytest.approx(100 * 4 ** (366 / 731))
    assert (found.how, found.basis) == ("interpolated", "derived")


def test_a_figure_of_another_day_of_the_year_counts_at_its_day() -> None:
    # from 31 October to 31 December of 2020 61 of 426 days to the end of 2021
    found = estimate([figure(2020, 100, "firms_october"), figure(2021, 200)], "firms", 2020)
    assert found is not None
    assert found.value == pytest.approx(100 * 2 ** (61 / 426))


def test_nothing_is_said_beyond_the_last_figure_nor_across_a_break() -> None:
    assert estimate([figure(2019, 100), figure(2020, 120)], "firms", 2021) is None
    assert estimate([figure(2019, 100), figure(2021, 400, "firms_survey")], "firms", 2020) is None


def test_a_bound_limits_what_lies_between() -> None:
    between = [figure(2019, 100), figure(2021, 121)]
    low = estimate([*between, figure(2020, 115, bound="lower")], "firms", 2020)
    kept = estimate([*between, figure(2020, 105, bound="lower")], "firms", 2020)
    high = estimate([*between, figure(2020, 104, bound="upper")], "firms", 2020)
    assert low is not None
    assert kept is not None
    assert high is not None
    assert (low.value, high.value) == (115, 104)
    assert kept.value == pytest.approx(100 * 1.21 ** (366 / 731))


def test_a_bound_alone_is_only_a_bound() -> None:
    found = estimate([figure(2020, 70_000, bound="lower")], "firms", 2020)
    assert found is not None
    assert (found.value, found.low, found.high, found.how) == (70_000, 70_000, float("inf"), "bound")


def test_targets_parts_of_years_and_expectations_say_nothing() -> None:
    figures = [figure(2020, 1, period="target"), figure(2020, 2, period="part_year"), figure(2020, 3, flag="estimated")]
    assert estimate(figures, "firms", 2020) is None


def test_a_share_of_another_year_is_assumed_to_hold() -> None:
    found = nearest([figure(2014, 0.9), figure(2021, 0.94)], "firms", 2022)
    assert found is not None
    assert (found.value, found.how, found.basis) == (0.94, "assumed", "assumed")


def test_a_product_is_worked_out() -> None:
    first, second = (estimate([figure(2020, value)], "firms", 2020) for value in (200.0, 0.25))
    assert first is not None
    assert second is not None
    found = product(first, second)
    assert (found.value, found.how, len(found.figures)) == (50.0, "worked_out", 2)
