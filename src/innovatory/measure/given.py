"""The columns of a stored table as the language reads them, with what is known of each: its bounds and its gaps.

What is known comes from the statistics that a Parquet file carries, which cost nothing to read, or from one look at the
table. It only makes the calculation shorter and its sums exact; no answer depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import inf, isfinite
from pathlib import Path
from typing import Any

import narwhals as nw

from innovatory.language import columns
from innovatory.language.columns import Column, Numbers, Texts, Truths, Values
from innovatory.language.types import Day, Number, Truth, Type
from innovatory.language.vectors import Vector, column, day_numbers, select

LATEST = "_latest"  # of a day known only to its month or year: `x` is the first possible day, `x_latest` the last
WEIGHT = "weight"


@dataclass(frozen=True)
class Extent:
    """What is known of one column: the least and the greatest value (None: no value at all), how many are missing."""

    least: float | None
    most: float | None
    missing: int


@dataclass(frozen=True)
class Extents:
    """What is known of a table: how many rows it has, and each column's extent."""

    rows: int
    of: Mapping[str, Extent]


ANYTHING = Extent(-inf, inf, 1)


def stored_extents(path: Path, names: Iterable[str]) -> Extents:
    """What the statistics of a Parquet file say of some columns; a column without any may be anything."""
    from pyarrow import parquet

    metadata = parquet.read_metadata(path)
    schema = [metadata.schema.column(index).name for index in range(metadata.num_columns)]
    found = {name: _stored(metadata, schema.index(name)) for name in names if name in schema}
    return Extents(metadata.num_rows, found)


def _stored(metadata: Any, index: int) -> Extent:
    least, most, missing = inf, -inf, 0
    for group in range(metadata.num_row_groups):
        chunk = metadata.row_group(group).column(index)
        stated = chunk.statistics
        if stated is None or not stated.has_null_count:
            return ANYTHING
        missing += stated.null_count
        if stated.null_count == chunk.num_values:
            continue
        if not stated.has_min_max:
            return Extent(-inf, inf, missing + _missing_elsewhere(metadata, index, group + 1))
        ends = [_as_number(stated.min), _as_number(stated.max)]
        least, most = min(least, *ends), max(most, *ends)
    return Extent(least, most, missing) if least <= most else Extent(None, None, missing)


def _missing_elsewhere(metadata: Any, index: int, start: int) -> int:
    """The missing values of the later row groups; 1 where some group does not say."""
    stated = [metadata.row_group(group).column(index).statistics for group in range(start, metadata.num_row_groups)]
    return sum(1 if one is None or not one.has_null_count else one.null_count for one in stated)


def _as_number(value: object) -> float:
    """A bound as a number: days as their ordinals; texts have no order that counts here."""
    if isinstance(value, date):
        return float(value.toordinal())
    return float(value) if isinstance(value, int | float) else 0.0


def looked_up_extents(frame: Any, names: Iterable[str], types: Mapping[str, Type]) -> Extents:
    """What one look at a table of any engine says of some columns."""
    lazy = nw.from_native(frame).lazy()
    names = [name for name in names if name in lazy.collect_schema().names()]
    parts = [nw.len().alias("rows")]
    for name in names:
        parts.append(nw.col(name).is_null().sum().alias(f"missing {name}"))
        if isinstance(types[name], Number | Day):
            parts += [nw.col(name).min().alias(f"least {name}"), nw.col(name).max().alias(f"most {name}")]
    table = lazy.select(*parts).collect(backend="pyarrow").to_native()
    facts = {name: table[name][0].as_py() for name in table.column_names}
    return Extents(int(facts["rows"] or 0), {name: _seen(name, facts) for name in names})


def _seen(name: str, facts: Mapping[str, Any]) -> Extent:
    missing = int(facts[f"missing {name}"] or 0)
    least, most = facts.get(f"least {name}"), facts.get(f"most {name}")
    if least is None or most is None:
        return Extent(None, None, missing)
    return Extent(_as_number(least), _as_number(most), missing)


def given(types: Mapping[str, Type], extents: Extents) -> dict[str, Values]:
    """The columns of a table by name as the language reads them.

    `types` are those of the columns to read; one that `extents` does not hold is unknown in every row.
    """
    return {name: _values(name, of, extents) for name, of in types.items()}


def weight(extents: Extents) -> Numbers | None:
    """The weights of a table's rows, 1 where none is given; None where every row stands for one unit."""
    known = extents.of.get(WEIGHT)
    if known is None or known.least is None or known.most is None or known.least == known.most == 1.0:
        return None
    end = Column(column(WEIGHT).fill_null(1.0), min(known.least, 1.0), max(known.most, 1.0))
    return Numbers(end, end)


def _values(name: str, of: Type, extents: Extents) -> Values:
    known = extents.of.get(name)
    if isinstance(of, Truth):
        return columns.UNDECIDED if known is None else _truths(name, known)
    if isinstance(of, Number):
        return columns.unknown() if known is None else _numbers(column(name), known)
    if isinstance(of, Day):
        return columns.unknown() if known is None else _days(name, known, extents.of.get(f"{name}{LATEST}"))
    return Texts(column(name) if known is not None else select(_never(), ""))


def _never() -> Vector:
    return columns.condition(False)


def _numbers(vector: Vector, known: Extent) -> Numbers:
    if known.least is None or known.most is None:
        return columns.unknown()
    bounded = isfinite(known.least) and isfinite(known.most)
    end = Column(vector, known.least if bounded else -inf, known.most if bounded else inf)
    return Numbers(end, end, known.missing > 0)


def _days(name: str, first: Extent, last: Extent | None) -> Numbers:
    """A day, or the range of days that it may be; a day without a latest one is that day."""
    low = _numbers(day_numbers(name), first)
    if last is None or last.most is None or first.most is None:
        return low
    latest = day_numbers(f"{name}{LATEST}")
    day = column(name)
    vector = select(day.is_null(), None, select(column(f"{name}{LATEST}").is_null(), low.low.expr, latest))
    return Numbers(low.low, Column(vector, low.low.least, max(first.most, last.most)), low.gaps)


def _truths(name: str, known: Extent) -> Truths:
    value = column(name)
    return Truths(value.fill_null(False), value.fill_null(True)) if known.missing else Truths(value, value)
