"""Every edge of every table of every sheet: on it, a hair beside it, clearly beside it, the same row on every back end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf, nextafter

import pytest
from back_ends import ENGINES, evaluated, explained
from language_cases import answer

from innovatory.language.bind import bind
from innovatory.language.door import admit
from innovatory.language.explain import Value
from innovatory.language.names import Dated, Entry, Names
from innovatory.language.reader import expression
from innovatory.language.tables import Table
from innovatory.language.tree import Node
from innovatory.language.types import Number
from innovatory.policy.library import libraries

TOLERANCE = Fraction(1, 10**12)  # the rule of comparison: exact to 12 significant digits


@dataclass(frozen=True)
class Tier:
    """One table of one sheet from one day on."""

    name: str
    dated: Dated
    entry: Entry
    table: Table

    @property
    def type(self) -> Number:
        """The type of the argument."""
        assert self.dated.by is not None
        return Number(self.dated.by, self.dated.by.whole)

    @property
    def node(self) -> Node:
        """The table read at x."""
        parameters = {"t": self.dated}
        return bind(expression("t(x)", Names({"x": self.type}, parameters)), parameters, self.entry.start, 2024)


def tiers() -> Iterator[Tier]:
    for library in libraries():
        for sheet in library.located:
            for name, dated in library.instrument(sheet).rule.parameters.items():
                for entry in dated.entries:
                    if entry.table is not None:
                        yield Tier(f"{sheet}.{name} from {entry.start}", dated, entry, entry.table)


TIERS = list(tiers())


def beside(edge: float, *, whole: bool) -> list[float]:
    """The edge; one unit, one ulp, 10⁻¹³ and 10⁻¹¹ below and above it."""
    if whole:
        return [edge - 1, edge, edge + 1]
    factors = (1 - 1e-11, 1 - 1e-13, 1 + 1e-13, 1 + 1e-11)
    return [
        edge - 1,
        nextafter(edge, -inf),
        edge,
        nextafter(edge, inf),
        edge + 1,
        *(edge * factor for factor in factors),
    ]


def row_of(table: Table, x: float) -> tuple[float, float]:
    """The value of the first row that fits, in exact arithmetic; within the tolerance of an edge x is the edge."""
    for row in table.rows:
        if row.word == "otherwise":
            return row.low, row.high
        distance = Fraction(x) - Fraction(row.edge)
        on = abs(distance) <= TOLERANCE * max(abs(Fraction(x)), abs(Fraction(row.edge)))
        below, above = not on and distance < 0, not on and distance > 0
        if {"up_to": below or on, "below": below, "from": above or on, "above": above}[row.word]:
            return row.low, row.high
    raise AssertionError("a table ends with otherwise")


def test_there_are_tables_in_the_real_sheets_and_in_the_toys() -> None:
    assert len(TIERS) >= 15
    assert any("toy_" in tier.name for tier in TIERS)
    assert any("hnte_recognition" in tier.name for tier in TIERS)


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.name)
def test_edges(tier: Tier) -> None:
    points = [x for edge in tier.table.edges for x in beside(edge, whole=tier.type.whole)]
    values = [value for x in points for value, why in [admit(x, tier.type)] if why is None]
    want = [row_of(tier.table, x) for x in points]
    rows = [{"x": value} for value in values]
    assert len(rows) == len(points)
    assert [ends_of(value) for value in explained(tier.node, rows)] == want
    for engine in ENGINES:
        for loose in (False, True):
            made = evaluated(tier.node, {"x": tier.type}, rows, engine, loose=loose)
            assert [ends_of(value) for value in made] == want, (engine, loose)


def ends_of(value: Value) -> tuple[float, float] | None:
    return (value[0][0], value[1][0]) if isinstance(value, tuple) else None


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.name)
def test_ranges_between_points_beside_edges(tier: Tier) -> None:
    points = sorted({x for edge in tier.table.edges for x in beside(edge, whole=tier.type.whole)})
    rows = [
        {"x": admit((low, high), tier.type)[0]}
        for index, low in enumerate(points)
        for high in points[index + 1 : index + 12]
    ]
    told = [answer(value, tier.node.type) for value in explained(tier.node, rows)]
    for engine in ENGINES:
        made = evaluated(tier.node, {"x": tier.type}, rows, engine)
        assert [answer(value, tier.node.type) for value in made] == told, engine
