"""The pictures of simulated runs: what is drawn where, in both languages, and nothing that theory does not say."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from innovatory.report.simulate_chart import chart, effects_chart, sizes_chart
from innovatory.report.words import LANGUAGES

SVG = "{http://www.w3.org/2000/svg}"


def dots(svg: str) -> list[tuple[float, float]]:
    """Places of the dots of the plot, the legend left out."""
    tree = ElementTree.fromstring(svg)
    return [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in tree.iter(f"{SVG}circle")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sizes_fall_from_left_to_right(lang: str) -> None:
    svg = sizes_chart([(1.0, 100.0), (10.0, 10.0), (100.0, 1.0)], [(1.0, 90.0), (2.0, 50.0)], lang)
    first, second, third, legend = dots(svg)
    # a power law is a straight line on logarithmic axes
    assert second[0] - first[0] == pytest.approx(third[0] - second[0], abs=0.2)
    assert second[1] - first[1] == pytest.approx(third[1] - second[1], abs=0.2)
    assert first[1] < third[1]
    assert legend[1] > third[1]
    assert "3 sizes" in svg
    assert "共 3 种规模" in svg


def test_without_theory_none_is_named() -> None:
    assert "theory" not in sizes_chart([(1.0, 5.0)], [], "en")


def test_an_effect_is_drawn_with_two_standard_errors() -> None:
    rows = [
        {"years": 1.0, "difference": -4.0, "standard_error": 1.0},
        {"years": 2.0, "difference": 2.0, "standard_error": 2.0},
    ]
    svg = effects_chart(rows, "en")
    bars = re.findall(r'y1="([\d.]+)" y2="([\d.]+)" stroke="#1f5f8b"', svg)
    (_, first), (_, second) = dots(svg)
    # from −6 to −2 and from −2 to 6: the second bar is twice as long, and each dot lies in the middle
    spans = [float(a) - float(b) for a, b in bars]
    assert spans[1] == pytest.approx(2 * spans[0], abs=0.2)
    assert first == pytest.approx(sum(map(float, bars[0])) / 2, abs=0.1)
    assert second == pytest.approx(sum(map(float, bars[1])) / 2, abs=0.1)
    assert "After 2 years the second arm has +2.0 firms" in svg


def test_runs_are_put_together_as_means_of_firms_with_at_least_so_many_lines() -> None:
    """Sizes {1: 3, 2: 1} and {1: 1}: on average 2.5 firms with a line at least and half a firm with two."""
    found = {"runs": [{"sizes": {"1": 3, "2": 1}}, {"sizes": {"1": 1}}], "law": []}
    assert chart(found, "en") == sizes_chart([(1.0, 2.5), (2.0, 0.5)], [], "en")
