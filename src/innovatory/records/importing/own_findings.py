"""What only an import finds, as findings beside those of the check: lines that are no rows, rows that contradict stored ones."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from innovatory.records.dictionary import Table
from innovatory.records.findings import Example, Finding
from innovatory.records.importing.checked import Places
from innovatory.records.importing.sheet import Broken, Sheet
from innovatory.records.validation import EXAMPLES

SAYINGS = {
    "cells": ("{rows} with too many or too few cells", "有 {count} 行的单元格数与表头不符"),
    "cell error": ("{rows} with the error of a formula (such as #N/A)", "有 {count} 行含公式错误（如 #N/A）"),
    "stored": (
        "{rows} with a key that is stored with other facts; --replace takes the newer ones",
        "有 {count} 行与已存记录主键相同而内容不同；可用 --replace 以新换旧",
    ),
}


def broken_lines(sheet: Sheet) -> Iterator[Finding]:
    """The lines of a source that are no rows, by what is wrong with them."""
    for rule in dict.fromkeys(one.rule for one in sheet.broken):
        lines = [one for one in sheet.broken if one.rule == rule]
        yield _finding(rule, _column(sheet, lines[0]), [(one.row, one.value) for one in lines])


def contradicting(rows: pl.Series, places: Places, table: Table) -> Iterator[Finding]:
    """Rows whose key is stored with other facts."""
    if rows.is_empty():
        return
    numbers = places.sheet.numbers.gather(places.shaped.positions.gather(rows.head(EXAMPLES).cast(pl.Int64)))
    keys = places.shaped.frame.select(table.key)[rows.head(EXAMPLES).cast(pl.Int64)].cast(pl.String).rows()
    shown = tuple(Example(number, key, None) for number, key in zip(numbers.to_list(), keys, strict=True))
    yield Finding("stored", ", ".join(table.key), len(rows), shown, *_said("stored", len(rows)))


def _finding(rule: str, column: str, lines: list[tuple[int, str]]) -> Finding:
    shown = tuple(Example(row, (), value) for row, value in lines[:EXAMPLES])
    return Finding(rule, column, len(lines), shown, *_said(rule, len(lines)))


def _said(rule: str, count: int) -> tuple[str, str]:
    en, zh = SAYINGS[rule]
    rows = "1 row" if count == 1 else f"{count:,} rows"
    return en.format(rows=rows), zh.format(count=f"{count:,}")


def _column(sheet: Sheet, line: Broken) -> str:
    return sheet.headers[line.position] if line.position is not None else ""
