"""The cube of a table: how many enterprises stand in each cell of a year, what they add up to, with all totals.

A cube is confidential; `disclosure` says which of its cells may be told. What protects a cell are its components: each
measure without the parts of it that are measures too, and what rows there are beyond one per unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from innovatory.language.mistakes import Mistake
from innovatory.measure.cube_sheet import PLACES, CubeSheet, own_dimension
from innovatory.measure.suppression import Floats, Lattice
from innovatory.records.dictionary import Column, tables

if TYPE_CHECKING:
    import polars as pl

UNIT, YEAR, WEIGHT, COUNT = "unit", "year", "weight", "count"
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
    slices = {
        int(part[YEAR][0]): _slice(part, table, sheet) for part in cells.partition_by(YEAR, maintain_order=True)
    }
    return Cube(table, sheet.dimensions, tuple(sheet.measures), slices)


def _cells(table: str, sheet: CubeSheet, records: Records) -> pl.LazyFrame:
    """The finest cut: a row for each year and cell, with what its units contribute."""
    import polars as pl

    keys = [YEAR, *sheet.dimensions]
    rows = _placed(table, sheet, records)
    single = set(tables()[table].key) <= {sheet.unit, sheet.year}
    figures = [COUNT, *sheet.measures]
    parts = ["further", *(f"own_{name}" for name in sheet.measures)]
    if single:
        units = rows.with_columns(pl.col(name).is_not_null().cast(pl.Int64).alias(f"known_{name}") for name in sheet.measures)
    else:
        added = [pl.col(name).sum() for name in [*figures, *parts[1:]]]
        known = [pl.col(name).is_not_null().sum().cast(pl.Int64).alias(f"known_{name}") for name in sheet.measures]
        units = rows.group_by([*keys, UNIT]).agg(*added, *known)
    units = units.with_columns((pl.col(COUNT) - 1.0).alias("further"))
    return units.group_by(keys).agg(
        pl.len().alias(UNIT),
        *(pl.col(name).sum() for name in [*figures, *(f"known_{name}" for name in sheet.measures)]),
        *(pl.col(name).sum() for name in parts),
        *(pl.col(name).abs().sum().alias(f"gross_{name}") for name in parts),
        *(pl.col(name).abs().max().fill_null(0.0).alias(f"largest_{name}") for name in parts),
    )


def _placed(table: str, sheet: CubeSheet, records: Records) -> pl.LazyFrame:
    """Every row with its year, unit, dimensions, weight (as `count`), weighted measures and components."""
    import polars as pl

    known = tables()[table]
    rows = records.scan(table)
    stored = rows.collect_schema()
    day = known.columns[sheet.year].type != "year"
    weight = pl.col(WEIGHT).cast(pl.Float64).fill_null(1.0) if WEIGHT in stored else pl.lit(1.0)
    own = [name for name in sheet.dimensions if own_dimension(known, sheet, name)]
    held = {name: pl.col(name).cast(pl.Float64) if name in stored else pl.lit(None, pl.Float64) for name in sheet.measures}
    chosen = rows.select(
        (pl.col(sheet.year).dt.year() if day else pl.col(sheet.year)).cast(pl.Int64).alias(YEAR),
        pl.col(sheet.unit).cast(pl.String).alias(UNIT),
        weight.alias(COUNT),
        *((pl.col(name) if name in stored else pl.lit(None)).cast(pl.String).alias(name) for name in own),
        *((value * weight).alias(name) for name, value in held.items()),
        *(((value - _sum([held[part] for part in sheet.measures[name]])) * weight).alias(f"own_{name}") for name, value in held.items()),
    ).filter(pl.col(YEAR).is_not_null())
    elsewhere = [name for name in sheet.dimensions if name not in own]
    return chosen.join(_register(records, elsewhere), on=UNIT, how="left") if elsewhere else chosen
