"""Figures side by side: what contradicts what, what stands in one series, what may judge a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.units import ONE
from innovatory.measure.published_units import in_base_unit, published_unit
from innovatory.measure.sources import Source
from innovatory.measure.statistics import (
    Figure,
    check_scoring,
    disagreeing,
    series_of,
    usable_for_scoring,
    vintages,
)

RATIO = Figure(
    indicator="ratio",
    name={"en": "Ratio", "zh": "比重"},
    year=2022,
    value=0.0581,
    unit=ONE,
    shown="5.81",
    shown_unit="%",
    shown_unit_zh="%",
    qualifier="",
    source="bureau",
    quote="5.81 %",
    role="check",
    period="full_year",
    bound="exact",
    flag="observed",
    series="ratio",
    released_on=None,
    preferred=True,
    place=Place("figures.csv", 2),
)


def percent(shown: str, **facts: Any) -> Figure:
    return replace(RATIO, **{"shown": shown, "value": float(f"{shown}e-2"), **facts})


def source(name: str, published: date | tuple[date, date] | None) -> Source:
    return Source(name, name, name, published, "https://example.org", "press", name, name, "https://example.org")


def test_two_sources_of_one_series_that_contradict_each_other_are_named_with_the_preferred_one_first() -> None:
    other = percent("5.49", preferred=False, source="page")
    found = disagreeing([other, RATIO])
    assert [(one.kind, one.year, one.figures) for one in found] == [("sources", 2022, (RATIO, other))]


@pytest.mark.parametrize(
    "other",
    [
        percent("5.8", preferred=False),  # 5.8 is 5.75 to 5.85
        percent("5", preferred=False, bound="lower", flag="bound"),  # more than 5
        percent("6", preferred=False, bound="approximate"),  # about 6 is 5.5 to 6.5
        percent("5.49", preferred=False, year=2021),
        percent("5.49", preferred=False, period="part_year"),
    ],
)
def test_rounding_bounds_other_years_and_other_periods_do_not_contradict(other: Figure) -> None:
    assert disagreeing([RATIO, other]) == []


def test_a_lower_bound_above_the_figure_contradicts_it() -> None:
    assert len(disagreeing([RATIO, percent("6", preferred=False, bound="lower", flag="bound")])) == 1


def test_figures_of_two_definitions_differ_without_a_contradiction_of_sources() -> None:
    (found,) = disagreeing([RATIO, percent("40", preferred=False, series="ratio_old")])
    assert found.kind == "series"


@given(st.integers(1_000, 10_000), st.integers(0, 3))
def test_a_figure_never_contradicts_itself_printed_shorter(number: int, cut: int) -> None:
    exact = percent(f"{number / 1000:.3f}")
    shorter = percent(f"{float(exact.shown):.{3 - cut}f}", preferred=False)
    assert disagreeing([exact, shorter]) == []


def test_a_series_ends_at_its_break_and_has_one_figure_per_year_preferred_ones_first() -> None:
    old = percent("4.2", year=2018, series="ratio_announced")
    weak = percent("4.9", year=2019, preferred=False)
    strong = percent("4.93", year=2019)
    part = percent("1.1", year=2019, period="part_year")
    found = series_of("ratio", [strong, old, part, weak])
    assert [segment.series for segment in found] == ["ratio_announced", "ratio"]
    assert found[0].line == (old,)
    assert found[1].line == (strong,)
    assert set(found[1].figures) == {weak, strong, part}
    assert series_of("another", [strong]) == []


def test_vintages_stand_in_the_order_in_which_they_were_surely_known() -> None:
    sources = {
        "early": source("early", date(2018, 1, 18)),
        "year": source("year", (date(2019, 1, 1), date(2019, 12, 31))),
        "undated": source("undated", None),
    }
    figures = [percent("4.1", source="undated"), percent("4.2", source="year"), percent("4.3", source="early")]
    found = vintages("ratio", 2022, figures, sources)
    assert [(day, one.source) for day, one in found] == [
        (date(2018, 1, 18), "early"),
        (date(2019, 12, 31), "year"),
        (None, "undated"),
    ]


@pytest.mark.parametrize("role", ["start", "fit", "show"])
def test_only_what_was_held_out_may_judge_a_model(role: str) -> None:
    used = replace(RATIO, role=role)
    assert usable_for_scoring(RATIO)
    assert not usable_for_scoring(used)
    check_scoring([RATIO])
    with pytest.raises(Mistake) as told:
        check_scoring([RATIO, used])
    assert (told.value.kind, told.value.place) == ("role", used.place)


def test_a_model_is_not_judged_across_a_break() -> None:
    with pytest.raises(Mistake) as told:
        check_scoring([RATIO, replace(RATIO, series="ratio_old")])
    assert told.value.kind == "break"


@pytest.mark.parametrize(
    ("number", "unit", "value", "base"),
    [
        ("90", "bn yuan", 90_000_000_000.0, "yuan"),
        ("4.13", "%", 0.0413, "1"),
        ("5.1", "million persons", 5_100_000.0, "person"),
        ("3.511234", "million", 3_511_234.0, "count"),
        ("461000", "person-years", 461_000.0, "fte"),
        ("106.3", "per 10 000 people", 0.01063, "count/person"),
        ("6.79", "per 100 million yuan of GDP", 6.79e-8, "count/yuan"),
        ("150.38", "per square kilometre", 0.00015038, "count/m2"),
        ("12.3", "亿元", 1_230_000_000.0, "yuan"),
        ("1.9", "bn US dollars", 1_900_000_000.0, "usd"),
        ("183274", "yuan per person", 183_274.0, "yuan/person"),
    ],
)
def test_a_printed_number_is_turned_into_its_base_unit_exactly(number: str, unit: str, value: float, base: str) -> None:
    assert (in_base_unit(number, published_unit(unit)), str(published_unit(unit).unit)) == (value, base)


def test_an_unknown_unit_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(Mistake) as told:
        published_unit("bn yuans")
    assert (told.value.kind, told.value.nearest) == ("unit", "bn yuan")
