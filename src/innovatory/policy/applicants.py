"""What was typed of an applicant, matched with every sheet for its kind.

Statuses typed with their days are judged twice: on the day of the question and on that of the taxes. Figures of years
further back than any rule reads are told, never used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from innovatory.language.algebra import atoms
from innovatory.language.tree import Node, walk
from innovatory.language.types import Type
from innovatory.policy.books import Books, tax_day
from innovatory.policy.bound import KEPT
from innovatory.policy.kinds import (
    ENTERPRISE,
    KEY,
    Given,
    inferred_kind,
    known_kind,
    names_by_kind,
    refuse_others,
    written_kind,
)
from innovatory.policy.library import Library
from innovatory.policy.match import Match, match
from innovatory.records.applicant import Applicant, Note, read_applicant
from innovatory.records.declared import read_declared

UNREAD = "given for years that no rule reads, not used", "所填年份早于各项规则的取数范围，未予使用"


def matched(library: Library, given: Given, on: date, year: int | None = None, kind: str | None = None) -> Match:
    """What was typed of an applicant, matched with every sheet of the library for its kind.

    `given` may hold a key `kind`; `kind` wins over it. `year` is the last complete year (None: the year of `on` less
    one). Raises `Mistake` of the kinds of `read_applicant`, and `kind` (a fact of another kind of applicant, or a kind
    that cannot be told) and `category` (no such kind).
    """
    if library.own is not None:
        return _matched_own(library, library.own, given, on, year, kind)
    written, facts = written_kind(given)
    names = names_by_kind(library)
    asks = known_kind(kind) if kind is not None else written or inferred_kind(names, facts)
    refuse_others(names, facts, asks)
    first = _read(library, facts, asks, on, year)
    taxed = _on_the_day_of_taxes(library, facts, first)
    found = match(library, first, on, first.year, asks, taxed)
    old = tuple(_unread(found.books, first))
    return Match(found.books, replace(first, notes=(*first.notes, Note(*UNREAD, old))), taxed) if old else found


def _read(library: Library, facts: Given, kind: str, on: date, year: int | None) -> Applicant:
    return read_applicant(facts, kind=kind, on=on, year=year, judged=library.judged(), lasts=library.lasts())


def _on_the_day_of_taxes(library: Library, facts: Given, first: Applicant) -> Applicant:
    """The applicant with its statuses as they stood on the day on which the taxes are judged; all else is the same."""
    day = tax_day(first.on, first.year)
    if day == first.on:
        return first
    of_statuses = {name: raw for name, raw in facts.items() if name.startswith("status")}
    then = _read(library, of_statuses, first.kind, day, first.year)
    statuses = {name: value for name, value in then.values.items() if name.startswith("status(")}
    return replace(first, on=day, values={**first.values, **statuses}, until=then.until)


def _matched_own(
    library: Library, own: Mapping[str, Type], given: Given, on: date, year: int | None, kind: str | None
) -> Match:
    """A jurisdiction with inputs of its own: they are the same for all kinds, so that no kind follows from them."""
    written, facts = (None, dict(given)) if KEY in own else written_kind(given)
    asks = known_kind(kind) if kind is not None else written or ENTERPRISE
    applicant = read_declared(facts, {**own, **library.judged()}, asks, on, year)
    return match(library, applicant, on, applicant.year, asks)


def _unread(books: Books, applicant: Applicant) -> Iterator[str]:
    """`name year` of every figure typed for a year before all that the rules of the books read."""
    back = years_back(books)
    for name, figures in applicant.values.items():
        if isinstance(figures, list):
            oldest = applicant.year - len(figures) + 1
            for index, figure in enumerate(figures[: max(0, len(figures) - 1 - back)]):
                if figure is not None:
                    yield f"{name} {oldest + index}"


@lru_cache(maxsize=KEPT)
def years_back(books: Books) -> int:
    """How many years before the newest the rules and the account look, at most; 0 if they look at the newest only."""
    read = (atom.year for node in _nodes(books) for one in walk(node) for atom in atoms(one))
    return max((year for year in read if year is not None), default=0)


def _nodes(books: Books) -> Iterator[Node]:
    for bound in books.rules.values():
        yield from (node for criterion in bound.criteria for node in criterion.nodes.values())
        yield from bound.values_shown()
    yield from books.account.nodes.values() if books.account is not None else ()
