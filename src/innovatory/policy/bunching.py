"""Bunching at a threshold: how many more units stand just on the passing side than a smooth distribution has there.

Counts in equal bins are fitted by a polynomial outside a region around the threshold, so that the counterfactual holds
as many units as there are: what is found too much is put back on the failing side. After Chetty, Friedman, Olsen and
Pistaferri (2011, Quarterly Journal of Economics 126:749) and Kleven (2016, Annual Review of Economics 8:435).
Arrays only; an axis is always turned so that the passing side is above.
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
LEAST_EXPECTED = 10  # rows on its passing side: of the counterfactual, for what is there must not decide what is told
MOST_BINS = 100  # on each side
ORDERS = (3, 4, 5, 6, 7)
REPLICATES = 999
SEED = 20110501
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


class Fitter:
    """The polynomials of one layout of bins, to be fitted to many vectors of counts (…, J) at once."""

    def __init__(self, counts: Counts) -> None:
        self.failing, self.passing, self.outside = counts.failing, counts.passing, counts.outside
        self.region = self.failing | self.passing
        self.far = self.outside & (counts.numbers < 0)
        middle = (counts.numbers + 0.5) / counts.grid.half
        most = int(self.outside.sum()) - 3
        self.orders = [order for order in ORDERS if order <= most]
        self.hats = np.array([self._hat(middle, order) for order in self.orders])

    def _hat(self, middle: Floats, order: int) -> Floats:
        """Counts (J,) to fitted counts (J,); only the outside is read."""
        terms = np.polynomial.legendre.legvander(middle, order)
        hat = np.zeros((len(middle), len(middle)))
        hat[:, self.outside] = terms @ np.linalg.pinv(terms[self.outside])
        return hat

    def choose(self, totals: Floats) -> Ints:
        """The index of the order with the least BIC for each vector of counts."""
        n = int(self.outside.sum())
        residuals = (totals - totals @ np.swapaxes(self.hats, 1, 2))[..., self.outside]  # (orders, …, n)
        squares = np.maximum((residuals**2).sum(axis=-1), np.finfo(float).tiny)
        penalty = (np.array(self.orders) + 1) * np.log(n)
        best: Ints = np.argmin(n * np.log(squares / n) + penalty.reshape(-1, *[1] * (totals.ndim - 1)), axis=0)
        return best

    def counterfactual(self, totals: Floats, chosen: int) -> Floats:
        """Counts (…, J) without bunching: the net excess of the region put back on the failing side in proportion."""
        hat = self.hats[chosen]
        smooth = totals @ hat.T
        far = totals * self.far
        back = (far / _or_one(far.sum(axis=-1, keepdims=True))) @ hat.T
        net = ((totals - smooth) * self.region).sum(axis=-1) / (1 + back[..., self.region].sum(axis=-1))
        fitted: Floats = smooth + net[..., None] * back
        return fitted

    def figures(self, totals: Floats, fitted: Floats) -> Floats:
        """Excess, missing and relative excess (3, …) of counts and their counterfactual."""
        excess = (totals - fitted)[..., self.passing].sum(axis=-1)
        missing = (fitted - totals)[..., self.failing].sum(axis=-1)
        height = fitted[..., self.passing].mean(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            relative = np.where(height > 0, excess / height, np.copysign(np.inf, excess))
        return np.stack([excess, missing, relative])

    def error(self, counts: Counts, chosen: int) -> float:
        """The standard error of the excess, by its slope in every count, counts being independent."""
        totals, hat = counts.totals, self.hats[chosen]
        region, passing = self.region.astype(float), self.passing.astype(float)
        far = float(_or_one(np.array(totals[self.far].sum())))
        back = hat @ (totals * self.far) / far
        q, r = region @ back, passing @ back
        net = region @ (totals - hat @ totals) / (1 + q)
        slope_q = self.far * (hat.T @ region - q) / far
        slope_net = (region - hat.T @ region - net * slope_q) / (1 + q)
        slope_r = self.far * (hat.T @ passing - r) / far
        slope = passing - hat.T @ passing - r * slope_net - net * slope_r
        return float(np.sqrt((slope**2 * counts.squares).sum()))


def _or_one(sums: Floats) -> Floats:
    """Sums to divide by, one where there is nothing to be divided."""
    return np.where(sums > 0, sums, 1.0)


@dataclass(frozen=True)
class Fitted:
    """A window with its counterfactual (J,), and the order of the polynomial by its index."""

    counts: Counts
    fitter: Fitter
    chosen: int
    counterfactual: Floats


def fitted(sample: Sample, grid: Grid, spot: Spot, without: tuple[float, float] | None = None) -> Fitted | Cannot:
    """The counterfactual of a window, fitted outside the region and outside `without`; or why there is none."""
    counts = counted(sample, grid, spot, without)
    why = refusal(counts)
    if why is not None:
        return why
    fitter = Fitter(counts)
    chosen = int(fitter.choose(counts.totals))
    counterfactual = fitter.counterfactual(counts.totals, chosen)
    expected = counterfactual[counts.passing].sum() * counts.rows.sum() / counts.totals.sum()
    return Fitted(counts, fitter, chosen, counterfactual) if expected >= LEAST_EXPECTED else "few_expected"


def strength(sample: Sample, grid: Grid, spot: Spot, without: tuple[float, float] | None = None) -> float | None:
    """The excess in standard errors: what thresholds are compared by; None where there is no estimate."""
    found = fitted(sample, grid, spot, without)
    return _strength(found) if isinstance(found, Fitted) else None


def _strength(found: Fitted) -> float:
    excess = found.fitter.figures(found.counts.totals, found.counterfactual)[0]
    return float(excess / found.fitter.error(found.counts, found.chosen))


@dataclass(frozen=True)
class Interval:
    """A figure with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """Excess mass on the passing side of the region, missing mass on the failing side, and the excess in bins.

    `relative` is the excess divided by the counterfactual's mean height there; `fitted` is the counterfactual (J,).
    """

    excess: Interval
    missing: Interval
    relative: Interval
    order: int
    strength: float
    counts: Counts
    fitted: Floats

    @property
    def from_afar(self) -> bool:
        """Whether more is in excess than is missing beside it: then some came from farther off and the fit suffers."""
        return self.missing.high < self.excess.low


