"""How far a long piece of work is: said on standard error, once it has taken a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WAIT = 2.0  # seconds of work before anything is said of it
Told = Callable[[int, int], None]


@contextmanager
def watched(text: str, console: Console | None = None, wait: float = WAIT) -> Iterator[Told]:
    """Say on standard error how far the work is and how long it will take, once it has taken `wait` seconds.

    Only where it is a terminal.
    """
    from rich.console import Console as Standard
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    shown = console or Standard(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    progress = Progress(*columns, console=shown, transient=True)
    task = progress.add_task(text, total=None)
    timer = Timer(wait, progress.start)
    timer.daemon = True
    if shown.is_terminal:
        timer.start()
    try:
        yield lambda done, of: progress.update(task, completed=done, total=of)
    finally:
        timer.cancel()
        if timer.is_alive():
            timer.join()  # it may be starting the bar just now
        if progress.live.is_started:
            progress.stop()
