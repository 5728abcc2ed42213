"""Ctrl-C during work of which something is kept, or could have been: the command ends with a sentence that says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class InterruptedWork(BaseException):
    """An interrupt with its own sentence, by `key`; typer would end a `KeyboardInterrupt` without a word."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


@contextmanager
def told(key: str, **facts: object) -> Iterator[None]:
    """Let an interrupt of the work inside end with this sentence."""
    try:
        yield
    except KeyboardInterrupt:
        raise InterruptedWork(key, **facts) from None
