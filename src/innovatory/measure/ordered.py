"""Aggregates that need the values in order: median, quantile, share of the largest, number of different values.

Only the rows and the one value that an aggregate reads are collected, by group. Where every row is one unit Polars
answers by group; weighted rows are answered by the language itself, group by group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from innovatory.language import aggregates, columns
from innovatory.language.columns import Column, Numbers, Texts
from innovatory.language.tree import Aggregate, Input
from innovatory.language.types import Number
from innovatory.language.vectors import Vector, column, computed
from innovatory.measure.plan import Pair, Part

if TYPE_CHECKING:
    from innovatory.measure.scan import Rows

LOW, HIGH, WEIGHT, INSIDE = "low", "high", "weight", "inside"
NONE_YET: Mapping[str, Pair | None] = {}


@dataclass(frozen=True)
class Looked:
    """The values found, by the id of the aggregate and by group."""

    found: Mapping[int, Mapping[tuple[Any, ...], Pair | None]]

    def value(self, part: Part, group: tuple[Any, ...]) -> Pair | None:
        """The value of an aggregate in a group; of no row, nothing is different and all else is unknown."""
        return self.found[id(part.of)].get(group, (0.0, 0.0) if part.of.word == "distinct" else None)


def values(frame: Any, rows: Rows, parts: Sequence[Part], keys: Mapping[str, Vector]) -> Looked:
    """The values of some aggregates in every group of the rows that they read."""
    return Looked({id(part.of): _by_group(frame, rows, part, keys) for part in parts})


def _by_group(frame: Any, rows: Rows, part: Part, keys: Mapping[str, Vector]) -> dict[tuple[Any, ...], Pair | None]:
    table = _read(rows, part, keys)
    if rows.weight is not None and part.of.word != "distinct":
        groups = table.partition_by(list(keys), as_dict=True) if keys else {(): table}
        return {group: _weighted(part.of, one) for group, one in groups.items()}
    words = _expressions(part.of, HIGH in table.columns)
    answer = table.lazy().group_by(list(keys)).agg(**words).collect() if keys else table.select(**words)
    found = {}
    for row in answer.iter_rows(named=True):
        pair = (row[LOW], row.get(HIGH, row[LOW]))
        found[tuple(row[name] for name in keys)] = None if None in pair else pair
    return found


def _read(rows: Rows, part: Part, keys: Mapping[str, Vector]) -> pl.DataFrame:
    """The rows inside an aggregate: the keys, both ends of the value (one for points), the weight if it counts."""
    outputs = {**keys, **_ends(part.value)}
    if rows.weight is not None and part.of.word != "distinct":
        outputs[WEIGHT] = rows.weight.low.expr
    if part.rows is not True:
        outputs[INSIDE] = columns.condition(part.rows)
    made = computed(rows.frame, outputs, [] if keys else _any(rows))
    if INSIDE in outputs:
        made = made.filter(nw.col(INSIDE))
    narrow = made.select(*(name for name in outputs if name != INSIDE))
    if narrow.implementation.is_polars():
        table: pl.DataFrame = narrow.to_native().collect(engine="streaming")
        return table
    return pl.DataFrame(narrow.collect(backend="pyarrow").to_native())


def _any(rows: Rows) -> list[str]:
    names: list[str] = nw.from_native(rows.frame).lazy().collect_schema().names()
    return names[:1]


def _ends(value: Numbers | Texts) -> dict[str, Vector]:
    if isinstance(value, Texts):
        return {LOW: value.value}
    return {LOW: value.low.expr} | ({HIGH: value.high.expr} if value.high is not value.low else {})


def _expressions(one: Aggregate, ranged: bool) -> dict[str, pl.Expr]:
    """What Polars answers by group where every row is one unit."""
    low, high = pl.col(LOW), pl.col(HIGH if ranged else LOW)
    match one.word:
        case "distinct":
            return {LOW: low.n_unique().cast(pl.Float64)}
        case "top_share":
            return _top_share(low, high, int(one.option or 1))
    level = 0.5 if one.word == "median" else one.option or 0.0
    found = {LOW: low.quantile(level, "linear")}
    return found | ({HIGH: high.quantile(level, "linear")} if ranged else {})


def _top_share(low: pl.Expr, high: pl.Expr, n: int) -> dict[str, pl.Expr]:
    tops, totals = (low.top_k(n).sum(), high.top_k(n).sum()), (low.sum(), high.sum())
    some = (totals[0] != 0) & (totals[1] != 0)
    points = (low == high).all()
    least = pl.when(some).then(pl.when(points).then(tops[0] / totals[0]).otherwise(tops[0] / totals[1]))
    widest = pl.min_horizontal(pl.lit(1.0), tops[1] / totals[0])
    most = pl.when(some).then(pl.when(points).then(tops[0] / totals[0]).otherwise(widest))
    return {LOW: least, HIGH: most}


def _weighted(one: Aggregate, table: pl.DataFrame) -> Pair | None:
    """The aggregate over weighted rows, by the language's own definition."""
    low = Column(column(LOW), float("-inf"), float("inf"))
    high = low if HIGH not in table.columns else Column(column(HIGH), float("-inf"), float("inf"))
    asked = Aggregate(one.type, one.word, Input(Number(), "value"), None, one.option)
    answer = aggregates.of_columns(asked, None, table.lazy(), {"value": Numbers(low, high)}, weighted=True)[()]
    return (answer[0][0], answer[1][0]) if isinstance(answer, tuple) else None
