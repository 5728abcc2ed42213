"""Bunching at a threshold: how many more units stand just on the passing side than a smooth distribution has there.

Counts in equal bins are fitted by a polynomial outside a region around the threshold, so that the counterfactual holds
as many units as there are: what is found too much is put back on the failing side. After Chetty, Friedman, Olsen and
Pistaferri (2011, Quarterly Journal of Economics 126:749) and Kleven (2016, Annual Review of Economics 8:435).
Arrays only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from innovatory.policy.threshold_bins import Cannot, Counts, Floats, Grid, Ints, Sample, Spot, counted, refusal

LEAST_EXPECTED = (
    10  # rows on the region's passing side, by the counterfactual: what is there must not decide what is told
)
ORDERS = (3, 4, 5, 6, 7)
REPLICATES = 999
SEED = 20110501


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
