"""Fast and slow firms: H firms capture at rate x_H, turn into L firms at rate ν, and give the sizes a Pareto tail.

The switch from H to L is that of Acemoglu, D., Akcigit, U., Alp, H., Bloom, N. and Kerr, W. (2018), "Innovation,
Reallocation, and Growth", American Economic Review 108(11), 3450–3491; the tail is that of a random lifetime of
exponential growth (Reed, W. J. 2001, "The Pareto, Zipf and other power laws", Economics Letters 74, 15–19).
Rates are per year.
"""

from __future__ import annotations

from dataclasses import dataclass

from innovatory.model.theory.ranges import OutOfRangeError, not_negative, positive, within


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


def _share_per_entry(types: Types, destruction: float) -> float:
    """ℓ_H/η = p_H/(τ + ν − x_H), from the balance of the lines of H firms: p_H η + x_H ℓ_H = (τ + ν) ℓ_H."""
    slack = positive("destruction (τ)", destruction) + types.switch - types.fast
    if not slack > 0.0:
        raise OutOfRangeError("fast (x_H)", types.fast, f"a rate below τ + ν = {destruction + types.switch:g}")
    return types.entrants / slack
