"""Charts are drawn to scale, fit any width and say in words what they show."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.report import charts


def rectangles(svg: str) -> list[dict[str, str]]:
    return [dict(rect.attrib) for rect in ET.fromstring(svg).iter("rect")]


def percent(text: str) -> float:
    return float(text.removesuffix("%"))


def test_parts_of_a_bar_stand_side_by_side_in_proportion() -> None:
    found = rectangles(charts.stacked({"pass": 1, "depends": 0, "fail": 3}, "Results"))
    assert [(one["class"], percent(one["x"]), percent(one["width"])) for one in found] == [
        ("pass", 0, 25),
        ("fail", 25, 75),
    ]


def test_a_bar_of_nothing_is_empty() -> None:
    assert rectangles(charts.stacked({"pass": 0, "fail": 0}, "Results")) == []


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6).filter(any))
def test_the_parts_fill_the_bar(values: list[int]) -> None:
    found = rectangles(charts.stacked({f"p{index}": value for index, value in enumerate(values)}, "All"))
    assert sum(percent(one["width"]) for one in found) == pytest.approx(100, abs=0.01)


def test_a_filled_bar_leaves_the_rest_as_ground() -> None:
    found = rectangles(charts.filled({"fail": 20, "depends": 5}, 100, "Staff"))
    assert [(one["class"], percent(one["width"])) for one in found] == [("fail", 20), ("depends", 5), ("rest", 75)]


def test_the_left_half_of_a_histogram_fails_and_heights_are_in_proportion() -> None:
    found = rectangles(charts.columns([0, 5, 10, 2], "Margins"))
    assert [one["class"] for one in found] == ["fail", "fail", "pass", "pass"]
    assert [float(one["height"]) for one in found] == [0, charts.TALL / 2, charts.TALL, charts.TALL / 5]


def test_a_chart_has_a_title_that_is_text() -> None:
    drawn = ET.fromstring(charts.stacked({"pass": 1}, "R&D <share>"))
    assert drawn.attrib["role"] == "img"
    assert drawn.findtext("title") == "R&D <share>"
