"""The one gate to people without access to the records: what of a cube, and of measured indicators, may be told.

A cube is protected once, at its finest cut and with all totals, so that no two answers can be played against each other.
Whatever has no cube is not told. `policy/disclosure.py` guards the answers of a costing, which is cut as its user asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from innovatory.language.tree import Aggregate, Input, Node, walk
from innovatory.measure.cube_sheet import Cubes, CubeSheet, cubes
from innovatory.measure.cubes import COUNT, Cube, Records, Slice, cube
from innovatory.measure.evidence import Evidence
from innovatory.measure.suppression import Pattern, Rule, pattern

if TYPE_CHECKING:
    import polars as pl

    from innovatory.measure.indicator import Indicator
    from innovatory.measure.observations import Observation

ALL = "*"  # the total of a dimension, as in the tables of a costing
WITHHELD = "withheld"  # a cell that may not be told, or that would give one away
NO_CUBE = "no_cube"  # no fixed cube holds what was asked for
INCOMPLETE = "incomplete"  # rows are unknown to the expression: what is told would be of a group that no cube holds
Group = Mapping[str, str | None]


@dataclass(frozen=True)
class Protected:
    """A cube with the cells that are withheld, by year."""

    cube: Cube
    rule: Rule
    patterns: Mapping[int, Pattern]

    def told(self, year: int, group: Group) -> bool | None:
        """Whether the cell of a group may be told (dimensions that it does not name: all); None if there is no such cell."""
        of = self.cube.slices.get(year)
        place = None if of is None else self._place(of, group)
        return None if place is None else not self.patterns[year].withheld[place]

    def _place(self, of: Slice, group: Group) -> tuple[int, ...] | None:
        if not set(group) <= set(self.cube.dimensions):
            return None
        place = []
        for name, values in zip(self.cube.dimensions, of.values, strict=True):
            if name not in group:
                place.append(len(values))
            elif group[name] in values:
                place.append(values.index(group[name]))
            else:
                return None
        return tuple(place)

    def frame(self) -> pl.DataFrame:
        """What may leave: a row per cell and total, with `told`, `units`, `count` and the measures, null if withheld.

        `*` stands for all values of a dimension, null for an unknown one. A cell that nobody is in is told as 0.
        """
        import polars as pl

        names = [COUNT, *self.cube.measures]
        schema = {
            "year": pl.Int64,
            **dict.fromkeys(self.cube.dimensions, pl.String),
            "told": pl.Boolean,
            "units": pl.Int64,
        }
        rows = [row for year, of in self.cube.slices.items() for row in self._rows(year, of)]
        return pl.DataFrame(rows, schema=schema | dict.fromkeys(names, pl.Float64), orient="row")

    def _rows(self, year: int, of: Slice) -> Iterable[tuple[Any, ...]]:
        withheld = self.patterns[year].withheld
        for place in np.ndindex(withheld.shape):
            values = ((*known, ALL)[at] for known, at in zip(of.values, place, strict=True))
            if withheld[place]:
                yield (year, *values, False, *([None] * (1 + len(of.figures))))
            else:
                figures = (float(figure[place]) for figure in of.figures.values())
                units = int(of.lattice.units[place])
                yield (year, *values, True, units, *(None if units and np.isnan(one) else one for one in figures))


def protected(of: Cube, rule: Rule) -> Protected:
    """The cube with the cells that the rule withholds."""
    return Protected(of, rule, {year: pattern(one.lattice, rule) for year, one in of.slices.items()})


def protected_cubes(records: Records, known: Cubes | None = None) -> dict[str, Protected]:
    """All cubes of the library that the records have a table for, protected, by table."""
    known = cubes() if known is None else known
    return {
        name: protected(cube(name, sheet, records), known.rule)
        for name, sheet in known.sheets.items()
        if name in records.tables
    }


def released(
    observations: Iterable[Observation], of: Indicator, gates: Mapping[str, Protected], known: Cubes | None = None
) -> list[Observation]:
    """The observations of an indicator as people without access to the records may see them.

    Published figures are public. Of a value from records nothing is told, and `reason` says why (`withheld`, `no_cube`,
    `incomplete`), unless it is made of sums and counts of one cube, over all its rows, in a cell that may be told.
    """
    known = cubes() if known is None else known
    table = _table(of, known)
    gate = None if table is None else gates.get(table)
    return [one if one.origin == "published" else _released(one, gate) for one in observations]


def _released(one: Observation, gate: Protected | None) -> Observation:
    told = None if gate is None else gate.told(one.year, one.group)
    if told is None:
        return _silent(one, NO_CUBE)
    if not told:
        return _silent(one, WITHHELD)
    return _silent(one, INCOMPLETE) if one.left_out else one


def _silent(one: Observation, reason: str) -> Observation:
    """An observation that tells of a value from records only that it is not told."""
    return replace(one, low=None, high=None, rows=None, left_out=0, reason=reason, lacking=(), evidence=Evidence())


def _table(of: Indicator, known: Cubes) -> str | None:
    """The table of the cube that an indicator can be worked out from; None if there is none."""
    expression = of.expression
    table = None if of.entry.over is None else known.table_of(of.entry.over)
    if expression is None or table is None:
        return None
    return table if _from_cube(expression.node, known.sheets[table]) else None


def _from_cube(node: Node, sheet: CubeSheet) -> bool:
    """Whether an expression reads the rows only through sums, means and counts of measures of the cube."""
    aggregates = [one for one in walk(node) if isinstance(one, Aggregate)]
    inside = {id(one) for each in aggregates for one in walk(each)}
    outside = [one for one in walk(node) if isinstance(one, Input) and id(one) not in inside]
    return bool(aggregates) and not outside and all(_plain(one, sheet) for one in aggregates)


def _plain(one: Aggregate, sheet: CubeSheet) -> bool:
    if one.where is not None:
        return False
    if one.value is None:
        return one.word == "count"
    return one.word in ("sum", "mean") and isinstance(one.value, Input) and one.value.name in sheet.measures
