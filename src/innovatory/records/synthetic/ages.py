"""How old enterprises are: how many of those there at the end of a year were registered in which year.

Of the enterprises there at the end of an earlier year a constant share ends every year, whatever their age; who is left
was registered by then. Where the number of new enterprises is known, that share follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from innovatory.records.synthetic.draws import Floats, Whole

FIRST = 1980  # enterprises registered earlier are told as of this year
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Cohorts:
    """The number of enterprises there at the end of the last of `years` by year of registration; `exits` a year."""

    years: Whole
    counts: Whole
    exits: float

    @property
    def total(self) -> int:
        """All of them."""
        return int(self.counts.sum())

    def year_at(self, share: Floats) -> Whole:
        """The year of registration below which a share of all lies, the oldest first."""
        ends = np.cumsum(self.counts) / self.total
        return self.years[np.minimum(np.searchsorted(ends, share, side="right"), len(self.years) - 1)]

    def less(self, taken: Whole) -> Cohorts:
        """What is left when some of each year are taken away; never below none, the total less all taken.

        Years of which more are taken than there are borrow from the nearest older ones, then from younger ones.
        """
        left = self.counts - taken
        for at in np.flatnonzero(left < 0):
            for other in [*range(at - 1, -1, -1), *range(at + 1, len(left))]:
                moved = min(-int(left[at]), max(0, int(left[other])))
                left[at] += moved
                left[other] -= moved
        return Cohorts(self.years, left, self.exits)


def cohorts(year: int, stock: Mapping[int, float], new: int | None, exit_rate: float, growth_before: float) -> Cohorts:
    """The cohorts at the end of `year`, whose number is `stock[year]`.

    `stock` holds the number of enterprises at the end of some years. `new` are those of the year itself, None where it is
    not known: then `exit_rate` a year end. Before the first known year the number grew by `growth_before` a year.
    """
    total = round(stock[year])
    before = _stock_at(year - 1, stock, growth_before)
    exits = exit_rate if new is None else 1.0 - (total - new) / before
    exits = min(max(exits, 0.0), 0.9)
    years = np.arange(FIRST, year + 1)
    left = [_stock_at(int(one), stock, growth_before) * (1.0 - exits) ** (year - int(one)) for one in years]
    left[-1] = float(total)
    if new is not None:
        left[-2] = float(total - new)
    survivors = np.minimum.accumulate(np.rint(np.array(left))[::-1])[::-1].astype(np.int64)
    return Cohorts(years, np.diff(survivors, prepend=0), exits)


def _stock_at(year: int, stock: Mapping[int, float], growth_before: float) -> float:
    """The number at the end of a year: between known years along an even rate of growth."""
    known = sorted(stock)
    if year <= known[0]:
        return float(stock[known[0]] / (1.0 + growth_before) ** (known[0] - year))
    later = next((one for one in known if one >= year), None)
    if later is None:
        return float(stock[known[-1]])
    if later == year:
        return float(stock[year])
    earlier = max(one for one in known if one < year)
    part = (year - earlier) / (later - earlier)
    return float(stock[earlier] ** (1 - part) * stock[later] ** part)


def days(years: Whole, shares: Floats) -> Whole:
    """Days since 1970-01-01, spread over the days of each year by shares between 0 and 1."""
    firsts = np.array([date(one, 1, 1).toordinal() - EPOCH for one in range(FIRST, 2101)])
    at = years - FIRST
    return np.asarray(firsts[at] + np.floor(shares * (firsts[at + 1] - firsts[at])).astype(np.int64), dtype=np.int64)
