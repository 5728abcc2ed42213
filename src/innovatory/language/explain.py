"""The back end that explains: one record, every value as a range or unknown.

A bound tree is compiled once into nested functions of a `Case`; each returns the inner value of its node. This is the
plain arithmetic of ranges, tight while no ranged input occurs twice; `tight` builds on it where one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from math import ceil, floor
from typing import Any, cast

from innovatory.language import ends
from innovatory.language.door import Inner
from innovatory.language.tables import Table, fits
from innovatory.language.tree import (
    Absolute,
    Arithmetic,
    AtLeast,
    Choice,
    Comparison,
    Constant,
    Extreme,
    Input,
    Lookup,
    Named,
    Negative,
    Node,
    Not,
    Rounded,
    Since,
    Window,
)
from innovatory.language.types import Day, Number

FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()

Value = ends.Number | bool | str | None


class Case:
    """One record at work: inner values by name, definitions already computed, and what a trace has noticed."""

    __slots__ = ("memo", "ranged", "trace", "values")

    def __init__(self, values: Mapping[str, Inner], ranged: bool | None = None) -> None:
        self.values: Mapping[str, Any] = values  # Any: the reader has checked the type of every name
        self.memo: dict[int, Value] = {}
        self.trace: Trace | None = None
        # whether some value is a range; found here unless it is known
        self.ranged = any(_has_width(value) for value in values.values()) if ranged is None else ranged


def _has_width(value: Inner) -> bool:
    if not isinstance(value, tuple):
        return False
    if value and isinstance(value[0], tuple) and isinstance(value[0][0], float):
        return value[0] is not value[1]
    return any(_has_width(year) for year in value)  # a series


class Trace:
    """Why something is unknown or a range: zero divisors, parameters without a rule, judged bands, short series."""

    def __init__(self) -> None:
        self.zero: dict[str, None] = {}
        self.no_rule: dict[str, None] = {}
        self.bands: dict[str, None] = {}
        self.short: dict[str, None] = {}


Function = Callable[[Case], Value]
OfNumber = Callable[[Case], ends.Number | None]
OfTruth = Callable[[Case], bool | None]


class Compiler:
    """Compiles bound trees; one node is compiled once, so that shared definitions are shared functions."""

    def __init__(self) -> None:
        self.done: dict[int, tuple[Node, Function]] = {}

    def function(self, node: Node) -> Function:
        """The function that computes a node."""
        if id(node) not in self.done:
            self.done[id(node)] = (node, self.build(node))  # the node is kept: an id lives as long as its object
        return self.done[id(node)][1]

    def number(self, node: Node) -> OfNumber:
        """The function of a node that is a number or a day."""
        return cast("OfNumber", self.function(node))  # the reader has checked the type

    def truth(self, node: Node) -> OfTruth:
        """The function of a node that is a condition."""
        return cast("OfTruth", self.function(node))  # the reader has checked the type

    def build(self, node: Node) -> Function:
        """A new function for a node."""
        match node:
            case Constant(value=value, reason=reason):
                return _constant(value, reason)
            case Input(name=name):
                return lambda case: case.values.get(name)
            case Named(body=body):
                return _named(id(body), self.function(body))
            case Negative(of=of):
                return _negative(self.number(of))
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return self._comparison(node)
            case Not(of=of):
                return _not(self.truth(of))
            case AtLeast(n=n, of=of):
                return _at_least(n, tuple(self.truth(one) for one in of))
            case Choice(condition=condition, then=then, otherwise=otherwise):
                return _choice(self.truth(condition), self.function(then), self.function(otherwise))
            case Extreme(word=word, of=of):
                return _extreme(min if word == "min" else max, tuple(self.number(one) for one in of))
            case Absolute(of=of):
                return _absolute(self.number(of))
            case Rounded():
                return _rounded(node, self.number(node.of))
            case Lookup():
                return _lookup(node, self.number(node.argument))
            case Window():
                return _window(node)
            case Since():
                return _since(node, self.number(node.of))
        raise AssertionError(f"{type(node).__name__} has no value in one record")

    def _arithmetic(self, node: Arithmetic) -> Function:
        left, right = self.number(node.left), self.number(node.right)
        if node.sign == "/":
            return _quotient(left, right, divisor_name(node.right))
        operation = {"+": ends.add, "-": _subtract, "*": ends.multiply}[node.sign]

        def compute(case: Case) -> Value:
            a, b = left(case), right(case)
            return None if a is None or b is None else operation(a, b)

        return compute

    def _comparison(self, node: Comparison) -> Function:
        if isinstance(node.left.type, Number) or isinstance(node.right.type, Number) or _is_day(node.left, node.right):
            return compare(node.sign, self.number(node.left), self.number(node.right))
        left, right, equal = self.function(node.left), self.function(node.right), node.sign == "=="

        def compute(case: Case) -> Value:
            a, b = left(case), right(case)
            return None if a is None or b is None else (a == b) is equal

        return compute


def compare(sign: str, left: OfNumber, right: OfNumber) -> OfTruth:
    """The function of a comparison: true or false if every completion agrees."""
    judge = COMPARISONS[sign]

    def compute(case: Case) -> bool | None:
        a, b = left(case), right(case)
        return None if a is None or b is None else judge(a, b)

    return compute


def _at_least_as(a: ends.Number, b: ends.Number) -> bool | None:
    return True if ends.reaches(a[0], b[1]) else None if ends.reaches(a[1], b[0]) else False


def _more_than(a: ends.Number, b: ends.Number) -> bool | None:
    return True if ends.exceeds(a[0], b[1]) else None if ends.exceeds(a[1], b[0]) else False


def _equal(a: ends.Number, b: ends.Number) -> bool | None:
    if ends.exceeds(a[0], b[1]) or ends.exceeds(b[0], a[1]):
        return False
    return True if a[0] is a[1] and b[0] is b[1] else None


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


COMPARISONS: dict[str, Callable[[ends.Number, ends.Number], bool | None]] = {
    ">=": _at_least_as,
    ">": _more_than,
    "<": lambda a, b: _opposite(_at_least_as(a, b)),
    "<=": lambda a, b: _opposite(_more_than(a, b)),
    "==": _equal,
    "!=": lambda a, b: _opposite(_equal(a, b)),
}


def _is_day(*nodes: Node) -> bool:
    return any(isinstance(node.type, Day) for node in nodes)


def _constant(value: tuple[float, float] | bool | str | None, reason: str | None) -> Function:
    inner: Value = ends.ranged(*value) if isinstance(value, tuple) else value

    def compute(case: Case) -> Value:
        if reason is not None and case.trace is not None:
            case.trace.no_rule[reason] = None
        return inner

    return compute


def _named(key: int, body: Function) -> Function:
    def compute(case: Case) -> Value:
        if key not in case.memo:
            case.memo[key] = body(case)
        return case.memo[key]

    return compute


def _subtract(a: ends.Number, b: ends.Number) -> ends.Number | None:
    return ends.add(a, ends.negative(b))


def _negative(of: OfNumber) -> Function:
    def compute(case: Case) -> Value:
        a = of(case)
        return None if a is None else ends.negative(a)

    return compute


def divisor_name(node: Node) -> str:
    """What a divisor is called when it is told that it is zero."""
    match node:
        case Input(name=name) | Named(name=name):
            return name
        case Window(series=series):
            return series
    return "divisor"


def _quotient(left: OfNumber, right: OfNumber, name: str) -> Function:
    def compute(case: Case) -> Value:
        a, b = left(case), right(case)
        if b is not None and ends.holds_zero(b) and case.trace is not None:
            case.trace.zero[name] = None
        return None if a is None or b is None else ends.divide(a, b)

    return compute


def _not(of: OfTruth) -> Function:
    return lambda case: _opposite(of(case))


def _at_least(n: int, of: tuple[OfTruth, ...]) -> Function:
    allowed = len(of) - n  # so many may fail

    def compute(case: Case) -> Value:
        held = failed = 0
        for one in of:
            truth = one(case)
            if truth:
                held += 1
                if held == n:
                    return True
            elif truth is False:
                failed += 1
                if failed > allowed:
                    return False
        return None

    return compute


def _choice(condition: OfTruth, then: Function, otherwise: Function) -> Function:
    def compute(case: Case) -> Value:
        truth = condition(case)
        if truth is not None:
            return then(case) if truth else otherwise(case)
        return hull(then(case), otherwise(case))

    return compute


def hull(a: Value, b: Value) -> Value:
    """What two possible values have in common: the range over both numbers, else the value if they are equal."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return ends.hull(a, b)
    return a if a == b and type(a) is type(b) else None


