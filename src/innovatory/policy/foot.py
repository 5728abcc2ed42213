"""The tests at the foot of a sheet: an applicant, a day, and what must come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

from innovatory.language.explain import Value
from innovatory.language.literals import number_or_range
from innovatory.language.mistakes import Mistake
from innovatory.policy.cases import Case
from innovatory.policy.explanation import Explanation
from innovatory.policy.gaps import Gap
from innovatory.records.applicant import Applicant, read_applicant
from innovatory.records.declared import read_declared

if TYPE_CHECKING:
    from innovatory.policy.library import Instrument

TOLERANCE = 1e-9  # relative, of numbers that a test states

Figure = float | tuple[float, float]
Found = Figure | list[str] | str | bool | None


@dataclass(frozen=True)
class Outcome:
    """One test of a sheet: its name, whether it passed, and for what differs what was expected and what came out.

    `zh` is the name in Chinese, None where nobody has written it.
    """

    name: str
    passed: bool
    differences: tuple[tuple[str, str, str], ...] = ()
    zh: str | None = None


def run(instrument: Instrument) -> list[Outcome]:
    """All tests of a sheet, in order."""
    written: dict[str, tuple[dict[str, Any], date, int | None]] = {}
    outcomes = []
    for case in instrument.sheet.tests:
        given, on, year = _laid_over(case, written)
        written[case.name] = (given, on, year)
        outcomes.append(_outcome(instrument, case, given, on, year))
    return outcomes


def _laid_over(
    case: Case, written: Mapping[str, tuple[dict[str, Any], date, int | None]]
) -> tuple[dict[str, Any], date, int | None]:
    """The inputs, day and year of a test, over those of the test it is like."""
    given, on, year = written[case.like] if case.like else ({}, case.on, None)
    day = case.on or on
    assert day is not None  # the shape asks for a day
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in case.given.items()}
    return {**given, **plain}, day, case.year if case.year is not None else year


def _outcome(instrument: Instrument, case: Case, given: dict[str, Any], on: date, year: int | None) -> Outcome:
    try:
        explanation = instrument.explain(applicant(instrument, given, on, year), on, year)
    except Mistake as mistake:
        return Outcome(case.name, False, (("given", "", mistake.say()),), case.zh)
    found = [
        (key, str(wanted), _found(explanation, key))
        for key, wanted in case.expect.items()
        if not _agrees(explanation, key, wanted)
    ]
    return Outcome(case.name, not found, tuple((key, wanted, str(got)) for key, wanted, got in found), case.zh)


def applicant(instrument: Instrument, given: Mapping[str, object], on: date, year: int | None) -> Applicant:
    """What was typed, read for a sheet: any judged name of the library may stand in it."""
    library = instrument.library
    typed = {key: value for key, value in given.items() if key != "label"}
    judged = {**library.judged(), **instrument.rule.judged}
    if library.own is not None:
        return read_declared(typed, {**library.own, **judged}, instrument.sheet.applies_to, on, year)
    return read_applicant(
        typed, kind=instrument.sheet.applies_to, on=on, year=year, judged=judged, lasts=library.lasts()
    )


def _found(explanation: Explanation, key: str) -> Found:
    word, _, name = key.partition(".")
    match word:
        case "result":
            return explanation.result
        case "failed":
            return explanation.failed
        case "open":
            return explanation.open
        case "missing":
            return explanation.missing
        case "amount":
            return _plain(explanation.amount)
        case "gap":
            return _change(explanation.gaps.get(name))
        case "gives":
            return _plain(explanation.bound.value(name, explanation.case))
    criteria = [criterion.of.name for criterion in explanation.bound.criteria]
    return _plain(explanation.judgements[criteria.index(name)].margin)


def _change(gap: Gap | None) -> Found:
    if gap is None or gap.low is None:
        return None if gap is None else gap.reason
    return gap.low if gap.low == gap.high else (gap.low, inf if gap.high is None else gap.high)


def _plain(value: Value) -> Found:
    if not isinstance(value, tuple):
        return value
    return value[0][0] if value[0][0] == value[1][0] else (value[0][0], value[1][0])


def _agrees(explanation: Explanation, key: str, wanted: str | tuple[str, ...]) -> bool:
    found = _found(explanation, key)
    if isinstance(wanted, tuple):
        same = set if key == "missing" else list
        return isinstance(found, list) and same(found) == same(wanted)
    if found is None or isinstance(found, str | bool | list):
        return str(found).lower() == wanted or (found is None and wanted == "unknown")
    try:
        return _near(found, number_or_range(wanted))
    except Mistake:
        return False


def _near(found: Figure, wanted: Figure) -> bool:
    pairs = zip(_both(found), _both(wanted), strict=True)
    return all(abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b)) for a, b in pairs)


def _both(value: Figure) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)
