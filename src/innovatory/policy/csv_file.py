"""A CSV file that people write: its columns are known, every line has all of them, and every line knows its place.

Cells stay text; what they mean is decided by who reads them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.system_reasons import reason


@dataclass(frozen=True)
class Line:
    """One line below the header: its cells by column, its file, the number of the line (from 1, the header is 1)."""

    cells: dict[str, str]
    file: str
    number: int

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def place(self, column: str) -> Place:
        """Where a cell stands: file, line, and the column by its name."""
        return Place(self.file, self.number, path=column)

    def filled(self, column: str) -> str:
        """A cell that may not be empty; `Mistake("missing")` if it is."""
        if not self[column].strip():
            en, zh = f"nothing is written under `{column}`", f"`{column}` 一栏为空"
            raise Mistake("missing", en, zh, place=self.place(column))
        return self[column]

    def one_of(self, column: str, valid: Sequence[str]) -> str:
        """A cell that holds a word of a list; `Mistake("category")` with the nearest word if it does not."""
        return self.known(column, self.filled(column), valid)

    def known(self, column: str, word: str, valid: Iterable[str]) -> str:
        """A word of a cell if it is among the valid ones; `Mistake("category")` with the nearest one otherwise."""
        words = tuple(valid)
        if word not in words:
            en, zh = f"{word!r} is no {column} that is known", f"{word!r} 不是 `{column}` 的可用值"
            raise Mistake("category", en, zh, nearest=nearest(word, words), place=self.place(column))
        return word

    def several(self, column: str) -> tuple[str, ...]:
        """The parts of a cell between semicolons; none for an empty cell."""
        return tuple(part.strip() for part in self[column].split(";") if part.strip())


def read_csv(path: Path, columns: Sequence[str]) -> list[Line]:
    """The lines of a UTF-8 file with exactly these columns.

    Raises `Mistake` of kind `file` (cannot be read), `encoding`, `columns` (other columns), `cells` (a line with too
    many or too few cells), `csv` (a quotation mark that is not closed).
    """
    reader = csv.reader(StringIO(_text(path), newline=""), strict=True)
    header, *lines = _records(reader, str(path)) or [(1, [])]
    _check_header(header[1], columns, str(path))
    return [_line(cells, columns, str(path), number) for number, cells in lines]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        en, zh = f"the file cannot be read ({reason(error)[0]})", f"无法读取该文件（{reason(error)[1]}）"
        raise Mistake("file", en, zh, place=Place(str(path))) from None
    except UnicodeDecodeError:
        en = "the file is not text in UTF-8; save it with the encoding UTF-8"
        raise Mistake(
            "encoding", en, "文件不是 UTF-8 编码的文本；请以 UTF-8 编码保存", place=Place(str(path))
        ) from None


def _records(reader: Iterator[list[str]], file: str) -> list[tuple[int, list[str]]]:
    """Each record that is not empty, with the number of its first line."""
    found, start = [], 1
    try:
        for cells in reader:
            if cells:
                found.append((start, cells))
            start = getattr(reader, "line_num", start) + 1
    except csv.Error:
        en, zh = "a quotation mark is not closed or stands inside a cell", "引号没有闭合，或出现在单元格中间"
        raise Mistake("csv", en, zh, place=Place(file, start)) from None
    return found


def _check_header(header: Sequence[str], columns: Sequence[str], file: str) -> None:
    stranger = next((name for name in header if name not in columns), None)
    if stranger is not None:
        en, zh = f"there is no column {stranger!r} here", f"此表没有 {stranger!r} 列"
        raise Mistake("columns", en, zh, nearest=nearest(stranger, columns), place=Place(file, 1))
    if list(header) != list(columns):
        listed = ",".join(columns)
        raise Mistake("columns", f"the columns must be {listed}", f"各列应为 {listed}", place=Place(file, 1))


def _line(cells: Sequence[str], columns: Sequence[str], file: str, number: int) -> Line:
    if len(cells) != len(columns):
        en = f"{len(cells)} cells stand here for {len(columns)} columns; quote a text that holds a comma"
        zh = f"此行有 {len(cells)} 个单元格，应为 {len(columns)} 个；含逗号的文本须加引号"
        raise Mistake("cells", en, zh, place=Place(file, number))
    return Line(dict(zip(columns, cells, strict=True)), file, number)
