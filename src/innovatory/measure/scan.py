"""All indicators over one table, or view, in one lazy scan: every sum of every expression, by year and by dimensions.

The same plan runs on Polars (streaming) and DuckDB; equal sums of different indicators are taken once, only the columns
that are read are read, and no row is ever held. What needs values in order takes a narrow second look (`ordered`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any

import narwhals as nw
import polars as pl

from innovatory.language import columns, explain
from innovatory.language.columns import Given, Numbers, Texts, Truths
from innovatory.language.ranges import evaluator
from innovatory.language.tree import Constant, Node, Parameter, rebuilt
from innovatory.language.vectors import Stages, Vector, column, computed, select
from innovatory.measure import exact, ordered
from innovatory.measure.exact import Term
from innovatory.measure.plan import IN_ORDER, Pair, Part, Plan, plan

NO_LIMIT = 2**62  # rows; behind it DuckDB keeps stages apart instead of writing them into each other
YEAR = "year"
KEY, SUM = "key ", "sum "
Group = tuple[Any, ...]
Totals = Mapping[int, Pair | None]


@dataclass(frozen=True)
class Rows:
    """The rows of a table or view: a lazy frame of any engine, its columns for the language, how many rows at most.

    Numbers are finite or null, as imports leave them; `weight` is None where every row is one unit.
    """

    frame: Any
    given: Given
    most: int
    weight: Numbers | None = None


@dataclass(frozen=True)
class Found:
    """What a scan found for one expression in one group.

    `rows` are the rows of the group, `left_out` those of them that are unknown to the expression; `totals` the value of
    each aggregate by the id of its node, None where it is unknown.
    """

    rows: int
    left_out: int
    node: Node
    totals: Totals

    def value(self, parameters: Mapping[str, Pair | None]) -> Pair | None:
        """The value of the expression as low and high, with the figures of the group's year; None where unknown."""
        number = evaluator(filled(self.node, self.totals, parameters))(explain.Case({}))
        return (number[0][0], number[1][0]) if isinstance(number, tuple) else None


def scan(rows: Rows, nodes: Mapping[str, Node], keys: Sequence[str]) -> dict[str, dict[Group, Found]]:
    """Every expression in every group that occurs: by name, then by the values of the keys (None: unknown)."""
    plans = {name: plan(node, rows.given, rows.weight) for name, node in nodes.items()}
    frame = nw.from_native(rows.frame).lazy()
    sums = _Sums(_bounded(plans, frame, rows), rows.most)
    table = _collected(_grouped(frame, rows, sums.outputs(), keys))
    looked = ordered.values(rows, _in_order(plans), {f"{KEY}{name}": key_of(rows.given, name) for name in keys})
    found: dict[str, dict[Group, Found]] = {name: {} for name in nodes}
    for row in table.iter_rows(named=True):
        group = tuple(row[f"{KEY}{name}"] for name in keys)
        for name, one in sums.plans.items():
            found[name][group] = _found(one, sums.of(row), looked, group, int(row["rows"]))
    return found


def key_of(given: Given, name: str) -> Vector:
    """A dimension, or the year, as the vector that rows are grouped by."""
    value = given[name]
    if isinstance(value, Texts):
        return value.value
    if isinstance(value, Truths):
        sure, never = columns.condition(value.sure), columns.condition(columns.inverse(value.maybe))
        return select(sure, True, select(never, False))
    return column(name)


def filled(node: Node, totals: Totals, parameters: Mapping[str, Pair | None]) -> Node:
    """The tree with every aggregate and every published figure replaced by its value."""

    if id(node) in totals:
        return Constant(node.type, totals[id(node)])
    if isinstance(node, Parameter):
        value = parameters.get(node.name)
        return Constant(node.type, value, reason=node.name if value is None else None)
    changed: dict[str, Any] = {}
    for each in fields(node):
        below = getattr(node, each.name)
        if isinstance(below, Node):
            changed[each.name] = filled(below, totals, parameters)
        elif isinstance(below, tuple) and below and isinstance(below[0], Node):
            changed[each.name] = tuple(filled(one, totals, parameters) for one in below)
    return rebuilt(node, changed)


# Terms and their parts ----------------------------------------------------------------------------------------------


