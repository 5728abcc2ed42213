"""Any source as a sheet: a file by its ending, an address as a query on a database; with what the log says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.dictionary import Table
from innovatory.records.importing.addresses import is_address
from innovatory.records.importing.headers import Headers, plain
from innovatory.records.importing.sheet import Sheet, without_blank_rows
from innovatory.records.importing.source_file import SourceFile, source_file, still_the_same

Kind = Literal["csv", "xlsx", "parquet", "postgresql", "sqlite"]
ENDINGS: dict[str, Kind] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is read: a file or an address, the sheet of a spreadsheet, the query on a database, the encoding of a text;
    empty where the user says nothing."""

    name: str
    sheet: str = ""
    query: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Source:
    """A source that was read: its sheet, its kind, the name that may be shown, the file (None for a database)."""

    sheet: Sheet
    kind: Kind
    name: str
    file: SourceFile | None = None
    query: str | None = None


def read_source(asked: Asked, table: Table) -> Source:
    """The rows of a source, blank ones left out.

    Raises `Mistake` for what cannot be read (see the readers), `empty` for a source without a row, `changed` for a file
    that changes while it is read.
    """
    source = _from_database(asked) if is_address(asked.name) else _from_file(asked, table)
    sheet = without_blank_rows(source.sheet)
    if not sheet.rows.height and not sheet.broken:
        told = "there is no row of data here, only headers or nothing", "没有数据行，只有表头或空白"
        raise Mistake("empty", *told, place=Place(source.name))
    return replace(source, sheet=sheet)


def _from_database(asked: Asked) -> Source:
    from innovatory.records.importing.databases import database, read_query

    base = database(asked.name)
    if not asked.query.strip():
        en, zh = "say what to read from the database: --query \"SELECT …\"", '请说明读取内容：--query "SELECT …"'  # fmt: skip
        raise Mistake("query", en, zh, place=Place(base.shown))
    _unused(asked, "--sheet", "--encoding")
    kind: Kind = "sqlite" if base.kind == "sqlite" else "postgresql"
    return Source(read_query(base, asked.query), kind, base.shown, query=asked.query.strip())


def _from_file(asked: Asked, table: Table) -> Source:
    kind = ENDINGS.get(Path(asked.name).suffix.lower())
    if kind is None:
        listed = ", ".join(ENDINGS)
        en = f"a file that ends in {listed} is expected, or the address of a database"
        zh = f"文件应以 {listed} 结尾，或给出数据库地址"
        raise Mistake("file", en, zh, place=Place(asked.name))
    _unused(asked, "--query", *(["--sheet"] if kind != "xlsx" else []), *(["--encoding"] if kind != "csv" else []))
    file = source_file(asked.name)
    sheet = _sheet(file.path, kind, asked, table)
    still_the_same(file)
    return Source(sheet, kind, asked.name, file)


def _sheet(path: Path, kind: Kind, asked: Asked, table: Table) -> Sheet:
    knows = Headers(table).knows
    if kind == "csv":
        from innovatory.records.importing.csv_files import read_csv

        return read_csv(path, knows, asked.encoding)
    if kind == "xlsx":
        from innovatory.records.importing.xlsx_files import read_xlsx

        return read_xlsx(path, knows, asked.sheet, (table.name, plain(table.zh)))
    from innovatory.records.importing.parquet_files import read_parquet

    return read_parquet(path)


def _unused(asked: Asked, *options: str) -> None:
    """`Mistake("option")` for an option that the source has no use for: it would be passed over in silence."""
    given = {"--sheet": asked.sheet, "--query": asked.query, "--encoding": asked.encoding}
    for option in options:
        if given[option]:
            en, zh = f"{option} says nothing about such a source", f"{option} 不适用于此类来源"
            raise Mistake("option", en, zh, place=Place(path=option))
