"""Chinese lines on the terminal: nothing is lost, no line is too wide, none begins with a comma or parts a number."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from innovatory.report.text import NEVER_FIRST, NEVER_LAST, Text, breaks, put

SIGNS = "中文，。（）“”；、 ab1280.%万亿元–_"


def lines(text: str, width: int) -> list[str]:
    places = [0, *breaks(text, width), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "width", "told"),
    [
        ("甲乙丙丁，戊", 8, ["甲乙丙", "丁，戊"]),  # the comma would begin the second line
        ("甲乙丙（丁）", 8, ["甲乙丙", "（丁）"]),  # the bracket would end the first
        ("增加 800 万元", 10, ["增加", "800 万元"]),
        ("共 12 项", 6, ["共", "12 项"]),
        ("始于2021年", 9, ["始于", "2021年"]),
        ("用于 st_staff 一项", 12, ["用于", "st_staff 一", "项"]),
        ("甲乙", 4, ["甲乙"]),
        ("", 4, [""]),
        ("long_identifier甲", 8, ["long_ide", "ntifier", "甲"]),  # wider than a line: cut where it ends
    ],
)
def test_lines_break_where_chinese_lines_may(text: str, width: int, told: list[str]) -> None:
    assert lines(text, width) == told


@given(st.text(SIGNS, max_size=60), st.integers(2, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    places = breaks(text, width)
    assert places == sorted(set(places))
    assert all(0 < place < len(text) for place in places)
    assert all(cell_len(line) <= width for line in lines(text, width))


@given(st.lists(st.sampled_from(["中文", "，", "（甲）", "“乙”", "8 元", "。"]), min_size=1, max_size=20))
def test_no_line_begins_or_ends_with_a_sign_that_must_not(parts: list[str]) -> None:
    pieces = "中" + "".join(part if part[0] not in NEVER_FIRST else f"文{part}" for part in parts)
    found = lines(pieces, 16)
    assert not any(line[0] in NEVER_FIRST for line in found)
    assert not any(line[-1] in NEVER_LAST for line in found)


def test_a_cell_of_a_table_and_a_printed_text_keep_the_rules() -> None:
    console = Console(width=8, color_system=None)
    table = Table.grid()
    table.add_row(Text("甲乙丙丁，戊"))
    with console.capture() as printed:
        put(console, [Text("甲乙丙丁，戊"), table, Text("\n").join([Text("甲乙丙丁，戊")])])
    assert [line.rstrip() for line in printed.get().splitlines()] == ["甲乙丙", "丁，戊"] * 3


def test_a_text_without_wide_signs_is_wrapped_at_its_blanks() -> None:
    console = Console(width=10, color_system=None)
    with console.capture() as printed:
        put(console, [Text("one two three")])
    assert [line.rstrip() for line in printed.get().splitlines()] == ["one two", "three"]
