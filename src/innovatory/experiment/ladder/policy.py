"""Rungs on the Akcigit–Kerr economy: its published tables, its simulation, and Klette–Kortum as its special case.

The rate of a firm follows its size at once: the length of a period matters here as little as elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np

from innovatory.experiment.ladder.city import Engine, Seen, Setting, cities, city, count_of_size
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import (
    Published,
    Quantity,
    Row,
    equal,
    exact,
    normal,
    over_cities,
    poisson,
    ratio_over_cities,
    with_print,
)
from innovatory.model.theory.akcigit_kerr import Economy, published_economy
from innovatory.model.theory.ewens import stationary_law
from innovatory.model.theory.ewens_exact import law_of_firms
from innovatory.model.theory.free_entry import Equilibrium, Moments, akcigit_kerr_equilibrium, moments
from innovatory.model.theory.klette_kortum import Rates, entry_rate, firms_per_line
from innovatory.model.theory.published import FINER, MODEL_COLUMNS, results, rounding_room
from innovatory.model.theory.quality import relative_quality_variance

LARGEST = 256
PERIOD = 0.25
NESTED_LINES, NESTED_YEARS = 2_000, 100.0
NESTED_SHARE, NESTED_COST = 0.5, 7.0
AGREEMENT = 1e-9
SIMULATED = {"destruction": "destruction", "internal": "internal", "firms_per_line": "firms"}
NOT_SIMULATED = {"mean_step": "mean_step", "single_share": "P_1", "quality_exponent": "exponent"}
"""Row → name of its finer figure."""
SETTLING = 600.0
"""Years after which qualities have forgotten their start: follow-up counts relax at rate τθ_m, in 84 years."""


def tables(plan: Plan, engine: Engine) -> list[Row]:
    """Tables 5 and 7 of Akcigit and Kerr (2018): printed, recomputed, and simulated where a city shows them."""
    found = akcigit_kerr_equilibrium(published_economy(), LARGEST)
    values, room = moments(found), rounding_room()
    simulated = simulation(plan, engine, found, values)
    rows = []
    for name, (printed, half) in MODEL_COLUMNS.items():
        in_print = Published(printed, half + room[name])
        shown_as = "policy_entry_rate" if name == "entry_rate" else name
        row = simulated.pop(shown_as, None) or Quantity("policy", shown_as).row(vars(values)[name])
        rows.append(replace(row, published=in_print))
    return [*rows, *(with_print(row, finer(SIMULATED.get(row.quantity))) for row in simulated.values()), *_worked()]


def _worked() -> list[Row]:
    """Finer figures of the equilibrium that no row simulates."""
    values = results(published_economy())
    external = [(Quantity("policy", "external_rate", {"n": f"{n}"}), f"x_{n}") for n in (1, 2, 5, 10)]
    rest = [(Quantity("policy", shown_as), name) for shown_as, name in NOT_SIMULATED.items()]
    return [of.row(values[name], published=finer(name)) for of, name in external + rest]


def finer(name: str | None) -> Published | None:
    """A figure of the equilibrium worked from finer parameters, with the room that rounding of the printed ones leaves."""
    if name is None:
        return None
    value, half = FINER[name]
    return Published(value, half + rounding_room()[name])


def simulation(plan: Plan, engine: Engine, found: Equilibrium, values: Moments) -> dict[str, Row]:
    """What simulated cities show of the equilibrium, by name of the moment."""
    size = {"lines": plan.policy_lines, "years": plan.policy_years, "delta": PERIOD}
    seen = cities(Setting("akcigit-kerr", size), plan.seeds(6, plan.policy_cities), engine)
    line_years = float(plan.policy_lines * plan.policy_years)
    counts = [one.counters for one in seen]
    taken = [float(one.entries + one.captures + one.self_hits) for one in counts]
    own = [float(one.internal_steps) for one in counts]
    both = [first + second for first, second in zip(own, taken, strict=True)]
    entries = [float(one.entries) for one in counts]
    research = [_research_intensity(found, one) for one in seen]
    growth = [one.growth / plan.policy_years for one in seen]
    z = found.policy.internal * line_years * len(seen)
    rows = [
        over_cities(Quantity("policy", "research_intensity"), research, values.research_intensity),
        ratio_over_cities(Quantity("policy", "internal_share"), own, both, values.internal_share),
        ratio_over_cities(
            Quantity("policy", "policy_entry_rate"), entries, [one.firm_years for one in seen], values.entry_rate
        ),
        over_cities(Quantity("policy", "growth"), growth, values.growth),
        over_cities(Quantity("policy", "destruction"), np.array(taken) / line_years, found.destruction),
        poisson(Quantity("policy", "internal"), int(sum(own)), z, line_years * len(seen)),
        over_cities(Quantity("policy", "firms_per_line"), _per_line(seen, plan), float(found.firms.sum())),
        *(_size_share(seen, plan, found, n) for n in (1, 2, 5)),
    ]
    return {f"{row.quantity} {dict(row.facts)}" if row.facts else row.quantity: row for row in rows}


def nested(plan: Plan, engine: Engine) -> list[Row]:
    """σ = 1/2: the same x for every size, and the log-series of Klette and Kortum, in theory and in the city."""
    found = akcigit_kerr_equilibrium(constant_returns(published_economy()), LARGEST)
    innovation = float(found.policy.external[0])
    rates = Rates(innovation, found.destruction - innovation)
    room = [
        ("nested_spread", float(np.ptp(found.policy.external)), 0.0),
        ("nested_firms", float(found.firms.sum()), firms_per_line(rates)),
        ("nested_entry", moments(found).entry_rate, entry_rate(rates)),
    ]
    rows = [Quantity("policy", name).row(value, published=Published(closed, AGREEMENT)) for name, value, closed in room]
    return rows + (_nested_city(plan, engine, rates) if plan.nested_cities else [])


def quality_spread(plan: Plan, engine: Engine) -> list[Row]:
    """Variance of quality over lines, relative to its mean, once it has settled."""
    if not plan.quality_lines:
        return []
    found = akcigit_kerr_equilibrium(published_economy(), LARGEST)
    size = {"lines": plan.quality_lines, "years": SETTLING, "delta": 1.0}
    seen = city(Setting("akcigit-kerr", size), plan.seeds(10, 1)[0], engine)
    quality = np.exp(seen.log_quality.astype(np.float64))
    quality /= quality.mean()
    spread, fourth = float(quality.var(ddof=1)), float(((quality - 1.0) ** 4).mean())
    formula = relative_quality_variance(found.economy.steps, found.destruction, found.policy.internal)
    of = Quantity("policy", "quality_spread", {"lines": f"{plan.quality_lines:,}"})
    row = normal(of, spread, sqrt((fourth - spread**2) / plan.quality_lines), formula)
    return [with_print(row, finer("variance"))]


def constant_returns(economy: Economy) -> Economy:
    """The economy with σ = 1/2 and χ_E = 7, where external research has constant returns to size."""
    technology = replace(economy.technology, line_share=NESTED_SHARE, external_cost=NESTED_COST)
    return replace(economy, technology=technology)


def _nested_city(plan: Plan, engine: Engine, rates: Rates) -> list[Row]:
    size = {"lines": NESTED_LINES, "years": NESTED_YEARS, "delta": 1.0}
    technology = {"line_share": NESTED_SHARE, "external_cost": NESTED_COST}
    seen = cities(Setting("akcigit-kerr", size | technology), plan.seeds(7, plan.nested_cities), engine)
    law = law_of_firms(stationary_law(NESTED_LINES, rates), len(seen))
    total = sum(one.firms for one in seen)
    whole = Quantity("policy", "nested_books")
    return [
        exact(Quantity("policy", "nested_city", {"lines": f"{NESTED_LINES:,}"}), total, law, len(seen)),
        equal(whole, sum(one.whole for one in seen), len(seen)),
    ]


def _per_line(seen: list[Seen], plan: Plan) -> list[float]:
    return [one.firms / plan.policy_lines for one in seen]


def _size_share(seen: list[Seen], plan: Plan, found: Equilibrium, n: int) -> Row:
    of = Quantity("policy", "firms_of_size_per_line", {"n": f"{n}"})
    return over_cities(of, [count_of_size([one], n) / plan.policy_lines for one in seen], float(found.firms[n - 1]))


def _research_intensity(found: Equilibrium, seen: Seen) -> float:
    """Research over sales of a city's firms at their sizes: (χ_I z^ψ + Σ χ_E n^σ̃ x_n^ψ / J) β/π."""
    technology, policy = found.economy.technology, found.policy
    n = np.arange(1, min(len(seen.sizes), LARGEST + 1))
    cost = n**technology.size_power * policy.external[: len(n)] ** technology.curvature
    external = technology.external_cost * float(seen.sizes[1 : len(n) + 1] @ cost) / len(seen.log_quality)
    internal = technology.internal_cost * policy.internal**technology.curvature
    return float((internal + external) * found.economy.profit_share / found.economy.profit)
