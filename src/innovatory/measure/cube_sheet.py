"""Which cubes there are and when their cells are withheld, as written in `library/cubes.yaml`.

A cube is one table cut by year and two dimensions: more would withhold most of it. Whatever leaves for people
without access to the records comes from one of these cubes; nobody cuts another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from innovatory.language.mistakes import Mistake, nearest
from innovatory.measure.suppression import Rule
from innovatory.policy.located import Located, read_yaml
from innovatory.policy.refusal import placed, read_as
from innovatory.policy.shape import Name, Number, Shape
from innovatory.records.dictionary import Table, tables

PLACES = {"enterprises": "enterprise_id", "carriers": "carrier_id"}
"""The registers that say where a unit is and what it is, with the column that names it."""


def _listed(value: object) -> object:
    return () if value == "" else value


Listed = Annotated[tuple[Name, ...], BeforeValidator(_listed)]


class _Rule(Shape):
    least: Number
    share: Number
    reach: Number


class CubeSheet(Shape):
    """One cube: the column that names the unit, that of the year (or of a day), its dimensions and its measures.

    `measures` maps a column to the columns that are parts of it; `same_rows` are views that keep every row of the table
    once, with the same year and dimensions.
    """

    unit: Name
    year: Name
    dimensions: Annotated[tuple[Name, ...], Field(min_length=1, max_length=2)]
    measures: dict[Name, Listed]
    same_rows: Listed = ()


class _File(Shape):
    rule: _Rule
    public: Listed = ()
    cubes: dict[Name, CubeSheet]


@dataclass(frozen=True)
class Cubes:
    """The cubes by the name of their table, the rule under which their cells are withheld, and the tables that need none."""

    sheets: Mapping[str, CubeSheet]
    rule: Rule
    public: frozenset[str] = frozenset()

    def table_of(self, over: str) -> str | None:
        """The table of the cube whose rows a table or view has; None if there is none."""
        found = [name for name, sheet in self.sheets.items() if over == name or over in sheet.same_rows]
        return found[0] if found else None


@cache
def cubes() -> Cubes:
    """The cubes of the library."""
    return read_cubes(Path(str(files("innovatory") / "library" / "cubes.yaml")))


def read_cubes(path: Path) -> Cubes:
    """The cubes of a file; `Mistake` at the line of what is wrong (`name`, `type`, `range` and those of YAML)."""
    located = read_yaml(path)
    read = read_as(_File, located)
    for name, sheet in read.cubes.items():
        _check(name, sheet, located)
    for index, name in enumerate(read.public):
        if name not in tables():
            raise placed(("public", index), _no_table(name), located)
    return Cubes(read.cubes, _rule(read.rule, located), frozenset(read.public))


def _rule(read: _Rule, located: Located) -> Rule:
    if read.least < 2 or read.least != int(read.least):
        told = "fewest enterprises: a whole number from 2 on", "最少企业数应为不小于 2 的整数"
        raise placed(("rule", "least"), Mistake("range", *told), located)
    for name, value in (("share", read.share), ("reach", read.reach)):
        if not 0 < value < 1:
            told = f"{name} lies between 0 and 1", f"{name} 应在 0 与 1 之间"
            raise placed(("rule", name), Mistake("range", *told), located)
    return Rule(int(read.least), read.share, read.reach)


def _check(name: str, sheet: CubeSheet, located: Located) -> None:
    """Every name is one of the dictionary, of the right kind, and no unit can stand in two cells of a year."""
    at = ("cubes", name)
    table = tables().get(name)
    if table is None:
        raise placed(at, _no_table(name), located)
    for key, columns in (("unit", (sheet.unit,)), ("year", (sheet.year,)), ("measures", tuple(sheet.measures))):
        for column in columns:
            if column not in table.columns:
                told = f"{name} has no column {column!r}", f"{name} 没有列 {column!r}"
                raise placed((*at, key), Mistake("name", *told, nearest=nearest(column, table.columns)), located)
    for measure, parts in sheet.measures.items():
        if table.columns[measure].unit is None or any(part not in sheet.measures for part in parts):
            told = (
                f"{measure!r} is no number, or one of its parts is no measure here",
                f"{measure!r} 不是数值，或其组成部分不在此处的指标之中",
            )
            raise placed((*at, "measures", measure), Mistake("type", *told), located)
    for index, dimension in enumerate(sheet.dimensions):
        if not (own_dimension(table, sheet, dimension) or _placed(dimension)):
            told = (
                f"{dimension!r} is no property of the unit: it could stand in two cells of a year",
                f"{dimension!r} 不是单位自身的属性：同一单位一年内可能落入两格",
            )
            raise placed((*at, "dimensions", index), Mistake("dimension", *told), located)


def _no_table(name: str) -> Mistake:
    return Mistake("name", f"no table {name!r}", f"没有数据表 {name!r}", nearest=nearest(name, tables()))


def own_dimension(table: Table, sheet: CubeSheet, dimension: str) -> bool:
    """Whether a dimension stands in the table itself, which then has one row per unit and year."""
    return dimension in table.columns and set(table.key) <= {sheet.unit, sheet.year}


def _placed(dimension: str) -> bool:
    return any(dimension in tables()[name].columns for name in PLACES)
