"""`innovatory describe`: the tables of a city's records, the columns of one, an empty spreadsheet to fill in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innovatory.cli.console import print_json, print_shown
from innovatory.cli.options import JsonOption, LangOption, language

if TYPE_CHECKING:
    from innovatory.records.dictionary import Table

TablesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TABLE]...", help="Tables, by name or Chinese label. 数据表（名称或中文名）。"),
]
XlsxOption = Annotated[
    str,
    typer.Option(
        "--xlsx", metavar="FILE", help="Write an empty spreadsheet for these tables, or for all. 生成空白填报表。"
    ),
]


def describe(
    tables: TablesArgument = None, xlsx: XlsxOption = "", json: JsonOption = False, lang: LangOption = "en"
) -> None:
    """Tell what the records of a city hold. 查看城市创新记录的数据表与各列。

    innovatory describe enterprise_years --xlsx 企业年度.xlsx
    """
    language(lang)
    from innovatory.records import dictionary

    asked = list({table.name: table for table in map(dictionary.table_named, tables or [])}.values())
    if xlsx:
        _write(asked or list(dictionary.tables().values()), xlsx, json, lang)
    elif asked:
        _tell(asked, json, lang)
    else:
        _list(list(dictionary.tables().values()), json, lang)


def _write(found: list[Table], file: str, json: bool, lang: str) -> None:
    from innovatory.report.describe import show_written
    from innovatory.report.template import write_template

    write_template(found, Path(file))
    if json:
        print_json({"file": file, "tables": [table.name for table in found]})
        return
    print_shown(lambda console: show_written(file, len(found), console, lang))


def _tell(found: list[Table], json: bool, lang: str) -> None:
    from innovatory.report.describe import show_table, table_as_dict

    if json:
        print_json([table_as_dict(table) for table in found])
        return
    for place, table in enumerate(found):
        if place:
            print()
        print_shown(partial(show_table, table, lang=lang))


def _list(found: list[Table], json: bool, lang: str) -> None:
    from innovatory.report.describe import show_tables, table_as_dict

    if json:
        print_json([{key: value for key, value in table_as_dict(table).items() if key != "columns"} for table in found])
        return
    print_shown(lambda console: show_tables(found, console, lang))
