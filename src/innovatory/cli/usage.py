"""What typer finds wrong with the words of a command, told as a mistake like any other, in both languages."""

from __future__ import annotations

from innovatory.language.mistakes import Mistake, nearest

COMMANDS = (
    "instruments", "explain", "match", "evaluate", "cost", "evidence", "population", "demo",
    "facts", "measure", "check", "import", "validate", "describe", "new-city", "report", "budget", "populate", "serve", "verify", "simulate",
    "list", "show", "test", "lint", "schema", "copy", "review", "sign", "diff",
)  # fmt: skip


def usage_mistake(error: Exception) -> Mistake | None:
    """The mistake behind an error of usage; None if the error is none of the user's.

    Typer brings its own copy of click or uses click itself, so that its errors are known by their names alone.
    """
    names = {of.__name__ for of in type(error).__mro__}
    if "UsageError" not in names:
        return None
    hint = "; innovatory --help lists what there is", "；innovatory --help 列出全部用法"
    if "NoSuchOption" in names:
        option = str(getattr(error, "option_name", ""))
        possible = list(getattr(error, "possibilities", None) or [])
        en, zh = f"there is no option {option} here", f"此处没有选项 {option}"
        return Mistake("usage", en, zh, nearest=possible[0] if possible else None)
    if "MissingParameter" in names:
        name = _parameter(getattr(error, "param", None))
        return Mistake("usage", f"{name} is missing{hint[0]}", f"缺少 {name}{hint[1]}")
    return _other(str(getattr(error, "message", error)).rstrip("."), hint)


def _other(message: str, hint: tuple[str, str]) -> Mistake:
    word = message.split("'")[1] if message.startswith("No such command") and "'" in message else None
    if word is not None:
        near = nearest(word, COMMANDS)
        en, zh = (f"there is no command {word}{hint[0]}", f"没有命令 {word}{hint[1]}")
        return Mistake(
            "usage",
            en if near is None else f"there is no command {word}",
            zh if near is None else f"没有命令 {word}",
            nearest=near,
        )
    return Mistake("usage", f"{message}{hint[0]}", f"命令用法有误（{message}）{hint[1]}")


def _parameter(parameter: object) -> str:
    """What a user calls a parameter: the option, or the word that stands for an argument in the help."""
    options = list(getattr(parameter, "opts", ()))
    return options[0] if options and options[0].startswith("-") else str(getattr(parameter, "metavar", ""))
