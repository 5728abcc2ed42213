"""Rungs on how many firms there are, and of what size: the Ewens law in cities of few and of many lines.

A city starts from the exact stationary law and must keep it, whatever the length of a period; or it starts with every
line a firm of its own and must reach it.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from innovatory.experiment.ladder.city import Seen, Setting, cities, count_of_size, hits
from innovatory.experiment.ladder.plan import Plan
from innovatory.experiment.ladder.rows import (
    Quantity,
    Row,
    dispersion,
    equal,
    exact,
    over_cities,
    poisson,
    ratio_over_cities,
    shown,
    variance_over_cities,
)
from innovatory.model.quarter import Resolve
from innovatory.model.theory.discretisation import parameter_ratio
from innovatory.model.theory.ewens import Ewens, burn_in, mean_firms, stationary_law, variance_of_firms
from innovatory.model.theory.ewens_exact import law_of_count, law_of_firms
from innovatory.model.theory.klette_kortum import Rates
from innovatory.model.theory.quality import ladder_variance

LIGHT = Rates(innovation=0.06, entry=0.04)
STEP = 0.05
LINES, TINY = 2_000, 20
YEARS = 60.0  # two and a half times 1/η: long enough for a wrong kernel to leave the law it started from
SIZES = (1, 2, 3, 4, 6, 10)
SETTLED = 50.0  # years beyond the burn-in: e^(−η·50) of a firm of the start is left


def setting(lines: int, years: float, period: float, start: str) -> Setting:
    """Klette–Kortum at λ = 0.06, η = 0.04 and steps of 5 %."""
    rates = {"lambda": LIGHT.innovation, "eta": LIGHT.entry, "step": STEP}
    return Setting("klette-kortum", rates | {"lines": lines, "years": years, "delta": period, "start": start})


def yearly(plan: Plan, resolve: Resolve) -> list[Row]:
    """Cities of 2,000 lines in periods of a whole year: firms, sizes, self-hits, growth."""
    asked = setting(LINES, YEARS, 1.0, "stationary")
    seen = cities(asked, plan.seeds(1, plan.cities), resolve)
    law, facts = stationary_law(LINES, LIGHT), {"lines": f"{LINES:,}", "delta": "1"}
    frozen = _if_frozen(seen, LINES, 1.0, facts)
    return [*_sizes(seen, law, facts), frozen, *_events(seen, asked, facts), *_ladder(seen, asked, facts)]


def quarterly(plan: Plan, resolve: Resolve) -> list[Row]:
    """Larger cities in quarters: the same law, to a finer error."""
    lines = plan.quarterly_lines
    seen = cities(setting(lines, YEARS, 0.25, "stationary"), plan.seeds(2, plan.quarterly_cities), resolve)
    facts = {"lines": f"{lines:,}", "delta": "1/4"}
    return [*_sizes(seen, stationary_law(lines, LIGHT), facts), _if_frozen(seen, lines, 0.25, facts)]


def tiny(plan: Plan, resolve: Resolve) -> list[Row]:
    """Cities of 20 lines, where the exact law is far from its limit and many innovations fall on own lines."""
    asked = setting(TINY, YEARS, 1.0, "stationary")
    seen = cities(asked, plan.seeds(3, plan.tiny_cities), resolve)
    law, facts = stationary_law(TINY, LIGHT), {"lines": f"{TINY}", "delta": "1"}
    return [_firms(seen, law, facts), *_events(seen, asked, facts)]


def grown(plan: Plan, resolve: Resolve) -> list[Row]:
    """Cities that start with every line a firm of its own and have passed their burn-in."""
    years = ceil(burn_in(LINES, LIGHT) + SETTLED)
    seen = cities(setting(LINES, years, 1.0, "singletons"), plan.seeds(4, plan.grown_cities), resolve)
    of = Quantity("firms", "firms_grown", {"lines": f"{LINES:,}", "years": f"{years}"})
    law = law_of_firms(stationary_law(LINES, LIGHT), len(seen))
    return [exact(of, sum(one.firms for one in seen), law, len(seen))]


def _sizes(seen: list[Seen], law: Ewens, facts: dict[str, str]) -> list[Row]:
    found = [_firms(seen, law, facts)]
    spread = Quantity("firms", "variance_of_firms", facts)
    found.append(variance_over_cities(spread, [one.firms for one in seen], variance_of_firms(law)))
    for n in SIZES:
        of = Quantity("firms", "firms_of_size", facts | {"n": f"{n}"})
        found.append(exact(of, count_of_size(seen, n), law_of_count(law, n, len(seen)), len(seen)))
    return found


def _firms(seen: list[Seen], law: Ewens, facts: dict[str, str]) -> Row:
    total = sum(one.firms for one in seen)
    return exact(Quantity("firms", "firms", facts), total, law_of_firms(law, len(seen)), len(seen))


def _if_frozen(seen: list[Seen], lines: int, period: float, facts: dict[str, str]) -> Row:
    """The number of firms beside what an update with frozen owners would lead to, Θ_sync in place of Θ."""
    law = Ewens(lines, stationary_law(lines, LIGHT).parameter * parameter_ratio(LIGHT, period))
    total = sum(one.firms for one in seen)
    return shown(Quantity("firms", "firms_if_frozen", facts), total, law_of_firms(law, len(seen)), len(seen))


def _events(seen: list[Seen], asked: Setting, facts: dict[str, str]) -> list[Row]:
    """What happened on the way: entries, hits of lines, innovations on own lines; and the books in order."""
    line_years = len(seen) * asked.lines * asked.years
    law = stationary_law(asked.lines, LIGHT)
    entries = sum(one.state.counters.entries for one in seen)
    steps = sum(int(hits(one.state, STEP).sum()) for one in seen)
    own = [one.state.counters.self_hits / (LIGHT.innovation * asked.lines * asked.years) for one in seen]
    rate = Quantity("turnover", "entry_rate", facts)
    return [
        equal(Quantity("turnover", "whole_books", facts), sum(one.whole for one in seen), len(seen)),
        poisson(Quantity("turnover", "entries", facts), entries, LIGHT.entry * line_years, line_years),
        poisson(Quantity("turnover", "steps", facts), steps, LIGHT.destruction * line_years, line_years),
        over_cities(Quantity("turnover", "self_hits", facts), own, self_hit_share(law)),
        ratio_over_cities(
            rate,
            [float(one.state.counters.entries) for one in seen],
            [one.firm_years for one in seen],
            LIGHT.entry * asked.lines / mean_firms(law),
        ),
    ]


def self_hit_share(law: Ewens) -> float:
    """E Σ(n/J)², the share of innovations that fall on a line of the innovator: (Θ+J)/(J(1+Θ)) under Ewens."""
    return (law.parameter + law.lines) / (law.lines * (1.0 + law.parameter))


def _ladder(seen: list[Seen], asked: Setting, facts: dict[str, str]) -> list[Row]:
    """Quality: steps fall on all lines alike, and the mean log quality of cities varies as that of Poisson sums."""
    steps = np.array([hits(one.state, STEP) for one in seen])
    spread = ladder_variance(LIGHT.destruction, STEP, asked.years, asked.lines)
    of = Quantity("quality", "ladder_variance", facts)
    return [
        dispersion(Quantity("quality", "steps_over_lines", facts), steps, LIGHT.destruction * asked.years),
        variance_over_cities(of, steps.mean(axis=1) * np.log1p(STEP), spread),
    ]
