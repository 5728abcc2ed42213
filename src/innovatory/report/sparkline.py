"""Sparklines: the years of one indicator as a small inline SVG that keeps its size on every screen and on paper.

A line joins years of one series only, so it ends at a break; where years are missing inside a series it is dashed. A
hollow mark is a figure that contradicts the one shown, a triangle a bound, an upright bar a range.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

WIDE, TALL, EDGE = 132.0, 34.0, 5.0  # pixels
DOT = 2.2


@dataclass(frozen=True)
class Point:
    """What is known of one year: between `low` and `high` (equal for one number), an end that is not known is None."""

    year: int
    low: float | None
    high: float | None

    @property
    def at(self) -> float | None:
        """Where its mark stands: the number, the known end of a bound, the middle of a range."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends) / len(ends) if ends else None

    @property
    def ends(self) -> list[float]:
        """The ends that are known."""
        return [end for end in (self.low, self.high) if end is not None]


@dataclass(frozen=True)
class Spark:
    """What is drawn: `lines`, each the points of one series in the order of their years, and `beside`, which contradict."""

    lines: Sequence[Sequence[Point]]
    beside: Sequence[Point] = field(default=())

    @property
    def points(self) -> list[Point]:
        """All that is drawn."""
        return [*(one for line in self.lines for one in line), *self.beside]


def sparkline(spark: Spark, title: str) -> str:
    """The SVG; nothing where there is nothing to draw. The last line is the one that holds now, all others are paler."""
    points = [one for one in spark.points if one.ends]
    if not points:
        return ""
    scale = _Scale.of(points)
    drawn = [
        part
        for index, line in enumerate(spark.lines)
        for part in _line(line, scale, "now" if index == len(spark.lines) - 1 else "before")
    ]
    drawn += [_mark(one, scale, "beside") for one in spark.beside]
    size = f'width="{WIDE:g}" height="{TALL:g}" viewBox="0 0 {WIDE:g} {TALL:g}"'
    return f'<svg class="spark" role="img" {size}><title>{escape(title)}</title>{"".join(drawn)}</svg>'


@dataclass(frozen=True)
class _Scale:
    years: tuple[int, int]
    values: tuple[float, float]

    @staticmethod
    def of(points: Sequence[Point]) -> _Scale:
        years = [one.year for one in points]
        values = [end for one in points for end in one.ends]
        return _Scale((min(years), max(years)), (min(values), max(values)))

    def x(self, year: int) -> float:
        return _between(year, self.years, EDGE, WIDE - EDGE)

    def y(self, value: float) -> float:
        return _between(value, self.values, TALL - EDGE, EDGE)


def _between(value: float, of: tuple[float, float], start: float, end: float) -> float:
    """A place on the picture; the middle where there is only one."""
    low, high = of
    return (start + end) / 2 if low == high else start + (value - low) / (high - low) * (end - start)


def _line(line: Sequence[Point], scale: _Scale, kind: str) -> Iterator[str]:
    known = [one for one in line if one.at is not None]
    for before, after in pairwise(known):
        missing = " gap" if after.year - before.year > 1 else ""
        (x1, y1), (x2, y2) = _place(before, scale), _place(after, scale)
        yield f'<line class="{kind}{missing}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
    for index, one in enumerate(known):
        if len(known) == 1 or index == len(known) - 1 or one.low != one.high:
            yield _mark(one, scale, kind)


def _place(point: Point, scale: _Scale) -> tuple[float, float]:
    at = point.at
    return scale.x(point.year), scale.y(0.0 if at is None else at)


def _mark(point: Point, scale: _Scale, kind: str) -> str:
    """A dot; a triangle that points to where a bound leaves the value open; a bar over a range."""
    x, y = _place(point, scale)
    if point.low is None or point.high is None:
        tip = -4.0 if point.high is None else 4.0
        corners = ((x - 3, y), (x + 3, y), (x, y + tip))
        return f'<polygon class="{kind}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in corners)}"/>'
    if point.low != point.high:
        return f'<line class="{kind} range" x1="{x:.1f}" x2="{x:.1f}" y1="{scale.y(point.low):.1f}" y2="{scale.y(point.high):.1f}"/>'
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{DOT:g}"/>'
