"""A sparkline joins what may be compared and nothing else; what is known of a year decides its mark."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from innovatory.report.sparkline import EDGE, TALL, WIDE, Point, Spark, sparkline

SVG = "{http://www.w3.org/2000/svg}"


def parsed(spark: Spark, title: str = "t") -> ElementTree.Element:
    text = sparkline(spark, title).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(text)


def exact(year: int, value: float) -> Point:
    return Point(year, value, value)


def test_no_line_crosses_a_break() -> None:
    before, now = [exact(2017, 4.1), exact(2018, 4.2)], [exact(2019, 4.9), exact(2020, 5.5), exact(2021, 5.6)]
    found = [one.get("class") for one in parsed(Spark([before, now])).iter(f"{SVG}line")]
    assert found == ["before", "now", "now"]


def test_missing_years_are_bridged_by_dashes() -> None:
    found = [
        one.get("class") for one in parsed(Spark([[exact(2017, 1), exact(2018, 2), exact(2021, 3)]])).iter(f"{SVG}line")
    ]
    assert found == ["now", "now gap"]


def test_years_and_values_stand_where_they_belong() -> None:
    line = next(parsed(Spark([[exact(2020, 10), exact(2021, 30)]])).iter(f"{SVG}line"))
    assert (float(line.get("x1", "")), float(line.get("y1", ""))) == (EDGE, TALL - EDGE)
    assert (float(line.get("x2", "")), float(line.get("y2", ""))) == (WIDE - EDGE, EDGE)


def test_a_bound_points_to_its_open_side() -> None:
    drawn = parsed(Spark([[Point(2020, 90, None)], [Point(2021, None, 95)]]))
    ups = [
        [tuple(map(float, corner.split(","))) for corner in one.get("points", "").split()]
        for one in drawn.iter(f"{SVG}polygon")
    ]
    at_least, at_most = ups
    assert at_least[2][1] < at_least[0][1]  # upwards: smaller y
    assert at_most[2][1] > at_most[0][1]


def test_what_contradicts_is_hollow_and_stands_on_no_line() -> None:
    drawn = parsed(Spark([[exact(2021, 5.5), exact(2022, 5.81)]], [exact(2022, 5.49)]))
    assert [one.get("class") for one in drawn.iter(f"{SVG}circle")] == ["now", "beside"]
    assert len(list(drawn.iter(f"{SVG}line"))) == 1


def test_a_range_is_a_bar_between_its_ends() -> None:
    drawn = parsed(Spark([[exact(2020, 0), Point(2021, 5, 10)]]))
    bar = next(one for one in drawn.iter(f"{SVG}line") if "range" in one.get("class", ""))
    assert (float(bar.get("y1", "")), float(bar.get("y2", ""))) == ((EDGE + TALL - EDGE) / 2, EDGE)


def test_nothing_known_is_nothing_drawn() -> None:
    assert sparkline(Spark([[Point(2020, None, None)]]), "t") == ""
    assert sparkline(Spark([]), "t") == ""


def test_the_title_is_text() -> None:
    assert parsed(Spark([[exact(2020, 1)]]), "R&D <b>").findtext(f"{SVG}title") == "R&D <b>"


@given(
    st.lists(
        st.tuples(st.integers(1990, 2030), st.floats(-1e12, 1e12)),
        min_size=1,
        max_size=12,
        unique_by=lambda one: one[0],
    )
)
def test_every_mark_stays_on_the_picture(points: list[tuple[int, float]]) -> None:
    drawn = parsed(Spark([[exact(*one) for one in sorted(points)]]))
    for line in drawn.iter(f"{SVG}line"):
        assert all(0 <= float(line.get(key, "")) <= WIDE for key in ("x1", "x2"))
        assert all(0 <= float(line.get(key, "")) <= TALL for key in ("y1", "y2"))
    assert all(0 <= float(one.get("cy", "")) <= TALL for one in drawn.iter(f"{SVG}circle"))
