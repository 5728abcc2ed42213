"""Statements of documents: their figures, what other sources say, and homes that must exist."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.city import City
from innovatory.measure.facts import COLUMNS, CityFacts, Statement, read_facts
from innovatory.measure.figure_file import COLUMNS as FIGURE_COLUMNS

SOURCES = """source_id,title,publisher,published,url_or_file,reliability
speech,Speech,Mayor,2023-10-10,speech.txt,official
bureau,Release,Statistics bureau,2023-11-18,https://example.org,official
press,News,Daily,2023,https://example.org/news,press
"""
INDICATORS = """indicator_id,name_en,name_zh,unit,unit_zh
rd_share,R&D / GDP,研发强度,%,%
firms,Firms,企业数,count,家
"""
REGISTER = """event_id,name_zh,name_en,kind,source
fair,交易会,Fair,fair,speech
"""
DOCUMENTS = "document,source_id,title_en,title_zh\nD1,speech,Speech,讲话\n"
STATEMENT = {
    "statement_id": "D1.01", "document": "D1", "quote": "R&D is 5.49% of GDP", "en": "R&D is 5.49% of GDP.",
    "zh": "研发占 5.49%。", "kind": "figure", "figure": "rd_share|2022", "home": "series:rd_share",
}  # fmt: skip
PRAISE = {"statement_id": "D1.02", "quote": "a fine city", "kind": "description", "figure": "", "home": "none:praise"}

Write = Callable[..., City]


def figure(source: str, year: int, value: str, indicator: str = "rd_share", bound: str = "exact") -> dict[str, str]:
    percent = indicator == "rd_share"
    return dict.fromkeys(FIGURE_COLUMNS, "") | {
        "indicator_id": indicator, "indicator_name": "R&D / GDP" if percent else "Firms", "year": str(year),
        "value": value, "unit": "%" if percent else "count", "source_id": source, "quote": value, "role": "show",
        "period": "full_year", "bound": bound, "flag": "observed" if bound == "exact" else "bound",
        "series": indicator, "preferred": "yes" if source == "speech" or (indicator, year) != ("rd_share", 2022) else "no",
        "qualifier": "more than" if bound == "lower" else "",
    }  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def city(*statements: dict[str, str], figures: tuple[dict[str, str], ...] = ()) -> City:
        files = {
            "statistics/sources.csv": SOURCES, "statistics/indicators.csv": INDICATORS,
            "register/events.csv": REGISTER, "facts/documents.csv": DOCUMENTS,
        }  # fmt: skip
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        table(tmp_path / "statistics/figures.csv", FIGURE_COLUMNS, (figure("speech", 2022, "5.49"), *figures))
        table(tmp_path / "facts/statements.csv", COLUMNS, [STATEMENT | one for one in statements])
        return City("invented", {"en": "Invented", "zh": "虚构市"}, tmp_path)

    return city


def table(path: Path, columns: tuple[str, ...], rows: Any) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def only(found: CityFacts) -> Statement:
    (statement,) = found.statements
    return statement


@pytest.mark.parametrize(
    ("other", "conflict"),
    [
        (figure("bureau", 2022, "5.81"), True),
        (figure("bureau", 2022, "5.5"), False),  # 5.49 rounded to one decimal
        (figure("bureau", 2022, "5.4"), True),  # 5.49 does not round to 5.4
        (figure("bureau", 2022, "5", bound="lower"), False),  # more than 5
        (figure("bureau", 2022, "6", bound="lower"), True),  # more than 6
    ],
)
def test_another_source_contradicts_where_both_cannot_be_true_as_printed(
    write: Write, other: dict[str, str], conflict: bool
) -> None:
    found = read_facts(write({}, figures=(other,)), ())
    statement = only(found)
    assert statement.figure is not None
    assert (statement.figure.shown, statement.figure.source) == ("5.49", "speech")
    assert [(one.figure.source, one.source.publisher) for one in statement.others] == [("bureau", "Statistics bureau")]
    assert statement.conflict is conflict
    assert found.counts()["in_conflict"] == int(conflict)


def test_figures_of_other_years_and_indicators_are_no_other_sources(write: Write) -> None:
    beside = (figure("bureau", 2021, "5.2"), figure("press", 2022, "900", "firms"))
    assert only(read_facts(write({}, figures=beside), ())).others == ()


def test_the_same_number_of_another_year_is_told_where_the_figure_is_contradicted(write: Write) -> None:
    same, contradicts = figure("bureau", 2021, "5.49"), figure("press", 2022, "5.81")
    contradicted = only(read_facts(write({}, figures=(same, contradicts)), ()))
    assert [(one.year, one.source) for one in contradicted.other_years] == [(2021, "bureau")]
    assert only(read_facts(write({}, figures=(same,)), ())).other_years == ()


def test_homes_are_resolved_and_counted(write: Write) -> None:
    homes = "register:events:fair;instrument:hnte_recognition;indicator:rd;check:none_such;model:talent"
    found = read_facts(write({"home": homes}, PRAISE), {"rd"})
    states = {str(home): home.state for home in found.statements[0].homes}
    assert states == {
        "register:events:fair": "there", "instrument:hnte_recognition": "there", "indicator:rd": "there",
        "check:none_such": "not_yet", "model:talent": "to_come",
    }  # fmt: skip
    assert found.counts() == {
        "statements": 2, "with_figure": 1, "in_conflict": 0, "without_home": 1, "reasons": {"praise": 1},
        "not_there_yet": ["check:none_such"], "to_come": ["model:talent"],
    }  # fmt: skip
    assert [one.id for one in found.of_kind("description").statements] == ["D1.02"]


def test_a_statutory_floor_is_a_check_of_every_city(write: Write) -> None:
    (home,) = only(read_facts(write({"home": "check:basic_research_floor_30"}), ())).homes
    assert home.state == "there"


@pytest.mark.parametrize(
    ("change", "kind", "nearest"),
    [
        ({"home": "series:rd_shares"}, "category", "rd_share"),
        ({"home": "register:events:fairs"}, "category", "events:fair"),
        ({"home": "instrument:hnte_recogniton"}, "category", "hnte_recognition"),
        ({"home": "model:talents"}, "category", "talent"),
        ({"home": "none:prais"}, "category", "praise"),
        ({"home": "serie:rd_share"}, "category", "series"),
        ({"home": "rd_share"}, "home", None),
        ({"home": "series:rd_share;none:praise"}, "home", None),
        ({"home": ""}, "missing", None),
        ({"kind": "act"}, "missing", None),
        ({"figure": ""}, "missing", None),
        ({"figure": "rd_share|2021"}, "category", "rd_share|2022"),
        ({"document": "D01"}, "category", "D1"),
        ({"quote": "x" * 201}, "quote", None),
        ({"zh": ""}, "missing", None),
    ],
)
def test_what_does_not_exist_is_refused_at_its_line(
    write: Write, change: dict[str, str], kind: str, nearest: str | None
) -> None:
    with pytest.raises(Mistake) as refused:
        read_facts(write(change), ())
    assert (refused.value.kind, refused.value.nearest) == (kind, nearest)
    assert refused.value.place is not None
    assert refused.value.place.line == 2


def test_an_id_stands_once(write: Write) -> None:
    with pytest.raises(Mistake, match="second time") as refused:
        read_facts(write({}, {}), ())
    assert refused.value.kind == "name_twice"


def test_the_figure_of_another_document_is_not_the_statements(write: Write) -> None:
    city = write({"figure": "firms|2022"}, figures=(figure("press", 2022, "900", "firms"),))
    with pytest.raises(Mistake, match="firms"):
        read_facts(city, ())


def test_a_goal_names_measures_that_there_are(write: Write) -> None:
    city = write({}, figures=(figure("press", 2022, "900", "firms"),))
    header = "goal_id,kind,number,name_en,name_zh,indicators,source,quote\n"
    for indicators, good in (("rd_share;firms", True), ("rd_share;other", True), ("rd_share;firm", False)):
        goal = f"g1,action,1,Goal,目标,{indicators},speech,\n"
        (city.folder / "register/goals.csv").write_text(header + goal, encoding="utf-8")
        if good:
            assert read_facts(city, {"other"}).statements
        else:
            with pytest.raises(Mistake) as refused:
                read_facts(city, {"other"})
            assert refused.value.nearest == "firms"


def test_a_city_without_statements_says_so(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="no statements") as refused:
        read_facts(City("empty", {"en": "Empty", "zh": "空城"}, tmp_path), ())
    assert refused.value.kind == "file"


def test_plain_data_has_the_figure_as_printed_with_its_conflict(write: Write) -> None:
    told = read_facts(write({}, figures=(figure("bureau", 2022, "6", bound="lower"),)), ()).as_dict()
    (statement,) = told["statements"]
    assert statement["figure"]["shown"] == "5.49"
    assert statement["figure"]["value"] == pytest.approx(0.0549, rel=1e-15)
    (other,) = statement["other_sources"]
    assert (other["bound"], other["open"], other["conflict"]) == ("lower", True, True)
    assert told["documents"] == {"D1": {"source": "speech", "title": {"en": "Speech", "zh": "讲话"}}}