def _extreme(pick: Callable[..., ends.End], of: tuple[OfNumber, ...]) -> Function:
    def compute(case: Case) -> Value:
        numbers = [one(case) for one in of]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            return None
        low, high = pick(number[0] for number in known), pick(number[1] for number in known)
        return (low, low) if low == high else (low, high)

    return compute


def _absolute(of: OfNumber) -> Function:
    def compute(case: Case) -> Value:
        a = of(case)
        if a is None or a[0][0] >= 0:
            return a
        minus = ends.negative(a)
        if a[1][0] <= 0:
            return minus
        return ((0.0, 0.0), max(a[1], minus[1]))

    return compute


def _rounded(node: Rounded, of: OfNumber) -> Function:
    digits = node.digits
    step = {
        "round": lambda value: ends.round_half_away(value, digits),
        "floor": ends.round_down,
        "ceil": ends.round_up,
    }[node.word]

    def compute(case: Case) -> Value:
        a = of(case)
        return None if a is None else ends.ranged(step(a[0][0]), step(a[1][0]))

    return compute


def _lookup(node: Lookup, argument: OfNumber) -> Function:
    name, table = node.name, node.table
    if table is None:
        return _constant(None, name)
    whole = isinstance(node.argument.type, Number) and node.argument.type.whole
    edges = [(edge, abs(edge)) for edge in table.edges]
    values = segments(table, whole)

    def compute(case: Case) -> Value:
        a = argument(case)
        first = 0 if a is None else _segment(a[0], edges)
        last = len(values) - 1 if a is None else first if a[0] is a[1] else _segment(a[1], edges)
        result = values[first] or ends.point(0.0)
        for value in values[first + 1 : last + 1]:
            result = ends.hull(result, value) or result if value else result
        if case.trace is not None and any(value and value[0] != value[1] for value in values[first : last + 1]):
            case.trace.bands[name] = None
        return result

    return compute


