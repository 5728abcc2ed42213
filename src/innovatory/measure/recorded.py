"""The rows of a city's records behind an indicator: a stored table as it is, or a view made from several.

Tables are scanned where they lie (Polars, piece by piece). A view is worked out once by DuckDB, with only the columns
that are asked for; what is not recorded is said by name instead of being read as empty.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

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


@contextmanager
def rows_of(records: Records, over: str, columns: Iterable[str]) -> Iterator[Rows | NotRecorded]:
    """The rows of a table or view with the columns to read (the year is always read); open while in use."""
    wanted = list(dict.fromkeys([YEAR, *columns]))
    missing = absent(records, over, wanted)
    if missing is not None:
        yield missing
    elif over in tables():
        yield _table(records, over, wanted)
    else:
        with _view(records, view(over), wanted) as made:
            yield made


def _table(records: Records, name: str, wanted: list[str]) -> Rows:
    path, types = records.path(name), columns_of(tables()[name])
    extents = stored_extents(path, [*wanted, *(f"{one}{LATEST}" for one in wanted), WEIGHT])
    given_columns = given({one: types[one] for one in wanted}, extents)
    return Rows(pl.scan_parquet(path), given_columns, extents.rows, weight(extents))


@contextmanager
def _view(records: Records, of: View, wanted: list[str]) -> Iterator[Rows | NotRecorded]:
    import duckdb

    types = {name: each for name, each in of.columns.items() if name in {*wanted, WEIGHT}}
    with connected(records, of.tables) as connection:
        cleaned = ", ".join(_cleaned(name, each) for name, each in types.items())
        try:
            connection.sql(of.sql).project(cleaned).create(MADE)
        except duckdb.BinderException as error:
            column = _unbound(str(error), of, records)
            if column is None:
                raise
            yield column
            return
        relation = connection.table(MADE)
        extents = looked_up_extents(relation, types, types)
        yield Rows(relation, given(types, extents), extents.rows, weight(extents))


@contextmanager
def connected(records: Records, wanted: Iterable[str]) -> Iterator[DuckDBPyConnection]:
    """A DuckDB connection with some stored tables under their names, and `as_of`.

    A table has all columns of the dictionary, missing ones empty; but a missing event is left out, for an empty one would
    say that it has not happened. A missing weight is 1.
    """
    import duckdb

    with (
        tempfile.TemporaryDirectory(prefix="innovatory-") as spill,
        duckdb.connect(
            config={"memory_limit": MEMORY, "temp_directory": spill, "preserve_insertion_order": "false"}
        ) as connection,
    ):
        for name in wanted:
            stored = connection.read_parquet(str(records.path(name)))
            stored.project(", ".join(_projected(name, tuple(stored.columns)))).create_view(name)
        connection.execute(f"CREATE TABLE {AS_OF} AS SELECT CAST(? AS DATE) AS day", [records.as_of])
        yield connection


def _projected(name: str, stored: tuple[str, ...]) -> Iterator[str]:
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
