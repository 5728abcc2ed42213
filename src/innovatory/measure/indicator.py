"""Indicators as they are written in `library/indicators/*.yaml`: what each means, where it is read, how it is worked out.

One entry is one ratio, with its definition, its standard or law, and what it does not show. It reads a published series,
an expression over records, or both. Errors name the file and the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from innovatory.language import reader
from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.names import Dated, Names
from innovatory.language.tree import Aggregate, Node, Parameter, Since, inputs, walk
from innovatory.language.types import Category, Number, Truth, Type
from innovatory.language.units import BARE, ONE, Unit, unit
from innovatory.measure import views
from innovatory.measure.listed import read_entries
from innovatory.measure.recorded import types_of
from innovatory.policy.located import Located
from innovatory.policy.refusal import placed, read_as
from innovatory.policy.shape import Label, Name, Shape, Text, Year
from innovatory.records.dictionary import tables

Family = Literal[
    "rd", "knowledge", "enterprises", "industry", "finance", "talent", "carriers", "chain", "openness", "governance",
    "education",
]  # fmt: skip
Link = Literal["basic_research", "technical_research", "industrialisation", "technology_finance", "talent"]
Shown = Literal["percent", "plain", "money", "per_10k", "ratio", "days", "years"]
Better = Literal["higher", "lower", "neither"]
FAMILIES: tuple[str, ...] = get_args(Family)
System = Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"]
"""A row of the table of what the founding documents describe."""


def _listed(value: object) -> object:
    """`[]`, and a key without a value, is an empty list."""
    return () if value == "" else value


Names_ = Annotated[tuple[Name, ...], BeforeValidator(_listed)]


class Vintage(Shape):
    """From which year on another definition holds; record values before it stand in another series."""

    from_: Year = Field(alias="from", description="The first year of the definition.")
    note: Label = Field(description="What changed.")


class Entry(Shape):
    """One indicator as written."""

    id: Name
    label: Label
    family: Family
    links: Annotated[tuple[Link, ...], BeforeValidator(_listed)]
    systems: Annotated[tuple[System, ...], BeforeValidator(_listed)]
    unit: Text
    shown: Shown
    better: Better
    standard: Label | None = None
    law: Label | None = None
    shows_not: Label
    note: Label
    series: Name | None = None
    over: Name | None = None
    value: Text | None = None
    published: Names_ = ()
    by: Names_ = ()
    vintages: Annotated[tuple[Vintage, ...], BeforeValidator(_listed)] = ()


@dataclass(frozen=True, eq=False)
class Expression:
    """The value of an indicator over records: its typed tree, the columns of `over` and the published figures it reads."""

    node: Node
    columns: tuple[str, ...]
    published: tuple[str, ...]


@dataclass(frozen=True)
class Series:
    """A published series: its id in the statistics of a city, and the unit of its figures."""

    id: str
    unit: Unit


@dataclass(frozen=True, eq=False)
class Indicator:
    """One indicator: what is written of it and where, its unit, and the published series its expression may read."""

    entry: Entry
    located: Located
    unit: Unit
    published: Mapping[str, Series] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its name."""
        return self.entry.id

    @property
    def label(self) -> Mapping[str, str]:
        """What people call it, by language."""
        return {"en": self.entry.label.en, "zh": self.entry.label.zh}

    @cached_property
    def expression(self) -> Expression | None:
        """Its expression over records, checked: names, types, units; None if it only reads a published series.

        `Mistake` at the file and line of what is wrong.
        """
        if self.entry.over is None or self.entry.value is None:
            return None
        columns = self._columns(self.entry.over)
        node = self._read(self.entry.value, columns)
        self._check_dimensions(columns)
        read = [one.name for one in walk(node) if isinstance(one, Parameter)]
        return Expression(node, tuple(inputs(node)), tuple(dict.fromkeys(read)))

    def _columns(self, over: str) -> Mapping[str, Type]:
        columns = types_of(over)
        if columns is None:
            known = [*tables(), *views.names()]
            raise self._wrong(
                "over", "name", f"no table or view {over!r}", f"没有表或视图 {over!r}", nearest(over, known)
            )
        if "year" not in columns:
            told = f"{over} has no column `year`; read it through a view", f"{over} 没有列 `year`；请通过视图读取"
            raise self._wrong("over", "type", *told)
        return columns

    def _read(self, text: str, columns: Mapping[str, Type]) -> Node:
        dated = {name: Dated(of.unit, None, ()) for name, of in self.published.items()}
        try:
            node, dimensions = reader.indicator(text, Names(inputs=columns, parameters=dated, rows=True))
        except Mistake as mistake:
            raise mistake.at(self.located.place_of(("value",))) from None
        if dimensions is not None:
            told = "dimensions stand under `by:`, not in the expression", "维度写在 `by:` 下，不写入表达式"
            raise self._wrong("value", "syntax", *told)
        self._check(node)
        return node

    def _check(self, node: Node) -> None:
        of = node.type.unit if isinstance(node.type, Number) else None
        if of is None:
            raise self._wrong("value", "type", "the value of an indicator is a number", "指标的值应为数")
        if (ONE if of == BARE else of) != self.unit:
            told = f"the value is in {of}, the indicator in {self.unit}", f"值的单位是 {of}，指标的单位是 {self.unit}"
            raise self._wrong("unit", "unit", *told)
        if any(isinstance(one, Since) for one in walk(node)):
            told = "no day of assessment here; work out the duration in a view", "此处没有评估日；请在视图中计算时长"
            raise self._wrong("value", "aggregate", *told)
        inside = [one for each in walk(node) if isinstance(each, Aggregate) for one in walk(each)]
        if wrong := [one.name for one in inside if isinstance(one, Parameter)]:
            told = (
                f"{wrong[0]} is one figure of the year; it stands outside aggregates",
                f"{wrong[0]} 是全年单一数值，须写在聚合之外",
            )
            raise self._wrong("value", "aggregate", *told)

    def _check_dimensions(self, columns: Mapping[str, Type]) -> None:
        for index, name in enumerate(self.entry.by):
            of = columns.get(name)
            if of is None:
                told = f"{self.entry.over} has no column {name!r}", f"{self.entry.over} 没有列 {name!r}"
                raise self._wrong(("by", index), "name", *told, nearest(name, columns))
            if not isinstance(of, Category | Truth):
                told = f"{name!r} is a {of}; a dimension is a category", f"{name!r} 不是类别，不能作维度"
                raise self._wrong(("by", index), "type", *told)

    def _wrong(self, at: str | tuple[str | int, ...], kind: str, en: str, zh: str, near: str | None = None) -> Mistake:
        steps = (at,) if isinstance(at, str) else at
        return placed(steps, Mistake(kind, en, zh, nearest=near), self.located)


