"""The indicators of the library: whole, bilingual, covering every system, and right on the invented city.

The values of `lindao_by_hand.csv` were worked out from the city's CSV files with pencil and paper; `how` is the
arithmetic. No value was taken from the engine.
"""

from __future__ import annotations

import ast
import csv
import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from innovatory.measure.city import read_city
from innovatory.measure.city_check import check_city_folder
from innovatory.measure.indicator import FAMILIES, Indicator, indicators
from innovatory.measure.measurement import measure
from innovatory.measure.record_values import Measurable
from innovatory.measure.views import names as view_names
from innovatory.records.checking import Around
from innovatory.records.closed_lists import closed_lists
from innovatory.records.dictionary import tables
from innovatory.records.validation import validate

CHINESE = re.compile("[\u4e00-\u9fff]")
HAND = Path(__file__).with_name("lindao_by_hand.csv")
ALL = list(indicators().values())
OVER_RECORDS = [one for one in ALL if one.entry.over is not None]
BY_HAND = list(csv.DictReader(HAND.read_text(encoding="utf-8").splitlines()))
CITY = read_city("lindao")


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 64
    assert len(OVER_RECORDS) >= 38
    assert {one.entry.family for one in ALL} == set(FAMILIES)


def test_every_system_and_every_link_is_measured() -> None:
    assert {int(row) for one in ALL for row in one.entry.systems} == set(range(1, 17))
    links = {link for one in ALL for link in one.entry.links}
    assert links == {"basic_research", "technical_research", "industrialisation", "technology_finance", "talent"}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_expression_is_right(family: str) -> None:
    for one in ALL:
        if one.entry.family == family and one.entry.over is not None:
            assert one.expression is not None


def test_every_text_stands_in_both_languages() -> None:
    for one in ALL:
        entry = one.entry
        for text in (entry.label, entry.note, entry.shows_not, entry.standard, entry.law):
            if text is not None:
                assert CHINESE.search(text.zh), one.id
                assert not CHINESE.search(text.en), one.id


def test_what_an_indicator_does_not_show_is_its_own() -> None:
    said: dict[str, list[str]] = defaultdict(list)
    for one in ALL:
        said[one.entry.shows_not.en].append(one.id)
        said[one.entry.shows_not.zh].append(one.id)
    assert {text: ids for text, ids in said.items() if len(ids) > 1} == {}


def test_a_published_series_has_the_name_of_its_indicator() -> None:
    assert [one.id for one in ALL if one.entry.series not in (None, one.id)] == []


def test_every_view_is_read_by_an_indicator() -> None:
    assert set(view_names()) <= {one.entry.over for one in OVER_RECORDS}


TYPES = {"rd_basic", "rd_applied", "rd_development"}


def test_type_of_rd_and_source_of_its_money_never_meet() -> None:
    """The survey has performer by type and performer by source; type by source is not surveyed (records.md 2.1)."""
    faces = [set(_expression(one)) for one in OVER_RECORDS if one.entry.over == "rd_years"]
    assert [face for face in faces if face & TYPES and any(name.startswith("rd_from_") for name in face)] == []
    assert any(face & TYPES for face in faces)
    assert any(name.startswith("rd_from_") for face in faces for name in face)


SIX = {  # the six "more than 90 %" shares, each with the other denominators that it may have meant
    "share_innovative_firms_local": {"share_innovative_firms_local_recognised", "share_enterprises_local"},
    "share_rd_institutions_enterprises": {
        "share_rd_institutions_enterprises_hosted", "share_carriers_enterprises", "share_rd_performers_enterprises",
    },
    "share_rd_personnel_enterprises": {
        "share_rd_personnel_enterprises_heads", "share_rd_personnel_enterprises_fte", "share_researchers_enterprises",
    },
    "rd_enterprise_share": {"rd_business_performed_share", "rd_business_funded_share"},
    "share_invention_patents_enterprises": {
        "share_invention_patents_enterprises_filed", "share_invention_patents_enterprises_granted",
        "share_invention_patents_enterprises_in_force", "share_invention_patents_enterprises_fractional",
        "share_invention_patents_enterprises_all",
    },
    "share_major_patents_leading_firms": {
        "share_major_patents_leading_owned", "share_major_patents_leading_of_enterprises",
        "share_invention_patents_leading",
    },
}  # fmt: skip


@pytest.mark.parametrize("stated", SIX)
def test_the_six_shares_have_their_other_denominators(stated: str) -> None:
    known = indicators()
    assert known[stated].entry.series == stated
    assert known[stated].entry.over is None  # what it counts is not said, so that no record answers it
    assert all(known[other].entry.over is not None for other in SIX[stated])
    assert all("2" in known[other].entry.systems for other in SIX[stated])