class _Sums:
    """The sums of several plans as one list of vectors, equal ones once."""

    def __init__(self, plans: Mapping[str, Plan], most: int) -> None:
        self.plans = plans
        self.vectors: dict[int, Vector] = {}
        self.numbers: dict[int, tuple[int, ...]] = {}
        terms = {id(term): term for one in plans.values() for term in terms_of(one)}
        cut = {key: exact.parts(term, most) for key, term in terms.items()}
        stages = Stages({f"{key} {i}": vector for key, parts in cut.items() for i, vector in enumerate(parts)})
        for key, parts in cut.items():
            self.numbers[key] = tuple(stages.roots[f"{key} {i}"] for i in range(len(parts)))
            self.vectors |= dict(zip(self.numbers[key], parts, strict=True))

    def outputs(self) -> dict[str, Vector]:
        """The vectors to add up, by the names of their sums."""
        return {f"{SUM}{number}": vector for number, vector in self.vectors.items()}

    def of(self, row: Mapping[str, Any]) -> dict[int, float]:
        """The sum of every term in one group, by the id of the term."""
        found = {number: float(row[f"{SUM}{number}"] or 0.0) for number in self.vectors}
        return {key: exact.total(found, numbers) for key, numbers in self.numbers.items()}


def terms_of(one: Plan) -> Iterator[Term]:
    """Everything that a plan adds up."""
    for part in one.parts:
        yield from part.sums.values()
    if one.left_out is not None:
        yield one.left_out


def _bounded(plans: Mapping[str, Plan], frame: Any, rows: Rows) -> dict[str, Plan]:
    """The plans with the largest value of every term known: where nothing is known, the rows are looked at once."""
    open_terms = {f"t{i}": t for i, t in enumerate(t for one in plans.values() for t in terms_of(one)) if t.most == inf}
    if not open_terms:
        return dict(plans)
    sizes = computed(rows.frame, {name: term.vector.abs() for name, term in open_terms.items()}, _first(frame))
    table = _collected(_apart(sizes).select(*(nw.col(name).max() for name in open_terms)))
    most = {id(term): float(table[name][0] or 0.0) for name, term in open_terms.items()}
    return {name: _with_bounds(one, most) for name, one in plans.items()}


def _with_bounds(one: Plan, most: Mapping[int, float]) -> Plan:
    def bounded(term: Term) -> Term:
        return replace(term, most=most[id(term)]) if id(term) in most else term

    parts = tuple(replace(part, sums={name: bounded(term) for name, term in part.sums.items()}) for part in one.parts)
    return replace(one, parts=parts)


# Running ------------------------------------------------------------------------------------------------------------


def _first(frame: Any) -> list[str]:
    names: list[str] = frame.collect_schema().names()
    return names[:1]


def _grouped(frame: Any, rows: Rows, sums: Mapping[str, Vector], keys: Sequence[str]) -> Any:
    named = {f"{KEY}{name}": key_of(rows.given, name) for name in keys}
    made = _apart(computed(rows.frame, {**named, **sums}, _first(frame) if not named else []))
    return made.group_by(*named).agg(nw.len().alias("rows"), *(nw.col(name).sum() for name in sums))


def _apart(frame: Any) -> Any:
    return frame.head(NO_LIMIT) if frame.implementation.is_duckdb() else frame


def _collected(frame: Any) -> pl.DataFrame:
    """The few rows of an answer, as Polars; Polars itself reads the table piece by piece."""
    if frame.implementation.is_polars():
        table: pl.DataFrame = frame.to_native().collect(engine="streaming")
        return table
    return pl.DataFrame(frame.collect(backend="pyarrow").to_native())


# Values -------------------------------------------------------------------------------------------------------------


def _in_order(plans: Mapping[str, Plan]) -> list[Part]:
    return [part for one in plans.values() for part in one.parts if part.of.word in IN_ORDER]


def _found(one: Plan, sums: Mapping[int, float], looked: ordered.Looked, group: Group, rows: int) -> Found:
    left_out = 0 if one.left_out is None else int(sums[id(one.left_out)])
    all_of_them = {"rows": float(rows - left_out), "lost": float(left_out)}
    had = {
        id(part): {**all_of_them, **{name: sums[id(term)] for name, term in part.sums.items()}} for part in one.parts
    }
    totals = {id(part.of): _statistic(part, had[id(part)], looked, group) for part in one.parts}
    return Found(rows, left_out, one.node, totals)


def _statistic(part: Part, had: Mapping[str, float], looked: ordered.Looked, group: Group) -> Pair | None:
    """The value of an aggregate from its sums, as in `language/aggregates.py`."""
    if not had["rows"] and had["lost"]:
        return None  # rows there are, but none is known
    match part.of.word:
        case "count":
            return (had["low"], had["low"])
        case "sum":
            return (had["low"], had.get("high", had["low"]))
        case "mean":
            total = had["weight"]
            return (had["low"] / total, had.get("high", had["low"]) / total) if total > 0 else None
        case "share":
            return _share(had)
    return looked.value(part, group)


def _share(had: Mapping[str, float]) -> Pair | None:
    inner = (had["low"], had.get("high", had["low"]))
    outer = (had["outside low"], had.get("outside high", had["outside low"]))
    corners = [(a, b) for a in inner for b in outer]
    if any(a + b == 0 for a, b in corners):
        return None
    shares = [a / (a + b) for a, b in corners]
    return (min(shares), max(shares))
