"""Simulated runs as a picture: firms by size beside theory on logarithmic axes, or the effect of a change by horizon.

Simulation is drawn as dots and theory as a line, so that nothing is told by colour alone; what the picture shows stands
in words in its description, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate
from typing import Any

from innovatory.report.population_plots import Axis
from innovatory.report.series_chart import STYLE
from innovatory.report.words import LANGUAGES, say

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 56, 84
SIMULATED, THEORY = "#1f5f8b", "#a34700"
MANY = 2000.0  # between the ends of a logarithmic axis whose powers of ten suffice
ERRORS = 2.0  # standard errors on either side of a dot

Points = Sequence[tuple[float, float]]
Data = Mapping[str, Any]


def chart(found: Data, lang: str) -> str:
    """The picture of an answer of `simulate_answer`: effects by horizon for pairs, else firms by size."""
    effects = [one for one in found.get("effects", ()) if one["quantity"] == "firms"]
    return effects_chart(effects, lang) if effects else sizes_chart(_at_least(found), found["law"], lang)


def _at_least(found: Data) -> list[tuple[float, float]]:
    """Firms with at least so many lines, for every size that occurs: means over the runs (of the first arm)."""
    runs = found["runs"] if "runs" in found else [pair["base"] for pair in found["pairs"]]
    total: dict[int, int] = {}
    for run in runs:
        for size, firms in run["sizes"].items():
            total[int(size)] = total.get(int(size), 0) + firms
    sizes = sorted(total, reverse=True)
    counts = accumulate(total[size] for size in sizes)
    return sorted((float(size), count / len(runs)) for size, count in zip(sizes, counts, strict=True))


def sizes_chart(simulated: Points, theory: Points, lang: str) -> str:
    """Firms with at least so many lines (mean over runs) beside theory, as SVG on logarithmic axes.

    `simulated` and `theory` are pairs of a size from 1 and a number of firms above zero; `theory` may be empty.
    """
    most = max(firms for _, firms in [*simulated, *theory])
    x = Axis(1.0, max(2.0, *(size for size, _ in simulated)), LEFT, WIDTH - RIGHT, log=True)
    y = Axis(min(firms for _, firms in simulated) / 1.5, most * 1.5, HEIGHT - BOTTOM, TOP, log=True)
    shown = [(size, firms) for size, firms in theory if x.low <= size <= x.high and y.low <= firms]
    line = " ".join(f"{x.at(size):.1f},{y.at(firms):.1f}" for size, firms in shown)
    drawn = [
        *_axes(x, y, say("simulate.chart.x", lang), say("simulate.chart.y", lang)),
        f'<polyline points="{line}" fill="none" stroke="{THEORY}" stroke-width="2"/>',
        *(f'<circle cx="{x.at(a):.1f}" cy="{y.at(b):.1f}" r="3" fill="{SIMULATED}"/>' for a, b in simulated),
        *_legend(bool(theory), lang),
    ]
    facts = {"n": len(simulated), "largest": f"{max(size for size, _ in simulated):,.0f}"}
    return _svg(drawn, "simulate.chart.title", "simulate.chart.alt", facts, lang)


def effects_chart(rows: Sequence[Data], lang: str) -> str:
    """The effect on the number of firms by horizon with two standard errors on either side, as SVG."""
    spans = [
        (row["difference"] - ERRORS * row["standard_error"], row["difference"] + ERRORS * row["standard_error"])
        for row in rows
    ]
    low, high = min(0.0, *(a for a, _ in spans)), max(0.0, *(b for _, b in spans))
    x = Axis(0.0, rows[-1]["years"], LEFT, WIDTH - RIGHT)
    y = Axis(low, high if high > low else low + 1.0, HEIGHT - BOTTOM, TOP)
    drawn = list(_axes(x, y, say("simulate.chart.pair.x", lang), say("simulate.effect.firms", lang)))
    drawn.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y.at(0.0):.1f}" y2="{y.at(0.0):.1f}"/>')
    for row, (a, b) in zip(rows, spans, strict=True):
        at = f"{x.at(row['years']):.1f}"
        drawn.append(
            f'<line x1="{at}" x2="{at}" y1="{y.at(a):.1f}" y2="{y.at(b):.1f}" stroke="{SIMULATED}" stroke-width="2"/>'
        )
        drawn.append(f'<circle cx="{at}" cy="{y.at(row["difference"]):.1f}" r="4" fill="{SIMULATED}"/>')
    last = rows[-1]
    error = f"{ERRORS * last['standard_error']:,.1f}"
    facts = {"years": last["years"], "difference": f"{last['difference']:+,.1f}", "error": error}
    return _svg(drawn, "simulate.chart.pair.title", "simulate.chart.pair.alt", facts, lang)


def _axes(x: Axis, y: Axis, name_x: str, name_y: str) -> Iterator[str]:
    floor = HEIGHT - BOTTOM
    for value in _ticks(x):
        left = f"{x.at(value):.1f}"
        yield f'<line class="grid" x1="{left}" x2="{left}" y1="{TOP}" y2="{floor}"/>'
        yield f'<text x="{left}" y="{floor + 20}" text-anchor="middle">{value:g}</text>'
    for value in y.ticks():
        at = y.at(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{value:,g}</text>'
    yield f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{floor}" y2="{floor}"/>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{floor + 42}" text-anchor="middle">{escape(name_x)}</text>'
    yield f'<text class="small" x="{LEFT}" y="{TOP - 8}">{escape(name_y)}</text>'


def _ticks(axis: Axis) -> list[float]:
    """1, 2, 5 and their tens on a logarithmic axis of few decades, else as the axis has them."""
    if not axis.log or axis.high / axis.low > MANY:
        return axis.ticks()
    found = [part * 10.0**power for power in range(5) for part in (1.0, 2.0, 5.0)]
    return [value for value in found if axis.low <= value <= axis.high]


def _legend(theory: bool, lang: str) -> Iterator[str]:
    y = HEIGHT - 16
    yield f'<circle cx="{LEFT + 6}" cy="{y - 4}" r="3" fill="{SIMULATED}"/>'
    yield f'<text x="{LEFT + 16}" y="{y}">{escape(say("simulate.chart.simulated", lang))}</text>'
    if theory:
        at = LEFT + 300
        yield f'<line x1="{at}" x2="{at + 20}" y1="{y - 4}" y2="{y - 4}" stroke="{THEORY}" stroke-width="2"/>'
        yield f'<text x="{at + 28}" y="{y}">{escape(say("simulate.chart.theory", lang))}</text>'


def _svg(drawn: Sequence[str], title: str, alt: str, facts: Mapping[str, Any], lang: str) -> str:
    name, told = say(title, lang), " ".join(say(alt, each, **facts) for each in LANGUAGES)
    heading = f'<text class="title" x="{LEFT}" y="26">{escape(name)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" lang="{lang}" '
        f'aria-labelledby="t d"><title id="t">{escape(name)}</title><desc id="d">{escape(told)}</desc>'
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{heading}{"".join(drawn)}</svg>\n'
    )
