"""Amounts that jump a thousand-fold: what a column of 万元 labelled yuan looks like.

An amount is held against that of the same unit a year before; where there is none, against the middle of the table.
Such a row may be right, so it is told and never refused. Columns that can fall below zero are left alone: what lies
about zero jumps by any factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from innovatory.records.across import Offence
from innovatory.records.checking import Check
from innovatory.records.rules import typed

JUMP = 1000.0  # 万元 taken for yuan are 10 000-fold off, and no unit grows a thousand-fold in a year by itself
ENOUGH = 20  # amounts; the middle of fewer says little
MOST_FOR_THE_MIDDLE = 100_000  # amounts looked at for the middle of a column, evenly spread
CELLS_AT_ONCE = 50_000_000  # amounts held in memory at a time

Amounts = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Pairs:
    """Which row follows which: `now` and `before` are places of rows of one unit in consecutive years."""

    own: int
    now: Places
    before: Places


def jumps(check: Check) -> list[Offence]:
    """The columns of amounts in which rows jump, with those rows."""
    names = [name for name, column in check.columns.items() if column.type == "money" and column.minimum == 0]
    if not names:
        return []
    stored = check.around.tables.get(check.table.name)
    pairs = _pairs(check, stored)
    at_once = max(1, CELLS_AT_ONCE // max(1, pairs.own))
    batches = [names[start : start + at_once] for start in range(0, len(names), at_once)]
    return [offence for batch in batches for offence in _batch(check, stored, pairs, batch)]


def _batch(check: Check, stored: pl.LazyFrame | None, pairs: _Pairs, names: list[str]) -> Iterator[Offence]:
    arrived = check.rows.select(typed(name).alias(name) for name in names).collect(engine="streaming")
    had = None if stored is None else _stored(stored, names)
    for name in names:
        own = _amounts(arrived[name])
        before = np.empty(0) if had is None else _amounts(had[name])
        jumped = _jumped(own, before, pairs)
        if jumped.any():
            rows = pl.Series("_row", np.flatnonzero(jumped) + 1, dtype=pl.get_index_type())
            yield Offence("jump", name, rows, refuses=False)


def _stored(stored: pl.LazyFrame, names: list[str]) -> pl.DataFrame:
    has = stored.collect_schema().names()
    return stored.select(
        (pl.col(name) if name in has else pl.lit(None, pl.Float64)).cast(pl.Float64).alias(name) for name in names
    ).collect(engine="streaming")


def _amounts(column: pl.Series) -> Amounts:
    """Amounts as numbers, 0 for what is unknown: nothing jumps from or to nothing."""
    return column.fill_null(0.0).to_numpy()


def _pairs(check: Check, stored: pl.LazyFrame | None) -> _Pairs:
    """The rows of one unit in consecutive years, those that arrive numbered before those that are stored."""
    unit = [name for name in check.key if name != "year"]
    own = check.rows.select(pl.len()).collect(engine="streaming").item()
    if "year" not in check.table.key or check.key != check.table.key:
        return _Pairs(own, np.empty(0, np.int64), np.empty(0, np.int64))
    parts = [check.rows.select(_unit([typed(name) for name in unit]), typed("year").alias("year"))]
    if stored is not None:
        parts.append(stored.select(_unit([pl.col(name) for name in unit]), pl.col("year").cast(pl.Int32)))
    rows = pl.concat(part.collect(engine="streaming") for part in parts)
    order = rows.select(pl.arg_sort_by("unit", "year", maintain_order=True)).to_series().to_numpy().astype(np.int64)
    units, years = rows["unit"].to_numpy()[order], rows["year"].fill_null(0).to_numpy()[order]
    follows = (units[1:] == units[:-1]) & (years[1:] == years[:-1] + 1) & (order[1:] < own)
    return _Pairs(own, order[1:][follows], order[:-1][follows])


def _unit(names: list[pl.Expr]) -> pl.Expr:
    return (names[0] if len(names) == 1 else pl.concat_str(names, separator="\n")).hash().alias("unit")


def _jumped(own: Amounts, stored: Amounts, pairs: _Pairs) -> Flags:
    every = np.concatenate([own, stored]) if stored.size else own
    now, before = every[pairs.now], every[pairs.before]
    known = (now > 0) & (before > 0)
    flags = np.zeros(pairs.own, dtype=bool)
    flags[pairs.now] = known & _far(now, before)
    middle = _middle(stored) or _middle(own)
    if middle is not None:
        alone = own > 0
        alone[pairs.now[known]] = False
        flags |= alone & _far(own, middle)
    return flags


def _far(amounts: Amounts, others: Amounts | float) -> Flags:
    far: Flags = (amounts / JUMP >= others) | (amounts <= others / JUMP)
    return far


def _middle(amounts: Amounts) -> float | None:
    """The median of the amounts above zero; None if there are too few."""
    step = max(1, amounts.size // MOST_FOR_THE_MIDDLE)
    positive = amounts[::step][amounts[::step] > 0]
    return float(np.median(positive)) if positive.size >= ENOUGH else None
