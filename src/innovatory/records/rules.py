"""The rules of the dictionary as column expressions: how a column is read, and which of its rows break which rule.

Everything is a Polars expression, so that a whole table is checked in one pass. A column may arrive as text (from CSV)
or in its own type; blank text is unknown. Reading goes in steps, each a column of its own beside the one that arrived
(`raw` without blanks, `read` as it can be read, `typed` as the dictionary wants it), so that nothing is read twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from innovatory.records.amounts import TRUTHS
from innovatory.records.credit_code_column import valid_ids
from innovatory.records.dictionary import Column

FIRST_YEAR = 1900  # a smaller year in a record is a slip of the pen
LATEST = "_latest"  # of a day known only to its month or year: `x` is the first possible day, `x_latest` the last
SHAPE_OF_A_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
SHAPE_OF_A_CODE = r"^[0-9A-Z]{18}$"  # eighteen characters that can only be meant as a social credit code
UNITS = "enterprises.enterprise_id"  # a column that looks units up here may hold social credit codes
TEXT = (pl.String, pl.Categorical, pl.Enum)


def raw(name: str) -> pl.Expr:
    """A column as it arrived, blank text as unknown."""
    return pl.col(f"_raw {name}")


def typed(name: str) -> pl.Expr:
    """A column in the type of the dictionary, null where it cannot be read."""
    return pl.col(f"_typed {name}")


def _read(name: str) -> pl.Expr:
    """A number as read: NaN and infinity not yet unknown."""
    return pl.col(f"_read {name}")


@dataclass(frozen=True)
class Rule:
    """A rule of one column: `broken` is true in the rows that break it, `shown` is the value to show for them.

    `about` names what else the rule speaks of. `refuses` says whether such a row is refused; a row that is not keeps its
    other facts and loses this one.
    """

    name: str
    column: str
    broken: pl.Expr
    shown: pl.Expr
    refuses: bool = True
    about: str = ""


@dataclass(frozen=True)
class Reading:
    """How one column is read, step by step, each step a column made from those of the steps before, and its rules."""

    steps: tuple[pl.Expr, ...]
    rules: tuple[Rule, ...]


def reading(
    column: Column, name: str, dtype: pl.DataType, as_of: date, listed: Collection[str] | None = None
) -> Reading:
    """How the column `name` of a table is read as a column of the dictionary, and the rules for its rows.

    `listed` are the identifiers that the city has for it, None where it keeps no list. Rules: type, required, finite,
    negative, minimum, maximum, whole, year, date, future, category, listed, check digit.
    """
    steps = [_without_blanks(name, dtype).alias(f"_raw {name}")]
    more, broken = _kinds(column, name, dtype, as_of)
    steps += more
    if listed is not None:
        broken["listed"] = ~typed(name).is_in(list(listed))
    if column.required:
        broken["required"] = raw(name).is_null()
    # NaN and infinity become unknown (records.md section 1): the row is refused only if it cannot do without
    soft = () if column.required else ("finite",)
    about = ", ".join(listed or ())
    rules = (Rule(rule, name, flag, raw(name), rule not in soft, about) for rule, flag in broken.items())
    return Reading(tuple(steps), tuple(rules))


def _kinds(
    column: Column, name: str, dtype: pl.DataType, as_of: date
) -> tuple[tuple[pl.Expr, ...], dict[str, pl.Expr]]:
    """The steps after the first, and what breaks the rules, both from the columns of the steps before."""
    if column.bounds is not None:
        return _figures(name, dtype, pl.Float64()), _number(column, name, dtype)
    match column.type:
        case "year":
            return _figures(name, dtype, pl.Int32()), _year(column, name, dtype, as_of)
        case "bool":
            return _step(name, _truth(raw(name), dtype)), {"type": _unreadable(name)}
        case "date" | "event":
            return _step(name, _day(raw(name), dtype)), _days(column, name, dtype, as_of)
        case _:
            return _step(name, _text(column, raw(name), dtype)), _texts(column, name)


def _without_blanks(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if not isinstance(dtype, TEXT):
        return column
    stripped = column.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _step(name: str, expression: pl.Expr) -> tuple[pl.Expr, ...]:
    return (expression.alias(f"_typed {name}"),)


def _unreadable(name: str) -> pl.Expr:
    return raw(name).is_not_null() & typed(name).is_null()


def _figures(name: str, dtype: pl.DataType, to: pl.DataType) -> tuple[pl.Expr, ...]:
    """The numbers as read, then the same with NaN and infinity (and what is no whole year) as null."""
    readable = isinstance(dtype, TEXT) or dtype.is_numeric()
    read = raw(name).cast(pl.Float64, strict=False) if readable else pl.lit(None, pl.Float64)
    known = _read(name) if dtype.is_integer() else pl.when(_read(name).is_finite()).then(_read(name))
    return (read.alias(f"_read {name}"), known.cast(to, strict=False).alias(f"_typed {name}"))


def _number(column: Column, name: str, dtype: pl.DataType) -> dict[str, pl.Expr]:
    broken = {"type": raw(name).is_not_null() & _read(name).is_null()}
    if not dtype.is_integer():
        broken["finite"] = ~_read(name).is_finite()
    broken.update(_outside(column, typed(name)))
    return broken


def _outside(column: Column, value: pl.Expr) -> Iterator[tuple[str, pl.Expr]]:
    within = column.bounds
    if within is not None and within.minimum is not None:
        yield "negative" if within.minimum == 0 else "minimum", value < within.minimum
    if within is not None and within.maximum is not None:
        yield "maximum", value > within.maximum
    if within is not None and within.whole:
        yield "whole", value != value.floor()


def _year(column: Column, name: str, dtype: pl.DataType, as_of: date) -> dict[str, pl.Expr]:
    value = pl.when(_read(name).is_finite()).then(_read(name))
    broken = {
        "type": raw(name).is_not_null() & value.is_null(),
        "whole": value != value.floor(),
        "year": value < FIRST_YEAR,
    }
    if not column.future:
        broken["future"] = value > as_of.year
    return broken


def _truth(arrived: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Boolean):
        return arrived
    if isinstance(dtype, TEXT):
        return arrived.str.to_lowercase().replace_strict(TRUTHS, default=None, return_dtype=pl.Boolean)
    return pl.lit(None, pl.Boolean)  # 1 is no truth


def _day(arrived: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, (pl.Date, pl.Datetime)):
        return arrived.cast(pl.Date)
    if isinstance(dtype, TEXT):
        shaped = arrived.str.contains(SHAPE_OF_A_DAY)
        return pl.when(shaped).then(arrived.str.to_date("%Y-%m-%d", strict=False))
    return pl.lit(None, pl.Date)


def _days(column: Column, name: str, dtype: pl.DataType, as_of: date) -> dict[str, pl.Expr]:
    broken = {"type": _unreadable(name)}
    if isinstance(dtype, TEXT):
        shaped = raw(name).str.contains(SHAPE_OF_A_DAY)
        broken = {"type": ~shaped, "date": shaped & typed(name).is_null()}
    if not column.future:
        broken["future"] = typed(name) > as_of
    return broken


def _text(column: Column, arrived: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, TEXT):
        return arrived
    if column.type == "id" and dtype.is_integer():
        return arrived.cast(pl.String)  # codes such as 440305 that a reader took for numbers
    return pl.lit(None, pl.String)


def _texts(column: Column, name: str) -> dict[str, pl.Expr]:
    broken = {"type": _unreadable(name)}
    if column.type == "cat":
        broken["category"] = ~typed(name).is_in(list(column.one_of))
    valid = typed(name).map_batches(valid_ids, pl.Boolean, is_elementwise=True)
    if column.name == "enterprise_id":
        broken["check digit"] = ~valid
    elif UNITS in column.references:
        broken["check digit"] = typed(name).str.contains(SHAPE_OF_A_CODE) & ~valid
    return broken
