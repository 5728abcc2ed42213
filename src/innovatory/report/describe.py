"""The column dictionary as people read it: the tables by group, and the columns of one with all that holds for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid

from innovatory.records.dictionary import GROUPS, Column, Table
from innovatory.records.labels import header, value_zh
from innovatory.records.relations import Relation, relations
from innovatory.report.answer import section
from innovatory.report.text import Text, put
from innovatory.report.words import listing, say, say_many

NAME = 18  # columns of the terminal for the longest name of a table


def table_as_dict(table: Table) -> dict[str, Any]:
    """A table with its columns as plain data, for machines."""
    return {
        "table": table.name,
        "label": {"en": table.en, "zh": table.zh},
        "row": {"en": table.row, "zh": table.row_zh},
        "group": table.group,
        "weighted": table.weighted,
        "key": list(table.key),
        "columns": [_column_as_dict(table, column) for column in table.columns.values()],
        "relations": [
            {"kind": one.kind, "columns": list(one.columns), "by": list(one.by)} for one in relations(table.name)
        ],
    }


def _column_as_dict(table: Table, column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "zh": column.zh,
        "header": header(column),
        "type": column.type,
        "unit": None if column.unit is None else str(column.unit),
        "required": column.required,
        "key": column.key,
        "minimum": column.minimum,
        "maximum": column.bounds.maximum if column.bounds else None,
        "future": column.future,
        "values": [{"value": value, "zh": value_zh(table, column, value)} for value in _values(column)],
        "headers": list(column.headers),
        "ambiguous": list(column.ambiguous),
        "references": list(column.references),
        "definition": {"en": column.definition, "zh": column.definition_zh},
    }


def show_tables(found: Sequence[Table], console: Console, lang: str) -> None:
    """Print the tables under their groups, each with what a row of it is."""
    for group in GROUPS:
        own = [table for table in found if table.group == group]
        if own:
            console.print(Text(f"\n{say(f'table_group.{group}', lang)}", style="bold underline"))
            console.print(_listed(own, lang))
    columns = sum(len(table.columns) for table in found)
    put(console, ["", Text(say("describe.count", lang, n=len(found), columns=columns))])
    put(console, [Text(say("describe.foot", lang), style="dim")])


def _listed(found: Sequence[Table], lang: str) -> Grid:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(min_width=NAME, no_wrap=True)
    for table in found:
        row = table.row_zh if lang == "zh" else table.row
        name = Text.assemble((f"{_label(table, lang)}：" if lang == "zh" else f"{_label(table, lang)}: ", "bold"), row)
        grid.add_row(Text(table.name), name)
    return grid


def show_table(table: Table, console: Console, lang: str) -> None:
    """Print one table: what a row is, its key, every column, and what the columns owe each other."""
    put(console, _head(table, lang))
    for column in table.columns.values():
        put(console, _column(table, column, lang))
    owed = [_relation(relation, lang) for relation in relations(table.name)]
    if owed:
        put(console, section(say("describe.section.relations", lang), owed))
    put(console, ["", Text(say("describe.foot.table", lang, table=table.name), style="dim")])


def _label(table: Table, lang: str) -> str:
    return table.zh if lang == "zh" else table.en


def _head(table: Table, lang: str) -> Iterator[RenderableType]:
    columns = say("describe.columns", lang, n=len(table.columns))
    yield Text.assemble((_label(table, lang), "bold"), f" · {table.name} · {columns}")
    yield Text(say("describe.row", lang, row=table.row_zh if lang == "zh" else table.row))
    yield Text(say("describe.keys", lang, columns=listing(list(table.key), lang)))
    if table.weighted:
        yield Text(say("describe.weighted", lang), style="dim")


def _column(table: Table, column: Column, lang: str) -> Iterator[RenderableType]:
    yield ""
    facts = " · ".join([column.zh, *facts_of(column, lang)])
    yield Text.assemble((column.name, "bold"), f"  {facts}")
    for line in lines_of(table, column, lang):
        yield Padding(Text(line, overflow="fold"), (0, 0, 0, 4))


def facts_of(column: Column, lang: str) -> list[str]:
    """What holds for a column, in few words: its type and unit, key, required, bounds that are not the usual ones."""
    kind = "area" if str(column.unit) == "m2" else column.type
    facts = [say(f"column_type.{kind}", lang)]
    if column.key is not None:
        facts.append(say("describe.key", lang, n=column.key))
    elif column.required:
        facts.append(say("describe.required", lang))
    if column.future:
        facts.append(say("describe.future", lang))
    if column.unit is not None and column.minimum is None:
        facts.append(say("describe.negative", lang))
    elif column.minimum:
        facts.append(say("describe.minimum", lang, n=f"{column.minimum:g}"))
    return facts


def lines_of(table: Table, column: Column, lang: str) -> list[str]:
    """What is said of a column in sentences: its definition, its values, the headers it is read under."""
    lines = [column.definition_zh if lang == "zh" else column.definition]
    if values := _values(column):
        told = [f"{value}（{value_zh(table, column, value)}）" if lang == "zh" else value for value in values]
        lines.append(say("describe.values", lang, values=listing(told, lang)))
    clear = [one for one in column.headers if one not in column.ambiguous]
    if clear:
        lines.append(say("describe.headers", lang, headers=listing(clear, lang)))
    if column.ambiguous:
        lines.append(say("describe.ambiguous", lang, headers=listing(list(column.ambiguous), lang)))
    if column.references:
        lines.append(say("describe.references", lang, columns=listing(list(column.references), lang)))
    return lines


def _values(column: Column) -> tuple[str, ...]:
    """The values of a closed list; none for places, whose codes are those of the city."""
    return column.one_of if column.type == "cat" else ()


def _relation(relation: Relation, lang: str) -> str:
    columns = relation.columns
    match relation.kind:
        case "order":
            return " ≤ ".join(columns)
        case "sum":
            return f"{columns[0]} = {' + '.join(columns[1:])}"
        case "part":
            return say("describe.relation.part", lang, part=columns[0], whole=columns[1])
        case "shares":
            return say("describe.relation.shares", lang, share=columns[0], by=listing(list(relation.by), lang))
        case _:
            return say("describe.relation.since", lang, year=columns[1], day=relation.by[0])


def show_written(file: str, sheets: int, console: Console, lang: str) -> None:
    """Print that a template was written."""
    put(console, [Text(say_many("describe.written", sheets, lang, file=file))])
