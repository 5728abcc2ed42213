"""A rung on two types of firms: fast firms that become slow ones hold the share of lines that theory says.

The tail is kept thin enough (exponent 2.5) for averages over a city to mean something; near 1 a few giants carry them.
"""

from __future__ import annotations

import numpy as np

from innovatory.experiment.ladder.city import Setting, history
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import Quantity, Row, over_cities
from innovatory.model.quarter import Resolve
from innovatory.model.state import HIGH, Firms
from innovatory.model.theory.two_types import Types, entry_for, fast_share_of_lines

TYPES = Types(fast=0.20, slow=0.03, switch=0.25, entrants=0.10)
DESTRUCTION = 0.10
YEARS, SEEN_YEARS = 150, 50  # the share of fast lines relaxes at rate τ + ν − x_H = 0.15 per year
QUARTERS = 4


def two_types(plan: Plan, resolve: Resolve) -> list[Row]:
    """τ and the share of lines of fast firms, averaged over the last fifty years of each city."""
    if not plan.type_cities:
        return []
    entry = entry_for(TYPES, DESTRUCTION)
    seen = np.array([_averages(plan, entry, seed, resolve) for seed in plan.seeds(9, plan.type_cities)])
    facts = {"lines": f"{plan.type_lines:,}"}
    share = fast_share_of_lines(TYPES, entry, DESTRUCTION)
    return [
        over_cities(Quantity("types", "types_destruction", facts), seen[:, 0], DESTRUCTION),
        over_cities(Quantity("types", "types_share", facts), seen[:, 1], share),
    ]


def _averages(plan: Plan, entry: float, seed: int, resolve: Resolve) -> tuple[float, float]:
    rates: dict[str, float | str] = {
        "x_high": TYPES.fast,
        "x_low": TYPES.slow,
        "switch": TYPES.switch,
        "high_share": TYPES.entrants,
    }
    size: dict[str, float | str] = {
        "eta": entry,
        "lines": plan.type_lines,
        "years": YEARS,
        "delta": 1 / QUARTERS,
        "start": "singletons",
    }
    taken, held = 0, list[float]()
    for state, record in history(Setting("two-types", rates | size), seed, resolve):
        if state.quarter >= (YEARS - SEEN_YEARS) * QUARTERS:
            held.append(fast_lines(state.firms) / plan.type_lines)
        if record is not None and len(held) > 1:
            taken += record.counts.entries + record.counts.captures + record.counts.self_hits
    return taken / (plan.type_lines * SEEN_YEARS), _mean_within(held)


def _mean_within(held: list[float]) -> float:
    """Mean share of fast lines over all quarters from the shares after the switches, which come at a quarter's end.

    Just before them the share was e^(νΔ) times as large in the mean; within a quarter it moves all but evenly.
    """
    before = np.array(held[1:]) * np.exp(TYPES.switch / QUARTERS)
    return float((np.array(held[:-1]) + before).mean() / 2.0)


def fast_lines(firms: Firms) -> int:
    """Lines that fast firms hold."""
    return int(firms.lines[firms.alive & (firms.kind == HIGH)].sum())
