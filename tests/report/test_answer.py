"""An explanation on the terminal reads well in both languages, wide, narrow and without colour."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from innovatory.report.answer import show
from innovatory.report.sentences import Inputs

Made = Callable[..., dict[str, Any]]
LONG = {
    "en": "No serious safety, quality or environmental offence",
    "zh": "申请前一年内未发生重大安全、重大质量事故或严重环境违法行为",
}
INPUTS = Inputs({"mark": {"en": "mark of the experts", "zh": "专家评分"}})


def printed(found: dict[str, Any], width: int, lang: str) -> str:
    text = StringIO()
    show(found, Console(file=text, width=width, color_system=None), lang, INPUTS, "Robots Ltd")
    return text.getvalue()


def failed_answer(answer: Made, criterion: Made) -> dict[str, Any]:
    gap = {"lever": "st_staff", "low": 1, "high": 1, "unit": "person"}
    low = {"low": -0.0021, "high": -0.0021}
    return answer(
        "fail",
        criterion("staff", "fail", value={"low": 0.0979, "high": 0.0979}, margin=low, gap=gap, passes=[[1, None]]),
        criterion("score", "depends", unit="point", reads=["mark"], missing=["mark"]),
        criterion("clean", "pass", label=LONG, confidence="unconfirmed"),
        confidence="unconfirmed",
        notes=[{"en": "Whole points.", "zh": "按整数计分。"}],
        grants=[],
    )


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut(
    width: int, lang: str, answer: Made, criterion: Made
) -> None:
    text = printed(failed_answer(answer, criterion), width, lang)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text


@pytest.mark.parametrize("width", [60, 120])
def test_the_answer_stands_first_and_all_parts_follow(width: int, answer: Made, criterion: Made) -> None:
    words = " ".join(printed(failed_answer(answer, criterion), width, "en").split())
    told = [
        "Toy rule",
        "Robots Ltd",
        "✗ Does not pass",
        "1 met, 1 not met, 1 cannot be said yet",
        "Unconfirmed",
        "9.79%",
        "at least 10%",
        "−0.21",
        "st_staff + 1",
        "What is not known yet",
        "mark (mark of the experts)",
        "Authority: Toy bureau",
        "Toy law 7 art 3",
        "Whole points.",
        "your records 75%",
        "State: draft – not yet checked by a lawyer",
    ]
    places = [words.find(one) for one in told]
    assert -1 not in places
    assert places == sorted(places)


def test_the_chinese_answer_has_no_english_sentence(answer: Made, criterion: Made) -> None:
    text = printed(failed_answer(answer, criterion), 120, "zh")
    assert "不符合条件" in text
    assert "专家评分（mark）" in text
    assert "状态：草案" in text
    assert not {"Does", "needed", "Margin", "State", "not recorded"} & set(text.replace("：", " ").split())


def test_a_rule_not_in_force_shows_no_conditions(answer: Made) -> None:
    text = printed(answer("not_in_force"), 80, "en")
    assert "Not in force on 2024-06-30: neither pass nor fail" in text
    assert "Conditions" not in text


def test_a_pass_with_a_failed_condition_says_why(answer: Made, criterion: Made) -> None:
    text = printed(answer("pass", criterion("a", "pass"), criterion("b", "fail")), 120, "en")
    assert "several ways to pass" in text


def test_brackets_of_a_sheet_are_text_and_no_markup(answer: Made, criterion: Made) -> None:
    text = printed(answer("pass", criterion("a", "pass", label={"en": "[red]staff[/red]", "zh": "x"})), 120, "en")
    assert "[red]staff[/red]" in text


def test_an_open_condition_that_cannot_change_the_result_says_so(answer: Made, criterion: Made) -> None:
    found = answer("depends", criterion("direct", "depends", matters=False), missing=[])
    assert "cannot change the result" in " ".join(printed(found, 70, "en").split())
    assert "不影响结论" in printed(found, 70, "zh")
