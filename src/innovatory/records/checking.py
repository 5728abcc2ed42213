"""A table on its way through the check: its rows numbered, its columns read, and what stands around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from innovatory.records.dictionary import Column, Table
from innovatory.records.relations import row_rules
from innovatory.records.rules import LATEST, Reading, Rule, raw, typed


@dataclass(frozen=True)
class Around:
    """What a table is checked against, beside the dictionary.

    `lists` are the identifiers that the city allows in a column (`closed_lists` of its folder), `tables` the tables that
    the city already has, in the types of the dictionary; among them may be the rows already stored of the table itself.
    """

    lists: Mapping[str, Collection[str]] = field(default_factory=dict)
    tables: Mapping[str, pl.LazyFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """A table being checked: `rows` have `_row` (from 1), every column as it arrived, and the columns of its readings."""

    table: Table
    columns: Mapping[str, Column]
    readings: Mapping[str, Reading]
    rows: pl.LazyFrame
    as_of: date
    around: Around

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the key that the table has."""
        return tuple(name for name in self.table.key if name in self.readings)

    @property
    def rules(self) -> list[Rule]:
        """The rules that each row keeps or breaks by itself."""
        rules = [rule for read in self.readings.values() for rule in read.rules]
        return [*rules, *self._reversed(), *row_rules(self.table.name, self.readings)]

    def _reversed(self) -> list[Rule]:
        pairs = [(name.removesuffix(LATEST), name) for name in self.readings if name not in self.table.columns]
        return [
            Rule("reversed", last, typed(last) < typed(first), raw(last))
            for first, last in pairs
            if first in self.readings
        ]


def read_rows(frame: pl.LazyFrame, readings: Mapping[str, Reading]) -> pl.LazyFrame:
    """The rows numbered, with the columns of every step of the readings beside those that arrived."""
    rows = frame.with_row_index("_row", offset=1)
    most = max((len(read.steps) for read in readings.values()), default=0)
    for at in range(most):
        rows = rows.with_columns(read.steps[at] for read in readings.values() if at < len(read.steps))
    return rows
