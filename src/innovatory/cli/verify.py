"""`innovatory verify`: the simulation against its closed forms, row by row; exit code 1 if any row fails."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.interrupts import told
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.cli.progress import watched
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

QuickOption = Annotated[bool, typer.Option("--quick", help="Under twenty seconds; the default. 快速，缺省方式。")]
FullOption = Annotated[bool, typer.Option("--full", help="All rows, some minutes. 完整，需数分钟。")]
ProcessesOption = Annotated[
    str, typer.Option("--processes", metavar="N", help="Processes beside each other. 并行进程数。")
]
KeepOption = Annotated[
    str, typer.Option("--keep", metavar="DIR", help="Keep what is finished there, and go on from it. 保存已完成部分。")
]
MOST_PROCESSES = 64
FAILED = 1


def verify(
    quick: QuickOption = False,
    full: FullOption = False,
    processes: ProcessesOption = "1",
    keep: KeepOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Compare the simulation with its closed forms; exit code 1 if it fails. 将模拟与理论闭式解对照。

    innovatory verify --full --processes 2 --keep verified
    """
    language(lang)
    name, beside = _plan(quick, full), _processes(processes)
    folder = _folder(keep)
    from innovatory.experiment.verification import PLANS, climb_beside

    stopped = told("verify.interrupted" if folder else "verify.interrupted.lost", folder=folder)
    with stopped, watched(say("verify.working", lang)) as done:
        found = climb_beside(PLANS[name], beside, folder, done).as_dict()
    if json:
        print_json(found)
    else:
        from innovatory.report.verify import show

        print_shown(lambda console: show(found, console, lang))
        if folder is not None:
            print(say("verify.kept", lang, folder=folder))
    if not found["passed"]:
        raise typer.Exit(FAILED)


def _plan(quick: bool, full: bool) -> str:
    if quick and full:
        raise Mistake(
            "option",
            "--quick and --full exclude each other",
            "--quick 与 --full 不能同时使用",
            place=Place(path="--full"),
        )
    return "full" if full else "quick"


def _processes(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PROCESSES:
        return int(text)
    en = f"a whole number from 1 to {MOST_PROCESSES} is expected, not {text!r}"
    raise Mistake(
        "option", en, f"应为 1 至 {MOST_PROCESSES} 之间的整数，不能是 {text!r}", place=Place(path="--processes")
    )


def _folder(name: str) -> Path | None:
    if not name:
        return None
    path = Path(name)
    if path.exists() and not path.is_dir():
        raise Mistake("file", "this is a file; a folder is expected", "这是文件，应为文件夹", place=Place(str(path)))
    return path
