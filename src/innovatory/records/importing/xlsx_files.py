"""Spreadsheets: one sheet of an XLSX file as texts, its header in one row, or in two that can only mean one thing."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path

import fastexcel
import polars as pl

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.records.importing.csv_files import Knows
from innovatory.records.importing.sheet import Broken, Sheet, cell_name, column_letter, named

ERRORS = {"Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!", "Value": "#VALUE!"}  # fmt: skip
_ERROR = re.compile(r"Error\((\w+)\)")
Cells = tuple[str | None, ...]
logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it warns of every empty column, which is no fault


def read_xlsx(path: Path, knows: Knows, sheet: str, called: Sequence[str]) -> Sheet:
    """The rows of one sheet as texts (dates as `2020-01-05 00:00:00`, an empty cell is null).

    `sheet` is the name of the sheet; if it is empty, the only one with content is taken, or the one that has a name in
    `called`. Rows with the error of a formula (#N/A …) are broken. Raises `Mistake`: `file` (no readable spreadsheet),
    `sheet`, `headers`, `empty`.
    """
    try:
        book = fastexcel.read_excel(path)
        name = sheet or _only(book, path, called)
        loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        arrow, errors = loaded.to_arrow_with_errors()
    except fastexcel.SheetNotFoundError:
        raise _no_sheet(path, sheet, book.sheet_names) from None
    except fastexcel.FastExcelError:
        en = "the file is no readable spreadsheet: it is no .xlsx, damaged, or locked with a password"
        told = en, "无法读取该电子表格：不是 .xlsx 文件、已损坏，或设有密码"
        raise Mistake("file", *told, place=Place(str(path))) from None
    cells = pl.DataFrame(arrow)
    offset = loaded.available_columns()[0].absolute_index if cells.width else 0
    wrong = {one.offset_position: one.detail for one in errors.errors} if errors is not None else {}
    return _sheet(path, name, cells, offset, knows, wrong)


def _only(book: fastexcel.ExcelReader, path: Path, called: Sequence[str]) -> str:
    names = book.sheet_names
    named_so = [name for name in names if name.strip().lower() in called]
    filled = [name for name in names if len(names) == 1 or book.load_sheet(name, header_row=None, n_rows=1).width]
    for found in (named_so, filled):
        if len(found) == 1:
            return found[0]
    if not filled:
        raise _empty(path)
    listed = ", ".join(names)
    en, zh = (
        f"the file has several sheets: {listed}; name one with --sheet",
        f"文件含多个工作表：{listed}；请用 --sheet 指定",
    )
    raise Mistake("sheet", en, zh, place=Place(str(path)))


def _no_sheet(path: Path, sheet: str, names: Sequence[str]) -> Mistake:
    listed = ", ".join(names)
    en, zh = f"there is no sheet {sheet!r}; the sheets are {listed}", f"没有工作表 {sheet!r}；现有：{listed}"
    return Mistake("sheet", en, zh, nearest=nearest(sheet, names), place=Place(str(path)))


def _empty(path: Path) -> Mistake:
    return Mistake("empty", "the sheet has no cell with text", "工作表中没有内容", place=Place(str(path)))


def _sheet(
    path: Path, name: str, cells: pl.DataFrame, offset: int, knows: Knows, wrong: dict[tuple[int, int], str]
) -> Sheet:
    place = f"{path} · {name}"
    top = next((index for index, row in enumerate(cells.iter_rows()) if any(_text(cell) for cell in row)), None)
    if top is None:
        raise _empty(path)
    used = [index for index, column in enumerate(cells.iter_columns()) if column[top:].str.strip_chars().ne("").any()]
    below = cells.row(top + 1) if top + 1 < cells.height else (None,) * cells.width
    headers, height = _headers(cells.row(top), below, used, knows, _Corner(place, top + 1, offset))
    rows = cells[top + height :].select(pl.nth(index).alias(cell_name(position)) for position, index in enumerate(used))
    numbers = pl.int_range(top + height + 1, cells.height + 1, dtype=pl.UInt32, eager=True).rename("number")
    broken = _broken(cells, used, wrong, top + height)
    kept = ~numbers.is_in(pl.Series([one.row for one in broken], dtype=pl.UInt32).implode())
    return Sheet(named(headers, place), rows.filter(kept), numbers.filter(kept), broken, {"sheet": name})


def _broken(
    cells: pl.DataFrame, used: Sequence[int], wrong: dict[tuple[int, int], str], first: int
) -> tuple[Broken, ...]:
    found: dict[int, Broken] = {}
    for (row, column), detail in sorted(wrong.items()):
        if row >= first and column in used and row not in found:
            kind = _ERROR.search(detail)
            told = ERRORS.get(kind[1], kind[1]) if kind else detail
            texts = list(cells.row(row))
            texts[column] = told
            shown = tuple(texts[index] or "" for index in used)
            found[row] = Broken(row + 1, shown, told, "cell error", used.index(column))
    return tuple(found.values())


# The header ------------------------------------------------------------------------------------------------------------


class _Corner:
    """Where the header begins: the file and sheet, the number of the row, the columns left of the first used one."""

    def __init__(self, place: str, row: int, offset: int) -> None:
        self.place, self.row, self.offset = place, row, offset

    def cell(self, index: int, down: int = 0) -> str:
        return f"{column_letter(index + self.offset)}{self.row + down}"


def _headers(top: Cells, below: Cells, used: Sequence[int], knows: Knows, at: _Corner) -> tuple[list[str], int]:
    """The headers of the used columns, and in how many rows they stand."""
    if all(_text(top[index]) for index in used):
        return [_text(top[index]) for index in used], 1
    filled = [index for index in used if _text(top[index])]
    if len(filled) == 1 and len(used) > 1 and not knows(_text(top[filled[0]])):
        en = f"a title stands in {at.cell(filled[0])} above the headers; remove it, the first row must hold the headers"
        zh = f"{at.cell(filled[0])} 为标题，位于表头之上；请删除，首行应为表头"
        raise Mistake("headers", en, zh, place=Place(at.place))
    return [_joined(top, below, index, used, knows, at) for index in used], 2


def _joined(top: Cells, below: Cells, index: int, used: Sequence[int], knows: Knows, at: _Corner) -> str:
    """One header from two rows: a cell merged downwards stands alone, one merged sideways goes with what is below it."""
    own, under = _text(top[index]), _text(below[index])
    if own and not under:
        return own
    group = own or next((_text(top[left]) for left in reversed(used[: used.index(index)]) if _text(top[left])), "")
    both = next((one for one in (under + group, group + under) if under and knows(one)), None)
    if both is not None:
        return both
    if own and knows(own):  # it is a header by itself: what is wrong is the empty cell beside it
        empty = next(other for other in used if not _text(top[other]))
        index, group, under = empty, "", _text(below[empty])
    cell = at.cell(index)
    en = (
        f"the header at {cell} is merged or in two rows ({group!r} above {under!r}) and cannot be joined; "
        "write one header above each column in one row"
    )
    zh = f"{cell} 处的表头为合并单元格或多行表头（{group!r} / {under!r}），无法合并识别；请改为单行表头"
    raise Mistake("headers", en, zh, place=Place(at.place))


def _text(cell: str | None) -> str:
    return (cell or "").strip()
