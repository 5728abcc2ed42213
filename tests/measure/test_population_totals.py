"""Totals of a city: printed ones as printed, others worked out or missing, contradictions named."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.city import City, read_city
from innovatory.measure.new_city import new_city
from innovatory.measure.population_constants import read_parameters
from innovatory.measure.population_make import tier_of
from innovatory.measure.population_totals import CityTotals, city_totals

SOURCE = "office,Yearbook,Office,2024-01-01,https://example.org/,official"
UNITS = {"sei_va": "yuan", "rd_enterprise_expenditure": "yuan", "rd_expenditure": "yuan", "gdp": "yuan"}


def totals(city: City, year: int) -> CityTotals:
    return city_totals(city.figures, year, read_parameters(city.folder), city.id)


def city_with(tmp_path: Path, *figures: tuple[str, int, str, str]) -> City:
    """A city that publishes only these: indicator, year, value, bound."""
    folder = tmp_path / "harbour"
    new_city(folder, "Harbour", "港城")
    statistics = folder / "statistics"
    columns = (statistics / "sources.csv").read_text(encoding="utf-8").strip().split(",")
    row = {"source_id": "office", "title": "Yearbook", "publisher": "Office", "published": "2024-01-01",
           "url_or_file": "https://example.org/", "reliability": "official"}  # fmt: skip
    with (statistics / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(row.get(name, "") for name in columns) + "\n")
    with (statistics / "indicators.csv").open("a", encoding="utf-8") as file:
        for name in dict.fromkeys(one[0] for one in figures):
            unit = UNITS.get(name, "%" if "share" in name else "count")
            file.write(f"{name},{name},{name},{unit},{unit}\n")
    with (statistics / "figures.csv").open("a", encoding="utf-8") as file:
        for name, year, value, bound in figures:
            unit = UNITS.get(name, "%" if "share" in name else "count")
            qualifier = {"lower": "more than", "approximate": "about"}.get(bound, "")
            flag = "bound" if bound == "lower" else "observed"
            file.write(
                f"{name},{name},{year},{value},{unit},{qualifier},office,{value} of {name},show,stock,{bound},{flag},{name},,yes\n"
            )
    return read_city(folder)


def test_what_is_printed_for_the_year_is_met_as_printed() -> None:
    found = totals(read_city("shenzhen"), 2022)
    assert found.plain.enterprises == 2_457_740
    assert found.plain.new == 268_146
    counts = {
        name: found.count(name) for name in ("hnte", "little_giant", "listed", "specialised_sme", "market_entities")
    }
    assert counts == {
        "hnte": 23_000,
        "little_giant": 443,
        "listed": 535,
        "specialised_sme": 8_600,
        "market_entities": 3_937_751,
    }
    assert sum(made[2022] for made in found.plain.value_added.values()) == 1_332_402_000_000
    assert found.relaxed == ()


def test_research_of_enterprises_is_all_research_times_their_share() -> None:
    # 188.049 bn; 94 % at the end of 2021, 93.3 % at the end of 2023: half of the 730 days later
    found = totals(read_city("shenzhen"), 2022)
    assert found.plain.rd[2022] == round(188.049e9 * sqrt(0.94 * 0.933))
    assert found.plain.rd[2021] == 158_200_000_000
    assert found.totals["rd_2022"].known is not None
    assert found.totals["rd_2022"].known.basis == "derived"


def test_nothing_is_joined_across_a_break() -> None:
    # R&D from 2019 is of another series than before, emerging industries from 2018
    found = totals(read_city("shenzhen"), 2019)
    assert set(found.plain.rd) == {2019}
    assert {year for made in found.plain.value_added.values() for year in made} == {2019, 2018}


def test_between_published_years_is_derived_and_says_so() -> None:
    found = totals(read_city("shenzhen"), 2021)
    known = found.totals["enterprises"].known
    assert known is not None
    assert (known.how, known.basis) == ("interpolated", "derived")
    assert 2_210_393 < found.plain.enterprises < 2_457_740
    # the interpolated count of high-tech enterprises keeps the bound of the year
    assert (found.count("hnte") or 0) > 20_000


def test_the_groups_of_a_year_stand_beside_their_rounded_total() -> None:
    found = totals(read_city("shenzhen"), 2023)
    # 571.712 + 409.901 + 57.12 + 221.358 + 35.257 + 75.299 + 78.32, rounded to 1,450 where the total is printed
    assert found.totals["sei_va_2023"].target == pytest.approx(1_448_967_000_000)
    assert found.plain.value_added["sei_va_marine"][2023] == 78_320_000_000
    assert found.relaxed == ()


@pytest.mark.parametrize("year", [2016, 2024])
def test_a_year_outside_is_refused(year: int) -> None:
    with pytest.raises(Mistake) as told:
        totals(read_city("shenzhen"), year)
    assert told.value.kind == "year"


def test_a_city_that_publishes_no_number_of_enterprises() -> None:
    with pytest.raises(Mistake) as told:
        totals(read_city("lindao"), 2022)
    assert told.value.kind == "population"
    assert "any year" in told.value.en


def test_the_nearest_years_are_named(tmp_path: Path) -> None:
    city = city_with(tmp_path, ("enterprises", 2019, "20000", "exact"), ("enterprises", 2020, "21000", "exact"))
    with pytest.raises(Mistake) as told:
        totals(city, 2023)
    assert "2019, 2020" in told.value.en
    assert told.value.nearest == "2020"


def test_a_negative_figure_is_refused_at_its_place(tmp_path: Path) -> None:
    city = city_with(tmp_path, ("enterprises", 2022, "100000", "exact"), ("enterprises_new", 2022, "-5", "exact"))
    with pytest.raises(Mistake) as caught:
        totals(city, 2022)
    assert caught.value.kind == "population"
    assert caught.value.en == "enterprises_new 2022 is -5 count; no population has less than none"
    assert "不可能为负" in caught.value.zh
    assert caught.value.place is not None
    assert (Path(caught.value.place.file or "").name, caught.value.place.line) == ("figures.csv", 3)


@pytest.mark.parametrize("number", ["0", "1"])
def test_too_few_enterprises_are_refused_at_their_place(tmp_path: Path, number: str) -> None:
    with pytest.raises(Mistake, match=f"of {number} enterprises none would perform R&D") as caught:
        totals(city_with(tmp_path, ("enterprises", 2022, number, "exact")), 2022)
    assert caught.value.place is not None
    assert caught.value.place.line == 2


def test_research_of_a_year_in_which_nobody_was_there_is_a_contradiction(tmp_path: Path) -> None:
    """All enterprises are new, so that nobody could have spent what was spent the year before."""
    figures = [("enterprises", 2022, "100000", "exact"), ("enterprises_new", 2022, "100000", "exact")]
    figures += [("rd_enterprise_expenditure", year, "1000000000", "exact") for year in (2021, 2022)]
    city = city_with(tmp_path, *figures)
    with pytest.raises(Mistake, match="R&D of 2021 is 1,000,000,000 yuan") as caught:
        tier_of(city, 2022, read_parameters(city.folder), 1, 100)
    assert caught.value.kind == "population"
    assert "相互矛盾" in caught.value.zh


def test_half_of_the_totals_missing(tmp_path: Path) -> None:
    city = city_with(
        tmp_path,
        ("enterprises", 2021, "18000", "exact"),
        ("enterprises", 2022, "20000", "exact"),
        ("hte_total", 2022, "120", "exact"),
        ("listed_companies", 2020, "7", "exact"),
        ("tech_smes", 2022, "90", "lower"),
    )
    found = totals(city, 2022)
    assert (found.plain.enterprises, found.plain.new, found.plain.rd, found.plain.patents) == (20_000, None, {}, None)
    assert (found.count("hnte"), found.count("tsme"), found.count("listed")) == (120, 90, None)
    assert found.totals["listed"].elsewhere == (2020,)
    assert found.totals["patents"].elsewhere == ()
    # 3.2 % of all enterprises perform R&D where no number says so
    assert found.plain.technology == 640


def test_totals_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    city = city_with(
        tmp_path,
        ("enterprises", 2022, "20000", "exact"),
        ("enterprises_new", 2022, "25000", "exact"),
        ("specialised_smes_total", 2022, "30", "exact"),
        ("little_giants_total", 2022, "40", "exact"),
    )
    found = totals(city, 2022)
    relaxed = {one.total: (one.printed, round(one.met), one.relations) for one in found.relaxed}
    assert relaxed == {
        "enterprises_new": (25_000, 20_000, ("enterprises_new_within_enterprises",)),
        "little_giant": (40, 30, ("little_giant_within_specialised_sme",)),
    }
    assert found.plain.new == 20_000


def test_a_total_of_the_city_without_the_share_of_its_enterprises_says_which_share_lacks(tmp_path: Path) -> None:
    city = city_with(
        tmp_path,
        ("enterprises", 2022, "20000", "exact"),
        ("invention_patents_in_force", 2022, "500", "exact"),
        ("rd_personnel_fte", 2021, "70", "exact"),
    )
    found = totals(city, 2022)
    patents, staff = found.totals["patents"], found.totals["rd_personnel"]
    assert (patents.target, patents.lacks, patents.elsewhere) == (None, "share_invention_patents_enterprises", ())
    # of another year: nothing is known of this one, whatever the share
    assert (staff.target, staff.lacks, staff.elsewhere) == (None, None, (2021,))


def test_new_holders_are_those_printed_for_their_year() -> None:
    found = totals(read_city("shenzhen"), 2022).intakes
    assert {year: one.value for year, one in found["little_giant"].items()} == {2021: 134, 2022: 275}
    assert {year: one.value for year, one in found["specialised_sme"].items()} == {2022: 4826}
    # "3,193 new" of 2017 is 11,230 less the 8,037 of 2016: a balance of new and ended ones, no intake
    assert "hnte" not in found
