"""The report stands alone: both languages, no resource from elsewhere, nothing of the data taken as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest

from innovatory.report.page import Costing, Explained, page
from innovatory.report.sentences import Inputs

Made = Callable[..., dict[str, Any]]
VOID = {"meta", "input"}


class Outline(HTMLParser):
    """Checks that every element is closed where it should be and remembers ids, labels and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        self.tags.add(tag)
        self.ids += [one for one in [of.get("id")] if one]
        self.labels += [one for one in [of.get("for")] if one]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def summary(**changes: Any) -> dict[str, Any]:
    label = {"en": "Label of staff", "zh": "staff标签"}
    plain = {
        "instrument": "toy",
        "label": {"en": "Toy rule", "zh": "玩具规则"},
        "on": "2024-06-30",
        "year": 2023,
        "rows": 8,
        "results": {"pass": 4, "depends": 1, "fail": 3},
        "criteria": [{"id": "staff", "label": label, "pass": 4, "depends": 1, "fail": 3}],
        "near": 3,
        "door": {"staff": {"null": 1, "nan": 0}},
        "missing_columns": [],
        "gives": {},
        "by": {"district": {"A<b>": {"rows": 8, "pass": 4, "depends": 1, "fail": 3}}},
        "evidence": {"your_records": 1.0},
    }
    return {**plain, **changes}


MARGINS = pl.LazyFrame({"margin_staff_low": [0.01, -0.02, 0.03], "margin_staff_high": [0.01, -0.02, 0.03]})


@pytest.fixture
def report(answer: Made, criterion: Made) -> str:
    found = answer("fail", criterion("staff", "fail", label={"en": "R&D <staff>", "zh": "研发<人员>"}))
    inputs = Inputs({})
    return page(Explained(found, inputs, "A & B"), Costing.of(summary(), MARGINS, found["criteria"]))


def test_every_element_is_closed_and_every_id_stands_once(report: str) -> None:
    outline = Outline()
    outline.feed(report)
    assert outline.open == []
    assert sorted(outline.ids) == sorted(set(outline.ids))
    assert outline.labels == ["en", "zh"]
    assert set(outline.labels) <= set(outline.ids)


def test_nothing_is_loaded_from_elsewhere_and_no_script_runs(report: str) -> None:
    outline = Outline()
    outline.feed(report)
    assert outline.tags & {"script", "link", "img", "iframe"} == set()
    assert re.findall(r"https?://|//\w|url\(|@import|src=", report) == []


def test_both_languages_stand_in_it(report: str) -> None:
    outline = Outline()
    outline.feed(report)
    for told in ("Does not pass", "不符合条件", "Toy rule", "玩具规则", "invented", "虚构", "Synthetic", "合成数据"):
        assert told in outline.text, told
    assert 'lang="zh-CN"' in report


def test_labels_of_the_data_are_text_and_no_html(report: str) -> None:
    outline = Outline()
    outline.feed(report)
    assert "R&D <staff>" in outline.text
    assert "A<b>" in outline.text
    assert "staff" not in outline.tags
    assert "A & B" in outline.text


def test_the_histogram_is_of_the_criterion_that_most_rows_fail(answer: Made, criterion: Made) -> None:
    criteria = [criterion("staff", "pass"), criterion("sales", "pass"), criterion("truth", "pass", comparison="is")]
    fails = {"staff": 3, "sales": 1, "truth": 7}
    told = [{"id": name, "label": {}, "pass": 0, "depends": 0, "fail": fail} for name, fail in fails.items()]
    costed = Costing.of(summary(criteria=told), MARGINS, criteria)
    assert costed.margins is not None
    assert costed.margins.criterion == "staff"
    assert sum(costed.margins.counts) + costed.margins.beyond == 3


def test_a_criterion_whose_margins_are_ranges_has_no_histogram(answer: Made, criterion: Made) -> None:
    ranges = pl.LazyFrame({"margin_staff_low": [-1.0] * 8, "margin_staff_high": [1.0] * 8})
    assert Costing.of(summary(), ranges, [criterion("staff", "depends")]).margins is None


def test_a_population_of_no_rows_has_a_report(answer: Made, criterion: Made) -> None:
    nothing = {"pass": 0, "depends": 0, "fail": 0}
    empty = summary(rows=0, results=nothing, criteria=[], near=0, by={}, door={})
    found = answer("pass", criterion("staff", "pass"))
    outline = Outline()
    outline.feed(page(Explained(found, Inputs({}), ""), Costing.of(empty, MARGINS, found["criteria"])))
    assert "0 rows" in outline.text
