"""The exact law of the firms of a closed economy with a finite number of lines: the Ewens sampling formula.

An event takes a uniform line and gives it to the owner of a uniform line (innovation) or to a new firm (entry): that
is the Moran model with infinitely many alleles, parent allowed to be the replaced line itself, so that its stationary
law is Ewens' with Θ = Jη/λ for any J. Source: Ewens, W. J. (1972), "The sampling theory of selectively neutral
alleles", Theoretical Population Biology 3, 87–112; Moran, P. A. P. (1958), "Random processes in genetics", Proceedings
of the Cambridge Philosophical Society 54, 60–71.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma

from innovatory.model.theory.klette_kortum import Rates
from innovatory.model.theory.ranges import OutOfRangeError, positive, whole

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ewens:
    """J `lines` and Θ, the `parameter` of the law; `OutOfRangeError` unless J ≥ 1 and Θ > 0."""

    lines: int
    parameter: float

    def __post_init__(self) -> None:
        whole("lines (J)", self.lines, 1)
        positive("parameter (Θ)", self.parameter)


def stationary_law(lines: int, rates: Rates) -> Ewens:
    """The law of the firms of a Klette–Kortum economy with J lines, Θ = Jη/λ."""
    return Ewens(lines, lines * rates.entry / rates.innovation)


def mean_firms(law: Ewens) -> float:
    """E[F] = Σ_(i<J) Θ/(Θ+i) = Θ (ψ(Θ+J) − ψ(Θ)), ψ the digamma function."""
    return float(law.parameter * (digamma(law.parameter + law.lines) - digamma(law.parameter)))


def variance_of_firms(law: Ewens) -> float:
    """Var[F] = Σ_(i<J) Θi/(Θ+i)²."""
    i = np.arange(law.lines, dtype=np.float64)
    return float(np.sum(law.parameter * i / (law.parameter + i) ** 2))


def mean_counts(law: Ewens, sizes: ArrayLike) -> Array:
    """E[a_n], firms with n lines: (Θ/n) · J!/(J−n)! · Γ(Θ+J−n)/Γ(Θ+J)."""
    n = _sizes(law, sizes)
    return np.asarray(law.parameter / n * _remaining(law, n), dtype=np.float64)


def covariance_of_counts(law: Ewens, sizes: ArrayLike) -> Array:
    """Cov[a_n, a_m] of the given sizes, a square array.

    From the factorial moments (Watterson 1974, Advances in Applied Probability 6, 463–488): E[a_n a_m] for n ≠ m and
    E[a_n(a_n−1)] for n = m are (Θ/n)(Θ/m) · J!/(J−n−m)! · Γ(Θ+J−n−m)/Γ(Θ+J), zero where n + m > J.
    """
    n = _sizes(law, sizes).astype(np.int64)
    means = mean_counts(law, n)
    excess = np.array([[_joint_excess(law, int(one), int(other)) for other in n] for one in n])
    return np.asarray(np.outer(means, means) * excess + np.diag(means), dtype=np.float64)


def burn_in(lines: int, rates: Rates) -> float:
    """Years from singletons to the stationary law, about ln(Jη/τ)/η: every line but a few has been refounded."""
    return max(0.0, log(whole("lines (J)", lines, 1) * rates.entry / rates.destruction)) / rates.entry


def draw_owners(law: Ewens, generator: np.random.Generator) -> NDArray[np.int64]:
    """One exact draw of the stationary law: the owner of each of J lines, firms numbered from 0 by first line.

    Hoppe's urn (1984, Journal of Mathematical Biology 20, 91–94): line i founds a firm with probability Θ/(Θ+i), else
    it joins the firm of a uniform earlier line.
    """
    i = np.arange(law.lines)
    founds = generator.random(law.lines) * (law.parameter + i) < law.parameter
    parents = np.where(founds, i, (generator.random(law.lines) * i).astype(np.int64))
    while not np.array_equal(ancestors := parents[parents], parents):
        parents = ancestors
    return (np.cumsum(founds) - 1)[parents]


def _sizes(law: Ewens, sizes: ArrayLike) -> Array:
    n = np.atleast_1d(np.asarray(sizes, dtype=np.float64))
    if not (np.all(n >= 1) and np.all(n <= law.lines) and np.all(n == np.floor(n))):
        raise OutOfRangeError("sizes (n)", sizes, f"whole numbers of lines from 1 to J = {law.lines}")
    return n


def _remaining(law: Ewens, taken: Array) -> Array:
    """J!/(J−k)! · Γ(Θ+J−k)/Γ(Θ+J) = Π_(i≤k) (J−i+1)/(Θ+J−i) for k ≤ J lines taken."""
    i = np.arange(1.0, taken.max() + 1.0)
    logs = np.cumsum(np.log((law.lines - i + 1.0) / (law.parameter + law.lines - i)))
    return np.asarray(np.exp(logs)[taken.astype(np.int64) - 1], dtype=np.float64)


def _joint_excess(law: Ewens, n: int, m: int) -> float:
    """E[a_n a_m] / (E[a_n] E[a_m]) − 1 (for n = m of the second factorial moment), without cancellation.

    The ratio of the products is Π_(i≤m) (1 + n(1−Θ)/((Θ+J−n−i)(J−i+1))), −1 in all where n + m > J.
    """
    if n + m > law.lines:
        return -1.0
    i = np.arange(1.0, m + 1.0)
    change = n * (1.0 - law.parameter) / ((law.parameter + law.lines - n - i) * (law.lines - i + 1.0))
    return float(np.expm1(np.log1p(change).sum()))
