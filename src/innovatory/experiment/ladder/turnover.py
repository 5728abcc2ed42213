"""Rows on what happens in cities: entry, exit, hits of lines, hits on own lines, and the ladder of quality they make."""

from __future__ import annotations

from math import sqrt

import numpy as np

from innovatory.experiment.ladder.city import Seen, Setting, hits
from innovatory.experiment.ladder.example import GROWTH, LIGHT, STEP
from innovatory.experiment.ladder.rows import (
    Quantity,
    Row,
    dispersion,
    equal,
    normal,
    over_cities,
    poisson,
    ratio_over_cities,
    variance_over_cities,
    with_print,
)
from innovatory.model.theory.ewens import Ewens, mean_firms
from innovatory.model.theory.klette_kortum import growth_rate
from innovatory.model.theory.quality import ladder_variance


def events(seen: list[Seen], asked: Setting, law: Ewens, facts: dict[str, str]) -> list[Row]:
    """What happened on the way: entries, hits of lines, innovations on own lines; and the books in order."""
    line_years = len(seen) * asked.lines * asked.years
    entries = sum(one.counters.entries for one in seen)
    steps = sum(int(hits(one, STEP).sum()) for one in seen)
    own = [one.counters.self_hits / (LIGHT.innovation * asked.lines * asked.years) for one in seen]
    firm_years, rate = [one.firm_years for one in seen], LIGHT.entry * asked.lines / mean_firms(law)
    founded, gone = ([float(getattr(one.counters, name)) for one in seen] for name in ("entries", "exits"))
    return [
        equal(Quantity("turnover", "whole_books", facts), sum(one.whole for one in seen), len(seen)),
        poisson(Quantity("turnover", "entries", facts), entries, LIGHT.entry * line_years, line_years),
        poisson(Quantity("turnover", "steps", facts), steps, LIGHT.destruction * line_years, line_years),
        over_cities(Quantity("turnover", "self_hits", facts), own, self_hit_share(law)),
        ratio_over_cities(Quantity("turnover", "entry_rate", facts), founded, firm_years, rate),
        ratio_over_cities(Quantity("turnover", "exit_rate", facts), gone, firm_years, rate),
    ]


def self_hit_share(law: Ewens) -> float:
    """E Σ(n/J)², the share of innovations that fall on a line of the innovator: (Θ+J)/(J(1+Θ)) under Ewens."""
    return (law.parameter + law.lines) / (law.lines * (1.0 + law.parameter))


def ladder(seen: list[Seen], asked: Setting, facts: dict[str, str]) -> list[Row]:
    """Quality: steps fall on all lines alike, and the mean log quality of cities varies as that of Poisson sums."""
    steps = np.array([hits(one, STEP) for one in seen])
    spread = ladder_variance(LIGHT.destruction, STEP, asked.years, asked.lines)
    growth = np.array([one.growth for one in seen]) / asked.years
    error = sqrt(spread / len(seen)) / asked.years
    mean = growth_rate(LIGHT.destruction, STEP, 0.0, 0.0)
    return [
        dispersion(Quantity("quality", "steps_over_lines", facts), steps, LIGHT.destruction * asked.years),
        with_print(normal(Quantity("quality", "ladder_growth", facts), float(growth.mean()), error, mean), GROWTH),
        variance_over_cities(Quantity("quality", "ladder_variance", facts), growth * asked.years, spread),
    ]
