"""The rows of a tier as the flat table has them: what is the same for everybody is filled in, columns stand in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from innovatory.records.synthetic.columns import CLEAN, NO_INCIDENT, NONE, ORIGIN, flat

NEVER = date(1900, 1, 1)  # the day that says: no incident ever
DIGITS = 8


def completed(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with what holds for everybody: nobody is listed for an offence, had an incident or got a distinction."""
    return frame.with_columns(
        pl.lit(ORIGIN).alias("origin"),
        pl.lit(value=True).alias("tax_resident"),
        pl.lit(NEVER).alias(NO_INCIDENT),
        *(pl.lit("none").alias(name) for name in NONE),
        *(pl.lit(value=False).alias(name) for name in CLEAN),
    )


def with_sector_income(frame: pl.DataFrame, years: Sequence[int], sectors: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The rows with the income of some sectors: all of an enterprise's total income, or none of it."""
    found = []
    for year in years:
        total = pl.col(f"total_income_{year}")
        nothing = pl.when(total.is_not_null()).then(0.0)
        found += [
            pl.when(pl.col("sector").is_in(list(letters))).then(total).otherwise(nothing).alias(f"{name}_{year}")
            for name, letters in sectors.items()
        ]
        found.append(nothing.alias(f"investment_income_{year}"))
    return frame.with_columns(found)


def numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """The rows with their identifiers, counted from `first`."""
    numbers = pl.int_range(first, first + frame.height, eager=True).cast(pl.String).str.zfill(DIGITS)
    return frame.with_columns(("syn:" + numbers).alias("enterprise_id"))


def arranged(frame: pl.DataFrame, years: Sequence[int], statuses: Sequence[str]) -> pl.DataFrame:
    """Exactly the columns of the flat table in their types; one that the rows do not have is unknown or, of a status, no."""
    have = set(frame.columns)
    chosen = []
    for name, dtype in flat(years, statuses):
        if name in have:
            chosen.append(pl.col(name).cast(dtype))
        else:
            chosen.append(pl.lit(False if name.startswith("status(") else None, dtype).alias(name))
    return frame.select(chosen)
