"""An indicator over rows as a plan of sums: what is added up in one scan, and how the sums become its value.

The meaning is that of `language/aggregates.py` (D8): a row unknown to one aggregate of an expression is left out of all
of them, and counted. Sums, counts, means and shares are sums of vectors; the words that need the values in order
(`median`, `quantile`, `top_share`, `distinct`) are given the rows that they read, for a second, narrow look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from innovatory.language import columns, evaluate
from innovatory.language.columns import Column, Condition, Given, Numbers, Texts, Truths, all_of, both, either, inverse
from innovatory.language.tree import Aggregate, Node, walk
from innovatory.language.types import Number
from innovatory.language.vectors import Vector, select
from innovatory.measure.exact import Term

IN_ORDER = frozenset({"median", "quantile", "top_share", "distinct"})
ONE = Column(1.0, 1.0, 1.0)
Pair = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Part:
    """One aggregate of an expression: its sums by name, and the rows and values that it reads.

    Names: `low`, `high` (sums of the values in the part; the same object twice for points), `outside low`,
    `outside high` (of a share), `weight`, `rows` and `lost` (rows in the part; rows left out that may belong to it).
    `weight`, `rows` and `lost` are there only where the value depends on them and they are not those of the whole
    expression, as they are of an aggregate without a condition.
    """

    of: Aggregate
    rows: Condition
    value: Numbers | Texts
    sums: Mapping[str, Term]


@dataclass(frozen=True, eq=False)
class Plan:
    """An expression as the sums of its aggregates; `left_out` counts the rows that are unknown to it (None: none is)."""

    node: Node
    parts: tuple[Part, ...]
    left_out: Term | None


def aggregates_of(node: Node) -> list[Aggregate]:
    """The aggregates of an expression."""
    return [one for one in walk(node) if isinstance(one, Aggregate)]


def plan(node: Node, given: Given, weight: Numbers | None) -> Plan:
    """The plan of an expression over given columns, weighted where the table has weights."""
    weights = weight or Numbers(ONE, ONE)
    read = [_Read.of(one, given) for one in aggregates_of(node)]
    known = all_of([*(one.known for one in read), columns.known(weights)])
    parts = tuple(one.part(known, weights.low) for one in read)
    return Plan(node, parts, None if known is True else _counted(inverse(known)))


@dataclass(frozen=True, eq=False)
class _Read:
    """An aggregate's condition and value in every row; `known` where both are known as far as it needs them."""

    of_: Aggregate
    value: Numbers | Texts
    inside: Condition
    outside: Condition

    @classmethod
    def of(cls, one: Aggregate, given: Given) -> _Read:
        where = evaluate.evaluated(one.where, given) if one.where is not None else Truths(True, True)
        truth = where if isinstance(where, Truths) else columns.UNDECIDED
        value = _value(one, given)
        here = _is_known(value)
        outside = inverse(truth.maybe)
        return cls(one, value, both(truth.sure, here), both(outside, here) if one.word == "share" else outside)

    @property
    def known(self) -> Condition:
        if isinstance(self.inside, Vector) and isinstance(self.outside, Vector) and _complements(self):
            return True
        return either(self.inside, self.outside)

    def part(self, known: Condition, weight: Column) -> Part:
        """The sums of the aggregate over the rows known to the whole expression."""
        everywhere = self.outside is False  # without a condition the part is all that is known
        rows = known if everywhere else both(known, self.inside)
        sums: dict[str, Term] = {}
        match self.of_.word:
            case "count":
                sums["low"] = _masked(rows, weight, whole=_all_ones(weight))
            case "sum" | "mean" | "share":
                sums |= self._weighted("", rows, weight)
        if self.of_.word == "share":
            sums |= self._weighted("outside ", both(known, self.outside), weight)
        if self.of_.word == "mean":
            sums["weight"] = _masked(rows, weight, whole=_all_ones(weight))
        if known is not True and not everywhere:
            sums |= {"rows": _counted(rows), "lost": _counted(both(inverse(known), inverse(self.outside)))}
        return Part(self.of_, rows, self.value, sums)

    def _weighted(self, name: str, rows: Condition, weight: Column) -> dict[str, Term]:
        if not isinstance(self.value, Numbers):
            raise AssertionError("the reader lets only numbers be added")
        type_ = self.of_.value.type if self.of_.value is not None else None
        whole = isinstance(type_, Number) and type_.whole and _all_ones(weight)
        ends = {"low": self.value.low}
        if self.value.high is not self.value.low:
            ends["high"] = self.value.high
        return {f"{name}{end}": _masked(rows, _times(value, weight), whole=whole) for end, value in ends.items()}


def _value(one: Aggregate, given: Given) -> Numbers | Texts:
    if one.value is None:
        return columns.constant(1.0)
    value = evaluate.evaluated(one.value, given)
    if isinstance(value, Truths):
        sure, never = columns.condition(value.sure), columns.condition(inverse(value.maybe))
        end = Column(select(sure, 1.0, select(never, 0.0)), 0.0, 1.0)
        return Numbers(end, end, gaps=True)
    return value


def _is_known(value: Numbers | Texts) -> Condition:
    return columns.known(value) if isinstance(value, Numbers) else ~value.value.is_null()


def _complements(read: _Read) -> bool:
    """Whether every row is either inside or outside, as where a condition is never unknown and no value is missing."""
    return isinstance(read.outside, Vector) and (~read.outside) is read.inside


def _all_ones(weight: Column) -> bool:
    return weight.constant == 1.0


def _times(value: Column, weight: Column) -> Column:
    return value if _all_ones(weight) else columns.multiplied(_bare(value), _bare(weight))


def _bare(column: Column) -> Column:
    return Column(column.value, column.least, column.most)


def _masked(rows: Condition, value: Column, *, whole: bool) -> Term:
    """The value in some rows, nothing in all others."""
    most = max(abs(value.least), abs(value.most))
    if rows is True:
        return Term(value.expr, most, whole)
    return Term(select(columns.condition(rows), value.value, 0.0), most if most < inf else inf, whole)


def _counted(rows: Condition) -> Term:
    """How many rows there are: a truth counts as one where it holds."""
    return Term(columns.condition(rows), 1.0, whole=True)
