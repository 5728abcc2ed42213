"""What the columns of a table owe each other: days in their order, parts and their whole, shares of one whole.

The relations are data, `library/records/relations.csv`; this file reads them and writes those that one row can keep or
break as rules. Nothing is held against a row whose figures are not all known.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

import polars as pl

from innovatory.records.rules import LATEST, Rule, raw, typed

WITHIN = 1.0  # yuan by which parts may miss their whole


@dataclass(frozen=True)
class Relation:
    """One relation of a table: its kind, the columns it is about, and what else it needs (`by`).

    * `order`: each column is at most every later one; * `part`: the first is part of the second; * `sum`: the first is
    the sum of all others; * `shares`: the column adds to at most 1 over the rows alike in `by`; * `since`: the year (the
    second column) is none before the day that the unit (the first) has in the column `by` of another table.
    """

    table: str
    kind: str
    columns: tuple[str, ...]
    by: tuple[str, ...]


def relations(table: str) -> tuple[Relation, ...]:
    """The relations of a table, in the order in which they are written."""
    return tuple(relation for relation in _all() if relation.table == table)


@cache
def _all() -> tuple[Relation, ...]:
    text = (files("innovatory") / "library" / "records" / "relations.csv").read_text(encoding="utf-8")
    return tuple(
        Relation(row["table"], row["kind"], tuple(row["columns"].split()), tuple(row["by"].split()))
        for row in csv.DictReader(text.splitlines())
    )


def row_rules(table: str, present: Collection[str]) -> list[Rule]:
    """The rules that relations make for single rows of a table with the columns `present`."""
    return [
        rule
        for relation in relations(table)
        if relation.kind in ROW_RULES
        for rule in ROW_RULES[relation.kind](relation, present)
    ]


def _in_order(relation: Relation, present: Collection[str]) -> Iterator[Rule]:
    there = [name for name in relation.columns if name in present]
    for first, last in combinations(there, 2):
        end = typed(last)
        if last + LATEST in present:
            # `last` is only the first day on which it can have been: what counts is the last possible one
            end = pl.coalesce(typed(last + LATEST), end)
        yield Rule("order", last, typed(first) > end, raw(last), about=first)


def _part(relation: Relation, present: Collection[str]) -> Iterator[Rule]:
    part, whole = relation.columns
    if part in present and whole in present:
        yield Rule("part", part, typed(part) > typed(whole), raw(part), about=whole)


def _sum(relation: Relation, present: Collection[str]) -> Iterator[Rule]:
    """Parts that are all known add to the whole; known parts alone are not more than it."""
    whole, *parts = relation.columns
    there = [name for name in parts if name in present]
    if whole not in present or not there:
        return
    known = pl.sum_horizontal(typed(name) for name in there)
    over = known - typed(whole)
    complete = pl.all_horizontal(typed(name).is_not_null() for name in there)
    if len(there) < len(parts):
        complete = pl.lit(value=False)
    yield Rule("sum", whole, (over > WITHIN) | (complete & (over < -WITHIN)), raw(whole), about=", ".join(there))


ROW_RULES: dict[str, Callable[[Relation, Collection[str]], Iterator[Rule]]] = {
    "order": _in_order,
    "part": _part,
    "sum": _sum,
}
