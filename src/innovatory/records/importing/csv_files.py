"""CSV files: any of the usual delimiters, any of the encodings of `encodings`, lines of a wrong length set aside."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.importing.encodings import encoding_of
from innovatory.records.importing.sheet import BYTE_ORDER_MARK, Broken, Sheet, cell_name, named

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BLOCK = 1 << 22  # bytes read at once
Knows = Callable[[str], bool]
UNREADABLE = (pa.ArrowInvalid, OSError, UnicodeError)
SetAside = Callable[[arrow_csv.InvalidRow], str]


def read_csv(path: Path, knows: Knows, encoding: str = "") -> Sheet:
    """The rows of a CSV file as texts (an empty cell is null).

    `knows` tells whether a header is known, which decides between delimiters. A cell may hold line breaks in quotation
    marks. Raises `Mistake`: `encoding`, `headers`, `empty`, `file` (not readable as lines of cells).
    """
    found = encoding_of(path, encoding)
    _quotes_closed(path, found)
    delimiter, before = _header(path, found, knows)
    broken: list[Broken] = []
    rows = _rows(path, len(before[-1]), delimiter, found, broken)
    numbers = _numbers(rows.height, broken)
    skipped = sum(1 for one in broken if one.row <= len(before))  # blank lines above the header are no rows
    first = len(before) - skipped
    rows, numbers = rows[first:], numbers[first:]
    used = [at for at, header in enumerate(before[-1]) if header.strip() or rows[cell_name(at)].count()]
    headers = named([before[-1][at] for at in used], str(path))
    kept = tuple(_of_used(one, used, len(before[-1])) for one in broken if one.row > len(before))
    rows = rows.select(pl.col(cell_name(at)).alias(cell_name(position)) for position, at in enumerate(used))
    return Sheet(headers, rows, numbers, kept, {"encoding": found, "delimiter": DELIMITERS[delimiter]})


def _of_used(line: Broken, used: Sequence[int], width: int) -> Broken:
    """A broken line without the cells of columns that have neither header nor content."""
    cells = [*line.cells, *[""] * width]
    return replace(line, cells=tuple(cells[at] for at in used))


def _header(path: Path, encoding: str, knows: Knows) -> tuple[str, list[list[str]]]:
    """The delimiter, and the records up to the header: blank ones, then the header itself."""
    readings = {delimiter: list(_up_to_header(path, encoding, delimiter)) for delimiter in DELIMITERS}
    if not readings[","] or not any(readings[","][-1]):
        raise Mistake("empty", "the file has no line with text", "文件中没有文字", place=Place(str(path)))

    def worth(delimiter: str) -> tuple[int, int]:
        cells = readings[delimiter][-1]
        return sum(knows(cell) for cell in cells), len(cells)

    delimiter = max(DELIMITERS, key=worth)
    return delimiter, readings[delimiter]


def _up_to_header(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        head = "".join(islice(file, 50)).removeprefix(BYTE_ORDER_MARK)
    for cells in csv.reader(StringIO(head, newline=""), delimiter=delimiter):
        yield cells
        if any(cell.strip() for cell in cells):
            return


def _quotes_closed(path: Path, encoding: str) -> None:
    """`Mistake("csv")` for a quotation mark that is not closed: the lines after it would be read as one cell."""
    with path.open(encoding=encoding, newline="") as file:
        quotes = sum(chunk.count('"') for chunk in iter(lambda: file.read(BLOCK), ""))
    if quotes % 2 == 0:
        return
    opened = 0
    with path.open(encoding=encoding, newline="") as file:
        for number, line in enumerate(file, start=1):
            if line.count('"') % 2:  # a cell that breaks the line opens in one line and closes in a later one
                opened = 0 if opened else number
    en = "a quotation mark that opens in this line is not closed"
    raise Mistake("csv", en, "此行的引号没有闭合", place=Place(str(path), opened))


def _rows(path: Path, width: int, delimiter: str, encoding: str, broken: list[Broken]) -> pl.DataFrame:
    """All records as texts; those of a wrong length go to `broken`.

    All cores read at once, which ends at the first line of a wrong length; then the lines are read again in order, as
    only so those lines can be set aside with their numbers.
    """
    try:
        return pl.DataFrame(_table(path, width, delimiter, encoding, set_aside=None))
    except UNREADABLE:
        pass  # told below, if it is not a line of a wrong length

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        cells = next(csv.reader([row.text], delimiter=delimiter), [])
        broken.append(Broken(int(row.number), tuple(cells), row.text))
        return "skip"

    try:
        return pl.DataFrame(_table(path, width, delimiter, encoding, set_aside))
    except UNREADABLE as error:
        why = str(error).partition("\n")[0]
        told = f"the lines of the file cannot be read ({why})", f"无法读取文件中的行（{why}）"
        raise Mistake("file", *told, place=Place(str(path))) from None


def _table(path: Path, width: int, delimiter: str, encoding: str, set_aside: SetAside | None) -> pa.Table:
    names = [cell_name(position) for position in range(width)]
    reading = arrow_csv.ReadOptions(
        column_names=names, use_threads=set_aside is None, block_size=BLOCK, encoding=encoding
    )
    parsing = arrow_csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
    )
    converting = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        null_values=[""],
    )
    return arrow_csv.read_csv(path, reading, parsing, converting)


def _numbers(rows: int, broken: list[Broken]) -> pl.Series:
    """The number of each record in the file (from 1), those that were set aside left out."""
    aside = pl.Series([one.row for one in broken], dtype=pl.UInt32)
    numbers = pl.int_range(1, rows + len(broken) + 1, dtype=pl.UInt32, eager=True)
    return numbers.filter(~numbers.is_in(aside.implode())).rename("number")
