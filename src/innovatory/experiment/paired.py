"""Two arms with the same random numbers: what a change does to one and the same city, told apart from chance.

Both arms of a seed begin with the same city and draw the same candidate events, so that most of what chance does cancels
in their difference. How much cancels is reported: the variance of the paired difference over that of the difference of
two runs that share nothing. Where the ratio is not well below one, pairing has not helped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, variance

from innovatory.experiment.executor import Executor, Told
from innovatory.experiment.results import Run, Snapshot
from innovatory.experiment.runs import Plan, begun, simulate
from innovatory.language.mistakes import Mistake, Place
from innovatory.model.links.technical_research import with_shared_limits
from innovatory.model.parameters import Parameters, Size, named, values, with_values

QUANTITIES = ("firms", "captures", "largest", "entries", "growth")
MOST_HORIZONS = 10
FIXED = (*named(Size), "start")


@dataclass(frozen=True)
class Effect:
    """The effect on a quantity at a horizon in years: mean difference of the arms, its standard error, variance ratio.

    `unpaired_error` is the standard error without pairing, `ratio` the variance of the paired difference over that of
    an unpaired one; None where nothing varies.
    """

    years: float
    quantity: str
    base: float
    difference: float
    standard_error: float
    unpaired_error: float
    ratio: float | None


def arms(base: Parameters, changes: Mapping[str, str]) -> tuple[Parameters, Parameters]:
    """The base and the changed arm, with the limits of both.

    Raises the `Mistake` of `with_values`, and `Mistake("name")` for what both arms must share: lines, length, limits.
    """
    for name in changes:
        if name in FIXED:
            en = f"{name} is the same in both arms; a comparison changes rates, costs or steps"
            raise Mistake(
                "name", en, f"{name} 在两组中须相同；对照只改变速率、成本或步长", place=Place(path="--against")
            )
    changed = with_values(base, dict(changes))
    if values(changed) == values(base):
        en, zh = "the second arm is the first one; name a value that differs", "两组参数完全相同，请给出不同的值"
        raise Mistake("name", en, zh, place=Place(path="--against"))
    return with_shared_limits(base, changed)


def horizons(parameters: Parameters, quarter: int = 0) -> tuple[int, ...]:
    """Quarters at whose end the arms are compared: at most ten after `quarter`, even, the last one the end."""
    left = parameters.quarters - quarter
    number = min(MOST_HORIZONS, left)
    return tuple(sorted({quarter + round(left * k / number) for k in range(1, number + 1)}))


def simulate_pairs(
    both: tuple[Parameters, Parameters], plan: Plan, executor: Executor, told: Told
) -> list[tuple[Run, Run]]:
    """The runs of both arms for every seed of the plan, whose arms and snapshots are replaced."""
    whole = replace(plan, arms=both)
    found = simulate(replace(whole, snapshots=horizons(both[0], begun(whole))), executor, told)
    return [(one, other) for one, other in found]


def effects(pairs: Sequence[tuple[Run, Run]], delta: float, quarter: int = 0) -> list[Effect]:
    """Every quantity at every horizon, in years since `quarter`, in which the arms part.

    `delta` is the length of a quarter in years. At least two pairs are needed.
    """
    looked = [(look.quarter - quarter) * delta for look in pairs[0][0].path]
    return [_effect(pairs, at, quantity, years) for quantity in QUANTITIES for at, years in enumerate(looked)]


def _effect(pairs: Sequence[tuple[Run, Run]], at: int, quantity: str, years: float) -> Effect:
    one = [_value(base.path[at], quantity) for base, _ in pairs]
    other = [_value(changed.path[at], quantity) for _, changed in pairs]
    differences = [b - a for a, b in zip(one, other, strict=True)]
    unpaired = variance(one) + variance(other)
    return Effect(
        years=years,
        quantity=quantity,
        base=fmean(one),
        difference=fmean(differences),
        standard_error=sqrt(variance(differences) / len(pairs)),
        unpaired_error=sqrt(unpaired / len(pairs)),
        ratio=variance(differences) / unpaired if unpaired else None,
    )


def _value(of: Snapshot, quantity: str) -> float:
    return float(getattr(of, quantity))
