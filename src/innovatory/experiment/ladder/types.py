"""A rung on two types of firms: the lines of fast firms, how many there are of each size, the exponent of their tail.

The tail is kept thin enough (exponent 2.5) for averages over a city to mean something; near 1 a few giants carry them.
In a city of J lines τ varies with the luck of its large firms, which adds a term in 1/J to the mean number of fast firms:
docs/verify.md says how small it was found to be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from innovatory.experiment.ladder.city import Engine, Setting, history
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import Quantity, Row, over_cities, ratio_over_cities
from innovatory.experiment.ladder.shelf import Arrays
from innovatory.model.quarter import Resolve
from innovatory.model.state import HIGH, Firms
from innovatory.model.theory.two_types import (
    Types,
    entry_for,
    fast_firms_from_size,
    fast_firms_of_size,
    fast_share_of_lines,
    pareto_exponent,
)

TYPES = Types(fast=0.20, slow=0.03, switch=0.25, entrants=0.10)
DESTRUCTION = 0.10
ENTRY = entry_for(TYPES, DESTRUCTION)
YEARS, SEEN_YEARS = 150, 50  # the share of fast lines relaxes at rate τ + ν − x_H = 0.15 per year
QUARTERS = 4
FROM_SIZES = (1, 5, 20)
FITTED_FROM = 5
"""Lines from which firms count for the exponent of the tail."""
NUDGE = 1e-3
"""Difference of the exponent over which the likelihood is differentiated."""
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Averages:
    """Of a city's last fifty years: hits per line and year, share of lines of fast firms, fast firms by lines owned."""

    destruction: float
    share: float
    firms: Array

    def as_arrays(self) -> Arrays:
        """The same for the shelf."""
        return {"destruction": np.array(self.destruction), "share": np.array(self.share), "firms": self.firms}


def two_types(plan: Plan, engine: Engine) -> list[Row]:
    """τ, fast firms and their lines, averaged over the last fifty years of each city, and the exponent of the tail."""
    if not plan.type_cities:
        return []
    seen = [_averages(plan, seed, engine) for seed in plan.seeds(9, plan.type_cities)]
    firms, facts = np.array([one.firms for one in seen]), {"lines": f"{plan.type_lines:,}"}
    share = fast_share_of_lines(TYPES, ENTRY, DESTRUCTION)
    return [
        over_cities(Quantity("types", "types_destruction", facts), [one.destruction for one in seen], DESTRUCTION),
        over_cities(Quantity("types", "types_share", facts), [one.share for one in seen], share),
        *(_firms_from(n, firms, plan.type_lines, facts) for n in FROM_SIZES),
        exponent(Quantity("types", "types_exponent", facts | {"n": f"{FITTED_FROM}"}), firms),
    ]


def _firms_from(n: int, firms: Array, lines: int, facts: dict[str, str]) -> Row:
    expected = float(fast_firms_from_size(TYPES, ENTRY, DESTRUCTION, n)) * lines
    return over_cities(Quantity("types", "types_firms", facts | {"n": f"{n}"}), firms[:, n:].sum(axis=1), expected)


def exponent(of: Quantity, firms: Array) -> Row:
    """ζ from the sizes n ≥ `FITTED_FROM` of the cities' fast firms, `firms[city, n]`: one step of maximum likelihood.

    The law is exact, with ζ = ν/(x_H − τ) alone free. At the true ζ the mean score of a city is zero however its firms
    depend on each other over time, so that Student's t of the scores over cities tests it; the step from there is the
    sum of scores over the information (Le Cam's one-step estimate).
    """
    formula = pareto_exponent(TYPES, DESTRUCTION, 0.0)
    sizes = FITTED_FROM + np.flatnonzero(firms[:, FITTED_FROM:].sum(axis=0))
    below, at, above = (firms[:, sizes] @ log_chances(sizes, formula + nudge) for nudge in (-NUDGE, 0.0, NUDGE))
    score, information = (above - below) / (2.0 * NUDGE), -(above - 2.0 * at + below) / NUDGE**2
    return ratio_over_cities(of, list(score + formula * information), list(information), formula)


def log_chances(sizes: ArrayLike, tail: float) -> Array:
    """ln P(size | size ≥ `FITTED_FROM`) of a fast firm where ν is such that the exponent of the tail is `tail`."""
    types = replace(TYPES, switch=tail * (TYPES.fast - DESTRUCTION))
    whole = fast_firms_from_size(types, ENTRY, DESTRUCTION, FITTED_FROM)
    return np.asarray(np.log(fast_firms_of_size(types, ENTRY, DESTRUCTION, sizes) / whole))


def _averages(plan: Plan, seed: int, engine: Engine) -> Averages:
    kept = engine.once(seed, lambda: _averaged(plan, seed, engine.resolve).as_arrays())
    return Averages(float(kept["destruction"]), float(kept["share"]), kept["firms"])


def _averaged(plan: Plan, seed: int, resolve: Resolve) -> Averages:
    taken, held, firms = 0, list[float](), np.zeros(plan.type_lines + 1)
    for state, record in history(_setting(plan), seed, resolve):
        if state.quarter >= (YEARS - SEEN_YEARS) * QUARTERS:
            sizes = fast_sizes(state.firms)
            held.append(float(sizes.sum()) / plan.type_lines)
            firms += np.bincount(sizes, minlength=len(firms))
        if record is not None and len(held) > 1:
            taken += record.counts.entries + record.counts.captures + record.counts.self_hits
    within = np.exp(TYPES.switch / QUARTERS / 2.0)
    return Averages(taken / (plan.type_lines * SEEN_YEARS), _mean_within(held), firms * within / len(held))


def _setting(plan: Plan) -> Setting:
    rates = {"x_high": TYPES.fast, "x_low": TYPES.slow, "switch": TYPES.switch, "high_share": TYPES.entrants}
    size = {"eta": ENTRY, "lines": plan.type_lines, "years": YEARS, "delta": 1 / QUARTERS}
    return Setting("two-types", rates | size | {"start": "singletons"})


def _mean_within(held: list[float]) -> float:
    """Mean share of fast lines over all quarters from the shares after the switches, which come at a quarter's end.

    Just before them the share was e^(νΔ) times as large in the mean; within a quarter it moves all but evenly.
    """
    before = np.array(held[1:]) * np.exp(TYPES.switch / QUARTERS)
    return float((np.array(held[:-1]) + before).mean() / 2.0)


def fast_sizes(firms: Firms) -> NDArray[np.int32]:
    """Lines of each fast firm."""
    return np.asarray(firms.lines[firms.alive & (firms.kind == HIGH)])
