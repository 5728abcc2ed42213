"""The tables of the records as an answer: what each column means, what a city has of it, and what of that is synthetic."""

from __future__ import annotations

import polars as pl

from innovatory.language.mistakes import nearest
from innovatory.records.dictionary import GROUPS, Column, Table, tables
from innovatory.records.labels import value_zh
from innovatory.records.workspace import Stored, Workspace
from innovatory.report.words import say
from innovatory.server.heads import head
from innovatory.server.labels import unit_name, worded
from innovatory.server.problems import Absent
from innovatory.server.served import Held
from innovatory.server.shapes import data as shapes
from innovatory.server.shapes.parts import Word
from innovatory.server.twins import UNDER

ORIGIN = "origin"


def dictionary(held: Held, importable: bool, lang: str) -> shapes.Tables:
    """All tables beside what a city has of them."""
    workspace = held.city.workspace
    says = say("server.data.none", lang) if workspace is None else say("report.records_of", lang, day=workspace.as_of)
    return shapes.Tables(
        city=head(held, lang),
        importable=importable,
        says=says,
        groups=[Word(id=one, label=say(f"table_group.{one}", lang)) for one in GROUPS],
        tables=[_table(one, held, lang) for one in tables().values()],
    )


def table_of(name: str) -> Table:
    """A table of the dictionary; `Absent` with the nearest name if there is none."""
    known = tables()
    if name not in known:
        raise Absent("name", f"no table {name!r}", f"没有数据表 {name!r}", nearest(name, known))
    return known[name]


def _table(table: Table, held: Held, lang: str) -> shapes.Table:
    workspace = held.city.workspace
    stored = None if workspace is None else workspace.tables.get(table.name)
    return shapes.Table(
        id=table.name,
        label=label_of(table, lang),
        row=table.row_zh if lang == "zh" else table.row,
        group=table.group,
        key=list(table.key),
        weighted=table.weighted,
        columns=[_column(table, one, stored, lang) for one in table.columns.values()],
        there=None if stored is None else stored.rows,
        origins=[] if workspace is None or stored is None else _origins(table.name, stored, workspace, held, lang),
        vintages=[] if workspace is None else _vintages(table.name, workspace),
        template=f"{UNDER}/data/tables/{table.name}/template.xlsx",
    )


def label_of(table: Table, lang: str) -> str:
    """What a table is called."""
    return table.zh if lang == "zh" else table.en


def _origins(name: str, stored: Stored, workspace: Workspace, held: Held, lang: str) -> list[shapes.Origin]:
    """How many rows say where they come from; rows that do not say are counted as unsaid."""
    if ORIGIN not in stored.columns:
        return [shapes.Origin(id="unsaid", label=say("server.origin.unsaid", lang), rows=stored.rows)]
    counts = held.once(("origins", name), lambda: _counted(workspace, name))
    return [
        shapes.Origin(id=one or "unsaid", label=say(f"server.origin.{one or 'unsaid'}", lang), rows=rows)
        for one, rows in counts
    ]


def _counted(workspace: Workspace, name: str) -> list[tuple[str | None, int]]:
    found = workspace.scan(name).group_by(pl.col(ORIGIN).cast(pl.String)).len().sort(ORIGIN).collect()
    return [(origin, int(rows)) for origin, rows in found.rows()]


def _vintages(name: str, workspace: Workspace) -> list[shapes.Vintage]:
    return [
        shapes.Vintage(
            at=one.at,
            name=one.name,
            source=one.source,
            rows=one.rows,
            used=one.used,
            refused=one.refused,
            duplicate=one.duplicate,
        )
        for one in workspace.manifest.log
        if one.table == name
    ]


def _column(table: Table, column: Column, stored: Stored | None, lang: str) -> shapes.Column:
    kind = "area" if str(column.unit) == "m2" else column.type
    basis = None if stored is None else stored.basis.get(column.name)
    values = column.one_of if column.type == "cat" else ()
    return shapes.Column(
        name=column.name,
        label=column.zh if lang == "zh" else column.name.replace("_", " "),
        definition=worded(column.definition_zh, lang) if lang == "zh" else column.definition,
        type=column.type,
        type_text=say(f"column_type.{kind}", lang),
        unit=None if column.unit is None else str(column.unit),
        unit_label=unit_name(None if column.unit is None else str(column.unit), lang),
        required=column.required,
        key=column.key,
        minimum=column.minimum,
        maximum=column.bounds.maximum if column.bounds is not None else None,
        values=[
            Word(id=one, label=value_zh(table, column, one) if lang == "zh" else one.replace("_", " "))
            for one in values
        ],
        headers=list(column.headers),
        references=list(column.references),
        basis=None if basis is None else Word(id=basis, label=say(f"server.basis.{basis}", lang)),
    )
