"""The rules of the dictionary as column expressions: how a column is read, and which of its rows break which rule.

Everything is a Polars expression, so that a whole table is checked in one pass. A column may arrive as text (from CSV)
or in its own type; blank text is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from innovatory.records.amounts import TRUTHS
from innovatory.records.credit_code_column import valid_ids
from innovatory.records.dictionary import Column

FIRST_YEAR = 1900  # a smaller year in a record is a slip of the pen
SHAPE_OF_A_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
TEXT = (pl.String, pl.Categorical, pl.Enum)


@dataclass(frozen=True)
class Rule:
    """A rule of one column: `broken` is true in the rows that break it, `shown` is the value to show for them.

    `refuses` says whether such a row is refused; a row that is not keeps its other facts and loses this one.
    """

    name: str
    column: str
    broken: pl.Expr
    shown: pl.Expr
    refuses: bool = True


@dataclass(frozen=True)
class Reading:
    """A column in the type of the dictionary (null where it cannot be read), with the rules it must keep."""

    typed: pl.Expr
    rules: tuple[Rule, ...]


def reading(column: Column, name: str, dtype: pl.DataType, as_of: date) -> Reading:
    """How the column `name` of a table is read as a column of the dictionary, and the rules for its rows.

    Rules: type, required, finite, negative, minimum, maximum, whole, year, date, future, category, check digit.
    """
    raw = _without_blanks(name, dtype)
    typed, broken = _kinds(column, raw, dtype, as_of)
    if column.required:
        broken["required"] = raw.is_null()
    # NaN and infinity become unknown (records.md section 1): the row is refused only if it cannot do without
    soft = () if column.required else ("finite",)
    return Reading(typed, tuple(Rule(rule, name, flag, raw, rule not in soft) for rule, flag in broken.items()))


def _kinds(column: Column, raw: pl.Expr, dtype: pl.DataType, as_of: date) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    if column.bounds is not None:
        return _number(column, raw, dtype)
    match column.type:
        case "year":
            return _year(raw, dtype, as_of)
        case "bool":
            return _truth(raw, dtype)
        case "date" | "event":
            return _day(column, raw, dtype, as_of)
        case _:
            return _text(column, raw, dtype)


def _without_blanks(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if not isinstance(dtype, TEXT):
        return column
    stripped = column.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _unreadable(raw: pl.Expr, typed: pl.Expr) -> pl.Expr:
    return raw.is_not_null() & typed.is_null()


def _number(column: Column, raw: pl.Expr, dtype: pl.DataType) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    read, typed = _figures(raw, dtype)
    broken = {"type": _unreadable(raw, read), "finite": ~read.is_finite()}
    broken.update(_outside(column, typed))
    return typed, broken


def _figures(raw: pl.Expr, dtype: pl.DataType) -> tuple[pl.Expr, pl.Expr]:
    """The numbers as read, and the same with NaN and infinity as null."""
    readable = isinstance(dtype, TEXT) or dtype.is_numeric()
    read = raw.cast(pl.Float64, strict=False) if readable else pl.lit(None, pl.Float64)
    if dtype.is_integer():
        return read, read
    return read, pl.when(read.is_finite()).then(read)


def _outside(column: Column, typed: pl.Expr) -> Iterator[tuple[str, pl.Expr]]:
    within = column.bounds
    if within is not None and within.minimum is not None:
        yield "negative" if within.minimum == 0 else "minimum", typed < within.minimum
    if within is not None and within.maximum is not None:
        yield "maximum", typed > within.maximum
    if within is not None and within.whole:
        yield "whole", typed != typed.floor()


def _year(raw: pl.Expr, dtype: pl.DataType, as_of: date) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    _, typed = _figures(raw, dtype)
    broken = {
        "type": _unreadable(raw, typed),
        "whole": typed != typed.floor(),
        "year": typed < FIRST_YEAR,
        "future": typed > as_of.year,
    }
    return typed.cast(pl.Int32, strict=False), broken


def _truth(raw: pl.Expr, dtype: pl.DataType) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    typed = pl.lit(None, pl.Boolean)  # 1 is no truth
    if isinstance(dtype, pl.Boolean):
        typed = raw
    elif isinstance(dtype, TEXT):
        typed = raw.str.to_lowercase().replace_strict(TRUTHS, default=None, return_dtype=pl.Boolean)
    return typed, {"type": _unreadable(raw, typed)}


def _day(column: Column, raw: pl.Expr, dtype: pl.DataType, as_of: date) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    broken = {}
    typed = pl.lit(None, pl.Date)
    if isinstance(dtype, (pl.Date, pl.Datetime)):
        typed = raw.cast(pl.Date)
    elif isinstance(dtype, TEXT):
        shaped = raw.str.contains(SHAPE_OF_A_DAY)
        typed = pl.when(shaped).then(raw.str.to_date("%Y-%m-%d", strict=False))
        broken = {"type": ~shaped, "date": shaped & typed.is_null()}
    broken = broken or {"type": _unreadable(raw, typed)}
    if not column.future:
        broken["future"] = typed > as_of
    return typed, broken


def _text(column: Column, raw: pl.Expr, dtype: pl.DataType) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    typed = pl.lit(None, pl.String)
    if isinstance(dtype, TEXT):
        typed = raw
    elif column.type == "id" and dtype.is_integer():
        typed = raw.cast(pl.String)  # codes such as 440305 that a reader took for numbers
    broken = {"type": _unreadable(raw, typed)}
    if column.type == "cat":
        broken["category"] = ~typed.is_in(list(column.one_of))
    if column.name == "enterprise_id":
        broken["check digit"] = ~typed.map_batches(valid_ids, pl.Boolean, is_elementwise=True)
    return typed, broken
