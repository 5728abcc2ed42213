"""Who takes a grant up, set on one published plan and told for another.

Every performer of R&D who would get something may take it up; the logarithm of the odds rises evenly with the logarithm
of the amount's base. Level and slope are the two numbers that give the enterprises and the money of one plan; another
plan of the grant is worked out with them, untuned, under its own rates. Of other grants only the mean amount is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from scipy.optimize import brentq
from scipy.special import expit

from innovatory import policy
from innovatory.measure.population_constants import Plan
from innovatory.records.synthetic.draws import Floats

STEP = 10e6  # yuan: the base at which the odds are the level
SLOPES = (-3.0, 6.0)
LEVELS = (-60.0, 60.0)


@dataclass(frozen=True)
class Claims:
    """What each performer would get (yuan) and on which base, with the units it stands for."""

    base: Floats
    amount: Floats
    weight: Floats


@dataclass(frozen=True)
class TakeUp:
    """The odds of taking a grant up at a base of ten million yuan (logarithm), and their slope in the base's logarithm."""

    level: float
    slope: float

    def share(self, claims: Claims) -> Floats:
        """The part of each performer's units that takes it up."""
        logs = np.log(np.maximum(claims.base, 1.0) / STEP)
        return np.asarray(np.where(claims.amount > 0, expit(self.level + self.slope * logs), 0.0), dtype=np.float64)

    def told(self, claims: Claims) -> tuple[float, float]:
        """Enterprises and money (yuan) that it gives."""
        units = self.share(claims) * claims.weight
        return float(units.sum()), float((units * claims.amount).sum())


@dataclass(frozen=True)
class PlanTold:
    """A plan as published beside what the population gives; `tuned` tells whether the take-up was set on it.

    `performers` are all who would get something, and `most` the money if all of them took it up. `firms` and `amount` are
    None for a grant of which no plan was tuned: nothing is known of who applies, and only the means can be compared.
    """

    plan: Plan
    tuned: bool
    firms: float | None
    amount: float | None
    performers: float
    most: float


def claims(frame: pl.DataFrame, instrument: str, year: int) -> Claims:
    """What the sheet gives every performer in a plan year, by the accounts of the year before.

    What the sheet asks beside the accounts (an audit, conditions that are not stored) is taken to hold for all.
    """
    sheet = policy.load(instrument)
    held = [pl.lit(value=True).alias(name) for name, of in sheet.sheet.judged.items() if of.truth is not None]
    asked = frame.with_columns(*held, pl.lit(0.0).alias(f"rd_funded_elsewhere_{year - 1}"))
    found = sheet.evaluate(asked.lazy(), on=date(year, 6, 30), year=year - 1).columns(keep=["weight"], margins=False)
    answers = found.collect()
    base, amount, weight = (answers[name].to_numpy() for name in ("base_high", "amount_high", "weight"))
    return Claims(np.nan_to_num(base), np.nan_to_num(amount), weight)


def set_on(own: Claims, plan: Plan) -> TakeUp | None:
    """The take-up that gives a plan's enterprises and money; None where no slope does."""

    def money(slope: float) -> float:
        return TakeUp(_level(own, slope, plan.firms), slope).told(own)[1] - plan.amount

    able = float(own.weight[own.amount > 0].sum())
    if not plan.firms < able or money(SLOPES[0]) > 0 or money(SLOPES[1]) < 0:
        return None
    slope = _root(money, SLOPES)
    return TakeUp(_level(own, slope, plan.firms), slope)


def _level(own: Claims, slope: float, firms: float) -> float:
    return _root(lambda level: TakeUp(level, slope).told(own)[0] - firms, LEVELS)


def _root(of: Callable[[float], float], between: tuple[float, float]) -> float:
    return float(brentq(of, *between, xtol=1e-10))


def told(take_up: TakeUp | None, own: Claims, plan: Plan, *, tuned: bool) -> PlanTold:
    """What a take-up gives in a plan; without one, who would get something and how much."""
    firms, amount = take_up.told(own) if take_up is not None else (None, None)
    gets = own.amount > 0
    performers, most = float(own.weight[gets].sum()), float((own.weight * own.amount)[gets].sum())
    return PlanTold(plan, tuned, firms, amount, performers, most)