def segments(table: Table, whole: bool) -> list[ends.Number | None]:
    """Value of the table below, on and between its edges in turn; None where no whole number lies."""
    edges = table.edges
    places = [(edges[0] if edges else 0.0, -1)]
    for edge in edges:
        places += [(edge, 0), (edge, 1)]
    values: list[ends.Number | None] = []
    for index, place in enumerate(places):
        row = next(row for row in table.rows if fits(row.word, row.edge, place))
        between = index % 2 == 0 and 0 < index < len(places) - 1
        empty = between and whole and ceil(edges[index // 2]) - 1 < floor(edges[index // 2 - 1]) + 1
        on_fraction = index % 2 == 1 and whole and place[0] != floor(place[0])
        values.append(None if empty or on_fraction else ends.ranged(row.low, row.high))
    return values


def _segment(x: ends.End, edges: list[ends.End]) -> int:
    for index, edge in enumerate(edges):
        if not ends.reaches(x, edge):
            return 2 * index
        if not ends.exceeds(x, edge):
            return 2 * index + 1
    return 2 * len(edges)


def _window(node: Window) -> Function:
    name, years = node.series, node.years
    if node.word == "lag":
        return lambda case: _lag(case.values.get(name), years)
    compute = {"sum_last": sum_of, "mean_last": mean_of, "growth": growth_of}[node.word]
    count = years + 1 if node.word == "growth" else years

    def windowed(case: Case) -> Value:
        series = case.values.get(name)
        window = series[-count:] if isinstance(series, tuple) else ()
        known = [number for number in window if number is not None]
        result = compute(known) if known and len(known) == len(window) else None
        if result is None and len(known) == len(window) and case.trace is not None:
            case.trace.short[name] = None
        return result

    return windowed


def _lag(series: tuple[ends.Number | None, ...] | None, years: int) -> Value:
    return series[-1 - years] if series is not None and len(series) > years else None


def sum_of(window: list[ends.Number]) -> ends.Number | None:
    """Sum over the years there are."""
    total: ends.Number | None = window[0]
    for number in window[1:]:
        total = None if total is None else ends.add(total, number)
    return total


def mean_of(window: list[ends.Number]) -> ends.Number | None:
    """Mean over the years there are."""
    total = sum_of(window)
    return None if total is None else ends.divide(total, ends.point(float(len(window))))


def growth_of(window: list[ends.Number]) -> ends.Number | None:
    """Mean of the yearly growth rates, oldest first (recognition guidelines; D21).

    An oldest year of zero or less is left out; any other base of zero or less has no growth. A year that is base and
    result at once moves two rates: it is put where its slope, s² − before·after, sends the mean.
    """
    if window[0][1][0] <= 0:
        window = window[1:]
    if len(window) < 2 or any(number[0][0] <= 0 for number in window[:-1]):
        return None
    if all(number[0] is number[1] for number in window[1:-1]):
        return _growth(window, window)
    return _growth(*_turned(window))


def _growth(lowest: list[ends.Number], highest: list[ends.Number]) -> ends.Number | None:
    low, high = _rates(lowest), _rates(highest)
    if low is None or high is None:
        return None
    return low if lowest is highest else (low[0], high[1])


def _rates(window: list[ends.Number]) -> ends.Number | None:
    rates = [ends.divide(after, before) for before, after in pairwise(window)]
    known = [rate for rate in rates if rate is not None]
    mean = mean_of(known) if len(known) == len(rates) else None
    return None if mean is None else ends.add(mean, ends.point(-1.0))


def _turned(window: list[ends.Number]) -> tuple[list[ends.Number], list[ends.Number]]:
    """The window with each middle year at the end that makes growth lowest, and highest, where its slope is certain."""
    lowest, highest = list(window), list(window)
    for index in range(1, len(window) - 1):
        before, s, after = window[index - 1 : index + 2]
        low_end, high_end = (s[0], s[0]), (s[1], s[1])
        if s[0][0] ** 2 >= before[1][0] * after[1][0]:  # rising throughout
            lowest[index], highest[index] = low_end, high_end
        elif s[1][0] ** 2 <= before[0][0] * after[0][0]:  # falling throughout
            lowest[index], highest[index] = high_end, low_end
    return lowest, highest


def _since(node: Since, of: OfNumber) -> Function:
    on = node.on if node.on is not None else 0
    count = (lambda born: float(on - born)) if node.word == "days_since" else completed_years(on)

    def compute(case: Case) -> Value:
        day = of(case)
        return None if day is None else ends.ranged(count(int(day[1][0])), count(int(day[0][0])))

    return compute


def completed_years(on: int) -> Callable[[int], float]:
    """Completed years from a day to the day `on` (ordinals); 29 February completes on 28 February (D24)."""
    today = date.fromordinal(on)
    leap_day_done = (today.month, today.day) == (2, 28) and date.fromordinal(on + 1).month == 3

    def years(born_ordinal: int) -> float:
        born = date.fromordinal(min(max(born_ordinal, FIRST_DAY), LAST_DAY))  # a cell may reach beyond the calendar
        done = (today.month, today.day) >= (born.month, born.day) or (
            leap_day_done and (born.month, born.day) == (2, 29)
        )
        return float(today.year - born.year - (not done))

    return years
