"""Where answers are printed: a terminal gets colour and its own width, a pipe plain lines without trailing blanks."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 100


def print_json(answer: object) -> None:
    """Print an answer for machines."""
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


def print_shown(show: Callable[[Console], None]) -> None:
    """Print what `show` draws on a console, in the way that standard output can take."""
    import os

    from rich.console import Console

    if sys.stdout.isatty():
        show(Console())
        return
    width = None if os.environ.get("COLUMNS", "").isdigit() else PIPED_WIDTH
    console = Console(width=width)
    with console.capture() as captured:
        show(console)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


@contextmanager
def working(text: str) -> Iterator[None]:
    """Say on standard error what takes a while, moving where it is a terminal."""
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield
