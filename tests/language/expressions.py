"""Random expressions and records for properties: a small world of names, texts over it, and what a record may hold.

Expressions are drawn as text with their unit, so that they pass the reader as a sheet's would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import inf, nextafter
from typing import Any

from hypothesis import strategies as st

from innovatory.language import ends
from innovatory.language.bind import bind
from innovatory.language.door import Inner, admit
from innovatory.language.names import Dated, Entry, Names, dated
from innovatory.language.reader import expression
from innovatory.language.tables import Row, table
from innovatory.language.tree import Node, inputs
from innovatory.language.types import Category, Day, Number, Series, Truth, Type, declared
from innovatory.language.units import unit

TYPES: dict[str, Type] = {
    name: declared(spec)
    for name, spec in {
        "x": "yuan", "y": "yuan", "z": "yuan", "r": "1", "v": "1", "n": "person", "m": "person",
        "s": "series yuan", "t": "series yuan", "h": "series person", "d": "date", "e": "date",
        "p": "truth", "q": "truth", "kind": {"one_of": ["a", "b", "c"]}, "other": {"one_of": ["a", "b", "c"]},
    }.items()
}  # fmt: skip


def _table(of: str, by: str, *rows: tuple[str, float, float, float]) -> Dated:
    return dated(unit(of), unit(by), [Entry(date.min, None, table=table([Row(*row) for row in rows]))])


PARAMETERS = {
    "rate": _table(
        "1", "yuan", ("up_to", 50.0, 0.05, 0.05), ("below", 200.0, 0.04, 0.04), ("from", 500.0, 0.06, 0.06),
        ("otherwise", 0.0, 0.03, 0.03),
    ),
    "mark": _table(
        "1", "1", ("from", 0.35, 9.0, 10.0), ("from", 0.15, 5.0, 6.0), ("above", 0.0, 1.0, 2.0),
        ("otherwise", 0.0, 0.0, 0.0),
    ),
    "aid": _table(
        "yuan", "person", ("below", 10.0, 80.0, 80.0), ("up_to", 20.0, 100.0, 100.0), ("above", 30.5, 20.0, 20.0),
        ("otherwise", 0.0, 120.0, 120.0),
    ),
    "limit": dated(unit("yuan"), None, [Entry(date(2024, 10, 1), None, (120.0, 120.0)), Entry(date.min, None, (90.0, 90.0))]),
    "later": dated(unit("1"), None, [Entry(date(2024, 7, 1), None, (0.1, 0.1))]),
}  # fmt: skip
NAMES = Names(TYPES, PARAMETERS)
EDGES = {
    "yuan": (0.0, 50.0, 90.0, 100.0, 120.0, 200.0, 500.0, -50.0),
    "1": (0.0, 0.04, 0.05, 0.15, 0.35, 1.0, -1.0),
    "person": (0.0, 9.0, 10.0, 20.0, 30.0, 31.0),
}
DAYS = (
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2023, 2, 28),
    date(2024, 6, 30),
    date(2024, 3, 1),
    date(2024, 12, 31),
)

# Expressions --------------------------------------------------------------------------------------------------------

INPUTS = {"yuan": ("x", "y", "z", "s", "t"), "1": ("r", "v"), "person": ("n", "m", "h")}
LITERALS = {
    "yuan": ("0", "50", "0.5", "120", "200"),
    "1": ("5%", "0.15", "2", "0.1", "1"),
    "person": ("0", "10", "3", "31"),
}


@cache
def numbers(of: str, depth: int) -> st.SearchStrategy[str]:
    """Numbers in a unit; one strategy for all that ask for it, because making them takes longer than drawing."""
    if depth <= 0:
        return st.sampled_from(INPUTS[of] + ("limit",) * (of == "yuan"))
    a, b = numbers(of, depth - 1), numbers(of, depth - 1)
    share, literal = numbers("1", depth - 1), st.sampled_from(LITERALS[of])  # bare: only beside what has a unit (D9)
    forms: list[Any] = [
        numbers(of, 0),
        st.builds("({} + {})".format, a, b),
        st.builds("({} - {})".format, a, b),
        st.builds("(-{})".format, a),
        st.builds("({} + {})".format, a, literal),
        st.builds("({} - {})".format, literal, a),
        st.builds("max({}, {})".format, a, literal),
        st.builds("min({}, {})".format, a, b),
        st.builds("max({}, {})".format, a, b),
        st.builds("abs({})".format, a),
        st.builds("({} if {} else {})".format, a, conditions(depth - 1), b),
        st.builds("({} if {} else unknown)".format, a, conditions(depth - 1)),
        st.builds("floor({})".format, a),
        st.builds("ceil({})".format, a),
    ]
    if of != "person":
        forms += [
            st.builds("({} * {})".format, a, share),
            st.builds("({} * {})".format, a, st.sampled_from(LITERALS["1"])),
            st.builds("({} / {})".format, a, share),
            st.builds("round({}, {})".format, a, st.sampled_from(["0", "1", "-1"])),
        ]
    forms += _special(of, depth)
    return st.one_of(forms)


def _special(of: str, depth: int) -> list[Any]:
    years = st.integers(1, 3)
    if of == "yuan":
        series = st.sampled_from(["s", "t"])
        return [
            st.builds("aid({})".format, numbers("person", depth - 1)),
            st.builds("({} / {} * {})".format, numbers("yuan", 0), numbers("yuan", 0), numbers("yuan", 0)),
            st.builds("sum_last({}, {})".format, series, years),
            st.builds("mean_last({}, {})".format, series, years),
            st.builds("lag({}, {})".format, series, years),
        ]
    if of == "1":
        return [
            st.builds("rate({})".format, numbers("yuan", depth - 1)),
            st.builds("mark({})".format, numbers("1", depth - 1)),
            st.builds("growth({}, {})".format, st.sampled_from(["s", "t"]), years),
            st.builds("({} / {})".format, numbers("yuan", depth - 1), numbers("yuan", depth - 1)),
            st.builds("year_mean({})".format, st.sampled_from(["later"])),
        ]
    return [st.builds("sum_last(h, {})".format, years), st.builds("lag(h, {})".format, years)]


@cache
def conditions(depth: int) -> st.SearchStrategy[str]:
    """Conditions."""
    if depth <= 0:
        return st.sampled_from(["p", "q", "true", "false", "unknown", "(kind == 'a')", "(x >= 50)", "(n > 10)"])
    one, whole = conditions(depth - 1), numbers("person", depth - 1)
    equal = st.sampled_from(["==", "!="])
    since = st.sampled_from(["days_since({}) {} 365", "years_since({}) {} 3", "days_since({}) {} 0"])
    return st.one_of(
        *(_compared(of, depth) for of in INPUTS),
        st.builds("({} and {})".format, one, one),
        st.builds("({} or {})".format, one, one),
        st.builds("(not {})".format, one),
        st.builds("at_least_n(2, {}, {}, {})".format, one, one, one),
        st.builds("({} if {} else {})".format, one, one, one),
        st.builds("({} {} {})".format, one, equal, one),
        st.builds("({} {} {})".format, whole, equal, whole),
        st.sampled_from(TEXTS_AND_DAYS),
        st.builds("({})".format, st.builds(str.format, since, st.sampled_from("de"), ORDER)),
    )


def _compared(of: str, depth: int) -> st.SearchStrategy[str]:
    left = numbers(of, depth - 1)
    return st.builds("({} {} {})".format, left, ORDER, left | st.sampled_from(LITERALS[of]))


ORDER = st.sampled_from(["<", "<=", ">", ">="])
TEXTS_AND_DAYS = (
    "(kind in ['a', 'c'])", "(kind == other)", "(kind not in ['b'])", "(('a' if p else kind) == other)",
    "(d <= e)", "(d == e)", "(d > 2020-02-29)", "(d in [2024-02-29, 2020-01-01])",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """An expression, a day, and records as people write them."""

    text: str
    on: date
    rows: list[dict[str, Any]]

    @property
    def node(self) -> Node:
        """The bound tree."""
        return bound(self.text, self.on)

    @property
    def types(self) -> dict[str, Type]:
        """The names that the expression reads."""
        return {name: TYPES[name] for name in inputs(self.node)}

    @property
    def records(self) -> list[dict[str, Inner]]:
        """The records as the door lets them in."""
        return [{name: admit(value, TYPES[name])[0] for name, value in row.items()} for row in self.rows]


@cache
def expressions(depth: int = 3) -> st.SearchStrategy[str]:
    """Expressions of any type with so many levels of operations."""
    return st.one_of(*(numbers(of, depth) for of in INPUTS), conditions(depth), conditions(depth - 1))


def bound(text: str, on: date = date(2024, 6, 30)) -> Node:
    """The tree of an expression over the world on a day; the assessed year is that of the day."""
    return bind(expression(text, NAMES), PARAMETERS, on, on.year)


# Records ------------------------------------------------------------------------------------------------------------


def near(edge: float) -> list[float]:
    """On an edge, just beside it (by one ulp, 1e-13, 1e-11 and one unit): what float64 may hold of it."""
    if edge == 0:
        return [0.0, 1e-13, -1e-13, 1.0, -1.0]  # beside zero lie subnormal numbers, which no engine promises to keep
    beside = [edge * factor for factor in (1 + 1e-13, 1 - 1e-13, 1 + 1e-11, 1 - 1e-11)]
    return [edge, nextafter(edge, inf), nextafter(edge, -inf), edge + 1, edge - 1, *beside]


@cache
def points(of: Number) -> st.SearchStrategy[float]:
    """Values of one number: at edges of the world's tables, beside them, and anywhere."""
    if of.whole:
        return st.integers(-5, 40).map(float)
    spots = [value for edge in EDGES[str(of.unit)] for value in near(edge)]
    size = 1000 if str(of.unit) == "yuan" else 2
    return st.sampled_from(spots) | st.integers(-size * 4, size * 4).map(lambda quarter: quarter / 4)


