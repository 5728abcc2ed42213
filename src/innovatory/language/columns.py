"""Arithmetic of columns for `evaluate`: numbers as ends, truths as pairs, each a vector over the rows.

What is known of the columns (their least and greatest values, whether anything is missing or a range) is used while
compiling: a divisor that cannot be zero is not tested, a sum that cannot cancel carries no scale, a threshold is shifted
by its tolerance once. The answers are those of `explain`; only what cannot matter is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import inf, nextafter

from innovatory.language import ends
from innovatory.language.vectors import Vector, literal, select

Condition = Vector | bool


@dataclass(frozen=True, eq=False)
class Column:
    """One end of a number in every row: its expression (or a constant) and its bounds over all rows.

    `scale` None means the value's own size: no cancellation on the way. `steps` are the tests and constants of a
    table, so that a comparison with it can shift the constants instead of the column.
    """

    value: Vector | float
    least: float
    most: float
    scale: Column | None = None
    steps: tuple[tuple[Condition, float], ...] = ()

    @property
    def constant(self) -> float | None:
        """The value if it is the same in every row."""
        return None if isinstance(self.value, Vector) else float(self.value)

    @property
    def expr(self) -> Vector:
        """The value as an expression."""
        return self.value if isinstance(self.value, Vector) else literal(float(self.value))

    @property
    def magnitude(self) -> Column:
        """The scale as a column: never negative."""
        if self.scale is not None:
            return self.scale
        if self.least >= 0:
            return Column(self.value, self.least, self.most)
        value = self.value.abs() if isinstance(self.value, Vector) else abs(self.value)
        return Column(value, max(0.0, -self.most), max(abs(self.least), abs(self.most)))


@dataclass(frozen=True, eq=False)
class Numbers:
    """A number in every row: low and high end (the same object for points); `gaps` if some row may be unknown."""

    low: Column
    high: Column
    gaps: bool = False


@dataclass(frozen=True, eq=False)
class Truths:
    """A truth in every row: surely true, possibly true (the same object where nothing is unknown); never null."""

    sure: Condition
    maybe: Condition


@dataclass(frozen=True, eq=False)
class Texts:
    """A category in every row, null where unknown."""

    value: Vector


@dataclass(frozen=True, eq=False)
class Years:
    """A series in every row, newest first: each year's numbers, and whether that year exists for the row."""

    numbers: tuple[Numbers, ...]
    exists: tuple[Condition, ...]


Values = Numbers | Truths | Texts
Given = Mapping[str, Values | Years]
UNDECIDED = Truths(False, True)
_TRUE: Condition = True
_FALSE: Condition = False


def constant(low: float, high: float | None = None) -> Numbers:
    """The same number, or range, in every row."""
    end = Column(low, low, low)
    return Numbers(end, end) if high is None or high == low else Numbers(end, Column(high, high, high))


def unknown() -> Numbers:
    """Unknown in every row."""
    end = Column(literal(None), -inf, inf)
    return Numbers(end, end, True)


# Conditions, constants folded ---------------------------------------------------------------------------------------


def both(a: Condition, b: Condition) -> Condition:
    """a and b."""
    if isinstance(a, bool):
        return b if a else False
    if isinstance(b, bool):
        return a if b else False
    return a & b


def either(a: Condition, b: Condition) -> Condition:
    """a or b."""
    if isinstance(a, bool):
        return True if a else b
    if isinstance(b, bool):
        return True if b else a
    return a | b


def inverse(a: Condition) -> Condition:
    """not a."""
    return not a if isinstance(a, bool) else ~a


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Whether all conditions hold; true of none."""
    return reduce(both, conditions, _TRUE)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Whether some condition holds; false of none."""
    return reduce(either, conditions, _FALSE)


def condition(a: Condition) -> Vector:
    """A condition as an expression."""
    return literal(a) if isinstance(a, bool) else a


# Comparisons, as `ends.reaches` and `ends.exceeds` ------------------------------------------------------------------

