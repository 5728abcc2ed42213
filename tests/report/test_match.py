"""A match on the terminal: worths in words, what is folded, the account, the steps; in both languages, at any width."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from innovatory.report.match import matters, show
from innovatory.report.match_sentences import (
    ACCOUNT,
    About,
    applications,
    brings,
    cost,
    expiring,
    lacks,
    line_ends,
    line_source,
    replaceable,
    step,
    totals,
    worth,
    worth_of,
)
from innovatory.report.sentences import Inputs

INPUTS = Inputs({"staff": {"en": "staff of the year", "zh": "职工人数"}})
ABOUT = About(
    "enterprise", "Robots Ltd", INPUTS, {"relief": {"law": "Toy law 7"}, ACCOUNT: {"tax": "Toy tax law"}}, frozenset()
)
SILENT = {"authority": {"en": "not recorded", "zh": "未记载"}, "window": "not recorded", "documents": "not recorded"}
SPOKEN = {
    "authority": {"en": "Toy bureau", "zh": "玩具局"},
    "window": {"en": "in May", "zh": "5月"},
    "documents": "not recorded",
}


def pair(low: float | None, high: float | None) -> dict[str, float | None]:
    return {"low": low, "high": high}


def instrument(name: str, result: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "id": name, "label": {"en": f"Rule {name}", "zh": f"规则{name}"}, "result": result, "worth": pair(0, 0), "if_passed": pair(0, 0),
        "failed": [], "gaps": [], "missing": [], "confidence": "found", "state": "draft", "grants": None, "held": None, "apply": SILENT,
    }  # fmt: skip
    return {**plain, **changes}


def gap(lever: str | None, change: float, unit: str, high: float | None = None) -> dict[str, Any]:
    ends = None if lever is None else pair(change, change if high is None else high)
    return {
        "criterion": "c",
        "label": {"en": "Clean record", "zh": "无违规"},
        "lever": lever,
        "change": ends,
        "unit": unit,
        "share": 0.1,
        "reason": None,
    }


def line(name: str, low: float | None, high: float | None, of: str | None = None, source: str = "") -> dict[str, Any]:
    return {"line": name, "amount": pair(low, high), "source": source, "instrument": of}


def match(*instruments: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {
        "on": "2024-06-30", "year": 2023, "kinds": ["enterprise"], "instruments": list(instruments),
        "account": [line("profit", 8e6, 8e6), line("tax", 1e6, 2e6), line("net", -2e6, -1e6)], "total": pair(1e6, 2e6),
        "sum_of_parts": pair(1e6, 3e6), "next_steps": [], "expiring": [], "not_asked": [], "applicant_notes": [],
        "evidence": {"published": 0, "your_records": 0.75, "rule": 0.25, "assumption": 0, "prior": 0},
    }  # fmt: skip
    return {**plain, **changes}


RICH = match(
    instrument("relief", "pass", worth=pair(1e6, 1.75e6), confidence="unconfirmed", apply=SPOKEN),
    instrument("grant", "depends", worth=pair(0, None), missing=["staff"]),
    instrument("status", "fail", if_passed=pair(1e5, 3e5), gaps=[gap("staff", 1, "person"), gap("income", 8e6, "yuan"), gap(None, 0, "1")]),
    instrument("quiet", "pass"),
    instrument("open", "depends"),
    instrument("far", "fail"),
    instrument("past", "not_in_force", confidence="unconfirmed"),
    account=[
        line("profit", 21e6, 21e6),
        line("extra_deduction", 0, 8.2e6, "relief", "law art 3; law art 4"),
        line("tax_rate", 0.15, 0.25, None, "tax art 4"),
        line("grant", 0, None, "grant"),
        line("net", -3.2e6, None),
    ],
    next_steps=[
        {"step": "apply", "instrument": "relief", "worth": pair(1e6, 1.75e6)},
        {"step": "tell", "instrument": "grant", "worth": pair(0, None), "missing": ["staff"]},
        {"step": "close", "instrument": "status", "worth": pair(1e5, 3e5), "gaps": [gap("staff", 1, "person"), gap("income", 8e6, "yuan")], "cost": {"yuan": 8e6, "per_worth": 26.6667}},
    ],
    expiring=[{"status": "hnte", "until": "2024-12-11", "days_left": 164, "instruments": ["status"]}],
    not_asked=[{"id": "a", "applies_to": "fund"}, {"id": "b", "applies_to": "fund"}, {"id": "c", "applies_to": "person"}],
    applicant_notes=[{"en": "one figure used for several accountings", "zh": "一个数字用于多个口径", "names": ["staff_mean"]}],
)  # fmt: skip


def printed(found: dict[str, Any], width: int, lang: str, about: About = ABOUT) -> str:
    text = StringIO()
    show(found, Console(file=text, width=width, color_system=None), lang, about)
    return text.getvalue()


@pytest.mark.parametrize(
    ("amount", "en", "zh"),
    [
        (pair(0, 1.75e6), "0 – 1.75 million yuan", "0 – 175 万元"),
        (pair(2e6, 2e6), "2 million yuan", "200 万元"),
        (pair(2e6, None), "at least 2 million yuan", "不低于 200 万元"),
        (pair(0, None), "no known limit", "上限未知"),
        (pair(None, 3e5), "at most 300,000 yuan", "不超过 30 万元"),
        (pair(None, None), "cannot say", "无法确定"),
    ],
)
def test_a_worth_is_told_by_what_is_known_of_its_ends(amount: dict[str, float | None], en: str, zh: str) -> None:
    assert (worth(amount, "en"), worth(amount, "zh")) == (en, zh)


def test_what_is_less_than_half_a_yuan_brings_nothing() -> None:
    assert not brings(pair(0, 0.4))
    assert brings(pair(0, 0.5))
    assert brings(pair(None, None))
    assert brings(pair(-1, 0))


def test_of_a_rule_that_fails_the_worth_if_it_passed_is_told() -> None:
    assert (
        worth_of(instrument("a", "fail", if_passed=pair(1e5, 3e5)), RICH, "en")
        == "nothing now; 100,000 – 300,000 yuan if it passed"
    )
    assert worth_of(instrument("a", "pass", if_passed=pair(1e5, 3e5)), RICH, "en") == "changes nothing in the year"


def test_what_is_used_but_worth_nothing_would_be_replaced() -> None:
    one = instrument("a", "pass")
    paid = match(one, account=[line("grant", 5e5, 5e5, "a"), line("net", 5e5, 5e5)])
    assert worth_of(one, paid, "en") == "in the account, but another would replace it"
    rated = [line("taxable_income", 1e6, 1e6), line("tax_rate", 0.15, 0.15, "a")]
    assert replaceable("a", match(one, account=rated))
    # a rate on no income and a deduction that only adds to the loss replace nothing
    assert not replaceable("a", match(one, account=[line("taxable_income", 0, 0), line("tax_rate", 0.15, 0.15, "a")]))
    assert not replaceable("a", match(one, account=[line("extra_deduction", 5e6, 5e6, "a")]))


def test_what_is_missing_names_what_would_change_it() -> None:
    fails = instrument("a", "fail", gaps=[gap("staff", 1, "person"), gap("debts", -2e6, "yuan"), gap(None, 0, "1")])
    assert lacks(fails, "en", INPUTS) == "short by: staff + 1 person, debts − 2 million yuan; not met: Clean record"
    assert lacks(fails, "zh", INPUTS) == "差距：职工人数（staff）增加 1 人、debts减少 200 万元；未达到：无违规"
    assert lacks(instrument("a", "pass"), "en", INPUTS) == "nothing is missing"
    assert lacks(instrument("a", "depends", missing=["staff"], held=True), "en", INPUTS) == "the status is held"


@pytest.mark.parametrize(("number", "told"), [(4, "a0, a1, a2, a3"), (5, "a0, a1, a2 and 2 more")])
def test_many_missing_names_are_counted(number: int, told: str) -> None:
    names = [f"a{index}" for index in range(number)]
    assert lacks(instrument("a", "depends", missing=names), "en", INPUTS) == f"depends on: {told}"


def test_the_same_change_for_two_conditions_is_told_once() -> None:
    fails = instrument("a", "fail", gaps=[gap("staff", 1, "person"), gap("staff", 1, "person")])
    assert lacks(fails, "en", INPUTS) == "short by: staff + 1 person"


def test_a_line_has_two_ends_and_each_source_once() -> None:
    assert line_ends(line("tax_rate", 0.15, 0.25), "en") == ("15%", "25%")
    assert line_ends(line("net", -3.2e6, None), "en") == ("−3.2 million yuan", "no known limit")
    assert line_ends(line("tax", None, None), "zh") == ("无法确定", "无法确定")
    assert (
        line_source(line("extra_deduction", 0, 1, "relief", "law art 3; law art 4"), "en", ABOUT)
        == "Toy law 7 art 3, art 4"
    )
    assert line_source(line("tax_rate", 0, 1, None, "tax art 4"), "zh", ABOUT) == "Toy tax law 第4条"
    # of several sheets together: a key that means one thing everywhere is cited, another is left as it is
    assert (
        line_source(line("tax_rate", 0, 1, None, "law art 3; other art 1"), "en", ABOUT)
        == "Toy law 7 art 3; other art 1"
    )


@pytest.mark.parametrize(
    ("total", "parts", "told"),
    [
        (pair(1e6, 2e6), pair(1e6, 2e6), "Both are the same"),
        (pair(1e6, 2e6), pair(1e6, 3e6), "They differ because"),
        (pair(1e6, None), pair(2e6, None), "They differ because"),
        (pair(1e6, None), pair(1e6, None), "cannot be compared"),
        (pair(None, None), pair(1e6, 2e6), "cannot be compared"),
    ],
)
def test_the_total_stands_beside_the_sum_of_the_parts(total: dict[str, Any], parts: dict[str, Any], told: str) -> None:
    lines = totals(match(total=total, sum_of_parts=parts), "en")
    assert len(lines) == 3
    assert told in lines[-1]


def test_a_step_says_what_it_takes() -> None:
    apply, tell, close = (step(one, RICH, "en", INPUTS) for one in RICH["next_steps"])
    assert apply == "Apply: Rule relief (unconfirmed) – worth 1 – 1.75 million yuan"
    assert tell == "Tell staff (staff of the year) – for Rule grant; worth no known limit"
    assert close.startswith(
        "Close the gap: staff + 1 person, income + 8 million yuan – for Rule status; worth 100,000 – 300,000 yuan"
    )
    assert close.endswith("a change of 8 million yuan, at best 26.7 yuan for each yuan of worth")


def test_people_are_not_turned_into_yuan() -> None:
    assert cost({"yuan": 0, "per_worth": 0.0}, "en") == "people only, no wage is assumed"
    assert cost({"yuan": 5e5, "per_worth": None}, "zh") == "需变动 50 万元"


def test_where_nothing_is_recorded_is_said_once() -> None:
    told = applications(
        [instrument("a", "pass", apply=SPOKEN), instrument("b", "pass"), instrument("c", "pass")], RICH, "en"
    )
    assert told == [
        "a – Authority: Toy bureau; When: in May; Documents: not recorded",
        "Authority, dates and documents not recorded: b; c",
    ]


def test_a_status_that_ends_soon_is_called_as_the_dictionary_calls_it() -> None:
    (told,) = [expiring(one, RICH, "zh") for one in RICH["expiring"]]
    assert told == "高新技术企业：有效期至 2024-12-11，剩余 164 天；续期依据：规则status"


def test_an_enterprise_sees_rows_of_what_brings_money_another_kind_all_rules_of_its_own() -> None:
    rows = [one["id"] for one in RICH["instruments"] if matters(one, ABOUT)]
    assert rows == ["relief", "grant", "status"]
    fund = About("fund", "", INPUTS, {}, frozenset({"quiet", "past"}))
    rows = [one["id"] for one in RICH["instruments"] if matters(one, fund)]
    assert rows == ["relief", "grant", "status", "quiet"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_all_parts_stand_in_their_order(width: int) -> None:
    words = " ".join(printed(RICH, width, "en").split())
    told = [
        "What fits: Robots Ltd", "enterprise · on 2024-06-30 · latest complete year 2023", "Worth of all together in the year: 1 – 2 million yuan",
        "Instruments: passes 2, depends 2, does not pass 2, not in force 1.", "1 – 1.75 million yuan", "The others", "(1): Rule quiet", "(1): Rule open",
        "(1): Rule far", "Not in force on 2024-06-30 (1): Rule past (unconfirmed)", "The account of 2023", "Toy law 7 art 3, art 4", "All together, after cumulation",
        "Each by itself and added up: 1 – 3 million yuan", "1. Apply", "2. Tell", "3. Close", "hnte: until 2024-12-11, 164 days left – renewed by: Rule status",
        "Authority: Toy bureau", "one figure used for several accountings: staff_mean", "fund (2), person (1)", "your records 75%", "7 of 7 instruments are drafts",
        "2 of 7 rest in part",
    ]  # fmt: skip
    if width == 120:  # beside each other, the lines of two columns mix
        told = [one for one in told if one not in ("Toy law 7 art 3, art 4",)]
    places = [words.find(one) for one in told]
    assert [one for one, place in zip(told, places, strict=True) if place == -1] == []
    assert places == sorted(places)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut(width: int, lang: str) -> None:
    text = printed(RICH, width, lang)
    assert max(cell_len(one) for one in text.splitlines()) <= width
    assert "…" not in text.replace("--given …", "")


def test_the_result_is_said_by_mark_and_word() -> None:
    for width in (80, 120):
        text = printed(RICH, width, "en")
        for told in ("✓", "?", "✗", "passes", "depends", "does not pass"):
            assert told in text


def test_the_chinese_match_has_no_english_sentence() -> None:
    text = printed(RICH, 120, "zh")
    assert "规则relief（未经核实）" in text
    assert not {"Worth", "worth", "Tell", "Apply", "not", "recorded", "yuan", "Authority"} & set(
        text.replace("：", " ").split()
    )


def test_a_match_without_money_has_no_account() -> None:
    found = match(
        instrument("a", "depends", missing=["staff"]),
        account=[line("net", 0, 0)],
        total=pair(0, 0),
        sum_of_parts=pair(0, 0),
    )
    text = printed(found, 80, "en", About("fund", "", INPUTS, {}, frozenset({"a"})))
    assert "What fits the applicant" in text
    assert "No amount of money follows from these rules" in text
    assert "The account of" not in text
    assert "depends on: staff" in text


def test_when_nothing_can_be_done_next_it_is_said() -> None:
    assert "Nothing that would bring money can be done next" in " ".join(printed(match(), 80, "en").split())


def test_brackets_of_a_sheet_are_text_and_no_markup() -> None:
    odd = instrument("relief", "pass", worth=pair(1, 1), label={"en": "[red]relief[/red]", "zh": "x"})
    assert "[red]relief[/red]" in printed(match(odd), 80, "en")
