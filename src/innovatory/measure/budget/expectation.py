"""What a population will claim under the instruments of a plan: which of them can be asked of it, and what they add up to.

Each sheet is asked on the last day of the year on which it is in force, about the year before, as the latest complete
one; statuses are those of the whole year (`statuses`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import polars as pl

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.measure.budget.claims import Claims, Progress, count_claims, last_day_in_force
from innovatory.measure.budget.queue import Queue
from innovatory.measure.budget.statuses import StatusYear, over_the_year
from innovatory.measure.budget.there import any_there
from innovatory.policy.admission import WEIGHT
from innovatory.policy.books import Books, books
from innovatory.policy.match import ENTERPRISE
from innovatory.policy.population import ORIGIN

if TYPE_CHECKING:
    from innovatory.policy.library import Library

Unasked = Literal["other_unit", "not_in_force", "pays_nothing", "no_columns"]
"""Why an instrument is not asked: it is for other units than enterprises, in force on no day of the year, brings no
money, or reads nothing that the population has."""
ID_COLUMNS = ("enterprise_id", "unit_id", "id")
_YEARLY = re.compile(r"[a-z_0-9()]+?_((?:19|20)[0-9]{2})(?:_low|_high)?")


@dataclass(frozen=True)
class Expectation:
    """The claims by instrument and the queues by rank; why others were not asked; how statuses stand in the year.

    `rows` are those of the table, `origins` what they say of themselves.
    """

    claims: Mapping[str, Claims]
    queues: Mapping[str, Queue]
    unasked: Mapping[str, Unasked]
    statuses: tuple[StatusYear, ...]
    rows: int
    weighted: bool
    origins: frozenset[str]


def expected(
    library: Library,
    frame: pl.LazyFrame,
    instruments: Iterable[str],
    year: int,
    progress: Progress = lambda done, of: None,
) -> Expectation:
    """What some instruments will be asked for in a year by the enterprises of a table.

    `Mistake("year")` for a table that ends before the year that the sheets look at.
    """
    schema = frame.collect_schema()
    _reaches(schema.names(), year)
    days, unasked = _days(library, instruments, year, schema.names())
    claims: dict[str, Claims] = {}
    queues: dict[str, Queue] = {}
    read = {status for name in days for status in _statuses(library, name, days[name], year)}
    effective, statuses = over_the_year(frame, library, sorted(read), year)
    ids = next((name for name in ID_COLUMNS if name in schema), None)
    groups: defaultdict[date, list[str]] = defaultdict(list)
    for name, day in days.items():
        groups[day].append(name)
    for done, (day, names) in enumerate(sorted(groups.items())):
        told = _part_of(progress, done, len(groups))
        found = count_claims(_books(library, names, day, year), effective, ids, told)
        claims |= found.claims
        queues |= found.queues
    rows = int(frame.select(pl.len()).collect().item())
    return Expectation(claims, queues, unasked, tuple(statuses), rows, WEIGHT in schema, _origins(frame, schema))


def _books(library: Library, names: Sequence[str], day: date, year: int) -> Books:
    return books(library, {ENTERPRISE}, day, year - 1, names)


def _part_of(progress: Progress, done: int, groups: int) -> Callable[[int, int], None]:
    return lambda rows, of: progress(done * of + rows, groups * of)


def _origins(frame: pl.LazyFrame, schema: pl.Schema) -> frozenset[str]:
    if ORIGIN not in schema:
        return frozenset()
    return frozenset(frame.select(pl.col(ORIGIN).cast(pl.String).unique()).collect()[ORIGIN].drop_nulls().to_list())


def _reaches(columns: Sequence[str], year: int) -> None:
    """A table whose yearly columns end before the assessed year would be asked in vain."""
    years = {int(found[1]) for name in columns if (found := _YEARLY.fullmatch(name))}
    if years and max(years) < year - 1:
        newest = max(years)
        en = f"the population ends with {newest}; a budget of {year} asks for figures of {year - 1}; ask for {newest + 1}"
        zh = f"总体数据截至 {newest} 年；{year} 年预算需要 {year - 1} 年的数据；请改用 {newest + 1} 年"
        raise Mistake("year", en, zh, place=Place(path="--year"))


def _days(
    library: Library, instruments: Iterable[str], year: int, columns: Sequence[str]
) -> tuple[dict[str, date], dict[str, Unasked]]:
    """The day on which each instrument is asked, or why it is not."""
    days: dict[str, date] = {}
    unasked: dict[str, Unasked] = {}
    for name in instruments:
        instrument = library.instrument(name)
        day = last_day_in_force([(one.start, one.end) for one in instrument.sheet.in_force], year)
        if instrument.sheet.applies_to != ENTERPRISE:
            unasked[name] = "other_unit"
        elif not instrument.rule.money:
            unasked[name] = "pays_nothing"
        elif day is None:
            unasked[name] = "not_in_force"
        elif not any_there(instrument.on(day, year - 1).names_read, columns):
            unasked[name] = "no_columns"
        else:
            days[name] = day
    return days, unasked


def _statuses(library: Library, name: str, day: date, year: int) -> list[str]:
    """The statuses that a sheet reads."""
    read = library.instrument(name).on(day, year - 1).names_read
    return [one[7:-1] for one in read if one.startswith("status(")]


def library_of(libraries: Sequence[Library], instruments: Sequence[str]) -> Library:
    """The first library that has all the instruments; `Mistake("name")` where none has them together."""
    found = next((one for one in libraries if one.located.keys() >= set(instruments)), None)
    if found is None:
        lacking = next(name for name in instruments if name not in libraries[0].located)
        en, zh = (
            f"no instrument {lacking!r} beside the others of the plan",
            f"没有与其他预算行同属的政策工具 {lacking!r}",
        )
        raise Mistake("name", en, zh, nearest=nearest(lacking, libraries[0].located))
    return found
