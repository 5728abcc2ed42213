"""What names an expression may use: inputs, dated parameters and tables, definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from innovatory.language.mistakes import Mistake
from innovatory.language.tables import Table
from innovatory.language.tree import Node
from innovatory.language.types import Type
from innovatory.language.units import Unit


@dataclass(frozen=True)
class Entry:
    """What a parameter is from one day on: a number (low, high) or a table; `end` is the last day or None."""

    start: date
    end: date | None
    value: tuple[float, float] | None = None
    table: Table | None = None


@dataclass(frozen=True)
class Dated:
    """A parameter: its unit, the unit of a table's argument (`by`), its entries in order of time."""

    unit: Unit
    by: Unit | None
    entries: tuple[Entry, ...]

    def on(self, day: date) -> Entry | None:
        """The entry in force on a day, or None: no rule on that day."""
        for entry in reversed(self.entries):
            if entry.start <= day:
                return entry if entry.end is None or day <= entry.end else None
        return None


def dated(unit: Unit, by: Unit | None, entries: Sequence[Entry]) -> Dated:
    """A parameter with its entries in order; one without `end` ends the day before the next (D23)."""
    ordered = sorted(entries, key=lambda entry: entry.start)
    for entry in ordered:
        if entry.end is not None and entry.end < entry.start:
            raise Mistake(
                "date", f"the entry of {entry.start} ends before it begins", f"{entry.start} 的条目结束早于开始"
            )
    for first, second in pairwise(ordered):
        if first.start == second.start or (first.end is not None and first.end >= second.start):
            raise Mistake(
                "overlap",
                f"entries of {first.start} and {second.start} share a day",
                f"{first.start} 与 {second.start} 的条目有重叠日",
            )
    return Dated(unit, by, tuple(ordered))


@dataclass(frozen=True)
class Names:
    """The names that one expression may use.

    `inputs` also holds `status(x)` and `sheet.value` under these very keys. With `rows` the inputs are the columns
    of a table and aggregates are allowed (indicators).
    """

    inputs: Mapping[str, Type] = field(default_factory=dict)
    parameters: Mapping[str, Dated] = field(default_factory=dict)
    definitions: Mapping[str, Node] = field(default_factory=dict)
    rows: bool = False

    def all(self) -> list[str]:
        """Every valid name, for the nearest one to a misspelt."""
        return [*self.inputs, *self.parameters, *self.definitions]
