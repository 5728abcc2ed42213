"""Tasks give the same results in any number of processes; mistakes and interrupts end all of them in good order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from innovatory.experiment.executor import Control, LocalProcesses, StoppedError, ThisProcess, executor
from innovatory.language.mistakes import Mistake, Place


@dataclass(frozen=True)
class Square:
    """A number to square, in so many steps."""

    number: int
    steps: int = 3


def square(task: Square, control: Control) -> int:
    for _ in range(task.steps):
        control.tick()
    return task.number**2


def threads(task: Square, control: Control) -> str:
    return os.environ.get("NUMBA_NUM_THREADS", "")


def fail(task: Square, control: Control) -> int:
    raise Mistake("capacity", "no room", "空间不足", nearest="more", place=Place("x", 3))


def interrupt(task: Square, control: Control) -> str:
    """Interrupt the process itself, and go on until it is heard."""
    os.kill(os.getpid(), signal.SIGINT)
    ticks = 0
    try:
        while True:
            ticks += 1
            control.tick()
    except StoppedError:
        Path(f"stopped-{task.number}").write_text(str(ticks), encoding="utf-8")
        raise


def test_one_process_is_this_one_and_more_are_others() -> None:
    assert isinstance(executor(1), ThisProcess)
    assert isinstance(executor(3), LocalProcesses)


@pytest.mark.parametrize("processes", [1, 2])
def test_every_task_is_carried_out_once(processes: int) -> None:
    told: list[int] = []
    tasks = [Square(number) for number in range(7)]
    assert sorted(executor(processes).run(square, tasks, told.append)) == [0, 1, 4, 9, 16, 25, 36]
    assert told == sorted(told)
    assert all(done <= 21 for done in told)


def test_processes_keep_to_one_thread() -> None:
    before = os.environ.get("NUMBA_NUM_THREADS")
    assert set(LocalProcesses(2).run(threads, [Square(1)], lambda _: None)) == {"1"}
    assert os.environ.get("NUMBA_NUM_THREADS") == before


@pytest.mark.parametrize("processes", [1, 2])
def test_a_mistake_comes_through_whole(processes: int) -> None:
    with pytest.raises(Mistake) as caught:
        list(executor(processes).run(fail, [Square(1), Square(2)], lambda _: None))
    mistake = caught.value
    assert (mistake.kind, mistake.en, mistake.zh, mistake.nearest) == ("capacity", "no room", "空间不足", "more")
    assert mistake.place == Place("x", 3)


def end(task: Square, control: Control) -> int:
    os._exit(9)


def test_a_process_that_was_ended_from_outside_is_told() -> None:
    with pytest.raises(Mistake, match="ended from outside") as caught:
        list(LocalProcesses(2).run(end, [Square(1), Square(2)], lambda _: None))
    assert "--processes" in caught.value.zh


def test_an_interrupt_is_heard_at_the_end_of_a_quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        list(ThisProcess().run(interrupt, [Square(1), Square(2)], lambda _: None))
    assert [path.name for path in tmp_path.iterdir()] == ["stopped-1"]
    assert signal.getsignal(signal.SIGINT) == before


def endless(task: Square, control: Control) -> int:
    try:
        while True:
            control.tick()
    except StoppedError:
        Path(f"stopped-{task.number}").touch()
        raise


def test_processes_are_asked_to_stop_when_their_parent_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    seen: list[int] = []

    def told(done: int) -> None:
        seen.append(done)
        if done > 0:
            raise KeyboardInterrupt

    results: Iterator[int] = LocalProcesses(2).run(endless, [Square(1), Square(2), Square(3)], told)
    with pytest.raises(KeyboardInterrupt):
        next(results)
    names = {path.name for path in tmp_path.iterdir()}
    assert names
    assert names <= {"stopped-1", "stopped-2", "stopped-3"}
