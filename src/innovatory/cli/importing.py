"""`innovatory import`: a file or a query on a database into a table of a city's records."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.options import JsonOption, LangOption, assessed_year, day, language
from innovatory.language.mistakes import Mistake, Place
from innovatory.report.words import say

if TYPE_CHECKING:
    from datetime import date

    from innovatory.records.importing.enter import Outcome, Request

SourceArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE|URL", help="CSV, XLSX or Parquet; postgresql://… or sqlite:///file.db. 数据文件或数据库地址。"
    ),
]
TableOption = Annotated[str, typer.Option("--table", metavar="T", help="Table, see `innovatory describe`. 数据表。")]
IntoOption = Annotated[str, typer.Option("--into", metavar="DIR", help="Folder of the city. 城市文件夹。")]
QueryOption = Annotated[str, typer.Option("--query", metavar="SQL", help="One SELECT on a database. 查询语句。")]
SheetOption = Annotated[str, typer.Option("--sheet", metavar="NAME", help="Sheet of an XLSX file. 工作表。")]
EncodingOption = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="utf-8 or gbk, where both are possible. 文件编码。")
]
YearOption = Annotated[
    str, typer.Option("--year", metavar="YEAR", help="Year of figures whose headers name none. 数据所属年份。")
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADER=COLUMN", help="Column of a header, - leaves it out. 指定表头对应的列。"),
]
UnitOption = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="[COLUMN=]UNIT", help="Unit of money: revenue=万元, or 万元 for all. 金额单位。"),
]
IgnoreOption = Annotated[bool, typer.Option("--ignore-unknown", help="Leave unknown headers out. 忽略未知表头。")]
SourceOption = Annotated[
    str, typer.Option("--source", metavar="ID", help="Source; answers are remembered for it. 来源，记住对其的说明。")
]
AsOfOption = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="Day up to which the records tell. 记录截止日。")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Nothing enters if a row is refused. 有误则全部不入库。")]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Newer rows replace stored ones. 以新换旧。")]
RefusedOption = Annotated[
    str, typer.Option("--refused", metavar="FILE", help="New CSV file for refused rows. 退回行文件。")
]
SOURCE = re.compile(r"[A-Za-z0-9][\w.:-]*")
FAILED = 1  # exit code where --strict kept the rows out


def import_(
    source: SourceArgument,
    table: TableOption,
    into: IntoOption,
    query: QueryOption = "",
    sheet: SheetOption = "",
    encoding: EncodingOption = "",
    year: YearOption = "",
    map_: MapOption = None,
    unit: UnitOption = None,
    ignore_unknown: IgnoreOption = False,
    source_id: SourceOption = "",
    as_of: AsOfOption = "",
    strict: StrictOption = False,
    replace: ReplaceOption = False,
    refused: RefusedOption = "",
    json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Import a file or a query into the records of a city. 将文件或查询结果导入城市记录。

    innovatory import firms.xlsx --table enterprises --into lindao
    """
    language(lang)
    newest, until = assessed_year(year), _until(as_of)
    from innovatory.records.dictionary import table_named
    from innovatory.records.importing.enter import Request
    from innovatory.records.importing.mapping import answers
    from innovatory.records.importing.reading import Asked

    request = Request(
        asked=Asked(source, sheet, query, encoding),
        table=table_named(table),
        city=Path(into),
        answers=answers(map_ or [], unit or []),
        source=_source(source_id),
        as_of=until,
        year=newest,
        ignore_unknown=ignore_unknown,
        strict=strict,
        replace=replace,
        refused=_refused(refused),
    )
    outcome = _imported(request, lang)
    _tell(outcome, json, lang)
    if not outcome.entered:
        raise typer.Exit(FAILED)


def _imported(request: Request, lang: str) -> Outcome:
    """The import, with the step it is at on standard error where that is a terminal."""
    from rich.console import Console

    from innovatory.records.importing.addresses import shown_name
    from innovatory.records.importing.enter import import_table

    file = shown_name(request.asked.name)
    with Console(stderr=True).status("") as status:
        return import_table(request, _steps(status.update, file, lang))


def _steps(update: Callable[[str], None], file: str, lang: str) -> Callable[[str], None]:
    texts = {
        "reading": say("import.reading", lang, file=file),
        "checking": say("import.checking", lang, file=file),
        "writing": say("import.writing", lang),
    }
    return lambda step: update(texts[step])


def _tell(outcome: Outcome, json: bool, lang: str) -> None:
    from innovatory.report.importing import as_data, show

    if json:
        print_json(as_data(outcome))
    else:
        print_shown(lambda console: show(outcome, console, lang))


def _until(text: str) -> date | None:
    if not text:
        return None
    try:
        return day(text)
    except Mistake as mistake:
        raise Mistake(mistake.kind, mistake.en, mistake.zh, place=Place(path="--as-of")) from None


def _source(text: str) -> str | None:
    if text and not SOURCE.fullmatch(text):
        en = f"the id of a source has letters, digits and . : - _ only, not {text!r}"
        raise Mistake(
            "option", en, f"来源标识只能含字母、数字和 . : - _，不能是 {text!r}", place=Place(path="--source")
        )
    return text or None


def _refused(text: str) -> Path | None:
    if text and Path(text).suffix.lower() != ".csv":
        told = f"a file that ends in .csv is expected, not {text!r}", f"文件名应以 .csv 结尾，不能是 {text!r}"
        raise Mistake("file", *told, place=Place(path="--refused"))
    if text and Path(text).exists():
        told = "the file exists already and is left as it is", "文件已存在，未作改动"
        raise Mistake("file", *told, place=Place(text))
    return Path(text) if text else None
