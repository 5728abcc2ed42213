"""What a population is made to meet: plain totals of one city at the end of one year, None for what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

YEARS = 3  # of accounts: the year itself and the two before it


@dataclass(frozen=True)
class Totals:
    """The totals of a population.

    `enterprises` are there at the end of `year`, `new` of them registered in it; `stock` holds their number at the end of
    this and other years. `technology` of them perform R&D. `rd` is the R&D performed by enterprises (yuan) by year;
    `patents` their invention patents in force at the end of `year`, `rd_personnel` their R&D staff of the year (person-years); `value_added` (yuan) that of each group of emerging
    industries by year; `ordinary_value_added` (yuan, of `year`) that of all enterprises outside them.
    """

    year: int
    enterprises: int
    new: int | None
    stock: Mapping[int, float]
    technology: int
    rd: Mapping[int, int]
    patents: int | None
    rd_personnel: int | None
    value_added: Mapping[str, Mapping[int, int]]
    ordinary_value_added: float | None

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the accounts, the newest first."""
        return tuple(self.year - back for back in range(YEARS))
