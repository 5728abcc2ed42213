"""A planned budget as the desk holds it: its lines in whole yuan, each with its instrument and how far it may be moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

FUND, REST = "rd_fund", "other"
"""The two pots of a budget: the municipal R&D fund, and everything else. Money is moved inside a pot only."""
RESEARCH = ("basic", "applied_basic")  # the law's classes that count for a floor, none of the Frascati Manual


@dataclass(frozen=True)
class Line:
    """One line of the plan.

    `row` is its row in the file, `planned` whole yuan. `take_up` is the stated part (0 to 1, low and high) of what all
    who may claim would claim; None if nothing is stated. `least` and `most` are the amounts, in yuan, down and up to
    which the line may be moved; None where the file leaves them open. `research_class` is None where it is not known.
    """

    id: str
    row: int
    label: Mapping[str, str]
    instrument: str | None
    planned: int
    in_rd_fund: bool
    research_class: str | None
    link: str | None
    take_up: tuple[float, float] | None
    least: int | None
    most: int | None

    @property
    def pot(self) -> str:
        """The pot that the line's money belongs to."""
        return FUND if self.in_rd_fund else REST

    @property
    def basic(self) -> bool | None:
        """Whether it counts as basic or applied basic research; None where its class is not known."""
        return None if self.research_class is None else self.research_class in RESEARCH


@dataclass(frozen=True)
class Plan:
    """The lines of one budget in the order of the file; `file` is the name it was read from.

    `totals` tells how many rows of totals were found and added up right; `left_out` are headers that the desk does not
    read; `origins` what the rows say of themselves (`observed`, `synthetic`, `simulated`). `written` holds the rows as
    they stand in the file under its own headers, rows of totals included, and `rows` the number of each in the file.
    """

    lines: tuple[Line, ...]
    year: int
    file: str
    totals: int
    left_out: tuple[str, ...]
    origins: frozenset[str]
    written: pl.DataFrame = field(repr=False, compare=False)
    rows: tuple[int, ...] = field(repr=False)

    @property
    def planned(self) -> int:
        """All lines together, yuan."""
        return sum(line.planned for line in self.lines)

    @property
    def instruments(self) -> tuple[str, ...]:
        """The instruments that the lines name, once each, in their order."""
        return tuple(dict.fromkeys(line.instrument for line in self.lines if line.instrument is not None))
