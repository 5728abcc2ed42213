"""The registers of a city as tables: names and notes in one language, quotes as printed, a source for each row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import polars as pl

from innovatory.language.mistakes import nearest
from innovatory.measure.register_tables import ELSEWHERE, FOLDER
from innovatory.measure.sources import FILE, read_sources
from innovatory.records.dictionary import Column, Table, tables
from innovatory.records.labels import value_zh
from innovatory.report.words import label, phrases, say
from innovatory.server.heads import head, places, sources, told_source
from innovatory.server.problems import Absent
from innovatory.server.served import Held
from innovatory.server.shapes.parts import Source, Twins
from innovatory.server.shapes.register import Cell, ColumnKind, Register, RegisterBrief, RegisterColumn, Registers
from innovatory.server.twins import twins

BILINGUAL = ("name", "note")  # columns that stand there once in each language
SOURCES = ("source", "source_id")
KINDS: Mapping[str, ColumnKind] = {"name": "name", "note": "note", "quote": "quote", **dict.fromkeys(SOURCES, "source")}
GROUP = "registers"  # the tables of records that are registers, public row by row
LATEST, CHINESE = "_latest", "_zh"
PLACES = ("district", "zone_id", "cluster")
FIGURE = "figure"  # the published figure that counts what a list holds


def names(held: Held) -> list[str]:
    """The registers of a city, without the lists that have an answer of their own; then those among its records."""
    own = [name for name in held.city.registers if name not in ELSEWHERE]
    records = held.city.workspace
    taken_in = [] if records is None else [name for name in records.tables if tables()[name].group == GROUP]
    return [*own, *(name for name in taken_in if name not in own)]


def registers(held: Held, lang: str) -> Registers:
    """The registers of a city with the number of their rows."""
    found = [
        RegisterBrief(id=name, label=_label(name, lang), says=_says(name, lang), rows=frame(held, name).height)
        for name in names(held)
    ]
    return Registers(city=head(held, lang), registers=found)


def frame(held: Held, name: str) -> pl.DataFrame:
    """A register as it is stored; `Absent` with the nearest name for one that is not there."""
    known = names(held)
    if name not in known:
        raise Absent("table", f"no register {name!r}", f"没有登记表 {name!r}", nearest(name, known))
    return held.once(("register", name), lambda: _stored(held, name))


def _stored(held: Held, name: str) -> pl.DataFrame:
    """A register of the folder, else the records' table of that name."""
    records = held.city.workspace
    if records is None or name in held.city.registers:
        return held.city.register(name)
    return records.scan(name).collect()


def register(held: Held, name: str, lang: str) -> Register:
    """One register in one language."""
    stored = frame(held, name)
    rows = [_row(row, lang) for row in stored.iter_rows(named=True)]
    cited = {one for row in rows for key in SOURCES for one in str(row.get(key) or "").split(";")}
    return Register(
        city=head(held, lang),
        id=name,
        label=_label(name, lang),
        says=_says(name, lang),
        columns=_columns(held, name, stored, lang),
        rows=rows,
        sources=[*sources(held, cited, lang), *_own_sources(held, cited, lang)],
        twins=address(held, name),
    )


def _own_sources(held: Held, cited: Collection[str], lang: str) -> list[Source]:
    """The sources that only the registers of a city name."""
    folder = held.city.folder / FOLDER
    if not (folder / FILE).is_file():
        return []
    own = held.once(("register sources",), lambda: read_sources(folder))
    known = held.report.sources
    return [told_source(one, lang) for name, one in own.items() if name in cited and name not in known]


def address(held: Held, name: str) -> Twins:
    """Where the files of a register stand."""
    return twins(f"/cities/{held.city.id}/register/{name}")


def _label(name: str, lang: str) -> str:
    table = tables().get(name)
    if table is None:
        return say(f"server.register.{name}", lang)
    return table.zh if lang == "zh" else table.en


def _says(name: str, lang: str) -> str:
    table = tables().get(name)
    if table is None:
        return say(f"server.register_row.{name}", lang)
    return table.row_zh if lang == "zh" else table.row


