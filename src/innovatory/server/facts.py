"""Facts of an applicant as they come from a page, made ready for the desk; those that cannot be read are set aside and told.

A page asks while somebody types: one half-typed figure must not silence the answers to all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from innovatory.language.days import read_day
from innovatory.language.mistakes import Mistake
from innovatory.server.problems import problem_of
from innovatory.server.shapes.eligibility import Facts
from innovatory.server.shapes.parts import Place as Told
from innovatory.server.shapes.parts import Problem

Given = dict[str, Any]
Read = TypeVar("Read")
UNKNOWN = "unknown"


def given_of(facts: Facts) -> Given:
    """The facts as the desk takes them: text, lists and mappings of text; what is empty was not given."""
    found = {name: _text(value) for name, value in facts.facts.items()}
    return {name: value for name, value in found.items() if value not in ("", [], {})}


def _text(value: object) -> Any:
    if isinstance(value, list):
        return [_text(one) or UNKNOWN for one in value]
    if isinstance(value, dict):
        told = {name: _text(one) for name, one in value.items()}
        return {name: one for name, one in told.items() if one != ""}
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value).strip()


def read_on(text: str | None) -> date:
    """The day of the question, today if none is given; `Mistake("date")` for what is no day."""
    return date.today() if text is None else read_day(text, "on")


def reading(given: Given, read: Callable[[Given], Read]) -> tuple[Read, list[Problem]]:
    """What `read` makes of the facts it can read, and a problem for each of the others.

    The `Mistake` itself where it is of no single fact.
    """
    problems: list[Problem] = []
    left = dict(given)
    while True:
        try:
            return read(left), problems
        except Mistake as mistake:
            where = _fact(mistake, left)
            if where is None:
                raise
            problems.append(_at(mistake, ".".join(where)))
            left = _without(left, where)


def _at(mistake: Mistake, path: str) -> Problem:
    found = problem_of(mistake)
    return Problem(kind=found.kind, en=found.en, zh=found.zh, nearest=found.nearest, place=Told(path=path))


def _fact(mistake: Mistake, given: Given) -> tuple[str, ...] | None:
    """The fact that a mistake speaks of: its name, for one of a group (`marks.core_ip`) with its part; None if unknown."""
    if mistake.place is None or mistake.place.path is None:
        return None
    for path in reversed(mistake.place.path.split(" · ")):
        if path in given:
            return (path,)
        name, _, part = path.partition(".")
        if isinstance(given.get(name), Mapping) and part in given[name]:
            return name, part
        if name in given:
            return (name,)
    return None


def _without(given: Given, where: tuple[str, ...]) -> Given:
    name = where[0]
    if len(where) == 1:
        return {key: value for key, value in given.items() if key != name}
    rest = {key: value for key, value in given[name].items() if key != where[1]}
    return {**given, name: rest} if rest else _without(given, (name,))
