"""Named SQL views over the records: what needs joins, windows or survival, in DuckDB's dialect, from `library/views`.

A view is one SELECT over tables of the dictionary and the one-row relation `as_of(day)`. Its columns are found by asking
DuckDB over empty tables; units come from the dictionary (a column of the same name in a table that the view reads) or
from a line of the comment at its head: `--   name: unit - what it is`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.types import Category, Day, Number, Truth, Type
from innovatory.language.units import ONE, YEAR, unit
from innovatory.measure.readable import column_type
from innovatory.records.dictionary import Column, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AS_OF = "as_of"
YEAR_COLUMN = "year"
DECLARED = re.compile(r"^--   ([a-z_][a-z0-9_]*): ([^ ]+) - (.+)$")
COMMENT = re.compile(r"^--\s?(.*)$")
DATES = ("DATE", "TIMESTAMP")


@dataclass(frozen=True)
class View:
    """A view: its name, its SQL and file, what its head says, the tables it reads, its columns with their types."""

    name: str
    sql: str
    file: str
    note: str
    tables: tuple[str, ...]
    columns: Mapping[str, Type]


FOLDER = Path(str(files("innovatory") / "library" / "views"))


def names() -> list[str]:
    """The names of the views of the library."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


@cache
def view(name: str) -> View:
    """A view of the library; `Mistake("name")` with the nearest name, or of kind `view` where it is wrong."""
    if name not in names():
        raise Mistake("name", f"no view {name!r}", f"没有视图 {name!r}", nearest=nearest(name, names()))
    return read_view(FOLDER / f"{name}.sql")


def read_view(path: Path) -> View:
    """The view in a file; `Mistake` of kind `view` at the file that DuckDB or the dictionary refuses."""
    import duckdb

    sql = path.read_text(encoding="utf-8").strip().rstrip(";")
    try:
        return _view(path, sql, _empty())
    except duckdb.Error as error:
        why = " ".join(str(error).split("\n\n")[0].split())
        raise _wrong(path, f"DuckDB refuses it ({why})", f"DuckDB 无法执行（{why}）") from None


@cache
def _empty() -> DuckDBPyConnection:
    """The connection on which views are looked at: it holds empty tables only and can read nothing outside."""
    import duckdb

    connection = duckdb.connect(config={"enable_external_access": "false"})
    connection.execute(f"CREATE TABLE {AS_OF} (day DATE)")
    return connection


@cache
def category_names() -> Mapping[tuple[str, str], dict[str, str]]:
    """What the values of columns that views make are called, by column and value: `en` and `zh`."""
    text = (FOLDER / "values.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["column"], row["value"]): {"en": row["en"], "zh": row["zh"]} for row in rows}


def sql_type(column: Column) -> str:
    """The DuckDB type of a column of the dictionary."""
    of = column_type(column)
    if isinstance(of, Number):
        return "BIGINT" if column.type == "year" else "DOUBLE"
    return "BOOLEAN" if isinstance(of, Truth) else "DATE" if isinstance(of, Day) else "VARCHAR"


def _view(path: Path, sql: str, connection: DuckDBPyConnection) -> View:
    import duckdb

    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise _wrong(path, "a view is one SELECT", "视图应为一条 SELECT 语句")
    read = tuple(sorted(set(_named(_parsed(sql, connection))) & set(tables())))
    for name in read:
        columns = ", ".join(f'"{column.name}" {sql_type(column)}' for column in tables()[name].columns.values())
        connection.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({columns})')
    described = {str(name): str(kind) for name, kind, *_ in connection.execute(f"DESCRIBE {sql}").fetchall()}
    head = _head(sql)
    declared = {found[1]: found[2] for line in head if (found := DECLARED.match(line))}
    if YEAR_COLUMN not in described:
        raise _wrong(path, "it gives no column `year`", "视图未给出列 `year`")
    if unused := [name for name in declared if name not in described]:
        en, zh = f"its head tells of `{unused[0]}`, which it does not give", f"说明中的 `{unused[0]}` 不在视图的列中"
        raise _wrong(path, en, zh, nearest(unused[0], described))
    types = {name: _type(name, kind, declared, read, path) for name, kind in described.items()}
    note = " ".join(found[1] for line in head if not DECLARED.match(line) and (found := COMMENT.match(line)))
    return View(path.stem, sql, str(path), note.strip(), read, types)


def _parsed(sql: str, connection: DuckDBPyConnection) -> object:
    """The syntax tree of a SELECT; asking DuckDB for its tables directly fails on some joins inside of WITH."""
    found = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    return json.loads(found[0]) if found is not None else None


def _named(syntax: object) -> Iterator[str]:
    """The names that stand where tables stand; names given inside the view (WITH) are among them."""
    if isinstance(syntax, dict):
        if syntax.get("type") == "BASE_TABLE":
            yield str(syntax["table_name"])
        for part in syntax.values():
            yield from _named(part)
    elif isinstance(syntax, list):
        for part in syntax:
            yield from _named(part)


def _head(sql: str) -> list[str]:
    """The lines of comment before the SELECT."""
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line)
    return lines


def _type(name: str, kind: str, declared: Mapping[str, str], read: tuple[str, ...], path: Path) -> Type:
    if name == YEAR_COLUMN:
        return Number(YEAR, whole=True)
    if name == "weight":
        return Number(ONE)
    if name in declared:
        return _declared(declared[name], path)
    for table in read:
        if name in tables()[table].columns:
            return column_type(tables()[table].columns[name])
    if kind in DATES:
        return Day()
    raise _wrong(
        path,
        f"the unit of column `{name}` is not known; say it at the head: `--   {name}: unit - what it is`",
        f"列 `{name}` 的单位不明；请在文件开头注明：`--   {name}: 单位 - 含义`",
    )


def _declared(spec: str, path: Path) -> Type:
    if spec == "category":
        return Category(())
    if spec == "truth":
        return Truth()
    try:
        of = unit(spec)
    except Mistake as mistake:
        raise mistake.at(Place(str(path))) from None
    return Number(of, of.whole)


def _wrong(path: Path, en: str, zh: str, near: str | None = None) -> Mistake:
    return Mistake("view", en, zh, nearest=near, place=Place(str(path)))
