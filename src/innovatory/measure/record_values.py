"""What a city's own records say of its indicators: one scan per table or view, every group of every year an observation.

A value names the rows it was worked out from and those left out of it, the published figures it divides by, and what it
rests on. What is not recorded, or only assumed, gives no value but a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import narwhals as nw

from innovatory.language.mistakes import Mistake
from innovatory.measure.evidence import Evidence
from innovatory.measure.indicator import Expression, Indicator, Series
from innovatory.measure.observations import RECORDS, Observation, Unsaid
from innovatory.measure.plan import Pair
from innovatory.measure.readings import is_observed
from innovatory.measure.recorded import NotRecorded, Reader, Records, Table, absent, tables_behind
from innovatory.measure.scan import YEAR, Found, Rows, scan
from innovatory.measure.statistics import Figure
from innovatory.records.dictionary import tables

Years = tuple[int | None, int | None]
Recorded = tuple[list[Observation], list[Unsaid]]
FLAGS = {"simulated": "simulated", "synthetic": "estimated"}  # of a table's origin; `observed` is the rest


class Measurable(Protocol):
    """What is needed of a city; `City` is one."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its published figures."""

    @property
    def workspace(self) -> Records | None:
        """Its records, None if it has none."""


def figures_of(city: Measurable, series: Series) -> list[Figure]:
    """The published figures of a series, all in its unit."""
    found = [figure for figure in city.figures if figure.indicator == series.id]
    for figure in found:
        if figure.unit != series.unit:
            en = f"{figure.indicator} is published in {figure.unit}, its indicator is in {series.unit}"
            zh = f"{figure.indicator} 的公布单位是 {figure.unit}，指标单位是 {series.unit}"
            raise Mistake("unit", en, zh, place=figure.place)
    return found


def from_records(city: Measurable, asked: Iterable[Indicator], years: Years, by: Sequence[str]) -> dict[str, Recorded]:
    """The observations from the city's records by indicator, one scan for each table or view."""
    records = city.workspace
    if records is None:
        return {}
    groups: dict[str, list[tuple[Indicator, Expression]]] = defaultdict(list)
    for one in asked:
        if one.entry.over is not None and one.expression is not None:
            groups[one.entry.over].append((one, one.expression))
    found: dict[str, Recorded] = {}
    with Reader(records) as reader:
        for over, members in groups.items():
            assumed = _assumed(records, over, by)
            if assumed:
                found |= {one.id: ([], [Unsaid("assumed", columns=assumed)]) for one, _ in members}
            else:
                found |= _scanned(city, reader, over, members, years, by)
    return found


def _assumed(records: Records, over: str, by: Sequence[str]) -> tuple[str, ...]:
    """The dimensions that the records only assume: nothing is reported by them."""
    stored = [records.tables[name] for name in tables_behind(over) if name in records.tables]
    return tuple(name for name in by if any(table.basis.get(name) == "assumed" for table in stored))


def _scanned(
    city: Measurable,
    reader: Reader,
    over: str,
    members: Sequence[tuple[Indicator, Expression]],
    years: Years,
    by: Sequence[str],
) -> dict[str, Recorded]:
    """One scan for all members whose columns are recorded."""
    records = reader.records
    read = {name for _, expression in members for name in expression.columns}
    lacking = absent(records, over, [YEAR, *read, *by])
    if lacking is not None and (lacking.tables or YEAR in lacking.columns):
        return {one.id: ([], [_unsaid(lacking)]) for one, _ in members}
    gone = set() if lacking is None else set(lacking.columns)
    able = [(one, e) for one, e in members if not gone & {*e.columns, *by}]
    found: dict[str, Recorded] = {
        one.id: ([], [Unsaid("not_recorded", (over,), tuple(sorted(gone & {*e.columns, *by})))])
        for one, e in members
        if gone & {*e.columns, *by}
    }
    if not able:
        return found
    names = dict.fromkeys([*by, *(name for _, e in able for name in e.columns)])
    rows = reader.rows(over, names)
    if isinstance(rows, NotRecorded):
        return found | {one.id: ([], [_unsaid(rows)]) for one, _ in able}
    answers = scan(_between(rows, years), {one.id: e.node for one, e in able}, [YEAR, *by])
    for one, expression in able:
        observed = [
            _observed(city, records, one, expression, dict(zip([YEAR, *by], group, strict=True)), each)
            for group, each in answers[one.id].items()
            if group[0] is not None
        ]
        found[one.id] = (observed, [] if observed else [Unsaid("no_rows", tables_behind(over))])
    return found


