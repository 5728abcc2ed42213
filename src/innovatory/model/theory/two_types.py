"""Fast and slow firms: H firms capture at rate x_H, turn into L firms at rate ν, and give the sizes a Pareto tail.

The switch from H to L is that of Acemoglu, D., Akcigit, U., Alp, H., Bloom, N. and Kerr, W. (2018), "Innovation,
Reallocation, and Growth", American Economic Review 108(11), 3450–3491; the tail is that of a random lifetime of
exponential growth (Reed, W. J. 2001, "The Pareto, Zipf and other power laws", Economics Letters 74, 15–19).
Rates are per year.

The sizes of H firms. One enters with a single line at rate p_H η per line of the economy and stays H to the age a with
probability e^(−νa); meanwhile it is a linear birth–death process (Kendall 1948), which has n lines with probability
(1−α)(1−β)β^(n−1), β = x(E−1)/(xE−τ), α = τβ/x, E = e^((x−τ)a), x = x_H. With β as the variable in place of the age,
E = (x−τβ)/(x(1−β)), da = dβ/((x−τβ)(1−β)) and 1 − α = (x−τβ)/x, so that

    N_n = p_H η ∫ e^(−νa) P(n | a) da = (p_H η/x) ∫₀¹ β^(n−1) ((1−β)/(1−τβ/x))^ζ dβ,   ζ = ν/(x−τ),
        = (p_H η/x) B(n, ζ+1) ₂F₁(ζ, n; n+ζ+1; τ/x)                                     for x > τ,

and the firms with at least n lines have 1/(1−β) more under the integral: (p_H η/x) B(n, ζ) ₂F₁(ζ, n; n+ζ; τ/x), which
falls as n^(−ζ). For x < τ the integral ends at β = x/τ, and sizes have the tail (x/τ)^n of Klette and Kortum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from innovatory.model.theory.ranges import OutOfRangeError, not_negative, positive, whole_sizes, within

STEP = 0.2
"""Step of the trapezoidal rule in ln(−n ln y): its error is of the order e^(−π²/STEP) = 10⁻²¹."""
NEGLIGIBLE = 40.0
"""e^(−40) = 4·10⁻¹⁸ is nothing beside 1."""


@dataclass(frozen=True)
class Types:
    """x_H and x_L captures per owned line and year, ν switches from H to L per year, p_H share of H among entrants."""

    fast: float
    slow: float
    switch: float
    entrants: float

    def __post_init__(self) -> None:
        positive("fast (x_H)", self.fast)
        not_negative("slow (x_L)", self.slow)
        positive("switch (ν)", self.switch)
        within("entrants (p_H)", self.entrants, 0.0, 1.0)


def fast_share_of_lines(types: Types, entry: float, destruction: float) -> float:
    """ℓ_H = p_H η / (τ + ν − x_H), the share of lines that H firms hold in the stationary state.

    `OutOfRangeError` unless x_H < τ + ν (else H firms take over all lines) and ℓ_H ≤ 1.
    """
    return within("ℓ_H", positive("entry (η)", entry) * _share_per_entry(types, destruction), 0.0, 1.0)


def entry_for(types: Types, destruction: float) -> float:
    """η that goes with a τ: τ = η + x_H ℓ_H + x_L (1 − ℓ_H) with ℓ_H = p_H η/(τ+ν−x_H).

    `OutOfRangeError` where no entry above zero does (τ not above x_L).
    """
    captured = (types.fast - types.slow) * _share_per_entry(types, destruction)
    return positive("entry (η)", (destruction - types.slow) / (1.0 + captured))


def pareto_exponent(types: Types, destruction: float, entry_growth: float) -> float:
    """ζ_P = (ν + γ_F)/(x_H − τ), γ_F the growth of entry per year: P(size > n) falls as n^(−ζ_P).

    `OutOfRangeError` unless x_H > τ: slower firms than that shrink and have no fat tail.
    """
    lead = types.fast - positive("destruction (τ)", destruction)
    if not lead > 0.0:
        raise OutOfRangeError("fast (x_H)", types.fast, f"a rate above τ = {destruction:g}")
    return positive("ν + γ_F", types.switch + entry_growth) / lead


def fast_firms_of_size(types: Types, entry: float, destruction: float, sizes: ArrayLike) -> NDArray[np.float64]:
    """N_n, H firms with n lines per line of the economy, for each n of `sizes`; shape of `sizes`.

    `OutOfRangeError` unless x_H < τ + ν and all n ≥ 1.
    """
    return _fast_firms(types, entry, destruction, sizes, from_size=False)


def fast_firms_from_size(types: Types, entry: float, destruction: float, sizes: ArrayLike) -> NDArray[np.float64]:
    """Σ N_k over k ≥ n, H firms with at least n lines per line of the economy, for each n of `sizes`; shape of `sizes`.

    `OutOfRangeError` unless x_H < τ + ν and all n ≥ 1.
    """
    return _fast_firms(types, entry, destruction, sizes, from_size=True)


def _fast_firms(
    types: Types, entry: float, destruction: float, sizes: ArrayLike, *, from_size: bool
) -> NDArray[np.float64]:
    """p_H η (β₁^(n−1)/m) ∫₀¹ y^(n−1) e^(−νa) [/(1−β)] dy, β = β₁y, β₁ = min(1, x/τ), m = max(x, τ).

    In v with y = exp(−e^v/n) the integrand falls off on both sides and the trapezoidal rule converges geometrically.
    """
    _share_per_entry(types, destruction)
    n = whole_sizes(sizes)[..., np.newaxis]
    larger, end = max(types.fast, destruction), min(1.0, types.fast / destruction)
    v = np.arange(-NEGLIGIBLE, np.log(NEGLIGIBLE) + STEP, STEP)
    scaled = np.exp(v)
    y, rest = np.exp(-scaled / n), -np.expm1(-scaled / n)
    values = np.exp(v - scaled - types.switch * _age(types.fast, destruction, y, rest)) / n
    if from_size:
        values /= rest if end == 1.0 else 1.0 - end * y
    integral = STEP * values.sum(axis=-1)
    per_entry = np.exp((n[..., 0] - 1.0) * np.log(end)) / larger * integral
    return np.asarray(positive("entry (η)", entry) * types.entrants * per_entry)


def _age(fast: float, destruction: float, y: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.float64]:
    """a = ln((1−τβ/x)/(1−β))/(x−τ) at β = y min(1, x/τ), `rest` = 1 − y; where x = τ its limit y/(x(1−y))."""
    larger, gap = max(fast, destruction), abs(fast - destruction)
    odds = y / rest
    return odds / larger if gap == 0.0 else np.log1p(gap / larger * odds) / gap


def _share_per_entry(types: Types, destruction: float) -> float:
    """ℓ_H/η = p_H/(τ + ν − x_H), from the balance of the lines of H firms: p_H η + x_H ℓ_H = (τ + ν) ℓ_H."""
    slack = positive("destruction (τ)", destruction) + types.switch - types.fast
    if not slack > 0.0:
        raise OutOfRangeError("fast (x_H)", types.fast, f"a rate below τ + ν = {destruction + types.switch:g}")
    return types.entrants / slack
