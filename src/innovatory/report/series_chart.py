"""The series of one indicator as a picture: an SVG file of its own, in one language, with both in its description.

A line for each series and none across a break; where years are missing inside a series the line is dotted. Sources that
are not preferred are hollow, bounds are arrows, ranges bars; values from records are squares. Nothing is told by colour
alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

from innovatory.report import measured_value
from innovatory.report.figures import nice
from innovatory.report.measured_value import Data
from innovatory.report.recorded_names import recorded_in
from innovatory.report.words import LANGUAGES, label, listing, say

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 96, 24, 56, 96  # margins
STEPS = 4  # between the ends of the value axis, about
LEAST_SPREAD = 0.35  # of the largest value: below it the axis does not begin at zero
MOST_GROUPS = 6
WIDE_FROM = 0x2E7F  # characters above it are twice as wide: Chinese
COLOURS = ("#1f5f8b", "#a34700", "#4b7d2a", "#7a3e8e", "#8a6d00", "#444444")
STYLE = """text{font:12px system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;fill:#222}
.title{font-size:15px;font-weight:600}.axis{stroke:#666}.grid{stroke:#ddd}.gap{stroke-dasharray:2 4}
.break{stroke:#666;stroke-dasharray:6 4}.small{font-size:11px;fill:#444}"""

Groups = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Frame:
    """Where years and values lie on the picture."""

    first: int
    last: int
    least: float
    most: float

    def x(self, year: float) -> float:
        """The place of a year; a single year stands in the middle."""
        span = self.last - self.first
        part = 0.5 if span == 0 else (year - self.first) / span
        return LEFT + 12 + part * (WIDTH - LEFT - RIGHT - 24)

    def y(self, value: float) -> float:
        """The place of a value."""
        return TOP + (self.most - value) / (self.most - self.least) * (HEIGHT - TOP - BOTTOM)


def chart(one: Data, sources: Mapping[str, Data], city: Mapping[str, str], lang: str) -> str | None:
    """The picture of an indicator (`Measured.as_dict()`); None if no value of a whole year is known."""
    drawn = [each for each in one["observations"] if _is_drawn(each)]
    if not drawn:
        return None
    groups = list(dict.fromkeys(tuple(map(str, each["group"].values())) for each in drawn))
    shown = [each for each in drawn if tuple(map(str, each["group"].values())) in groups[:MOST_GROUPS]]
    frame = _frame(shown)
    parts = [
        *_axes(frame, one, lang),
        *_breaks(one, frame, lang),
        *(line for index, group in enumerate(groups[:MOST_GROUPS]) for line in _lines(one, shown, group, index, frame)),
        *(mark for each in sorted(shown, key=_on_top) for mark in _mark(each, groups, frame)),
        *_legend(one, shown, groups, frame, sources, lang),
    ]
    name = f"{measured_value.title(one, lang)} · {label(city, lang)}"
    heading = f'<text class="title" x="{LEFT}" y="26">{escape(name)}</text>'
    told = " ".join(_described(one, drawn, city, each) for each in LANGUAGES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" lang="{lang}" '
        f'aria-labelledby="t d"><title id="t">{escape(name)}</title><desc id="d">{escape(told)}</desc>'
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{heading}{"".join(parts)}</svg>\n'
    )


def _is_drawn(each: Data) -> bool:
    return each["period"] in ("full_year", "stock") and _ends(each) != []


def _on_top(each: Data) -> bool:
    """Preferred values are drawn last, over the others."""
    return bool(each["preferred"])


def _ends(each: Data) -> list[float]:
    return [end for end in (each["low"], each["high"]) if end is not None]


def _described(one: Data, drawn: Sequence[Data], city: Mapping[str, str], lang: str) -> str:
    """What the picture shows, in words."""
    newest, years = one["newest"], [each["year"] for each in drawn]
    told = ""
    if newest is not None:
        value = measured_value.value(newest, one, lang)
        told = say("measure.chart.newest", lang, value=value, year=newest["year"])
    counted = {"n": len(drawn), "lines": len(one["lines"]), "first": min(years), "last": max(years)}
    return say(
        "measure.chart.alt", lang, label=measured_value.title(one, lang), city=label(city, lang), newest=told, **counted
    )


# Axes -----------------------------------------------------------------------------------------------------------------


def _frame(drawn: Sequence[Data]) -> Frame:
    years, values = [each["year"] for each in drawn], [end for each in drawn for end in _ends(each)]
    least, most = min(values), max(values)
    if least > 0 and most - least >= LEAST_SPREAD * most:
        least = 0.0
    step = _step(least, most)
    low, high = floor(least / step) * step, ceil(most / step) * step
    return Frame(min(years), max(years), min(low, 0.0) if least >= 0 > low else low, high if high > low else low + step)


def _step(least: float, most: float) -> float:
    return nice((most - least) / STEPS) if most > least else nice(abs(most) or 1.0)


def _axes(frame: Frame, one: Data, lang: str) -> Iterator[str]:
    step = _step(frame.least, frame.most)
    for index in range(round((frame.most - frame.least) / step) + 1):
        value = frame.least + index * step
        y, told = frame.y(value), measured_value.number(_clean(value, step), one, lang, 6)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="small" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(told)}</text>'
    every = max(1, ceil((frame.last - frame.first + 1) / 14))
    for year in range(frame.first, frame.last + 1, every):
        yield f'<text x="{frame.x(year):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{year}</text>'
    bottom = HEIGHT - BOTTOM
    yield f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom}" y2="{bottom}"/>'


def _clean(value: float, step: float) -> float:
    """A place of the axis without the noise of adding steps."""
    return round(value, max(0, 3 - floor(log10(step)))) + 0.0


def _breaks(one: Data, frame: Frame, lang: str) -> Iterator[str]:
    """A dashed line between two series of one origin that follow each other in time."""
    for origin in ("published", "records"):
        spans = sorted({(min(line["years"]), max(line["years"])) for line in one["lines"] if line["origin"] == origin})
        for (_, end), (start, _) in pairwise(spans):
            if end < start:
                x = frame.x((end + start) / 2)
                yield f'<line class="break" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
                told = escape(say("measure.chart.break", lang))
                yield f'<text class="small" x="{x:.1f}" y="{TOP - 6}" text-anchor="middle">{told}</text>'


# Lines and marks ------------------------------------------------------------------------------------------------------


def _colour(each: Data, groups: Groups) -> str:
    index = groups.index(tuple(map(str, each["group"].values())))
    return COLOURS[(index + (each["origin"] == "records" and len(groups) == 1)) % len(COLOURS)]


def _lines(one: Data, drawn: Sequence[Data], group: tuple[str, ...], index: int, frame: Frame) -> Iterator[str]:
    """Each series as its stretches; dotted over years without a value."""
    for line in one["lines"]:
        if tuple(map(str, line["group"].values())) != group:
            continue
        own = [each for each in _preferred(drawn, line, group) if len(set(_ends(each))) == 1 and len(_ends(each)) == 2]
        colour = _colour(own[0], [group]) if own and not group else COLOURS[index % len(COLOURS)]
        for before, after in pairwise(own):
            style = "" if after["year"] - before["year"] == 1 else ' class="gap"'
            ends = (
                f'{axis}{n}="{place:.1f}"'
                for n, each in ((1, before), (2, after))
                for axis, place in _place(each, frame)
            )
            yield f'<line{style} {" ".join(ends)} stroke="{colour}" stroke-width="2"/>'


def _preferred(drawn: Sequence[Data], line: Data, group: tuple[str, ...]) -> list[Data]:
    """The observation of each year that stands on a line."""
    own: dict[int, Data] = {}
    for each in sorted(drawn, key=lambda each: (each["year"], not each["preferred"])):
        same = (each["origin"], each["series"]) == (line["origin"], line["series"])
        if same and tuple(map(str, each["group"].values())) == group:
            own.setdefault(each["year"], each)
    return list(own.values())


def _place(each: Data, frame: Frame) -> tuple[tuple[str, float], tuple[str, float]]:
    return (("x", frame.x(each["year"])), ("y", frame.y(_ends(each)[0])))


def _mark(each: Data, groups: Groups, frame: Frame) -> Iterator[str]:
    """One observation: a point, hollow if another source is preferred; an arrow for a bound, a bar for a range."""
    x, colour = frame.x(each["year"]), _colour(each, groups)
    fill = colour if each["preferred"] else "#fff"
    ends = [frame.y(end) for end in _ends(each)]
    if len(ends) == 2 and ends[0] != ends[1]:
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{ends[0]:.1f}" y2="{ends[1]:.1f}" stroke="{colour}" stroke-width="5" stroke-opacity=".5"/>'
        return
    y = ends[0]
    if len(ends) == 1:
        tip = -16 if each["high"] is None else 16
        yield f'<path d="M{x:.1f} {y:.1f}v{tip}m-4 {4 if tip < 0 else -4}l4 {-4 if tip < 0 else 4}l4 {4 if tip < 0 else -4}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    if each["origin"] == "records":
        yield f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'
    else:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'


# Below the picture ----------------------------------------------------------------------------------------------------


def _legend(
    one: Data, drawn: Sequence[Data], groups: Groups, frame: Frame, sources: Mapping[str, Data], lang: str
) -> Iterator[str]:
    """The signs that occur, the groups, and who published."""
    y, x = HEIGHT - BOTTOM + 44, float(LEFT)
    for sign, told in _signs(one, drawn, groups, lang):
        yield f'<g transform="translate({x:.1f} {y - 4})">{sign}</g>'
        yield f'<text class="small" x="{x + 12:.1f}" y="{y}">{escape(told)}</text>'
        x += 28 + _width(told)
    if len(groups) > MOST_GROUPS:
        more = say("measure.chart.more", lang, n=len(groups) - MOST_GROUPS)
        yield f'<text class="small" x="{x:.1f}" y="{y}">{escape(more)}</text>'
    names = list(dict.fromkeys(_publishers(drawn, sources, lang)))
    notes = [say("measure.chart.sources", lang, names=_fitting(names, lang))] if names else []
    for index, note in enumerate([*notes, *([say("measure.chart.axis", lang)] if frame.least > 0 else [])], start=1):
        yield f'<text class="small" x="{LEFT}" y="{y + 20 * index}">{escape(note)}</text>'


def _publishers(drawn: Iterable[Data], sources: Mapping[str, Data], lang: str) -> Iterator[str]:
    for each in drawn:
        for name in each["sources"]:
            yield recorded_in(sources[name], "publisher", lang) if name in sources else name


def _fitting(names: Sequence[str], lang: str) -> str:
    """As many names as one line holds, and how many more there are."""
    for count in range(len(names), 0, -1):
        rest = [say("measure.chart.more", lang, n=len(names) - count)] if count < len(names) else []
        told = listing([*names[:count], *rest], lang)
        if _width(told) < WIDTH - LEFT - RIGHT - 60 or count == 1:
            break
    return told


def _width(text: str) -> float:
    """About how wide a small text is, in units of the picture."""
    return sum(12 if ord(one) > WIDE_FROM else 6.2 for one in text)


def _signs(one: Data, drawn: Sequence[Data], groups: Groups, lang: str) -> Iterator[tuple[str, str]]:
    """Each sign that occurs on the picture, and what it stands for."""
    if len(groups) > 1:
        for index, group in enumerate(groups[:MOST_GROUPS]):
            own = next(each for each in drawn if tuple(map(str, each["group"].values())) == group)
            named = measured_value.group(own, one, lang)
            yield f'<rect x="-4" y="-4" width="8" height="8" fill="{COLOURS[index]}"/>', named
        return
    published = [each for each in drawn if each["origin"] == "published"]
    if published:
        yield f'<circle r="4" fill="{COLOURS[0]}"/>', say("measure.chart.published", lang)
    if any(not each["preferred"] for each in published):
        yield f'<circle r="4" fill="#fff" stroke="{COLOURS[0]}" stroke-width="1.5"/>', say("measure.chart.other", lang)
    if any(len(_ends(each)) == 1 for each in drawn):
        path = f'<path d="M0 6v-12m-4 4l4 -4l4 4" fill="none" stroke="{COLOURS[0]}" stroke-width="1.5"/>'
        yield path, say("measure.chart.bound", lang)
    if len(published) < len(drawn):
        yield f'<rect x="-4" y="-4" width="8" height="8" fill="{COLOURS[1]}"/>', say("measure.chart.records", lang)
