"""Runs are the same bits however they are carried out, stopped and taken up again; what is finished stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from innovatory.experiment import runs
from innovatory.experiment.executor import Control, StoppedError, Task, ThisProcess, Work, executor
from innovatory.experiment.results import Run
from innovatory.experiment.runs import Plan, begun, carry_out, simulate
from innovatory.language.mistakes import Mistake
from innovatory.model.checkpoint import load
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import Parameters, with_values


def parameters(name: str = "klette-kortum", **values: str) -> Parameters:
    return with_values(preset(name), {"lines": "400", "years": "5", **values})


def nothing(done: int, of: int) -> None:
    """Told to nobody."""


class StopsAfter:
    """An executor in which each run is stopped after so many quarters of it."""

    def __init__(self, quarters: int) -> None:
        self.quarters = quarters

    def run(self, work: Work[Task, Run], tasks: Sequence[Task], told: Callable[[int], None]) -> Iterator[Run]:
        for task in tasks:
            try:
                yield work(task, Stopping(self.quarters))
            except StoppedError:
                raise KeyboardInterrupt from None


class Stopping:
    def __init__(self, quarters: int) -> None:
        self.left = quarters

    def tick(self, quarters: int = 1) -> None:
        self.left -= 1
        if self.left < 0:
            raise StoppedError


def test_any_number_of_processes_gives_the_same_bits() -> None:
    plan = Plan((parameters(),), 5, 4)
    alone, told = simulate(plan, executor(1), nothing), []
    beside = simulate(plan, executor(2), lambda done, of: told.append((done, of)))
    assert alone == beside
    assert [run[0].seed for run in alone] == [5, 6, 7, 8]
    assert told[-1] == (80, 80)


def test_a_run_depends_on_its_seed_alone() -> None:
    many, one = simulate(Plan((parameters(),), 5, 3), ThisProcess(), nothing), Plan((parameters(),), 7, 1)
    assert simulate(one, ThisProcess(), nothing) == many[2:]


@pytest.mark.parametrize("quarters", [0, 1, 13])
def test_a_stopped_run_goes_on_to_the_same_bits(tmp_path: Path, quarters: int) -> None:
    plan = Plan((parameters("akcigit-kerr"),), 1, 2, snapshots=(4, 8, 20), folder=tmp_path / "kept", resume=True)
    with pytest.raises(KeyboardInterrupt):
        simulate(plan, StopsAfter(quarters), nothing)
    assert simulate(plan, executor(1), nothing) == simulate(replace(plan, folder=None), executor(1), nothing)
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == [
        "run-1.json",
        "run-2.json",
        "simulation.json",
    ]


def test_a_stopped_run_whose_path_is_gone_does_not_go_on_without_it(tmp_path: Path) -> None:
    plan = Plan((parameters(),), 3, 1, snapshots=(4, 20), folder=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        simulate(plan, StopsAfter(7), nothing)
    (tmp_path / "run-3.path").unlink()
    with pytest.raises(Mistake, match=r"missing or damaged; remove it and run-3\.city"):
        simulate(replace(plan, resume=True), executor(1), nothing)


def test_the_result_of_another_seed_in_its_place_is_refused(tmp_path: Path) -> None:
    plan = Plan((parameters(),), 3, 2, folder=tmp_path)
    simulate(plan, executor(1), nothing)
    (tmp_path / "run-4.json").write_bytes((tmp_path / "run-3.json").read_bytes())
    with pytest.raises(Mistake, match="the result of seed 3, not of 4"):
        simulate(replace(plan, resume=True), executor(1), nothing)


def test_a_run_saves_its_city_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed leaves what was saved last, and the run goes on from there."""

    class Killed(BaseException):
        pass

    class Kills(Stopping):
        def tick(self, quarters: int = 1) -> None:
            self.left -= 1
            if self.left < 0:
                raise Killed

    monkeypatch.setattr(runs, "SAVE_EVERY", 0.0)
    plan = Plan((parameters(),), 1, 1, snapshots=(3, 9), folder=tmp_path / "kept", resume=True)
    runs.claim(tmp_path / "kept", runs.asked(plan), resume=False)
    with pytest.raises(Killed):
        carry_out(runs.Task(plan, 0, 1), Kills(7))
    assert load(tmp_path / "kept" / "run-1.city").state.quarter == 7
    assert simulate(plan, ThisProcess(), nothing) == simulate(replace(plan, folder=None), ThisProcess(), nothing)


