"""What a synchronous quarterly update does to the economy, and how fine it would have to be to do no harm.

The scheme freezes all owners at the start of a step Δ and keeps one random winner per line. Followed backward in time,
with D = 1 − e^(−τΔ), m = Dη/τ and c = Dλ/τ, two lines coalesce with probability (2c(1−D) + c²)/J in a step and at
least one is refounded with probability 2m − m², so that the firms follow the Ewens law with another parameter than
the true Θ = Jη/λ. The event kernel of this package has no such error; these functions say what it avoids.
"""

from __future__ import annotations

from math import ceil, expm1, log1p

from innovatory.model.theory.klette_kortum import Rates, firms_per_line
from innovatory.model.theory.ranges import positive


def parameter_ratio(rates: Rates, step: float) -> float:
    """Θ_sync/Θ for a step of Δ years: [(2m − m²)/(2c(1−D) + c²)] / (η/λ) ≈ 1 + τΔ/2."""
    hit = -expm1(-rates.destruction * positive("step (Δ)", step))
    refounded = hit * rates.entry / rates.destruction
    captured = hit * rates.innovation / rates.destruction
    odds = refounded * (2.0 - refounded) / (captured * (2.0 * (1.0 - hit) + captured))
    return odds * rates.innovation / rates.entry


def firm_count_elasticity(rates: Rates) -> float:
    """d ln F / d ln Θ = 1 − θ / (−ln(1−θ)), for many lines."""
    return 1.0 - rates.theta / -log1p(-rates.theta)


def firm_count_bias(rates: Rates, step: float) -> float:
    """Relative error of the number of firms of a large economy: M at Θ_sync over M at Θ, less 1; above zero."""
    biased = Rates(rates.innovation, rates.entry * parameter_ratio(rates, step))
    return firms_per_line(biased) / firms_per_line(rates) - 1.0


def sub_steps(rates: Rates, step: float, tolerance: float) -> int:
    """Sub-steps that a synchronous scheme needs for a relative error in Θ of `tolerance`: ⌈τΔ / (2 tol)⌉."""
    return ceil(rates.destruction * positive("step (Δ)", step) / (2.0 * positive("tolerance", tolerance)))
