"""Operations on columns, node by node as in `explain`: arithmetic, comparison, logic, choice, rounding, tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from innovatory.language import columns, ends, explain
from innovatory.language.columns import (
    UNDECIDED,
    Column,
    Condition,
    Numbers,
    Texts,
    Truths,
    Values,
    all_of,
    any_of,
    blank,
    both,
    constant,
    either,
    inverse,
    known,
    larger,
    lesser,
    paired,
    picked,
    unknown,
)
from innovatory.language.tree import Lookup, Rounded
from innovatory.language.types import Number
from innovatory.language.vectors import Vector, literal, select

ZERO = constant(0.0)


def truths(sure: Condition, maybe: Condition, same: bool) -> Truths:
    """A truth from its two conditions; the same object twice where nothing is unknown."""
    return Truths(sure, sure if same else maybe)


def negative(a: Numbers) -> Numbers:
    """Minus a."""
    low = columns.minus(a.high)
    return Numbers(low, low if a.low is a.high else columns.minus(a.low), a.gaps)


def calculated(sign: str, a: Numbers, b: Numbers) -> Numbers:
    """`+ - * /` of two numbers; unknown where the result is beyond float64 or the divisor may be zero."""
    points = a.low is a.high and b.low is b.high
    gaps = a.gaps or b.gaps
    if sign == "-":
        sign, b = "+", negative(b)
    if sign == "+":
        low = columns.added(a.low, b.low)
        return _finite(low, low if points else columns.added(a.high, b.high), gaps)
    test: Condition = True
    if sign == "/":
        test = inverse(holds_zero(b))
        if test is False:
            return unknown()
    operation = columns.multiplied if sign == "*" else columns.divided
    low, high = _extremes(operation, a, b)
    result = _finite(low, high, gaps)
    return result if test is True else blank(test, result)


def _extremes(operation: Callable[[Column, Column], Column], a: Numbers, b: Numbers) -> tuple[Column, Column]:
    """Least and greatest over the corners; for two numbers that are never negative the corners are known."""
    pairs = [(x, y) for x in _ends(a) for y in _ends(b)]
    corners = [operation(x, y) for x, y in pairs]
    if a.low.least >= 0 and b.low.least >= 0 and operation is columns.multiplied:
        return corners[0], corners[-1]
    if a.low.least >= 0 and b.low.least > 0:
        return corners[len(_ends(b)) - 1], corners[-len(_ends(b))]
    return reduce(lesser, corners), reduce(larger, corners)


def _ends(a: Numbers) -> list[Column]:
    return [a.low] if a.low is a.high else [a.low, a.high]


def _finite(low: Column, high: Column, gaps: bool) -> Numbers:
    """What may exceed float64 is unknown where it does (D14)."""
    number = Numbers(low, high, gaps)
    bounds = (low.least, low.most, high.least, high.most)
    if all(abs(bound) < ends.HUGE for bound in bounds):
        return number
    within = all_of((end.expr.abs() <= ends.HUGE).fill_null(False) for end in _ends(number))
    return blank(within, number)


def holds_zero(b: Numbers) -> Condition:
    """Whether zero lies within the tolerance of a divisor."""
    if (b.low.least > 0 or b.high.most < 0) and b.low.scale is None and b.high.scale is None:
        return False
    if b.low is b.high and b.low.scale is None:
        return b.low.expr.equals(0.0) if b.low.constant is None else b.low.constant == 0.0
    return both(inverse(columns.exceeds(b.low, ZERO.low)), inverse(columns.exceeds(ZERO.low, b.high)))


def compared(sign: str, a: Numbers, b: Numbers) -> Truths:
    """The truth of a comparison from the ends of both sides."""
    if sign in ("==", "!="):
        apart = either(columns.exceeds(a.low, b.high), columns.exceeds(b.low, a.high))
        point = _is_point(a, b)
        equal = _judged(both(inverse(apart), point), inverse(apart), a, b, point is True)
        return equal if sign == "==" else truths(inverse(equal.maybe), inverse(equal.sure), equal.sure is equal.maybe)
    test = columns.reaches if sign in (">=", "<") else columns.exceeds
    same = a.low is a.high and b.low is b.high
    sure = test(a.low, b.high)
    truth = _judged(sure, sure if same else test(a.high, b.low), a, b, same)
    return (
        truth if sign in (">=", ">") else truths(inverse(truth.maybe), inverse(truth.sure), truth.sure is truth.maybe)
    )


def _is_point(*numbers: Numbers) -> Condition:
    return all_of(number.low.expr.equals(number.high.expr) for number in numbers if number.low is not number.high)


def _judged(sure: Condition, maybe: Condition, a: Numbers, b: Numbers, same: bool) -> Truths:
    if not (a.gaps or b.gaps):
        return truths(sure, maybe, same)
    return Truths(filled(sure, False), filled(maybe, True))


def filled(test: Condition, missing: bool) -> Condition:
    """A condition with `missing` in place of null."""
    return test if isinstance(test, bool) else test.fill_null(missing)


def same_truth(a: Truths, b: Truths) -> Truths:
    """Whether two truths are equal."""
    sure = either(both(a.sure, b.sure), both(inverse(a.maybe), inverse(b.maybe)))
    maybe = either(both(a.maybe, b.maybe), both(inverse(a.sure), inverse(b.sure)))
    return truths(sure, maybe, a.sure is a.maybe and b.sure is b.maybe)


def at_least(n: int, of: list[Truths]) -> Truths:
    """Whether at least n conditions hold."""
    same = all(one.sure is one.maybe for one in of)
    sure = _counted(n, [one.sure for one in of])
    return truths(sure, sure if same else _counted(n, [one.maybe for one in of]), same)


def _counted(n: int, of: list[Condition]) -> Condition:
    if n == len(of):
        return all_of(of)
    if n == 1:
        return any_of(of)
    held = sum(one for one in of if isinstance(one, bool))
    rest = [one.number() for one in of if not isinstance(one, bool)]
    if not rest:
        return held >= n
    return reduce(lambda x, y: x + y, rest) >= n - held


def choice(test: Truths, a: Values, b: Values) -> Values:
    """a where the test holds, b where it does not, what both have in common where it is unknown."""
    if isinstance(a, Numbers) or isinstance(b, Numbers):
        return chosen(test, as_numbers(a), as_numbers(b))
    if isinstance(a, Texts) or isinstance(b, Texts):
        return _chosen_text(test, a, b)
    if not isinstance(a, Truths) or not isinstance(b, Truths):
        return UNDECIDED
    sure = either(either(both(test.sure, a.sure), both(inverse(test.maybe), b.sure)), both(a.sure, b.sure))
    maybe = either(both(test.maybe, a.maybe), both(inverse(test.sure), b.maybe))
    return truths(sure, maybe, test.sure is test.maybe and a.sure is a.maybe and b.sure is b.maybe)


def as_numbers(value: Values) -> Numbers:
    """The numbers of a value; a bare `unknown` is an unknown number."""
    return value if isinstance(value, Numbers) else unknown()


def chosen(test: Truths, a: Numbers, b: Numbers) -> Numbers:
    """`choice` of two numbers."""
    if test.sure is test.maybe or (isinstance(test.sure, bool) and test.sure == test.maybe):
        low = picked(test.sure, a.low, b.low)
        same = a.low is a.high and b.low is b.high
        return Numbers(low, low if same else picked(test.sure, a.high, b.high), a.gaps or b.gaps)
    hull = blank(known(a, b), Numbers(lesser(a.low, b.low), larger(a.high, b.high), a.gaps or b.gaps))
    low = picked(test.sure, a.low, picked(inverse(test.maybe), b.low, hull.low))
    high = picked(test.sure, a.high, picked(inverse(test.maybe), b.high, hull.high))
    return Numbers(low, high, a.gaps or b.gaps)


def _chosen_text(test: Truths, a: Values, b: Values) -> Values:
    if not isinstance(a, Texts) or not isinstance(b, Texts):
        return Texts(select(columns.condition(test.sure if isinstance(a, Texts) else inverse(test.maybe)), _text(a, b)))
    both_alike = select(a.value.equals(b.value), a.value)
    otherwise = select(columns.condition(inverse(test.maybe)), b.value, both_alike)
    return Texts(select(columns.condition(test.sure), a.value, otherwise))


def _text(a: Values, b: Values) -> Vector:
    return next(value.value for value in (a, b) if isinstance(value, Texts))


def least_of(a: Numbers, b: Numbers) -> Numbers:
    """`min` of two numbers; unknown if one is."""
    return _outer(a, b, Numbers(lesser(a.low, b.low), lesser(a.high, b.high), a.gaps or b.gaps))


def greatest_of(a: Numbers, b: Numbers) -> Numbers:
    """`max` of two numbers; unknown if one is."""
    return _outer(a, b, Numbers(larger(a.low, b.low), larger(a.high, b.high), a.gaps or b.gaps))


def _outer(a: Numbers, b: Numbers, number: Numbers) -> Numbers:
    if a.low is a.high and b.low is b.high:
        number = Numbers(number.low, number.low, number.gaps)
    return blank(known(a, b), number)


def absolute(a: Numbers) -> Numbers:
    """`abs`."""
    if a.low.least >= 0:
        return a
    size = larger(a.low, columns.minus(a.low))
    if a.low is a.high:
        return Numbers(size, size, a.gaps)
    inside = larger(ZERO.low, larger(a.low, columns.minus(a.high)))
    return blank(known(a), Numbers(inside, larger(size, a.high), a.gaps))


def rounded(node: Rounded, a: Numbers) -> Numbers:
    """`round`, `floor` or `ceil` of both ends."""
    return paired(lambda end: _stepped(node, end), a)


def _stepped(node: Rounded, a: Column) -> Column:
    """As `ends.round_half_away`, `round_down`, `round_up`, in the same order of operations."""
    step = {"round": lambda x: ends.round_half_away(x, node.digits), "floor": ends.round_down, "ceil": ends.round_up}[
        node.word
    ]
    least, most = (step(x) if abs(x) < ends.HUGE else x for x in (a.least, a.most))
    if a.constant is not None:
        return constant(step(a.constant)).low
    x, size = a.expr, a.expr.abs()
    if node.word == "floor":
        value, tested = (x + size * ends.EPSILON).floor(), size
    elif node.word == "ceil":
        value, tested = (x - size * ends.EPSILON).ceil(), size
    else:
        value, tested = _half_away(x, size, node.digits)
    return Column(select(tested >= ends.MAX_WHOLE, x, Vector("+", value, 0.0)), least, most)


def _under_half(scaled: Vector) -> Vector:
    return literal(0.5) - scaled * ends.EPSILON


def _half_away(x: Vector, size: Vector, digits: int) -> tuple[Vector, Vector]:
    power = 10.0 ** abs(digits)
    scaled = size * power if digits >= 0 else size / power
    below = scaled.floor()
    whole = select(scaled - below >= _under_half(scaled), below + 1.0, below)
    value = whole / power if digits >= 0 else whole * power
    return select(x < 0.0, -value, value), scaled


def lookup(node: Lookup, a: Numbers) -> Numbers:
    """A tier table read at an argument."""
    if node.table is None:
        return unknown()
    whole = isinstance(node.argument.type, Number) and node.argument.type.whole
    values = explain.segments(node.table, whole)
    edges = [constant(edge).low for edge in node.table.edges]
    if a.low is not a.high:
        return _spanned(values, edges, a)
    rows = node.table.rows
    tests = [_fits(row.word, a.low, constant(row.edge).low) for row in rows]
    low = columns.chain(_missing(values, a, 0) + list(zip(tests, [row.low for row in rows], strict=True)))
    if not node.table.judged and not a.gaps:
        return Numbers(low, low)
    return Numbers(
        low, columns.chain(_missing(values, a, 1) + list(zip(tests, [row.high for row in rows], strict=True)))
    )


def _fits(word: str, x: Column, edge: Column) -> Condition:
    match word:
        case "up_to":
            return inverse(columns.exceeds(x, edge))
        case "below":
            return inverse(columns.reaches(x, edge))
        case "from":
            return columns.reaches(x, edge)
        case "above":
            return columns.exceeds(x, edge)
    return True


def _missing(values: list[ends.Number | None], a: Numbers, end: int) -> list[tuple[Condition, float]]:
    """Where the argument is unknown the table gives the hull of its rows."""
    if not a.gaps:
        return []
    found = [value[end][0] for value in values if value is not None]
    return [(a.low.expr.is_null(), max(found) if end else min(found))]


def _spanned(values: list[ends.Number | None], edges: list[Column], a: Numbers) -> Numbers:
    """The hull of the rows between the low and the high end of the argument."""
    touched = [(_touches(index, edges, a), value) for index, value in enumerate(values) if value is not None]
    lows = sorted(((value[0][0], test) for test, value in touched), key=lambda pair: pair[0])
    highs = sorted(((value[1][0], test) for test, value in touched), key=lambda pair: -pair[0])
    low = columns.chain(_missing(values, a, 0) + [(test, value) for value, test in lows])
    return Numbers(low, columns.chain(_missing(values, a, 1) + [(test, value) for value, test in highs]))


def _touches(index: int, edges: list[Column], a: Numbers) -> Condition:
    """Whether a range meets a segment: even ones lie between edges, odd ones on an edge."""
    if index % 2:
        edge = edges[index // 2]
        return both(inverse(columns.exceeds(a.low, edge)), columns.reaches(a.high, edge))
    above = columns.exceeds(a.high, edges[index // 2 - 1]) if index else True
    return both(above, inverse(columns.reaches(a.low, edges[index // 2])) if index // 2 < len(edges) else True)
