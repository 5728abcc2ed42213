"""Statuses over a whole year: what is held to its end, what ends inside it, what may newly be given in it.

A population tells what is held at its own end. In the year after, a status that ends is open (it is held for a part of
the year and may be renewed), and one that is not held is open where the sheet that grants it may be passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from innovatory.measure.budget.there import any_there
from innovatory.policy.admission import WEIGHT

if TYPE_CHECKING:
    from innovatory.policy.library import Library

VALID_TO = "_valid_to"  # behind the column of a status: the last day on which it is held


@dataclass(frozen=True)
class StatusYear:
    """How a status stands in a year, in units.

    Held through the year, `ending` inside it (`renewable`: of these, who may pass again), `new`: not held, but the sheet
    that grants it may be passed. `ends_known`: the population says when it ends; `granted_by` are the sheets in force.
    """

    status: str
    held: float
    ending: float
    renewable: float
    new: float
    ends_known: bool
    granted_by: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self) | {"granted_by": list(self.granted_by)}


def over_the_year(
    frame: pl.LazyFrame, library: Library, statuses: Iterable[str], year: int
) -> tuple[pl.LazyFrame, list[StatusYear]]:
    """The population with its statuses as they may stand in a year, and how they stand; others stay as they are."""
    schema = frame.collect_schema()
    counted: list[StatusYear] = []
    effective: dict[str, pl.Series] = {}
    for status in statuses:
        column = next((name for name in (f"status_{status}", f"status({status})") if name in schema), None)
        if column is None or schema[column] != pl.Boolean:
            continue
        known = f"{column}{VALID_TO}" in schema
        read = frame.select(*_held(column, known, year), _weight(schema)).collect()
        granting = _granting(library, status, year)
        may = _may_pass(frame, library, granting, year)
        effective[column] = _in_the_year(read, may)
        counted.append(_counts(status, read, may, known, granting))
    if not effective:
        return frame, counted
    return pl.concat([frame.drop(list(effective)), pl.DataFrame(effective).lazy()], how="horizontal"), counted


def _held(column: str, known: bool, year: int) -> list[pl.Expr]:
    """Whether a status is held at the beginning of the year, and whether it ends inside it."""
    held, never = pl.col(column), pl.lit(value=False)
    if not known:
        return [held.alias("held"), never.alias("ending")]
    until = pl.col(f"{column}{VALID_TO}").cast(pl.Date)
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [
        (held & (until >= first).fill_null(value=True)).alias("held"),
        (held & until.is_between(first, last)).fill_null(value=False).alias("ending"),
    ]


def _weight(schema: pl.Schema) -> pl.Expr:
    return (pl.col(WEIGHT).cast(pl.Float64) if WEIGHT in schema else pl.lit(1.0)).alias(WEIGHT)


def _granting(library: Library, status: str, year: int) -> tuple[str, ...]:
    """The sheets that grant a status on the last day of the year."""
    named = [
        name for name in sorted(library.located) if (grant := library.sheet(name).grants) and grant.status == status
    ]
    return tuple(name for name in named if library.instrument(name).on(date(year, 12, 31), year - 1).in_force)


def _may_pass(frame: pl.LazyFrame, library: Library, granting: Sequence[str], year: int) -> pl.Series | None:
    """Who may pass one of the sheets, None where none grants the status; anybody where a table tells a sheet nothing."""
    found: pl.Series | None = None
    on, columns = date(year, 12, 31), frame.collect_schema().names()
    for name in granting:
        if any_there(library.instrument(name).on(on, year - 1).names_read, columns):
            evaluation = library.instrument(name).evaluate(frame, on=on, year=year - 1)
            table: pl.LazyFrame = evaluation.columns(margins=False, gives=False)
            passes = table.select("may_pass").collect().to_series()
        else:
            rows = frame.select(pl.len()).collect().item()
            passes = pl.repeat(True, rows, dtype=pl.Boolean, eager=True)
        found = passes if found is None else found | passes
    return found


def _in_the_year(read: pl.DataFrame, may: pl.Series | None) -> pl.Series:
    """Yes through the whole year, no, or open (null)."""
    open_ = pl.col("ending") if may is None else pl.col("ending") | (~pl.col("held") & pl.col("may"))
    table = read.with_columns(may=pl.lit(value=False) if may is None else may)
    return table.select(pl.when(open_.fill_null(value=False)).then(None).otherwise(pl.col("held"))).to_series()


def _counts(
    status: str, read: pl.DataFrame, may: pl.Series | None, known: bool, granting: tuple[str, ...]
) -> StatusYear:
    table = read.with_columns(may=pl.lit(value=False) if may is None else may)
    held, ending, weight = pl.col("held"), pl.col("ending"), pl.col(WEIGHT)
    sums = table.select(
        held=weight.filter(held & ~ending).sum(),
        ending=weight.filter(ending).sum(),
        renewable=weight.filter(ending & pl.col("may")).sum(),
        new=weight.filter(~held & pl.col("may")).sum(),
    ).row(0)
    through, ends, renewable, new = (float(one) for one in sums)
    return StatusYear(status, through, ends, renewable, new, known, granting)
