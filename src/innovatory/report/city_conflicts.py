"""Where the published figures of a city disagree, and where their series break: contradictions, revisions, other definitions.

A contradiction is two figures of one series that cannot both be true. A revision is a later figure for the same thing,
which is no mistake. Where only definitions or days differ, both figures may be right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from innovatory.measure.statistics import Disagreement, Figure, Segment
from innovatory.report.city_report import CityReport
from innovatory.report.city_words import Teller

KINDS = ("contradiction", "revision", "definition")
LATER = frozenset({"revised", "preliminary"})  # flags of a figure that was, or will be, revised


def kind(of: Disagreement) -> str:
    """`contradiction`, `revision` or `definition`."""
    if of.kind == "sources":
        return "contradiction"
    return "revision" if any(one.flag in LATER for one in of.figures) else "definition"


def conflicts(report: CityReport, teller: Teller) -> Iterator[str]:
    """The disagreements by kind as HTML, then the breaks."""
    if not report.disagreements:
        yield f"<p>{teller.say('report.no_conflict')}</p>"
    for name in KINDS:
        own = [one for one in report.disagreements if kind(one) == name]
        if own:
            yield f"<h3>{teller.say(f'report_conflict.{name}')}</h3><p>{teller.say(f'report_conflict_says.{name}')}</p>"
            yield f'<ul class="conflicts">{"".join(_disagreement(one, teller) for one in own)}</ul>'
    yield f"<h3>{teller.say('report.breaks')}</h3>"
    if not report.broken:
        yield f"<p>{teller.say('report.no_break')}</p>"
        return
    yield f"<p>{teller.say('report.breaks_say')}</p>"
    yield f'<ul class="conflicts">{"".join(_broken(of, segments, teller) for of, segments in report.broken)}</ul>'


def _disagreement(one: Disagreement, teller: Teller) -> str:
    head = f"<b>{teller.name(one.figures[0].name)}, {one.year}</b>"
    return f"<li>{head}<ul>{''.join(_figure(figure, teller) for figure in one.figures)}</ul></li>"


def _figure(one: Figure, teller: Teller) -> str:
    value = f"<b>{teller.figure(one)}</b>" if one.preferred else teller.figure(one)
    preferred = f" · {teller.say('check.preferred')}" if one.preferred else ""
    return f"<li>{value} {teller.cite([one.source])}{preferred}{teller.noted(one)}</li>"


def _broken(of: Figure, segments: Sequence[Segment], teller: Teller) -> str:
    told = " ‖ ".join(_segment(one) for one in segments)
    return f"<li><b>{teller.name(of.name)}</b>: {told}</li>"


def _segment(one: Segment) -> str:
    years = sorted({figure.year for figure in one.line})
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f"{span} <code>{escape(one.series)}</code>"