Test = Callable[[ends.End, ends.End], bool]


def reaches(a: Column, b: Column) -> Condition:
    """a ≥ b − ε·m."""
    return _tested(a, b, ends.reaches, 1.0)


def exceeds(a: Column, b: Column) -> Condition:
    """a > b + ε·m."""
    return _tested(a, b, ends.exceeds, -1.0)


def _tested(a: Column, b: Column, test: Test, sign: float) -> Condition:
    if a.constant is not None and b.constant is not None:
        return test(_end(a), _end(b))
    if a.scale is None and (b.constant is not None or b.steps):
        return a.expr >= _mapped(b, lambda value: least_passing(value, test))
    if b.scale is None and (a.constant is not None or a.steps):
        return b.expr <= _mapped(a, lambda value: greatest_passing(value, test))
    margin = multiplied(_greater(a.magnitude, b.magnitude), constant(sign * ends.EPSILON).low)
    left = a.expr + margin.expr
    return left >= b.expr if sign > 0 else left > b.expr


def _end(column: Column) -> ends.End:
    scale = column.magnitude.constant
    value = column.constant or 0.0
    return (value, abs(value) if scale is None else scale)


def _mapped(column: Column, change: Callable[[float], float]) -> Vector | float:
    if column.constant is not None:
        return change(column.constant)
    return chain([(test, change(value)) for test, value in column.steps]).value


def least_passing(value: float, test: Test) -> float:
    """The least float64 x that passes test(x, value): the threshold with its tolerance already in it."""
    low, high = _around(value)
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (low, middle) if test((middle, abs(middle)), (value, abs(value))) else (middle, high)
    return low if test((low, abs(low)), (value, abs(value))) else high


def greatest_passing(value: float, test: Test) -> float:
    """The greatest float64 x that passes test(value, x)."""
    low, high = _around(value)
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if test((value, abs(value)), (middle, abs(middle))) else (low, middle)
    return high if test((value, abs(value)), (high, abs(high))) else low


def _around(value: float) -> tuple[float, float]:
    room = 4 * ends.EPSILON * abs(value)
    return (value - room, value + room) if room else (nextafter(0.0, -inf), nextafter(0.0, inf))


def chain(steps: Sequence[tuple[Condition, float]]) -> Column:
    """The constant of the first step whose test holds; the last step is for all the rest."""
    values = [value for _, value in steps]
    if len(set(values)) == 1:
        return Column(values[0], values[0], values[0])
    result: Vector | float = values[-1]
    for test, value in reversed(steps[:-1]):
        if test is True or (not isinstance(test, bool) and result != value):
            result = value if test is True else select(condition(test), value, result)
    return Column(result, min(values), max(values), None, tuple(steps))


# Arithmetic of ends -------------------------------------------------------------------------------------------------


def added(a: Column, b: Column) -> Column:
    """a + b; without a scale where the terms cannot cancel."""
    if a.constant is not None and b.constant is not None:
        return _folded(ends.add((_end(a), _end(a)), (_end(b), _end(b))))
    value = a.value + b.value
    total = Column(value, _unless_nan(a.least + b.least, -inf), _unless_nan(a.most + b.most, inf))
    same = (a.least >= 0 and b.least >= 0) or (a.most <= 0 and b.most <= 0)
    if same and a.scale is None and b.scale is None:
        return total
    scale = _greater(a.magnitude, b.magnitude)
    opposite = (a.least >= 0 and b.most <= 0) or (a.most <= 0 and b.least >= 0)
    return Column(value, total.least, total.most, scale if opposite else _greater(scale, total.magnitude))


def _unless_nan(bound: float, without: float) -> float:
    """A bound, or that of no knowledge where infinite bounds cancel."""
    return bound if bound == bound else without


def _folded(number: ends.Number | None) -> Column:
    if number is None:
        return unknown().low
    (value, scale), _ = number
    return Column(value, value, value, None if scale == abs(value) else Column(scale, scale, scale))


