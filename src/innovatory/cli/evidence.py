"""`innovatory evidence`: what the thresholds of a rule do to a population, with placebos beside every figure."""

from __future__ import annotations

from typing import Annotated

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.evaluate import PopulationOption, table_file
from innovatory.cli.options import (
    IdArgument,
    JsonOption,
    LangOption,
    OnOption,
    YearOption,
    assessed_year,
    day,
    language,
)
from innovatory.cli.report import page_file, write
from innovatory.report.words import say

CriterionOption = Annotated[
    list[str] | None,
    typer.Option("--criterion", metavar="NAME", help="A condition of the sheet; may be repeated. 条件，可重复。"),
]
PageOption = Annotated[str, typer.Option("--out", metavar="FILE.html", help="Write a page with charts. 图表网页。")]


def evidence(
    instrument: IdArgument,
    population: PopulationOption,
    on: OnOption = "",
    year: YearOption = "",
    criterion: CriterionOption = None,
    out: PageOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show bunching and near misses at thresholds. 查看阈值处的聚集与接近达标。

    innovatory evidence hnte_recognition --population firms.parquet --on 2024-06-30 --out evidence.html
    """
    language(lang)
    asked_on = day(on)
    newest = assessed_year(year, asked_on)
    path, written = table_file(population, "--population"), page_file(out) if out else None
    from innovatory import policy
    from innovatory.policy.threshold_evidence import threshold_evidence
    from innovatory.records.population_file import rows
    from innovatory.report.evidence import show
    from innovatory.report.evidence_page import page

    asked = policy.load(instrument)
    with working(say("evidence.working", lang, file=population)):
        found = threshold_evidence(asked, rows(path), asked_on, newest, criterion or [])
    if written is not None:
        write(page(found, lang), written)
    if json:
        print_json(found)
    else:
        print_shown(lambda console: show(found, console, lang, out))
