"""A rung on the growth of firms over a year by size: mean, variance, who survives, and how both look among survivors.

G = (n_1 − n_0)/n_0, exits as −1. What one firm of a city wins another loses, so that among firms with one line the mean of
G varies less, and its variance more, than among independent firms. The rows are therefore judged over independent cities;
the closed forms are those of `theory.survival`, the figures in print are theirs worked by hand at λ = 0.06, η = 0.04.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from innovatory.experiment.ladder.city import Engine, history
from innovatory.experiment.ladder.example import LIGHT, setting
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.present import present
from innovatory.experiment.ladder.rows import (
    Published,
    Quantity,
    Row,
    binomial,
    jackknifed,
    over_cities,
    ratio_over_cities,
    with_print,
)
from innovatory.model.quarter import Resolve
from innovatory.model.theory.survival import growth_variance, mean_growth, survival_of, survivors_growth

MEAN = Published(-0.03921, 5e-6)
VARIANCES = {1: 0.15069, 2: 0.07535, 3: 0.05023, 4: 0.03767, 6: 0.02512}
"""Variance of growth by size n, to five decimals."""
MORTAL = 3  # sizes to which leaving within a year shows: with four lines one firm in 14,000 does
Array = NDArray[np.float64]
Grown = Mapping[int, Array]
"""Growth of the firms of a city, by their lines at the start."""


def growth(plan: Plan, engine: Engine) -> list[Row]:
    """Rows by size for the firms of the start, and the slope of the deviation of growth over size."""
    return growth_rows([grown(plan.growth_lines, seed, engine.resolve) for seed in plan.seeds(12, plan.growth_cities)])


def grown(lines: int, seed: int, resolve: Resolve) -> Grown:
    """A year of a stationary city, in quarters."""
    path = [present(state.firms) for state, _ in history(setting(lines, 1.0, 0.25, "stationary"), seed, resolve)]
    start, later = path[0], path[0].lines_later(path[-1])
    return {n: later[start.lines == n] / n - 1.0 for n in VARIANCES}


def growth_rows(cities: Sequence[Grown]) -> list[Row]:
    """The rows that cities show."""
    rows = [row for n in VARIANCES for row in _all_firms(n, [one[n] for one in cities])]
    rows += [row for n in range(1, MORTAL + 1) for row in _survivors(n, [one[n] for one in cities])]
    return [*rows, slope(Quantity("lives", "growth_slope"), cities)]


def _all_firms(n: int, cities: Sequence[Array]) -> list[Row]:
    """Neither is biased by the number of lines: 1/J enters Var G and the covariance of two firms alike, and s² is without both."""
    facts = {"n": f"{n}"}
    of, spread_of = Quantity("lives", "mean_growth", facts), Quantity("lives", "growth_variance", facts)
    mean = over_cities(of, [one.mean() for one in cities], mean_growth(LIGHT, 1.0))
    spread = over_cities(spread_of, [one.var(ddof=1) for one in cities], growth_variance(LIGHT, n, 1.0))
    return [with_print(mean, MEAN), with_print(spread, Published(VARIANCES[n], 5e-6))]


def _survivors(n: int, cities: Sequence[Array]) -> list[Row]:
    facts, alive = {"n": f"{n}"}, [one[one > -1.0] for one in cities]
    lives_on, of = Quantity("lives", "survival_of_size", facts), Quantity("lives", "survivors_growth", facts)
    there, firms = sum(map(len, alive)), sum(map(len, cities))
    sums, counts = [float(one.sum()) for one in alive], [float(len(one)) for one in alive]
    return [
        binomial(lives_on, there, firms, survival_of(LIGHT, n, 1.0)),
        ratio_over_cities(of, sums, counts, survivors_growth(LIGHT, n, 1.0)),
    ]


def slope(of: Quantity, cities: Sequence[Grown]) -> Row:
    """Slope of ln sd of growth on ln n by least squares over the sizes; −1/2 where the variance falls as 1/n.

    The variance at a size is that within cities, all cities together.
    """
    squares = np.array([[float(((one - one.mean()) ** 2).sum()) for one in city.values()] for city in cities])
    freedom = np.array([[len(one) - 1.0 for one in city.values()] for city in cities])
    left = squares.sum(axis=0) - squares, freedom.sum(axis=0) - freedom
    whole = _fitted(cities[0], squares.sum(axis=0) / freedom.sum(axis=0))
    return jackknifed(of, whole, [_fitted(cities[0], one) for one in left[0] / left[1]], -0.5)


def _fitted(sizes: Iterable[int], variances: Array) -> float:
    """The slope of half the logarithm of variances on the logarithm of sizes."""
    x = np.log(np.array(list(sizes), dtype=np.float64))
    return float((x - x.mean()) @ np.log(variances) / ((x - x.mean()) ** 2).sum() / 2.0)
