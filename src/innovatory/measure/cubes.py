"""The cube of a table: how many enterprises stand in each cell of a year, what they add up to, with all totals.

A cube is confidential; `disclosure` says which of its cells may be told. What protects a cell are its components: each
measure without the parts of it that are measures too, and what rows there are beyond one per unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from innovatory.language.mistakes import Mistake
from innovatory.measure.cube_sheet import PLACES, CubeSheet, own_dimension
from innovatory.measure.moves import Floats
from innovatory.measure.suppression import Lattice
from innovatory.records.dictionary import Column, tables

if TYPE_CHECKING:
    import polars as pl

UNIT, YEAR, WEIGHT, COUNT = "unit", "year", "weight", "count"
ROWS, FURTHER = "rows", "further"
KNOWN, OWN, ONE, GROSS, LARGEST = "known ", "own ", "one ", "gross ", "largest "
Total = Callable[..., Floats]
Values = tuple[str | None, ...]
"""The values of one dimension in a year, in order, an unknown one (None) last."""


class Records(Protocol):
    """What is needed of a city's records; `Workspace` is one."""

    @property
    def tables(self) -> Mapping[str, Any]:
        """The stored tables by name."""

    def scan(self, table: str) -> pl.LazyFrame:
        """A stored table, lazy."""


@dataclass(frozen=True)
class Slice:
    """The cube in one year. Arrays have the shape of the lattice: the last place on every axis is the total.

    `values` are those of each dimension. `figures` holds `count` (units that the rows stand for, weights included) and
    the sum of each measure over rows where it is known, NaN where it is known of none (nan is not zero); `lattice` is what
    protects them.
    """

    values: tuple[Values, ...]
    figures: Mapping[str, Floats]
    lattice: Lattice


@dataclass(frozen=True)
class Cube:
    """The cube of a table, by year."""

    table: str
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    slices: Mapping[int, Slice]


def cube(table: str, sheet: CubeSheet, records: Records) -> Cube:
    """The cube of a stored table; `Mistake("records")` if there are no records of it.

    A measure that is not recorded is unknown in every row. Rows without a year are in no cube.
    """
    if table not in records.tables:
        told = f"there are no records of the table {table}", f"没有表 {table} 的记录"
        raise Mistake("records", *told)
    cells = _cells(table, sheet, records).sort(YEAR).collect(engine="streaming")
    slices = {int(part[YEAR][0]): _slice(part, table, sheet) for part in cells.partition_by(YEAR, maintain_order=True)}
    return Cube(table, sheet.dimensions, tuple(sheet.measures), slices)


def _cells(table: str, sheet: CubeSheet, records: Records) -> pl.LazyFrame:
    """The finest cut: a row for each year and cell, with what its units contribute."""
    import polars as pl

    keys = [YEAR, *sheet.dimensions]
    rows = _rows(table, sheet, records)
    if not set(tables()[table].key) <= {sheet.unit, sheet.year}:
        rows = rows.group_by([*keys, UNIT]).agg(pl.exclude(*keys, UNIT).sum())
    parts = [FURTHER, *(OWN + name for name in sheet.measures)]
    further = (pl.col(COUNT) - 1.0).alias(FURTHER), (pl.col(ROWS) - 1.0).alias(ONE + FURTHER)
    return (
        rows.with_columns(*further)
        .group_by(keys)
        .agg(
            pl.len().alias(UNIT),
            pl.col(COUNT, *sheet.measures, *(KNOWN + name for name in sheet.measures), *parts).sum(),
            pl.col(*parts).abs().sum().name.prefix(GROSS),
            *(pl.col(ONE + name).abs().max().fill_null(0.0).alias(LARGEST + name) for name in parts),
        )
    )


def _rows(table: str, sheet: CubeSheet, records: Records) -> pl.LazyFrame:
    """Every row with its year, unit, dimensions, weight (as `count`), weighted measures and components."""
    import polars as pl

    known, rows = tables()[table], records.scan(table)
    stored = rows.collect_schema().names()
    day = known.columns[sheet.year].type != "year"
    weight = pl.col(WEIGHT).cast(pl.Float64).fill_null(1.0) if WEIGHT in stored else pl.lit(1.0)
    own = [name for name in sheet.dimensions if own_dimension(known, sheet, name)]
    elsewhere = [name for name in sheet.dimensions if name not in own]
    chosen = rows.select(
        (pl.col(sheet.year).dt.year() if day else pl.col(sheet.year)).cast(pl.Int64).alias(YEAR),
        pl.col(sheet.unit).cast(pl.String).alias(UNIT),
        *(_held(name, stored, pl.String).alias(name) for name in own),
        weight.alias(COUNT),
        pl.lit(1.0).alias(ROWS),
        *(expression for name in sheet.measures for expression in _measure(name, sheet, stored, weight)),
    ).filter(pl.col(YEAR).is_not_null())
    return chosen.join(_register(records, elsewhere), on=UNIT, how="left") if elsewhere else chosen


