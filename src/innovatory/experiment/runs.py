"""Runs of a preset: many seeds, one future or several futures of one past for each, finished runs kept in a folder.

A run is interrupted between two quarters and leaves its city; a run that fails for want of room does as well. What a run
gives depends on its parameters and its seed alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic

import numpy as np

from innovatory.experiment.executor import Control, Executor, StoppedError
from innovatory.experiment.results import Asked, Run, Snapshot, arm_file, claim, read_path, read_run, write_json
from innovatory.language.mistakes import Mistake, Place
from innovatory.model.checkpoint import branch, resume, save
from innovatory.model.fingerprint import fingerprint
from innovatory.model.initial import initial_state
from innovatory.model.links.technical_research import Tables, tables_of
from innovatory.model.parameters import Parameters, values
from innovatory.model.quarter import advance
from innovatory.model.state import Counters, State, log_quality_index, sizes
from innovatory.model.transactions import matrix

SAVE_EVERY = 120.0  # seconds of a run between two saves
CITY, PATH = "city", "path"  # endings of a saved city, and of what was seen of its run


@dataclass(frozen=True)
class Plan:
    """What is to be run: each of the `runs` seeds from `seed` on in every arm.

    All arms of a seed begin with the same city: that of the first arm, or the saved one in `start`. `snapshots`: quarters
    at whose end a run is looked at. `folder`: where finished runs are kept; with `resume`, a folder that has some.
    """

    arms: tuple[Parameters, ...]
    seed: int
    runs: int
    snapshots: tuple[int, ...] = ()
    start: Path | None = None
    folder: Path | None = None
    resume: bool = False

    @property
    def quarters(self) -> int:
        """Quarters of all runs together."""
        return sum(arm.quarters for arm in self.arms) * self.runs


@dataclass(frozen=True)
class Task:
    """One arm of one seed."""

    plan: Plan
    arm: int
    seed: int

    @property
    def parameters(self) -> Parameters:
        """Those of the arm."""
        return self.plan.arms[self.arm]

    def file(self, ending: str) -> Path | None:
        """Where the run (`json`) or its city (`city`) is kept, if it is."""
        folder = self.plan.folder
        return None if folder is None else arm_file(folder, self.seed, self.arm, ending)


def begun(plan: Plan) -> int:
    """The quarter with which the runs of a plan begin; `Mistake("option")` if no quarter is left to run."""
    if plan.start is None:
        return 0
    quarter, delta = branch(plan.start, plan.arms[0]).quarter, plan.arms[0].size.delta
    if quarter >= plan.arms[0].quarters:
        years = f"{quarter * delta:g}"
        en = f"the saved city is {years} years old, and years = {plan.arms[0].size.years:g} is no longer; raise years"
        zh = f"保存的状态已模拟 {years} 年，years = {plan.arms[0].size.years:g} 并不更长；请增大 years"
        raise Mistake("option", en, zh, place=Place(str(plan.start)))
    return quarter


def simulate(plan: Plan, executor: Executor, told: Callable[[int, int], None]) -> list[tuple[Run, ...]]:
    """The runs of every seed, in the order of seeds, arms in the order of the plan.

    `told` gets the quarters done and those of all runs. Raises `Mistake` for a folder that cannot be used (see
    `experiment.results.claim`) or a run that cannot go on, `KeyboardInterrupt` when stopped; finished runs are then kept.
    """
    begun(plan)
    if plan.folder is not None:
        claim(plan.folder, asked(plan), plan.resume)
    tasks = [Task(plan, arm, plan.seed + run) for run in range(plan.runs) for arm in range(len(plan.arms))]
    found = {(task.seed, task.arm): run for task in tasks if (run := _finished(task)) is not None}
    left = [task for task in tasks if (task.seed, task.arm) not in found]
    before = sum(task.parameters.quarters for task in tasks) - sum(task.parameters.quarters for task in left)
    for task, run in executor.run(carry_out, left, lambda done: told(before + done, plan.quarters)):
        found[task.seed, task.arm] = run
    told(plan.quarters, plan.quarters)
    arms = range(len(plan.arms))
    return [tuple(found[plan.seed + k, arm] for arm in arms) for k in range(plan.runs)]


def asked(plan: Plan) -> Asked:
    """What a folder of these runs is about; room for firms changes no result and is left out."""
    arms = tuple({name: value for name, value in values(arm).items() if name != "firms_max"} for arm in plan.arms)
    first = plan.arms[0]
    start = None if plan.start is None else fingerprint(branch(plan.start, first))
    return Asked(first.preset, arms, plan.seed, start)


def _finished(task: Task) -> Run | None:
    path = task.file("json")
    return None if path is None else read_run(path, task.seed)


# One run ---------------------------------------------------------------------------------------------------------------


def carry_out(task: Task, control: Control) -> tuple[Task, Run]:
    """One arm of one seed, from its beginning or from where it was stopped."""
    tables = tables_of(task.parameters)
    course = _Course(task, tables, _begun(task), [])
    course.path += [one for one in _path_so_far(task) if one.quarter <= course.state.quarter]
    control.tick(course.state.quarter)
    run = course.go(control)
    course.keep(run)
    return task, run


@dataclass
class _Course:
    """A run under way: its city, what was seen of it, and when it was last saved."""

    task: Task
    tables: Tables
    state: State
    path: list[Snapshot]

    def go(self, control: Control) -> Run:
        """All quarters that are left; the city is saved now and then, and when the run is stopped or cannot go on."""
        parameters, saved = self.task.parameters, monotonic()
        while self.state.quarter < parameters.quarters:
            try:
                advance(self.state, parameters, self.tables)
            except Mistake as mistake:
                raise self._with_city(mistake) from None
            if self.state.quarter in self.task.plan.snapshots:
                self.path.append(snapshot(self.state, self.tables))
            if monotonic() - saved > SAVE_EVERY:
                self._save()
                saved = monotonic()
            try:
                control.tick()
            except StoppedError:
                self._save()
                raise
        return result(self.state, self.tables, parameters, tuple(self.path))

    def keep(self, run: Run) -> None:
        """Write the result; the city of a single run stays, for futures to begin with."""
        result_file, city, path = (self.task.file(ending) for ending in ("json", CITY, PATH))
        if result_file is None or city is None or path is None:
            return
        if self.task.plan.runs == 1:
            self._save()
        write_json(result_file, run.as_dict())
        path.unlink(missing_ok=True)
        if self.task.plan.runs > 1:
            city.unlink(missing_ok=True)

    def _save(self) -> Path | None:
        city, path = self.task.file(CITY), self.task.file(PATH)
        if city is None or path is None:
            return None
        write_json(path, [asdict(one) for one in self.path])
        save(city, self.state, self.task.parameters)
        return city

    def _with_city(self, mistake: Mistake) -> Mistake:
        """The same mistake, and where the city as it was before the quarter is saved."""
        city = self._save()
        en = "with --out DIR the city would have been saved" if city is None else f"the city is saved in {city}"
        zh = "若指定 --out DIR，模拟状态会被保存" if city is None else f"模拟状态已保存于 {city}"
        return Mistake(mistake.kind, f"{mistake.en}; {en}", f"{mistake.zh}；{zh}", place=mistake.place)


def _begun(task: Task) -> State:
    plan, first, city = task.plan, task.plan.arms[0], task.file(CITY)
    if city is not None and city.exists():
        return resume(city, task.parameters)
    if plan.start is not None:
        return branch(plan.start, task.parameters, task.seed)
    return initial_state(first, tables_of(first), task.seed)


def _path_so_far(task: Task) -> list[Snapshot]:
    """What a stopped run had seen before its city was saved."""
    path, city = task.file(PATH), task.file(CITY)
    if path is None or city is None or not city.exists() or not task.plan.snapshots:
        return []
    return read_path(path)


def snapshot(state: State, tables: Tables) -> Snapshot:
    """The run as it stands at the end of a quarter."""
    return Snapshot(
        quarter=state.quarter,
        firms=state.firms.count,
        largest=int(state.firms.lines.max()),
        captures=state.counters.captures,
        entries=state.counters.entries,
        growth=_growth(state, tables),
    )


def result(state: State, tables: Tables, parameters: Parameters, path: tuple[Snapshot, ...] = ()) -> Run:
    """What a run gives at its end; counts are since the city began."""
    counters: Counters = state.counters
    counts = sizes(state)
    return Run(
        seed=state.seed,
        quarters=state.quarter,
        firms=state.firms.count,
        sizes={int(size): int(counts[size]) for size in np.flatnonzero(counts) if size > 0},
        entries=counters.entries,
        exits=counters.exits,
        candidates=counters.candidates,
        accepted=counters.accepted,
        captures=counters.captures,
        self_hits=counters.self_hits,
        growth=_growth(state, tables) / (state.quarter * parameters.size.delta),
        fingerprint=fingerprint(state),
        flows=_received(state),
        path=path,
    )


def _growth(state: State, tables: Tables) -> float:
    """Change of the log quality index since the city began."""
    additive = tables.quality.additive
    start = replace(state, quality_sum=state.quality_start)
    return log_quality_index(state, additive) - log_quality_index(start, additive)


def _received(state: State) -> dict[str, int]:
    """Yuan received by all accounts together, by flow, where anything was booked."""
    rows = {flow: state.ledger.totals[row] for row, flow in enumerate(matrix().flows)}
    return {flow: sum(int(each) for each in row if each > 0) for flow, row in rows.items() if row.any()}
