"""The newest value of an indicator as an answer: with its sparkline, its change, what limits it and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from innovatory.measure.evidence import Evidence as Counted
from innovatory.measure.measurement import Measured
from innovatory.measure.observations import Observation
from innovatory.report import measured_value, sentences
from innovatory.report.city_chain import WORDED
from innovatory.report.city_sparks import spark_of, years
from innovatory.report.city_words import Teller
from innovatory.report.sparkline import Point as Drawn
from innovatory.report.words import say
from innovatory.server.shapes.city import KeyFigure, Point, Spark
from innovatory.server.shapes.parts import Evidence, Shares, Value


def evidence_of(counted: Counted, lang: str) -> Evidence:
    """The evidence line of facts that were counted."""
    return evidence_told(counted.shares(), lang)


def evidence_told(shares: Mapping[str, float], lang: str) -> Evidence:
    """The evidence line of shares."""
    return Evidence(sentence=sentences.evidence(shares, lang), shares=Shares(**shares))


def key_figure(one: Measured, teller: Teller) -> KeyFigure | None:
    """The newest value of an indicator; None where nothing is known of the whole city."""
    newest = one.newest
    if newest is None:
        return None
    entry = one.indicator.entry
    return KeyFigure(
        id=one.indicator.id,
        label=one.indicator.label[teller.lang],
        value=value_of(newest, one, teller),
        better=entry.better,
        change=changes_of(one, teller.lang).get(id(newest)),
        limits=teller.limits(newest, one.indicator, WORDED),
        disputed_years=sorted({each.year for each in one.disagreements if each.kind == "sources"}),
        spark=_spark(one, teller),
        sources=list(newest.sources),
        evidence=evidence_of(newest.evidence, teller.lang),
    )


def value_of(each: Observation, one: Measured, teller: Teller) -> Value:
    """An observation as a number and as people read it."""
    text = teller.text(each, one.indicator)
    return Value(year=each.year, low=each.low, high=each.high, unit=str(each.unit), text=text)


def changes_of(one: Measured, lang: str) -> dict[int, str]:
    """The change on the year before of every observation on a line that has one, by the identity of the observation."""
    entry: dict[str, Any] = one.indicator.entry.model_dump()
    found = {}
    for line in one.lines:
        changes = line.changes()
        for each in line.observations:
            if each.year in changes:
                difference, growth = changes[each.year]
                found[id(each)] = measured_value.change({"difference": difference, "growth": growth}, entry, lang)
    return found


def why_nothing(one: Measured, lang: str) -> list[str]:
    """Why nothing is known of an indicator: of each way to know it, what is missing."""
    return list(dict.fromkeys(_reasons(one, lang)))


def _reasons(one: Measured, lang: str) -> Iterator[str]:
    if any(not each.on_line for each in one.observations if each.origin == "published"):
        yield say("report_unsaid.not_whole", lang)
    if any(each.reason is not None for each in one.observations):
        yield say("report_unsaid.undecided", lang)
    for each in one.unsaid:
        yield measured_value.unsaid(each.as_dict(), lang)


def _spark(one: Measured, teller: Teller) -> Spark | None:
    drawn = spark_of(one)
    first, last = years(one)
    if first == last and len(drawn.points) == 1:
        return None
    facts = {"first": first, "last": last, "series": len(drawn.lines), "beside": len(drawn.beside)}
    title = say("report.spark", teller.lang, label=one.indicator.label[teller.lang], **facts)
    lines = [[_point(each) for each in line] for line in drawn.lines]
    return Spark(title=title, lines=lines, beside=[_point(each) for each in drawn.beside])


def _point(one: Drawn) -> Point:
    return Point(year=one.year, low=one.low, high=one.high)
