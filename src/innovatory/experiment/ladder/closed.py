"""Rungs that need little or no simulation: equilibrium from primitives, the bias that the kernel avoids, later mechanisms.

What the engine does not hold yet (heat, the prototype queue, user cost) is compared with worked figures alone and says so.
"""

from __future__ import annotations

from innovatory.experiment.ladder.city import Engine, Setting, cities
from innovatory.experiment.ladder.example import HEAVY, LIGHT, LINES, YEARS
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import Published, Quantity, Row, exact
from innovatory.model.theory import discretisation, heat, queue, two_types
from innovatory.model.theory.equilibrium import Primitives, klette_kortum_equilibrium, research_per_line
from innovatory.model.theory.ewens import stationary_law
from innovatory.model.theory.ewens_exact import law_of_firms
from innovatory.model.theory.klette_kortum import Rates, entry_rate
from innovatory.model.theory.user_cost import b_index, research_elasticity

EXAMPLE = Primitives(profit=0.15, cost=12.5, founding=1.5, interest=0.05)
TYPES = two_types.Types(fast=0.271, slow=0.03, switch=0.2056, entrants=0.05)
DESTRUCTION = 0.10


def equilibrium(plan: Plan, engine: Engine) -> list[Row]:
    """λ and η from primitives, and cities whose rates the engine found by itself."""
    rates = klette_kortum_equilibrium(EXAMPLE)
    values = {"profit": 0.15, "research_cost": 12.5, "founding_cost": 1.5, "interest": 0.05}
    size = {"lines": LINES, "years": YEARS, "delta": 2.0}
    asked = Setting("klette-kortum-equilibrium", values | size)
    seen = cities(asked, plan.seeds(8, plan.equilibrium_cities), engine)
    law = law_of_firms(stationary_law(LINES, rates), len(seen))
    of = Quantity("equilibrium", "equilibrium_firms", {"lines": f"{LINES:,}", "delta": "2"})
    return [
        _worked("equilibrium", "equilibrium_innovation", rates.innovation, 0.06, 1e-12),
        _worked("equilibrium", "equilibrium_entry", rates.entry, 0.02, 1e-12),
        _worked("equilibrium", "equilibrium_entry_rate", entry_rate(rates), 0.04328, 5e-6),
        _worked("equilibrium", "equilibrium_research", research_per_line(EXAMPLE), 0.075, 1e-12),
        exact(of, sum(one.firms for one in seen), law, len(seen)),
    ]


def frozen_owners(plan: Plan, engine: Engine) -> list[Row]:
    """What a synchronous update would add to the number of firms; the rows on firms show that this engine does not."""
    cases = (
        (LIGHT, 0.25, 0.00431, 5e-6), (LIGHT, 1.0, 0.0171, 5e-5),
        (HEAVY, 0.25, 0.00852, 5e-6), (Rates(0.28, 0.02), 0.25, 0.02440, 5e-6),
    )  # fmt: skip
    return [
        Quantity("firms", "frozen_bias", {"delta": f"{step:g}", "theta": f"{rates.theta:.2g}"}).row(
            discretisation.firm_count_bias(rates, step), published=Published(value, half)
        )
        for rates, step, value, half in cases
    ]


def later_mechanisms(plan: Plan, engine: Engine) -> list[Row]:
    """Closed forms of what no engine part shows yet, against worked figures."""
    entry = two_types.entry_for(TYPES, DESTRUCTION)
    share = two_types.fast_share_of_lines(TYPES, entry, DESTRUCTION)
    steps = heat.Steps(hot=0.08, cold=0.05)
    return [
        _worked("later", "hot_share", heat.hot_share(0.08, 0.12), 0.4, 1e-12),
        _worked("later", "heat_growth", heat.growth_with_heat(0.4, 0.1, 0.0, steps), 0.006006, 5e-7),
        _worked("later", "queue_waiting", queue.waiting_per_line(0.1, 0.7, 0.5), 0.0833, 5e-5),
        _worked("later", "queue_success", queue.success_share(0.7, 0.5), 0.583, 5e-4),
        _worked("later", "queue_destruction", queue.destruction(0.04, 0.1, 0.7, 0.5), 0.0983, 5e-5),
        _worked("later", "b_index_75", b_index(0.25, 0.75, 1.0), 0.75, 1e-12),
        _worked("later", "b_index_100", b_index(0.15, 1.0, 1.0), 0.8235, 5e-5),
        _worked("later", "research_elasticity", research_elasticity(2.0), -1.0, 1e-12),
        _worked("later", "fast_share", share, 0.075, 5e-4),
        _worked("later", "size_tail", two_types.pareto_exponent(TYPES, DESTRUCTION, 0.0), 1.202, 5e-4),
    ]


def _worked(section: str, quantity: str, formula: float, value: float, half: float) -> Row:
    return Quantity(section, quantity).row(formula, published=Published(value, half))
