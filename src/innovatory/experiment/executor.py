"""Where runs are carried out: in this process, or in several processes of this machine, behind one small interface.

A run tells its executor how far it is and asks whether it should stop, once every quarter. What a run gives depends on
its task alone, so that the number of processes changes nothing but the time. Each process keeps to one thread.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol, TypeVar

from innovatory.language.mistakes import Mistake, Place

EVERY = 0.1  # seconds between two looks at what other processes say
GRACE = 60.0  # seconds that runs get to save their cities once they are asked to stop
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS")

Told = Callable[[int, int], None]
Task_contra = TypeVar("Task_contra", contravariant=True)
Task = TypeVar("Task")
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class StoppedError(Exception):
    """The run is to end before its last quarter."""


class Control(Protocol):
    """What a run may say and ask while it is under way."""

    def tick(self, quarters: int = 1) -> None:
        """So many quarters more are done; `StoppedError` if the run should end here."""


class Work(Protocol[Task_contra, Result_co]):
    """A function of a module that carries out one task."""

    def __call__(self, task: Task_contra, control: Control) -> Result_co:
        """The result of a task; it depends on the task alone."""


class Executor(Protocol):
    """Carries out tasks, each by itself; local processes now, a cluster behind the same interface."""

    def run(self, work: Work[Task, Result], tasks: Sequence[Task], told: Callable[[int], None]) -> Iterator[Result]:
        """The results in the order in which they are ready; `told` gets the quarters done so far by all runs together.

        The first `Mistake` of a run ends all of them. After an interrupt, runs under way are asked to stop and may save
        what they have; then `KeyboardInterrupt` is raised.
        """


def executor(processes: int) -> Executor:
    """In this process for one, else in that many processes beside each other."""
    return ThisProcess() if processes == 1 else LocalProcesses(processes)


# In this process -------------------------------------------------------------------------------------------------------


@dataclass
class _Own:
    """The control of runs in this process; an interrupt is heard at the end of a quarter."""

    told: Callable[[int], None]
    done: int = 0
    stopped: bool = False
    last: float = field(default_factory=monotonic)

    def tick(self, quarters: int = 1) -> None:
        self.done += quarters
        if monotonic() - self.last > EVERY:
            self.last = monotonic()
            self.told(self.done)
        if self.stopped:
            raise StoppedError


class ThisProcess:
    """One run after the other, in this process."""

    def run(self, work: Work[Task, Result], tasks: Sequence[Task], told: Callable[[int], None]) -> Iterator[Result]:
        """As `Executor.run`; the results come in the order of the tasks."""
        control = _Own(told)
        with _interrupts(control):
            for task in tasks:
                try:
                    yield work(task, control)
                except StoppedError:
                    raise KeyboardInterrupt from None


@contextmanager
def _interrupts(control: _Own) -> Iterator[None]:
    """An interrupt waits for the end of the quarter; a second one does not. Where interrupts are ignored they stay so."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        control.stopped = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# In several processes --------------------------------------------------------------------------------------------------


@dataclass
class _Shared:
    """The control of runs in a process of a pool: a counter and a flag that all of them share."""

    counter: Any
    flag: Any
    unsaid: int = 0
    last: float = field(default_factory=monotonic)

    def tick(self, quarters: int = 1) -> None:
        self.unsaid += quarters
        if monotonic() - self.last < EVERY:
            return
        with self.counter.get_lock():
            self.counter.value += self.unsaid
        self.unsaid, self.last = 0, monotonic()
        if self.flag.is_set():
            raise StoppedError


class LocalProcesses:
    """Several runs beside each other, each in a process that was started afresh."""

    def __init__(self, processes: int) -> None:
        self.processes = processes

    def run(self, work: Work[Task, Result], tasks: Sequence[Task], told: Callable[[int], None]) -> Iterator[Result]:
        """As `Executor.run`."""
        context = multiprocessing.get_context("spawn")
        counter, flag = context.Value("q", 0), context.Event()
        with _one_thread(), ProcessPoolExecutor(self.processes, context, _begin, (counter, flag)) as pool:
            waiting = {pool.submit(_carried_out, work, task) for task in tasks}
            try:
                while waiting:
                    ready, waiting = wait(waiting, timeout=EVERY, return_when=FIRST_COMPLETED)
                    told(int(counter.value))
                    for future in ready:
                        yield _result(future)
            except BrokenProcessPool:
                en = "a process of the runs was ended from outside, perhaps for want of memory; ask for fewer --processes"
                zh = "某个模拟进程被外部终止（可能内存不足）；请减小 --processes"
                raise Mistake("process", en, zh) from None
            except BaseException:
                flag.set()
                wait([future for future in waiting if not future.cancel()], timeout=GRACE)
                raise


_control: _Shared | None = None


def _begin(counter: Any, flag: Any) -> None:
    """The start of a process: it leaves interrupts to its parent and ends when its parent has ended."""
    global _control
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _control = _Shared(counter, flag)
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@dataclass(frozen=True)
class _Wrong:
    """A mistake on its way between processes."""

    kind: str
    en: str
    zh: str
    nearest: str | None
    place: Place | None


def _carried_out(work: Work[Task, Result], task: Task) -> Result | _Wrong:
    if _control is None:
        raise RuntimeError("the process of a pool was not begun")
    if _control.flag.is_set():
        raise StoppedError
    try:
        return work(task, _control)
    except Mistake as mistake:
        return _Wrong(mistake.kind, mistake.en, mistake.zh, mistake.nearest, mistake.place)


def _result(future: Future[Any]) -> Any:
    found = future.result()
    if isinstance(found, _Wrong):
        raise Mistake(found.kind, found.en, found.zh, nearest=found.nearest, place=found.place)
    return found


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes that are started inside keep to one thread each; libraries read this when they are loaded."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
