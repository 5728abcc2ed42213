"""Closed forms beside figures worked by hand, without a simulation, and cities at other rates than the worked example's."""

from __future__ import annotations

from collections.abc import Iterator

from innovatory.experiment.ladder.city import Engine, cities
from innovatory.experiment.ladder.example import HEAVY, LIGHT, setting
from innovatory.experiment.ladder.firms import frozen_law
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import Published, Quantity, Row, exact, shown
from innovatory.model.theory.ewens import burn_in, stationary_law
from innovatory.model.theory.ewens_exact import law_of_firms
from innovatory.model.theory.klette_kortum import Rates, entry_rate, firms_per_line, mean_size, size_distribution
from innovatory.model.theory.survival import hazard, median_life, survival

HOT = Rates(0.28, 0.02)
"""Rates at which an update with frozen owners would be far off, by 2.4 % in quarters."""
SIZES = range(1, 6)
BY_SIZE = {
    LIGHT: (0.65481, 0.19644, 0.07858, 0.03536, 0.01697),
    HEAVY: (0.31712, 0.15063, 0.09540, 0.06797, 0.05166),
}
"""P_n, n = 1 … 5, to five decimals."""
ALIVE = {1: 0.90742, 3: 0.75830, 5: 0.64370, 10: 0.44852, 20: 0.24607, 30: 0.14705}
LEAVING = {1: 0.0944, 5: 0.0786, 10: 0.0669, 20: 0.0548}
"""S(a) and h(a) by age, to five and four decimals."""
YEARS, LINES = 100.0, 20_000


def limits(plan: Plan, engine: Engine) -> list[Row]:
    """The economy of very many lines, the burn-in, survival and hazard at single ages."""
    life = Quantity("lives", "median_life").row(median_life(LIGHT), published=Published(8.41, 0.005))
    settling = Quantity("firms", "burn_in", {"lines": "200,000"})
    return [
        *_many_lines(LIGHT, 0.61086, Published(1.63704, 5e-6), 0.06548),
        *_many_lines(HEAVY, 0.15767, Published(6.3424, 5e-5), 0.03171),
        settling.row(burn_in(200_000, LIGHT), published=Published(282.0, 0.5)),
        *(_at_age("survival_at", age, survival(LIGHT, age), Published(one, 5e-6)) for age, one in ALIVE.items()),
        *(_at_age("hazard_at", age, hazard(LIGHT, age), Published(one, 5e-5)) for age, one in LEAVING.items()),
        life,
    ]


def _many_lines(rates: Rates, firms: float, size: Published, entry: float) -> Iterator[Row]:
    facts = {"theta": f"{rates.theta:g}"}
    yield Quantity("firms", "limit_firms", facts).row(firms_per_line(rates), published=Published(firms, 5e-6))
    yield Quantity("firms", "limit_mean_size", facts).row(mean_size(rates), published=size)
    for n, share in zip(SIZES, BY_SIZE[rates], strict=True):
        of = Quantity("firms", "limit_size", facts | {"n": f"{n}"})
        yield of.row(float(size_distribution(rates, n)), published=Published(share, 5e-6))
    yield Quantity("turnover", "limit_entry_rate", facts).row(entry_rate(rates), published=Published(entry, 5e-6))


def _at_age(name: str, age: int, value: float, published: Published) -> Row:
    return Quantity("lives", name, {"age": f"{age}"}).row(value, published=published)


def other_rates(plan: Plan, engine: Engine) -> list[Row]:
    """The number of firms at other rates in quarters: as exact, and what frozen owners would lead to."""
    if not plan.rates_cities:
        return []
    seeds = plan.seeds(11, 2 * plan.rates_cities)
    parts = seeds[: plan.rates_cities], seeds[plan.rates_cities :]
    return [row for rates, part in zip((HEAVY, HOT), parts, strict=True) for row in _at_rates(rates, part, engine)]


def _at_rates(rates: Rates, seeds: range, engine: Engine) -> list[Row]:
    seen = cities(setting(LINES, YEARS, 0.25, "stationary", rates), seeds, engine)
    total, facts = sum(one.firms for one in seen), {"lines": f"{LINES:,}", "theta": f"{rates.theta:.2g}"}
    laws = stationary_law(LINES, rates), frozen_law(LINES, rates, 0.25)
    law, frozen = (law_of_firms(one, len(seen)) for one in laws)
    return [
        exact(Quantity("firms", "firms_at_rates", facts), total, law, len(seen)),
        shown(Quantity("firms", "firms_if_frozen_at_rates", facts), total, frozen, len(seen)),
    ]
