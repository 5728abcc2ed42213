"""The door of a population: columns of a table become the inputs of a rule, with what is known of them.

Missing values, NaN, infinity, half persons, reversed ranges, unknown categories and texts that are no day become unknown
and are counted; text where a number belongs is a mistake that names the column. The least and greatest value of every
column are found in the same scan: they let the rule be compiled without tests that cannot matter. A column is `name`;
of a range `name_low` and `name_high`; of a yearly series `name_2023`, or `name` for the assessed year; a day known only
to its month or year is `name` and `name_latest`. Rows count by `weight` where there is such a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf, isfinite
from typing import Any

import narwhals as nw

from innovatory.language import columns
from innovatory.language.algebra import atoms
from innovatory.language.columns import Column, Condition, Numbers, Texts, Truths, Values, Years
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.tree import Node, walk
from innovatory.language.tree import inputs as inputs_of
from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.language.vectors import column, day_numbers, literal, select
from innovatory.policy.bound import BoundRule
from innovatory.policy.written_days import as_day, is_day

NUMERAL = r"^\s*-?[0-9]*\.?[0-9]+\s*$"
COUNTS = ("null", "nan", "infinite", "not whole", "negative", "reversed", "category", "date")
OF_ONE_COLUMN = ("nan", "infinite", "not whole", "negative", "category")
WEIGHT = "weight"  # how many real units a row stands for; 1 where it cannot be used (records.md)
BEGINNING = "registered_on"  # years before this day do not exist (records.md section 1)
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

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table: one, or both ends of a range."""
        return (self.name,) if self.high is None else (self.name, self.high)


@dataclass(frozen=True)
class Asked:
    """What is asked of a table: inputs by name, for a series how many years back from `year`."""

    inputs: Mapping[str, Type]
    years: Mapping[str, int]
    year: int


def asked(
    bounds: Iterable[BoundRule], year: int, more: Mapping[str, Type] | None = None, nodes: Iterable[Node] = ()
) -> Asked:
    """What some rules ask for together, and what some further trees over inputs of the types `more` do."""
    inputs: dict[str, Type] = {}
    trees = list(nodes)
    for bound in bounds:
        inputs |= {name: bound.rule.kinds.get(name, Truth()) for name in bound.names_read}
        trees += [node for criterion in bound.criteria for node in criterion.nodes.values()] + bound.values_shown()
    names = {name for tree in trees for name in inputs_of(tree)}
    inputs |= {name: of for name, of in (more or {}).items() if name in names}
    years = dict.fromkeys((name for name, of in inputs.items() if isinstance(of, Series)), 0)
    for atom in (atom for tree in trees for one in walk(tree) for atom in atoms(one)):
        if atom.name in years:
            years[atom.name] = max(years[atom.name], atom.year or 0)
    return Asked(inputs, years, year)


def admit(native: Any, bound: BoundRule) -> Admitted:
    """Admit a table of any engine for a rule; `Mistake("type")` names a column of the wrong type."""
    admitted = admit_all(native, asked([bound], bound.year))
    admitted.given = given_for(admitted, bound)
    return admitted


def given_for(admitted: Admitted, bound: BoundRule) -> Given:
    """What a rule is given of an admitted table: a judged mark that is missing is its declared range (D27)."""
    given = {name: admitted.given[name] for name in bound.names_read}
    for name, judged in bound.rule.sheet.judged.items():
        numbers = given.get(name)
        if judged.range is not None and isinstance(numbers, Numbers):
            given[name] = _judged(numbers, judged.range)
    return given


def admit_all(native: Any, asked: Asked) -> Admitted:
    """Admit a table of any engine for all that is asked of it, in one scan."""
    frame = nw.from_native(native).lazy()
    schema = dict(frame.collect_schema())
    inputs = _with_beginning(asked.inputs, schema)
    wanted = {name: _columns_of(name, of, schema, asked) for name, of in inputs.items()}
    found = [one for ones in wanted.values() for one in ones if one is not None]
    if WEIGHT in schema and not any(one.name == WEIGHT for one in found):
        found.append(Wanted(WEIGHT, Number()))
    frame = _without_empty_texts(frame, found, schema)
    for one in found:
        _check_type(one, schema, frame)
    facts = _facts(frame, found, schema)
    cleaned = _cleaned(frame, found, facts, schema)
    admitted = Admitted(cleaned, rows=int(facts["rows"]))
    admitted.counts = {one.name: counts for one in found if (counts := _counts(one, facts))}
    if asked.inputs and all(one.name == WEIGHT for one in found):
        raise _no_column(asked, schema)
    for name, of in inputs.items():
        admitted.given[name] = _given(of, wanted[name], facts)
        if all(one is None for one in wanted[name]):
            admitted.missing_columns.append(name)
    _loss_of_the_year(admitted.given)
    _let_years_begin(admitted.given, asked.year)
    return admitted


