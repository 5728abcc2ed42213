"""The command line as the tests use it: the real commands, run in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from innovatory.cli.doors import run


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Innovatory = Callable[..., Ended]


@pytest.fixture
def innovatory(capsys: pytest.CaptureFixture[str]) -> Innovatory:
    """Runs one command with its words."""

    def command(*words: object) -> Ended:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return command
