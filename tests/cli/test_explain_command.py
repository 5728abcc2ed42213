"""`innovatory explain` answers from a file, an example or pairs, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

Innovatory = Callable[..., Any]
ON = ("--on", "2024-06-30")
ROBOTS = ("explain", "hnte_recognition", "--given", "example_robotics", *ON)

RANGE = {"type": "object", "required": ["low", "high"], "additionalProperties": {"type": ["number", "null", "string"]}}
LABEL = {"type": "object", "required": ["en", "zh"]}
CRITERION = {
    "type": "object",
    "required": [
        "id",
        "label",
        "result",
        "value",
        "unit",
        "comparison",
        "threshold",
        "margin",
        "gap",
        "source",
        "reads",
    ],
    "properties": {
        "label": LABEL,
        "result": {"enum": ["pass", "fail", "depends"]},
        "value": {"anyOf": [RANGE, {"type": ["boolean", "null", "string"]}]},
        "comparison": {"enum": ["at_least", "more_than", "at_most", "less_than", "is"]},
        "threshold": {"anyOf": [RANGE, {"type": ["boolean", "null", "string"]}]},
        "margin": {"anyOf": [RANGE, {"type": "null"}]},
        "gap": {
            "anyOf": [{"type": "null"}, {"type": "object", "required": ["lever", "low", "high", "unit"]}],
        },
    },
}
EXPLANATION = {
    "type": "object",
    "required": ["instrument", "label", "on", "year", "result", "confidence", "state", "criteria", "gives", "missing", "evidence"],
    "properties": {
        "label": LABEL,
        "result": {"enum": ["pass", "fail", "depends", "not_in_force"]},
        "confidence": {"enum": ["found", "unconfirmed"]},
        "state": {"enum": ["draft", "checked", "adopted"]},
        "criteria": {"type": "array", "items": CRITERION},
        "gives": {"type": "object", "additionalProperties": {"type": "object", "required": ["low", "high", "unit"]}},
        "missing": {"type": "array", "items": {"type": "string"}},
        "evidence": {"type": "object", "required": ["published", "your_records", "rule", "assumption", "prior"]},
    },
}  # fmt: skip


def explained(innovatory: Innovatory, *words: object) -> dict[str, Any]:
    ended = innovatory(*words, "--json")
    assert (ended.code, ended.err) == (0, "")
    answer: dict[str, Any] = json.loads(ended.out)
    jsonschema.validate(answer, EXPLANATION)
    assert sum(answer["evidence"].values()) == pytest.approx(1, abs=0.001)
    return answer


def of(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer["criteria"] if one["id"] == name)
    return found


def test_the_example_lacks_one_person_and_some_income(innovatory: Innovatory) -> None:
    # 28 of 286 is below 10 %, 29 of 286 above; (106 + x) / (182 + x) = 60 % at x = 3.2 / 0.4 = 8 million
    answer = explained(innovatory, *ROBOTS)
    assert answer["result"] == "fail"
    assert of(answer, "st_staff")["gap"] == {"lever": "st_staff", "low": 1, "high": 1, "unit": "person"}
    assert of(answer, "high_tech")["gap"]["low"] == pytest.approx(8_000_000, abs=1)
    assert of(answer, "score")["result"] == "depends"


def test_following_the_gap_passes_the_condition(innovatory: Innovatory) -> None:
    answer = explained(innovatory, *ROBOTS, "st_staff=29")
    assert of(answer, "st_staff")["result"] == "pass"


def test_a_pair_changes_one_mark_and_leaves_the_others(innovatory: Innovatory) -> None:
    before, after = explained(innovatory, *ROBOTS), explained(innovatory, *ROBOTS, "marks.technical_level=8")
    # 6..8 becomes 8: the lower end of the score rises by two points, the upper stays
    assert of(after, "score")["value"]["low"] == of(before, "score")["value"]["low"] + 2
    assert of(after, "score")["value"]["high"] == of(before, "score")["value"]["high"]


def test_nothing_given_depends_on_everything(innovatory: Innovatory) -> None:
    answer = explained(innovatory, "explain", "basic_research_floor_30", *ON)
    assert answer["result"] == "depends"
    assert set(answer["missing"]) == {"rd_fund", "rd_fund_basic"}


def test_pairs_alone_are_enough(innovatory: Innovatory) -> None:
    # 2.3 of 10 bn against 30 %: 700 million short
    words = ("explain", "basic_research_floor_30", "--given", "rd_fund=10bn", "rd_fund_basic=2.3bn", *ON)
    answer = explained(innovatory, *words)
    assert answer["result"] == "fail"
    assert of(answer, "share")["gap"]["low"] == 700_000_000


def test_a_day_before_the_rule_is_neither_pass_nor_fail(innovatory: Innovatory) -> None:
    words = ("explain", "basic_research_floor_30", "rd_fund=10bn", "--on", "2020-10-31")
    assert explained(innovatory, *words)["result"] == "not_in_force"
    shown = innovatory(*words)
    assert shown.code == 0
    assert "Not in force on 2020-10-31" in shown.out


def test_one_figure_for_several_accountings_is_said(innovatory: Innovatory) -> None:
    answer = explained(innovatory, "explain", "hnte_recognition", "rd=3m", "revenue=60m", *ON)
    assert any("one figure used for several accountings" in note["en"] for note in answer["applicant_notes"])


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            ["✗ Does not pass", "Share of S&T staff", "at least 10%", "st_staff + 1 person", "8 million yuan", "draft"],
        ),
        (
            "zh",
            ["✗ 不符合条件", "科技人员占比", "不低于 10%", "增加 1 人", "800 万元", "机器人制造企业（虚构）", "草案"],
        ),
    ],
)
def test_people_read_the_answer_in_their_language(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, lang: str, told: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ended = innovatory(*ROBOTS, "--lang", lang)
    assert (ended.code, ended.err) == (0, "")
    unbroken = "".join(ended.out.split())
    assert [one for one in told if "".join(one.split()) not in unbroken] == []
    assert "\x1b[" not in ended.out


@pytest.mark.parametrize("columns", ["60", "120"])
def test_what_is_piped_has_no_trailing_blanks(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = innovatory(*ROBOTS).out.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    assert max(len(line) for line in lines) <= int(columns)


def test_a_file_of_ones_own_sheet_is_explained(innovatory: Innovatory, tmp_path: Path) -> None:
    given = tmp_path / "budget.yaml"
    given.write_text("label: {en: Town, zh: 某市}\nrd_fund: 10bn\nrd_fund_basic: 3bn\n", encoding="utf-8")
    ended = innovatory("explain", "basic_research_floor_30", "--given", given, *ON)
    assert ended.code == 0
    assert "Town" in ended.out
    assert "✓ Passes" in ended.out
