"""Rungs on single firms: how long they live, how large survivors become, and how growth varies with size.

One large city is followed by quarters. The firms founded in its first year are a cohort whose births are spread over a
year; the firms there at its start show growth over one year by size. At this size firms are all but independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, sqrt

import numpy as np
from numpy.typing import NDArray

from innovatory.experiment.ladder.city import history
from innovatory.experiment.ladder.firms import LIGHT, setting
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import Quantity, Row, binomial, normal
from innovatory.model.quarter import Resolve
from innovatory.model.state import Firms
from innovatory.model.theory.survival import cohort_survival, growth_variance, mean_growth

QUARTERS = 4  # of the year in which the cohort is founded, and over which growth is taken
GROWN_SIZES = (1, 2, 3, 4, 6)
SIZED_AT = 10  # years at which the size of survivors is looked at


@dataclass(frozen=True)
class Present:
    """Firms at one moment, by rising uid: their names, sizes and quarters of birth."""

    uid: NDArray[np.int64]
    lines: NDArray[np.int64]
    born: NDArray[np.int64]


def lives(plan: Plan, resolve: Resolve) -> list[Row]:
    """Survival at each age of the plan, size of survivors at ten years, mean and variance of growth by size."""
    asked = setting(plan.lives_lines, max(plan.lives_ages) + 1, 0.25, "stationary")
    seed = plan.seeds(5, 1)[0]
    founded, rows, start = 0, list[Row](), None
    for state, record in history(asked, seed, resolve):
        year, quarter = divmod(state.quarter, QUARTERS)
        if record is not None and state.quarter <= QUARTERS:
            founded += record.counts.entries
        if start is None:
            start = present(state.firms)
        if quarter:
            continue
        if year == 1:
            rows += _growth(start, present(state.firms))
        if year - 1 in plan.lives_ages:
            rows += _cohort(present(state.firms), founded, year - 1)
    return rows


def present(firms: Firms) -> Present:
    """The firms alive."""
    slots = np.flatnonzero(firms.alive)
    slots = slots[np.argsort(firms.uid[slots])]
    return Present(firms.uid[slots], firms.lines[slots].astype(np.int64), firms.born[slots].astype(np.int64))


def _cohort(now: Present, founded: int, age: int) -> list[Row]:
    mine = now.lines[(now.born >= 0) & (now.born < QUARTERS)]
    alive = cohort_survival(LIGHT, age, 1.0)
    facts = {"age": f"{age}", "next": f"{age + 1}"}
    found = [binomial(Quantity("lives", "survival", facts), len(mine), founded, alive)]
    if age == SIZED_AT:
        of = Quantity("lives", "size_of_survivors", facts)
        found.append(normal(of, float(mine.mean()), float(mine.std()) / sqrt(len(mine)), _lines_founded(age) / alive))
    return found


def _lines_founded(age: int) -> float:
    """Lines per firm founded over a year, exits counted as none: the mean of e^(−ηa) over ages [age, age + 1]."""
    return exp(-LIGHT.entry * age) * -expm1(-LIGHT.entry) / LIGHT.entry


def _growth(start: Present, end: Present) -> list[Row]:
    """Mean and variance of (n_1 − n_0)/n_0 over the first year, exits as −1, by size."""
    places = np.minimum(np.searchsorted(end.uid, start.uid), len(end.uid) - 1)
    later = np.where(end.uid[places] == start.uid, end.lines[places], 0)
    found = []
    for n in GROWN_SIZES:
        growth = later[start.lines == n] / n - 1.0
        variance = growth_variance(LIGHT, n, 1.0)
        error = sqrt(variance / len(growth))
        facts = {"n": f"{n}"}
        found.append(
            normal(Quantity("lives", "mean_growth", facts), float(growth.mean()), error, mean_growth(LIGHT, 1.0))
        )
        spread = float(growth.var(ddof=1))
        fourth = float(((growth - growth.mean()) ** 4).mean())
        of = Quantity("lives", "growth_variance", facts)
        found.append(normal(of, spread, sqrt((fourth - spread**2) / len(growth)), variance))
    return found
