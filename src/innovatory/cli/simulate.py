"""`innovatory simulate`: runs of a closed preset over many seeds, beside theory; or two arms in pairs, by horizon."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.interrupts import told
from innovatory.cli.options import JsonOption, LangOption, language, whole_number
from innovatory.cli.progress import watched
from innovatory.cli.writing import into_folder
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say, say_many

if TYPE_CHECKING:
    from innovatory.model.parameters import Parameters
    from innovatory.report.simulate_answer import Asked

PresetOption = Annotated[
    str, typer.Option("--preset", metavar="PRESET", help="klette-kortum, akcigit-kerr, … The parameters. 预设参数。")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE …", help="Parameters with another value. 修改参数。")
]
AgainstOption = Annotated[
    list[str] | None,
    typer.Option("--against", metavar="NAME=VALUE …", help="A second arm, paired with the first. 成对对照的第二组。"),
]
RunsOption = Annotated[str, typer.Option("--runs", metavar="N", help="Seeds that are run. 模拟次数。")]
SeedOption = Annotated[str, typer.Option("--seed", metavar="N", help="The first seed; the next follow. 首个种子。")]
ProcessesOption = Annotated[
    str, typer.Option("--processes", metavar="N", help="Runs beside each other; the same bits. 并行进程数。")
]
OutOption = Annotated[str, typer.Option("--out", metavar="DIR", help="Keeps what is finished. 结果文件夹。")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on with the runs in --out. 继续未完成的模拟。")]
FromOption = Annotated[
    str, typer.Option("--from", metavar="FILE", help="Futures of a saved city. 从已保存的状态开始。")
]
ChartOption = Annotated[str, typer.Option("--chart", metavar="FILE", help="A picture: .svg or .png. 图。")]
SEED = 1
MOST_RUNS, MOST_PROCESSES, MOST_SEED = 1_000_000, 64, 2**32 - 1
SEVERAL = ("--set", "--against")


class Simulate(TyperCommand):
    """The command with `--set a=1 b=2`: all words with an equals sign that follow belong to the option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer does, after each of several values has got its own option."""
        return super().parse_args(ctx, spread(args))


def spread(words: Sequence[str]) -> list[str]:
    """`--set a=1 b=2` as `--set a=1 --set b=2`; other words as they are."""
    found: list[str] = []
    option, is_value = "", False
    for word in words:
        head = word.partition("=")[0]
        if is_value:
            if word.startswith("--"):
                en, zh = f"NAME=VALUE is expected, not {word!r}", f"应为 名称=数值，不能是 {word!r}"
                raise Mistake("option", en, zh, place=Place(path=option))
            is_value = False
        elif head in SEVERAL:
            option, is_value = head, word == head
        elif option and "=" in word and not word.startswith("-"):
            found.append(option)
        else:
            option = ""
        found.append(word)
    return found


def simulate(
    preset: PresetOption = "",
    set_: SetOption = None,
    runs: RunsOption = "1",
    seed: SeedOption = str(SEED),
    processes: ProcessesOption = "1",
    out: OutOption = "",
    resume: ResumeOption = False,
    against: AgainstOption = None,
    start: FromOption = "",
    chart: ChartOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Simulate a closed preset over many seeds, beside theory. 多种子模拟，并与理论对照。

    innovatory simulate --preset klette-kortum --set lambda=0.06 eta=0.04 lines=20000 --runs 10
    """
    language(lang)
    beside, picture = whole_number(processes, "--processes", 1, MOST_PROCESSES), _chart(chart)
    plan = _plan(runs, seed, out, resume)
    base = _parameters(preset, _values(set_, "--set"), start)
    changes, counted = _values(against, "--against"), say_many("simulate.runs", plan.runs, lang)
    from innovatory.report.simulate_answer import answer

    stopped = told("simulate.interrupted" if out else "simulate.interrupted.lost", folder=out)
    with stopped, watched(say("simulate.working", lang, preset=base.preset, runs=counted)) as done:
        found = answer(base, changes, plan, Path(start) if start else None, beside, done)
    _draw(found, picture, lang)
    if json:
        print_json({name: value for name, value in found.items() if name not in ("label", "law")})
        return
    from innovatory.report.simulate import show

    print_shown(lambda console: show(found, console, lang))


# What is asked ---------------------------------------------------------------------------------------------------------


def _plan(runs: str, seed: str, out: str, resume: bool) -> Asked:
    from innovatory.report.simulate_answer import Asked

    first, number = whole_number(seed, "--seed", 0, MOST_SEED), whole_number(runs, "--runs", 1, MOST_RUNS)
    if first + number - 1 > MOST_SEED:
        en = f"the seeds would reach {first + number - 1:,}; they end at {MOST_SEED:,}"
        zh = f"种子将达到 {first + number - 1:,}，上限为 {MOST_SEED:,}"
        raise Mistake("option", en, zh, place=Place(path="--seed"))
    if resume and not out:
        en = "--resume goes on with the runs of a folder; name it with --out"
        raise Mistake("option", en, "--resume 用于继续文件夹中的模拟，请用 --out 指定", place=Place(path="--resume"))
    return Asked(first, number, Path(out) if out else None, resume)


def _parameters(name: str, values: dict[str, str], start: str) -> Parameters:
    """Those of the preset, or of the saved city, with what is set."""
    from innovatory.model.checkpoint import load
    from innovatory.model.parameter_file import preset, preset_names
    from innovatory.model.parameters import with_values

    if start:
        base = load(Path(start)).parameters
        if name not in ("", base.preset):
            en = f"the saved city is one of {base.preset}, not of {name}"
            raise Mistake("option", en, f"保存的状态属于 {base.preset}，不是 {name}", place=Place(path="--preset"))
    elif name:
        base = preset(name)
    else:
        known = preset_names()
        en, zh = f"which preset? There are {', '.join(known)}", f"请指明预设：{'、'.join(known)}"
        raise Mistake("option", en, zh, place=Place(path="--preset"))
    return with_values(base, values)


def _values(words: Sequence[str] | None, option: str) -> dict[str, str]:
    """The values by name; `Mistake("option")` for what is no NAME=VALUE or is given twice."""
    found: dict[str, str] = {}
    for word in words or ():
        name, equals, value = word.partition("=")
        if not (equals and name.strip() and value.strip()):
            en, zh = f"NAME=VALUE is expected, not {word!r}", f"应为 名称=数值，不能是 {word!r}"
            raise Mistake("option", en, zh, place=Place(path=option))
        if name.strip() in found:
            en, zh = f"{name.strip()} is given twice", f"{name.strip()} 重复给出"
            raise Mistake("option", en, zh, place=Place(path=option))
        found[name.strip()] = value.strip()
    return found


def _chart(name: str) -> Path | None:
    from innovatory.report.picture import ENDINGS

    path = Path(name)
    if name and path.suffix.lower() not in ENDINGS:
        en, zh = f"a chart is written to .svg or .png, not {name!r}", f"图表可写为 .svg 或 .png，不能是 {name!r}"
        raise Mistake("file", en, zh, place=Place(path="--chart"))
    return into_folder(path) if name else None


# What is told ----------------------------------------------------------------------------------------------------------


def _draw(found: dict[str, Any], path: Path | None, lang: str) -> None:
    from innovatory.report.picture import picture
    from innovatory.report.simulate_chart import chart

    if path is not None:
        picture(chart(found, lang), path)
        found["chart"] = str(path)
