"""What theory says of the runs of a preset, beside what was simulated: mean, standard deviation, and how far off it is.

Only exact statements are made: laws of a stationary city where it begins stationary or has had the time to become so,
and counts whose law no history changes. Where theory gives no standard deviation, that of the runs stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p, sqrt
from statistics import fmean, stdev

import numpy as np

from innovatory.experiment.results import Run
from innovatory.model.links.technical_research import Tables, akcigit_kerr, tables_of
from innovatory.model.parameters import ConstantRates, FreeEntryRates, MultiplicativeSteps, Parameters, PolicyRates
from innovatory.model.theory.ewens import (
    Ewens,
    burn_in,
    covariance_of_counts,
    mean_counts,
    mean_firms,
    stationary_law,
    variance_of_firms,
)
from innovatory.model.theory.klette_kortum import Rates, growth_rate

ENOUGH = 10  # runs whose own spread is taken for a distance
SIZES = 5  # firms with so many lines are compared one by one

Quantity = str


def _firms_with(size: int) -> Callable[[Run], float]:
    return lambda run: run.sizes.get(size, 0)


OF_RUN: Mapping[Quantity, Callable[[Run], float]] = {
    "firms": lambda run: run.firms,
    **{f"size_{size}": _firms_with(size) for size in range(1, SIZES + 1)},
    "largest": lambda run: max(run.sizes),
    "entries": lambda run: run.entries,
    "exits": lambda run: run.exits,
    "candidates": lambda run: run.candidates,
    "accepted": lambda run: run.accepted,
    "captures": lambda run: run.captures,
    "self_hits": lambda run: run.self_hits,
    "growth": lambda run: run.growth,
}


@dataclass(frozen=True)
class Expected:
    """What theory says of one run: its mean, and its standard deviation where theory gives one."""

    mean: float
    sd: float | None = None


@dataclass(frozen=True)
class Row:
    """A quantity: theory, mean over runs, standard error of that mean, and the distance in standard errors.

    The standard error is that of theory where it gives one, else that of the runs; None for a single run without. The
    distance is told where theory gives the standard error, or ten runs at least do.
    """

    quantity: Quantity
    theory: float | None
    simulated: float
    standard_error: float | None
    z: float | None


def rows(runs: Sequence[Run], expected: Mapping[Quantity, Expected]) -> list[Row]:
    """Every quantity of the runs beside theory."""
    return [_row(name, [of(run) for run in runs], expected.get(name)) for name, of in OF_RUN.items()]


def _row(name: Quantity, found: Sequence[float], theory: Expected | None) -> Row:
    mean, sd = fmean(found), theory.sd if theory else None
    if sd is None and len(found) > 1:
        sd = stdev(found)
    error = None if sd is None else sd / sqrt(len(found))
    known = theory is not None and (theory.sd is not None or len(found) >= ENOUGH)
    off = (mean - theory.mean) / error if theory and known and error else None
    return Row(name, theory.mean if theory else None, mean, error, off)


def is_stationary(parameters: Parameters) -> bool:
    """Whether a run ends in the stationary law: it begins there, or lasts for the burn-in of §7.2."""
    if parameters.start == "stationary":
        return True
    if not isinstance(parameters.rates, ConstantRates | FreeEntryRates):
        return False
    return parameters.size.years >= burn_in(parameters.size.lines, _rates(tables_of(parameters)))


def expectations(parameters: Parameters) -> dict[Quantity, Expected]:
    """What theory says of one run with these parameters that begins with a city of its own."""
    tables, line_years = tables_of(parameters), parameters.size.lines * parameters.quarters * parameters.size.delta
    drawn = parameters.lines_max / parameters.size.lines * line_years * tables.candidates
    found = {"candidates": _poisson(drawn), "entries": _poisson(tables.entry * line_years)}
    match parameters.rates:
        case ConstantRates() | FreeEntryRates():
            return found | _klette_kortum(parameters, tables, line_years)
        case PolicyRates() if is_stationary(parameters):
            return found | _akcigit_kerr(parameters, line_years)
    return found


def size_law(parameters: Parameters, largest: int) -> list[tuple[float, float]]:
    """Expected firms with at least n lines, n from 1 to `largest`, where theory gives a stationary law; else nothing."""
    lines, sizes = parameters.size.lines, np.arange(1, largest + 1)
    match parameters.rates:
        case ConstantRates() | FreeEntryRates() if is_stationary(parameters):
            law = stationary_law(lines, _rates(tables_of(parameters)))
            firms, every = mean_counts(law, sizes), mean_firms(law)
        case PolicyRates() if is_stationary(parameters):
            of = akcigit_kerr(parameters).firms
            firms, every = lines * of[:largest], lines * float(of.sum())
        case _:
            return []
    smaller = np.concatenate([[0.0], np.cumsum(firms)[:-1]])
    return [(float(size), every - float(below)) for size, below in zip(sizes, smaller, strict=False)]


def _poisson(mean: float) -> Expected:
    return Expected(mean, sqrt(mean))


def _rates(tables: Tables) -> Rates:
    return Rates(float(tables.external[0, 1]), tables.entry)


def _klette_kortum(parameters: Parameters, tables: Tables, line_years: float) -> dict[Quantity, Expected]:
    """Ewens' sampling formula (§7.2) and the Poisson clocks of the lines (§7.6)."""
    rates = _rates(tables)
    events = (rates.destruction + tables.internal) * line_years
    found = {"accepted": _poisson(events)} | _ladder(parameters, tables, rates.destruction, line_years)
    if not is_stationary(parameters):
        return found
    law = stationary_law(parameters.size.lines, rates)
    found |= {"firms": Expected(mean_firms(law), sqrt(variance_of_firms(law)))} | _counts(law)
    if parameters.start == "stationary":
        own = rates.innovation * line_years * _same_owner(law)
        found |= {
            "exits": Expected(rates.entry * line_years),
            "self_hits": Expected(own),
            "captures": Expected(rates.innovation * line_years - own),
        }
    return found


