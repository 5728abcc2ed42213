"""A change of one value of one sheet, as typed: `sheet.parameter=value` becomes a reform of the budget's year."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.measure.budget.claims import last_day_in_force
from innovatory.policy.books import OF_TAX, tax_day
from innovatory.policy.located import parse_yaml
from innovatory.policy.reforms import Reform, ReformedLibrary

if TYPE_CHECKING:
    from innovatory.policy.library import Library

OPTION = "--change"


def changed(library: Library, changes: Sequence[str], year: int) -> ReformedLibrary:
    """The library with some values changed in a year.

    Raises `Mistake`: `option` (not of the form), `missing` (no value), `name` (no such sheet or parameter, with the
    nearest), `twice`, `date` (the sheet is not in force in the year, or has no such value then), `negative`, `share` (35 for
    35 %), and those of a reform whose value cannot be read.
    """
    read = [_read(text) for text in changes]
    for place, (sheet, parameter, _) in enumerate(read):
        if any((sheet, parameter) == one[:2] for one in read[:place]):
            told = f"{sheet}.{parameter} is changed twice", f"{sheet}.{parameter} 被改动两次"
            raise Mistake("twice", *told, place=Place(path=OPTION))
    try:
        found = ReformedLibrary(library, [_reform(library, at, *one, year) for at, one in enumerate(read, 1)])
    except Mistake as mistake:  # its place is one in the reform that stands for the option
        raise Mistake(mistake.kind, mistake.en, mistake.zh, nearest=mistake.nearest, place=Place(path=OPTION)) from None
    for one in read:
        _check_sense(library, found, *one)
    return found


def sheets_of(changes: Sequence[str], libraries: Sequence[Library]) -> list[str]:
    """The sheets that changes as typed name, as far as they are known."""
    named = [text.partition(".")[0].strip() for text in changes]
    return [one for one in named if any(one in each.located for each in libraries)]


def asked_day(library: Library, sheet: str, year: int) -> date | None:
    """The day on which the desk asks a sheet in a year, so that a value of that day counts; none if it is not in force."""
    instrument = library.instrument(sheet)
    day = last_day_in_force([(one.start, one.end) for one in instrument.sheet.in_force], year)
    if day is None:
        return None
    return tax_day(day, year - 1) if instrument.rule.money.keys() & OF_TAX else day


def _read(text: str) -> tuple[str, str, str]:
    name, equals, value = text.partition("=")
    sheet, dot, parameter = name.strip().partition(".")
    if not equals or not dot or not sheet or not parameter:
        en = f"sheet.parameter=value is expected, such as toy_grant.first_rate=6%, not {text!r}"
        raise Mistake(
            "option",
            en,
            f"应写作 规则表.参数=值（如 toy_grant.first_rate=6%），不能是 {text!r}",
            place=Place(path=OPTION),
        )
    if not value.strip():
        raise Mistake("missing", "the new value is missing", "缺少新的取值", place=Place(path=OPTION))
    return sheet, parameter.strip(), value.strip()


def _check_sense(law: Library, found: Library, sheet: str, parameter: str, value: str) -> None:
    """Refuse what the law itself has nowhere for a parameter: less than nothing, and a share above 1 without its %."""
    (low, high), (lowest, highest) = _range(found, sheet, parameter), _range(law, sheet, parameter)
    if low < 0 <= lowest:
        raise Mistake("negative", "it cannot be negative", "此处不能为负", place=Place(path=OPTION))
    share = law.sheet(sheet).parameters[parameter].unit == "1" and highest <= 1
    if share and high > 1 and not value.endswith("%"):
        told = (
            f"{value} would be {high:.0%}; write {value}% if that is meant",
            f"{value} 即 {high:.0%}；若指百分比，请写作 {value}%",
        )
        raise Mistake("share", *told, place=Place(path=OPTION))


def _range(library: Library, sheet: str, parameter: str) -> tuple[float, float]:
    """The lowest and the highest of all values that a library has of a parameter."""
    values = [entry.value for entry in library.sheet(sheet).parameters[parameter].values.values()]
    ends = [one if isinstance(one, tuple) else (one, one) for one in values if one is not None]
    return min((low for low, _ in ends), default=0.0), max((high for _, high in ends), default=0.0)


def _reform(library: Library, number: int, sheet: str, parameter: str, value: str, year: int) -> Reform:
    if sheet not in library.located:
        en, zh = f"no instrument {sheet!r}", f"没有政策工具 {sheet!r}"
        raise Mistake("name", en, zh, nearest=nearest(sheet, library.located), place=Place(path=OPTION))
    known = library.sheet(sheet).parameters
    if parameter not in known:
        en, zh = f"{sheet} has no parameter {parameter!r}", f"{sheet} 没有参数 {parameter!r}"
        raise Mistake("name", en, zh, nearest=nearest(parameter, known), place=Place(path=OPTION))
    start = _day(library, sheet, year)
    told = json.dumps(f"{sheet}.{parameter} = {value}", ensure_ascii=False)
    lines = (
        f"reform: change_{number}",
        f"label: {{en: {told}, zh: {told}}}",
        f"from: {start.isoformat()}",
        f"changes: {{{sheet}: {{parameters: {{{parameter}: {json.dumps(value, ensure_ascii=False)}}}}}}}",
    )
    return Reform(parse_yaml("\n".join(lines).encode(), OPTION))


def _day(library: Library, sheet: str, year: int) -> date:
    """The day on which the desk asks the sheet: on it the new value holds."""
    day = asked_day(library, sheet, year)
    if day is None:
        en, zh = f"{sheet} is in force on no day of {year}", f"{sheet} 在 {year} 年内无有效规定"
        raise Mistake("date", en, zh, place=Place(path=OPTION))
    return day