def estimate(sample: Sample, grid: Grid, spot: Spot, without: tuple[float, float] | None = None) -> Estimate | Cannot:
    """The bunching at a threshold, with intervals from a bootstrap over rows of fixed seed; or why there is none."""
    found = fitted(sample, grid, spot, without)
    if not isinstance(found, Fitted):
        return found
    figures = found.fitter.figures(found.counts.totals, found.counterfactual)
    draws = _ordered(found.fitter, resampled(sample, found.counts))
    around = [_interval(float(value), drawn) for value, drawn in zip(figures, draws, strict=True)]
    order, strong = found.fitter.orders[found.chosen], _strength(found)
    return Estimate(around[0], around[1], around[2], order, strong, found.counts, found.counterfactual)


def _interval(value: float, drawn: Floats) -> Interval:
    """A figure with the 25th of its 999 ordered draws from either end."""
    tail = (REPLICATES + 1) // 40
    return Interval(value, float(drawn[tail - 1]), float(drawn[-tail]))


def _ordered(fitter: Fitter, totals: Floats) -> Floats:
    """The figures (3, R) of resampled counts (R, J), ascending; the order is chosen anew for each."""
    chosen = fitter.choose(totals)
    figures = np.empty((3, len(totals)))
    for index in np.unique(chosen):
        drawn = totals[chosen == index]
        figures[:, chosen == index] = fitter.figures(drawn, fitter.counterfactual(drawn, int(index)))
    return np.sort(figures, axis=1)


def resampled(sample: Sample, counts: Counts) -> Floats:
    """Weights by bin (R, J) of as many rows drawn again with replacement, R times."""
    rows = np.repeat(counts.first - np.cumsum(counts.rows) + counts.rows, counts.rows) + np.arange(counts.rows.sum())
    bins = np.repeat(np.arange(len(counts.rows)), counts.rows)
    kinds, alike = np.unique(np.stack([bins, sample.weight[rows]]), axis=1, return_counts=True)
    random = np.random.default_rng(SEED)
    chances, where = alike / alike.sum(), kinds[0].astype(np.int64)
    drawn = np.empty((REPLICATES, len(counts.rows)))
    for replicate in range(REPLICATES):
        times = random.multinomial(int(alike.sum()), chances)
        drawn[replicate] = np.bincount(where, times * kinds[1], minlength=len(counts.rows))
    return drawn
