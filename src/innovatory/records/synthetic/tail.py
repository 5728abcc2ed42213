"""The distribution of R&D over enterprises: a lognormal body and a Pareto tail, joined smoothly, cut at a largest value.

The composite density is continuous with its derivative at the threshold (Cooray and Ananda 2005, Scandinavian Actuarial
Journal), so that threshold, tail index and spread of the body fix the rest. A sum is met by stretching the tail on the
logarithmic scale, which leaves every enterprise of the body as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from innovatory.records.synthetic.draws import Floats

STRETCH = (0.4, 1.6)  # beyond these a sum is not met by the tail alone


@dataclass(frozen=True)
class Composite:
    """A lognormal body of `spread` below `threshold`, above it a Pareto tail of `index`, nothing above `largest`."""

    index: float
    spread: float
    threshold: float
    largest: float

    @property
    def tail_share(self) -> float:
        """The share of units above the threshold."""
        at = self.index * self.spread
        hazard = float(norm.pdf(at) / (self.spread * ndtr(at)))
        return hazard / (self.index + hazard)

    @property
    def location(self) -> float:
        """The mean of the logarithm of the untruncated body: the slopes of both densities meet at the threshold."""
        return log(self.threshold) - self.index * self.spread**2

    @property
    def _kept(self) -> float:
        """The share of the untruncated tail below the largest value."""
        return float(1.0 - (self.threshold / self.largest) ** self.index)

    def quantile(self, u: Floats) -> Floats:
        """The values below which the shares u of all units lie."""
        share = self.tail_share
        body = np.minimum(u / (1.0 - share), 1.0)
        below = np.exp(self.location + self.spread * ndtri(body * ndtr(self.index * self.spread)))
        part = np.clip((u - (1.0 - share)) / share, 0.0, 1.0)
        above = self.threshold * (1.0 - part * self._kept) ** (-1.0 / self.index)
        return np.asarray(np.where(u < 1.0 - share, below, above), dtype=np.float64)

    def mean(self) -> float:
        """The mean over all units."""
        at = self.index * self.spread
        body = exp(self.location + self.spread**2 / 2) * float(ndtr(at - self.spread) / ndtr(at))
        return (1.0 - self.tail_share) * body + self.tail_share * self._tail_mean()

    def _tail_mean(self) -> float:
        if abs(self.index - 1.0) < 1e-9:
            return float(self.threshold * log(self.largest / self.threshold) / self._kept)
        ratio = (self.largest / self.threshold) ** (1.0 - self.index)
        return float(self.index / (1.0 - self.index) * self.threshold * (ratio - 1.0) / self._kept)


def with_mean(index: float, spread: float, largest: float, mean: float) -> Composite:
    """The composite whose mean is given: its threshold is what is solved for. `ValueError` for a mean beyond reach."""

    def short(threshold_log: float) -> float:
        return Composite(index, spread, exp(threshold_log), largest).mean() - mean

    low, high = log(mean) - 30.0, log(largest) - 1e-3
    if short(low) > 0 or short(high) < 0:
        raise ValueError(f"no distribution up to {largest:.6g} has the mean {mean:.6g}")
    return Composite(index, spread, exp(float(brentq(short, low, high, xtol=1e-12))), largest)


def stretched(values: Floats, weight: Floats, threshold: float, total: float) -> tuple[Floats, float]:
    """The values with those above the threshold stretched so that the weighted sum is the total; and the stretch.

    A stretch of s turns x into t (x/t)^s, a tail index a into a/s. Where the tail alone cannot meet the total, it is
    stretched as far as `STRETCH` allows and all values are then scaled.
    """
    tail = values > threshold
    logs = np.log(np.where(tail, values / threshold, 1.0))
    below = float((values * weight)[~tail].sum())

    def gap(stretch: float) -> float:
        above = threshold * float((np.exp(stretch * logs) * weight)[tail].sum())
        return below + above - total

    if gap(STRETCH[0]) >= 0:
        stretch = STRETCH[0]
    elif gap(STRETCH[1]) <= 0:
        stretch = STRETCH[1]
    else:
        stretch = float(brentq(gap, *STRETCH, xtol=1e-14))
    found = np.where(tail, threshold * np.exp(stretch * logs), values)
    return found * (total / float((found * weight).sum())), stretch
