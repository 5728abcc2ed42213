"""The picture of a series: a line ends at a break, is dotted over missing years, and every sign has its words."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from innovatory.report.series_chart import chart

SVG = "{http://www.w3.org/2000/svg}"
CITY = {"en": "Lindao", "zh": "临岛"}


def observation(year: int, low: float | None, high: float | None = -1.0, **changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "year": year, "low": low, "high": low if high == -1.0 else high, "group": {}, "origin": "published",
        "series": "a", "period": "full_year", "preferred": True, "bound": "exact", "sources": ["s"], "flag": "observed",
        "reason": None, "lacking": [],
    }  # fmt: skip
    return plain | changes


def picture(*observations: dict[str, Any], lang: str = "en", **changes: Any) -> ET.Element:
    kinds = dict.fromkeys((one["origin"], one["series"], tuple(one["group"].items())) for one in observations)
    lines = [
        {
            "origin": origin,
            "series": series,
            "group": dict(group),
            "years": sorted(
                {one["year"] for one in observations if (one["origin"], one["series"]) == (origin, series)}
            ),
        }
        for origin, series, group in kinds
    ]
    one = {
        "id": "x", "label": {"en": "Ratio <of>", "zh": "比率"}, "unit": "1", "shown": "percent", "lines": lines,
        "observations": list(observations), "newest": observations[-1],
    }  # fmt: skip
    drawn = chart(one | changes, {"s": {"publisher": "Bureau & Co", "publisher_zh": "统计局 & Co"}}, CITY, lang)
    assert drawn is not None
    return ET.fromstring(drawn)


def lines(found: ET.Element) -> list[str | None]:
    """The stretches between values: None for a full one, `gap` for a dotted one."""
    return [one.get("class") for one in found.iter(f"{SVG}line") if one.get("stroke-width") == "2"]


def texts(found: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in found.iter(f"{SVG}text")]


def test_a_break_ends_the_line_and_is_marked() -> None:
    found = picture(
        observation(2017, 0.04), observation(2018, 0.042), observation(2019, 0.049, series="b"), observation(2020, 0.055, series="b")
    )  # fmt: skip
    assert lines(found) == [None, None]
    assert "break" in texts(found)


def test_missing_years_are_dotted_and_nothing_stands_there() -> None:
    found = picture(observation(2017, 0.04), observation(2020, 0.05))
    assert lines(found) == ["gap"]
    assert len(list(found.iter(f"{SVG}circle"))) == 3  # two values and the sign of the legend


def test_another_source_is_hollow_and_lies_below() -> None:
    found = picture(observation(2022, 0.0581), observation(2022, 0.0549, preferred=False), observation(2023, 0.06))
    fills = [one.get("fill") for one in found.findall(f"{SVG}circle")]
    assert fills == ["#fff", "#1f5f8b", "#1f5f8b"]
    assert lines(found) == [None]
    assert "another source" in texts(found)


def test_a_bound_is_an_arrow_and_no_part_of_the_line() -> None:
    found = picture(observation(2022, 0.9, None, bound="lower"), observation(2023, None, 0.95, bound="upper"))
    arrows = [one.get("d") or "" for one in found.findall(f"{SVG}path")]
    assert ["v-16" in arrow for arrow in arrows] == [True, False]
    assert lines(found) == []
    assert "bound" in texts(found)


def test_records_are_squares_and_ranges_bars() -> None:
    found = picture(observation(2022, 0.2, 0.4, origin="records"), observation(2023, 0.3, origin="records"))
    assert [one.get("stroke-width") for one in found.findall(f"{SVG}line") if one.get("stroke-opacity")] == ["5"]
    assert "from records" in texts(found)


def test_parts_of_years_and_targets_are_not_drawn() -> None:
    assert len(lines(picture(observation(2022, 0.2), observation(2023, 0.1, period="part_year")))) == 0
    nothing = {"observations": [observation(2030, 0.3, period="target")], "lines": [], "newest": None}
    assert chart(nothing, {}, CITY, "en") is None


def test_a_small_change_is_told_to_stand_on_a_cut_axis() -> None:
    assert "The axis does not begin at zero." in texts(picture(observation(2022, 0.93), observation(2023, 0.94)))
    assert "The axis does not begin at zero." not in texts(picture(observation(2022, 0.1), observation(2023, 0.9)))


def test_words_are_escaped_and_in_both_languages() -> None:
    found = picture(observation(2022, 0.2), observation(2023, 0.3), lang="zh")
    title, described = found.find(f"{SVG}title"), found.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert title.text == "比率 · 临岛"
    assert "Ratio <of>, Lindao, 2022–2023: 2 values in 1 series. Newest: 30% (2023)." in (described.text or "")
    assert "来源：统计局 & Co" in texts(found)


def test_groups_have_their_names() -> None:
    found = picture(
        observation(2022, 0.2, origin="records", group={"sector": "business"}),
        observation(2022, 0.1, origin="records", group={"sector": None}),
        newest=None,
    )
    assert {"business", "unknown"} <= set(texts(found))


def test_one_year_and_one_value_can_be_drawn() -> None:
    assert len(picture(observation(2022, 0.0)).findall(f"{SVG}circle")) == 1
