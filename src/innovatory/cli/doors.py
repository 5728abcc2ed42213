"""The commands put together, and how each way of ending is told: a mistake, an interrupt, an error of the program."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

import typer
from typer.main import get_command

from innovatory.cli import (
    budget,
    check,
    cost,
    demo,
    describe,
    evaluate,
    evidence,
    explain,
    facts,
    importing,
    instruments,
    match,
    measure,
    new_city,
    populate,
    population,
    report,
    serve,
    simulate,
    validate,
    verify,
)
from innovatory.cli.interrupts import InterruptedWork
from innovatory.cli.usage import usage_mistake
from innovatory.language.mistakes import Mistake
from innovatory.report.words import say

app = typer.Typer(
    name="innovatory",
    help="Rules of innovation policy, explained and costed.\n\n创新政策规则：逐户解释，全体测算。",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(instruments.app, name="instruments")
app.command("explain")(explain.explain)
app.command("match")(match.match)
app.command("evaluate")(evaluate.evaluate)
app.command("cost")(cost.cost)
app.command("budget")(budget.budget)
app.command("measure")(measure.measure)
app.command("check")(check.check)
app.command("evidence")(evidence.evidence)
app.command("facts")(facts.facts)
app.command("populate")(populate.populate)
app.command("population")(population.population)
app.command("report")(report.report)
app.command("simulate", cls=simulate.Simulate)(simulate.simulate)
app.command("serve")(serve.serve)
app.command("new-city")(new_city.new_city)
app.command("describe")(describe.describe)
app.command("import")(importing.import_)
app.command("validate")(validate.validate)
app.command("verify")(verify.verify)
app.command("demo")(demo.demo)

SUCCESS, ERROR, MISTAKE, INTERRUPTED = 0, 1, 2, 130
UNEXPECTED = {
    "en": "innovatory met an unexpected error: {error}. Run again with INNOVATORY_DEBUG=1 to see where.",
    "zh": "程序出现意外错误：{error}。设置 INNOVATORY_DEBUG=1 后重新运行可查看位置。",
}


def main() -> NoReturn:
    """Run the command line with the arguments of the process and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command: 0 done, 1 an unexpected error or a failed test, 2 a mistake of the user, 130 interrupted."""
    lang = asked_language(arguments)
    try:
        code = get_command(app).main(list(arguments) or ["--help"], prog_name="innovatory", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:  # so typer tells of an interrupt
            print(say("interrupted", lang), file=sys.stderr)
        return int(code or SUCCESS)
    except Mistake as mistake:
        print(mistake.say(lang), file=sys.stderr)
        return MISTAKE
    except InterruptedWork as stop:
        print(say(stop.key, lang, **stop.facts), file=sys.stderr)
        return INTERRUPTED
    except MemoryError:
        print(say("out_of_memory", lang), file=sys.stderr)
        return MISTAKE
    except BrokenPipeError:
        # the reader (`head`) has enough: nothing may be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCESS
    except Exception as error:
        return _unexpected(error, lang)


def asked_language(arguments: Sequence[str]) -> str:
    """The language that the arguments ask for, even where they are wrong otherwise."""
    zh = "--lang=zh" in arguments or ("--lang", "zh") in pairwise(arguments)
    return "zh" if zh else "en"


def _unexpected(error: Exception, lang: str) -> int:
    mistake = usage_mistake(error)
    if mistake is not None:
        print(mistake.say(lang), file=sys.stderr)
        return MISTAKE
    if os.environ.get("INNOVATORY_DEBUG") == "1":
        traceback.print_exception(error)
    told = f"{type(error).__name__}: {error}".partition("\n")[0]
    print(UNEXPECTED[lang].format(error=told), file=sys.stderr)
    return ERROR
