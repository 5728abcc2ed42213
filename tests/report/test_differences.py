"""Differences on the terminal: both days beside each other, the article behind each value, in both languages."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from rich.console import Console

from innovatory import policy
from innovatory.policy.differences import Differences, RowChange, SheetDifference, TextChange, ValueChange, differences
from innovatory.report.differences import show

DAYS = (date(2021, 6, 30), date(2023, 6, 30))
TABLE = ValueChange(
    "tier", {"en": "Tier", "zh": "分档"}, "1", "revenue", "yuan", None, None,
    (RowChange("up_to", 5e7, 0.05, 0.06), RowChange("above", 1e8, None, (0.01, 0.02)), RowChange("otherwise", None, 0.03, None)),
    "m art 11(5)", "m art 11(5)", "Law 32", "Law 32", "unconfirmed", "found",
)  # fmt: skip
SHEET = SheetDifference(
    "made",
    {"en": "Made", "zh": "样例"},
    (True, None),
    ("found", None),
    (TABLE,),
    (TextChange("eligible", "all", None),),
)


def told(found: Differences, lang: str, width: int) -> str:
    console = Console(width=width)
    with console.capture() as captured:
        show(found, console, lang)
    return " ".join(captured.get().split())


def test_the_rate_of_the_super_deduction_stands_with_both_articles() -> None:
    library = policy.standard()
    shown = told(differences(library, DAYS[0], library, DAYS[1], ["rd_super_deduction_general"]), "en", 200)
    assert "2021-06-30 2023-06-30" in shown
    for part in ("Rate of the extra deduction (rate)", "75%", "100%", "2023年第7号", "0 sheets do not differ."):
        assert part in shown


def test_tables_edges_and_what_is_not_there_are_said_in_words() -> None:
    shown = told(Differences(DAYS, (SHEET,), 1), "en", 200)
    for part in (
        "· up to 50 million yuan incl. 5% 6%",
        "· above 100 million yuan, not incl. — 1 – 2%",
        "· otherwise 3% —",
        "in force yes no such sheet",
        "confidence found in a stored source —",
        "[Law 32 art 11(5)] (unconfirmed) [Law 32 art 11(5)]",
        "eligible all —",
        "1 sheet does not differ.",
    ):
        assert part in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 100])
def test_a_narrow_terminal_loses_nothing(width: int, lang: str) -> None:
    found = Differences(DAYS, (SHEET,), 1)
    assert signs(told(found, lang, width)) == signs(told(found, lang, 200))


def signs(shown: str) -> Counter[str]:
    return Counter(sign for sign in shown if sign != " ")


def test_in_chinese() -> None:
    shown = told(Differences(DAYS, (SHEET,), 4), "zh", 140)
    for part in (
        "不超过 5,000 万元（含）",
        "高于 1 亿元（不含）",
        "其他情形",
        "无此规则表",
        "第11条(5)",
        "（未经核实）",
        "4 份规则表无差异",
    ):
        assert part in shown
