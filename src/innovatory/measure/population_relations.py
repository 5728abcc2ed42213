"""Whether totals can all be true at once, and if not, which of them must give way by how little.

A linear programme: every total may leave what was printed at a price per part of itself, a derived one at a hundredth of
the price, and all relations between totals hold. The cheapest answer is what the population is made to meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

DERIVED = 0.01  # the price of a derived total's change to that of a published one
STAY = 1e-6  # what a change within the printed interval costs: totals stay where they were printed if they can
LEAST = 1e-9  # a smaller change (as a part of the total) is noise of the solver


@dataclass(frozen=True)
class Allowed:
    """A total: its value, the interval in which it agrees with what was printed, and whether it was printed at all."""

    value: float
    low: float
    high: float
    published: bool


@dataclass(frozen=True)
class Relation:
    """`Σ factors · totals ≤ 0`, or `= 0`; `name` is the key of the phrase that says it."""

    name: str
    factors: Mapping[str, float]
    equal: bool = False


@dataclass(frozen=True)
class Relaxed:
    """A total that cannot be as it was printed: how far it moves, and the relations that force it."""

    total: str
    printed: float
    met: float
    relations: tuple[str, ...]


def consistent(totals: Mapping[str, Allowed], relations: Sequence[Relation]) -> tuple[dict[str, float], list[Relaxed]]:
    """The totals that satisfy all relations, and those that had to leave what was printed.

    Relations over totals that are not known are left out.
    """
    names = [name for name, one in totals.items() if np.isfinite(one.value)]
    used = [one for one in relations if set(one.factors) <= set(names)]
    found = _solved(names, totals, used)
    relaxed = []
    for name, value in found.items():
        one = totals[name]
        off = max(one.low - value, value - one.high)
        if off > LEAST * abs(one.value):
            forced = tuple(rule.name for rule in used if name in rule.factors and _broken(rule, totals))
            relaxed.append(Relaxed(name, one.value, value, forced))
    return found, relaxed


def _broken(relation: Relation, totals: Mapping[str, Allowed]) -> bool:
    """Whether a relation cannot hold for totals as printed."""
    parts = [(factor, totals[name]) for name, factor in relation.factors.items()]
    least = sum(factor * (one.low if factor > 0 else one.high) for factor, one in parts)
    most = sum(factor * (one.high if factor > 0 else one.low) for factor, one in parts)
    return least > 0 or (relation.equal and most < 0)


def _solved(names: list[str], totals: Mapping[str, Allowed], relations: Sequence[Relation]) -> dict[str, float]:
    """In units of each total: its value, how far outside its interval below and above, how far from what was printed."""
    n = len(names)
    scale = np.array([max(abs(totals[name].value), 1e-12) for name in names])
    low = np.array([totals[name].low for name in names]) / scale
    high = np.array([totals[name].high for name in names]) / scale
    value = np.array([totals[name].value for name in names]) / scale
    price = np.array([1.0 if totals[name].published else DERIVED for name in names])
    cost = np.concatenate([np.zeros(n), price, price, np.full(2 * n, STAY)])
    one, zero = np.eye(n), np.zeros((n, n))
    # x − up + … : x ≥ low − down, x ≤ high + up, x = value + above − below
    above = [np.hstack([-one, -one, zero, zero, zero]), np.hstack([one, zero, -one, zero, zero])]
    limits = [-np.where(np.isfinite(low), low, 0.0), np.where(np.isfinite(high), high, 1e9)]
    equal, equals = [np.hstack([one, zero, zero, -one, one])], [value]
    for relation in relations:
        row = np.zeros((1, 5 * n))
        for name, factor in relation.factors.items():
            row[0, names.index(name)] = factor * scale[names.index(name)]
        size = float(np.abs(row).max()) or 1.0
        (equal if relation.equal else above).append(row / size)
        (equals if relation.equal else limits).append(np.zeros(1))
    answer = linprog(
        cost, np.vstack(above), np.concatenate(limits), np.vstack(equal), np.concatenate(equals),
        bounds=[(0, None)] * (5 * n), method="highs",
    )  # fmt: skip
    if answer.x is None:
        return {name: totals[name].value for name in names}
    return {name: float(answer.x[at] * scale[at]) for at, name in enumerate(names)}
