"""Rows around a threshold in equal bins: none straddles it, none reaches beyond the data, none is lost to float64.

An axis is always turned so that the passing side is above. Arrays only; what is fitted to the bins is `bunching`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Cannot = Literal["no_rows", "few_rows", "few_bins", "one_sided", "few_expected"]
"""Why there is no estimate."""

FAILING, PASSING = 0.2, 0.1  # of the reach: the region around the threshold that is not fitted
LEAST_ROWS = 50  # in the window
LEAST_OUTSIDE = 8  # bins that are fitted
LEAST_OF_A_SIDE = 3  # of them on each side of the region
MOST_BINS = 100  # on each side
SLACK = 1e-9  # of a bin: what float64 may miss an edge by


@dataclass(frozen=True)
class Spot:
    """A threshold on the axis, and how long the unit of its distances is there."""

    centre: float
    scale: float = 1.0


@dataclass(frozen=True)
class Grid:
    """Equal bins: `half` of `width` on each side; the region takes `failing` bins below and `passing` above."""

    width: float
    half: int
    failing: int
    passing: int

    @property
    def numbers(self) -> Ints:
        """The bins by number: bin 0 is the first on the passing side."""
        return np.arange(-self.half, self.half, dtype=np.int64)

    def edges(self, spot: Spot) -> Floats:
        """The edges around a threshold, which is one of them."""
        steps = np.arange(-self.half, self.half + 1, dtype=np.float64)
        return np.asarray(spot.centre + spot.scale * self.width * steps)

    def region(self, spot: Spot) -> tuple[float, float]:
        """Where the region begins and ends."""
        step = spot.scale * self.width
        return spot.centre - self.failing * step, spot.centre + self.passing * step


@dataclass(frozen=True)
class Sample:
    """Units in the order of their place, with their weights.

    `strict` bins hold their upper edge instead of the lower; a `whole` axis has whole numbers alone.
    """

    at: Floats
    weight: Floats
    strict: bool = False
    whole: bool = False

    @staticmethod
    def of(at: Floats, weight: Floats | None = None, *, strict: bool = False, whole: bool = False) -> Sample:
        """A sample of places (n,) and weights (n,), each 1 if not given."""
        order = np.argsort(at, kind="stable")
        weights = np.ones(len(at)) if weight is None else weight
        return Sample(at[order], weights[order], strict, whole)

    @cached_property
    def _sums(self) -> tuple[Floats, Floats]:
        ends = [np.concatenate(([0.0], np.cumsum(self.weight**power))) for power in (1, 2)]
        return ends[0], ends[1]

    def split(self, edges: Floats, slack: float) -> Ints:
        """The index of the first unit of each bin, and of the first behind the last bin."""
        if self.strict:
            return np.searchsorted(self.at, edges + slack, side="right").astype(np.int64)
        return np.searchsorted(self.at, edges - slack, side="left").astype(np.int64)

    def sums(self, split: Ints) -> tuple[Floats, Floats]:
        """Weights and squared weights of each bin."""
        return np.diff(self._sums[0][split]), np.diff(self._sums[1][split])

    def covers(self, edges: Floats, slack: float) -> Bools:
        """Which bins lie wholly between the least and the greatest place: beyond them there is nothing to fit."""
        low, high = self.at[0], self.at[-1]
        step = 1.0 if self.whole else 0.0
        below, above = (step, 0.0) if self.strict else (0.0, step)
        covered: Bools = (edges[:-1] >= low - below - slack) & (edges[1:] <= high + above + slack)
        return covered


def freedman_diaconis(at: Floats) -> float:
    """The width 2 · IQR · n^(−1/3) for the places (n,) of a window; 0 where half of them are alike."""
    low, high = np.quantile(at, [0.25, 0.75])
    return float(2 * (high - low) / np.cbrt(len(at)))


def grid(sample: Sample, spot: Spot, reach: float) -> Grid | Cannot:
    """The bins for a threshold: of Freedman and Diaconis's width or less, with an edge at the threshold.

    Less, so that a tenth of the reach is so many bins; a whole axis has bins of whole units instead. There is nothing to
    bin where fewer than `LEAST_ROWS` lie within the reach.
    """
    if not len(sample.at):
        return "no_rows"
    first, last = sample.split(np.array([spot.centre - reach * spot.scale, spot.centre + reach * spot.scale]), 0.0)
    if last - first < LEAST_ROWS or reach <= 0:
        return "few_rows"
    if sample.whole and reach < 1:
        return "few_bins"
    width = min(freedman_diaconis(sample.at[first:last]) / spot.scale, reach * PASSING)
    width = max(width, reach / MOST_BINS)
    if sample.whole:
        width = max(1.0, float(np.floor(width)))
        half = int(reach // width)
    else:
        half = round(1 / PASSING) * int(np.ceil(PASSING * reach / width - SLACK))
        width = reach / half
    failing, passing = (int(np.ceil(part * reach / width - SLACK)) for part in (FAILING, PASSING))
    return Grid(width, half, failing, passing)


@dataclass(frozen=True)
class Counts:
    """The bins of a window that can be used: their numbers, rows, weights and squared weights, each (J,)."""

    grid: Grid
    numbers: Ints
    rows: Ints
    totals: Floats
    squares: Floats
    first: Ints

    @property
    def failing(self) -> Bools:
        """The bins of the region on the failing side."""
        return (self.numbers < 0) & (self.numbers >= -self.grid.failing)

    @property
    def passing(self) -> Bools:
        """The bins of the region on the passing side."""
        return (self.numbers >= 0) & (self.numbers < self.grid.passing)

    @property
    def outside(self) -> Bools:
        """The bins that are fitted."""
        return ~(self.failing | self.passing)


def counted(sample: Sample, grid: Grid, spot: Spot, without: tuple[float, float] | None = None) -> Counts:
    """Count a window; bins that touch the interval `without` are left out, and those where the data end."""
    edges, slack = grid.edges(spot), SLACK * grid.width * spot.scale
    split = sample.split(edges, slack)
    used = sample.covers(edges, slack)
    if without is not None:
        used &= (edges[1:] <= without[0] + slack) | (edges[:-1] >= without[1] - slack)
    totals, squares = sample.sums(split)
    return Counts(grid, grid.numbers[used], np.diff(split)[used], totals[used], squares[used], split[:-1][used])


def refusal(counts: Counts) -> Cannot | None:
    """Why a window allows no estimate, or None."""
    numbers = counts.numbers[counts.outside]
    if counts.rows.sum() < LEAST_ROWS:
        return "few_rows"
    if len(numbers) < LEAST_OUTSIDE:
        return "few_bins"
    whole_region = counts.failing.sum() == counts.grid.failing and counts.passing.sum() == counts.grid.passing
    sides = (numbers < 0).sum(), (numbers >= 0).sum()
    return None if whole_region and min(sides) >= LEAST_OF_A_SIDE else "one_sided"
