"""Rungs on how many firms there are, and of what size: the Ewens law in cities of few and of many lines.

A city starts from the exact stationary law and must keep it, whatever the length of a period; or it starts with every
line a firm of its own and must reach it.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from innovatory.experiment.ladder.city import Engine, Seen, cities, count_of_size
from innovatory.experiment.ladder.example import COUNTS, FIRMS, LIGHT, LINES, VARIANCES, YEARS, setting
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import (
    Quantity,
    Row,
    exact,
    over_cities,
    shown,
    variance_over_cities,
    with_print,
)
from innovatory.experiment.ladder.turnover import events, ladder
from innovatory.model.theory.discretisation import parameter_ratio
from innovatory.model.theory.ewens import Ewens, burn_in, mean_counts, stationary_law, variance_of_firms
from innovatory.model.theory.ewens_exact import law_of_count, law_of_firms
from innovatory.model.theory.klette_kortum import Rates

TINY = 20
SIZES = (1, 2, 3, 4, 6, 10)
LARGE = 5  # lines beyond which a firm counts as large: θ⁵ = 7.8 % of lines belong to such firms
SETTLED = 50.0  # years beyond the burn-in: e^(−η·50) of a firm of the start is left


def yearly(plan: Plan, engine: Engine) -> list[Row]:
    """Cities of 2,000 lines in periods of a whole year: firms, sizes, self-hits, growth."""
    asked = setting(LINES, YEARS, 1.0, "stationary")
    seen = cities(asked, plan.seeds(1, plan.cities), engine)
    law, facts = stationary_law(LINES, LIGHT), {"lines": f"{LINES:,}", "delta": "1"}
    frozen = _if_frozen(seen, LINES, 1.0, facts)
    return [*_sizes(seen, law, facts), frozen, *events(seen, asked, law, facts), *ladder(seen, asked, facts)]


def quarterly(plan: Plan, engine: Engine) -> list[Row]:
    """Larger cities in quarters: the same law, to a finer error."""
    lines = plan.quarterly_lines
    seen = cities(setting(lines, YEARS, 0.25, "stationary"), plan.seeds(2, plan.quarterly_cities), engine)
    facts = {"lines": f"{lines:,}", "delta": "1/4"}
    return [*_sizes(seen, stationary_law(lines, LIGHT), facts), _if_frozen(seen, lines, 0.25, facts)]


def tiny(plan: Plan, engine: Engine) -> list[Row]:
    """Cities of 20 lines, where the exact law is far from its limit and many innovations fall on own lines."""
    asked = setting(TINY, YEARS, 1.0, "stationary")
    seen = cities(asked, plan.seeds(3, plan.tiny_cities), engine)
    law, facts = stationary_law(TINY, LIGHT), {"lines": f"{TINY}", "delta": "1"}
    return [_firms(seen, law, facts), *events(seen, asked, law, facts)]


def grown(plan: Plan, engine: Engine) -> list[Row]:
    """Cities that start with every line a firm of its own and have passed their burn-in."""
    years = ceil(burn_in(LINES, LIGHT) + SETTLED)
    seen = cities(setting(LINES, years, 1.0, "singletons"), plan.seeds(4, plan.grown_cities), engine)
    of = Quantity("firms", "firms_grown", {"lines": f"{LINES:,}", "years": f"{years}"})
    law = law_of_firms(stationary_law(LINES, LIGHT), len(seen))
    return [exact(of, sum(one.firms for one in seen), law, len(seen))]


def _sizes(seen: list[Seen], law: Ewens, facts: dict[str, str]) -> list[Row]:
    spread = Quantity("firms", "variance_of_firms", facts)
    variance = variance_over_cities(spread, [one.firms for one in seen], variance_of_firms(law))
    of_sizes = [_of_size(seen, law, facts, n) for n in SIZES]
    large = Quantity("firms", "lines_in_large", facts | {"n": f"{LARGE}"})
    lines = 1.0 - float(mean_counts(law, range(1, LARGE + 1)) @ np.arange(1, LARGE + 1)) / law.lines
    return [
        _firms(seen, law, facts),
        with_print(variance, VARIANCES.get(law.lines)),
        *of_sizes,
        over_cities(large, [_lines_in_large(one) / law.lines for one in seen], lines),
    ]


def _of_size(seen: list[Seen], law: Ewens, facts: dict[str, str], n: int) -> Row:
    of = Quantity("firms", "firms_of_size", facts | {"n": f"{n}"})
    row = exact(of, count_of_size(seen, n), law_of_count(law, n, len(seen)), len(seen))
    return with_print(row, COUNTS.get((law.lines, n)))


def _lines_in_large(seen: Seen) -> int:
    """Lines that firms with more than `LARGE` lines hold."""
    return int(seen.sizes[LARGE + 1 :] @ np.arange(LARGE + 1, len(seen.sizes)))


def _firms(seen: list[Seen], law: Ewens, facts: dict[str, str]) -> Row:
    total = sum(one.firms for one in seen)
    row = exact(Quantity("firms", "firms", facts), total, law_of_firms(law, len(seen)), len(seen))
    return with_print(row, FIRMS.get(law.lines))


def _if_frozen(seen: list[Seen], lines: int, period: float, facts: dict[str, str]) -> Row:
    """The number of firms beside what an update with frozen owners would lead to, Θ_sync in place of Θ."""
    law = frozen_law(lines, LIGHT, period)
    total = sum(one.firms for one in seen)
    return shown(Quantity("firms", "firms_if_frozen", facts), total, law_of_firms(law, len(seen)), len(seen))


def frozen_law(lines: int, rates: Rates, period: float) -> Ewens:
    """The law that an update with frozen owners would lead to."""
    return Ewens(lines, stationary_law(lines, rates).parameter * parameter_ratio(rates, period))
