"""`innovatory demo`: a city measured and checked, its policies costed and budgeted, an invented enterprise matched.

Three pages are written: the report of the city, what its synthetic population rests on, and the explanation of the
enterprise with a rule evaluated on 2.5 million generated rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.default_city import default_city
from innovatory.cli.demo_policies import studied
from innovatory.cli.explain import explained
from innovatory.cli.match import about, matched
from innovatory.cli.options import JsonOption, LangOption, language
from innovatory.cli.report import write
from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.report.words import LANGUAGES, label, say

if TYPE_CHECKING:
    from innovatory.measure.city import City
    from innovatory.report.city_report import CityReport
    from innovatory.report.policy_study import Studied

INSTRUMENT = "hnte_recognition"
EXAMPLE = "example_robotics"
ON = date(2024, 6, 30)
ROWS = 2_500_000
SEED = 20240630
REPORT, EXPLANATION = "report.html", "explanation.html"

DirOption = Annotated[str, typer.Option("--out", metavar="DIR", help="Folder for the pages. 报告文件夹。")]
CityOption = Annotated[
    str,
    typer.Option("--city", metavar="CITY|DIR", help="If not given, the shipped one not invented. 缺省为内置真实城市。"),
]


def demo(out: DirOption, city: CityOption = "", json: JsonOption = False, lang: LangOption = "en") -> None:
    """Show it all: a city's report, costs and budget, an enterprise. 演示：城市报告、成本与预算测算、虚构企业。"""
    language(lang)
    from innovatory.measure.city import read_city

    of = read_city(city) if city else default_city("--city")
    folder = _folder(out)
    policies = studied(of, folder, lang)
    report = _city(of, policies, folder, lang)
    answer, inputs, applicant = explained(INSTRUMENT, [EXAMPLE], ON, None)
    found, _ = matched([EXAMPLE], ON, None, "")
    with working(say("working.demo", lang, n=f"{ROWS:,}")):
        summary, seconds = _costed(answer, inputs, applicant, folder)
    pages = {"report": str(folder / REPORT), "explanation": str(folder / EXPLANATION)}
    match = found.as_dict()
    if json:
        told = {"city": of.id, "checks": list(report.checks), "explain": answer, "match": match, "evaluate": summary}
        told |= policies.as_dict()
        print_json({**told, **pages, "seconds": round(seconds[1], 2)})
        return
    from innovatory.report.costing import show as show_costing
    from innovatory.report.demo import show_city, show_enterprise, show_policies

    for each in dict.fromkeys((lang, *LANGUAGES)):
        name = label(applicant, each)
        print_shown(partial(show_city, report, lang=each))
        print()
        print_shown(partial(show_policies, policies, lang=each))
        print()
        print_shown(partial(show_enterprise, answer, match, lang=each, about=about(found, name)))
        print()
        print(say("page.synthetic", each))
        print_shown(partial(show_costing, summary, lang=each))
        print()
    told_seconds = {"generated": f"{seconds[0]:.1f}", "seconds": f"{seconds[1]:.1f}"}
    print(say("demo.done", lang, report=pages["report"], **told_seconds))
    print(say("report.explained", lang, page=pages["explanation"]))


def _city(of: City, policies: Studied, folder: Path, lang: str) -> CityReport:
    """The report of the city with what its policies do, written to its page."""
    from innovatory.report.city_page import page
    from innovatory.report.city_report import gather

    with working(say("report.working", lang, city=of.label[lang])):
        report = replace(gather(of), study=policies.study)
        write(page(report, lang), folder / REPORT)
    return report


def _costed(answer: Any, inputs: Any, applicant: object, folder: Path) -> tuple[Any, tuple[float, float]]:
    """The rule asked of generated rows, its page written; the summary, the seconds of generating and of evaluating."""
    from innovatory import policy
    from innovatory.records.invented import enterprises
    from innovatory.report.page import Costing, Explained, page

    started = perf_counter()
    population = enterprises(ROWS, SEED, ON)
    generated = perf_counter()
    evaluation = policy.load(INSTRUMENT).evaluate(population, on=ON)
    summary = evaluation.summary(by=["district"])
    ended = perf_counter()
    costing = Costing.of(summary, evaluation.columns(), answer["criteria"])
    write(page(Explained(answer, inputs, applicant), costing), folder / EXPLANATION)
    return summary, (generated - started, ended - generated)


def _folder(name: str) -> Path:
    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        en, zh = reason(error)
        told = f"the folder cannot be made ({en})", f"无法建立文件夹（{zh}）"
        raise Mistake("file", *told, place=Place(name)) from None
    return path
