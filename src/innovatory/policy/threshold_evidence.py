"""Threshold evidence: from an instrument and a table of its population to what can be said of every threshold.

The answer is a mapping ready for JSON, in which small groups of rows are already withheld: bins are told together, counts
that would give a group of fewer than ten away are not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.policy import before_after
from innovatory.policy.admission import WEIGHT
from innovatory.policy.bound import BoundCriterion, BoundRule
from innovatory.policy.bunching import Estimate
from innovatory.policy.density import density, figures, told_below
from innovatory.policy.library import Instrument
from innovatory.policy.placebo import round_step
from innovatory.policy.population import Evaluation
from innovatory.policy.rule import unit_of
from innovatory.policy.threshold_analysis import Analysis, analysed, near_misses
from innovatory.policy.threshold_rows import Rows, measured
from innovatory.policy.withheld import FEW, told

ORIGIN = "origin"


def threshold_evidence(
    instrument: Instrument, table: Any, on: date, year: int | None = None, only: Sequence[str] = ()
) -> dict[str, Any]:
    """The evidence for the criteria of a sheet that have a threshold, or for those named in `only`.

    `table` is a population as `Instrument.evaluate` takes it; where it has a column `year`, the rows of the assessed
    year are used, and all years for before and after. Raises `Mistake` of kind name, criterion, year, type.
    """
    bound = instrument.on(on, year)
    chosen = _chosen(bound, only)
    rows = before_after.of_year(table, bound.year)
    evaluation = instrument.evaluate(rows, on, bound.year)
    about = _about(evaluation)
    if not bound.in_force:
        return {**about, "criteria": []}
    thresholds = {one.of.name: one.nodes["threshold"] for one in chosen}
    found = measured(bound, evaluation.admitted, thresholds)
    years = before_after.by_year(instrument, table, bound, chosen)
    criteria = [{**_criterion(one, found[one.of.name]), "before_after": years[one.of.name]} for one in chosen]
    return {**about, "criteria": criteria}


def _chosen(bound: BoundRule, only: Sequence[str]) -> list[BoundCriterion]:
    with_threshold = {one.of.name: one for one in bound.criteria if one.of.margin is not None}
    for name in only:
        if name not in with_threshold:
            raise _no_threshold(name, bound, list(with_threshold))
    return [one for name, one in with_threshold.items() if not only or name in only]


def _no_threshold(name: str, bound: BoundRule, valid: list[str]) -> Mistake:
    place = Place(path="--criterion")
    if any(one.of.name == name for one in bound.criteria):
        en = f"the criterion {name!r} asks for yes or no and has no threshold"
        return Mistake("criterion", en, f"条件 {name!r} 只判断是或否，没有阈值", place=place)
    near = nearest(name, valid)
    return Mistake(
        "name", f"the sheet has no criterion {name!r}", f"规则表中没有条件 {name!r}", nearest=near, place=place
    )


def _about(evaluation: Evaluation) -> dict[str, Any]:
    """What the evidence is of, and what it rests on."""
    summary = evaluation.summary()
    keys = ("instrument", "label", "on", "year", "in_force", "confidence", "state", "rows", "door", "missing_columns")
    return {**{key: summary[key] for key in keys}, "evidence": summary["evidence"], **_told_by_rows(evaluation)}


def _told_by_rows(evaluation: Evaluation) -> dict[str, Any]:
    """What the rows say of themselves: whether they have weights, and their origins (observed, synthetic, simulated)."""
    return {"weighted": WEIGHT in evaluation.admitted.frame.collect_schema(), "origin": list(evaluation.origins)}


def _criterion(one: BoundCriterion, rows: Rows) -> dict[str, Any]:
    shape, unit = one.of.shape, str(unit_of(one.nodes["value"]))
    analysis = analysed(rows, one.of.word, unit)
    return {
        "id": one.of.name,
        "label": shape.label.model_dump(),
        "source": shape.source,
        "comparison": one.of.word,
        "unit": unit,
        "threshold": _ends(rows),
        "known": len(rows.value),
        "unknown": rows.unknown,
        "ranged": rows.ranged,
        "near": _near(rows, one.of.word, analysis),
        **_estimated(analysis),
        **_compared(analysis, rows),
        "verdict": analysis.verdict,
    }


def _ends(rows: Rows) -> dict[str, float] | None:
    return {"low": float(rows.threshold.min()), "high": float(rows.threshold.max())} if len(rows.threshold) else None


def _near(rows: Rows, word: str, analysis: Analysis) -> list[dict[str, Any]] | None:
    """Near misses: how many fail by at most a part of the threshold, and which share of all rows they are."""
    found = near_misses(rows, word)
    if found is None:
        return None
    beside = told_below(analysis.estimate) if isinstance(analysis.estimate, Estimate) else []
    whole, entries = float(rows.weight.sum()), []
    for part, near, weight in reversed(found):
        number = told(near, beside)
        beside = [*beside, near] if isinstance(number, int) else beside
        share = weight / whole if isinstance(number, int) else None
        entries.append({"within": part, "rows": number, "count": weight if share is not None else None, "share": share})
    return entries[::-1]


def _estimated(analysis: Analysis) -> dict[str, Any]:
    """The estimate with what it was made of, or why there is none."""
    found, grid = analysis.estimate, analysis.grid
    facts = {"axis": "relative" if analysis.track.scaled else "unit", "reach": analysis.track.reach}
    if not isinstance(found, Estimate) or grid is None:
        return {**facts, "estimate": None, "cannot": found, "density": []}
    groups = density(found)
    few = any(group["rows"] == FEW for group in groups)
    estimate = {
        **figures(found),
        "order": found.order,
        "bin": grid.width,
        "region": [-grid.failing * grid.width, grid.passing * grid.width],
        "rows": None if few else int(found.counts.rows.sum()),
        "from_afar": found.from_afar,
    }
    return {**facts, "estimate": estimate, "cannot": None, "density": groups}


def _compared(analysis: Analysis, rows: Rows) -> dict[str, Any]:
    """The placebos: how many are as strong, the one shown, those at round numbers."""
    if analysis.placebos is None:
        return {"placebo": None, "round_numbers": None}
    found = {"tried": analysis.placebos.tried, "stronger": analysis.placebos.stronger, "p": analysis.p}
    return {
        "placebo": {**found, "shown": _named(analysis)},
        "round_numbers": _rounds(analysis, rows),
    }


def _named(analysis: Analysis) -> dict[str, Any] | None:
    """The placebo that is shown: where it stands, as a multiple of the threshold or a distance from it."""
    if analysis.named is None:
        return None
    spot, found = analysis.named
    track = analysis.track
    shift = track.sign * (spot.centre - track.true.centre)
    return {"factor": spot.scale if track.scaled else None, "shift": None if track.scaled else shift, **figures(found)}


def _rounds(analysis: Analysis, rows: Rows) -> dict[str, Any] | None:
    found = analysis.round_numbers
    if found is None:
        return None
    one = rows.one_threshold
    return {
        "step": None if one is None else round_step(one),
        "share": found.share,
        "many": found.many,
        "tried": found.placebos.tried,
        "stronger": found.placebos.stronger,
    }