def _with_beginning(inputs: Mapping[str, Type], schema: Mapping[str, Any]) -> Mapping[str, Type]:
    """The inputs, and the day of registration where a series is read: its windows begin there, whoever reads the day."""
    dated = BEGINNING in schema and any(isinstance(of, Series) for of in inputs.values())
    return {**inputs, BEGINNING: Day()} if dated and BEGINNING not in inputs else inputs


def _loss_of_the_year(given: Given) -> None:
    """Losses carried forward are those of earlier years: where a table has only these, the assessed year's is nothing."""
    losses = given.get("tax_loss")
    if not isinstance(losses, Years):
        return
    unknown = [number.low.least == -inf for number in losses.numbers]
    if unknown[0] and not all(unknown):
        given["tax_loss"] = Years((columns.constant(0.0), *losses.numbers[1:]), losses.exists)


def _no_column(asked: Asked, schema: Mapping[str, Any]) -> Mistake:
    """A table in which the rule finds nothing to read is most likely another table."""
    names = ", ".join(list(asked.inputs)[:5])
    near = next((close for name in schema if (close := nearest(name, asked.inputs))), None)
    return Mistake(
        "name", f"no column of the table is read by the rule, which reads {names} …",
        f"表中没有该规则读取的任何列；规则读取 {names} 等", nearest=near,
    )  # fmt: skip


def _columns_of(name: str, of: Type, schema: Mapping[str, Any], asked: Asked) -> list[Wanted | None]:
    """The columns that hold an input, by year from the newest for a series; None for one that is not there."""
    if isinstance(of, Series):
        years = asked.years[name] + 1
        number = Number(of.unit, of.unit.whole)
        names = [(f"{name}_{asked.year - back}", name if back == 0 else None) for back in range(years)]
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


def _without_empty_texts(frame: nw.LazyFrame[Any], found: list[Wanted], schema: dict[str, Any]) -> nw.LazyFrame[Any]:
    """A text column in which nothing stands (an empty column of a CSV file) is unknown, of whatever type is wanted."""
    wanted = {name: one.of for one in found for name in one.columns}
    texts = [name for name, of in wanted.items() if schema[name] == nw.String and not _fits(nw.String(), of)]
    if not texts:
        return frame
    counted = frame.select(*(nw.col(name).count() for name in texts)).collect()
    empty = {name: _dtype(wanted[name]) for name in texts if counted[name][0] == 0}
    schema.update(empty)
    nulls = [nw.lit(None).cast(dtype).alias(name) for name, dtype in empty.items()]
    return frame.with_columns(*nulls) if nulls else frame


def _dtype(of: Type) -> Any:
    return nw.Boolean() if isinstance(of, Truth) else nw.Float64()


def _check_type(one: Wanted, schema: Mapping[str, Any], frame: nw.LazyFrame[Any]) -> None:
    for name in one.columns:
        if not _fits(schema[name], one.of):
            (holds, holds_zh), (wrong, wrong_zh) = _held(schema[name]), _example(frame, name, schema[name])
            raise Mistake(
                "type", f"column {name!r} holds {holds}{wrong}; expected {_expected(one.of)[0]}",
                f"列 {name!r} 为{holds_zh}{wrong_zh}；应为{_expected(one.of)[1]}", place=Place(path=name),
            )  # fmt: skip


def _held(dtype: Any) -> tuple[str, str]:
    """What a column holds, in words."""
    if dtype == nw.String:
        return "text", "文本"
    if dtype == nw.Boolean:
        return "true or false", "真假值"
    if dtype in (nw.Date, nw.Datetime):
        return "dates", "日期"
    return ("numbers", "数") if dtype.is_numeric() else (f"values of type {dtype}", f" {dtype} 类型的值")


def _example(frame: nw.LazyFrame[Any], name: str, dtype: Any) -> tuple[str, str]:
    """The first text of a column that is no number, with its row (from 1, without the header); nothing for no text."""
    if dtype != nw.String:
        return "", ""
    texts = frame.select(name).collect()[name]
    for row, text in enumerate(texts.to_list(), 1):
        if text is not None and not re.match(NUMERAL, text):
            return f" ({text!r} in data row {row})", f"（数据第 {row} 行为 {text!r}）"
    return "", ""


