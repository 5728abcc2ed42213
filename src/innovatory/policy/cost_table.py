"""The answer of a costing as one long table for spreadsheets: a row for each instrument in each group.

`*` stands for all rows of the population and for all instruments together. What may not be told is empty, and the last
column says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from innovatory.policy.withheld import WITHHELD

ALL = "*"
KEYS = ("dimension", "group", "instrument")
FIGURES = (
    "units", "eligible", "depends", "near_misses", "amount_low", "amount_high", "awarded_low", "awarded_high",
    "tax_low", "tax_high", "unknown", "unbounded",
)  # fmt: skip
"""Units, and yuan where the name has a low and a high; empty where an instrument has no such figure."""
SCHEMA = {**dict.fromkeys(KEYS, pl.String), **dict.fromkeys(FIGURES, pl.Float64), "withheld": pl.String}


def table(told: Mapping[str, Any]) -> pl.DataFrame:
    """An answer that may be told (`disclosure.disclosed`), all rows first, then dimension by dimension."""
    return pl.DataFrame(list(_rows(told)), schema=SCHEMA, orient="row")


def _rows(told: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    yield _row((ALL, ALL, ALL), {"units": told["units"], **told["totals"]})
    for one in told["instruments"]:
        yield _row((ALL, ALL, one["id"]), {"units": told["units"], **one})
    for dimension, groups in told["groups"].items():
        for name, group in groups.items():
            yield _row((dimension, name, ALL), {"units": group["units"], **group["totals"]})
            for instrument, cell in group["instruments"].items():
                yield _row((dimension, name, instrument), {"units": group["units"], **cell})


def _row(keys: tuple[str, str, str], cell: Mapping[str, Any]) -> tuple[object, ...]:
    """The figures of a cell; the last column names those withheld: `eligible <10; amount_low withheld`."""
    told = {name: cell[name] for name in FIGURES if name in cell}
    figures = [None if isinstance(told.get(name), str) else told.get(name) for name in FIGURES]
    silent = [f"{name} {value or WITHHELD}" for name, value in told.items() if value is None or isinstance(value, str)]
    return *keys, *figures, "; ".join(silent) or None
