"""The one gate to people without access to the records: what of a cube, and of measured indicators, may be told.

A cube is protected once, at its finest cut and with all totals, so that no two answers can be played against each other.
Whatever has no cube is not told. `policy/disclosure.py` guards the answers of a costing, which is cut as its user asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from innovatory.language.tree import Aggregate, AtLeast, Comparison, Constant, Input, Node, walk
from innovatory.measure.cube_sheet import Cubes, CubeSheet, cubes
from innovatory.measure.cubes import COUNT, Cube, Records, Slice, cube
from innovatory.measure.evidence import Evidence
from innovatory.measure.recorded import tables_behind
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
        """Whether the cell of a group may be told (dimensions that it does not name: all); None if no cube has it.

        A cell that nobody is in may be told; so may what has a value that nobody has.
        """
        of = self.cube.slices.get(year)
        if of is None or not set(group) <= set(self.cube.dimensions):
            return None
        place = []
        for name, values in zip(self.cube.dimensions, of.values, strict=True):
            if name in group and group[name] not in values:
                return True
            place.append(values.index(group[name]) if name in group else len(values))
        return not self.patterns[year].withheld[tuple(place)]

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

    Published figures and what is read from public tables alone stay. Of another value from records nothing is told, and
    `reason` says why (`withheld`, `no_cube`, `incomplete`), unless it is made of sums and counts of one cube, over all
    its rows, in a cell that may be told.
    """
    known = cubes() if known is None else known
    if of.entry.over is not None and known.public.issuperset(tables_behind(of.entry.over)):
        return list(observations)
    table = _table(of, known)
    gate = None if table is None else gates.get(table)
    cells = _cells(of, known.sheets[table]) if table is not None else None
    return [one if one.origin == "published" else _released(one, gate, cells) for one in observations]


def _released(one: Observation, gate: Protected | None, cells: list[Group] | None) -> Observation:
    if gate is None or cells is None or any(set(cell) & set(one.group) for cell in cells):
        return _silent(one, NO_CUBE)
    told = [gate.told(one.year, {**one.group, **cell}) for cell in cells]
    if not all(told):
        return _silent(one, WITHHELD if False in told else NO_CUBE)
    return _silent(one, INCOMPLETE) if one.left_out else one


def _silent(one: Observation, reason: str) -> Observation:
    """An observation that tells of a value from records only that it is not told."""
    return replace(one, low=None, high=None, rows=None, left_out=0, reason=reason, lacking=(), evidence=Evidence())


def _table(of: Indicator, known: Cubes) -> str | None:
    """The table whose cube has the rows that an indicator reads; None if there is none."""
    return None if of.entry.over is None else known.table_of(of.entry.over)


def _cells(of: Indicator, sheet: CubeSheet) -> list[Group] | None:
    """The cells, within a group, that the value of an indicator is made of; None if it is made of anything else."""
    expression = of.expression
    if expression is None:
        return None
    aggregates = [one for one in walk(expression.node) if isinstance(one, Aggregate)]
    inside = {id(one) for each in aggregates for one in walk(each)}
    outside = [one for one in walk(expression.node) if isinstance(one, Input) and id(one) not in inside]
    if not aggregates or outside or not all(_sums(one, sheet) for one in aggregates):
        return None
    found: list[Group] = []
    for one in aggregates:
        cells = _read(one, sheet)
        if cells is None:
            return None
        found += cells
    return found


def _sums(one: Aggregate, sheet: CubeSheet) -> bool:
    """Whether an aggregate is a number of rows, or a sum, mean or share of one measure of the cube."""
    if one.value is None:
        return one.word == "count"
    return one.word in ("sum", "mean", "share") and isinstance(one.value, Input) and one.value.name in sheet.measures


def _read(one: Aggregate, sheet: CubeSheet) -> list[Group] | None:
    """The cells that an aggregate reads: all, or those of values of one dimension; None for any other filter."""
    if one.where is None:
        return [{}]
    parts = one.where.of if isinstance(one.where, AtLeast) and one.where.n == 1 else (one.where,)
    found = [_one_value(part, sheet) for part in parts]
    dimensions = {dimension for dimension, _, _ in found if dimension is not None}
    if len(dimensions) != 1 or None in {dimension for dimension, _, _ in found}:
        return None
    others = any(sign != "==" for _, sign, _ in found)
    if others and len(found) > 1:
        return None
    whole: list[Group] = [{}] if others or one.word == "share" else []  # what is left of all is told by both
    return whole + [{dimension: value} for dimension, _, value in found if dimension is not None]


def _one_value(node: Node, sheet: CubeSheet) -> tuple[str | None, str, str]:
    """A comparison of a dimension with a value: dimension, sign, value; no dimension for anything else."""
    if isinstance(node, Comparison) and node.sign in ("==", "!="):
        left, right = node.left, node.right
        if isinstance(left, Input) and isinstance(right, Constant) and isinstance(right.value, str):
            return (left.name if left.name in sheet.dimensions else None), node.sign, right.value
    return None, "", ""
