"""The stationary economy of Klette and Kortum: how many firms of each size, how fast they enter, how fast quality grows.

A firm with n lines captures at rate λn and loses at rate τn; τ = λ + η, since every line is hit by incumbents at rate
λ and by entrants at rate η. Source: Klette, T. J. and Kortum, S. (2004), "Innovating Firms and Aggregate Innovation",
Journal of Political Economy 112(5), 986–1018, section IV (their μ is our τ). Rates are per year.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import ArrayLike, NDArray

from innovatory.model.theory.ranges import not_negative, positive, whole_sizes

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rates:
    """λ, captures per owned line and year, and η, entries per line and year; `OutOfRangeError` unless both are above zero."""

    innovation: float
    entry: float

    def __post_init__(self) -> None:
        positive("innovation (λ)", self.innovation)
        positive("entry (η)", self.entry)

    @property
    def destruction(self) -> float:
        """τ = λ + η, the rate at which a line is lost, per year."""
        return self.innovation + self.entry

    @property
    def theta(self) -> float:
        """θ = λ/τ, strictly between 0 and 1."""
        return self.innovation / self.destruction


def firms_per_line(rates: Rates) -> float:
    """Firms per line, M = ΣM_n = (η/λ) ln(1 + λ/η)."""
    return rates.entry / rates.innovation * log1p(rates.innovation / rates.entry)


def firms_of_size(rates: Rates, sizes: ArrayLike) -> Array:
    """Firms with n lines, per line of the economy: M_n = (1−θ) θ^(n−1) / n, from λnM_n = τ(n+1)M_(n+1) and τM_1 = η."""
    n = whole_sizes(sizes)
    return np.asarray((1.0 - rates.theta) * rates.theta ** (n - 1.0) / n, dtype=np.float64)


def size_distribution(rates: Rates, sizes: ArrayLike) -> Array:
    """Share of firms with n lines, logarithmic: P_n = θ^n / (−n ln(1−θ))."""
    return firms_of_size(rates, sizes) / firms_per_line(rates)


def share_of_lines(rates: Rates, sizes: ArrayLike) -> Array:
    """Share of all lines that firms of n lines hold, geometric: nM_n = (1−θ) θ^(n−1)."""
    return firms_of_size(rates, sizes) * whole_sizes(sizes)


def mean_size(rates: Rates) -> float:
    """Lines per firm, 1/M."""
    return 1.0 / firms_per_line(rates)


def entry_rate(rates: Rates) -> float:
    """Entrants per firm and year = exits per firm and year: η/M = λ / ln(1 + λ/η) = τP_1."""
    return rates.innovation / log1p(rates.innovation / rates.entry)


def growth_rate(destruction: float, step: float, internal: float, internal_step: float) -> float:
    """Growth of ln Q = ∫ ln q_j dj per year with multiplicative steps: g = τ ln(1+s) + z ln(1+λ_I).

    `destruction` τ and `internal` z are rates per line and year, `step` s and `internal_step` λ_I shares of quality.
    """
    external = not_negative("destruction (τ)", destruction) * log1p(not_negative("step (s)", step))
    own = not_negative("internal (z)", internal) * log1p(not_negative("internal_step (λ_I)", internal_step))
    return external + own


def additive_growth_rate(destruction: float, step: float, internal: float, internal_step: float) -> float:
    """Growth of mean quality per year where an external step adds s̄q̄ and an internal one λ_I q_j: g = τs̄ + zλ_I."""
    external = not_negative("destruction (τ)", destruction) * not_negative("step (s̄)", step)
    return external + not_negative("internal (z)", internal) * not_negative("internal_step (λ_I)", internal_step)
