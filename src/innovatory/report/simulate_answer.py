"""Simulated runs as plain data: what was asked, every run, theory beside them, the money, the effect of a change.

The same data is printed for machines, shown on the terminal and drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from innovatory.experiment.executor import executor
from innovatory.experiment.expected import expectations, is_stationary, rows, size_law
from innovatory.experiment.paired import arms, effects, simulate_pairs
from innovatory.experiment.results import Run
from innovatory.experiment.runs import Plan, begun, simulate
from innovatory.model.parameter_file import label
from innovatory.model.parameters import Parameters, TwoTypeRates, values
from innovatory.report.words import LANGUAGES

Told = Callable[[int, int], None]
Data = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Which seeds, and where what is finished is kept."""

    seed: int
    runs: int
    folder: Path | None
    resume: bool


def answer(
    base: Parameters, changes: Mapping[str, str], asked: Asked, start: Path | None, processes: int, told: Told
) -> Data:
    """Runs of one arm, or pairs where `changes` make a second one; the `Mistake`s of `experiment`."""
    plan = Plan((base,), asked.seed, asked.runs, (), start, asked.folder, asked.resume)
    if changes:
        both = arms(base, changes)
        pairs = simulate_pairs(both, plan, executor(processes), told)
        return _about(base, plan) | _of_pairs(pairs, both, changes, begun(plan))
    found = [of[0] for of in simulate(plan, executor(processes), told)]
    return _about(base, plan) | _of_runs(found, base, start)


def _about(base: Parameters, plan: Plan) -> Data:
    return {
        "preset": base.preset,
        "label": {lang: label(base.preset, lang) for lang in LANGUAGES},
        "parameters": values(base),
        "lines": base.size.lines,
        "years": base.size.years,
        "seed": plan.seed,
        "run_count": plan.runs,
        "start": None if plan.start is None else str(plan.start),
        "folder": None if plan.folder is None else str(plan.folder),
        "chart": None,
    }


def _of_runs(found: Sequence[Run], base: Parameters, start: Path | None) -> Data:
    expected = {} if start else expectations(base)
    largest = max(size for run in found for size in run.sizes)
    return {
        "has_law": not isinstance(base.rates, TwoTypeRates),
        "stationary": start is None and is_stationary(base),
        "runs": [_without(run, "path") for run in found],
        "theory": {name: asdict(one) for name, one in expected.items()},
        "summary": [asdict(row) for row in rows(found, expected)],
        "money": _money(found),
        "law": [] if start else size_law(base, largest),
    }


def _of_pairs(
    pairs: Sequence[tuple[Run, Run]], both: tuple[Parameters, Parameters], changes: Mapping[str, str], quarter: int
) -> Data:
    delta = both[0].size.delta
    return {
        "against": dict(changes),
        "arms": [values(arm) for arm in both],
        "pairs": [{"seed": one.seed, "base": one.as_dict(), "against": other.as_dict()} for one, other in pairs],
        "effects": [asdict(one) for one in effects(pairs, delta, quarter)] if len(pairs) > 1 else [],
        "law": [],
    }


def _money(found: Sequence[Run]) -> dict[str, float]:
    """Yuan by flow, mean over runs."""
    flows = dict.fromkeys(flow for run in found for flow in run.flows)
    return {flow: sum(run.flows.get(flow, 0) for run in found) / len(found) for flow in flows}


def _without(run: Run, name: str) -> Data:
    return {key: value for key, value in run.as_dict().items() if key != name}
