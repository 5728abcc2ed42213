"""A rung on single firms: how long they live, and how large survivors become.

One large city is followed by quarters. The firms founded in its first year are a cohort whose births are spread over a
year. They take lines from each other, but so few that counts of them are binomial: docs/verify.md says how nearly.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, sqrt

import numpy as np
from numpy.typing import NDArray

from innovatory.experiment.ladder.city import Engine, history
from innovatory.experiment.ladder.example import LIGHT, setting
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.present import present
from innovatory.experiment.ladder.rows import Published, Quantity, Row, binomial, normal, with_print
from innovatory.model.theory.survival import cohort_survival, survival

QUARTERS = 4  # of the year in which the cohort is founded
SIZED_AT = 10  # years at which the sizes of survivors are looked at
LEAVING_AT = (1, 5, 10, 20)  # ages at which the share that leaves in the next year is looked at
SURVIVAL = {1: 0.86659, 3: 0.72723, 5: 0.61935, 10: 0.43397, 20: 0.23949, 30: 0.14353}
"""Share of a cohort alive from an age to the next, worked by hand to five decimals at λ = 0.06, η = 0.04."""


@dataclass(frozen=True)
class Followed:
    """A city followed: firms founded in the first year, lines of theirs by age."""

    founded: int
    cohort: dict[int, NDArray[np.int64]]


def lives(plan: Plan, engine: Engine) -> list[Row]:
    """Of a cohort its survivors at each age of the plan, who leaves, sizes at ten years."""
    seen, rows = _followed(plan, engine), list[Row]()
    for age in plan.lives_ages:
        rows.append(_survival(seen, age))
        if age in LEAVING_AT and age + 1 in seen.cohort:
            rows.append(_leaving(seen, age))
        if age == SIZED_AT:
            rows += _sizes(seen.cohort[age], age)
    return rows


def _followed(plan: Plan, engine: Engine) -> Followed:
    asked = setting(plan.lives_lines, max(plan.lives_ages) + 1, 0.25, "stationary")
    founded, cohort = 0, dict[int, NDArray[np.int64]]()
    for state, record in history(asked, plan.seeds(5, 1)[0], engine.resolve):
        if record is not None and state.quarter <= QUARTERS:
            founded += record.counts.entries
        if state.quarter and state.quarter % QUARTERS == 0:
            now = present(state.firms)
            cohort[state.quarter // QUARTERS - 1] = now.lines[(now.born >= 0) & (now.born < QUARTERS)]
    return Followed(founded, cohort)


def _survival(seen: Followed, age: int) -> Row:
    of = Quantity("lives", "survival", {"age": f"{age}", "next": f"{age + 1}"})
    row = binomial(of, len(seen.cohort[age]), seen.founded, cohort_survival(LIGHT, age, 1.0))
    return with_print(row, Published(SURVIVAL[age], 5e-6))


def _leaving(seen: Followed, age: int) -> Row:
    """The share of survivors that leave within the next year; the hazard falls with age, from τ to η."""
    there, stay = len(seen.cohort[age]), len(seen.cohort[age + 1])
    chance = 1.0 - cohort_survival(LIGHT, age + 1, 1.0) / cohort_survival(LIGHT, age, 1.0)
    of = Quantity("lives", "leaving", {"age": f"{age}", "next": f"{age + 1}"})
    return binomial(of, there - stay, there, chance)


def _sizes(mine: NDArray[np.int64], age: int) -> list[Row]:
    facts, alive = {"age": f"{age}", "next": f"{age + 1}"}, cohort_survival(LIGHT, age, 1.0)
    of, single = Quantity("lives", "size_of_survivors", facts), Quantity("lives", "single_survivors", facts)
    return [
        normal(of, float(mine.mean()), float(mine.std()) / sqrt(len(mine)), _lines_founded(age) / alive),
        binomial(single, int((mine == 1).sum()), len(mine), _single_founded(age) / alive),
    ]


def _lines_founded(age: int) -> float:
    """Lines per firm founded over a year, exits counted as none: the mean of e^(−ηa) over ages [age, age + 1]."""
    return exp(-LIGHT.entry * age) * -expm1(-LIGHT.entry) / LIGHT.entry


def _single_founded(age: int) -> float:
    """Firms with one line per firm founded over a year: only they can leave, S' = −τ P(1 line), so that the mean of
    P over ages [age, age + 1] is (S(age) − S(age + 1))/τ."""
    return (survival(LIGHT, age) - survival(LIGHT, age + 1)) / LIGHT.destruction
