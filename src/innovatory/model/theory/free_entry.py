"""The Akcigit–Kerr economy in equilibrium: the creative destruction at which founding a firm just pays, and its moments.

Source: Akcigit and Kerr (2018), section III.C; the moments are those of their Tables 5 and 7. Rates are per year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import bisect, brentq

from innovatory.model.theory.akcigit_kerr import Economy
from innovatory.model.theory.klette_kortum import additive_growth_rate
from innovatory.model.theory.ranges import OutOfRangeError
from innovatory.model.theory.research_policy import Policy, Status, firm_policy, internal_spending

Array = NDArray[np.float64]
LEAST, MOST = 1e-9, 1e3  # destruction per year that is looked through
NEGLIGIBLE = 1e-6  # share of lines that firms of the largest size may hold


@dataclass(frozen=True)
class Equilibrium:
    """τ `destruction`, the firms' `policy`, `growth` g, and F_n, `firms` with n = 1 … N lines per line."""

    economy: Economy
    destruction: float
    growth: float
    policy: Policy
    firms: Array


@dataclass(frozen=True)
class Moments:
    """What Tables 5 and 7 report: shares, rates per year, and the growth that each kind of innovation brings."""

    profitability: float
    research_intensity: float
    citation_ratio: float
    internal_share: float
    entry_rate: float
    growth: float
    internal_growth: float
    external_growth: float
    entry_growth: float


def akcigit_kerr_equilibrium(economy: Economy, largest: int) -> Equilibrium:
    """The τ with A(1+s̄) + B_1 = ν_e, where r = ρ + g and g = τs̄ + zλ_I; sizes up to `largest`.

    `OutOfRangeError` where there is none: founding never pays, or it still pays where values cease to be finite; and
    where firms would outgrow the largest size.
    """

    def worth(destruction: float) -> float:
        found = _policy_at(economy, destruction, largest)
        if found.status is not Status.SOLVED:
            return np.inf
        return _entrant_value(economy, found) - economy.founding

    if not worth(LEAST) > 0.0 > worth(MOST):
        raise OutOfRangeError(
            "founding (ν_e)", economy.founding, "a founding cost at which some τ makes founding just pay"
        )
    destruction = float(bisect(worth, LEAST, MOST, xtol=1e-16, rtol=1e-15, maxiter=200))
    policy = _policy_at(economy, destruction, largest)
    if policy.status is not Status.SOLVED or abs(_entrant_value(economy, policy) / economy.founding - 1.0) > 1e-9:
        raise OutOfRangeError("founding (ν_e)", economy.founding, "a founding cost below what a firm is worth at most")
    steps = economy.steps
    growth = additive_growth_rate(destruction, steps.mean_external, policy.internal, steps.internal)
    firms = stationary_firms(policy.external, destruction)
    if not np.isfinite(firms).all():
        raise OutOfRangeError(
            "curvature (ψ)",
            economy.technology.curvature,
            "a curvature at which firms of every size are few enough to count",
        )
    if largest * firms[-1] > NEGLIGIBLE:
        raise OutOfRangeError("largest (N)", largest, "more sizes: firms of the largest one hold too many lines")
    return Equilibrium(economy, destruction, growth, policy, firms)


def stationary_firms(external: Array, destruction: float) -> Array:
    """F_n, firms with n lines per line: n x_n F_n = (n+1) τ F_(n+1), Σ nF_n = 1."""
    sizes = np.arange(1.0, len(external) + 1.0)
    ratios = sizes[:-1] * external[:-1] / (destruction * sizes[1:])
    with np.errstate(over="ignore", invalid="ignore"):  # told by what comes out
        firms = np.concatenate([[1.0], np.cumprod(ratios)])
        return np.asarray(firms / (sizes @ firms), dtype=np.float64)


def moments(found: Equilibrium) -> Moments:
    """The model columns of Tables 5 and 7."""
    steps, entry = found.economy.steps, found.destruction * found.firms[0]
    external = found.destruction - entry
    return Moments(
        profitability=found.economy.profit_share,
        research_intensity=_research(found) * found.economy.profit_share / found.economy.profit,
        citation_ratio=steps.internal / steps.mean_external,
        internal_share=found.policy.internal / (found.policy.internal + found.destruction),
        entry_rate=float(entry / found.firms.sum()),
        growth=found.growth,
        internal_growth=found.policy.internal * steps.internal,
        external_growth=float(external * steps.mean_external),
        entry_growth=float(entry * steps.mean_external),
    )


def size_quantile(found: Equilibrium, share: float) -> int:
    """The smallest n such that at least this share of firms has n lines or fewer."""
    below = np.cumsum(found.firms) / found.firms.sum()
    return int(np.searchsorted(below, share)) + 1


def _research(found: Equilibrium) -> float:
    """Research of incumbents per line and year, χ_I z^ψ + Σ F_n χ_E n^σ̃ x_n^ψ."""
    technology, policy = found.economy.technology, found.policy
    sizes = np.arange(1.0, len(found.firms) + 1.0)
    outlay = sizes**technology.size_power * policy.external**technology.curvature
    internal = technology.internal_cost * policy.internal**technology.curvature
    return float(internal + technology.external_cost * (found.firms @ outlay))


def _policy_at(economy: Economy, destruction: float, largest: int) -> Policy:
    """The policy at τ with the growth that it brings about: g cancels zλ_I in (ρ+g+τ)A = π + zλ_I A − χ_I z^ψ."""
    rate = economy.discount + destruction * (1.0 + economy.steps.mean_external)

    def shortfall(value: float) -> float:
        return rate * value - economy.profit + internal_spending(economy, value)

    most = economy.profit / rate
    value = float(brentq(shortfall, 0.0, most, xtol=1e-16)) if shortfall(most) > 0.0 else most
    return firm_policy(economy, destruction, value, largest)


def _entrant_value(economy: Economy, policy: Policy) -> float:
    """A(1+s̄) + B_1: a new firm has one line, a step ahead."""
    return float(policy.line_value * (1.0 + economy.steps.mean_external) + policy.firm_values[0])
