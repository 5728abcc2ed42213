"""Measured values as one table, a row for each observation, for files that leave the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from innovatory.measure.measurement import Measured
from innovatory.measure.observations import Observation

COLUMNS = {
    "low": pl.Float64, "high": pl.Float64, "unit": pl.String, "flag": pl.String, "bound": pl.String,
    "period": pl.String, "origin": pl.String, "series": pl.String, "preferred": pl.Boolean, "sources": pl.String,
    "qualifier": pl.String, "shown": pl.String, "quote": pl.String, "rows": pl.Int64, "left_out": pl.Int64,
    "reason": pl.String,
}  # fmt: skip
"""What is told of every observation, after the indicator, its names, the year and the dimensions."""


def value_table(found: Iterable[Measured], by: Sequence[str] = ()) -> pl.DataFrame:
    """All observations of some indicators: indicator, label_en, label_zh, year, a column for each dimension, `COLUMNS`.

    Values are in the base unit (yuan, a fraction, persons …); an end or a value that is not known is null.
    """
    head = {"indicator": pl.String, "label_en": pl.String, "label_zh": pl.String, "year": pl.Int64}
    schema = head | dict.fromkeys(by, pl.String) | COLUMNS
    rows = [_row(one, each, by) for one in found for each in one.observations]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _row(one: Measured, each: Observation, by: Sequence[str]) -> tuple[object, ...]:
    told = each.as_dict() | {"sources": "; ".join(each.sources)}
    label = one.indicator.label
    dimensions = (each.group.get(name) for name in by)
    return (one.indicator.id, label["en"], label["zh"], each.year, *dimensions, *(told[name] for name in COLUMNS))
