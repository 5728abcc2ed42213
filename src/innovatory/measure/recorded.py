"""The rows of a city's records behind an indicator: a stored table as it is, or a view made from several.

Tables are scanned where they lie (Polars, piece by piece). A view is worked out once by DuckDB, with only the columns
that are asked for; what is not recorded is said by name instead of being read as empty.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from innovatory.language.types import Day, Number, Type
from innovatory.measure.given import LATEST, WEIGHT, given, looked_up_extents, stored_extents, weight
from innovatory.measure.readable import columns_of
from innovatory.measure.scan import YEAR, Rows
from innovatory.measure.views import AS_OF, View, names, sql_type, view
from innovatory.records.dictionary import tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MADE = "made"  # what a view gave; no table of the dictionary has this name
HELD = 5_000_000  # rows of a view that are small enough to be held as a table of Polars
MEMORY = "3GB"  # for one view; what is more goes to temporary files


class Table(Protocol):
    """What is needed of a stored table: its columns, how many rows it has, where they come from."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the stored columns."""

    @property
    def rows(self) -> int:
        """The number of rows."""

    @property
    def origin(self) -> tuple[str, ...]:
        """The origins that its rows name: observed, synthetic, simulated; empty where no row says."""

    @property
    def basis(self) -> Mapping[str, str]:
        """On what each column of a synthetic or simulated table rests: published, derived, assumed."""


class Records(Protocol):
    """What is needed of a city's records; `Workspace` is one."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """The stored tables by name."""

    @property
    def as_of(self) -> date:
        """The day up to which the records tell."""

    def path(self, table: str) -> Path:
        """The Parquet file of a table."""


@dataclass(frozen=True)
class NotRecorded:
    """What an indicator reads and the records do not hold: whole tables, or columns of `table`."""

    tables: tuple[str, ...] = ()
    table: str = ""
    columns: tuple[str, ...] = ()


def types_of(over: str) -> Mapping[str, Type] | None:
    """The columns of a table or view by name; None if there is neither."""
    known = tables().get(over)
    if known is not None:
        return columns_of(known)
    return view(over).columns if over in names() else None


def tables_behind(over: str) -> tuple[str, ...]:
    """The stored tables that a table or view is made of."""
    return (over,) if over in tables() else view(over).tables


def absent(records: Records, over: str, wanted: Iterable[str]) -> NotRecorded | None:
    """What the records lack of a table or view and the columns to read; None if everything is there."""
    missing = tuple(name for name in tables_behind(over) if name not in records.tables)
    if missing:
        return NotRecorded(tables=missing)
    if over not in tables():
        return None
    columns = tuple(name for name in wanted if name not in records.tables[over].columns)
    return NotRecorded(table=over, columns=columns) if columns else None


class Reader:
    """Reads the rows behind indicators; all views share one DuckDB connection, opened for the first of them.

    A context: what `rows` gave may be used until it is asked again, or closed.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        self._open = ExitStack()
        self._there: set[str] = set()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def rows(self, over: str, columns: Iterable[str]) -> Rows | NotRecorded:
        """The rows of a table or view with the columns to read; the year is always read."""
        wanted = list(dict.fromkeys([YEAR, *columns]))
        missing = absent(self.records, over, wanted)
        if missing is not None:
            return missing
        return self._table(over, wanted) if over in tables() else self._view(view(over), wanted)

    def _table(self, name: str, wanted: list[str]) -> Rows:
        path, types = self.records.path(name), columns_of(tables()[name])
        extents = stored_extents(path, [*wanted, *(f"{one}{LATEST}" for one in wanted), WEIGHT])
        given_columns = given({one: types[one] for one in wanted}, extents)
        return Rows(pl.scan_parquet(path), given_columns, extents.rows, weight(extents))

    def _view(self, of: View, wanted: list[str]) -> Rows | NotRecorded:
        """A view worked out once, with only the columns to read; what is small goes on in Polars."""
        import duckdb

        types = {name: each for name, each in of.columns.items() if name in {*wanted, WEIGHT}}
        connection = self.connection(of.tables)
        cleaned = ", ".join(_cleaned(name, each) for name, each in types.items())
        connection.execute(f"DROP TABLE IF EXISTS {MADE}")
        try:
            connection.sql(of.sql).project(cleaned).create(MADE)
        except duckdb.BinderException as error:
            column = _unbound(str(error), of, self.records)
            if column is None:
                raise
            return column
        made = connection.table(MADE)
        counted = made.aggregate("count(*)").fetchall()[0][0]
        frame: Any = made.pl().lazy() if counted <= HELD else made
        extents = looked_up_extents(frame, types, types)
        return Rows(frame, given(types, extents), extents.rows, weight(extents))

    def connection(self, wanted: Iterable[str]) -> DuckDBPyConnection:
        """The DuckDB connection with some stored tables under their names, and `as_of`."""
        connection = self._connection
        for name in wanted:
            if name not in self._there:
                stored = connection.read_parquet(str(self.records.path(name)))
                stored.project(", ".join(_projected(name, tuple(stored.columns)))).create_view(name)
                self._there.add(name)
        return connection

    @cached_property
    def _connection(self) -> DuckDBPyConnection:
        """A DuckDB connection that knows `as_of` and puts what memory does not hold into temporary files."""
        import duckdb

        spill = self._open.enter_context(tempfile.TemporaryDirectory(prefix="innovatory-"))
        connection = self._open.enter_context(
            duckdb.connect(
                config={"memory_limit": MEMORY, "temp_directory": spill, "preserve_insertion_order": "false"}
            )
        )
        connection.execute(f"CREATE TABLE {AS_OF} AS SELECT CAST(? AS DATE) AS day", [self.records.as_of])
        return connection


@contextmanager
def connected(records: Records, wanted: Iterable[str]) -> Iterator[DuckDBPyConnection]:
    """A DuckDB connection with some stored tables as views read them."""
    with Reader(records) as reader:
        yield reader.connection(wanted)


def _projected(name: str, stored: tuple[str, ...]) -> Iterator[str]:
    """All columns of the dictionary, missing ones empty.

    A missing event is left out, for an empty one would say that it has not happened; a missing weight is 1.
    """
    for column in tables()[name].columns.values():
        quoted, of = f'"{column.name}"', sql_type(column)
        if column.name == WEIGHT:
            yield f"coalesce(CAST({quoted} AS {of}), 1.0) AS {quoted}" if WEIGHT in stored else f"1.0 AS {quoted}"
        elif column.name in stored:
            yield f"CAST({quoted} AS {of}) AS {quoted}"
        elif column.type != "event":
            yield f"CAST(NULL AS {of}) AS {quoted}"


def _cleaned(name: str, of: Type) -> str:
    """A column of a view: numbers as float64, what is not finite unknown."""
    quoted = f'"{name}"'
    if name == YEAR:
        return f"CAST({quoted} AS BIGINT) AS {quoted}"
    if isinstance(of, Number):
        number = f"CAST({quoted} AS DOUBLE)"
        return f"CASE WHEN isfinite({number}) THEN {number} END AS {quoted}"
    return f"CAST({quoted} AS DATE) AS {quoted}" if isinstance(of, Day) else quoted


def _unbound(message: str, of: View, records: Records) -> NotRecorded | None:
    """The event column that a view reads and a table does not have; None where the message is about something else."""
    for name in of.tables:
        events = [one.name for one in tables()[name].columns.values() if one.type == "event"]
        lacking = [one for one in events if one not in records.tables[name].columns and f'"{one}"' in message]
        if lacking:
            return NotRecorded(table=name, columns=tuple(lacking))
    return None
