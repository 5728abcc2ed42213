"""`innovatory check` says what may be said of a city's floors and targets, in both languages, and answers with 0."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from innovatory.records.workspace import Manifest
from innovatory.records.workspace_commit import commit

Innovatory = Callable[..., Any]
FLOOR = "basic_research_floor_30"
# the answer that the published figures allow: 4.54 of 12.3 bn yuan is 36.91 %
SENTENCE = (
    "statutory floor, in force since 2020-11-01: cannot say, no published split after that day; "
    "as policy of 2019: met, 36.9 % (4.54 of 12.3 bn yuan), a budget figure, year inferred"
)
SENTENCE_ZH = (
    "法定下限，2020-11-01 起施行：无法判断，该日之后没有公布分项数据；"
    "作为 2019 年的政策要求：达到，36.9%（123亿元中的45.4亿元），预算数，年份系推断"
)


def squeezed(text: str) -> str:
    """A text without the blanks and line ends of a narrow terminal."""
    return "".join(text.split())


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city that took over the floor: 1 bn of 4 bn yuan planned for basic research, 1 bn of 3 bn paid."""
    folder = tmp_path / "newtown"
    (folder / "records").mkdir(parents=True)
    (folder / "city.yaml").write_text("city: newtown\nlabel: {en: Newtown, zh: 新城}\nlevel: city\n", encoding="utf-8")
    (folder / "targets.yaml").write_text(f"city: newtown\nfloors: {{{FLOOR}: {{}}}}\n", encoding="utf-8")
    lines = pl.LazyFrame(
        {
            "government": ["gov:city"] * 2, "year": [2023] * 2, "line_id": ["a", "b"], "planned": [1e9, 3e9],
            "paid": [1e9, 2e9], "in_rd_fund": [True, True], "research_class": ["basic", "other"],
        }
    )  # fmt: skip
    commit(folder / "records", None, Manifest(as_of=date(2024, 6, 30)), {"budget_lines": lines})
    return folder


@pytest.mark.parametrize(("lang", "sentence"), [("en", SENTENCE), ("zh", SENTENCE_ZH)])
def test_the_floor_is_answered_as_law_and_as_the_policy_before_it(
    innovatory: Innovatory, lang: str, sentence: str
) -> None:
    ended = innovatory("check", FLOOR, "--lang", lang)
    assert ended.code == 0
    assert squeezed(sentence) in squeezed(ended.out)


def test_machines_read_the_answer_the_figures_and_the_sentence(innovatory: Innovatory) -> None:
    ended = innovatory("check", "shenzhen", FLOOR, "--json")
    assert ended.code == 0
    (check,) = json.loads(ended.out)["checks"]
    assert (check["answer"], check["reason"], check["says"]["en"]) == ("cannot_say", "none_since", SENTENCE)
    assert check["law"]["from"] == "2020-11-01"
    assert sum(check["evidence"]["shares"].values()) == pytest.approx(1, rel=1e-12)
    sources = json.loads(ended.out)["sources"]
    assert {
        figure["source"] for one in check["findings"] for each in one["readings"] for figure in each["figures"]
    } <= set(sources)


def test_what_is_not_met_is_an_answer_and_no_failure(innovatory: Innovatory) -> None:
    ended = innovatory("check", "rd_gdp_2022")
    assert (ended.code, "not met" in ended.out, "5.81 %" in ended.out) == (0, True, True)


def test_every_definition_is_told_and_every_check_is_listed(innovatory: Innovatory) -> None:
    ended = innovatory("check", "shenzhen", "--json")
    found = {one["id"]: one for one in json.loads(ended.out)["checks"]}
    assert [one["answer"] for one in found["rd_funds_enterprises"]["findings"]] == ["cannot_say", "met"]
    assert set(innovatory("check", "--lang", "zh").out) > set("达到未无法判断")
    assert len(found) > 10


