"""Runs of the language for tests: one record explained, many rows as columns on an engine, aggregates on both.

The facts about columns (bounds, gaps, ranges) are *exact* or *loose*: the answers may not depend on what is known of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import duckdb
import polars as pl
from language_cases import Loaded, Record, answer, loaded

from innovatory.language import aggregates, columns, ends, evaluate, explain
from innovatory.language.columns import Column, Condition, Numbers, Texts, Truths, Values, Years
from innovatory.language.mistakes import Mistake
from innovatory.language.ranges import evaluator
from innovatory.language.tree import Node
from innovatory.language.types import Day, Number, Series, Truth, Type
from innovatory.language.vectors import Vector, column, computed

ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame.lazy(),
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}
Outputs = dict[str, Vector]


@dataclass
class Population:
    """Records as columns: `data` by physical name (plain, so that every engine takes it) and what is `given` of them."""

    prefix: str = "v"
    loose: bool = False
    given: dict[str, Values | Years] = field(default_factory=dict)
    data: dict[str, pl.Series] = field(default_factory=dict)

    def add(self, values: Sequence[Any], of: Any) -> Vector:
        """A new physical column."""
        name = f"{self.prefix}{len(self.data)}"
        self.data[name] = pl.Series(name, values, dtype=of)
        return column(name)

    def frame(self) -> pl.DataFrame:
        """The rows."""
        return pl.DataFrame(list(self.data.values()))

    def admit(self, name: str, values: Sequence[Any], of: Type) -> None:
        """The inner values of one name in every row."""
        match of:
            case Number() | Day():
                self.given[name] = self._numbers(values, far=9000.0 if isinstance(of, Day) else None)
            case Series():
                self.given[name] = self._years([value or () for value in values])
            case Truth():
                self.given[name] = self._truths(values)
            case _:
                self.given[name] = Texts(self.add(values, pl.String))

    def _numbers(self, values: Sequence[ends.Number | None], far: float | None) -> Numbers:
        lows = [None if value is None else value[0][0] for value in values]
        highs = [None if value is None else value[1][0] for value in values]
        gaps = None in lows
        low = self._end(lows, far)
        return Numbers(low, low if lows == highs else self._end(highs, far), gaps)

    def _end(self, values: Sequence[float | None], far: float | None) -> Column:
        known = [value for value in values if value is not None]
        vector = self.add(values, pl.Float64)
        if not known:
            return Column(vector, -inf, inf)
        room = (far or 3 * max(1.0, *map(abs, known))) if self.loose else 0.0
        return Column(vector, min(known) - room, max(known) + room)

    def _years(self, values: Sequence[tuple[ends.Number | None, ...]]) -> Years:
        longest = max((len(value) for value in values), default=0)
        numbers, exists = [], list[Condition]()
        for year in range(longest):
            there = [len(value) > year for value in values]
            of_year = [value[-1 - year] if is_there else None for value, is_there in zip(values, there, strict=True)]
            numbers.append(self._numbers(of_year, None))
            exists.append(True if all(there) and not self.loose else self.add(there, pl.Boolean))
        return Years(tuple(numbers), tuple(exists))

    def _truths(self, values: Sequence[bool | None]) -> Truths:
        vector = self.add(values, pl.Boolean)
        if None not in values and not self.loose:
            return Truths(vector, vector)
        return Truths(vector.fill_null(False), vector.fill_null(True))


def population(
    types: Mapping[str, Type], records: Sequence[Record], *, loose: bool = False, prefix: str = "v"
) -> Population:
    """The records as columns."""
    result = Population(prefix, loose)
    for name, of in types.items():
        result.admit(name, [record[name] for record in records], of)
    result.add(list(range(len(records))), pl.Int64)  # a column there always is
    return result


def outputs_of(value: Values, name: str = "") -> Outputs:
    """What is computed of a value: its low and high, or one column for a category."""
    match value:
        case Numbers():
            return {f"{name}low": value.low.expr, f"{name}high": value.high.expr}
        case Truths():
            return {f"{name}low": columns.condition(value.sure), f"{name}high": columns.condition(value.maybe)}
        case Texts():
            return {f"{name}low": value.value}


def inner_values(rows: Mapping[str, Sequence[Any]], value: Values, name: str = "") -> list[explain.Value]:
    """The computed columns as values of the language, row by row."""
    lows = rows[f"{name}low"]
    if isinstance(value, Texts):
        return list(lows)
    highs = rows[f"{name}high"]
    if isinstance(value, Truths):
        return [low if low == high else None for low, high in zip(lows, highs, strict=True)]
    return [None if low is None else ends.ranged(low, high) for low, high in zip(lows, highs, strict=True)]


def explained(node: Node, records: Sequence[Record]) -> list[explain.Value]:
    """The explaining back end on several records."""
    function = evaluator(node)
    return [function(explain.Case(record)) for record in records]


def evaluated(
    node: Node, types: Mapping[str, Type], records: Sequence[Record], engine: str, *, loose: bool = False
) -> list[explain.Value]:
    """The columns of several records on an engine."""
    rows = population(types, records, loose=loose)
    value = evaluate.evaluated(node, rows.given)
    table = collected(ENGINES[engine](rows.frame()), outputs_of(value), list(rows.data)[-1])
    return inner_values(table, value)


def collected(frame: Any, outputs: Outputs, keep: str) -> dict[str, list[Any]]:
    """The outputs row by row, in the order of the column to keep."""
    made = pl.DataFrame(computed(frame, outputs, [keep]).collect(backend="pyarrow").to_native())
    return made.sort(keep).to_dict(as_series=False)


def run(case: Mapping[str, Any], engine: str, *, loose: bool = False) -> Any:
    """The answer of one case by `explain` or by the columns of an engine; an error is an answer too."""
    try:
        ready = loaded(case)
        return _of_rows(ready, engine, loose=loose) if "rows" in case else _of_record(ready, engine, loose=loose)
    except Mistake as mistake:
        return {"error": mistake.kind}


def _of_record(case: Loaded, engine: str, *, loose: bool) -> Any:
    if engine == "explain":
        values = explained(case.node, case.records)
    else:
        values = evaluated(case.node, case.types, case.records, engine, loose=loose)
    return answer(values[0], case.node.type)


def _of_rows(case: Loaded, engine: str, *, loose: bool) -> Any:
    weighted = "weight" in case.types
    if engine == "explain":
        records = [explain.Case(record) for record in case.records]
        groups = aggregates.of_rows(case.node, case.dimensions, records, weighted=weighted)
    else:
        rows = population(case.types, case.records, loose=loose)
        frame = rows.frame()
        if weighted:  # aggregates read the weight under its own name
            frame = frame.with_columns(weight=pl.Series(_points(case.records, "weight"), dtype=pl.Float64))
        groups = aggregates.of_columns(
            case.node, case.dimensions, ENGINES[engine](frame), rows.given, weighted=weighted
        )
    if case.dimensions is None:
        return answer(groups[()], case.node.type)
    return {"groups": {",".join(key): answer(value, case.node.type) for key, value in groups.items()}}


def _points(records: Sequence[Mapping[str, Any]], name: str) -> list[float | None]:
    return [None if record[name] is None else record[name][0][0] for record in records]
