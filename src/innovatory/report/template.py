"""An empty spreadsheet to fill in, made from the dictionary: a sheet per table that can be imported as it is.

The first sheet explains, the last lists the words of closed lists. Each sheet of a table has one header row of Chinese
labels with units; the note on a header says in both languages what is meant. Nothing in it is a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from rich.cells import cell_len

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.records.dictionary import Column, Table
from innovatory.records.labels import header, value_zh
from innovatory.records.rules import FIRST_YEAR
from innovatory.report.describe import facts_of, lines_of
from innovatory.report.words import LANGUAGES, say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

EXPLAINS, WORDS = "说明 README", "取值 values"
LAST_ROW = 1_048_575  # of a spreadsheet, from 0
NARROWEST, WIDEST = 12, 40  # characters of a column
HOW = ("header", "required", "units", "dates", "lists", "notes", "import")
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NUMBERS = {"id": "@", "text": "@", "cat": "@", "bool": "@", "date": "yyyy-mm-dd", "event": "yyyy-mm-dd", "year": "0",
           "money": "#,##0.00", "persons": "0", "count": "0", "fte": "0.0", "share": "0.0000", "number": "General"}  # fmt: skip
TRUTHS = ("是", "否")


def write_template(tables: Sequence[Table], path: Path) -> None:
    """Write a template with a sheet for each table; the title of a sheet is the name of its table.

    Raises `Mistake("file")` for a name that does not end in .xlsx, for a file that is there already (it may have been
    filled in) and for one that cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        told = (
            f"a file that ends in .xlsx is expected, not {str(path)!r}",
            f"文件名应以 .xlsx 结尾，不能是 {str(path)!r}",
        )
        raise Mistake("file", *told, place=Place(path="--xlsx"))
    try:
        with path.open("xb") as file, xlsxwriter.Workbook(file, {**PLAIN, "in_memory": True}) as book:
            _Template(book, tables).write()
    except FileExistsError:
        told = "the file exists already and is left as it is", "文件已存在，未作改动"
        raise Mistake("file", *told, place=Place(str(path))) from None
    except OSError as error:
        why, why_zh = reason(error)
        told = f"the file cannot be written ({why})", f"无法写入该文件（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(path))) from None


class _Template:
    """A workbook being written."""

    def __init__(self, book: Workbook, tables: Sequence[Table]) -> None:
        self.book, self.tables = book, tables
        self.bold: Format = book.add_format({"bold": True})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        edge = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
        self.required: Format = book.add_format({**edge, "bg_color": "#DCE6F1"})
        self.optional: Format = book.add_format({**edge, "bg_color": "#F2F2F2"})
        self.cells: dict[str, Format] = {kind: book.add_format({"num_format": how}) for kind, how in NUMBERS.items()}

    def write(self) -> None:
        """Write all sheets; that of the words stands last and is written before those that point into it."""
        explains = self.book.add_worksheet(EXPLAINS)
        sheets = [self.book.add_worksheet(table.name) for table in self.tables]
        places = self._words(self.book.add_worksheet(WORDS))
        self._explain(explains)
        for table, sheet in zip(self.tables, sheets, strict=True):
            self._table(sheet, table, places)

    def _explain(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 2, 60)
        rows: list[tuple[str, ...]] = [tuple(say("template.title", lang) for lang in ("zh", "en"))]
        rows += [_both(f"template_how.{key}") for key in HOW]
        for row, (zh, en) in enumerate(rows):
            sheet.write_string(row, 1, zh, self.bold if row == 0 else self.wrapped)
            sheet.write_string(row, 2, en, self.bold if row == 0 else self.wrapped)
        first = len(rows) + 1
        for place, key in enumerate(("template.sheet", "template.table", "template.row")):
            sheet.write_string(first, place, " ".join(_both(key)), self.bold)
        for row, table in enumerate(self.tables, first + 1):
            for place, text in enumerate((table.name, f"{table.zh} {table.en}", f"{table.row_zh}\n{table.row}")):
                sheet.write_string(row, place, text, self.wrapped)

    def _words(self, sheet: Worksheet) -> dict[tuple[str, str], tuple[int, int]]:
        """Write every closed list; the first and last row of each by table and column."""
        sheet.set_column(0, 3, 26)
        heads = ("template.table", "template.column", "template.value", "template.meaning")
        for place, key in enumerate(heads):
            sheet.write_string(0, place, " ".join(_both(key)), self.bold)
        places, row = {}, 1
        for table, column in self._lists():
            places[table.name, column.name] = (row, row + len(column.one_of) - 1)
            for value in column.one_of:
                cells = (table.name, f"{column.zh} {column.name}", value, value_zh(table, column, value))
                for place, text in enumerate(cells):
                    sheet.write_string(row, place, text)
                row += 1
        sheet.freeze_panes(1, 0)
        return places

    def _lists(self) -> Iterator[tuple[Table, Column]]:
        for table in self.tables:
            yield from ((table, column) for column in table.columns.values() if column.type == "cat")

    def _table(self, sheet: Worksheet, table: Table, places: dict[tuple[str, str], tuple[int, int]]) -> None:
        for place, column in enumerate(table.columns.values()):
            title = template_header(column)
            sheet.write_string(0, place, title, self.required if column.required else self.optional)
            sheet.write_comment(0, place, note(table, column), {"x_scale": 2.5, "y_scale": 2, "font_size": 9})
            width = min(WIDEST, max(NARROWEST, cell_len(title) + 2))
            sheet.set_column(place, place, width, self.cells[column.type])
            allowed = _allowed(column, places.get((table.name, column.name)))
            if allowed is not None:
                sheet.data_validation(1, place, LAST_ROW, place, allowed)
        sheet.freeze_panes(1, 0)


def template_header(column: Column) -> str:
    """The header of a column in a template; `*` marks what is required and is passed over at import."""
    return header(column) + ("*" if column.required else "")


def note(table: Table, column: Column) -> str:
    """The note on a header: name, type, definition and allowed values, in Chinese and in English."""
    parts = [column.name]
    for lang in reversed(LANGUAGES):
        parts += [" · ".join(facts_of(column, lang)), *lines_of(table, column, lang)]
    return "\n".join(parts)


def _both(key: str) -> tuple[str, str]:
    facts = {"sheet": WORDS}
    return say(key, "zh", **facts), say(key, "en", **facts)


def _allowed(column: Column, place: tuple[int, int] | None) -> dict[str, Any] | None:
    """What a spreadsheet lets into the cells of a column; None where anything can stand."""
    if place is not None:
        first, last = place[0] + 1, place[1] + 1
        return {"validate": "list", "source": f"='{WORDS}'!$C${first}:$C${last}"}
    if column.type == "bool":
        return {"validate": "list", "source": list(TRUTHS)}
    if column.type == "year":
        return {"validate": "integer", "criteria": ">=", "value": FIRST_YEAR}
    if column.type == "share":
        return {"validate": "decimal", "criteria": "between", "minimum": column.minimum or 0, "maximum": 1}
    if column.bounds is not None and column.minimum is not None:
        kind = "integer" if column.bounds.whole else "decimal"
        return {"validate": kind, "criteria": ">=", "value": column.minimum}
    return None
