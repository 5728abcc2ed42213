"""Published figures and values from records stand side by side; breaks end lines, and what is missing is said, never zero."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from indicator_files import GDP, library, written

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.units import ONE, YUAN, Unit
from innovatory.measure.city import read_city
from innovatory.measure.group_names import group_names
from innovatory.measure.indicator import Indicator
from innovatory.measure.measurement import Measured, measure_indicators
from innovatory.measure.statistics import Figure
from innovatory.measure.value_table import value_table

ACCOUNTS = pl.DataFrame(
    {
        "enterprise_id": ["a", "b", "c", "a", "b", "c"],
        "year": [2020, 2020, 2020, 2021, 2021, 2021],
        "hightech_income": [60.0, 10.0, None, 80.0, 30.0, 9.0],
        "revenue": [100.0, 100.0, 999.0, 100.0, 100.0, 100.0],
        "weight": [1.0, 3.0, 1.0, 1.0, 1.0, 1.0],
    },
    schema_overrides={"year": pl.Int32},
)
RESEARCH = pl.DataFrame(
    {
        "unit_id": ["a", "b", "c", "d"],
        "year": [2020, 2020, 2020, 2022],
        "performer_sector": ["business", "business", "government", "business"],
        "rd_intramural": [30.0, 10.0, 5.0, 7.0],
    },
    schema_overrides={"year": pl.Int32},
)


@dataclass
class Stored:
    columns: tuple[str, ...]
    rows: int
    origin: tuple[str, ...] = ("observed",)
    basis: dict[str, str] = field(default_factory=dict)


@dataclass
class Records:
    folder: Path
    tables: dict[str, Stored]
    as_of: date = date(2023, 12, 31)

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


@dataclass
class City:
    figures: tuple[Figure, ...] = ()
    workspace: Records | None = None
    id: str = "lindao"


def records(
    folder: Path, *, origin: str = "observed", basis: dict[str, str] | None = None, **of: pl.DataFrame
) -> Records:
    made = Records(folder, {})
    for name, frame in of.items():
        made.tables[name] = Stored(tuple(frame.columns), frame.height, (origin,), basis or {})
        frame.write_parquet(made.path(name))
    return made


def figure(year: int, value: float, **changes: Any) -> Figure:
    given: dict[str, Any] = {
        "indicator": "gdp", "name": {"en": "GDP", "zh": "生产总值"}, "year": year, "value": value, "unit": YUAN,
        "shown": f"{value:g}", "shown_unit": "yuan", "shown_unit_zh": "元", "qualifier": "", "source": "s1",
        "quote": "", "role": "show", "period": "full_year", "bound": "exact", "flag": "observed", "series": "new",
        "released_on": None, "preferred": True, "place": Place("figures.csv", 2),
    }  # fmt: skip
    return Figure(**(given | changes))


def one(city: City, folder: Path, *entries: str, by: tuple[str, ...] = (), **years: int) -> Measured:
    """The last of some indicators, measured."""
    found: list[Indicator] = list(library(folder / "library", *entries).values())
    span = (years.get("first"), years.get("last"))
    return measure_indicators(city, found, span, by)[-1]


RATIO = written(
    id="rd_ratio", over="rd_years", value="sum(rd_intramural) / gdp", published="[gdp]", by="[performer_sector]"
)


def values(found: Measured) -> list[tuple[int, float | None, float | None]]:
    return [(each.year, each.low, each.high) for each in found.observations]


def test_values_from_records_by_hand(tmp_path: Path) -> None:
    """2020: (60 + 3·10) / (100 + 3·100) = 0.225, one of three rows left out; 2021: (80 + 30 + 9) / 300."""
    found = one(City(workspace=records(tmp_path, enterprise_years=ACCOUNTS)), tmp_path, written())
    assert values(found) == [(2020, 0.225, 0.225), (2021, pytest.approx(119 / 300), pytest.approx(119 / 300))]
    assert [(each.rows, each.left_out) for each in found.observations] == [(3, 1), (3, 0)]
    assert {each.origin for each in found.observations} == {"records"}
    assert found.observations[0].evidence.shares()["your_records"] == 1


def test_years_are_limited(tmp_path: Path) -> None:
    city = City(workspace=records(tmp_path, enterprise_years=ACCOUNTS))
    assert [year for year, *_ in values(one(city, tmp_path, written(), first=2021))] == [2021]
    assert [each.kind for each in one(city, tmp_path, written(), last=2019).unsaid] == ["no_rows"]
    with pytest.raises(Mistake) as caught:
        one(city, tmp_path, written(), first=2021, last=2020)
    assert caught.value.kind == "years"


def test_a_ratio_divides_by_the_preferred_figure_of_the_year(tmp_path: Path) -> None:
    figures = (figure(2020, 900.0), figure(2020, 800.0, preferred=False, source="s2"))
    found = one(City(figures, records(tmp_path, rd_years=RESEARCH)), tmp_path, GDP, RATIO)
    by_year = {each.year: each for each in found.observations}
    assert by_year[2020].value == 45 / 900
    assert by_year[2020].sources == ("s1",)
    assert by_year[2020].evidence.shares() == {
        "published": 0.5, "your_records": 0.5, "rule": 0, "assumption": 0, "prior": 0,
    }  # fmt: skip
    assert (by_year[2022].low, by_year[2022].reason, by_year[2022].lacking) == (None, "published", ("gdp",))
    assert found.newest is by_year[2020]


@pytest.mark.parametrize("limit", [{"bound": "lower"}, {"period": "part_year"}, {"period": "target"}])
def test_a_bound_or_a_part_of_a_year_is_no_denominator(tmp_path: Path, limit: dict[str, str]) -> None:
    city = City((figure(2020, 900.0, **limit),), records(tmp_path, rd_years=RESEARCH))
    assert one(city, tmp_path, GDP, RATIO, last=2020).observations[0].lacking == ("gdp",)


def test_groups_of_a_dimension(tmp_path: Path) -> None:
    city = City((figure(2020, 900.0),), records(tmp_path, rd_years=RESEARCH))
    found = measure_indicators(
        city, [library(tmp_path / "l", GDP, RATIO)["rd_ratio"]], (2020, 2020), ["performer_sector"]
    )[0]
    assert {each.group["performer_sector"]: each.value for each in found.observations} == {
        "business": 40 / 900,
        "government": 5 / 900,
    }
    assert found.newest is None


def test_groups_have_names_in_both_languages(tmp_path: Path) -> None:
    """Places by the city's own list, values of closed lists by the dictionary; what neither knows stays a code."""
    firms = pl.DataFrame(
        {"talent_class": ["doctor", "rd"], "district": ["d1", "d9"], "year": [2020, 2020], "talent_end": [1.0, 2.0]}
    )
    entry = written(over="talents", value="sum(talent_end)", unit="person", by="[district, talent_class]")
    found = one(City(workspace=records(tmp_path, talents=firms)), tmp_path, entry, by=("district", "talent_class"))
    city = read_city("shenzhen")
    named = Named(city.zones, city.clusters, pl.DataFrame({"id": ["d1"], "name_en": ["Bay"], "name_zh": ["湾区"]}))
    names = group_names(found, named)
    assert names["district"] == {"d1": {"en": "Bay", "zh": "湾区"}}
    assert names["talent_class"]["doctor"] == {"en": "doctor", "zh": "博士"}