def _held(name: str, stored: list[str], of: type[pl.DataType]) -> pl.Expr:
    import polars as pl

    return (pl.col(name) if name in stored else pl.lit(None)).cast(of)


def _measure(name: str, sheet: CubeSheet, stored: list[str], weight: pl.Expr) -> Iterator[pl.Expr]:
    """A measure, whether it is known, and what is left of it without its parts: of all that a row stands for, and of one.

    A row stands for `weight` units that contribute alike, so that the weight makes none of them a giant.
    """
    import polars as pl

    value = _held(name, stored, pl.Float64)
    left = value
    for part in sheet.measures[name]:
        left = left - _held(part, stored, pl.Float64).fill_null(0.0)
    yield (value * weight).alias(name)
    yield value.is_not_null().cast(pl.Int64).alias(KNOWN + name)
    yield (left * weight).alias(OWN + name)
    yield (left * weight.clip(upper_bound=1.0)).alias(ONE + OWN + name)


def _register(records: Records, columns: list[str]) -> pl.LazyFrame:
    """Units with where they are and what they are, from the registers that are stored."""
    import polars as pl

    found = [
        records.scan(name).select(
            pl.col(unit).cast(pl.String).alias(UNIT),
            *(
                _held(column, records.scan(name).collect_schema().names(), pl.String).alias(column)
                for column in columns
            ),
        )
        for name, unit in PLACES.items()
        if name in records.tables
    ]
    nobody = pl.LazyFrame(schema={UNIT: pl.String, **dict.fromkeys(columns, pl.String)})
    return pl.concat([*found, nobody]).unique(UNIT, keep="first", maintain_order=True)


def _slice(cells: pl.DataFrame, table: str, sheet: CubeSheet) -> Slice:
    """The lattice of one year from its cells."""
    values = tuple(_values(cells[name]) for name in sheet.dimensions)
    places = [
        np.array([{value: place for place, value in enumerate(known)}[one] for one in cells[name]])
        for name, known in zip(sheet.dimensions, values, strict=True)
    ]
    shape = tuple(len(known) for known in values)

    def spread(name: str, add: Total = np.sum) -> Floats:
        whole = np.zeros(shape)
        whole[tuple(places)] = cells[name].cast(float).to_numpy()
        return with_totals(whole, add)

    parts = [FURTHER, *(OWN + name for name in sheet.measures)]
    columns = tables()[table].columns
    amounts = np.array([spread(name) for name in parts])
    lattice = Lattice(
        units=spread(UNIT).astype(np.int64),
        amounts=amounts,
        gross=np.array([spread(GROSS + name) for name in parts]),
        largest=np.array([spread(LARGEST + name, np.max) for name in parts]),
        signed=(False, *(_signed(columns[name]) for name in sheet.measures)),
        whole=tuple(
            _whole(of) and bool((amount == np.floor(amount)).all())
            for of, amount in zip((None, *(columns[name] for name in sheet.measures)), amounts, strict=True)
        ),
    )
    figures = {COUNT: spread(COUNT)} | {
        name: np.where(spread(KNOWN + name) > 0, spread(name), np.nan) for name in sheet.measures
    }
    return Slice(values, figures, lattice)


def _values(column: pl.Series) -> Values:
    known = sorted(value for value in column.unique() if value is not None)
    return (*known, None) if column.null_count() else tuple(known)


def with_totals(cells: Floats, add: Total = np.sum) -> Floats:
    """An array with a last place on every axis for what `add` makes of the others."""
    for axis in range(cells.ndim):
        cells = np.concatenate([cells, add(cells, axis=axis, keepdims=True)], axis=axis)
    return cells


def _signed(column: Column) -> bool:
    return column.minimum is None or column.minimum < 0


def _whole(column: Column | None) -> bool:
    """Whether a component is counted; None stands for the rows beyond one per unit, which are."""
    return column is None or (column.bounds is not None and column.bounds.whole)
