"""What the page of a city cannot say, and why: indicators without figures or records, and statements without a home.

Nothing that is missing is filled in or left out in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from innovatory.measure.facts import CityFacts
from innovatory.measure.measurement import Measured
from innovatory.report import measured_value
from innovatory.report.city_report import CityReport
from innovatory.report.city_words import Teller
from innovatory.report.facts import totals


def unsaid(report: CityReport, teller: Teller) -> Iterator[str]:
    """The indicators of which nothing is known by their reason, those that only records would tell more of, statements."""
    groups: dict[str, list[Measured]] = defaultdict(list)
    for one in report.unsaid:
        groups[" ".join(_reason(one, teller))].append(one)
    yield f"<h3>{teller.many('report.unknown', len(report.unsaid))}</h3>"
    for reason, members in groups.items():
        yield f'<div class="unsaid"><p>{reason} <span class="year">· {len(members)}</span></p>{_names(members, teller)}</div>'
    half = [one for one in report.said if one.unsaid]
    if half:
        yield f"<p>{teller.many('report.published_only', len(half))}</p>"
    if report.facts is not None:
        yield from _statements(report.facts, teller)


def _names(members: list[Measured], teller: Teller) -> str:
    told = "".join(f"<li>{teller.name(one.indicator.label)}</li>" for one in members)
    return f'<ul class="names">{told}</ul>'


def _reason(one: Measured, teller: Teller) -> Iterator[str]:
    """Why nothing is known: of each way to know it, what is missing."""
    if any(not each.on_line for each in one.observations if each.origin == "published"):
        yield teller.say("report_unsaid.not_whole")
    if any(each.reason is not None for each in one.observations):
        yield teller.say("report_unsaid.undecided")
    for each in one.unsaid:
        yield escape(measured_value.unsaid(each.as_dict(), teller.lang))


def _statements(facts: CityFacts, teller: Teller) -> Iterator[str]:
    """How many statements the founding documents make; those that live nowhere in full."""
    yield f"<h3>{teller.say('report.statements')}</h3>"
    yield "".join(f"<p>{escape(line)}</p>" for line in totals(facts.counts(), teller.lang))
    homeless = [one for one in facts.statements if one.homeless]
    told = "".join(
        f'<li>{teller.name(one.text)} <span class="small">{teller.say(f"none.{one.homes[0].id}")}</span></li>'
        for one in homeless
    )
    if told:
        yield f"<details><summary>{teller.say('report.homeless')}</summary><ul>{told}</ul></details>"