def minus(a: Column) -> Column:
    """−a."""
    return Column(-a.value, -a.most, -a.least, a.scale, tuple((test, -value) for test, value in a.steps))


def multiplied(a: Column, b: Column) -> Column:
    """a · b."""
    if a.constant is not None and b.constant is not None:
        return _folded(ends.multiply((_end(a), _end(a)), (_end(b), _end(b))))
    corners = [_bound(x, y) for x in (a.least, a.most) for y in (b.least, b.most)]
    product = Column(a.value * b.value, min(corners), max(corners))
    if a.scale is None and b.scale is None:
        return product
    scale = _greater(multiplied(a.magnitude, _size(b)), multiplied(_size(a), b.magnitude))
    return Column(product.value, product.least, product.most, scale)


def _bound(x: float, y: float) -> float:
    return 0.0 if x == 0 or y == 0 else x * y


def _size(a: Column) -> Column:
    return Column(a.value, a.least, a.most).magnitude


def divided(a: Column, b: Column) -> Column:
    """a / b where b is known not to be zero."""
    if a.constant is not None and b.constant is not None:
        return _folded(ends.divide((_end(a), _end(a)), (_end(b), _end(b))))
    one_sign = b.least > 0 or b.most < 0
    corners = [x / y for x in (a.least, a.most) for y in (b.least, b.most)] if one_sign else [-inf, inf]
    if any(corner != corner for corner in corners):
        corners = [-inf, inf]
    non_negative = one_sign and ((a.least >= 0 and b.least > 0) or (a.most <= 0 and b.most < 0))
    quotient = Column(a.value / b.value, max(min(corners), 0.0) if non_negative else min(corners), max(corners))
    if a.scale is None and b.scale is None:
        return quotient
    size = _size(b)
    scale = _greater(divided(a.magnitude, size), multiplied(_size(quotient), divided(b.magnitude, size)))
    return Column(quotient.value, quotient.least, quotient.most, scale)


def _greater(a: Column, b: Column) -> Column:
    if a.least >= b.most:
        return a
    if b.least >= a.most:
        return b
    value = select(a.expr > b.expr, a.value, b.value)
    return Column(value, max(a.least, b.least), max(a.most, b.most))


def picked(test: Condition, a: Column, b: Column) -> Column:
    """a where the test holds, else b (also where the test is null)."""
    if isinstance(test, bool):
        return a if test else b
    if a is b:
        return a
    value = select(test, a.value, b.value)
    scale = None if a.scale is None and b.scale is None else picked(test, a.magnitude, b.magnitude)
    return Column(value, min(a.least, b.least), max(a.most, b.most), scale)


def lesser(a: Column, b: Column) -> Column:
    """The smaller of two columns without gaps."""
    return a if a is b or a.most <= b.least else b if b.most <= a.least else picked(a.expr <= b.expr, a, b)


def larger(a: Column, b: Column) -> Column:
    """The larger of two columns without gaps."""
    return a if a is b or a.least >= b.most else b if b.least >= a.most else picked(a.expr >= b.expr, a, b)


def blank(test: Condition, number: Numbers) -> Numbers:
    """The number where the test holds, unknown elsewhere (also where the test is null)."""
    if test is True:
        return number
    low = _blanked(test, number.low)
    return Numbers(low, low if number.low is number.high else _blanked(test, number.high), True)


def _blanked(test: Condition, column: Column) -> Column:
    value = select(condition(test), column.value)
    return Column(value, column.least, column.most, column.scale)


def known(*numbers: Numbers) -> Condition:
    """Whether all numbers are known, row by row."""
    return all_of(~number.low.expr.is_null() for number in numbers if number.gaps)


def paired(change: Callable[[Column], Column], number: Numbers) -> Numbers:
    """Both ends changed alike, by something that never falls."""
    low = change(number.low)
    return Numbers(low, low if number.low is number.high else change(number.high), number.gaps)