@dataclass
class Named:
    zones: pl.DataFrame
    clusters: pl.DataFrame
    districts: pl.DataFrame


def test_a_dimension_that_is_not_allowed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        one(City(), tmp_path, written(by="[origin]"), by=("orgin",))
    assert (caught.value.kind, caught.value.nearest) == ("dimension", "origin")


def test_nothing_is_reported_by_an_assumed_dimension(tmp_path: Path) -> None:
    made = records(tmp_path, origin="synthetic", basis={"performer_sector": "assumed"}, rd_years=RESEARCH)
    entry = written(over="rd_years", value="sum(rd_intramural)", unit="yuan", by="[performer_sector]")
    assert [each.kind for each in one(City(workspace=made), tmp_path, entry, by=("performer_sector",)).unsaid] == [
        "assumed"
    ]
    whole = one(City(workspace=made), tmp_path, entry)
    assert {each.flag for each in whole.observations} == {"estimated"}
    assert whole.evidence.shares()["assumption"] == 1


def test_what_is_not_recorded_is_said(tmp_path: Path) -> None:
    city = City(workspace=records(tmp_path, enterprise_years=ACCOUNTS.drop("hightech_income")))
    lacking = one(city, tmp_path, written()).unsaid
    assert [(each.kind, each.tables, each.columns) for each in lacking] == [
        ("not_recorded", ("enterprise_years",), ("hightech_income",))
    ]
    assert [(each.kind, each.tables) for each in one(city, tmp_path, GDP, RATIO).unsaid] == [
        ("not_recorded", ("rd_years",))
    ]
    assert [each.kind for each in one(City(), tmp_path, written()).unsaid] == ["no_records"]
    assert [each.kind for each in one(City(), tmp_path, GDP).unsaid] == ["no_figures"]