def _expression(one: Indicator) -> list[str]:
    assert one.expression is not None
    return list(one.expression.columns)


def test_the_invented_city_is_right_and_says_that_it_is_invented() -> None:
    assert check_city_folder(CITY.folder) == []
    assert ("invented" in CITY.label["en"], "虚构" in CITY.label["zh"]) == (True, True)
    assert {source.reliability for source in CITY.sources.values()} == {"invented"}
    assert {figure.qualifier for figure in CITY.figures} == {"invented"}


@pytest.mark.parametrize("path", sorted((CITY.folder / "tables").glob("*.csv")), ids=lambda path: path.stem)
def test_the_records_of_the_invented_city_are_valid(path: Path, lindao: Measurable) -> None:
    records = lindao.workspace
    assert records is not None
    others = {name: pl.scan_parquet(records.path(name)) for name in records.tables if name != path.stem}
    text = pl.read_csv(path, infer_schema=False)
    found = validate(text.lazy(), tables()[path.stem], records.as_of, Around(closed_lists(CITY.folder), others))
    assert list(found.findings) == []
    assert set(text["origin"]) == {"synthetic"}


def test_every_indicator_over_records_has_a_value_by_hand() -> None:
    assert {one.id for one in OVER_RECORDS} == {row["indicator"] for row in BY_HAND}


@pytest.mark.parametrize("row", BY_HAND, ids=lambda row: f"{row['indicator']}-{row['year']}-{row['group']}")
def test_the_arithmetic_by_hand_is_right(row: dict[str, str]) -> None:
    assert math.isclose(_arithmetic(ast.parse(row["how"], mode="eval").body), float(row["value"]), rel_tol=1e-12)


SIGNS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def _arithmetic(written: ast.expr) -> float:
    """Numbers, + - * / and abs(): nothing else may stand in `how`."""
    match written:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.BinOp(left=left, op=op, right=right):
            return SIGNS[type(op)](_arithmetic(left), _arithmetic(right))
        case ast.Call(func=ast.Name(id="abs"), args=[one], keywords=[]):
            return abs(_arithmetic(one))
    raise ValueError(f"{ast.unparse(written)} is no arithmetic")


DIMENSIONS = sorted({tuple(part.split("=")[0] for part in row["group"].split(";") if part) for row in BY_HAND})


@pytest.mark.parametrize("dimensions", DIMENSIONS, ids=lambda names: ",".join(names) or "whole city")
def test_the_engine_gives_the_values_by_hand(dimensions: tuple[str, ...], lindao: Measurable) -> None:
    rows = [(row, dict(part.split("=") for part in row["group"].split(";") if part)) for row in BY_HAND]
    rows = [(row, group) for row, group in rows if tuple(group) == dimensions]
    ids = list(dict.fromkeys(row["indicator"] for row, _ in rows))
    measured = {one.indicator.id: one for one in measure(lindao, ids, by=dimensions)}
    wrong = []
    for row, group in rows:
        own = [one for one in measured[row["indicator"]].observations if one.origin == "records"]
        values = [one.value for one in own if one.year == int(row["year"]) and dict(one.group) == group]
        close = len(values) == 1 and values[0] is not None
        if not close or not math.isclose(values[0] or 0.0, float(row["value"]), rel_tol=1e-9, abs_tol=1e-12):
            wrong.append((row, values))
    assert wrong == []


def test_records_and_published_figures_of_the_invented_city_agree(lindao: Measurable) -> None:
    """Where both are there they say the same, up to the digits that were printed (0.1 % of GDP, whole enterprises)."""
    for name, within in (("rd_gdp_ratio", 0.0005), ("hte_total", 0.0)):
        (found,) = measure(lindao, [name], (2021, 2023))
        by_origin = {
            origin: {one.year: one.value for one in found.observations if one.origin == origin}
            for origin in ("published", "records")
        }
        assert set(by_origin["published"]) == {2021, 2022, 2023}
        for year, value in by_origin["published"].items():
            assert value is not None
            assert by_origin["records"][year] == pytest.approx(value, abs=within + 1e-12)


def test_a_year_without_a_published_denominator_cannot_be_said(lindao: Measurable) -> None:
    """Patents reach back to 2016, the population is published from 2021: before that there is no value, not 0."""
    (found,) = measure(lindao, ["invention_patents_per_10k"], (2018, 2021))
    said = {one.year: one for one in found.observations if one.origin == "records"}
    assert (said[2020].value, said[2020].lacking) == (None, ("population_permanent",))
    assert (said[2021].value, said[2021].lacking) == (3 / 20000, ())
