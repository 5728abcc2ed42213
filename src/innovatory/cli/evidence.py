"""`innovatory evidence`: what the thresholds of a rule do to a population, with placebos beside every figure."""

from __future__ import annotations

from pathlib import Path
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
from innovatory.cli.tables import rows
from innovatory.language.mistakes import Mistake, Place
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
    path, written = table_file(population, "--population"), _page(out) if out else None
    from innovatory import policy
    from innovatory.policy.threshold_evidence import threshold_evidence
    from innovatory.report.evidence import show
    from innovatory.report.evidence_page import page

    asked = policy.load(instrument)
    with working(say("evidence.working", lang, file=population)):
        found = threshold_evidence(asked, rows(path), asked_on, newest, criterion or [])
    if written is not None:
        _write(page(found, lang), written)
    if json:
        print_json(found)
    else:
        print_shown(lambda console: show(found, console, lang, out))


def _page(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower() in (".html", ".htm"):
        return path
    told = f"a file that ends in .html is expected, not {name!r}", f"文件名应以 .html 结尾，不能是 {name!r}"
    raise Mistake("file", *told, place=Place(path="--out"))


def _write(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        told = f"the file cannot be written ({why})", f"无法写入该文件（{why}）"
        raise Mistake("file", *told, place=Place(str(path))) from None