def test_one_column_that_is_missing_leaves_the_others(tmp_path: Path) -> None:
    city = City(workspace=records(tmp_path, enterprise_years=ACCOUNTS))
    other = written(id="other", value="sum(exports) / sum(revenue)")
    found = measure_indicators(city, list(library(tmp_path / "l", written(), other).values()))
    assert [(len(each.observations), len(each.unsaid)) for each in found] == [(2, 0), (0, 1)]


# Published figures ------------------------------------------------------------------------------------------------------


def test_sources_stand_side_by_side_and_a_break_ends_the_line(tmp_path: Path) -> None:
    figures = (
        figure(2018, 100.0, series="old"), figure(2019, 130.0), figure(2020, 143.0),
        figure(2020, 150.0, preferred=False, source="s2"), figure(2021, 70.0, period="part_year"),
        figure(2030, 300.0, period="target"),
    )  # fmt: skip
    found = one(City(figures), tmp_path, GDP)
    assert len(found.observations) == 6
    lines = [(line.series, [(each.year, each.value) for each in line.observations]) for line in found.lines]
    assert lines == [("old", [(2018, 100.0)]), ("new", [(2019, 130.0), (2020, 143.0)])]
    assert [line.changes() for line in found.lines] == [{}, {2020: (13.0, 0.1)}]
    assert [(each.year, len(each.figures)) for each in found.disagreements] == [(2020, 2)]
    assert found.newest is not None
    assert (found.newest.year, found.newest.value) == (2020, 143.0)


def test_growth_needs_two_single_numbers_of_years_that_follow(tmp_path: Path) -> None:
    figures = (figure(2016, 80.0), figure(2018, 100.0), figure(2019, 130.0, bound="lower"), figure(2020, 143.0))
    assert [line.changes() for line in one(City(figures), tmp_path, GDP).lines] == [{}]


def test_a_bound_leaves_its_other_end_open(tmp_path: Path) -> None:
    figures = (figure(2019, 90.0, bound="lower"), figure(2020, 95.0, bound="upper"))
    assert values(one(City(figures), tmp_path, GDP)) == [(2019, 90.0, None), (2020, None, 95.0)]


def test_another_unit_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        one(City((figure(2019, 90.0, unit=ONE),)), tmp_path, GDP)
    assert (caught.value.kind, caught.value.place) == ("unit", Place("figures.csv", 2))


def test_a_dated_change_of_the_definition_breaks_the_records(tmp_path: Path) -> None:
    entry = written(vintages="[{from: 2021, note: {en: a, zh: 甲}}]")
    found = one(City(workspace=records(tmp_path, enterprise_years=ACCOUNTS)), tmp_path, entry)
    assert [line.series for line in found.lines] == ["records", "records:2021"]
    assert [line.changes() for line in found.lines] == [{}, {}]


def test_all_observations_as_one_table(tmp_path: Path) -> None:
    city = City((figure(2020, 900.0, source="s1"),), records(tmp_path, rd_years=RESEARCH))
    table = value_table([one(city, tmp_path, GDP, RATIO)])
    assert table["indicator"].to_list() == ["rd_ratio", "rd_ratio"]
    assert table["low"].to_list() == [0.05, None]
    assert table["reason"].to_list() == [None, "published"]
    assert value_table([], ["district"]).columns[:5] == ["indicator", "label_en", "label_zh", "year", "district"]


def test_the_answer_is_plain_data(tmp_path: Path) -> None:
    told = one(City((figure(2020, 900.0),)), tmp_path, GDP).as_dict()
    assert (told["id"], told["label"], told["unit"]) == ("gdp", {"en": "GDP", "zh": "生产总值"}, "yuan")
    assert told["newest"]["low"] == 900.0
    assert told["evidence"]["shares"]["published"] == 1.0
    assert Unit() == ONE
