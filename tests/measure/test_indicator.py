"""Indicators load with their definitions; what is wrong in a file is said with its line and the nearest valid word."""

from __future__ import annotations

from pathlib import Path

import pytest
from indicator_files import ENTRY, GDP, library, written

from innovatory.language.mistakes import Mistake
from innovatory.measure.indicator import indicators, read_indicators

LINE = {key: number for number, key in enumerate(ENTRY, start=2)}  # a comment stands in the first line


def test_an_expression_reads_columns_and_published_figures(tmp_path: Path) -> None:
    ratio = written(
        id="rd_ratio", over="rd_years", value="sum(rd_intramural) / gdp", published="[gdp]", by="[performer_sector]"
    )
    found = library(tmp_path, GDP, ratio)["rd_ratio"].expression
    assert found is not None
    assert (found.columns, found.published) == (("rd_intramural",), ("gdp",))


def test_indicators_stand_family_by_family(tmp_path: Path) -> None:
    last = written(id="first_written", family="education")
    assert list(library(tmp_path, last, written(family="rd"), GDP)) == ["hightech_share", "gdp", "first_written"]


@pytest.mark.parametrize(
    ("changes", "kind", "line", "near"),
    [
        ({"value": "sum(hightech_incom) / sum(revenue)"}, "name", LINE["value"], "hightech_income"),
        ({"value": "sum(revenue)"}, "unit", LINE["unit"], None),
        ({"value": "sum(revenue) / sum(staff_mean)"}, "unit", LINE["unit"], None),
        ({"value": "hightech_income / revenue"}, "type", LINE["value"], None),
        ({"value": "sum(hightech_income) / sum(revenue) by origin"}, "syntax", LINE["value"], None),
        ({"over": "enterprise_year"}, "name", LINE["over"], "enterprise_years"),
        ({"over": "enterprises", "value": "count() / count()"}, "type", LINE["over"], None),
        ({"by": "[sectr]"}, "name", LINE["value"] + 1, None),
        ({"by": "[revenue]"}, "type", LINE["value"] + 1, None),
    ],
)
def test_a_wrong_expression_names_its_line(
    tmp_path: Path, changes: dict[str, str], kind: str, line: int, near: str | None
) -> None:
    found = library(tmp_path, written(**changes))["hightech_share"]
    with pytest.raises(Mistake) as caught:
        assert found.expression is None
    place = caught.value.place
    assert place is not None
    assert (caught.value.kind, place.line) == (kind, line)
    assert near is None or caught.value.nearest == near


@pytest.mark.parametrize(
    ("changes", "kind", "line"),
    [
        ({"family": "industri"}, "category", LINE["family"]),
        ({"shown": "percentage"}, "category", LINE["shown"]),
        ({"systems": "[17]"}, "category", LINE["systems"]),
        ({"label": "High-tech share"}, "label", LINE["label"]),
        ({"shows_not": None}, "missing_key", None),
        ({"value": None}, "missing_key", None),
        ({"standard": None}, "missing_key", None),
        ({"unit": "dollar"}, "unit", LINE["unit"]),
        ({"valu": "1"}, "unknown_key", LINE["value"] + 1),
        ({"published": "[gdp]"}, "name", LINE["value"] + 1),
        ({"over": None, "value": None}, "missing_key", None),
    ],
)
def test_a_wrong_entry_names_its_line(
    tmp_path: Path, changes: dict[str, str | None], kind: str, line: int | None
) -> None:
    with pytest.raises(Mistake) as caught:
        library(tmp_path, written(**changes))
    assert caught.value.kind == kind
    assert caught.value.place is not None
    assert caught.value.place.file == str(tmp_path / "industry.yaml")
    assert line is None or caught.value.place.line == line


def test_a_published_figure_stands_outside_aggregates(tmp_path: Path) -> None:
    found = library(tmp_path, GDP, written(value="count(where revenue > gdp) / count()", published="[gdp]"))
    with pytest.raises(Mistake, match="outside aggregates"):
        assert found["hightech_share"].expression is None


def test_durations_have_no_day_here(tmp_path: Path) -> None:
    found = library(tmp_path, written(over="grants", value="mean(days_since(applied_on))", unit="day"))
    with pytest.raises(Mistake, match="no day of assessment"):
        assert found["hightech_share"].expression is None


def test_one_id_once(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        library(tmp_path, GDP, GDP)
    assert caught.value.kind == "name_twice"


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("id: a\n", "type", 1),
        ("- a\n", "type", 1),
        ("- id: a\n  label: {en: [\n", "yaml", None),
        ("- id: a\n  id: b\n", "key_twice", 2),
        ("- id: &x a\n", "yaml", 1),
    ],
)
def test_a_file_that_is_no_list_of_entries_is_refused(tmp_path: Path, text: str, kind: str, line: int | None) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Mistake) as caught:
        read_indicators(tmp_path)
    assert caught.value.kind == kind
    assert line is None or (caught.value.place is not None and caught.value.place.line == line)


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert read_indicators(tmp_path) == {}


def test_every_expression_of_the_library_is_right() -> None:
    assert all(one.expression is not None for one in indicators().values() if one.entry.over is not None)
