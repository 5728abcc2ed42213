"""The door of a population: columns of a table become the inputs of a rule, with what is known of them.

Missing values, NaN, infinity, half persons, reversed ranges and unknown categories become unknown and are counted;
text where a number belongs is a mistake that names the column. The least and greatest value of every column are found
in the same scan: they let the rule be compiled without tests that cannot matter. A column is `name`; of a range
`name_low` and `name_high`; of a yearly series `name_2023`, or `name` for the assessed year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Any

import narwhals as nw

from innovatory.language import columns
from innovatory.language.algebra import atoms
from innovatory.language.columns import Column, Condition, Numbers, Texts, Truths, Values, Years
from innovatory.language.mistakes import Mistake, Place
from innovatory.language.tree import walk
from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.language.vectors import Vector, column, day_numbers
from innovatory.policy.bound import BoundRule

COUNTS = ("null", "nan", "infinite", "not whole", "reversed", "category")
Given = dict[str, Values | Years]


@dataclass
class Admitted:
    """The cleaned frame, the inputs over its columns, what was counted, which columns a rule asks for in vain."""

    frame: nw.LazyFrame[Any]
    given: Given = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    missing_columns: list[str] = field(default_factory=list)
    rows: int = 0


@dataclass(frozen=True)
class Wanted:
    """A column that a rule reads: its name in the table, its type, and the end of a range it is the other half of."""

    name: str
    of: Type
    high: str | None = None


def admit(native: Any, bound: BoundRule) -> Admitted:
    """Admit a table of any engine for a rule; `Mistake("type")` names a column of the wrong type."""
    frame = nw.from_native(native).lazy()
    schema = dict(frame.collect_schema())
    wanted = {name: _columns_of(name, of, schema, bound) for name, of in _inputs(bound).items()}
    found = [one for ones in wanted.values() for one in ones if one is not None]
    for one in found:
        _check_type(one, schema)
    facts = _facts(frame, found, schema)
    cleaned = _cleaned(frame, found, facts, schema)
    admitted = Admitted(cleaned, rows=int(facts["rows"]))
    admitted.counts = {one.name: counts for one in found if (counts := _counts(one, facts))}
    for name, of in _inputs(bound).items():
        admitted.given[name] = _given(name, of, wanted[name], facts, bound, schema)
        if all(one is None for one in wanted[name]):
            admitted.missing_columns.append(name)
    _let_years_begin(admitted.given, bound)
    return admitted


def _inputs(bound: BoundRule) -> dict[str, Type]:
    return {name: bound.rule.kinds.get(name, Truth()) for name in bound.names_read}


def _columns_of(name: str, of: Type, schema: Mapping[str, Any], bound: BoundRule) -> list[Wanted | None]:
    """The columns that hold an input, by year from the newest for a series; None for one that is not there."""
    if isinstance(of, Series):
        years = _years_read(name, bound)
        number = Number(of.unit, of.unit.whole)
        names = [(f"{name}_{bound.year - back}", name if back == 0 else None) for back in range(years)]
        return [_found([each for each in pair if each], number, schema) for pair in names]
    spellings = [name, f"status_{name[7:-1]}"] if name.startswith("status(") else [name]
    return [_found(spellings, of, schema)]


def _found(spellings: Iterable[str], of: Type, schema: Mapping[str, Any]) -> Wanted | None:
    for name in spellings:
        if name in schema:
            return Wanted(name, of, f"{name}_latest" if isinstance(of, Day) and f"{name}_latest" in schema else None)
        if f"{name}_low" in schema and f"{name}_high" in schema:
            return Wanted(f"{name}_low", of, f"{name}_high")
    return None


def _years_read(name: str, bound: BoundRule) -> int:
    nodes = [node for criterion in bound.criteria for node in criterion.nodes.values()]
    nodes += [*bound.definitions.values(), *bound.amounts]
    read = [atom.year or 0 for node in nodes for one in walk(node) for atom in atoms(one) if atom.name == name]
    return max(read, default=0) + 1


def _check_type(one: Wanted, schema: Mapping[str, Any]) -> None:
    for name in (one.name, one.high):
        if name is not None and not _fits(schema[name], one.of):
            raise Mistake(
                "type", f"column {name!r} holds {schema[name]}; expected {_expected(one.of)[0]}",
                f"列 {name!r} 的类型是 {schema[name]}；应为{_expected(one.of)[1]}", place=Place(path=name),
            )  # fmt: skip


def _fits(dtype: Any, of: Type) -> bool:
    if dtype == nw.Unknown or isinstance(dtype, nw.Unknown):
        return True
    match of:
        case Number() | Series():
            return bool(dtype.is_numeric())
        case Truth():
            return bool(dtype == nw.Boolean)
        case Category():
            return bool(dtype in (nw.String, nw.Categorical, nw.Enum))
        case Day():
            return bool(dtype == nw.Date or dtype == nw.Datetime)


def _expected(of: Type) -> tuple[str, str]:
    return {
        Number: ("numbers", "数"), Series: ("numbers", "数"), Truth: ("true or false", "真假值"),
        Category: ("text", "文本"), Day: ("dates", "日期"),
    }[type(of)]  # fmt: skip


def _facts(frame: nw.LazyFrame[Any], found: list[Wanted], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Counts and bounds of every column, in one scan."""
    parts = [nw.len().alias("rows")]
    for one in found:
        for name in (one.name, one.high):
            if name is not None:
                parts += _facts_of(name, one, schema[name])
        if one.high is not None:
            parts.append((nw.col(one.name) > nw.col(one.high)).sum().alias(f"reversed {one.name}"))
    table = frame.select(*parts).collect()
    return {name: table[name][0] for name in table.columns}