def test_another_year_is_asked_of_law_and_statements_only(innovatory: Innovatory) -> None:
    ended = innovatory("check", "--year", "2021", "--json")
    found = {one["id"]: one for one in json.loads(ended.out)["checks"]}
    assert {one["kind"] for one in found.values()} == {"floor", "statement"}
    # printed for 2021: 94 %; 158.2 of 168.2 bn yuan is 94.05 %
    performed = found["rd_funds_enterprises"]["findings"][1]
    assert (performed["answer"], performed["year"]) == ("met", 2021)
    before = json.loads(innovatory("check", FLOOR, "--year", "2019", "--json").out)["checks"][0]
    assert before["reason"] == "not_in_force"


def test_budget_lines_of_a_city_are_judged_by_plan_and_by_payment(innovatory: Innovatory, city: Path) -> None:
    ended = innovatory("check", city, "--json")
    (check,) = json.loads(ended.out)["checks"]
    readings = check["findings"][0]["readings"]
    assert (check["answer"], check["reason"]) == ("cannot_say", "conflict")
    assert [(one["basis"], one["value"], one["answer"]) for one in readings] == [
        ("planned", 0.25, "not_met"), ("paid", pytest.approx(1 / 3), "met"),
    ]  # fmt: skip
    shown = squeezed(innovatory("check", city).out)
    assert squeezed("25 % (1 of 4 bn yuan, as planned, 2 lines of the budget): not met") in shown


def test_records_answer_a_definition_and_synthetic_rows_are_told(innovatory: Innovatory, city: Path) -> None:
    target = (
        "city: newtown\ntargets:\n  - id: performed\n    kind: plan\n    label: {en: Performed, zh: 执行}\n"
        "    year: 2022\n    unit: 1\n    more_than: 90%\n    source: S073\n    quote: words\n    answers:\n"
        "      - {label: {en: Performer, zh: 执行部门}, indicator: rd_business_performed_share}\n"
    )
    (city / "targets.yaml").write_text(target, encoding="utf-8")
    # 95 of 100 m yuan are spent in enterprises
    survey = {
        "unit_id": ["syn:1", "gov:1"], "year": [2022] * 2, "performer_sector": ["business", "government"],
        "rd_intramural": [95e6, 5e6], "origin": ["synthetic"] * 2,
    }  # fmt: skip
    commit(city / "records", None, Manifest(as_of=date(2024, 6, 30)), {"rd_years": pl.LazyFrame(survey)})
    (check,) = json.loads(innovatory("check", city, "--json").out)["checks"]
    (reading,) = check["findings"][0]["readings"]
    assert (check["answer"], reading["value"], reading["rows"], reading["notes"]) == ("met", 0.95, 2, ["synthetic"])
    counts = check["evidence"]["counts"]
    assert (counts["your_records"], counts["assumption"], counts["published"]) == (0, 2, 1)
    assert squeezed("Performer, 2022: met, 95 % (2 rows of the records), synthetic") in squeezed(
        innovatory("check", city).out
    )


def test_a_city_without_floors_and_targets_has_nothing_to_check(innovatory: Innovatory, city: Path) -> None:
    (city / "targets.yaml").unlink()
    ended = innovatory("check", city)
    assert (ended.code, "Nothing to check" in ended.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("shenzen",), "did you mean shenzhen"),
        (("basic_research_flor_30",), "did you mean basic_research_floor_30"),
        (("rd_gdp_2022", "--year", "2021"), "is about 2022"),
        (("--year", "soon"), "a year such as"),
        (("no/such/folder",), "no city"),
    ],
)
def test_a_mistake_is_told_and_ends_with_2(innovatory: Innovatory, words: tuple[str, ...], told: str) -> None:
    ended = innovatory("check", *words)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err


def test_a_name_in_targets_that_nobody_knows_is_told_at_its_line(innovatory: Innovatory, city: Path) -> None:
    path = city / "targets.yaml"
    path.write_text("city: newtown\nfloors:\n  basic_research_flor_30: {}\n", encoding="utf-8")
    ended = innovatory("check", city)
    assert (ended.code, f"{path}:3" in ended.err) == (2, True)
    assert "basic_research_floor_30" in ended.err
