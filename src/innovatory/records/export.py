"""Tables that leave as files: CSV, Parquet or XLSX, written whole or not at all, with no text that a spreadsheet would run.

A spreadsheet takes a cell that begins with = + - @ for a formula, and a formula can call programs and fetch addresses. In
CSV such texts get an apostrophe in front; in XLSX every text is stored as text; Parquet is read by no spreadsheet.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".csv", ".parquet", ".xlsx")
MOST_ROWS, MOST_COLUMNS, LONGEST = 1_048_575, 16_384, 32_767
"""What a sheet of XLSX holds below its header, across, and in one cell (characters)."""
EXACT = 2**53
"""Whole numbers up to here are exact in a sheet."""

_RUN = "=+\\-@＝＋－＠"
_BLANK = r"\s\x00-\x1f\u200b\u2060\ufeff"  # what a spreadsheet may pass over in front of a formula
_NUMBER = r"[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?%?"  # a signed number is no formula, and stays one
_STARTS = rf"^([\t\r]|[{_BLANK}\"]*[{_RUN}])"
_INSIDE = rf"([;\t\r\n])([{_BLANK}\"]*)([{_RUN}])"  # where a reader with another delimiter begins a new cell


def write_table(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> None:
    """Write a table by the ending of the path: .csv (UTF-8 with byte order mark), .parquet, .xlsx (one sheet).

    The file is replaced as a whole; nothing is left behind where writing fails. In CSV texts and headers that could be
    read as a formula are neutralised (`neutral`). `Mistake("file")` for another ending, for a table that does not fit
    into a sheet, for a column of lists or records in CSV or XLSX, and if the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        en, zh = (
            f"a file ends in {', '.join(ENDINGS)}, not {path.name!r}",
            f"文件名应以 {'、'.join(ENDINGS)} 结尾，不能是 {path.name!r}",
        )
        raise Mistake("file", en, zh, place=Place(str(path)))
    table = frame.lazy()
    if ending != ".parquet":
        _flat(table, path)
    sheet = _fitting(table.collect(), path) if ending == ".xlsx" else None
    with replaced(path) as part:
        if sheet is not None:
            _write_sheet(sheet, part)
        elif ending == ".csv":
            _neutralised(table, path).sink_csv(part, include_bom=True)
        else:
            table.sink_parquet(part)


def neutral(text: str) -> str:
    """A text that no spreadsheet reads as a formula from a CSV file.

    An apostrophe stands before a first = + - @ (full-width ones too, and behind blanks), before a first tab or carriage
    return, and before = + - @ behind a semicolon, tab or line break inside the text. Signed numbers stay as they are.
    """
    if re.fullmatch(_NUMBER, text):
        return text
    inside = re.sub(_INSIDE, r"\1\2'\3", text)
    return f"'{inside}" if re.search(_STARTS, text) else inside


def _neutralised(table: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """The table with every text and header as `neutral` makes it."""
    import polars as pl

    schema = table.collect_schema()
    texts = [name for name, of in schema.items() if of in (pl.String, pl.Categorical, pl.Enum)]
    names = {name: neutral(name) for name in schema}
    if len(set(names.values())) < len(names):
        told = "two headers are alike once they cannot run as formulas", "消除公式起始符后，有两个表头相同"
        raise Mistake("file", *told, place=Place(str(path)))
    return table.with_columns(_neutral(pl.col(name).cast(pl.String)).alias(name) for name in texts).rename(names)


def _neutral(text: pl.Expr) -> pl.Expr:
    """`neutral` for a column."""
    import polars as pl

    inside = text.str.replace_all(_INSIDE, "${1}${2}'${3}")
    marked = pl.when(text.str.contains(_STARTS)).then(pl.concat_str(pl.lit("'"), inside)).otherwise(inside)
    return pl.when(text.str.contains(f"^{_NUMBER}$")).then(text).otherwise(marked)


def _flat(table: pl.LazyFrame, path: Path) -> None:
    nested = [name for name, of in table.collect_schema().items() if of.is_nested()]
    if nested:
        told = (
            f"the column {nested[0]!r} holds lists or records; only .parquet can keep them",
            f"列 {nested[0]!r} 含有列表或结构，仅 .parquet 可以保存",
        )
        raise Mistake("file", *told, place=Place(str(path)))


def _fitting(table: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The table, if one sheet can hold it without cutting anything off."""
    import polars as pl

    lengths = table.select(pl.col(pl.String).str.len_chars().max())
    longest = max((int(length.item() or 0) for length in lengths), default=0)
    if table.height > MOST_ROWS or table.width > MOST_COLUMNS or longest > LONGEST:
        told = (
            f"the table does not fit into a sheet ({MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns, {LONGEST:,} characters"
            " in a cell); write .csv or .parquet",
            f"该表超出工作表的容量（{MOST_ROWS:,} 行、{MOST_COLUMNS:,} 列、每格 {LONGEST:,} 个字符）；请改用 .csv 或 .parquet",
        )
        raise Mistake("file", *told, place=Place(str(path)))
    return table


def _write_sheet(table: pl.DataFrame, path: Path) -> None:
    """One sheet whose texts are texts, whatever they begin with, also when somebody edits them."""
    import xlsxwriter

    plain = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    with path.open("xb") as file, xlsxwriter.Workbook(file, {**plain, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        as_text = book.add_format({"quote_prefix": True})
        formats = {
            "string": as_text,
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        writers = {
            "string": sheet.write_string,
            "number": sheet.write_number,
            "boolean": sheet.write_boolean,
            "date": sheet.write_datetime,
            "moment": sheet.write_datetime,
        }
        for place, column in enumerate(table):
            sheet.write_string(0, place, column.name, as_text)
            kind, values = _storable(column)
            for row, value in enumerate(values, 1):
                if value is not None:
                    writers[kind](row, place, value, formats.get(kind))
        sheet.freeze_panes(1, 0)


def _storable(column: pl.Series) -> tuple[str, pl.Series]:
    """How a sheet stores a column, and its values; text for what it would change (long numbers, early days, times)."""
    import polars as pl

    of = column.dtype
    if of == pl.Boolean:
        return "boolean", column
    if of.is_integer() and not (column.abs() > EXACT).any():
        return "number", column
    if of.is_float() or of.is_decimal():
        return "number", column.cast(pl.Float64)
    if of in (pl.Date, pl.Datetime) and getattr(of, "time_zone", None) is None and not (column.dt.year() <= 1900).any():
        return ("date" if of == pl.Date else "moment"), column
    return "string", column.cast(pl.String)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A path beside the file to write to, which takes its place when all is written, and is gone otherwise."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        why, why_zh = reason(error)
        told = f"the file cannot be written ({why})", f"无法写入该文件（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(path))) from None
    finally:
        part.unlink(missing_ok=True)
