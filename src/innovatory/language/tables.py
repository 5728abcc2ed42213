"""Tier tables: rows read from the top, the first that fits wins, with the edge in a word (D25).

A table is turned into intervals of its argument that cover all real numbers without overlap; a row that no number
reaches is a mistake of the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

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
    for index in range(len(rows)):
        if not _reachable(rows, index):
            raise Mistake("unreachable", f"row {index + 1} can never be reached", f"第 {index + 1} 行永远不会适用")
    return Table(tuple(rows))


def fits(word: str, edge: float, x: tuple[float, int]) -> bool:
    """Whether a row takes x = (number, side): side -1, 0, 1 stands for just below, on, just above the number."""
    if word == "otherwise":
        return True
    at = (edge, 0)
    return {"up_to": x <= at, "below": x < at, "from": x >= at, "above": x > at}[word]


def _reachable(rows: Sequence[Row], index: int) -> bool:
    """Between neighbouring edges all numbers fare alike: it is enough to try the edges and their sides."""
    trials = [(edge, side) for edge in {row.edge for row in rows} | {0.0} for side in (-1, 0, 1)] + [
        (-inf, 0),
        (inf, 0),
    ]
    return any(
        fits(rows[index].word, rows[index].edge, x) and not any(fits(row.word, row.edge, x) for row in rows[:index])
        for x in trials
    )
