"""`innovatory match` answers from a file, an example or pairs, for people and for machines, and tells what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from innovatory.cli import demo

Innovatory = Callable[..., Any]
ON = ("--on", "2024-06-30")
ROBOTS = ("match", "--given", "example_robotics", *ON)
EXAMPLES = ("robotics", "biotech_startup", "person", "fund", "project", "budget")
KEYS = {
    "on", "year", "kinds", "instruments", "account", "total", "sum_of_parts", "next_steps", "expiring", "not_asked",
    "applicant_notes", "evidence",
}  # fmt: skip


def matched(innovatory: Innovatory, *words: object) -> dict[str, Any]:
    ended = innovatory(*words, "--json")
    assert (ended.code, ended.err) == (0, "")
    answer: dict[str, Any] = json.loads(ended.out)
    assert answer.keys() == KEYS
    return answer


def of(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer["instruments"] if one["id"] == name)
    return found


def amount(low: float, high: float) -> dict[str, Any]:
    return {"low": pytest.approx(low), "high": pytest.approx(high)}


def test_the_worth_of_an_extra_deduction_is_the_tax_that_it_saves(innovatory: Innovatory) -> None:
    # 8.2 m of R&D deducted again, at 25 %, out of a profit of 21 m
    assert of(matched(innovatory, *ROBOTS), "rd_super_deduction_general")["worth"] == amount(2.05e6, 2.05e6)


def test_a_grant_that_is_still_open_is_worth_from_nothing_to_all_of_it(innovatory: Innovatory) -> None:
    # half of 1.6 m interest and of 0.2 m guarantee fee; whether the other conditions are met is not typed
    found = of(matched(innovatory, *ROBOTS), "sz_tech_loan_interest_subsidy")
    assert (found["result"], found["worth"]) == ("depends", amount(0, 0.9e6))
    met = of(matched(innovatory, *ROBOTS, "marks.loan_grant_conditions=yes"), "sz_tech_loan_interest_subsidy")
    assert (met["result"], met["worth"]) == ("pass", amount(0.9e6, 0.9e6))


def test_the_step_to_a_recognition_has_its_gaps_and_their_cost(innovatory: Innovatory) -> None:
    answer = matched(innovatory, *ROBOTS)
    step = next(step for step in answer["next_steps"] if step["instrument"] == "hnte_recognition")
    assert step["step"] == "close"
    assert {gap["lever"]: gap["change"]["low"] for gap in step["gaps"]} == {
        "st_staff": 1,
        "hightech_income": pytest.approx(8e6, abs=1),
    }
    # at 15 % the income of 12.8 m pays 1.28 m less; what else opens is worth something or nothing
    assert of(answer, "hnte_recognition")["if_passed"]["low"] == pytest.approx(1.28e6)
    assert step["cost"]["per_worth"] == pytest.approx(8e6 / step["worth"]["high"], rel=1e-6)


def test_of_two_that_exclude_each_other_the_better_is_in_the_account(innovatory: Innovatory) -> None:
    # tax 358 080: above the Hong Kong burden of 163 560 lie 194 520, above 15 % of 1.2 m 178 080
    answer = matched(innovatory, "match", "--given", "example_person", *ON)
    grants = {line["instrument"]: line["amount"] for line in answer["account"] if line["line"] == "grant"}
    assert grants["hetao_hk_iit"] == amount(194_520, 194_520)
    assert "gba_iit_subsidy" not in grants
    assert of(answer, "hetao_hk_iit")["worth"] == amount(16_440, 16_440)
    assert of(answer, "gba_iit_subsidy")["worth"] == amount(0, 0)


def test_a_loss_saves_nothing_now_and_is_carried_forward(innovatory: Innovatory) -> None:
    # −13.2 m less 11.1 m of extra deduction
    answer = matched(innovatory, "match", "--given", "example_biotech_startup", *ON)
    lines = {line["line"]: line["amount"] for line in answer["account"]}
    assert lines["losses_new"] == amount(24.3e6, 24.3e6)
    assert lines["tax"] == amount(0, 0)
    assert of(answer, "rd_super_deduction_general")["worth"] == amount(0, 0)


def test_a_status_that_ends_soon_is_told(innovatory: Innovatory) -> None:
    # a year from 2024-05-20; from 30 June 2024 on that are 323 days
    [ending] = matched(innovatory, "match", "--given", "example_biotech_startup", *ON)["expiring"]
    assert (ending["status"], ending["until"], ending["days_left"]) == ("tsme", "2025-05-19", 323)


def test_the_type_of_a_fund_says_that_a_fund_asks(innovatory: Innovatory) -> None:
    answer = matched(innovatory, "match", "--given", "example_fund", *ON)
    assert answer["kinds"] == ["fund"]
    [gap] = of(answer, "angel_fof")["gaps"]
    assert (gap["lever"], gap["change"]["low"]) == ("largest_ticket", -2e6)  # a tenth of 200 m


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize(
    ("columns", "lang"), [(40, "en"), (60, "zh"), (80, "en"), (80, "zh"), (120, "en"), (120, "zh")]
)
def test_every_example_is_shown_in_any_width_without_colour(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, example: str, columns: int, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    ended = innovatory("match", "--given", f"example_{example}", *ON, "--lang", lang)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line for line in lines if cell_len(line) > columns or line != line.rstrip()] == []
    assert "\x1b[" not in ended.out
    assert "…" not in ended.out.replace("--given …", "")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            [
                "What fits: Robotics maker (invented)", "R&D super-deduction, general rate – passes", "2.05 million yuan",
                "short by: st_staff + 1 person, hightech_income + 8 million yuan", "0 – 900,000 yuan", "The account of 2023",
                "Taxable income", "12.8 million yuan", "财政部 税务总局公告2023年第7号", "All together, after cumulation", "Close the gap",
                "Authority: Tax authority", "Rules for others were not asked", "This answer rests on", "drafts",
            ],
        ),
        (
            "zh",
            [
                "机器人制造企业（虚构）", "研发费用加计扣除（一般企业）：符合", "205 万元", "科技人员（st_staff）增加 1 人", "800 万元",
                "2023 年度账户", "应纳税所得额", "1,280 万元", "财政部 税务总局公告2023年第7号", "合并计算的总价值", "补足差距",
                "受理部门：税务机关", "未评估适用于其他对象的规则", "本结论依据", "草案",
            ],
        ),
    ],
)  # fmt: skip
def test_people_read_it_in_their_language(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, lang: str, told: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    unbroken = "".join(innovatory(*ROBOTS, "--lang", lang).out.split())
    assert [one for one in told if "".join(one.split()) not in unbroken] == []


def test_old_losses_are_told_beside_the_answer(innovatory: Innovatory) -> None:
    words = (*ROBOTS, "tax_loss.2009=3m")
    assert "tax_loss 2009" in innovatory(*words).out
    assert "早于各项规则的取数范围" in innovatory(*words, "--lang", "zh").out
    assert matched(innovatory, *words)["account"] == matched(innovatory, *ROBOTS)["account"]


# words of the command → what the message must name
MISTAKES = {
    "fact of another kind": (["revenue=1m", "iit_paid=5"], ["iit_paid is a fact of a person", "write kind: person"]),
    "wrong kind of a file": (["--given", "example_robotics", "--kind", "person"], ["fact of an enterprise", "example_robotics.yaml"]),
    "unknown kind": (["--kind", "persn"], ["--kind", "did you mean person?"]),
    "unknown kind in a pair": (["kind=persn"], ["kind", "did you mean person?"]),
    "wrong name": (["--given", "example_robotics", "revenu=5"], ["revenu", "did you mean revenue?"]),
    "wrong name of another kind": (["iit_payd=5"], ["iit_payd", "did you mean iit_paid?"]),
    "unknown status": (["revenue=1m", "status.hntee=no"], ["status.hntee", "did you mean hnte?"]),
    "missing file": (["--given", "no/such.yaml"], ["no/such.yaml", "cannot be read"]),
    "unknown example": (["--given", "example_robotic"], ["did you mean example_robotics?"]),
    "year in the future": (["--given", "example_robotics", "--year", "2025"], ["2025", "future"]),
    "loss of a year to come": (["tax_loss.2025=1m"], ["tax_loss.2025", "future"]),
    "loss of no year": (["tax_loss.year=1m"], ["tax_loss", "a year such as 2023"]),
    "nothing given": ([], ["nothing was given"]),
    "bad day": (["revenue=1m", "--on", "2024-6-30"], ["--on", "2024-6-30"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_mistake_is_told_with_its_place_and_ends_with_2(innovatory: Innovatory, mistake: str, lang: str) -> None:
    words, named = MISTAKES[mistake]
    ended = innovatory("match", *([] if "--on" in words else ON), *words, "--lang", lang)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert "Traceback" not in ended.err
    if lang == "en":
        assert [one for one in named if one not in ended.err] == []
    else:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in ended.err)


def test_a_fact_of_another_kind_in_a_file_is_told_at_its_line(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_text("kind: enterprise\nrevenue: 10m\niit_paid: 5k\n", encoding="utf-8")
    ended = innovatory("match", "--given", path, *ON)
    assert (ended.code, ended.out) == (2, "")
    assert f"{path}:3:" in ended.err


@pytest.mark.parametrize(
    ("sheet", "example", "en", "zh"),
    [
        ("hnte_recognition", "person", "the applicant is a person, but hnte_recognition asks about an enterprise", "申请者为个人"),
        ("gba_iit_subsidy", "robotics", "is a fact of an enterprise, but gba_iit_subsidy asks about a person", "是企业的数据项"),
        ("basic_research_floor_30", "fund", "the applicant is a fund", "申请者为基金"),
    ],
)  # fmt: skip
def test_explaining_a_rule_to_another_kind_of_applicant_is_a_mistake(
    innovatory: Innovatory, sheet: str, example: str, en: str, zh: str
) -> None:
    for lang, told in (("en", en), ("zh", zh)):
        ended = innovatory("explain", sheet, "--given", f"example_{example}", *ON, "--lang", lang)
        assert (ended.code, ended.out) == (2, "")
        assert told in ended.err


def test_the_kind_may_be_named_in_chinese(innovatory: Innovatory) -> None:
    assert matched(innovatory, "match", "--kind", "个人", "iit_paid=5k", *ON)["kinds"] == ["person"]


def test_the_demo_shows_the_match(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo, "ROWS", 1000)
    answer = json.loads(innovatory("demo", "--out", tmp_path, "--json").out)["match"]
    assert answer.keys() == KEYS
    assert answer == matched(innovatory, *ROBOTS)
    shown = innovatory("demo", "--out", tmp_path).out
    assert "What fits: Robotics maker (invented)" in shown
    assert "机器人制造企业（虚构）：适用政策匹配" in shown
