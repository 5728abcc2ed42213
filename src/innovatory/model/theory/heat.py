"""Hot and cold lines: basic research heats a line, heat decays, and applied steps on hot lines are larger.

Source: Akcigit, U., Hanley, D. and Serrano-Velarde, N. (2021), "Back to Basics: Basic Research Spillovers, Innovation
Policy, and Growth", Review of Economic Studies 88(1), 1–43, as a two-state chain per line. Rates are per year.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, log1p

from innovatory.model.theory.ranges import not_negative, positive, within


def hot_share(heating: float, cooling: float) -> float:
    """Stationary share of hot lines, α_h = h/(h+ζ)."""
    return not_negative("heating (h)", heating) / (heating + positive("cooling (ζ)", cooling))


def heated_within(heating: float, cooling: float, years: float) -> float:
    """Probability that a cold line is hot after some years, (h/(h+ζ)) (1 − e^(−(h+ζ)t)); exact for any step."""
    share = hot_share(heating, cooling)
    return -share * expm1(-(heating + cooling) * not_negative("years (t)", years))


@dataclass(frozen=True)
class Steps:
    """Relative steps of quality: η of basic and hot applied innovations, λ_c of applied innovations on cold lines."""

    hot: float
    cold: float


def growth_with_heat(share: float, applied: float, basic: float, steps: Steps) -> float:
    """g = τ_a [α_h ln(1+η) + (1−α_h) ln(1+λ_c)] + τ_b ln(1+η), per year, multiplicative steps.

    `share` α_h of hot lines, `applied` τ_a and `basic` τ_b innovations per line and year.
    """
    within("share (α_h)", share, 0.0, 1.0)
    hot, cold = log1p(not_negative("hot step (η)", steps.hot)), log1p(not_negative("cold step (λ_c)", steps.cold))
    mixed = share * hot + (1.0 - share) * cold
    return not_negative("applied (τ_a)", applied) * mixed + not_negative("basic (τ_b)", basic) * hot