def _facts_of(name: str, one: Wanted, dtype: Any) -> list[nw.Expr]:
    value = nw.col(name)
    parts = [value.is_null().sum().alias(f"null {name}")]
    if isinstance(one.of, Category):
        parts.append((~value.cast(nw.String).is_in(list(one.of.one_of))).sum().alias(f"category {name}"))
    if isinstance(one.of, Number) and dtype.is_float():
        parts += [value.is_nan().sum().alias(f"nan {name}"), (value.abs() == inf).sum().alias(f"infinite {name}")]
        value = nw.when(value.is_finite()).then(value)
        if one.of.whole:
            parts.append((value != value.floor()).sum().alias(f"not whole {name}"))
    if isinstance(one.of, Number | Day):
        parts += [value.min().alias(f"least {name}"), value.max().alias(f"most {name}")]
    return parts


def _counts(one: Wanted, facts: Mapping[str, Any]) -> dict[str, int]:
    names = [name for name in (one.name, one.high) if name is not None]
    counts = {kind: sum(int(facts.get(f"{kind} {name}") or 0) for name in names) for kind in COUNTS}
    return {kind: count for kind, count in counts.items() if count}


def _cleaned(
    frame: nw.LazyFrame[Any], found: list[Wanted], facts: Mapping[str, Any], schema: Mapping[str, Any]
) -> nw.LazyFrame[Any]:
    """The frame with what is not usable set to null; columns without a finding stay as they are."""
    changed = []
    for one in found:
        for name in (one.name, one.high):
            if name is None:
                continue
            tests = [_usable(kind, one, name) for kind in COUNTS[1:] if facts.get(f"{kind} {name}")]
            if one.high is not None and facts.get(f"reversed {one.name}"):
                tests.append(nw.col(one.name) <= nw.col(one.high))
            for test in tests:
                changed.append((name, test))
    for name in dict.fromkeys(name for name, _ in changed):
        for test in [test for other, test in changed if other == name]:
            frame = frame.with_columns(nw.when(test).then(nw.col(name)).alias(name))
    floats = [
        name
        for one in found
        for name in (one.name, one.high)
        if name and isinstance(one.of, Number) and not schema[name].is_float()
    ]
    return frame.with_columns(*(nw.col(name).cast(nw.Float64) for name in floats)) if floats else frame


