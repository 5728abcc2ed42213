"""`innovatory evaluate`: one rule asked for every row of a population."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown, working
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
from innovatory.cli.writing import into_folder, not_itself
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

PopulationOption = Annotated[
    str, typer.Option("--population", metavar="FILE", help="Table of the population: .parquet or .csv. 总体数据表。")
]
OutOption = Annotated[
    str,
    typer.Option(
        "--out", metavar="FILE", help="Write result, margins and amounts per row: .parquet, .csv, .xlsx. 逐行结果。"
    ),
]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="COLUMN", help="Count by a column; may be repeated. 按列分组，可重复。"),
]
ENDINGS = (".parquet", ".csv")


def evaluate(
    instrument: IdArgument,
    population: PopulationOption,
    on: OnOption = "",
    year: YearOption = "",
    out: OutOption = "",
    by: ByOption = None,
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Cost a rule on a population. 在总体数据上测算一项规则。

    innovatory evaluate tsme_evaluation --population firms.parquet --on 2024-06-30 --by district
    """
    language(lang)
    asked_on = day(on)
    newest = assessed_year(year, asked_on)
    path, written = table_file(population, "--population"), out_file(out) if out else None
    if written:
        not_itself(written, path)
    from innovatory import policy
    from innovatory.records.export import write_table
    from innovatory.records.population_file import read
    from innovatory.records.synthetic.basis import refuse_assumed

    asked = policy.load(instrument)
    with working(say("working.evaluate", lang, file=population)):
        table = read(path)
        refuse_assumed(path, by or [])
        evaluation = asked.evaluate(table, on=asked_on, year=newest)
        summary = evaluation.summary(by=by or [])
        if written:
            keep = list(dict.fromkeys([table.collect_schema().names()[0], *(by or [])]))
            write_table(evaluation.columns(keep=keep), written)
    _tell(summary, out, json, lang)


def _tell(summary: dict[str, Any], out: str, json: bool, lang: str) -> None:
    if json:
        print_json(summary)
        return
    from innovatory.report.costing import show

    print_shown(lambda console: show(summary, console, lang, out))


def table_file(name: str, option: str) -> Path:
    """The path of a table to read; `Mistake("file")` for a name that ends neither in .parquet nor in .csv."""
    return _ending(name, option, ENDINGS)


def out_file(name: str) -> Path:
    """The path of a table to write; `Mistake("file")` for a name without one of the endings of `records.export`.

    And where its folder takes no file.
    """
    from innovatory.records import export

    return into_folder(_ending(name, "--out", export.ENDINGS))


def _ending(name: str, option: str, endings: Sequence[str]) -> Path:
    path = Path(name)
    if path.suffix.lower() in endings:
        return path
    raise Mistake(
        "file",
        f"a file that ends in {', '.join(endings[:-1])} or {endings[-1]} is expected, not {name!r}",
        f"文件名应以 {'、'.join(endings[:-1])} 或 {endings[-1]} 结尾，不能是 {name!r}",
        place=Place(path=option),
    )