def _row(row: Mapping[str, Any], lang: str) -> dict[str, Cell]:
    """A row with one name and one note: those of the language, else those of the other, which are better than nothing."""
    told = {name: _cell(value) for name, value in row.items() if _stays(name, row)}
    for name in BILINGUAL:
        ends = [f"{name}_{one}" for one in ((lang, "en", "zh"))]
        if any(one in row for one in ends):
            told[name] = next((_cell(row[one]) for one in ends if row.get(one)), None)
    for name in [one for one in told if f"{one}{CHINESE}" in row and lang == "zh"]:
        told[name] = _cell(row[f"{name}{CHINESE}"]) or told[name]
    return told


def _stays(name: str, columns: Any) -> bool:
    """Whether a column stands in the answer under its own name: it is not one of two languages."""
    if name in {f"{one}_{lang}" for one in BILINGUAL for lang in ("en", "zh")}:
        return False
    return not (name.endswith(CHINESE) and name.removesuffix(CHINESE) in columns)


def _cell(value: Any) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | float):
        return value
    return float(value) if isinstance(value, int) else str(value)


def _columns(held: Held, name: str, stored: pl.DataFrame, lang: str) -> list[RegisterColumn]:
    table = tables().get(name)
    own = [one for one in stored.columns if _stays(one, stored.columns)]
    first, rest = own[:1], own[1:]
    both = [one for one in BILINGUAL if f"{one}_en" in stored.columns or f"{one}_zh" in stored.columns]
    ordered = [*first, *(one for one in both if one == "name"), *rest, *(one for one in both if one == "note")]
    return [_column(one, table, first, stored, held, lang) for one in ordered]


def _column(
    name: str, table: Table | None, key: list[str], stored: pl.DataFrame, held: Held, lang: str
) -> RegisterColumn:
    column = None if table is None else table.columns.get(name.removesuffix(LATEST))
    return RegisterColumn(
        id=name,
        label=_called(name, column, lang),
        kind="id" if name in key else _kind(name, column, stored),
        words=_words(name, column, table, stored, held, lang),
        unit=None if column is None or column.unit is None else str(column.unit),
    )


def _called(name: str, column: Column | None, lang: str) -> str:
    stem = name.removesuffix(LATEST)
    key = f"server.column.{stem}"
    if column is not None and lang == "zh":
        told = column.zh
    elif key in phrases():
        told = say(key, lang)
    else:
        told = stem.removesuffix("_id").removesuffix("_on").replace("_", " ")
    return say("server.latest", lang, name=told) if name.endswith(LATEST) else told


def _kind(name: str, column: Column | None, stored: pl.DataFrame) -> ColumnKind:
    if name in KINDS:
        return KINDS[name]
    of = stored.schema.get(name)
    if of == pl.Date or name.endswith(("_on", LATEST)) or (column is not None and column.type in ("date", "event")):
        return "day"
    if of == pl.Boolean:
        return "yes_no"
    if of is not None and of.is_numeric():
        return "number"
    if (column is not None and column.one_of) or name in PLACES or f"server.word.{name}" in phrases():
        return "word"
    return "reference" if name.endswith(("_id", "indicators", "members", "series")) else "text"


def _words(
    name: str, column: Column | None, table: Table | None, stored: pl.DataFrame, held: Held, lang: str
) -> dict[str, str]:
    """What the values of a closed list, and of places, are called; nothing for other columns."""
    if name not in stored.columns or (stored.schema[name] != pl.String and not (column is not None and column.one_of)):
        return {}
    if name in PLACES:
        return _places(name, held, lang)
    if name == FIGURE:
        return _figures(stored[name].drop_nulls().to_list(), held, lang)
    values = stored[name].cast(pl.String).drop_nulls().unique().sort().to_list()
    if column is not None and column.one_of and table is not None:
        return {one: value_zh(table, column, one) if lang == "zh" else one.replace("_", " ") for one in values}
    return {one: say(f"server.word.{one}", lang) for one in values if f"server.word.{one}" in phrases()}


def _figures(values: list[str], held: Held, lang: str) -> dict[str, str]:
    """What published figures, `indicator|year`, are called."""
    pairs = {one: one.partition("|") for one in values}
    known = {one.indicator: one.name for one in held.city.figures}
    return {
        one: say("server.figure_of", lang, name=label(known[indicator], lang), year=year)
        for one, (indicator, _, year) in pairs.items()
        if indicator in known
    }


def _places(name: str, held: Held, lang: str) -> dict[str, str]:
    of = {"district": held.city.districts, "zone_id": held.city.zones, "cluster": held.city.clusters}[name]
    return places(of, lang)
