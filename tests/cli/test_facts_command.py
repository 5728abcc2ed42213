"""`innovatory facts`: the statements with their conflicts and homes; a user's mistake ends with 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Innovatory = Callable[..., Any]


def together(text: str) -> str:
    """A printed text without its breaks: cells are folded."""
    return "".join(text.split())


def test_machines_read_all_of_it(innovatory: Innovatory) -> None:
    ended = innovatory("facts", "--json")
    assert ended.code == 0
    found = json.loads(ended.out)
    (ratio,) = [one for one in found["statements"] if one["figure"] and one["figure"]["shown"] == "5.49"]
    assert ratio["conflict"] is True
    assert [one["shown"] for one in ratio["other_sources"]] == ["5.81"]
    assert {one["place"] for one in ratio["homes"]} >= {"series", "check"}
    assert found["counts"]["statements"] == len(found["statements"])


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            ["5.49% (2022)", "in conflict: 5.81%", "the same number is published for 2021", "51 with a figure",
             "2 in conflict", "series: rd_gdp_ratio", "rank 1 (2023)", "edition 19 (2017)", "more than 90 billion yuan"],
        ),
        (
            "zh",
            ["5.49%（2022 年）", "不一致：5.81%", "2021 年的公布数据与此数相同", "51 条有数据", "2 条与其他来源不一致",
             "公布数据：rd_gdp_ratio", "第 1 名", "第 19 届", "超过 900 亿元", "超过 510 万人"],
        ),
    ],
)  # fmt: skip
def test_people_read_it_in_their_language(innovatory: Innovatory, lang: str, told: list[str]) -> None:
    ended = innovatory("facts", "--only", "figure", "--lang", lang)
    assert ended.code == 0
    shown = together(ended.out)
    assert [one for one in told if together(one) not in shown] == []


def test_a_statement_without_a_home_says_why(innovatory: Innovatory) -> None:
    ended = innovatory("facts", "--only", "描述", "--lang", "zh")
    assert ended.code == 0
    assert "无归属：赞誉之词" in together(ended.out)
    assert "无归属的原因" in ended.out


def test_one_kind_is_counted_by_itself(innovatory: Innovatory) -> None:
    found = json.loads(innovatory("facts", "--only", "event", "--json").out)
    assert {one["kind"] for one in found["statements"]} == {"event"}
    assert found["counts"]["statements"] == len(found["statements"]) > 5
    assert found["counts"]["with_figure"] == 0


def test_a_narrow_terminal_has_one_column(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    ended = innovatory("facts", "--only", "figure")
    assert ended.code == 0
    assert max(map(len, ended.out.splitlines())) <= 50
    assert "in conflict: 5.81%" in ended.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--only", "figur"), "did you mean figure?"),
        (("nowhere",), "nowhere"),
        (("--lang", "fr"), "the language is en or zh"),
    ],
)
def test_a_mistake_is_told_in_one_line(innovatory: Innovatory, words: tuple[str, ...], told: str) -> None:
    ended = innovatory("facts", *words)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert len(ended.err.strip().splitlines()) == 1
