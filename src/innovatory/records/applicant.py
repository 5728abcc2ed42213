"""One applicant as it is typed at the desk (records.md section 3), read against the dictionary.

Names are column names; yearly names become series that end in the assessed year; statuses become truths on the day of
the question. What is not typed stays absent, which every rule takes as unknown: nothing is filled in silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.types import Type
from innovatory.records.amounts import Figure
from innovatory.records.desk import NEVER, SHORTHANDS, Desk, read_name
from innovatory.records.dictionary import Column, desk_columns
from innovatory.records.held import last_day
from innovatory.records.pairs import parse_given
from innovatory.records.readings import Value
from innovatory.records.series import Window, mean_of_last_three, read_series

__all__ = ["NEVER", "Applicant", "Note", "Value", "parse_given", "read_applicant"]


@dataclass(frozen=True)
class Note:
    """What must be told beside every answer that reads one of `names`."""

    en: str
    zh: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Applicant:
    """What is known of one applicant on a day.

    `values` holds, by input name, what was typed and what follows from it. None was typed as unknown; an absent name
    was not typed, unknown as well. A series is a list ending in `year`, whose leading None stands for all older years;
    a range is a pair; a status stands as `status(name)`; an incident that never happened is dated `NEVER`. `given` are
    the names typed: judged names and statuses as they stand in `values`, all others as they were typed. `until` holds
    the last day of each status that is held on the day, where it is known.
    """

    kind: str
    on: date
    year: int
    values: Mapping[str, Value]
    notes: tuple[Note, ...]
    given: frozenset[str]
    until: Mapping[str, date] = field(default_factory=dict)


def read_applicant(
    given: Mapping[str, object],
    *,
    kind: str,
    on: date,
    year: int | None,
    judged: Mapping[str, Type],
    lasts: Mapping[str, int],
) -> Applicant:
    """Read what was typed of an applicant of a kind on the day `on`.

    `given` holds text, lists and mappings of text; `year` is the last complete year (None: the year of `on` less one);
    `judged` are the judged names of the sheets with their types; `lasts` says how many years a status is held.
    Raises `Mistake` (name, type, whole, negative, range, date, category, future, twice) with the path of the field.
    """
    values: dict[str, Value] = {}
    typed: set[str] = set()
    desk = Desk(desk_columns(kind), judged, lasts, Window(_assessed(on, year), on, None))
    dated = [name for name in ("registered_on", "age") if name in given]
    for name in dated:
        _take(name, given[name], desk, values, typed)
    desk = Desk(desk.columns, judged, lasts, Window(desk.window.newest, on, _founded(values)))
    for name in given:
        if name not in dated:
            _take(name, given[name], desk, values, typed)
    _complete_statuses(values, given, desk, typed)
    _mean_conversions(values, desk)
    _loss_of_the_year(values)
    notes = _shorthands(values, given, desk)
    return Applicant(kind, on, desk.window.newest, values, notes, frozenset(typed), _until(values, given, desk))


def _assessed(on: date, year: int | None) -> int:
    if year is not None and year > on.year:
        raise Mistake(
            "future",
            f"the assessed year {year} is in the future of {on}",
            f"评估年度 {year} 晚于提问日 {on}",
            place=Place(path="year"),
        )
    return on.year - 1 if year is None else year


def _take(name: str, raw: object, desk: Desk, values: dict[str, Value], typed: set[str]) -> None:
    try:
        taken = read_name(name, raw, desk)
        for target in taken.keys() & values.keys():
            raise Mistake("twice", f"{target} is given twice", f"{target} 重复给出")
    except Mistake as mistake:
        raise mistake.at(Place(path=name)) from None
    values.update(taken)
    typed.update((name,) if name == "age" or not taken else taken)


def _founded(values: Mapping[str, Value]) -> int | None:
    match values.get("registered_on"):
        case (date() as first, _) | (date() as first):
            return first.year
        case _:
            return None


def _complete_statuses(values: dict[str, Value], given: Mapping[str, object], desk: Desk, typed: set[str]) -> None:
    if "statuses" in given:
        for status in desk.statuses:
            name = f"status({status})"
            if name not in values:
                values[name] = False
                typed.add(name)  # who says that all are named has said that this one is not held


def _mean_conversions(values: dict[str, Value], desk: Desk) -> None:
    conversions = values.get("conversions")
    if isinstance(conversions, list) and "conversions_per_year" in desk.columns:
        mean = mean_of_last_three(conversions)
        if mean is not None:
            values.setdefault("conversions_per_year", mean)


def _until(values: Mapping[str, Value], given: Mapping[str, object], desk: Desk) -> dict[str, date]:
    """The last day of each status typed with its days and held on the day of the question."""
    typed = given.get("status")
    entries = {str(name): raw for name, raw in typed.items()} if isinstance(typed, Mapping) else {}
    entries |= {name[7:-1].strip(): raw for name, raw in given.items() if name.startswith("status(")}
    ends = {name: last_day(raw, desk.lasts.get(name)) for name, raw in entries.items() if values.get(f"status({name})")}
    return {name: end for name, end in ends.items() if end is not None}


def _loss_of_the_year(values: dict[str, Value]) -> None:
    """Losses carried forward are those of earlier years; that of the assessed year comes out of the account itself.

    Where only earlier years are typed, 0 stands for it, so that windows that leave it out again can be computed.
    """
    losses = values.get("tax_loss")
    if isinstance(losses, list) and len(losses) > 1 and losses[-1] is None:
        values["tax_loss"] = [*losses[:-1], 0.0]


def _shorthands(values: dict[str, Value], given: Mapping[str, object], desk: Desk) -> tuple[Note, ...]:
    """Fill every accounting not typed from its shorthand; one note for each shorthand that filled something."""
    notes = []
    for shorthand, targets in SHORTHANDS.items():
        if shorthand not in given:
            continue
        figures = _figures(shorthand, given[shorthand], desk.columns[targets[0]], desk)
        filled = tuple(target for target in targets if target not in values)
        values.update({target: list(figures) for target in filled})
        if filled:
            notes.append(Note("one figure used for several accountings", "一个数字用于多个口径", filled))
    return tuple(notes)


def _figures(shorthand: str, raw: object, like: Column, desk: Desk) -> list[Figure]:
    assert like.bounds is not None  # the accountings behind a shorthand are numbers
    try:
        return read_series(raw, shorthand, like.bounds, desk.window)
    except Mistake as mistake:
        raise mistake.at(Place(path=shorthand)) from None
