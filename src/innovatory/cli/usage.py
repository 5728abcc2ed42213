"""What typer finds wrong with the words of a command, told as a mistake like any other, in both languages."""

from __future__ import annotations

import re
from typing import Any

from innovatory.language.mistakes import Mistake, nearest

PROGRAM = "innovatory"
NEEDS, TAKES_NONE, TOO_MANY = "requires an argument", "does not take a value", "unexpected extra argument"


def usage_mistake(error: Exception) -> Mistake | None:
    """The mistake behind an error of usage; None if the error is none of the user's.

    Typer brings its own copy of click or uses click itself, so that its errors are known by their names alone.
    """
    names = {of.__name__ for of in type(error).__mro__}
    if "UsageError" not in names:
        return None
    if "NoSuchOption" in names:
        option = str(getattr(error, "option_name", ""))
        possible = list(getattr(error, "possibilities", None) or [])
        en, zh = f"there is no option {option} here", f"此处没有选项 {option}"
        return Mistake("usage", en, zh, nearest=possible[0] if possible else None)
    if "MissingParameter" in names:
        name = _parameter(getattr(error, "param", None))
        return _hinted(error, f"{name} is missing", f"缺少 {name}")
    return _other(error, str(getattr(error, "message", error)).rstrip("."))


def _other(error: Exception, message: str) -> Mistake:
    option = str(getattr(error, "option_name", ""))
    if message.startswith("No such command"):
        return _no_command(error, message.split("'")[1])
    if option and NEEDS in message:
        return _hinted(error, f"{option} needs a value", f"{option} 缺少取值")
    if option and TAKES_NONE in message:
        return _hinted(error, f"{option} takes no value", f"{option} 不带取值")
    if TOO_MANY in message:
        words = " ".join(re.findall(r"\(([^()]*)\)$", message))
        return _hinted(error, f"nothing more is expected here: {words}", f"多出了内容：{words}")
    return _hinted(error, message, f"命令用法有误（{message}）")


def _no_command(error: Exception, word: str) -> Mistake:
    near = nearest(word, known := _commands(getattr(error, "ctx", None)))
    en, zh = f"there is no command {word}", f"没有命令 {word}"
    return _hinted(error, en, zh) if near is None else Mistake("usage", en, zh, nearest=known[near])


def _commands(context: Any) -> dict[str, str]:
    """Every command by its last word: as it is called from here, or with the words before it where it is elsewhere."""
    if context is None:
        return {}
    root = context.find_root().command
    found = {name: f"{PROGRAM} {name}" for name in root.commands}
    for group in root.commands.values():
        found |= {name: f"{group.name} {name}" for name in getattr(group, "commands", ())}
    return found | {name: name for name in context.command.commands}


def _hinted(error: Exception, en: str, zh: str) -> Mistake:
    """The mistake, and which help has what there is."""
    path = getattr(getattr(error, "ctx", None), "command_path", PROGRAM)
    return Mistake("usage", f"{en}; {path} --help lists what there is", f"{zh}；{path} --help 列出全部用法")


def _parameter(parameter: object) -> str:
    """What a user calls a parameter: the option, or the word that stands for an argument in the help."""
    options = list(getattr(parameter, "opts", ()))
    return options[0] if options and options[0].startswith("-") else str(getattr(parameter, "metavar", ""))
