"""The totals report of a synthetic population as plain data: what is fact in it, what was worked out, what is assumed.

Every total stands with its published value, what the population adds up to, its sources and the role of each figure;
every free constant stands with its basis and the figures it was set on; what was held out stands beside what is told of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from innovatory.measure.population_achieved import Achieved, achieved
from innovatory.measure.population_constants import Recognition, Stated
from innovatory.measure.population_figures import Estimate
from innovatory.measure.population_make import Population
from innovatory.measure.population_recognition import Given
from innovatory.measure.population_shown import joint, plots, shown_tails, unfitted
from innovatory.measure.population_study import Study
from innovatory.measure.population_totals import GDP, Total
from innovatory.records.synthetic.constants import Spread

ONLY_BOUNDS = ("rd_all", GDP)
"""Totals that a flat table does not have: they only bound others."""
YUAN = 10.0  # of a sum that was worked out, and so is no whole number: what rounding its parts leaves


def report(population: Population, path: Path, study: Study) -> dict[str, Any]:
    """Everything that the totals report tells, of a population that was written to `path`."""
    asked, tier = population.asked, population.tier
    sums = achieved(population, path)
    return {
        "city": asked.city.id,
        "label": dict(asked.city.label),
        "year": asked.year,
        "seed": asked.seed,
        "weight": asked.weight,
        "rows": population.rows,
        "years": sorted(population.years),
        "written": str(path),
        "totals": [_total(one, population, sums) for one in tier.totals.totals.values()],
        "relaxed": [asdict(one) for one in tier.totals.relaxed],
        "recognitions": [_given(one, tier.totals.intakes) for one in population.given.values()],
        "adjusted": {
            "tail_stretch": tier.technology.stretch,
            "value_added_factors": dict(tier.technology.factors),
            "ordinary_revenue_factor": population.ordinary.scale,
            "exits": tier.cohorts.exits,
        },
        "constants": {name: _stated(one, name in population.parameters.own) for name, one in population.parameters.stated.items()},
        "applications_assumed": {name: _applies(one) for name, one in population.parameters.applications.items()},
        "joint": joint(population),
        "untuned": _untuned(study),
        "unfitted": unfitted(population, path),
        "tails": shown_tails(population),
        "plots": plots(population),
        "basis": _basis(population),
        "sources": _sources(population),
    }  # fmt: skip


# Totals ----------------------------------------------------------------------------------------------------------------


def _total(one: Total, population: Population, sums: Achieved) -> dict[str, Any]:
    """One total: `met` is exact, kept (a bound), close (within 1 %), missed …."""
    reached = sums.get(one.id)
    return {
        "id": one.id,
        "indicator": one.indicator,
        "year": one.year,
        "unit": one.unit,
        "published": None if one.known is None else _known(one.known),
        "target": one.target,
        "achieved": reached,
        "met": _met(one, reached, population),
        "elsewhere": list(one.elsewhere),
        "lacks": one.lacks,
    }


def _met(one: Total, reached: float | None, population: Population) -> str:
    if one.target is None:
        return "not_published"
    if reached is None:
        return "only_bounds" if one.id in ONLY_BOUNDS else "not_in_file"
    if abs(reached - one.target) <= (YUAN if one.unit == "yuan" else 0.5):
        return "exact"
    known = one.known
    if known is not None and known.how == "bound" and known.low <= reached <= known.high:
        return "kept"
    given = population.given.get(one.id)
    if given is not None and given.pool is not None and reached < one.target and given.pool.may <= reached:
        return "pool_too_small"
    return "close" if abs(reached / one.target - 1.0) < 0.01 else "missed"


def _known(known: Estimate) -> dict[str, Any]:
    return {
        "value": known.value,
        "low": known.low,
        "high": known.high if isfinite(known.high) else None,
        "how": known.how,
        "basis": known.basis,
        "figures": [
            {
                "indicator": one.indicator, "year": one.year, "shown": one.shown, "unit": one.shown_unit,
                "unit_zh": one.shown_unit_zh, "bound": one.bound, "qualifier": one.qualifier, "source": one.source,
                "role": one.role, "series": one.series,
            }
            for one in known.figures
        ],
    }  # fmt: skip


def _given(one: Given, intakes: Mapping[str, Mapping[int, Estimate]]) -> dict[str, Any]:
    pool, printed = one.pool, {year: known.value for year, known in intakes.get(one.status, {}).items()}
    intake = [{"year": year, "units": units, "published": printed.get(year)} for year, units in one.intake.items()]
    return {
        "status": one.status,
        "aimed": one.aimed,
        "units": one.units,
        "basis": one.basis,
        "intake": intake if one.ends else [],
        "pool": None if pool is None else {"instrument": pool.instrument, "on": pool.on.isoformat(), "sure": pool.sure,
                                           "may": pool.may, "first_day": pool.first_day},
    }  # fmt: skip


# Constants -------------------------------------------------------------------------------------------------------------


def _stated(one: Stated, own: bool) -> dict[str, Any]:
    value = one.content
    shown = {"middle": value.middle, "spread": value.spread} if isinstance(value, Spread) else value
    return {
        "value": shown, "unit": one.unit, "basis": one.basis, "set_on": list(one.set_on), "label": one.label.model_dump(),
        "why": one.why.model_dump(), "of_the_city": own,
    }  # fmt: skip


def _applies(one: Recognition) -> dict[str, Any]:
    return {"value": one.value, "basis": one.basis, "set_on": list(one.set_on), "label": one.label.model_dump(),
            "why": one.why.model_dump()}  # fmt: skip


def _basis(population: Population) -> dict[str, Any]:
    columns = population.basis(population.columns())
    return {"columns": columns, "counts": dict(Counter(columns.values()))}


# What was held out -----------------------------------------------------------------------------------------------------


def _untuned(study: Study) -> dict[str, Any]:
    applications, take_up = study.applications, study.take_up
    return {
        "applications": None if applications is None else {
            "since": applications.since, "log_odds": applications.level, "change": applications.change,
            "set_on": [vars(one) | {"told": applications.told(one.year, one.pool)} for one in applications.set_on],
            "told": [vars(one) | {"off": one.off} for one in study.years],
        },
        "take_up": None if take_up is None else vars(take_up),
        "plans": [
            {"instrument": one.plan.instrument, "year": one.plan.year, "tuned": one.tuned, "source": one.plan.source,
             "published": {"firms": one.plan.firms, "amount": one.plan.amount}, "told": {"firms": one.firms, "amount": one.amount},
             "performers": one.performers, "most": one.most}
            for one in study.plans
        ],
        "unfit": [{"instrument": one.instrument, "year": one.year, "firms": one.firms, "amount": one.amount} for one in study.unfit],
    }  # fmt: skip


def _sources(population: Population) -> Mapping[str, Any]:
    city = population.asked.city
    used = {
        one.source for total in population.tier.totals.totals.values() if total.known for one in total.known.figures
    }
    return {
        name: {
            "title": one.title,
            "publisher": one.publisher,
            "title_zh": one.title_zh,
            "publisher_zh": one.publisher_zh,
        }
        for name, one in sorted(city.sources.items())
        if name in used
    }
