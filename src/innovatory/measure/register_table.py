"""A table of a city's folder that people write as CSV, read as a frame: every cell text, or typed by the dictionary.

A register may carry columns that the dictionary does not know (a quotation, a note); they stay text.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.policy.csv_file import Line, read_csv
from innovatory.records.dictionary import Table
from innovatory.records.findings import Finding
from innovatory.records.validation import validate


def text_table(path: Path, columns: Sequence[str] = ()) -> pl.DataFrame:
    """A CSV file with every cell as text, an empty one as null; `columns` are those it must have, any if none are given.

    Raises `Mistake` as `read_csv` does.
    """
    header = tuple(columns) or _header(path)
    return _frame(read_csv(path, header), header)


def typed_table(path: Path, table: Table) -> pl.DataFrame:
    """A CSV file in the types of the dictionary, its further columns as text behind them.

    Raises `Mistake` as `read_csv` does, and the first rule of the dictionary that a row breaks, at its line.
    """
    mistakes, frame = _checked(path, table)
    if mistakes:
        raise mistakes[0]
    return frame


def mistakes_of_table(path: Path, table: Table) -> list[Mistake]:
    """Everything that a table in a CSV file has wrong by the dictionary; for each rule the first row that breaks it."""
    try:
        return _checked(path, table)[0]
    except Mistake as mistake:
        return [mistake]


def _checked(path: Path, table: Table) -> tuple[list[Mistake], pl.DataFrame]:
    header = _header(path)
    lines = read_csv(path, header)
    raw = _frame(lines, header)
    found = validate(raw.lazy(), table)
    wrong = [_at(finding, path, lines) for finding in found.findings if finding.refuses]
    if wrong:
        return wrong, raw
    good = found.good.collect()
    return [], good.hstack(raw.select(name for name in header if name not in good.columns))


def _at(finding: Finding, path: Path, lines: Sequence[Line]) -> Mistake:
    row = finding.examples[0].row if finding.examples else None
    line = lines[row - 1].number if row is not None else 1
    return Mistake(
        finding.rule,
        finding.en,
        finding.zh,
        nearest=finding.nearest,
        place=Place(str(path), line, path=finding.column),
    )


def _frame(lines: Sequence[Line], header: Sequence[str]) -> pl.DataFrame:
    cells = {name: [line[name].strip() or None for line in lines] for name in header}
    return pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))


def _header(path: Path) -> tuple[str, ...]:
    """The names in the first line; none where the file cannot be read, which `read_csv` then tells."""
    try:
        first = path.read_bytes().partition(b"\n")[0].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    names = tuple(next(csv.reader([first]), []))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        en, zh = f"the column {twice!r} stands here twice", f"列 {twice!r} 重复出现"
        raise Mistake("columns", en, zh, place=Place(str(path), 1))
    return names
