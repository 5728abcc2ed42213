"""Who applies for a recognition, learnt from some years and told for others.

Of those who may pass the rule a part has it; the logarithm of its odds changes evenly from year to year. Level and change
are set on the published counts of the years to learn from, as least squares; a count that is a bound counts only where
it is broken. The years after are told untuned, beside what was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy.optimize import least_squares

from innovatory.records.synthetic.draws import Floats

MOST = 0.999  # of a pool; a count that exceeds its pool is read as this part of it


@dataclass(frozen=True)
class Counted:
    """A published count of a year (`bound`: exact, approximate, lower, upper) and the units who may pass in it."""

    year: int
    count: float
    bound: str
    pool: float

    @property
    def odds(self) -> float:
        """The logarithm of the odds of having it."""
        part = min(self.count / self.pool, MOST)
        return log(part / (1.0 - part))


@dataclass(frozen=True)
class Applications:
    """The logarithm of the odds in the year `since`, and its change a year; the counts that it was set on."""

    since: int
    level: float
    change: float
    set_on: tuple[Counted, ...]

    def share(self, year: int) -> float:
        """The part of those who may pass that has the recognition."""
        return 1.0 / (1.0 + exp(-(self.level + self.change * (year - self.since))))

    def told(self, year: int, pool: float) -> float:
        """The expected count of a year."""
        return self.share(year) * pool


def learnt(counts: Sequence[Counted]) -> Applications | None:
    """The part that applies, from counts of some years; None where no count says more than a bound.

    With one such year the part does not change.
    """
    usable = [one for one in counts if one.pool > 0]
    told = [one for one in usable if one.bound in ("exact", "approximate")]
    if not told:
        return None
    since = told[0].year
    if len(told) == 1:
        return Applications(since, told[0].odds, 0.0, tuple(usable))

    def off(parameters: Floats) -> Floats:
        return np.array([_off(one, float(parameters[0] + parameters[1] * (one.year - since))) for one in usable])

    start = [told[0].odds, (told[-1].odds - told[0].odds) / (told[-1].year - since)]
    level, change = least_squares(off, start, xtol=1e-14, ftol=1e-14, gtol=1e-14).x
    return Applications(since, float(level), float(change), tuple(usable))


def _off(one: Counted, odds: float) -> float:
    """How far a year is from its count, in odds; nothing on the right side of a bound."""
    gap = odds - one.odds
    if one.bound == "lower":
        return min(gap, 0.0)
    return max(gap, 0.0) if one.bound == "upper" else gap


@dataclass(frozen=True)
class Told:
    """What the applications of earlier years tell of a year (not tuned to it), beside what was published of it."""

    year: int
    told: float
    published: float
    bound: str
    pool: float
    share: float

    @property
    def off(self) -> float | None:
        """The relative error; None where the published count is a bound that is kept."""
        gap = self.told / self.published - 1.0
        kept = (self.bound == "lower" and gap >= 0) or (self.bound == "upper" and gap <= 0)
        return None if kept else gap


def untuned(applications: Applications, counts: Sequence[Counted]) -> list[Told]:
    """Years that were not learnt from."""
    return [
        Told(one.year, applications.told(one.year, one.pool), one.count, one.bound, one.pool, applications.share(one.year))
        for one in counts
    ]  # fmt: skip
