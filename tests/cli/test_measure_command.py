"""`innovatory measure`: a city's list, one indicator with its conflicts and breaks, files, and what a user gets wrong."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from innovatory.policy.cities import cities

Innovatory = Callable[..., Any]
SVG = "{http://www.w3.org/2000/svg}"


def told(innovatory: Innovatory, *words: object) -> dict[str, Any]:
    ended = innovatory("measure", *words, "--json")
    assert ended.code == 0, ended.err
    answer: dict[str, Any] = json.loads(ended.out)
    return answer


def test_one_indicator_shows_both_sources_and_the_break(innovatory: Innovatory) -> None:
    """The founding document gives 5.49 % for 2022, the statistics bureau 5.81 %; R&D breaks from 2018 to 2019."""
    ended = innovatory("measure", "shenzhen", "rd_gdp_ratio")
    assert (ended.code, ended.err.strip()) == (0, "")
    conflict = next(line for line in ended.out.splitlines() if line.startswith(" · 2022:"))
    assert "5.81% (Xinhua, in China Securities Journal, preferred)" in conflict
    assert "5.49%" in conflict
    above, _, below = ended.out.partition("The series breaks here")
    assert "4.93%" not in above
    assert "4.93%" in below
    assert "published figures 100%" in ended.out


def test_the_answer_for_machines_has_sources_lines_and_evidence(innovatory: Innovatory) -> None:
    answer = told(innovatory, "rd_gdp_ratio", "--from", "2018", "--to", "2022")
    one = answer["indicators"][0]
    of_2022 = {(each["low"], each["preferred"]) for each in one["observations"] if each["year"] == 2022}
    assert of_2022 == {(0.0581, True), (0.0549, False)}
    years = [line["years"] for line in one["lines"]]
    assert years == [[2018], [2019, 2020, 2021, 2022]]
    assert one["evidence"]["shares"]["published"] == 1.0
    assert {name for each in one["observations"] for name in each["sources"]} == set(answer["sources"])


def test_the_list_has_every_family_and_says_what_cannot_be_said(innovatory: Innovatory) -> None:
    ended = innovatory("measure", "--lang", "zh")
    assert ended.code == 0
    assert "深圳市" in ended.out
    assert "6.67%" in ended.out
    assert "无法给出" in ended.out
    assert "科技金融" in ended.out


def test_an_empty_city_has_nothing_and_says_so(innovatory: Innovatory, tmp_path: Path) -> None:
    folder = tmp_path / "newtown"
    assert innovatory("new-city", folder, "--en", "Newtown", "--zh", "新城").code == 0
    one = told(innovatory, folder, "rd_gdp_ratio")["indicators"][0]
    assert (one["observations"], one["newest"]) == ([], None)
    assert [each["kind"] for each in one["unsaid"]] == ["no_figures", "no_records"]
    assert "No published figure" in innovatory("measure", folder, "rd_gdp_ratio").out


def test_a_table_of_values_is_written(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "rd.parquet"
    ended = innovatory("measure", "rd_gdp_ratio", "--from", "2022", "--to", "2022", "--out", path)
    assert ended.code == 0, ended.err
    assert pl.read_parquet(path)["low"].to_list() == [0.0581, 0.0549]


@pytest.mark.parametrize(("lang", "name"), [("en", "R&D expenditure as a share of GDP"), ("zh", "研发经费投入强度")])
def test_a_picture_is_drawn_with_words_in_both_languages(
    innovatory: Innovatory, tmp_path: Path, lang: str, name: str
) -> None:
    path = tmp_path / "rd.svg"
    assert innovatory("measure", "rd_gdp_ratio", "--chart", path, "--lang", lang).code == 0
    picture = ET.fromstring(path.read_text(encoding="utf-8"))
    title, described = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert name in (title.text or "")
    assert "Newest: 6.67% (2024)." in (described.text or "")
    assert "最新：6.67%（2024 年）。" in (described.text or "")
    assert len(picture.findall(f"{SVG}line[@class='break']")) == 1


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (["rd_gdp_rati"], "did you mean rd_gdp_ratio?"),
        (["shenzen"], "did you mean shenzhen?"),
        (["shenzhen", "rd_gdp_rati"], "did you mean rd_gdp_ratio?"),
        (["rd_gdp_ratio", "--by", "sector"], "performer_sector"),
        (["rd_gdp_ratio", "--from", "18"], "a year such as 2023"),
        (["rd_gdp_ratio", "--from", "2020", "--to", "2019"], "2020 lies after 2019"),
        (["rd_gdp_ratio", "--out", "rd.doc"], ".csv or .parquet or .xlsx"),
        (["rd_gdp_ratio", "--chart", "rd.jpg"], ".svg or .png"),
        (["--chart", "rd.svg"], "name one"),
        (["rd_gdp_ratio", "--from", "1990", "--to", "1990", "--chart", "rd.svg"], "no value is known"),
        (["rd_gdp_ratio", "--lang", "fr"], "en or zh"),
    ],
)
def test_a_mistake_is_one_sentence(innovatory: Innovatory, words: list[str], say: str) -> None:
    ended = innovatory("measure", *words)
    assert ended.code == 2
    assert say in ended.err
    assert len(ended.err.strip().splitlines()) == 1 or "Measuring" in ended.err
    assert not Path("rd.svg").exists()


def test_a_folder_that_is_no_city_is_told(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("measure", tmp_path)
    assert ended.code == 2
    assert "city.yaml" in ended.err


@pytest.mark.parametrize(("lang", "said"), [("en", "withheld"), ("zh", "隐去")])
def test_the_public_sees_no_value_of_single_units(innovatory: Innovatory, tmp_path: Path, lang: str, said: str) -> None:
    lindao = tmp_path / "lindao"
    copytree(cities()["lindao"].folder, lindao)
    surveyed = ("--table", "rd_years", "--into", lindao, "--unit", "元", "--as-of", "2023-12-31")
    assert innovatory("import", lindao / "tables" / "rd_years.csv", *surveyed).code == 0
    asked = ("measure", lindao, "rd_expenditure", "--by", "performer_sector")
    inside, outside = told(innovatory, *asked[1:]), told(innovatory, *asked[1:], "--public")
    values = [one["low"] for one in inside["indicators"][0]["observations"]]
    assert values
    assert None not in values
    assert {one["low"] for one in outside["indicators"][0]["observations"]} == {None}  # one unit stands in most cells
    assert said in innovatory(*asked, "--public", "--lang", lang).out
