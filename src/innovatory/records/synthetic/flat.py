"""The rows of a tier as the flat table has them: what is the same for everybody is filled in, columns stand in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from innovatory.records.synthetic.columns import ABOVE_SIZE, CLEAN, NO_INCIDENT, NONE, NOTHING_BEFORE, ORIGIN
from innovatory.records.synthetic.constants import Constants

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


def finished(frame: pl.DataFrame, years: Sequence[int], constants: Constants) -> pl.DataFrame:
    """The rows of a tier with what follows from their other columns; `years` the newest first."""
    frame = with_sector_income(frame.fill_nan(None), years, constants.income_of_sectors)
    return without_a_past(with_size_class(frame, years[0], constants.above_size), years)


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


def without_a_past(frame: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """The rows with none of what an enterprise cannot have had in a year before its registration."""
    return frame.with_columns(
        pl.when(pl.col(f"revenue_{year}").is_null()).then(0.0).otherwise(name).alias(name)
        for year in years
        for name in (f"{stem}_{year}" for stem in NOTHING_BEFORE)
        if name in frame.columns
    )


def with_size_class(frame: pl.DataFrame, year: int, least: Mapping[str, float]) -> pl.DataFrame:
    """The rows with whether an enterprise is above the statistical size threshold of its sector (yuan of revenue).

    Unknown in sectors for which `least` has none.
    """
    threshold = pl.col("sector").replace_strict(dict(least), default=None, return_dtype=pl.Float64())
    return frame.with_columns((pl.col(f"revenue_{year}") >= threshold).alias(ABOVE_SIZE))


def numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """The rows with their identifiers, counted from `first`."""
    numbers = pl.int_range(first, first + frame.height, eager=True).cast(pl.String).str.zfill(DIGITS)
    return frame.with_columns(("syn:" + numbers).alias("enterprise_id"))


def arranged(frame: pl.DataFrame, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Exactly the given columns in their types; one that the rows do not have is unknown or, of a status, no."""
    have = set(frame.columns)
    chosen = []
    for name, dtype in columns.items():
        if name in have:
            chosen.append(pl.col(name).cast(dtype))
        else:
            chosen.append(pl.lit(False if name.endswith(")") else None, dtype).alias(name))
    return frame.select(chosen)
