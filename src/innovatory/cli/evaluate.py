"""`innovatory evaluate`: one rule asked for every row of a population."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innovatory.cli.console import print_json, print_shown, working
from innovatory.cli.options import IdArgument, JsonOption, LangOption, OnOption, YearOption, assessed_year, day, language
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

if TYPE_CHECKING:
    import polars as pl

PopulationOption = Annotated[
    str, typer.Option("--population", metavar="FILE", help="Table of the population: .parquet or .csv. 总体数据表。")
]
OutOption = Annotated[
    str, typer.Option("--out", metavar="FILE", help="Write result, margins and amounts per row: .parquet or .csv. 逐行结果。")
]
ByOption = Annotated[
    list[str] | None, typer.Option("--by", metavar="COLUMN", help="Count by a column; may be repeated. 按列分组，可重复。")
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
    asked_on, newest = day(on), assessed_year(year)
    table = _ending(population, "--population")
    written = _ending(out, "--out") if out else None
    if not table.is_file():
        raise Mistake("file", "the file does not exist", "文件不存在", place=Place(population))
    from innovatory import policy

    asked = policy.load(instrument)
    with working(say("working.evaluate", lang, file=population)):
        evaluation = asked.evaluate(table, on=asked_on, year=newest)
        summary = evaluation.summary(by=by or [])
        if written:
            write(evaluation.columns(), written)
    _tell(summary, out, json, lang)


def _tell(summary: dict[str, Any], out: str, json: bool, lang: str) -> None:
    if json:
        print_json(summary)
        return
    from innovatory.report.costing import show

    print_shown(lambda console: show(summary, console, lang, out))


def _ending(name: str, option: str) -> Path:
    path = Path(name)
    if path.suffix.lower() in ENDINGS:
        return path
    raise Mistake(
        "file",
        f"a file that ends in .parquet or .csv is expected, not {name!r}",
        f"文件名应以 .parquet 或 .csv 结尾，不能是 {name!r}",
        place=Place(path=option),
    )


def write(columns: pl.LazyFrame, path: Path) -> None:
    """Write the columns of an evaluation, as Parquet or CSV by the file's ending."""
    try:
        if path.suffix.lower() == ".csv":
            columns.sink_csv(path)
        else:
            columns.sink_parquet(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise Mistake("file", f"the file cannot be written ({why})", f"无法写入该文件（{why}）", place=Place(str(path))) from None
