"""The pictures of a totals report as inline SVG: two tails, ages, a joint cloud, counts told beside counts published.

Every picture has a title and a sentence beside it; shape tells apart what colour tells apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Any

Data = Mapping[str, Any]
WIDE, TALL = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 90, 22, 18, 36
OLDEST = 1990  # earlier years of registration are one bar
MOST_TICKS = 6
SHARES = (0.05, 0.04, 0.03)


@dataclass(frozen=True)
class Axis:
    """A scale from data to pixels, logarithmic or even."""

    low: float
    high: float
    first: float
    last: float
    log: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value."""
        low, high, here = (
            (log10(self.low), log10(self.high), log10(value)) if self.log else (self.low, self.high, value)
        )
        return self.first + (here - low) / ((high - low) or 1.0) * (self.last - self.first)

    def ticks(self) -> list[float]:
        """Powers of ten, or about five round values."""
        if self.log:
            powers = range(ceil(log10(self.low) - 1e-9), floor(log10(self.high) + 1e-9) + 1)
            every = max(1, ceil(len(powers) / (MOST_TICKS + 1)))
            return [10.0**power for power in powers[::every]]
        step: float = 10.0 ** floor(log10((self.high - self.low) or 1.0))
        parts = (0.1, 0.2, 0.5, 1.0, 2.0)
        step = next((step * part for part in parts if (self.high - self.low) / (step * part) <= MOST_TICKS), step)
        first = ceil(self.low / step)
        return [number * step for number in range(first, floor(self.high / step + 1e-9) + 1)]


def _across(low: float, high: float, log: bool = False) -> Axis:
    return Axis(low, high, LEFT, WIDE - RIGHT, log)


def _up(low: float, high: float, log: bool = False) -> Axis:
    return Axis(low, high, TALL - BOTTOM, TOP, log)


def tails(shown: Data, title: str) -> str:
    """Both tails on logarithmic axes: the share of values at least as large; a line of dots and a line of rings."""
    parts = [one for one in shown.values() if one]
    most = max(point[0] for one in parts for point in one)
    least = min(point[1] for one in parts for point in one)
    x, y = _across(1.0, most * 1.1, log=True), _up(least * 0.8, 1.0, log=True)
    drawn = list(_axes(x, y, _power, _power))
    for name, points in shown.items():
        drawn += [
            f'<circle class="{name}" cx="{x.at(a):.1f}" cy="{y.at(b):.1f}" r="2.6"/>' for a, b in points if a >= 1.0
        ]
    return _svg(drawn, title)


def ages(registered: Sequence[Sequence[float]], title: str) -> str:
    """Bars by year of registration, the last one marked."""
    old = sum(count for year, count in registered if year <= OLDEST)
    bars = [(OLDEST, old), *((year, count) for year, count in registered if year > OLDEST)]
    last = bars[-1][0]
    x, y = _across(OLDEST - 0.6, last + 0.6), _up(0, max(count for _, count in bars) * 1.05)
    drawn = list(_axes(x, y, lambda value: f"{value:.0f}", lambda value: f"{value:,.0f}"))
    for year, count in bars:
        left, right, top = x.at(year - 0.4), x.at(year + 0.4), y.at(count)
        kind = "newest" if year == last else "bar"
        drawn.append(
            f'<rect class="{kind}" x="{left:.1f}" width="{right - left:.1f}" y="{top:.1f}" height="{TALL - BOTTOM - top:.1f}"/>'
        )
    return _svg(drawn, title)


def sizes(performers: Sequence[Sequence[float]], title: str) -> str:
    """Bars by powers of ten, each with its number above it."""
    powers = [power for power, _ in performers]
    x, y = _across(min(powers), max(powers) + 1.0), _up(0, max(count for _, count in performers) * 1.12)
    drawn = list(_axes(x, y, lambda value: _power(10.0**value), lambda value: f"{value:,.0f}"))
    for power, count in performers:
        left, right, top = x.at(power + 0.08), x.at(power + 0.92), y.at(count)
        drawn.append(
            f'<rect class="bar" x="{left:.1f}" width="{right - left:.1f}" y="{top:.1f}" height="{TALL - BOTTOM - top:.1f}"/>'
            f'<text x="{(left + right) / 2:.1f}" y="{top - 5:.1f}" text-anchor="middle">{round(count):,}</text>'
        )
    return _svg(drawn, title)


def joint(points: Iterable[Sequence[Any]], title: str) -> str:
    """R&D against revenue on logarithmic axes, with lines of constant shares of revenue."""
    usable = [one for one in points if one[0] and one[1] and one[0] > 0 and one[1] > 0]
    revenue, spent = [one[1] for one in usable], [one[0] for one in usable]
    x, y = _across(min(revenue), max(revenue), log=True), _up(min(spent), max(spent), log=True)
    drawn = list(_axes(x, y, _power, _power))
    for one in usable:
        kind = "holder" if one[2] else "other"
        drawn.append(f'<circle class="{kind}" cx="{x.at(one[1]):.1f}" cy="{y.at(one[0]):.1f}" r="1.6"/>')
    for share in SHARES:
        low, high = max(x.low, y.low / share), min(x.high, y.high / share)
        drawn.append(
            f'<line class="share" x1="{x.at(low):.1f}" y1="{y.at(low * share):.1f}" x2="{x.at(high):.1f}" y2="{y.at(high * share):.1f}"/>'
        )
    return _svg(drawn, title)


def told(found: Data, title: str) -> str:
    """Counts by year: published filled, told as rings, a line between the years learnt from and the others."""
    learnt, later = found["set_on"], found["told"]
    points = [(one["year"], one["count"], one["told"]) for one in learnt]
    points += [(one["year"], one["published"], one["told"]) for one in later]
    most = max(max(one[1:]) for one in points)
    x, y = _across(points[0][0] - 0.5, points[-1][0] + 0.5), _up(0, most * 1.1)
    drawn = list(_axes(x, y, lambda value: f"{value:.0f}", lambda value: f"{value:,.0f}"))
    if learnt and later:
        edge = x.at((learnt[-1]["year"] + later[0]["year"]) / 2)
        drawn.append(f'<line class="edge" x1="{edge:.1f}" x2="{edge:.1f}" y1="{TOP}" y2="{TALL - BOTTOM}"/>')
    for year, printed, worked in points:
        drawn.append(f'<circle class="published" cx="{x.at(year):.1f}" cy="{y.at(printed):.1f}" r="5"/>')
        drawn.append(f'<circle class="generated" cx="{x.at(year):.1f}" cy="{y.at(worked):.1f}" r="8"/>')
    return _svg(drawn, title)


def _power(value: float) -> str:
    return f"{value:g}" if 1e-3 <= value < 1e4 else f"1e{round(log10(value))}"


def _axes(x: Axis, y: Axis, of_x: Any, of_y: Any) -> Iterator[str]:
    floor_at = TALL - BOTTOM
    for value in x.ticks():
        at = x.at(value)
        yield f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{floor_at}"/>'
        yield f'<text x="{at:.1f}" y="{floor_at + 20}" text-anchor="middle">{escape(of_x(value))}</text>'
    for value in y.ticks():
        at = y.at(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{escape(of_y(value))}</text>'
    yield f'<line class="axis" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{floor_at}" y2="{floor_at}"/>'


def _svg(drawn: Iterable[str], title: str) -> str:
    body = "".join(drawn)
    return f'<svg class="plot" role="img" viewBox="0 0 {WIDE} {TALL}"><title>{escape(title)}</title>{body}</svg>'
