"""Rows that arrive beside the rows that are stored: which are new, which are there already, which contradict.

A row is there already when its key is stored with the same facts; where the facts differ, the stored row stays unless
the user lets the newer one replace it.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from innovatory.records.dictionary import Table

SOURCE, ORIGIN = "source", "origin"
MADE_UP = {"syn": "synthetic", "sim": "simulated"}  # what the identifier of an enterprise says of itself
POSITION = "_position"


@dataclass(frozen=True)
class Merged:
    """Good rows sorted out: `table` is what will be stored (None: nothing changes), the others are `POSITION`s of rows."""

    table: pl.LazyFrame | None
    used: pl.Series
    duplicate: pl.Series
    contradicting: pl.Series
    replaced: int


def with_source(rows: pl.DataFrame, source: str, table: Table) -> pl.DataFrame:
    """The rows with the source of those that name none, and the origin of made-up enterprises that do not say theirs."""
    if ORIGIN in table.columns and "enterprise_id" in rows.columns:
        kind = pl.col("enterprise_id").str.extract(r"^(syn|sim):").replace_strict(MADE_UP, default=None)
        said = pl.col(ORIGIN) if ORIGIN in rows.columns else pl.lit(None, pl.String)
        if not rows.select(kind.is_not_null().any()).item():
            kind = pl.lit(None, pl.String)
        elif ORIGIN not in rows.columns:
            rows = rows.with_columns(said.alias(ORIGIN))
        if ORIGIN in rows.columns:
            rows = rows.with_columns(pl.coalesce(pl.col(ORIGIN), kind.cast(pl.String)))
    if SOURCE not in table.columns:
        return rows
    named = pl.col(SOURCE) if SOURCE in rows.columns else pl.lit(None, pl.String)
    return rows.with_columns(pl.coalesce(named, pl.lit(source)).alias(SOURCE))


def merged(rows: pl.DataFrame, stored: pl.LazyFrame | None, table: Table, replace: bool) -> Merged:
    """Good rows (with `POSITION`, every key once) beside the stored ones."""
    none = rows[POSITION].clear()
    if stored is None:
        return Merged(_ordered(rows.lazy(), table), rows[POSITION], none, none, 0)
    key = list(table.key)
    there = stored.join(rows.lazy().select(key), on=key, how="semi").collect(engine="streaming")
    if there.is_empty():
        return Merged(_both(stored, rows, table), rows[POSITION], none, none, 0)
    known = rows.join(there.select(*key, pl.lit(value=True).alias("_there")), on=key, how="left", maintain_order="left")
    fresh = rows.filter(known["_there"].is_null())
    met = rows.filter(known["_there"].is_not_null())
    same = _same(met, there, key)
    duplicate, other = met.filter(same), met.filter(~same)
    if not replace:
        changed = _both(stored, fresh, table) if not fresh.is_empty() else None
        return Merged(changed, fresh[POSITION], duplicate[POSITION], other[POSITION], 0)
    kept = stored.join(other.lazy().select(key), on=key, how="anti", maintain_order="left")
    used = rows.filter(rows[POSITION].is_in(duplicate[POSITION].implode()).not_())
    changed = _both(kept, used, table) if not used.is_empty() else None
    return Merged(changed, used[POSITION], duplicate[POSITION], none, other.height)


def _same(met: pl.DataFrame, there: pl.DataFrame, key: list[str]) -> pl.Series:
    """Of each row that meets a stored one whether all its facts are the same; who reported them is no fact."""
    facts = [name for name in dict.fromkeys([*met.columns, *there.columns]) if name not in (*key, SOURCE, POSITION)]
    beside = met.join(there, on=key, how="left", suffix=" there", maintain_order="left")
    tests = []
    for name in facts:
        own = pl.col(name) if name in met.columns else pl.lit(None)
        stored = pl.lit(None)
        if name in there.columns:
            stored = pl.col(f"{name} there" if name in met.columns else name)
        tests.append(own.eq_missing(stored))
    return beside.select(pl.all_horizontal(tests)).to_series() if tests else pl.Series([True] * met.height)


def _both(stored: pl.LazyFrame, rows: pl.DataFrame, table: Table) -> pl.LazyFrame:
    return _ordered(pl.concat([stored, rows.lazy().drop(POSITION)], how="diagonal"), table)


def _ordered(rows: pl.LazyFrame, table: Table) -> pl.LazyFrame:
    """The columns in the order of the dictionary, those for the last possible day behind all others."""
    there = rows.collect_schema().names()
    first = [name for name in table.columns if name in there]
    return rows.select(*first, *(name for name in there if name not in table.columns and name != POSITION))
