"""Before and after: the same estimate year by year, where a threshold or the time in which a sheet holds has changed.

Every year is judged at the threshold of the day that was asked, which did not bind anyone before it held; a year with a
threshold of its own is judged at that one as well. A year's values are those of the same day of its own year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import narwhals as nw
import numpy as np

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.tree import Node
from innovatory.policy.admission import admit
from innovatory.policy.bound import BoundCriterion, BoundRule
from innovatory.policy.bunching import Estimate
from innovatory.policy.density import figures
from innovatory.policy.library import Instrument
from innovatory.policy.rule import Rule, parameters_of, unit_of
from innovatory.policy.threshold_analysis import analysed
from innovatory.policy.threshold_rows import Rows, measured

YEAR = "year"


def of_year(table: Any, year: int) -> Any:
    """The rows of a year where the table has a column `year`, else all; `Mistake("year")` if there are none of it."""
    years = years_of(table)
    if years is None:
        return table
    if year not in years:
        known = f"{years[0]} – {years[-1]}" if years else ""
        raise Mistake(
            "year", f"the table has no row of the year {year}; its years: {known or 'none'}",
            f"数据表中没有 {year} 年的行；现有年份：{known or '无'}", place=Place(path="--year"),
        )  # fmt: skip
    return nw.from_native(table).lazy().filter(nw.col(YEAR) == year).to_native()


def years_of(table: Any) -> list[int] | None:
    """The years of the column `year`, ascending; None where there is no such column, `Mistake("type")` if it is none."""
    frame = nw.from_native(table).lazy()
    of = frame.collect_schema().get(YEAR)
    if of is None:
        return None
    if not of.is_integer():
        raise Mistake(
            "type", f"column 'year' holds {of}; expected whole years such as 2023",
            f"列 'year' 的类型是 {of}；应为年份（如 2023）", place=Place(path=YEAR),
        )  # fmt: skip
    return sorted(int(one) for one in frame.select(YEAR).unique().collect()[YEAR].to_list() if one is not None)


def by_year(
    instrument: Instrument, table: Any, bound: BoundRule, criteria: Sequence[BoundCriterion]
) -> dict[str, dict[str, Any]]:
    """For each criterion `cannot` and why, or its `changes` and an entry for every year."""
    years = years_of(table) or []
    if len(years) < 2:
        return {one.of.name: {"cannot": "one_year"} for one in criteria}
    days = {year: day_in(bound.on, year - bound.year) for year in years}
    changes = {one.of.name: _between(changes_of(bound.rule, one.of.threshold), days) for one in criteria}
    changed = [one for one in criteria if changes[one.of.name]]
    found = {one.of.name: _Years(changes[one.of.name]) for one in changed}
    for year, day in days.items() if changed else ():
        own = instrument.on(day, year)
        for name, entry in _entries(own, of_year(table, year), changed):
            found[name].entries.append({"year": year, "day": day.isoformat(), **entry})
    return {name: found[name].told() if name in found else {"cannot": "no_change"} for name in changes}


class _Years:
    """What is found of one criterion, year by year."""

    def __init__(self, changes: list[date]) -> None:
        self.changes = changes
        self.entries: list[dict[str, Any]] = []

    def told(self) -> dict[str, Any]:
        return {"cannot": None, "changes": [day.isoformat() for day in self.changes], "years": self.entries}


def day_in(day: date, years: int) -> date:
    """The same day some years later; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def changes_of(rule: Rule, threshold: Node) -> list[date]:
    """The days on which a threshold becomes another one, or the sheet comes into force or ends."""
    days: set[date] = set()
    for period in rule.sheet.in_force:
        days |= {period.start} | ({period.end + timedelta(days=1)} if period.end is not None else set())
    for name in parameters_of(threshold):
        entries = rule.parameters[name].entries
        days |= {entry.end + timedelta(days=1) for entry in entries if entry.end is not None}
        days |= {entries[0].start}
        pairs = pairwise(entries)
        days |= {later.start for first, later in pairs if (first.value, first.table) != (later.value, later.table)}
    return sorted(days)


def _between(changes: list[date], days: Mapping[int, date]) -> list[date]:
    """The changes that some of the days lie before and some after."""
    return [day for day in changes if min(days.values()) < day <= max(days.values())]


def _entries(own: BoundRule, rows: Any, criteria: Sequence[BoundCriterion]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entry of a year for each criterion; `own` is the rule of its day, `criteria` are those of the day asked."""
    admitted = admit(rows, own)
    names = [one.of.name for one in criteria]
    asked = measured(own, admitted, {one.of.name: one.nodes["threshold"] for one in criteria})
    theirs = measured(
        own, admitted, {one.of.name: one.nodes["threshold"] for one in own.criteria if one.of.name in names}
    )
    for one in criteria:
        name = one.of.name
        applies = _applies(own, asked[name], theirs[name])
        entry = {"applies": applies, "asked": _told(asked[name], one), "own": None}
        yield name, {**entry, "own": _told(theirs[name], one)} if applies == "other_threshold" else entry


def _applies(own: BoundRule, asked: Rows, theirs: Rows) -> str:
    if not own.in_force or (len(asked.value) and not len(theirs.value)):
        return "not_in_force"
    same = np.array_equal(asked.threshold, theirs.threshold)
    return "in_force" if same else "other_threshold"


def _told(rows: Rows, one: BoundCriterion) -> dict[str, Any]:
    """The figures of one year, or why there are none."""
    analysis = analysed(rows, one.of.word, str(unit_of(one.nodes["value"])), full=False)
    found = analysis.estimate
    if not isinstance(found, Estimate):
        return {"cannot": found}
    return {"cannot": None, **figures(found), "p": analysis.p, "verdict": analysis.verdict}
