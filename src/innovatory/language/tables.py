"""Tier tables: rows read from the top, the first that fits wins, with the edge in a word (D25).

A table is turned into intervals of its argument that cover all real numbers without overlap; a row that no number
reaches is a mistake of the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol

from innovatory.language.mistakes import Mistake

WORDS = ("up_to", "below", "from", "above")


@dataclass(frozen=True)
class Row:
    """One row: an edge word (or `otherwise`), its edge, and the value as low and high."""

    word: str
    edge: float
    low: float
    high: float


@dataclass(frozen=True)
class Table:
    """Rows in the order of the sheet; the last is `otherwise`."""

    rows: tuple[Row, ...]

    @property
    def edges(self) -> tuple[float, ...]:
        """The distinct edges in ascending order."""
        return tuple(sorted({row.edge for row in self.rows[:-1]}))

    @property
    def judged(self) -> bool:
        """Whether some row is a band within which an assessor chooses."""
        return any(row.low < row.high for row in self.rows)


def table(rows: Sequence[Row]) -> Table:
    """A checked table; `Mistake` of kind `table` (no otherwise) or `unreachable`."""
    if not rows or all(row.word != "otherwise" for row in rows):
        raise Mistake("table", "a table ends with a row `otherwise`", "分档表须以 `otherwise` 行结尾")
    index = unreachable_row(rows)
    if index is not None:
        raise Mistake("unreachable", f"row {index + 1} can never be reached", f"第 {index + 1} 行永远不会适用")
    return Table(tuple(rows))


def fits(word: str, edge: float, x: tuple[float, int]) -> bool:
    """Whether a row takes x = (number, side): side -1, 0, 1 stands for just below, on, just above the number."""
    if word == "otherwise":
        return True
    at = (edge, 0)
    return {"up_to": x <= at, "below": x < at, "from": x >= at, "above": x > at}[word]


class Edged(Protocol):
    """What `unreachable_row` needs of a row: its word, and its edge unless the word is `otherwise`."""

    @property
    def word(self) -> str:
        """An edge word, or `otherwise`."""

    @property
    def edge(self) -> float | None:
        """The edge."""


def unreachable_row(rows: Sequence[Edged]) -> int | None:
    """The index of the first row that no real number reaches, or None (D25).

    Every row takes a half-line, so what the rows above leave over is always one stretch between two cuts. A cut is a
    number and whether it lies just before (0) or just after (1) it.
    """
    low, high = (-inf, 1), (inf, 0)
    for index, row in enumerate(rows):
        if low >= high:
            return index
        if row.word == "otherwise" or row.edge is None:
            low = high
        elif row.word in ("up_to", "below"):
            cut = (row.edge, int(row.word == "up_to"))
            if cut <= low:
                return index
            low = cut
        else:
            cut = (row.edge, int(row.word == "above"))
            if cut >= high:
                return index
            high = cut
    return None
