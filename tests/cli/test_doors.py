"""How a command ends: help, an interrupt, a closed pipe, an error of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from typer.main import get_command

from innovatory.cli import explain
from innovatory.cli.doors import app, asked_language
from innovatory.cli.usage import COMMANDS

Innovatory = Callable[..., Any]
FLOOR = ("explain", "basic_research_floor_30", "rd_fund=1bn", "--on", "2024-06-30")


@pytest.mark.parametrize("words", [(), ("--help",), ("explain", "--help"), ("instruments", "--help")])
def test_help_is_no_mistake(innovatory: Innovatory, words: tuple[str, ...]) -> None:
    ended = innovatory(*words)
    assert (ended.code, ended.err) == (0, "")
    assert "Usage" in ended.out


def test_every_command_is_offered_to_who_misspells_it() -> None:
    commands: Any = get_command(app)
    there = {name for one in (commands, commands.commands["instruments"]) for name in one.commands}
    assert set(COMMANDS) == there


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["mach"], "match"),
        (["costs"], "cost"),
        (["evidenc"], "evidence"),
        (["populatio"], "population"),
        (["instruments", "reviw"], "review"),
        (["instruments", "sgin"], "sign"),
        (["instruments", "dif"], "diff"),
        (["instruments", "coppy"], "copy"),
    ],
)
def test_a_misspelt_command_is_told_with_the_nearest(innovatory: Innovatory, words: list[str], meant: str) -> None:
    ended = innovatory(*words)
    assert (ended.code, ended.out) == (2, "")
    assert f"did you mean {meant}?" in ended.err


@pytest.mark.parametrize(
    ("words", "lang"),
    [([], "en"), (["--lang", "zh"], "zh"), (["x", "--lang=zh"], "zh"), (["--lang", "fr"], "en"), (["zh"], "en")],
)
def test_the_language_of_a_message_is_found_in_wrong_words_too(words: list[str], lang: str) -> None:
    assert asked_language(words) == lang


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_an_interrupt_ends_quietly_with_130(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "explained", raising(KeyboardInterrupt()))
    ended = innovatory(*FLOOR)
    assert (ended.code, ended.out) == (130, "")
    assert "Traceback" not in ended.err


def test_an_error_of_the_program_is_short_and_ends_with_1(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INNOVATORY_DEBUG", raising=False)
    monkeypatch.setattr(explain, "explained", raising(RuntimeError("broken\nsecond line")))
    ended = innovatory(*FLOOR)
    assert ended.code == 1
    assert "RuntimeError: broken" in ended.err
    assert "INNOVATORY_DEBUG=1" in ended.err
    assert "second line" not in ended.err
    assert "Traceback" not in ended.err


def test_debugging_shows_where_an_error_happened(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOVATORY_DEBUG", "1")
    monkeypatch.setattr(explain, "explained", raising(RuntimeError("broken")))
    ended = innovatory(*FLOOR, "--lang", "zh")
    assert ended.code == 1
    assert "Traceback" in ended.err
    assert "意外错误" in ended.err