def _unsaid(lacking: NotRecorded) -> Unsaid:
    return Unsaid("not_recorded", lacking.tables or (lacking.table,), lacking.columns)


def _between(rows: Rows, years: Years) -> Rows:
    """The rows of some years; what is known of all rows holds of them too."""
    frame = nw.from_native(rows.frame)
    if years[0] is not None:
        frame = frame.filter(nw.col(YEAR) >= years[0])
    if years[1] is not None:
        frame = frame.filter(nw.col(YEAR) <= years[1])
    return replace(rows, frame=frame.to_native())


def _observed(
    city: Measurable, records: Records, one: Indicator, expression: Expression, group: Mapping[str, Any], found: Found
) -> Observation:
    """The observation of one group of one year."""
    year = int(group[YEAR])
    figures = {name: _figure_of(city, one.published[name], year) for name in expression.published}
    value = found.value({name: None if each is None else (each.value, each.value) for name, each in figures.items()})
    lacking = tuple(name for name, each in figures.items() if each is None)
    known = [each for each in figures.values() if each is not None]
    return Observation(
        indicator=one.id,
        year=year,
        low=None if value is None else value[0],
        high=None if value is None else value[1],
        unit=one.unit,
        origin=RECORDS,
        series=_segment(one, year),
        flag=_flag(records, one, value, known),
        evidence=_rests_on(records, one, expression, len(known)),
        group={name: _label(part) for name, part in group.items() if name != YEAR},
        sources=tuple(each.source for each in known),
        qualifier="; ".join(each.qualifier for each in known if each.qualifier),
        qualifier_zh="；".join(each.qualifier_zh or each.qualifier for each in known if each.qualifier),
        rows=found.rows,
        left_out=found.left_out,
        reason=None if value is not None else "published" if lacking else "unknown",
        lacking=lacking,
    )


def _label(part: object) -> str | None:
    """The name of a group as the language has it: truths are written small, the unknown has none."""
    return None if part is None else str(part).lower() if isinstance(part, bool) else str(part)


def _figure_of(city: Measurable, series: Series, year: int) -> Figure | None:
    """The published figure of a year that a ratio may be taken of: the preferred one, if it is no bound."""
    own = [one for one in figures_of(city, series) if one.year == year and one.period in ("full_year", "stock")]
    usable = [one for one in own if is_observed(one) and one.preferred and one.bound in ("exact", "approximate")]
    return min(usable, key=lambda one: one.period != "full_year", default=None)


def _segment(one: Indicator, year: int) -> str:
    """The segment of a value from records: a new one from each dated change of the definition."""
    started = [vintage.from_ for vintage in one.entry.vintages if vintage.from_ <= year]
    return f"{RECORDS}:{max(started)}" if started else RECORDS


def _origins(records: Records, over: str) -> set[str]:
    return {origin for name in tables_behind(over) for origin in records.tables[name].origin}


def _flag(records: Records, one: Indicator, value: Pair | None, figures: Sequence[Figure]) -> str:
    origins = _origins(records, one.entry.over or "")
    invented = next((flag for origin, flag in FLAGS.items() if origin in origins), None)
    if invented is not None:
        return invented
    if value is not None and value[0] != value[1]:
        return "bound"
    return "preliminary" if any(figure.flag == "preliminary" for figure in figures) else "observed"


def _rests_on(records: Records, one: Indicator, expression: Expression, published: int) -> Evidence:
    """The facts behind a value: each column that it reads, by what the records say of it, and the published figures."""
    behind = tables_behind(one.entry.over or "")
    counted = Evidence(published=published)
    for name in expression.columns or ("",):  # a count of rows reads no column: the table itself is the fact
        holders = [records.tables[table] for table in behind if name in tables()[table].columns] or [
            records.tables[table] for table in behind
        ]
        counted += _of_column(name, holders)
    return counted


def _of_column(name: str, holders: Sequence[Table]) -> Evidence:
    """One column: the city's own record, or what an invented table says that it rests on."""
    if all(set(table.origin) <= {"observed"} for table in holders):
        return Evidence(your_records=1)
    basis = {table.basis.get(name) for table in holders}
    return Evidence(published=1) if basis == {"published"} else Evidence(assumption=1)