def test_finished_runs_are_not_run_again(tmp_path: Path) -> None:
    plan = Plan((parameters(),), 1, 2, folder=tmp_path / "kept")
    first = simulate(plan, ThisProcess(), nothing)

    class Refuses:
        def run(self, work: object, tasks: Sequence[object], told: object) -> Iterator[Run]:
            assert not tasks
            return iter(())

    assert simulate(replace(plan, resume=True), Refuses(), nothing) == first
    more = simulate(replace(plan, resume=True, runs=3), ThisProcess(), nothing)
    assert more[:2] == first


def test_a_run_without_room_says_what_to_raise_and_can_go_on(tmp_path: Path) -> None:
    """Every line its own firm at the start fills all slots at λ = 1e-9 and any entry needs one more."""
    tight = parameters(start="singletons", firms_max="400", eta="0.2")
    plan = Plan((tight,), 1, 1, folder=tmp_path / "kept")
    with pytest.raises(Mistake) as caught:
        simulate(plan, ThisProcess(), nothing)
    assert caught.value.kind == "capacity"
    assert "firms_max" in caught.value.en
    assert str(tmp_path / "kept" / "run-1.city") in caught.value.zh
    wide = replace(plan, arms=(with_values(tight, {"firms_max": "2000"}),), resume=True)
    found = simulate(wide, ThisProcess(), nothing)
    free = simulate(Plan((parameters(start="singletons", eta="0.2"),), 1, 1), ThisProcess(), nothing)
    assert found == free


def test_a_run_without_room_and_without_a_folder_says_so() -> None:
    plan = Plan((parameters(start="singletons", firms_max="400", eta="0.2"),), 1, 1)
    with pytest.raises(Mistake, match="with --out DIR the city would have been saved"):
        simulate(plan, executor(1), nothing)


def test_many_futures_begin_with_one_past(tmp_path: Path) -> None:
    """The city of a single run is kept; the future with its own seed is the longer run itself, others are not."""
    simulate(Plan((parameters(),), 5, 1, folder=tmp_path / "past"), ThisProcess(), nothing)
    longer = parameters(years="8")
    futures = simulate(Plan((longer,), 4, 3, start=tmp_path / "past" / "run-5.city"), ThisProcess(), nothing)
    assert futures[1] == simulate(Plan((longer,), 5, 1), ThisProcess(), nothing)[0]
    assert len({run[0].fingerprint for run in futures}) == 3


def test_another_length_of_periods_is_told_before_the_age_of_the_past(tmp_path: Path) -> None:
    past = Plan((parameters(years="4"),), 3, 1, folder=tmp_path)
    simulate(past, ThisProcess(), lambda *_: None)
    with pytest.raises(Mistake, match=r"with delta = 0\.25, asked for is 0\.5"):
        begun(Plan((parameters(years="5", delta="0.5"),), 3, 1, start=tmp_path / "run-3.city"))


def test_all_arms_of_a_seed_begin_with_one_city() -> None:
    """An arm that changes nothing is the first arm."""
    one = parameters()
    (pair,) = simulate(Plan((one, one), 3, 1, snapshots=(10, 20)), ThisProcess(), nothing)
    assert pair[0] == pair[1]
    assert [look.quarter for look in pair[0].path] == [10, 20]
    assert pair[0].path[-1].firms == pair[0].firms
    assert pair[0].path[-1].captures == pair[0].captures


def test_a_run_gives_what_its_events_add_up_to() -> None:
    ((run,),) = simulate(Plan((parameters(),), 3, 1), ThisProcess(), nothing)
    assert sum(size * firms for size, firms in run.sizes.items()) == 400
    assert sum(run.sizes.values()) == run.firms
    assert run.accepted == run.entries + run.captures + run.self_hits
    assert run.quarters == 20
    assert run.flows["sales"] == 400 * 20 * 2_500_000


def test_control_is_told_of_every_quarter() -> None:
    class Counting:
        done = 0

        def tick(self, quarters: int = 1) -> None:
            self.done += quarters

    control: Control = Counting()
    carry_out(runs.Task(Plan((parameters(),), 1, 1), 0, 1), control)
    assert control.done == 20
