"""How the quality of lines spreads: the multiplicative ladder, and relative quality under additive external steps.

With steps that add to mean quality the ratio q̂ = q/q̄ has a stationary law (Akcigit and Kerr 2018, section III.C);
with multiplicative steps ln q is a random walk and only its mean and variance over time have a closed form.
"""

from __future__ import annotations

from math import log1p

import numpy as np
from scipy.optimize import brentq

from innovatory.model.theory.akcigit_kerr import Steps
from innovatory.model.theory.klette_kortum import additive_growth_rate
from innovatory.model.theory.ranges import OutOfRangeError, not_negative, positive, whole

NEGLIGIBLE = 1e-18


def ladder_mean(destruction: float, step: float, years: float) -> float:
    """E of the mean log quality after T years, τ ln(1+s) T: each line is hit at rate τ."""
    return positive("destruction (τ)", destruction) * log1p(not_negative("step (s)", step)) * years


def ladder_variance(destruction: float, step: float, years: float, lines: int) -> float:
    """Var of the mean log quality of J lines after T years, τ ln²(1+s) T/J (a compound Poisson sum)."""
    return ladder_mean(destruction, step, years) * log1p(step) / whole("lines (J)", lines, 1)


def relative_quality_variance(steps: Steps, destruction: float, internal: float) -> float:
    """Var of q̂ in the stationary state, from E[q̂²] =
    τ[2θη + θη² + 2(1−θ)Σ_k ηα^(k+1) m_k + (1−θ)Σ_k η²α^(2k+2) p_k] / (2τs̄ − zλ_I²).

    p_k = θ(1−θ)^k follow-up counts, m_k = E[q̂; count k]: m_0 = θ(1+η)/(1+s̄), m_k = (1−θ)(m_(k−1) + ηα^k p_(k−1))/(1+s̄).
    `OutOfRangeError` where internal steps spread quality faster than growth draws it in (2τs̄ ≤ zλ_I²).
    """
    theta, eta = steps.major_share, steps.major
    pull = 2.0 * positive("destruction (τ)", destruction) * steps.mean_external
    slack = pull - not_negative("internal (z)", internal) * steps.internal**2
    if not slack > 0.0:
        raise OutOfRangeError("internal (z)", internal, f"a rate below 2τs̄/λ_I² = {pull / steps.internal**2:g}")
    follow_up = sum(
        2.0 * eta * steps.decay ** (k + 1) * mean + eta**2 * steps.decay ** (2 * k + 2) * share
        for k, (share, mean) in enumerate(_follow_ups(steps))
    )
    inflow = 2.0 * theta * eta + theta * eta**2 + (1.0 - theta) * follow_up
    return destruction * inflow / slack - 1.0


def quality_tail_exponent(steps: Steps, destruction: float, internal: float) -> float:
    """Pareto exponent ζ of q̂ from z((1+λ_I)^ζ − 1) = gζ with g = τs̄ + zλ_I; the root above 1.

    Additive steps do not matter far out in the tail, where the internal steps and the drift −g balance.
    """
    own = positive("internal (z)", internal)
    growth = additive_growth_rate(positive("destruction (τ)", destruction), steps.mean_external, own, steps.internal)

    def excess(exponent: float) -> float:
        return own * float(np.expm1(exponent * log1p(steps.internal))) - growth * exponent

    most = 2.0
    while excess(most) <= 0.0:
        most *= 2.0
    return float(brentq(excess, 1.0, most))


def _follow_ups(steps: Steps) -> list[tuple[float, float]]:
    """(p_k, m_k) for k = 0, 1, … until both are negligible."""
    theta, widened = steps.major_share, 1.0 + steps.mean_external
    share, mean = theta, theta * (1.0 + steps.major) / widened
    found = [(share, mean)]
    while share > NEGLIGIBLE:
        mean = (1.0 - theta) * (mean + steps.major * steps.decay ** len(found) * share) / widened
        share *= 1.0 - theta
        found.append((share, mean))
    return found
