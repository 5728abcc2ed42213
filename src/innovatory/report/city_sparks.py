"""The years of an indicator at a glance: which observations stand on a line of its sparkline and which contradict them."""

from __future__ import annotations

from innovatory.measure.measurement import Measured
from innovatory.measure.observations import Observation
from innovatory.report.city_words import Teller
from innovatory.report.sparkline import Point, Spark, sparkline
from innovatory.report.words import say


def spark_of(one: Measured) -> Spark:
    """The lines of an indicator, the one of its newest value last, and the figures that contradict them."""
    newest = one.newest
    lines = sorted(one.lines, key=lambda line: newest is not None and newest in line.observations)
    drawn = {id(each) for line in lines for each in line.observations}
    contested = {(each.year, figure.source) for each in one.disagreements for figure in each.figures}
    beside = [
        each
        for each in one.observations
        if each.on_line and id(each) not in drawn and (each.year, *each.sources) in contested
    ]
    return Spark([[_point(each) for each in line.observations] for line in lines], [_point(each) for each in beside])


def years(one: Measured) -> tuple[int, int]:
    """The first and the last year that is drawn."""
    found = [point.year for point in spark_of(one).points]
    return min(found), max(found)


def drawn(one: Measured, teller: Teller) -> str:
    """The sparkline with a title that says what it shows; nothing where one year is all that is known."""
    spark = spark_of(one)
    first, last = years(one)
    if first == last and len(spark.points) == 1:
        return ""
    facts = {"first": first, "last": last, "series": len(spark.lines), "beside": len(spark.beside)}
    title = say("report.spark", teller.lang, label=one.indicator.label[teller.lang], **facts)
    return sparkline(spark, title)


def disputed(one: Measured, teller: Teller) -> str:
    """The years in which figures of an indicator contradict each other, as a link to them; nothing if there is none."""
    years = sorted({each.year for each in one.disagreements if each.kind == "sources"})
    if not years:
        return ""
    told = teller.say("report.disputed", years=teller.listed(str(year) for year in years))
    return f'<a class="disputed" href="#{teller.lang}-conflicts">{told}</a>'


def _point(one: Observation) -> Point:
    return Point(one.year, one.low, one.high)
