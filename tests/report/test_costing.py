"""A costed population on the terminal: counts, shares, what the data lacked; narrow and wide, in both languages."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from innovatory.report.costing import data_lines, show

SUMMARY: dict[str, Any] = {
    "instrument": "toy",
    "label": {"en": "Toy rule", "zh": "玩具规则"},
    "on": "2024-06-30",
    "year": 2023,
    "rows": 1600,
    "results": {"pass": 200, "depends": 400, "fail": 1000},
    "criteria": [{"id": "a", "label": {"en": "Staff", "zh": "人员"}, "pass": 600, "depends": 0, "fail": 1000}],
    "near": 1,
    "door": {"staff": {"null": 12, "nan": 3, "infinite": 0, "not whole": 1}, "sales": {"null": 0}},
    "missing_columns": ["profit"],
    "gives": {"amount": {"low": 2_500_000, "high": 4_000_000, "unit": "yuan", "unknown_rows": 3}},
    "by": {"district": {"North": {"rows": 600, "pass": 150, "depends": 50, "fail": 400}, "unknown": {"rows": 1000, "pass": 50, "depends": 350, "fail": 600}}},
    "evidence": {"your_records": 0.5, "rule": 0.5},
}  # fmt: skip


def printed(width: int, lang: str, summary: dict[str, Any] = SUMMARY) -> str:
    text = StringIO()
    show(summary, Console(file=text, width=width, color_system=None), lang, "out.parquet")
    return text.getvalue()


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_the_terminal(width: int, lang: str) -> None:
    text = printed(width, lang)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_counts_and_shares_stand_together() -> None:
    # 200 of 1600 is 12.5 %, 150 of 600 is 25 %
    words = " ".join(printed(100, "en").split())
    for told in (
        "1,600 rows",
        "pass 200 12.5%",
        "do not pass 1,000 62.5%",
        "North 150 50 400 25%",
        "1 row fails by exactly",
    ):
        assert told in words
    assert "Amount: 2.5 – 4 million yuan (without 3 rows whose amount is unknown)" in words
    assert "out.parquet" in words


def test_what_the_data_lacked_is_counted_by_column_and_reason() -> None:
    assert data_lines(SUMMARY, "en") == [
        "no column profit: unknown in every row",
        "staff: 12 empty, 3 not a number (NaN), 1 not whole",
    ]
    assert data_lines(SUMMARY, "zh")[1] == "staff：12 个空值、3 个 NaN、1 个非整数"


def test_a_group_without_a_name_is_unknown() -> None:
    assert "未知" in printed(100, "zh")


def test_a_dimension_of_the_dictionary_has_a_chinese_name() -> None:
    assert "按 行政区" in printed(100, "zh")
    assert "By district" in printed(100, "en")


def test_no_rows_are_no_error() -> None:
    nothing = {"pass": 0, "depends": 0, "fail": 0}
    text = printed(80, "en", {**SUMMARY, "rows": 0, "results": nothing, "criteria": [], "by": {}})
    assert "0 rows" in text
    assert "—" in text


def test_a_rule_not_in_force_gives_no_counts() -> None:
    text = printed(80, "en", {**SUMMARY, "results": {"not_in_force": 1600}})
    assert "Not in force on 2024-06-30" in text
    assert "do not pass" not in text