def _same_owner(law: Ewens) -> float:
    """Probability that two lines, drawn with replacement, have one owner: 1/J + (1 − 1/J)/(1+Θ)."""
    return 1.0 / law.lines + (1.0 - 1.0 / law.lines) / (1.0 + law.parameter)


def _counts(law: Ewens) -> dict[Quantity, Expected]:
    sizes = np.arange(1, min(SIZES, law.lines) + 1)
    spread = np.sqrt(np.diag(covariance_of_counts(law, sizes)))
    means = mean_counts(law, sizes)
    return {f"size_{size}": Expected(float(means[k]), float(spread[k])) for k, size in enumerate(sizes)}


def _ladder(parameters: Parameters, tables: Tables, destruction: float, line_years: float) -> dict[Quantity, Expected]:
    """Growth of the mean log quality, g = τ ln(1+s) + z ln(1+λ_I), a compound Poisson sum (§7.8)."""
    steps = parameters.steps
    if not isinstance(steps, MultiplicativeSteps):
        return {}
    mean = growth_rate(destruction, steps.step, tables.internal, steps.internal_step)
    squares = destruction * log1p(steps.step) ** 2 + tables.internal * log1p(steps.internal_step) ** 2
    return {"growth": Expected(mean, sqrt(squares / line_years))}


def _akcigit_kerr(parameters: Parameters, line_years: float) -> dict[Quantity, Expected]:
    """The free-entry equilibrium (§7.7): F_n by size, τ and z per line, g; for a city of many lines."""
    found, lines = akcigit_kerr(parameters), parameters.size.lines
    entry = found.destruction * float(found.firms[0])
    counts = {f"size_{size}": Expected(lines * float(found.firms[size - 1])) for size in range(1, SIZES + 1)}
    return counts | {
        "firms": Expected(lines * float(found.firms.sum())),
        "exits": Expected(entry * line_years),
        "accepted": Expected((found.destruction + found.policy.internal) * line_years),
        "growth": Expected(found.growth),
    }
