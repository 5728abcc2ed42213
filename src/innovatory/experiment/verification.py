"""The whole ladder: all rungs climbed, their rows judged together, finished rungs kept.

The rows are judged at a family-wise level: with m p-values each must reach 1 % / m (Bonferroni), so that a true engine
fails the whole ladder in at most one of a hundred sets of seeds, however the rows depend on each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innovatory.experiment.executor import Control, executor
from innovatory.experiment.ladder import closed, firms, growth, limits, lives, policy, types
from innovatory.experiment.ladder.city import TRUE_KERNEL, Engine
from innovatory.experiment.ladder.plan import FULL, QUICK, Plan
from innovatory.experiment.ladder.rows import Row, row_of
from innovatory.experiment.ladder.shelf import Shelf, unusable
from innovatory.model.clocks import Clocks
from innovatory.model.lines import Walk
from innovatory.model.quarter import Resolve
from innovatory.model.state import State

FAMILY_LEVEL = 0.01
PLANS = {"quick": QUICK, "full": FULL}
RUNGS: dict[str, Callable[[Plan, Engine], list[Row]]] = {
    "policy": policy.tables,
    "yearly": firms.yearly,
    "quarterly": firms.quarterly,
    "lives": lives.lives,
    "quality_spread": policy.quality_spread,
    "two_types": types.two_types,
    "growth": growth.growth,
    "tiny": firms.tiny,
    "other_rates": limits.other_rates,
    "grown": firms.grown,
    "nested": policy.nested,
    "equilibrium": closed.equilibrium,
    "frozen_owners": closed.frozen_owners,
    "limits": limits.limits,
    "later": closed.later_mechanisms,
}
"""Rung by name, the longest first."""
SECTIONS = ("firms", "turnover", "quality", "lives", "equilibrium", "policy", "types", "later")


@dataclass(frozen=True)
class Verification:
    """All rows in the order of `SECTIONS`, and the level that each p-value must reach."""

    plan: Plan
    rows: tuple[Row, ...]

    @property
    def level(self) -> float:
        """1 % divided by the number of p-values."""
        return FAMILY_LEVEL / max(1, sum(row.p is not None for row in self.rows))

    @property
    def failed(self) -> tuple[Row, ...]:
        """The rows that do not pass."""
        return tuple(row for row in self.rows if not row.passes(self.level))

    def as_dict(self) -> dict[str, Any]:
        """Plain data: the plan, the level, every row with its z and whether it passes."""
        rows = [row.as_dict() | {"z": row.z, "passed": row.passes(self.level)} for row in self.rows]
        judged = {"family_level": FAMILY_LEVEL, "level": self.level, "failed": len(self.failed)}
        return {"plan": self.plan.name, "seed": self.plan.seed, **judged, "passed": not self.failed, "rows": rows}


@dataclass(frozen=True)
class Task:
    """One rung of a plan, and the shelf for its cities, if they are kept."""

    name: str
    plan: Plan
    shelf: Shelf | None


@dataclass(frozen=True)
class Found:
    """The rows of a rung."""

    name: str
    rows: list[Row]


def climb(plan: Plan, names: Iterable[str], resolve: Resolve) -> Verification:
    """The rungs named, in this process, with the kernel given."""
    return judged(plan, [Found(name, RUNGS[name](plan, Engine(resolve))) for name in names])


def climb_beside(plan: Plan, processes: int, folder: Path | None, told: Callable[[int, int], None]) -> Verification:
    """The whole ladder of the true kernel over processes; `told` hears rungs done, of how many.

    With a `folder`, each finished rung, and each finished city of a rung under way, is written there and taken from there
    by a later call of the same engine and plan; `Mistake` of kind `file` where the folder cannot be written.
    """
    kept = _Kept(folder, plan) if folder is not None else None
    tasks = [Task(name, plan, None if kept is None else kept.shelf(name)) for name in RUNGS]
    found = [one for task in tasks if kept is not None and (one := kept.read(task.name)) is not None]
    told(len(found), len(tasks))
    done = {one.name for one in found}
    for one in executor(processes).run(carry_out, [task for task in tasks if task.name not in done], lambda _: None):
        found.append(one)
        if kept is not None:
            kept.write(one)
        told(len(found), len(tasks))
    return judged(plan, found)


def judged(plan: Plan, found: Sequence[Found]) -> Verification:
    """The rows of all rungs in the order of sections."""
    order = {name: place for place, name in enumerate(RUNGS)}
    rows = [row for one in sorted(found, key=lambda one: order[one.name]) for row in one.rows]
    return Verification(plan, tuple(sorted(rows, key=lambda row: SECTIONS.index(row.section))))


def carry_out(task: Task, control: Control) -> Found:
    """One rung, telling each period and ending where it is asked to."""

    def ticking(state: State, clocks: Clocks) -> Walk:
        control.tick()
        return TRUE_KERNEL(state, clocks)

    return Found(task.name, RUNGS[task.name](task.plan, Engine(ticking, task.shelf)))


class _Kept:
    """Finished rungs in a folder, one file each, named by plan and by what the engine and the theory are made of."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.stem = f"{plan.name}-{plan.seed}-{engine_digest()[:12]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(folder, error) from None

    def shelf(self, name: str) -> Shelf:
        return Shelf(self.folder / f"{self.stem}-{name}.cities")

    def read(self, name: str) -> Found | None:
        path = self._path(name)
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
            return Found(name, [row_of(one) for one in plain])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            return None  # cut off or damaged: the rung is climbed again
        except OSError as error:
            raise unusable(self.folder, error) from None

    def write(self, found: Found) -> None:
        text = json.dumps([row.as_dict() for row in found.rows], ensure_ascii=False, indent=1)
        path = self._path(found.name)
        try:
            half = path.with_suffix(".part")
            half.write_text(text, encoding="utf-8")
            half.replace(path)
            self.shelf(found.name).clear()
        except OSError as error:
            raise unusable(self.folder, error) from None

    def _path(self, name: str) -> Path:
        return self.folder / f"{self.stem}-{name}.json"


def engine_digest() -> str:
    """SHA-256 over the sources and data that a rung's rows depend on: model, experiment, presets."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in _sources(package):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    for folder in ("model", "experiment", "library/presets", "library/ledger"):
        yield from (path for path in sorted((package / folder).rglob("*")) if path.suffix in (".py", ".yaml", ".csv"))
