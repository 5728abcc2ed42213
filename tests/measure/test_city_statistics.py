"""The published figures that are shipped: all there, each with its source, its role and its series decided."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from innovatory.measure.city import City, read_city
from innovatory.measure.figure_file import read_qualifiers
from innovatory.measure.statistics import Figure, disagreeing, series_of, usable_for_scoring, vintages


@pytest.fixture(scope="module")
def city() -> City:
    return read_city("shenzhen")


def of(city: City, indicator: str, year: int) -> list[Figure]:
    return [one for one in city.figures if (one.indicator, one.year) == (indicator, year)]


def test_every_figure_and_source_of_the_collection_is_there(city: City) -> None:
    assert len(city.figures) == 609
    assert len({one.indicator for one in city.figures}) == len(city.indicators) == 191
    assert len(city.sources) == 179
    assert {one.source for one in city.figures} <= set(city.sources)


def test_the_two_founding_documents_give_51_figures(city: City) -> None:
    documents = Counter(one.source for one in city.figures if one.source.endswith(".txt"))
    assert sum(documents.values()) == 51
    assert len(documents) == 2


def test_every_indicator_has_a_chinese_name_of_its_own(city: City) -> None:
    names = [one.name["zh"] for one in city.indicators.values()]
    assert len(set(names)) == len(names)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in name) for name in names)


def test_549_percent_of_2022_stands_beside_581_percent_which_is_preferred(city: City) -> None:
    (found,) = [one for one in disagreeing(city.figures) if (one.indicator, one.year) == ("rd_gdp_ratio", 2022)]
    assert found.kind == "sources"
    assert [(one.shown, one.preferred) for one in found.figures] == [("5.81", True), ("5.49", False)]
    (of_2021,) = of(city, "rd_gdp_ratio", 2021)
    assert (of_2021.shown, of_2021.preferred) == ("5.49", True)


def test_the_preferred_ratio_is_that_of_the_preferred_amounts(city: City) -> None:
    """Arithmetic beside the judgement: 188.049 of 3238.768 bn yuan is 5.81 %, 168.2 of 3066.485 is 5.49 %."""
    for year in (2021, 2022, 2023, 2024):
        rd, gdp, ratio = (
            next(one.value for one in of(city, name, year) if one.preferred)
            for name in ("rd_expenditure", "gdp", "rd_gdp_ratio")
        )
        assert rd / gdp == pytest.approx(ratio, abs=0.00006)


@pytest.mark.parametrize(
    ("indicator", "last", "first"),
    [
        ("rd_expenditure", 2018, 2019),
        ("rd_gdp_ratio", 2018, 2019),
        ("sei_va_gdp_share", 2017, 2018),
        ("sei_va", 2014, 2018),
        ("population_permanent", 2019, 2020),
        ("invention_patents_per_10k", 2019, 2021),
        ("gdp_per_capita", 2018, 2021),
        ("innovation_carriers_total", 2017, 2019),
    ],
)
def test_no_series_goes_over_a_known_break(city: City, indicator: str, last: int, first: int) -> None:
    years = [{one.year for one in segment.figures} for segment in series_of(indicator, city.figures)]
    census = {2010, 2020} if indicator == "population_permanent" else set()  # two censuses are comparable
    assert all(max(own) <= last or min(own) >= first or own == census for own in years)
    assert {last, first} <= set().union(*years)


def test_the_vintages_of_a_year_are_told_apart(city: City) -> None:
    found = vintages("gdp", 2017, city.figures, city.sources)
    assert [(one.shown, one.flag) for _, one in found] == [
        ("2200", "preliminary"),
        ("2249.01", "preliminary"),
        ("2328.027", "revised"),
    ]
    assert found[0][0] == date(2018, 1, 31)


def test_what_is_no_outcome_is_only_shown(city: City) -> None:
    texts = ("policy text", "edition number", "target", "legal floor")
    wordings = [one for one in city.figures if any(text in one.qualifier for text in texts)]
    assert len(wordings) >= 9
    assert {one.role for one in wordings} == {"show"}


def test_nothing_before_2021_is_held_out_and_nothing_after_2020_is_fitted_but_one(city: City) -> None:
    assert min(one.year for one in city.figures if usable_for_scoring(one)) == 2021
    late = [one.indicator for one in city.figures if one.role == "fit" and one.year > 2020]
    assert late == ["basic_research_enterprise"]
    starts = {one.year for one in city.figures if one.role == "start" and one.indicator != "angel_fund_size"}
    assert starts == {2017, 2018, 2019}


def test_what_a_run_starts_from_and_what_it_is_judged_by_are_never_the_same_number(city: City) -> None:
    used = {(one.indicator, one.year) for one in city.figures if one.role in ("start", "fit")}
    held_out = {(one.indicator, one.year) for one in city.figures if usable_for_scoring(one)}
    assert not used & held_out


def test_a_part_of_a_year_says_so(city: City) -> None:
    assert all("only" in one.qualifier for one in city.figures if one.period == "part_year")


def test_figures_derived_by_arithmetic_are_flagged(city: City) -> None:
    derived = [one for one in city.figures if "derived here" in one.qualifier]
    assert len(derived) == 4
    assert {one.flag for one in derived} == {"derived"}


def test_the_last_digits_of_the_release_day_are_those_of_the_source(city: City) -> None:
    for one in city.figures:
        published = city.sources[one.source].published
        assert one.released_on == (published if isinstance(published, date) else None)


def test_every_qualifier_has_its_chinese_and_none_is_for_nothing(city: City) -> None:
    written = {one.qualifier: one.qualifier_zh for one in city.figures if one.qualifier}
    assert [one for one, zh in written.items() if not re.search(r"[\u4e00-\u9fff]", zh)] == []
    assert set(read_qualifiers(city.folder / "statistics")) == set(written)
