"""Aggregates that need the values in order: median, quantile, share of the largest, number of different values.

Only the values that they read are collected, a few aggregates at a time. Where every row is one unit Polars answers by
group; weighted rows are answered by the language itself, group by group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from innovatory.language import aggregates, columns
from innovatory.language.columns import Column, Numbers, Texts
from innovatory.language.tree import Aggregate, Input
from innovatory.language.types import Number
from innovatory.language.vectors import Vector, column, computed, literal, select
from innovatory.measure.plan import Pair, Part

if TYPE_CHECKING:
    from innovatory.measure.scan import Rows

LOW, HIGH, WEIGHT, INSIDE = "low", "high", "weight", "inside"
TOGETHER = 4  # aggregates that are looked at in one go: what they read is held at once
Group = tuple[Any, ...]
Values = dict[int, dict[Group, Pair | None]]


@dataclass(frozen=True)
class Looked:
    """The values found, by the id of the aggregate and by group."""

    found: Mapping[int, Mapping[Group, Pair | None]]

    def value(self, part: Part, group: Group) -> Pair | None:
        """The value of an aggregate in a group; of no row, nothing is different and all else is unknown."""
        return self.found[id(part.of)].get(group, (0.0, 0.0) if part.of.word == "distinct" else None)


def values(rows: Rows, parts: Sequence[Part], keys: Mapping[str, Vector]) -> Looked:
    """The values of some aggregates in every group of the rows that they read."""
    weighted = [part for part in parts if rows.weight is not None and part.of.word != "distinct"]
    plain = [part for part in parts if part not in weighted]
    found: Values = {id(part.of): _weighted(rows, part, keys) for part in weighted}
    for start in range(0, len(plain), TOGETHER):
        found |= _plain(rows, plain[start : start + TOGETHER], keys)
    return Looked(found)


# Every row is one unit ----------------------------------------------------------------------------------------------


def _plain(rows: Rows, parts: Sequence[Part], keys: Mapping[str, Vector]) -> Values:
    """Several aggregates from one table of their values, null in the rows that are not theirs."""
    outputs = dict(keys)
    for index, part in enumerate(parts):
        outputs |= {f"{index} {end}": _masked(part, vector) for end, vector in _ends(part.value).items()}
    table = _collected(computed(rows.frame, outputs, [] if keys else _any(rows)))
    words = {name: word for i, part in enumerate(parts) for name, word in _words(i, part, table.columns)}
    answer = table.lazy().group_by(list(keys)).agg(**words).collect() if keys else table.select(**words)
    found: Values = {id(part.of): {} for part in parts}
    for row in answer.iter_rows(named=True):
        for index, part in enumerate(parts):
            pair = row[f"{index} {LOW}"], row.get(f"{index} {HIGH}", row[f"{index} {LOW}"])
            found[id(part.of)][tuple(row[name] for name in keys)] = None if None in pair else pair
    return found


def _masked(part: Part, vector: Vector) -> Vector:
    return vector if part.rows is True else select(columns.condition(part.rows), vector)


def _words(index: int, part: Part, names: Sequence[str]) -> Iterator[tuple[str, pl.Expr]]:
    """What Polars answers by group: the low value, the high one where they are ranges."""
    low, high, one = pl.col(f"{index} {LOW}"), f"{index} {HIGH}", part.of
    ranged = high in names
    match one.word:
        case "distinct":
            found = [low.drop_nulls().n_unique().cast(pl.Float64)]
        case "top_share":
            n = int(one.option or 1)
            found = _top_shares(low, pl.col(high), n) if ranged else [_share(low.top_k(n).sum(), low.sum())]
        case _:
            level = 0.5 if one.word == "median" else one.option or 0.0
            found = [end.quantile(level, "linear") for end in ([low, pl.col(high)] if ranged else [low])]
    yield from zip((f"{index} {LOW}", high), found, strict=False)


def _top_shares(low: pl.Expr, high: pl.Expr, n: int) -> list[pl.Expr]:
    """Of ranges: the largest low ends in the most that all may be, and the other way round; exact where all are points."""
    tops, totals = (low.top_k(n).sum(), high.top_k(n).sum()), (low.sum(), high.sum())
    some, points = (totals[0] != 0) & (totals[1] != 0), (low == high).all()
    exact, widest = _share(tops[0], totals[0]), pl.min_horizontal(pl.lit(1.0), tops[1] / totals[0])
    return [
        pl.when(some).then(pl.when(points).then(exact).otherwise(tops[0] / totals[1])),
        pl.when(some).then(pl.when(points).then(exact).otherwise(widest)),
    ]


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole != 0).then(part / whole)


# Weighted rows ------------------------------------------------------------------------------------------------------


def _weighted(rows: Rows, part: Part, keys: Mapping[str, Vector]) -> dict[Group, Pair | None]:
    """One aggregate over the weighted rows that it reads, by the language's own definition."""
    weight = literal(1.0) if rows.weight is None else rows.weight.low.expr
    outputs = {**keys, **_ends(part.value), WEIGHT: weight, INSIDE: columns.condition(part.rows)}
    made = computed(rows.frame, outputs, [] if keys else _any(rows)).filter(nw.col(INSIDE))
    table = _collected(made.select(*(name for name in outputs if name != INSIDE)))
    groups: dict[Group, pl.DataFrame] = table.partition_by(list(keys), as_dict=True) if keys else {(): table}
    return {group: _of_group(part.of, one) for group, one in groups.items()}


def _of_group(one: Aggregate, table: pl.DataFrame) -> Pair | None:
    low = Column(column(LOW), -inf, inf)
    high = low if HIGH not in table.columns else Column(column(HIGH), -inf, inf)
    asked = Aggregate(one.type, one.word, Input(Number(), "value"), None, one.option)
    answer = aggregates.of_columns(asked, None, table.lazy(), {"value": Numbers(low, high)}, weighted=True)[()]
    return (answer[0][0], answer[1][0]) if isinstance(answer, tuple) else None


# Both ---------------------------------------------------------------------------------------------------------------


def _ends(value: Numbers | Texts) -> dict[str, Vector]:
    if isinstance(value, Texts):
        return {LOW: value.value}
    return {LOW: value.low.expr} | ({HIGH: value.high.expr} if value.high is not value.low else {})


def _any(rows: Rows) -> list[str]:
    names: list[str] = nw.from_native(rows.frame).lazy().collect_schema().names()
    return names[:1]


def _collected(frame: Any) -> pl.DataFrame:
    if frame.implementation.is_polars():
        table: pl.DataFrame = frame.to_native().collect(engine="streaming")
        return table
    return pl.DataFrame(frame.collect(backend="pyarrow").to_native())
