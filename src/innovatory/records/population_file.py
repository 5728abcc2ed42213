"""The file of a population, Parquet or CSV, as a table: what cannot be read whole is refused before any work, with its line.

A CSV file is read once and held: read piece by piece, only by the columns that are asked for, a line with too many cells
would pass unseen.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason

ENDINGS = (".parquet", ".csv")
MARK = b"\xef\xbb\xbf"  # of UTF-8 at the beginning of a file


def read(path: Path) -> pl.LazyFrame:
    """The table in a file; `Mistake("file")` if it is missing, no table, or broken in some line.

    All rows of a CSV file are looked at to find the types of its columns.
    """
    if not path.is_file():
        told = ("this is a folder", "这是文件夹") if path.is_dir() else ("the file does not exist", "文件不存在")
        raise Mistake("file", *told, place=Place(str(path)))
    try:
        table = _csv(path) if path.suffix.lower() == ".csv" else pl.scan_parquet(path)
        table.head(1).collect()
    except OSError as error:
        en, zh = reason(error)
        raise _unreadable(path, en, zh) from None
    except pl.exceptions.PolarsError:
        if path.suffix.lower() == ".csv":
            raise _fault(path) from None
        raise _unreadable(path, "it is no Parquet file or cut short", "不是 Parquet 文件，或文件不完整") from None
    return table


def rows(path: Path) -> pl.LazyFrame:
    """As `read`; `Mistake("file")` for a table without any row as well."""
    table = read(path)
    if table.head(1).collect().is_empty():
        raise Mistake("file", "the table has no row", "数据表中没有数据行", place=Place(str(path)))
    return table


def _csv(path: Path) -> pl.LazyFrame:
    """The table of a CSV file; a name that stands twice in its header would else become that of another column."""
    table = pl.read_csv(path, infer_schema_length=None, try_parse_dates=True)
    twice = [name for name, count in Counter(next(_lines(path, strict=False), [])).items() if count > 1]
    if twice:
        en, zh = f"the column {twice[0]!r} stands twice in the header", f"列 {twice[0]!r} 在表头中出现两次"
        raise Mistake("twice", en, zh, place=Place(str(path), line=1))
    return table.lazy()


def _fault(path: Path) -> Mistake:
    """What is wrong with a CSV file that cannot be read, at the first line where that shows."""
    content = path.read_bytes().removeprefix(MARK)
    if not content.strip():
        return Mistake("file", "the file is empty", "文件为空", place=Place(str(path)))
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            told = "it is no text in UTF-8; save it with that encoding", "不是 UTF-8 编码的文本；请另存为 UTF-8"
            return _unreadable(path, *told, line=number)
    return _fault_of_cells(path)


def _fault_of_cells(path: Path) -> Mistake:
    wide = 0
    try:
        for number, cells in enumerate(_lines(path, strict=True), 1):
            wide = wide or len(cells)
            if len(cells) > wide:
                en = f"row {number} has {len(cells)} cells, the header {wide}; text with a comma needs quotation marks"
                zh = f"第 {number} 行有 {len(cells)} 个单元格，表头只有 {wide} 个；含逗号的内容须加引号"
                return _unreadable(path, en, zh)
    except csv.Error:
        return _unreadable(
            path, "a quotation mark is not closed, or stands within a text", "引号没有闭合，或夹在文字之中"
        )
    return _unreadable(path, "its lines are no rows of a table", "其中的各行不构成数据表")


def _lines(path: Path, *, strict: bool) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file, strict=strict)


def _unreadable(path: Path, en: str, zh: str, line: int | None = None) -> Mistake:
    told = f"the file is no readable table: {en}", f"无法读取该数据表：{zh}"
    return Mistake("file", *told, place=Place(str(path), line=line))
