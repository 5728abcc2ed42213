"""How a command ends: help, an interrupt, a closed pipe, an error of the program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from typer.main import get_command

from innovatory.cli import explain
from innovatory.cli.doors import app, asked_language
from innovatory.experiment import verification

Innovatory = Callable[..., Any]
FLOOR = ("explain", "basic_research_floor_30", "rd_fund=1bn", "--on", "2024-06-30")


@pytest.mark.parametrize("words", [(), ("--help",), ("explain", "--help"), ("instruments", "--help")])
def test_help_is_no_mistake(innovatory: Innovatory, words: tuple[str, ...]) -> None:
    ended = innovatory(*words)
    assert (ended.code, ended.err) == (0, "")
    assert "Usage" in ended.out


def test_every_command_is_offered_to_who_misspells_it(innovatory: Innovatory) -> None:
    commands: Any = get_command(app)
    for group, names in (((), commands.commands), (("instruments",), commands.commands["instruments"].commands)):
        for name in names:
            assert f"did you mean {name}?" in innovatory(*group, f"{name}x").err


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


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["review"], "instruments review"),
        (["sgin"], "instruments sign"),
        (["instruments", "explain"], "innovatory explain"),
        (["instruments", "mesure"], "innovatory measure"),
    ],
)
def test_a_command_that_stands_elsewhere_is_told_with_its_way(
    innovatory: Innovatory, words: list[str], meant: str
) -> None:
    ended = innovatory(*words)
    assert (ended.code, ended.out) == (2, "")
    assert f"did you mean {meant}?" in ended.err


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (["budget", "a", "b"], "nothing more is expected here: b", "多出了内容：b"),
        (["instruments", "list", "x", "y"], "nothing more is expected here: x y", "多出了内容：x y"),
        (["budget", "--json=5"], "--json takes no value", "--json 不带取值"),
        (["explain"], "ID is missing; innovatory explain --help", "缺少 ID；innovatory explain --help"),
        (["nonsense"], "there is no command nonsense; innovatory --help", "没有命令 nonsense；innovatory --help"),
    ],
)
def test_wrong_words_are_told_in_either_language(innovatory: Innovatory, words: list[str], en: str, zh: str) -> None:
    assert en in innovatory(*words).err
    told = innovatory(*words, "--lang=zh").err
    assert zh in told
    assert "Got" not in told
    assert "Option" not in told


def test_an_option_without_its_value(innovatory: Innovatory) -> None:
    assert "--on needs a value; innovatory --help" in innovatory("explain", "x", "--on").err
    assert "--on 缺少取值；innovatory --help" in innovatory("explain", "x", "--lang=zh", "--on").err


@pytest.mark.parametrize(("lang", "told"), [("en", "Stopped before the end.\n"), ("zh", "已中断，未完成。\n")])
def test_an_interrupt_ends_with_one_sentence_and_130(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, lang: str, told: str
) -> None:
    monkeypatch.setattr(explain, "explained", raising(KeyboardInterrupt()))
    ended = innovatory(*FLOOR, "--lang", lang)
    assert (ended.code, ended.out) == (130, "")
    assert ended.err.lstrip() == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Stopped; nothing is kept without --keep DIR."),
        (("--lang", "zh"), "已中断；未指定 --keep DIR，结果未保存。"),
        (("--keep", "shelf"), "Stopped; what is finished is kept in shelf. The same command goes on from there."),
    ],
)
def test_an_interrupted_ladder_says_what_is_kept(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.setattr(verification, "climb_beside", raising(KeyboardInterrupt()))
    ended = innovatory("verify", *words)
    assert (ended.code, ended.out) == (130, "")
    assert ended.err.strip() == told


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


@pytest.mark.parametrize(("lang", "told"), [("en", "There is not enough memory"), ("zh", "内存不足")])
def test_too_little_memory_is_no_error_of_the_program(
    innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, lang: str, told: str
) -> None:
    monkeypatch.setattr(explain, "explained", raising(MemoryError("Unable to allocate 8 GiB")))
    ended = innovatory(*FLOOR, "--lang", lang)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(told)
    assert "allocate" not in ended.err


def test_debugging_shows_where_an_error_happened(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOVATORY_DEBUG", "1")
    monkeypatch.setattr(explain, "explained", raising(RuntimeError("broken")))
    ended = innovatory(*FLOOR, "--lang", "zh")
    assert ended.code == 1
    assert "Traceback" in ended.err
    assert "意外错误" in ended.err


def test_an_interrupt_while_the_command_is_loaded_shows_no_traceback() -> None:
    program = """
import sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == "innovatory.cli.doors":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from innovatory.cli import main
main()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")
