"""Windows over the years of a series, and time since a day, in columns; as `explain` has them for one record."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from itertools import pairwise

from innovatory.language import explain
from innovatory.language.columns import (
    Column,
    Condition,
    Numbers,
    Truths,
    Years,
    all_of,
    blank,
    both,
    constant,
    inverse,
    known,
    paired,
    picked,
    unknown,
)
from innovatory.language.operations import ZERO, calculated, chosen
from innovatory.language.tree import Since, Window
from innovatory.language.vectors import Vector, literal

DAYS_OF_A_YEAR = 365.2425


def window(node: Window, given: Years) -> Numbers:
    """`lag`, `sum_last`, `mean_last` or `growth` over the newest years."""
    count = node.years + (node.word == "growth") + (node.word == "lag")
    numbers, exists = given.numbers[:count], given.exists[:count]
    if node.word == "lag":
        return blank(exists[node.years], numbers[node.years]) if len(numbers) > node.years else unknown()
    if not numbers:
        return unknown()
    if node.word == "growth":
        return _growth(numbers, exists)
    present = [_present(number, there) for number, there in zip(numbers, exists, strict=True)]
    total = reduce(lambda a, b: calculated("+", a, b), reversed(present))
    if node.word == "mean_last":
        total = calculated("/", total, _number_of_years(exists))
    return blank(exists[0], total)


def _present(number: Numbers, there: Condition) -> Numbers:
    if there is True:
        return number
    return paired(lambda end: picked(there, end, ZERO.low), number)


def _number_of_years(exists: tuple[Condition, ...]) -> Numbers:
    sure = float(sum(there is True for there in exists))
    rest = [there.number() for there in exists if not isinstance(there, bool)]
    if not rest:
        return constant(sure)
    column = Column(reduce(lambda a, b: a + b, rest) + sure, max(sure, 1.0), sure + len(rest))
    return Numbers(column, column)


def _growth(numbers: tuple[Numbers, ...], exists: tuple[Condition, ...]) -> Numbers:
    """As `explain.growth_of`, for every number of years that some row may have."""
    result = unknown()
    for last in range(1, len(numbers)):
        older = _from_oldest(numbers[: last + 1])
        result = older if exists[last] is True else chosen(Truths(exists[last], exists[last]), older, result)
    return result


def _from_oldest(numbers: tuple[Numbers, ...]) -> Numbers:
    """Growth from the oldest of these years on (newest first); an oldest year of zero or less is left out."""
    oldest = numbers[-1]
    full = _rates(numbers)
    if oldest.low.least > 0:
        return full
    shorter = blank(numbers[-2].low.expr > 0, _rates(numbers[:-1])) if len(numbers) > 2 else unknown()
    grown = blank(oldest.low.expr > 0, full)
    none = oldest.high.expr <= 0
    return Numbers(picked(none, shorter.low, grown.low), picked(none, shorter.high, grown.high), True)


def _rates(numbers: tuple[Numbers, ...]) -> Numbers:
    bases = [number.low for number in numbers[1:-1] if number.low.least <= 0]
    positive = all_of(base.expr > 0 for base in bases)
    if all(number.low is number.high for number in numbers[1:-1]):
        return blank(positive, _mean_rate(numbers))
    lowest, highest = _turned(numbers)
    low, high = _mean_rate(lowest), _mean_rate(highest)
    return blank(positive, Numbers(low.low, high.high, low.gaps or high.gaps))


def _mean_rate(numbers: tuple[Numbers, ...]) -> Numbers:
    rates = [calculated("/", after, _nonzero(before)) for after, before in pairwise(numbers)]
    mean = calculated("/", reduce(lambda a, b: calculated("+", a, b), reversed(rates)), constant(float(len(rates))))
    return calculated("+", mean, constant(-1.0))


def _nonzero(base: Numbers) -> Numbers:
    """A base of growth: rows where it is not above zero are unknown anyway, so its least value counts as above."""
    tiny = 5e-324

    def above(end: Column) -> Column:
        return end if end.least > 0 else Column(end.value, tiny, max(end.most, tiny), end.scale)

    return paired(above, base)


def _turned(numbers: tuple[Numbers, ...]) -> tuple[tuple[Numbers, ...], tuple[Numbers, ...]]:
    """Each middle year at the end that makes growth lowest, and highest, where its slope is certain."""
    lowest, highest = list(numbers), list(numbers)
    for index in range(1, len(numbers) - 1):
        after, s, before = numbers[index - 1], numbers[index], numbers[index + 1]
        if s.low is not s.high:
            rising = s.low.expr * s.low.expr >= before.high.expr * after.high.expr
            falling = both(inverse(rising), s.high.expr * s.high.expr <= before.low.expr * after.low.expr)
            lowest[index], highest[index] = corners(s, rising, falling)
    return tuple(lowest), tuple(highest)


def corners(number: Numbers, rising: Condition, falling: Condition) -> tuple[Numbers, Numbers]:
    """The number at the end where what rises (or falls) with it is lowest, and highest; whole where neither."""
    low, high = number.low, number.high
    lowest = Numbers(picked(falling, high, low), picked(rising, low, high), number.gaps)
    return lowest, Numbers(picked(rising, high, low), picked(falling, low, high), number.gaps)


def since(node: Since, a: Numbers) -> Numbers:
    """Days, or completed years, from a day to the day of assessment."""
    on = node.on or 0
    if node.word == "days_since":
        return calculated("-", constant(float(on)), a)
    high = _completed_years(on, a.low)
    return blank(known(a), Numbers(high if a.low is a.high else _completed_years(on, a.high), high, a.gaps))


def _completed_years(on: int, born: Column) -> Column:
    """Completed years: estimated from the days, then set right by the last day of birth that completes so many."""
    years = explain.completed_years(on)
    first, last = int(max(born.least, explain.FIRST_DAY)), int(min(born.most, explain.LAST_DAY))
    least, most = years(last), years(first)
    if born.constant is not None:
        return constant(years(int(born.constant))).low
    today = date.fromordinal(on)
    about = ((literal(float(on)) - born.expr) / DAYS_OF_A_YEAR).floor()
    down = about - (born.expr > _last_birth(today, about)).number()
    return Column(down + (born.expr <= _last_birth(today, down + 1.0)).number(), least, most)


def _last_birth(today: date, years: Vector) -> Vector:
    """The number of the last day of birth with so many completed years (29 February completes on 28 February, D24)."""
    year = literal(float(today.year)) - years
    if today.month == 2 and (today + timedelta(days=1)).month == 3:  # the last day of February, whichever it is
        return _day_number(year, 3, 1) - 1.0
    return _day_number(year, today.month, today.day)


def _day_number(year: Vector, month: int, day: int) -> Vector:
    """The ordinal of a day in years that differ by row (days from civil, proleptic Gregorian; years begin in March)."""
    shifted = year - 1.0 if month <= 2 else year
    leaps = (shifted / 4.0).floor() - (shifted / 100.0).floor() + (shifted / 400.0).floor()
    return shifted * 365.0 + leaps + float((153 * ((month + 9) % 12) + 2) // 5 + day - 306)