@cache
def indicators() -> Mapping[str, Indicator]:
    """The indicators of the library by id, family by family in the order of `FAMILIES`."""
    return read_indicators(Path(str(files("innovatory") / "library" / "indicators")))


def indicator(name: str) -> Indicator:
    """The indicator of an id; `Mistake("name")` with the nearest id if there is none."""
    known = indicators()
    if name not in known:
        raise Mistake("name", f"no indicator {name!r}", f"没有指标 {name!r}", nearest=nearest(name, known))
    return known[name]


def read_indicators(folder: Path) -> dict[str, Indicator]:
    """The indicators of all YAML files of a folder by id; the first `Mistake` of a file if one is wrong.

    Expressions are checked when they are first asked for.
    """
    located = [one for path in sorted(folder.glob("*.yaml")) for one in read_entries(path)]
    entries: dict[str, tuple[Entry, Located]] = {}
    for one in located:
        entry = _checked(read_as(Entry, one), one)
        if entry.id in entries:
            told = f"an indicator {entry.id!r} is already there", f"指标 {entry.id!r} 重复"
            raise placed(("id",), Mistake("name_twice", *told), one)
        entries[entry.id] = (entry, one)
    units = {name: _unit(entry, where) for name, (entry, where) in entries.items()}
    found = [
        Indicator(entry, where, units[name], dict(_published(entry, where, entries, units)))
        for name, (entry, where) in entries.items()
    ]
    return {one.id: one for one in sorted(found, key=lambda one: FAMILIES.index(one.entry.family))}


def _checked(entry: Entry, located: Located) -> Entry:
    """What the shape alone cannot say: what goes together."""
    if (entry.over is None) != (entry.value is None):
        lacking = "over" if entry.over is None else "value"
        raise _missing(lacking, "`over` and `value` are given together", "`over` 与 `value` 须同时给出", located)
    if entry.series is None and entry.over is None:
        raise _missing(
            "series", "give `series`, or `over` and `value`", "须给出 `series`，或 `over` 与 `value`", located
        )
    if entry.standard is None and entry.law is None:
        raise _missing(
            "standard", "give the `standard` or the `law`", "须给出 `standard`（标准）或 `law`（法规）", located
        )
    if entry.over is None and (entry.by or entry.published):
        raise _missing(
            "over", "`by` and `published` belong to an expression", "`by` 与 `published` 须配合表达式", located
        )
    return entry


def _missing(key: str, en: str, zh: str, located: Located) -> Mistake:
    return placed((key,), Mistake("missing_key", en, zh), located)


def _unit(entry: Entry, located: Located) -> Unit:
    try:
        return unit(entry.unit)
    except Mistake as mistake:
        raise placed(("unit",), mistake, located) from None


def _published(
    entry: Entry, located: Located, entries: Mapping[str, tuple[Entry, Located]], units: Mapping[str, Unit]
) -> Iterator[tuple[str, Series]]:
    """The published series that an expression may read: each is that of an indicator."""
    for index, name in enumerate(entry.published):
        series = entries[name][0].series if name in entries else None
        if series is None:
            known = [each for each, (one, _) in entries.items() if one.series is not None]
            told = f"no indicator {name!r} with a published series", f"没有带公布序列的指标 {name!r}"
            raise placed(("published", index), Mistake("name", *told, nearest=nearest(name, known)), located)
        yield name, Series(series, units[name])
