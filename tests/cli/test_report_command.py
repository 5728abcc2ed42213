"""`innovatory report` writes one page of a city, in seconds, with the honest answers that the checks give."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

Innovatory = Callable[..., Any]
FLOOR = {
    "en": "statutory floor, in force since 2020-11-01: cannot say, no published split after that day; as policy of 2019: "
    "met, 36.9 % (4.54 of 12.3 bn yuan), a budget figure, year inferred",
    "zh": "法定下限，2020-11-01 起施行：无法判断，该日之后没有公布分项数据；作为 2019 年的政策要求：达到，36.9%（123亿元中的45.4亿元），"
    "预算数，年份系推断",
}


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def test_the_page_of_the_first_city(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    ended = innovatory("report", "shenzhen", "--out", path)
    assert (ended.code, ended.err) == (0, "")
    assert str(path) in ended.out
    text = text_of(path.read_text(encoding="utf-8"))
    assert all(told in text for told in FLOOR.values())
    # the page of 2023-10-10 against the statistics bureau, as published
    assert re.search(r"R&D expenditure as a share of GDP, 2022 5\.81% \[ \d+ \] · preferred .*? 5\.49% \[ 2 \]", text)


def test_machines_get_the_counts(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    told = json.loads(innovatory("report", "lindao", "--out", path, "--json").out)
    assert told["city"] == "lindao"
    assert told["with_value"] < told["indicators"]
    assert told["sources"] == 1
    assert sum(told["evidence"]["shares"].values()) == 1.0
    assert "invented" in path.read_text(encoding="utf-8")


def test_the_user_is_told_what_is_wrong(innovatory: Innovatory, tmp_path: Path) -> None:
    for words in (
        ("shenzen", "--out", tmp_path / "a.html"),
        ("lindao", "--out", tmp_path / "a.pdf"),
        ("lindao", "--out", tmp_path / "nowhere" / "a.html"),
        ("lindao", "--out", tmp_path / "a.html", "--year", "soon"),
    ):
        ended = innovatory("report", *words)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err
    assert "shenzhen" in innovatory("report", "shenzen", "--out", tmp_path / "a.html").err
    assert list(tmp_path.iterdir()) == []