def _fits(dtype: Any, of: Type) -> bool:
    if dtype == nw.Unknown or isinstance(dtype, nw.Unknown):
        return True
    match of:
        case Number() | Series():
            return bool(dtype.is_numeric())
        case Truth():
            return bool(dtype == nw.Boolean)
        case Category():
            return bool(dtype in (nw.String, nw.Categorical, nw.Enum) or dtype.is_integer())  # codes such as 440307
        case Day():
            return bool(dtype in (nw.Date, nw.Datetime, nw.String))


def _expected(of: Type) -> tuple[str, str]:
    return {
        Number: ("numbers", "数"), Series: ("numbers", "数"), Truth: ("true or false", "真假值"),
        Category: ("text", "文本"), Day: ("dates", "日期"),
    }[type(of)]  # fmt: skip


def _facts(frame: nw.LazyFrame[Any], found: list[Wanted], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Counts and bounds of every column, in one scan; in a second one for columns that hold NaN or infinity."""
    parts = [nw.len().alias("rows")]
    for one in found:
        for name in one.columns:
            float_number = isinstance(one.of, Number) and schema[name].is_float() and one.high is None
            parts += _bounds_of(name, one) if float_number else _facts_of(name, one, schema[name])
        if one.high is not None:
            low, high = (_usable_value(name, one, schema[name]) for name in (one.name, one.high))
            parts.append((low > high).sum().alias(f"reversed {one.name}"))
    facts = _scanned(frame, parts)
    unclean = [one for one in found if _unclean(one, facts)]
    again = [part for one in unclean for part in _facts_of(one.name, one, schema[one.name])]
    return facts | (_scanned(frame, again) if again else {})


def _scanned(frame: nw.LazyFrame[Any], parts: list[nw.Expr]) -> dict[str, Any]:
    """The facts of one scan; Polars reads a file piece by piece."""
    whole = frame.select(*parts)
    if whole.implementation.is_polars():
        return dict(whole.to_native().collect(engine="streaming").row(0, named=True))
    table = whole.collect()
    return {name: table[name][0] for name in table.columns}


def _bounds_of(name: str, one: Wanted) -> list[nw.Expr]:
    """The facts of a column of floats if it holds neither NaN nor infinity, which its sum tells."""
    raw = nw.col(name)
    parts = [
        raw.null_count().alias(f"null {name}"),
        raw.sum().alias(f"sum {name}"),
        raw.min().alias(f"least {name}"),
        raw.max().alias(f"most {name}"),
    ]
    if isinstance(one.of, Number) and one.of.whole:
        parts.append((raw != raw.floor()).sum().alias(f"not whole {name}"))
    if name == WEIGHT:
        parts.append((raw < 0).sum().alias(f"negative {name}"))
    return parts


def _unclean(one: Wanted, facts: Mapping[str, Any]) -> bool:
    """Whether a column of floats may hold NaN or infinity: then its sum is none of a finite number."""
    total = facts.get(f"sum {one.name}")
    return total is not None and not isfinite(total)


def _facts_of(name: str, one: Wanted, dtype: Any) -> list[nw.Expr]:
    raw, value = nw.col(name), _usable_value(name, one, dtype)
    exact = isinstance(one.of, Day) and name == one.high  # no latest day: the day is known exactly
    parts = [] if exact else [raw.is_null().sum().alias(f"null {name}")]
    if isinstance(one.of, Category):
        parts.append((~raw.cast(nw.String).is_in(list(one.of.one_of))).sum().alias(f"category {name}"))
    if isinstance(one.of, Number) and dtype.is_float():
        parts += [raw.is_nan().sum().alias(f"nan {name}"), (raw.abs() == inf).sum().alias(f"infinite {name}")]
        if one.of.whole:
            parts.append((value != value.floor()).sum().alias(f"not whole {name}"))
    if isinstance(one.of, Day) and dtype == nw.String:
        parts.append((~is_day(raw)).sum().alias(f"date {name}"))
    if name == WEIGHT:
        parts.append((value < 0).sum().alias(f"negative {name}"))
    if isinstance(one.of, Number | Day):
        parts += [value.min().alias(f"least {name}"), value.max().alias(f"most {name}")]
    return parts


def _usable_value(name: str, one: Wanted, dtype: Any) -> nw.Expr:
    """A column with what is no number and no day set to null."""
    value = nw.col(name)
    if isinstance(one.of, Day) and dtype == nw.String:
        return as_day(value)
    return nw.when(value.is_finite()).then(value) if isinstance(one.of, Number) and dtype.is_float() else value


def _counts(one: Wanted, facts: Mapping[str, Any]) -> dict[str, int]:
    counts = {kind: sum(int(facts.get(f"{kind} {name}") or 0) for name in one.columns) for kind in COUNTS}
    return {kind: count for kind, count in counts.items() if count}


def _cleaned(
    frame: nw.LazyFrame[Any], found: list[Wanted], facts: Mapping[str, Any], schema: Mapping[str, Any]
) -> nw.LazyFrame[Any]:
    """The frame with what is not usable set to null; columns without a finding stay as they are."""
    for one in found:
        for cleaned in _steps(one, facts, schema):
            frame = frame.with_columns(*cleaned) if cleaned else frame
    return frame


def _steps(one: Wanted, facts: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[list[nw.Expr]]:
    """What is done to an input's columns, one after the other."""
    if facts.get(f"date {one.high}"):
        latest = nw.col(str(one.high))
        yield [nw.when(is_day(latest) | latest.is_null()).then(nw.col(one.name)).alias(one.name)]
    for name in one.columns:
        tests = [_usable(kind, one, name) for kind in OF_ONE_COLUMN if facts.get(f"{kind} {name}")]
        if tests:
            yield [nw.when(*tests).then(nw.col(name)).alias(name)]
    if isinstance(one.of, Day):
        yield [as_day(nw.col(name)).alias(name) for name in one.columns if schema[name] == nw.String]
    if isinstance(one.of, Category) and schema[one.name].is_integer():
        yield [nw.col(one.name).cast(nw.String)]
    if isinstance(one.of, Number):
        yield [nw.col(name).cast(nw.Float64) for name in one.columns if schema[name] != nw.Float64]
    if one.high is not None:
        yield from _pairs(one, one.high, facts)
    if one.name == WEIGHT and _counts(one, facts):
        yield [nw.col(WEIGHT).fill_null(1.0)]


def _pairs(one: Wanted, high: str, facts: Mapping[str, Any]) -> Iterator[list[nw.Expr]]:
    """Both ends of a range or neither; a day without a latest one is that day."""
    first, last = nw.col(one.name), nw.col(high)
    if isinstance(one.of, Day):
        yield [nw.when(~first.is_null(), last.is_null()).then(first).otherwise(last).alias(high)]
    if _counts(one, facts):
        yield [nw.when(first <= last).then(end).alias(name) for name, end in ((one.name, first), (high, last))]


def _usable(kind: str, one: Wanted, name: str) -> nw.Expr:
    value = nw.col(name)
    if kind == "category":
        assert isinstance(one.of, Category)
        return value.cast(nw.String).is_in(list(one.of.one_of))
    if kind == "negative":
        return value >= 0
    return value == value.floor() if kind == "not whole" else value.is_finite()


def _given(of: Type, wanted: list[Wanted | None], facts: Mapping[str, Any]) -> Values | Years:
    if isinstance(of, Series):
        return Years(tuple(_numbers(one, facts) for one in wanted), tuple(True for _ in wanted))
    one = wanted[0]
    if isinstance(of, Number):
        return _numbers(one, facts)
    if isinstance(of, Day):
        return _days(one, facts)
    if isinstance(of, Truth):
        return _truths(one, facts)
    return Texts(column(one.name) if one is not None else select(literal(False), ""))


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
    known = [facts[f"{end} {name}"] for name in one.columns for end in ("least", "most")]
    days = [float(day.toordinal()) for day in known if day is not None]
    low = Column(day_numbers(one.name), min(days), max(days))
    high = low if one.high is None else Column(day_numbers(one.high), min(days), max(days))
    return Numbers(low, high, bool(_counts(one, facts)))


def _truths(one: Wanted | None, facts: Mapping[str, Any]) -> Truths:
    if one is None:
        return columns.UNDECIDED
    value = column(one.name)
    return Truths(value.fill_null(False), value.fill_null(True)) if _counts(one, facts) else Truths(value, value)


def _let_years_begin(given: Given, year: int) -> None:
    """Years before the first known one and before the day of registration do not exist: windows shorten over them."""
    registered = given.get(BEGINNING)
    if not isinstance(registered, Numbers) or registered.low.constant is not None or abs(registered.low.least) == inf:
        return
    for name, years in given.items():
        if isinstance(years, Years):
            exists: list[Condition] = []
            older: Condition = False
            for back, number in reversed(list(enumerate(years.numbers))):
                older = columns.either(older, _exists(number, registered.low, year - back))
                exists.append(older)
            given[name] = Years(years.numbers, tuple(reversed(exists)))


def _exists(number: Numbers, registered: Column, year: int) -> Condition:
    """Whether a year exists: something is known of it, or the unit was registered by its end."""
    next_year = float(date(year + 1, 1, 1).toordinal())
    if not number.gaps or registered.most < next_year:
        return True
    return columns.either(~number.low.expr.is_null(), (registered.expr < next_year).fill_null(True))