@cache
def values(of: Type, *, unknown: bool = True, ranged: bool = True) -> st.SearchStrategy[Any]:
    """What a record may say of one name."""
    if isinstance(of, Series):
        return st.lists(values(Number(of.unit, of.unit.whole), unknown=unknown, ranged=ranged), max_size=4)
    if isinstance(of, Truth):
        some: st.SearchStrategy[Any] = st.booleans()
    elif isinstance(of, Category):
        some = st.sampled_from(of.one_of)
    elif isinstance(of, Day):
        days = st.sampled_from(DAYS) | st.dates(date(2015, 1, 1), date(2025, 12, 31))
        some = days | (st.tuples(days, days).map(_in_order) if ranged else st.nothing())
    else:
        some = points(of)
        some = some | (st.tuples(some, some).map(_in_order) if ranged else st.nothing())
    return some | st.none() if unknown else some


def _in_order(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    return min(pair), max(pair)


@st.composite
def questions(draw: st.DrawFn, *, depth: int = 3, unknown: bool = True, ranged: bool = True, rows: int = 6) -> Question:
    """An expression, a day and some records that hold the names it reads."""
    text, on = draw(expressions(depth)), draw(st.sampled_from(DAYS))
    read = {name: TYPES[name] for name in inputs(bound(text, on))}
    one = st.fixed_dictionaries({name: values(of, unknown=unknown, ranged=ranged) for name, of in read.items()})
    return Question(text, on, draw(st.lists(one, min_size=1, max_size=rows)))


def completions(record: dict[str, Inner], random: Any, count: int) -> list[dict[str, Inner]]:
    """Records without ranges and unknowns that this one may be: ends, edges, the space between."""
    return [{name: _completed(value, TYPES[name], random) for name, value in record.items()} for _ in range(count)]


def _completed(value: Any, of: Type, random: Any) -> Inner:
    if isinstance(of, Series):
        return (
            None if value is None else tuple(_completed(year, Number(of.unit, of.unit.whole), random) for year in value)
        )
    if isinstance(of, Truth):
        return random.random() < 0.5 if value is None else value
    if isinstance(of, Category):
        return random.choice(of.one_of) if value is None else value
    if value is not None and value[0] is value[1]:
        return value
    return ends.point(_inside(value, of, random))


def _inside(value: ends.Number | None, of: Number | Day, random: Any) -> float:
    if isinstance(of, Day):
        low, high = (value[0][0], value[1][0]) if value else (735000.0, 739500.0)
        return float(random.randint(int(low), int(high)))
    low, high = (value[0][0], value[1][0]) if value else ((-5.0, 40.0) if of.whole else (-600.0, 600.0))
    spots: Sequence[float] = [spot for edge in EDGES[str(of.unit)] for spot in near(edge) if low <= spot <= high]
    anywhere = float(random.randint(int(low), int(high))) if of.whole else random.uniform(low, high)
    found = random.choice([low, high, (low + high) / 2, anywhere, *([random.choice(spots)] if spots else [])])
    return float(int(found)) if of.whole else found
