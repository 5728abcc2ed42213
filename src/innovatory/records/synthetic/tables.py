"""A synthetic population as the tables of records: the flat rows parted into the tables of the dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from innovatory.records.dictionary import Column, tables
from innovatory.records.synthetic.columns import ENTERPRISE, ORIGIN, YEARLY, valid_from, valid_to

ENTERPRISES, ACCOUNTS, STATUSES, SURVEY = "enterprises", "enterprise_years", "statuses", "rd_years"
LISTINGS, PATENTS, HOLDERS = "listings", "patents", "patent_applicants"
NAMES = (ENTERPRISES, ACCOUNTS, STATUSES, SURVEY, LISTINGS, PATENTS, HOLDERS)
_TYPES: Mapping[str, pl.DataType] = {
    "bool": pl.Boolean(), "date": pl.Date(), "event": pl.Date(), "year": pl.Int32(),
}  # fmt: skip


def columns_of(name: str) -> dict[str, pl.DataType]:
    """The columns that a synthetic table has, in the order of the dictionary, with their types."""
    have = _filled()[name]
    return {column.name: _type(column) for column in tables()[name].columns.values() if column.name in have}


def _type(column: Column) -> pl.DataType:
    return pl.Float64() if column.unit is not None else _TYPES.get(column.type, pl.String())


def _filled() -> dict[str, tuple[str, ...]]:
    rows = ("weight", "origin")
    return {
        ENTERPRISES: ("enterprise_id", *ENTERPRISE, "ended_on", "zone_id", *rows),
        ACCOUNTS: ("enterprise_id", "year", *YEARLY, *rows),
        STATUSES: ("unit_id", "status", "valid_from", "valid_to", "instrument", *rows),
        SURVEY: ("unit_id", "year", "performer_sector", "rd_intramural", "rd_personnel_fte", *rows),
        LISTINGS: ("enterprise_id", "board", "applied_on", "listed_on", "delisted_on", *rows),
        PATENTS: ("patent_id", "kind", "filed_on", "granted_on", "lapsed_on", *rows),
        HOLDERS: ("patent_id", "unit_id", "held_from", "held_to", "role", "acquired_by", *rows),
    }


def fitted(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Rows in exactly the columns of a table; unknown where they have none."""
    have = set(frame.columns)
    return frame.select(
        (pl.col(column) if column in have else pl.lit(None)).cast(dtype).alias(column)
        for column, dtype in columns_of(name).items()
    )


def enterprises(flat: pl.DataFrame) -> pl.DataFrame:
    """The table `enterprises` of flat rows."""
    return fitted(flat, ENTERPRISES)


def accounts(flat: pl.DataFrame, years: Sequence[int]) -> list[pl.DataFrame]:
    """The table `enterprise_years` of flat rows, year by year from the oldest; no row for a year that did not exist."""
    found = []
    for year in sorted(years):
        own = flat.filter(pl.col(f"revenue_{year}").is_not_null())
        named = own.select(
            "enterprise_id",
            pl.lit(year).alias("year"),
            *(pl.col(f"{name}_{year}").alias(name) for name in YEARLY),
            *(name for name in ("weight", "origin") if name in own.columns),
        )
        found.append(fitted(named, ACCOUNTS))
    return found


def survey(flat: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """The table `rd_years` of the enterprises that perform R&D."""
    found = []
    for year in sorted(years):
        own = flat.filter(pl.col(f"revenue_{year}").is_not_null())
        named = own.select(
            pl.col("enterprise_id").alias("unit_id"), pl.lit(year).alias("year"), pl.lit("business").alias("performer_sector"),
            pl.col(f"rd_intramural_{year}").alias("rd_intramural"), "weight", "origin",
            (pl.col(f"rd_personnel_fte_{year}") if f"rd_personnel_fte_{year}" in own.columns else pl.lit(None)).alias("rd_personnel_fte"),
        )  # fmt: skip
        found.append(fitted(named, SURVEY))
    return pl.concat(found)


def other_performers(amounts: Mapping[str, Mapping[int, int]]) -> pl.DataFrame:
    """Rows of `rd_years` for all that is no enterprise: one row for each sector and year with its R&D (yuan)."""
    rows = [
        {"unit_id": f"syn:rd-{sector}", "year": year, "performer_sector": sector, "rd_intramural": float(amount)}
        for sector, by_year in amounts.items()
        for year, amount in sorted(by_year.items())
    ]
    schema = {
        "unit_id": pl.String(),
        "year": pl.Int32(),
        "performer_sector": pl.String(),
        "rd_intramural": pl.Float64(),
    }
    told = (pl.lit(1.0).alias("weight"), pl.lit(ORIGIN).alias("origin"))
    return fitted(pl.DataFrame(rows, schema=schema).with_columns(*told), SURVEY)


def listings(flat: pl.DataFrame) -> pl.DataFrame:
    """The table `listings`: the listed companies."""
    own = flat.filter(pl.col("status(listed)"))
    return fitted(own.with_columns(pl.col("listed_on").dt.offset_by("-1y").alias("applied_on")), LISTINGS)


def patents(flat: pl.DataFrame, year: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables `patents` and `patent_applicants`: one grouped row for the invention patents in force of each holder."""
    own = flat.filter(pl.col("ip_class1") > 0)
    grouped = own.select(
        ("patent:" + pl.col("enterprise_id")).alias("patent_id"),
        pl.col("enterprise_id").alias("unit_id"),
        (pl.col("ip_class1") * pl.col("weight")).alias("weight"),
        pl.lit("invention").alias("kind"),
        pl.lit("owner").alias("role"),
        pl.lit("own").alias("acquired_by"),
        pl.lit(ORIGIN).alias("origin"),
        pl.max_horizontal("registered_on", pl.lit(date(year - 2, 1, 1))).alias("filed_on"),
    )
    grouped = grouped.with_columns(
        pl.min_horizontal(pl.col("filed_on").dt.offset_by("1y"), pl.lit(date(year, 12, 31))).alias("granted_on"),
        pl.col("filed_on").alias("held_from"),
    )
    return fitted(grouped, PATENTS), fitted(grouped, HOLDERS)


def individual_businesses(count: int, year: int) -> pl.DataFrame:
    """Individual businesses as one counted row of `enterprises`: they are no enterprises, but they are market entities.

    Nothing is known of when they were registered: told as of the first day of the year.
    """
    row = {"enterprise_id": "syn:individual", "registered_on": date(year, 1, 1), "weight": float(count)}
    told = {"legal_form": "individual_business", "origin": ORIGIN, "cluster": "none"}
    return fitted(pl.DataFrame([row | told]), ENTERPRISES)


def statuses(flat: pl.DataFrame, sheets: Mapping[str, str], names: Sequence[str]) -> pl.DataFrame:
    """The table `statuses`: one row for each recognition held at the end of the year; `sheets` names the sheet of some."""
    found = []
    for status in names:
        own = flat.filter(pl.col(f"status({status})"))
        named = own.select(
            pl.col("enterprise_id").alias("unit_id"),
            pl.lit(status).alias("status"),
            pl.col(valid_from(status)).alias("valid_from"),
            (pl.col(valid_to(status)) if valid_to(status) in own.columns else pl.lit(None)).alias("valid_to"),
            pl.lit(sheets.get(status)).alias("instrument"),
            "weight",
            "origin",
        )
        found.append(fitted(named, STATUSES))
    return pl.concat(found) if found else pl.DataFrame(schema=columns_of(STATUSES))
