"""`innovatory demo`: an invented enterprise explained and matched, a rule costed on 2.5 million generated rows, a report."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.explain import explained
from innovatory.cli.match import about, matched
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import LANGUAGES, label, say

INSTRUMENT = "hnte_recognition"
EXAMPLE = "example_robotics"
ON = date(2024, 6, 30)
ROWS = 2_500_000
SEED = 20240630

DirOption = Annotated[str, typer.Option("--out", metavar="DIR", help="Folder for report.html. 报告文件夹。")]


def demo(out: DirOption, json: JsonOption = False, lang: LangOption = "en") -> None:
    """Show it all on invented data: report.html in --out. 用虚构数据演示，报告写入 --out。"""
    language(lang)
    folder = _folder(out)
    from innovatory import policy
    from innovatory.records.invented import enterprises
    from innovatory.report.answer import show as show_answer
    from innovatory.report.costing import show as show_costing
    from innovatory.report.match import show as show_match
    from innovatory.report.page import Costing, Explained, page

    answer, inputs, applicant = explained(INSTRUMENT, [EXAMPLE], ON, None)
    found, _ = matched([EXAMPLE], ON, None, "")
    match = found.as_dict()
    with working(say("working.demo", lang, n=f"{ROWS:,}")):
        started = perf_counter()
        population = enterprises(ROWS, SEED, ON)
        generated = perf_counter()
        evaluation = policy.load(INSTRUMENT).evaluate(population, on=ON)
        summary = evaluation.summary(by=["district"])
        seconds = perf_counter() - generated
        costing = Costing.of(summary, evaluation.columns(), answer["criteria"])
    report = folder / "report.html"
    report.write_text(page(Explained(answer, inputs, applicant), costing), encoding="utf-8")
    if json:
        print_json(
            {
                "explain": answer,
                "match": match,
                "evaluate": summary,
                "report": str(report),
                "seconds": round(seconds, 2),
            }
        )
        return
    for each in dict.fromkeys((lang, *LANGUAGES)):
        name = label(applicant, each)
        print_shown(partial(show_answer, answer, lang=each, inputs=inputs, applicant=name))
        print()
        print_shown(partial(show_match, match, lang=each, about=about(found, name)))
        print()
        print(say("page.synthetic", each))
        print_shown(partial(show_costing, summary, lang=each))
        print()
    print(say("demo.done", lang, report=report, generated=f"{generated - started:.1f}", seconds=f"{seconds:.1f}"))


def _folder(name: str) -> Path:
    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise Mistake(
            "file", f"the folder cannot be made ({why})", f"无法建立文件夹（{why}）", place=Place(name)
        ) from None
    return path
