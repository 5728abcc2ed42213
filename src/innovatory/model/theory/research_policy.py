"""The research policy of an Akcigit–Kerr firm at given prices: value of a line, value of being of size n, z and x_n.

Howard's policy iteration from doing nothing: each round solves one tridiagonal system for the value of a policy and
then takes the best policy at that value. Values rise from round to round; where they do not, no finite value exists
and the answer says so. Nothing is clamped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, solve_banded
from scipy.optimize import brentq

from innovatory.model.theory.akcigit_kerr import Economy
from innovatory.model.theory.ranges import not_negative, positive, whole

Array = NDArray[np.float64]
ROUNDS = 200
PRECISION = 1e-13


class Status(Enum):
    """What became of the iteration."""

    SOLVED = "solved"
    NO_FINITE_LINE_VALUE = "internal research pays so well that a line has no finite value"
    NO_FINITE_FIRM_VALUE = "external research pays so well that a firm has no finite value"
    NOT_CONVERGED = "the iteration did not settle"


@dataclass(frozen=True)
class Policy:
    """Values in units of q̄, rates per year; arrays are over sizes n = 1 … N and empty where there is no solution.

    `line_value` A, `internal` z per line, `firm_values` B_n beyond nA, `external` x_n successes per line and year.
    """

    status: Status
    line_value: float
    internal: float
    firm_values: Array
    external: Array
    rounds: int


def research_policy(economy: Economy, destruction: float, growth: float, largest: int) -> Policy:
    """The best policy where each line is lost at rate τ and mean quality grows at g, for sizes up to `largest`.

    (ρ+g+τ)A = π + max_z {zλ_I A − χ_I z^ψ}; for B_n see `firm_policy`. Always returns; read `status` first.
    """
    tau = positive("destruction (τ)", destruction)
    value = _line_value(economy, economy.discount + not_negative("growth (g)", growth) + tau)
    if value is None:
        return _unsolved(Status.NO_FINITE_LINE_VALUE, 0)
    return firm_policy(economy, tau, value, largest)


def firm_policy(economy: Economy, destruction: float, line_value: float, largest: int) -> Policy:
    """The policy of firms of all sizes at a value A of a line.

    ρB_n = max_x {n x G_n − χ_E n^σ̃ x^ψ} + nτ(B_(n−1) − B_n), G_n = A(1+s̄) + B_(n+1) − B_n, B_0 = 0, with
    B_(N+1) = 2B_N − B_(N−1) at the top.
    """
    sizes = np.arange(1.0, whole("largest (N)", largest, 2) + 1.0)
    gain = positive("line_value (A)", line_value) * (1.0 + economy.steps.mean_external)
    external, values = np.zeros_like(sizes), np.zeros_like(sizes)
    for done in range(1, ROUNDS + 1):
        new_values = _value_of(economy, destruction, gain, external)
        if new_values is None or not _improves(new_values, values):
            return _unsolved(Status.NO_FINITE_FIRM_VALUE, done)
        surplus = gain + np.diff(np.append(new_values, 2.0 * new_values[-1] - new_values[-2]))
        if not np.all(surplus > 0.0):
            return _unsolved(Status.NO_FINITE_FIRM_VALUE, done)
        best = _best_external(economy, surplus, sizes)
        if np.max(np.abs(best - external)) <= PRECISION * np.max(best):
            internal = internal_rate(economy, line_value)
            return Policy(Status.SOLVED, line_value, internal, new_values, best, done)
        external, values = best, new_values
    return _unsolved(Status.NOT_CONVERGED, ROUNDS)


def internal_rate(economy: Economy, line_value: float) -> float:
    """z* = (Aλ_I / (χ_I ψ))^(1/(ψ−1)), internal successes per line and year."""
    technology = economy.technology
    marginal = line_value * economy.steps.internal / (technology.internal_cost * technology.curvature)
    with np.errstate(over="ignore"):  # infinite research is no error here: its cost is infinite too
        return float(np.power(marginal, 1.0 / (technology.curvature - 1.0)))


def internal_spending(economy: Economy, line_value: float) -> float:
    """χ_I z^ψ at the best z, per line and year; infinite where z is beyond what a float holds."""
    technology = economy.technology
    with np.errstate(over="ignore"):
        return float(technology.internal_cost * np.power(internal_rate(economy, line_value), technology.curvature))


def _best_external(economy: Economy, surplus: Array, sizes: Array) -> Array:
    """x*_n = (G_n / (ψ χ_E n^(σ̃−1)))^(1/(ψ−1))."""
    technology = economy.technology
    marginal = technology.curvature * technology.external_cost * sizes ** (technology.size_power - 1.0)
    with np.errstate(over="ignore"):
        return np.asarray((surplus / marginal) ** (1.0 / (technology.curvature - 1.0)), dtype=np.float64)


def _line_value(economy: Economy, rate: float) -> float | None:
    """The lower root A of rate·A = π + (ψ−1)χ_I z(A)^ψ, None where the right side is above the left for all A."""
    technology, step = economy.technology, economy.steps.internal

    def shortfall(value: float) -> float:
        return rate * value - economy.profit - (technology.curvature - 1.0) * internal_spending(economy, value)

    # the slope of the right side is zλ_I: the shortfall is largest where zλ_I = rate
    turning = technology.internal_cost * technology.curvature / step * (rate / step) ** (technology.curvature - 1.0)
    if shortfall(turning) <= 0.0:
        return None
    return float(brentq(shortfall, 0.0, turning, xtol=1e-15))


def _value_of(economy: Economy, destruction: float, gain: float, external: Array) -> Array | None:
    """B_n of a policy that is kept for ever: one tridiagonal system; None where it has no solution."""
    if not np.all(np.isfinite(external)):
        return None
    sizes = np.arange(1.0, len(external) + 1.0)
    technology = economy.technology
    up, down = sizes * external, sizes * destruction
    bands = np.zeros((3, len(sizes)))
    bands[0, 1:] = -up[:-1]
    bands[1] = economy.discount + up + down
    bands[2, :-1] = -down[1:]
    bands[1, -1] -= 2.0 * up[-1]
    bands[2, -2] += up[-1]
    with np.errstate(over="ignore"):
        income = up * gain - technology.external_cost * sizes**technology.size_power * external**technology.curvature
    if not np.all(np.isfinite(income)):
        return None
    try:
        return np.asarray(solve_banded((1, 1), bands, income), dtype=np.float64)
    except LinAlgError:  # growth under this policy equals what discount and loss take away
        return None


def _improves(new: Array, old: Array) -> bool:
    if not np.all(np.isfinite(new)):
        return False
    slack = PRECISION * np.max(np.abs(new)) * len(new)
    return bool(np.all(new >= old - slack))


def _unsolved(status: Status, rounds: int) -> Policy:
    return Policy(status, np.nan, np.nan, np.empty(0), np.empty(0), rounds)
