"""Threshold evidence as people read it: terminal and page, both languages, charts to scale, what is withheld."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from innovatory.report import threshold_lines
from innovatory.report.evidence import show
from innovatory.report.evidence_page import density, page

NEAR = [
    {"within": 0.01, "rows": "<10", "count": None, "share": None},
    {"within": 0.05, "rows": "withheld", "count": None, "share": None},
    {"within": 0.1, "rows": 40, "count": 40.0, "share": 0.02},
]
DENSITY = [
    {"from": -0.5, "to": -0.1, "bins": 4, "rows": 200, "count": 200.0, "expected": 180.0},
    {"from": -0.1, "to": 0.0, "bins": 1, "rows": "<10", "count": None, "expected": None},
    {"from": 0.0, "to": 0.1, "bins": 1, "rows": 100, "count": 100.0, "expected": 45.0},
]
BUNCHED: dict[str, Any] = {
    "id": "share",
    "label": {"en": "Share <of> income", "zh": "收入占比"},
    "source": "law art 1",
    "comparison": "at_least",
    "unit": "1",
    "threshold": {"low": 0.6, "high": 0.6},
    "known": 2000,
    "unknown": 3,
    "ranged": 4,
    "near": NEAR,
    "axis": "relative",
    "reach": 0.5,
    "estimate": {
        "excess": {"value": 55.4, "low": 40.1, "high": 70.2},
        "missing": None,
        "relative": {"value": 1.23, "low": 0.9, "high": None},
        "order": 3,
        "bin": 0.1,
        "region": [-0.1, 0.1],
        "rows": None,
        "from_afar": True,
    },
    "cannot": None,
    "density": DENSITY,
    "placebo": {
        "tried": 39,
        "stronger": 0,
        "p": 0.025,
        "shown": {"factor": 1.25, "shift": None, "excess": {"value": -2.0, "low": -9.0, "high": 5.0}},
    },
    "round_numbers": {"step": 0.05, "share": 0.08, "many": True, "tried": 12, "stronger": 0},
    "verdict": "bunching",
    "before_after": {
        "cannot": None,
        "changes": ["2022-01-01"],
        "years": [
            {
                "year": 2020,
                "day": "2021-06-30",
                "applies": "other_threshold",
                "asked": {"cannot": "few_rows"},
                "own": {"cannot": None, "excess": {"value": 7.0, "low": 1.0, "high": 9.0}, "p": None},
            },
            {
                "year": 2023,
                "day": "2024-06-30",
                "applies": "in_force",
                "asked": {"cannot": None, "excess": {"value": 8.0, "low": 2.0, "high": 9.5}, "p": 0.04},
                "own": None,
            },
        ],
    },
}
SILENT: dict[str, Any] = {
    **BUNCHED,
    "id": "profit",
    "label": {"en": "Profit", "zh": "利润"},
    "near": None,
    "axis": "unit",
    "unit": "yuan",
    "estimate": None,
    "cannot": "few_bins",
    "density": [],
    "placebo": None,
    "round_numbers": None,
    "verdict": "cannot",
    "before_after": {"cannot": "one_year"},
}
EVIDENCE: dict[str, Any] = {
    "instrument": "toy",
    "label": {"en": "Toy rule", "zh": "玩具规则"},
    "on": "2024-06-30",
    "year": 2023,
    "in_force": True,
    "confidence": "unconfirmed",
    "rows": 2007,
    "door": {"income": {"null": 3}},
    "missing_columns": [],
    "evidence": {"your_records": 0.75, "rule": 0.25},
    "weighted": True,
    "origin": ["observed", "synthetic"],
    "criteria": [BUNCHED, SILENT],
}


def printed(lang: str, width: int = 100, **changes: Any) -> str:
    text = StringIO()
    show({**EVIDENCE, **changes}, Console(file=text, width=width, color_system=None), lang, "out.html")
    return text.getvalue()


def words(lang: str, **changes: Any) -> str:
    return " ".join(printed(lang, **changes).split())


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_the_terminal(width: int, lang: str) -> None:
    text = printed(lang, width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize(
    "told",
    [
        "Toy rule · toy 2,007 rows",
        "Synthetic rows: what is found here says nothing about any city.",
        "Rows count by their weight.",
        "Needed: at least 60%",
        "2,000 rows can be placed; left out: 3 unknown, 4 known only as a range",
        "Bunching: more stand just on the passing side",
        "Excess just on the passing side: 55.4 rows (95%: 40.1 to 70.2), which is 1.23 bins of the expected height (95%: 0.9 to unknown)",
        "Missing just on the failing side: not told",
        "some came from farther off",
        "at 39 thresholds that no rule sets is at least as strong at 0: p = 0.03",
        "Placebo at 1.25 times the threshold: excess −2 rows (95%: −9 to 5)",
        "8% of the rows near the threshold stand on other round numbers; at 12 of these the same estimate is at least as strong at 0",
        "Bins of 10% with an edge on the threshold. Expected: polynomial of order 3",
        "fitted outside −10% to 10%",
        "Fail by at most 1% of the threshold: fewer than 10 rows",
        "Fail by at most 5% of the threshold: not told",
        "Fail by at most 10% of the threshold: 40 rows (2%)",
        "The rule changes on 2022-01-01.",
        "2020, another threshold in force on 2021-06-30: Cannot say: fewer than 50 rows lie near the threshold",
        "2020, at the threshold of that day: excess 7 rows (95%: 1 to 9), too few placebos for a p-value",
        "2023, threshold in force on 2024-06-30: excess 8 rows (95%: 2 to 9.5), p = 0.04",
        "Cannot say: fewer than 8 bins beside the threshold can be fitted",
        "Cannot say: one year only",
        "No near misses in percent: the threshold is not above zero",
        "income: 3 empty",
        "This answer rests on: your records 75% · the rule 25%",
        "out.html",
    ],
)
def test_everything_is_said(told: str) -> None:
    assert told in words("en")


@pytest.mark.parametrize(
    "told", ["合成数据", "要求不低于 60%", "有聚集", "多出 55.4", "不足 10 行", "无法判断：仅有一个年度"]
)
def test_everything_is_said_in_chinese(told: str) -> None:
    assert told in words("zh")


def test_a_rule_not_in_force_and_a_sheet_without_thresholds_say_so() -> None:
    assert "Not in force on 2024-06-30" in words("en", in_force=False, criteria=[])
    assert "No condition of this sheet has a threshold." in words("en", criteria=[])


@pytest.mark.parametrize(
    ("verdict", "told"), [("round_numbers", "it is not called bunching"), ("none_seen", "No bunching can be told")]
)
def test_a_verdict_is_a_sentence(verdict: str, told: str) -> None:
    assert told in threshold_lines.verdict({**BUNCHED, "verdict": verdict}, "en")


def test_an_estimate_without_enough_placebos_cannot_say() -> None:
    few = {**BUNCHED, "verdict": "cannot", "placebo": {"tried": 5, "stronger": 0, "p": None, "shown": None}}
    assert threshold_lines.verdict(few, "en") == "Cannot say: too few other thresholds can be compared"
    assert "Only 5 thresholds that no rule sets can be estimated" in " ".join(threshold_lines.estimate(few, "en"))


def test_a_placebo_off_the_threshold_is_told_in_the_unit() -> None:
    shown = {"factor": None, "shift": 91.0, "excess": {"value": 1.0, "low": 0.0, "high": 2.0}}
    days = {**BUNCHED, "axis": "unit", "unit": "day", "placebo": {**BUNCHED["placebo"], "shown": shown}}
    assert any("Placebo at +91 days from the threshold" in line for line in threshold_lines.estimate(days, "en"))


# The page ------------------------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Checks that every element is closed where it should be and gathers tags and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_whole_and_loads_nothing() -> None:
    html = page(EVIDENCE, "en")
    outline = Outline()
    outline.feed(html)
    assert outline.open == []
    assert outline.tags & {"script", "link", "img", "iframe"} == set()
    assert re.findall(r"https?://|//\w|url\(|@import|src=", html) == []
    for told in ("Share <of> income", "收入占比", "Bunching", "有聚集", "Near misses", "前后对比", "75%"):
        assert told in outline.text


def test_a_page_of_a_rule_not_in_force_says_so() -> None:
    assert "Not in force on 2024-06-30" in page({**EVIDENCE, "in_force": False, "criteria": []}, "en")


def parts(svg: str, tag: str) -> list[dict[str, str]]:
    return [dict(each.attrib) for each in ET.fromstring(svg).iter(tag)]


def test_the_chart_is_drawn_to_scale_with_the_threshold_in_the_middle() -> None:
    svg = density(BUNCHED, "Title & more")
    left, right = parts(svg, "rect")
    # 200 rows in four bins are 50 a bin, half as high as the 100 of the one bin that passes
    assert (left["class"], left["x"], float(left["height"])) == ("fail", "0.000%", 80.0)
    assert (right["class"], right["x"], float(right["height"])) == ("pass", "50.000%", 160.0)
    levels = [float(line["y1"]) for line in parts(svg, "line") if line["class"] == "expected"]
    assert levels == [160 - 160 * 0.45, 160 - 160 * 0.45]


def test_a_group_that_is_not_told_has_no_bar() -> None:
    svg = density(BUNCHED, "Title")
    assert [each.text for each in ET.fromstring(svg).iter("text")] == ["<10"]
    assert [(text["x"], text["text-anchor"]) for text in parts(svg, "text")] == [("45.000%", "middle")]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_opens_in_the_language_asked_for(lang: str) -> None:
    assert re.findall(r'id="(\w+)" checked', page(EVIDENCE, lang)) == [lang]
