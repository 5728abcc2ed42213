"""A query on the city's own database, PostgreSQL or SQLite, read through ADBC and opened for reading only.

What goes out is one SELECT. Passwords are neither kept nor shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as postgresql
import adbc_driver_sqlite.dbapi as sqlite
import polars as pl
import pyarrow as pa
from adbc_driver_manager.dbapi import Connection

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.importing.addresses import secrets, shown_name
from innovatory.records.importing.parquet_files import typed_sheet
from innovatory.records.importing.sheet import Sheet, cell_name, named

POSTGRESQL, SQLITE = ("postgresql", "postgres"), ("sqlite",)
_SELECT = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*(?:select|with)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Database:
    """A database by its address: `kind` is postgresql or sqlite, `shown` the address without password."""

    url: str
    kind: str
    shown: str


def database(url: str) -> Database:
    """The database at an address such as `postgresql://user@host/base` or `sqlite:///file.db`.

    `Mistake("url")` for an address of another kind.
    """
    scheme = urlsplit(url).scheme.lower()
    if scheme in POSTGRESQL:
        return Database(url, POSTGRESQL[0], shown_name(url))
    if scheme in SQLITE:
        return Database(url, SQLITE[0], url)
    en = "an address begins with postgresql:// or sqlite:///; of other sources, import a file"
    zh = "地址应以 postgresql:// 或 sqlite:/// 开头；其他来源请先存为文件再导入"
    raise Mistake("url", en, zh, place=Place(path=shown_name(url)))


def read_query(base: Database, query: str) -> Sheet:
    """The answer of one SELECT; rows are numbered from 1.

    Raises `Mistake`: `query` (no SELECT, or refused by the database), `database` (not reached, or gone while it
    answered). In both cases nothing was read.
    """
    text = query.strip().rstrip(";").strip()
    if not _SELECT.match(text):
        told = "the query must be one SELECT", "查询应为一条 SELECT 语句"
        raise Mistake("query", *told, place=Place(path="--query"))
    with _connection(base) as connection, _told(base):
        if base.kind == SQLITE[0]:
            return _from_sqlite(connection, text, base.shown)
        with connection.cursor() as cursor:
            # the text ends with a line break, as a comment at its end would swallow what is put behind it
            cursor.execute(f"{text}\n")
            return _sheet(cursor.fetch_arrow_table(), base.shown)


def _from_sqlite(connection: Connection, text: str, shown: str) -> Sheet:
    """All columns as texts: SQLite lets every cell have a type of its own, and a column has one."""
    with connection.cursor() as cursor:
        cursor.execute("\n".join(["SELECT * FROM (", text, ") LIMIT 0"]))
        headers = named([one[0] for one in cursor.description or ()], shown)
        names = [cell_name(position) for position in range(len(headers))]
        as_text = ", ".join(f"CAST({name} AS TEXT) AS {name}" for name in names)
        cursor.execute("\n".join([f"WITH answer({', '.join(names)}) AS (", text, ") SELECT", as_text, "FROM answer"]))
        frame = pl.DataFrame(cursor.fetch_arrow_table()).cast(pl.String)
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.UInt32, eager=True).rename("number")
    return Sheet(headers, frame, numbers)


def _sheet(table: pa.Table, shown: str) -> Sheet:
    headers = named(table.column_names, shown)
    names = [cell_name(position) for position in range(len(headers))]
    plain = pa.table([_plain(column) for column in table.columns], names)
    typed = typed_sheet(pl.DataFrame(plain), shown)
    return Sheet(headers, typed.rows, typed.numbers)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without the mark of a type that only its database has: a numeric, for one, is a text of digits."""
    if not isinstance(column.type, pa.BaseExtensionType):
        return column
    return pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)


@contextmanager
def _connection(base: Database) -> Iterator[Connection]:
    with _told(base):
        connection = _sqlite(base) if base.kind == SQLITE[0] else _postgresql(base)
    try:
        yield connection
    finally:
        # a server that is gone cannot be left; what it answered is complete, or a mistake was raised
        with suppress(adbc_driver_manager.Error):
            connection.close()


def _postgresql(base: Database) -> Connection:
    connection: Connection = postgresql.connect(base.url)
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    connection.commit()
    return connection


def _sqlite(base: Database) -> Connection:
    path = unquote(base.url.partition(":///")[2])
    if not Path(path).is_file():
        raise Mistake("file", "the database file does not exist", "数据库文件不存在", place=Place(path))
    return sqlite.connect(f"file:{quote(path)}?mode=ro")


@contextmanager
def _told(base: Database) -> Iterator[None]:
    """Errors of a database as mistakes, without its password."""
    try:
        yield
    except adbc_driver_manager.ProgrammingError as error:
        why = _why(base, error)
        en, zh = f"the database refuses the query ({why})", f"数据库拒绝该查询（{why}）"
        raise Mistake("query", en, zh, place=Place(path="--query")) from None
    except (adbc_driver_manager.Error, pa.ArrowException, OSError) as error:
        why = _why(base, error)
        en = f"the database does not answer ({why}); nothing was imported"
        zh = f"数据库没有应答（{why}），未导入任何数据"
        raise Mistake("database", en, zh, place=Place(base.shown)) from None


def _why(base: Database, error: Exception) -> str:
    first = " ".join(str(error).split("\n\nQuery was", maxsplit=1)[0].split())
    for secret in secrets(base.url):
        first = first.replace(secret, "***")
    return first
