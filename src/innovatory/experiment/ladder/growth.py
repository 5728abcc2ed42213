"""Rows on the growth of firms over a year by size: mean, variance, who survives, and how both look among survivors.

G = (n_1 − n_0)/n_0, exits as −1. Firms of a large city are all but independent; the closed forms are those of
`theory.survival`, the figures in print are theirs worked by hand at λ = 0.06, η = 0.04.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from innovatory.experiment.ladder.example import LIGHT
from innovatory.experiment.ladder.present import Present
from innovatory.experiment.ladder.rows import Published, Quantity, Row, binomial, normal, with_print
from innovatory.model.theory.survival import growth_variance, mean_growth, survival_of, survivors_growth

MEAN = Published(-0.03921, 5e-6)
VARIANCES = {1: 0.15069, 2: 0.07535, 3: 0.05023, 4: 0.03767, 6: 0.02512}
"""Variance of growth by size n, to five decimals."""
MORTAL = 3  # sizes to which leaving within a year shows: with four lines one firm in 14,000 does
Array = NDArray[np.float64]


def growth_rows(start: Present, end: Present) -> list[Row]:
    """Rows by size for the firms of the start, and the slope of the deviation of growth over size."""
    later = start.lines_later(end)
    grown = {n: later[start.lines == n] / n - 1.0 for n in VARIANCES}
    rows = [row for n, growth in grown.items() for row in _all_firms(n, growth)]
    rows += [row for n, growth in grown.items() if n <= MORTAL for row in _survivors(n, growth)]
    return [*rows, slope(Quantity("lives", "growth_slope"), list(grown), list(grown.values()))]


def _all_firms(n: int, growth: Array) -> list[Row]:
    facts, variance = {"n": f"{n}"}, growth_variance(LIGHT, n, 1.0)
    of, spread_of = Quantity("lives", "mean_growth", facts), Quantity("lives", "growth_variance", facts)
    mean = normal(of, float(growth.mean()), sqrt(variance / len(growth)), mean_growth(LIGHT, 1.0))
    spread = normal(spread_of, float(growth.var(ddof=1)), sqrt(_variance_of_variance(growth)), variance)
    return [with_print(mean, MEAN), with_print(spread, Published(VARIANCES[n], 5e-6))]


def _survivors(n: int, growth: Array) -> list[Row]:
    facts, alive = {"n": f"{n}"}, growth[growth > -1.0]
    lives_on, of = Quantity("lives", "survival_of_size", facts), Quantity("lives", "survivors_growth", facts)
    error = float(alive.std(ddof=1)) / sqrt(len(alive))
    return [
        binomial(lives_on, len(alive), len(growth), survival_of(LIGHT, n, 1.0)),
        normal(of, float(alive.mean()), error, survivors_growth(LIGHT, n, 1.0)),
    ]


def slope(of: Quantity, sizes: Sequence[int], growth: Sequence[Array]) -> Row:
    """Slope of ln sd of growth on ln n by least squares over the sizes; −1/2 where the variance falls as 1/n.

    Its standard error by the delta method: ln s = ln(s²)/2 has variance Var(s²)/(4 s⁴), independently for each size.
    """
    x = np.array([log(n) for n in sizes])
    weights = (x - x.mean()) / float(((x - x.mean()) ** 2).sum())
    spread = np.array([float(one.var(ddof=1)) for one in growth])
    of_logs = np.array([_variance_of_variance(one) for one in growth]) / (4.0 * spread**2)
    return normal(of, float(weights @ np.log(spread)) / 2.0, sqrt(float(weights**2 @ of_logs)), -0.5)


def _variance_of_variance(values: Array) -> float:
    """(m₄ − s⁴)/N, the variance of s² in large samples, m₄ the fourth central moment."""
    spread = float(values.var(ddof=1))
    return (float(((values - values.mean()) ** 4).mean()) - spread**2) / len(values)
