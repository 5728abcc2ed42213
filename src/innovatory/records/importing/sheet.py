"""What every reader gives: the headers of a source and its rows as they stand there, with their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from innovatory.language.mistakes import Mistake, Place

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Broken:
    """A line that is no row: its number in the source, its cells, and what is wrong with it.

    `rule` is `cells` for too many or too few of them and `cell error` for the error of a spreadsheet's formula, which
    stands under the header at `position` (from 0). `value` is the text that is wrong.
    """

    row: int
    cells: tuple[str, ...]
    value: str
    rule: str = "cells"
    position: int | None = None


@dataclass(frozen=True)
class Sheet:
    """The rows of a source, nothing converted.

    `headers` as written, in order; `rows` has a column for each, named `c0`, `c1` …; `numbers` is the number of each row
    as people see it (line of a CSV file or row of a spreadsheet, the header included; row of a query's answer).
    `broken` are lines that are no rows. `read_as` tells how the source was read (encoding, delimiter, sheet).
    """

    headers: tuple[str, ...]
    rows: pl.DataFrame
    numbers: pl.Series
    broken: tuple[Broken, ...] = ()
    read_as: Mapping[str, str] = field(default_factory=dict)


def cell_name(position: int) -> str:
    """The name of a column of `Sheet.rows` by its position (from 0)."""
    return f"c{position}"


def named(headers: Sequence[str], place: str) -> tuple[str, ...]:
    """The headers without blanks around them; `Mistake("headers")` for one that is empty or stands twice."""
    clean = tuple(header.strip(f" \t\r\n\u3000{BYTE_ORDER_MARK}") for header in headers)
    for position, header in enumerate(clean):
        if not header:
            spot = column_letter(position)
            en, zh = f"column {spot} has no header", f"第 {spot} 列没有表头"
            raise Mistake("headers", en, zh, place=Place(place))
        if header in clean[:position]:
            spots = column_letter(clean.index(header)), column_letter(position)
            en = f"the header {header!r} stands twice, in columns {spots[0]} and {spots[1]}"
            zh = f"表头 {header!r} 出现两次（第 {spots[0]} 列和第 {spots[1]} 列）"
            raise Mistake("headers", en, zh, place=Place(place))
    return clean


def column_letter(position: int) -> str:
    """The letters that a spreadsheet gives to a column by its position (from 0): A, B … Z, AA …"""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def without_blank_rows(sheet: Sheet) -> Sheet:
    """The sheet without the rows in which no cell says anything; `Mistake("empty")` is left to who counts them."""
    if not sheet.rows.width or sheet.rows.select(_says("c0", sheet.rows.schema["c0"]).all()).item():
        return sheet
    says = pl.any_horizontal(_says(name, dtype) for name, dtype in sheet.rows.schema.items())
    kept = sheet.rows.select(says).to_series()
    if kept.all():
        return sheet
    rows, numbers = sheet.rows.filter(kept), sheet.numbers.filter(kept)
    return Sheet(sheet.headers, rows, numbers, sheet.broken, sheet.read_as)


def _says(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return (column.str.strip_chars() != "").fill_null(value=False) if dtype == pl.String else column.is_not_null()