def _usable(kind: str, one: Wanted, name: str) -> nw.Expr:
    if kind == "category":
        assert isinstance(one.of, Category)
        return nw.col(name).cast(nw.String).is_in(list(one.of.one_of))
    return nw.col(name) == nw.col(name).floor() if kind == "not whole" else nw.col(name).is_finite()


def _given(
    name: str,
    of: Type,
    wanted: list[Wanted | None],
    facts: Mapping[str, Any],
    bound: BoundRule,
    schema: Mapping[str, Any],
) -> Values | Years:
    if isinstance(of, Series):
        return Years(tuple(_numbers(one, facts) for one in wanted), tuple(True for _ in wanted))
    one = wanted[0]
    if isinstance(of, Number):
        judged = bound.rule.sheet.judged.get(name)
        numbers = _numbers(one, facts)
        return numbers if judged is None or judged.range is None else _judged(numbers, judged.range)
    if isinstance(of, Day):
        return _days(one, facts)
    if isinstance(of, Truth):
        return _truths(one, facts)
    return Texts(column(one.name) if one is not None else Vector("literal", None))


def _numbers(one: Wanted | None, facts: Mapping[str, Any]) -> Numbers:
    if one is None or facts[f"least {one.name}"] is None:
        return columns.unknown()
    low = Column(column(one.name), float(facts[f"least {one.name}"]), float(facts[f"most {one.name}"]))
    high = low
    if one.high is not None and facts[f"most {one.high}"] is not None:
        high = Column(column(one.high), float(facts[f"least {one.high}"]), float(facts[f"most {one.high}"]))
    return Numbers(low, high, bool(_counts(one, facts)))


def _judged(numbers: Numbers, declared: float | tuple[float, float]) -> Numbers:
    """A mark that is not given, or cannot be used, is its declared range (D27)."""
    first, last = declared if isinstance(declared, tuple) else (declared, declared)
    if numbers.low.least == -inf:
        return columns.constant(first, last)
    if not numbers.gaps:
        return numbers
    return Numbers(_filled(numbers.low, first), _filled(numbers.high, last))


def _filled(end: Column, value: float) -> Column:
    return Column(end.expr.fill_null(value), min(end.least, value), max(end.most, value))


def _days(one: Wanted | None, facts: Mapping[str, Any]) -> Numbers:
    if one is None or facts[f"least {one.name}"] is None:
        return columns.unknown()
    ends_of = [
        Column(day_numbers(name), float(_ordinal(facts[f"least {name}"])), float(_ordinal(facts[f"most {name}"])))
        for name in (one.name, one.high)
        if name is not None and facts[f"least {name}"] is not None
    ]
    return Numbers(ends_of[0], ends_of[-1], bool(_counts(one, facts)))


def _ordinal(day: date) -> int:
    return day.toordinal()


def _truths(one: Wanted | None, facts: Mapping[str, Any]) -> Truths:
    if one is None:
        return columns.UNDECIDED
    value = column(one.name)
    return Truths(value.fill_null(False), value.fill_null(True)) if _counts(one, facts) else Truths(value, value)


def _let_years_begin(given: Given, bound: BoundRule) -> None:
    """A year before the day of registration does not exist: windows shorten over it; any other gap is unknown."""
    registered = given.get("registered_on")
    if not isinstance(registered, Numbers) or registered.low.constant is not None or abs(registered.low.least) == inf:
        return
    for name, years in given.items():
        if isinstance(years, Years):
            exists = tuple(
                _exists(number, registered.low, bound.year - back) for back, number in enumerate(years.numbers)
            )
            given[name] = Years(years.numbers, exists)


def _exists(number: Numbers, registered: Column, year: int) -> Condition:
    next_year = float(date(year + 1, 1, 1).toordinal())
    if not number.gaps or registered.most < next_year:
        return True
    return columns.either(~number.low.expr.is_null(), (registered.expr < next_year).fill_null(True))
