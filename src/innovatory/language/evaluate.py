"""The back end that evaluates columns: a bound tree becomes lazy expressions over the rows of a population.

The same cases as in `explain`, node by node; `columns` holds the arithmetic. Run by Polars (default), DuckDB or Spark.
"""

from __future__ import annotations

from functools import reduce

from innovatory.language import algebra, columns, ends, explain, tight
from innovatory.language.algebra import Atom, Polynomial
from innovatory.language.columns import (
    UNDECIDED, Column, Condition, Given, Numbers, Texts, Truths, Values, Years, blank, both, constant, either, inverse,
    known, larger, lesser, paired, picked, unknown,
)  # fmt: skip
from innovatory.language.tree import (
    Absolute, Arithmetic, AtLeast, Choice, Comparison, Constant, Extreme, Input, Lookup, Named, Negative, Node, Not,
    Rounded, Since, Window,
)  # fmt: skip
from innovatory.language.types import Category, Day, Number
from innovatory.language.vectors import Vector, literal, select

ZERO = constant(0.0)


def evaluated(node: Node, given: Given) -> Values:
    """The columns of a whole bound expression, tight where a ranged column occurs twice."""
    plan = tight.Plan(node)
    moving = [atom for atom in plan.repeated if _moves(given, atom)]
    return _joined(plan, moving, given) if moving else Compiler(given).values(node)


class Compiler:
    """Compiles bound trees over given columns; a shared node becomes one shared expression."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.done: dict[int, tuple[Node, Values]] = {}

    def values(self, node: Node) -> Values:
        """The columns of a node."""
        if id(node) not in self.done:
            self.done[id(node)] = (node, self.build(node))
        return self.done[id(node)][1]

    def numbers(self, node: Node) -> Numbers:
        """The columns of a node that is a number or a day."""
        value = self.values(node)
        return value if isinstance(value, Numbers) else unknown()

    def truths(self, node: Node) -> Truths:
        """The columns of a node that is a condition."""
        value = self.values(node)
        return value if isinstance(value, Truths) else UNDECIDED

    def build(self, node: Node) -> Values:
        """New columns for a node."""
        match node:
            case Constant():
                return _constant(node)
            case Input(name=name):
                return _single(self.given[name])
            case Named(body=body):
                return self.values(body)
            case Negative(of=of):
                return _negative(self.numbers(of))
            case Arithmetic():
                return self.arithmetic(node)
            case Comparison():
                return self.comparison(node)
            case Not(of=of):
                truth = self.truths(of)
                return _pair(inverse(truth.maybe), inverse(truth.sure), truth.sure is truth.maybe)
            case AtLeast(n=n, of=of):
                return _at_least(n, [self.truths(one) for one in of])
            case Choice(condition=condition, then=then, otherwise=otherwise):
                return _choice(self.truths(condition), self.values(then), self.values(otherwise))
            case Extreme(word=word, of=of):
                return reduce(_lesser if word == "min" else _larger, [self.numbers(one) for one in of])
            case Absolute(of=of):
                return _absolute(self.numbers(of))
            case Rounded(of=of):
                return _rounded(node, self.numbers(of))
            case Lookup(argument=argument):
                return _lookup(node, self.numbers(argument))
            case Window(series=series):
                given = self.given[series]
                return _window(node, given) if isinstance(given, Years) else unknown()
            case Since(of=of):
                return _since(node, self.numbers(of))
        raise AssertionError(f"{type(node).__name__} has no value in one row")

    def arithmetic(self, node: Arithmetic) -> Numbers:
        """`+ - * /` of two columns."""
        return _calculated(node.sign, self.numbers(node.left), self.numbers(node.right))

    def comparison(self, node: Comparison) -> Truths:
        """A comparison of two columns."""
        if tight.is_number(node.left) or tight.is_number(node.right):
            return compared(node.sign, self.numbers(node.left), self.numbers(node.right))
        left, right = self.values(node.left), self.values(node.right)
        if isinstance(left, Texts) and isinstance(right, Texts):
            same = left.value.equals(right.value)
            equal = Truths(same.fill_null(False), same.fill_null(True))
        else:
            equal = _same_truth(self.truths(node.left), self.truths(node.right))
        return equal if node.sign == "==" else _pair(inverse(equal.maybe), inverse(equal.sure), False)


def _constant(node: Constant) -> Values:
    value = node.value
    if isinstance(value, tuple):
        return constant(value[0] + 0.0, value[1] + 0.0)
    if isinstance(value, bool):
        return Truths(value, value)
    if isinstance(node.type, Category):
        return Texts(literal(value))
    return unknown() if isinstance(node.type, Number | Day) else UNDECIDED


def _single(given: Values | Years) -> Values:
    return given if not isinstance(given, Years) else given.numbers[0]


def _pair(sure: Condition, maybe: Condition, same: bool) -> Truths:
    return Truths(sure, sure if same else maybe)


def _negative(a: Numbers) -> Numbers:
    low = columns.minus(a.high)
    return Numbers(low, low if a.low is a.high else columns.minus(a.low), a.gaps)


def _calculated(sign: str, a: Numbers, b: Numbers) -> Numbers:
    points = a.low is a.high and b.low is b.high
    gaps = a.gaps or b.gaps
    if sign == "-":
        sign, b = "+", _negative(b)
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


def _extremes(operation: object, a: Numbers, b: Numbers) -> tuple[Column, Column]:
    """Least and greatest over the corners; for two numbers that are never negative the corners are known."""
    pairs = [(x, y) for x in _ends(a) for y in _ends(b)]
    corners = [operation(x, y) for x, y in pairs]  # type: ignore[operator]
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
    within = reduce(both, [(end.expr.abs() <= ends.HUGE).fill_null(False) for end in _ends(number)])
    return blank(within, number)


def holds_zero(b: Numbers) -> Condition:
    """Whether zero lies within the tolerance of a divisor."""
    if b.low.least > 0 or b.high.most < 0:
        if b.low.scale is None and b.high.scale is None:
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
        return equal if sign == "==" else _pair(inverse(equal.maybe), inverse(equal.sure), equal.sure is equal.maybe)
    test = columns.reaches if sign in (">=", "<") else columns.exceeds
    same = a.low is a.high and b.low is b.high
    sure = test(a.low, b.high)
    truth = _judged(sure, sure if same else test(a.high, b.low), a, b, same)
    return truth if sign in (">=", ">") else _pair(inverse(truth.maybe), inverse(truth.sure), truth.sure is truth.maybe)


def _is_point(*numbers: Numbers) -> Condition:
    tests = [number.low.expr.equals(number.high.expr) for number in numbers if number.low is not number.high]
    return reduce(both, tests, True)


def _judged(sure: Condition, maybe: Condition, a: Numbers, b: Numbers, same: bool) -> Truths:
    if not (a.gaps or b.gaps):
        return _pair(sure, maybe, same)
    return Truths(_filled(sure, False), _filled(maybe, True))


def _filled(test: Condition, missing: bool) -> Condition:
    return test if isinstance(test, bool) else test.fill_null(missing)


def _same_truth(a: Truths, b: Truths) -> Truths:
    sure = either(both(a.sure, b.sure), both(inverse(a.maybe), inverse(b.maybe)))
    maybe = either(both(a.maybe, b.maybe), both(inverse(a.sure), inverse(b.sure)))
    return _pair(sure, maybe, a.sure is a.maybe and b.sure is b.maybe)


def _at_least(n: int, of: list[Truths]) -> Truths:
    same = all(one.sure is one.maybe for one in of)
    sure = _counted(n, [one.sure for one in of])
    return _pair(sure, sure if same else _counted(n, [one.maybe for one in of]), same)


def _counted(n: int, of: list[Condition]) -> Condition:
    if n == len(of):
        return reduce(both, of)
    if n == 1:
        return reduce(either, of)
    held = sum(one for one in of if isinstance(one, bool))
    rest = [one.number() for one in of if not isinstance(one, bool)]
    if not rest:
        return held >= n
    return reduce(lambda x, y: x + y, rest) >= n - held


def _choice(test: Truths, a: Values, b: Values) -> Values:
    if isinstance(a, Numbers) or isinstance(b, Numbers):
        return _chosen(test, _numbers(a), _numbers(b))
    if isinstance(a, Texts) or isinstance(b, Texts):
        return _chosen_text(test, a, b)
    if not isinstance(a, Truths) or not isinstance(b, Truths):
        return UNDECIDED
    sure = either(either(both(test.sure, a.sure), both(inverse(test.maybe), b.sure)), both(a.sure, b.sure))
    maybe = either(both(test.maybe, a.maybe), both(inverse(test.sure), b.maybe))
    return _pair(sure, maybe, test.sure is test.maybe and a.sure is a.maybe and b.sure is b.maybe)


def _numbers(value: Values) -> Numbers:
    return value if isinstance(value, Numbers) else unknown()


def _chosen(test: Truths, a: Numbers, b: Numbers) -> Numbers:
    if test.sure is test.maybe or isinstance(test.sure, bool) and test.sure == test.maybe:
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


def _lesser(a: Numbers, b: Numbers) -> Numbers:
    return _outer(a, b, Numbers(lesser(a.low, b.low), lesser(a.high, b.high), a.gaps or b.gaps))


def _larger(a: Numbers, b: Numbers) -> Numbers:
    return _outer(a, b, Numbers(larger(a.low, b.low), larger(a.high, b.high), a.gaps or b.gaps))


def _outer(a: Numbers, b: Numbers, number: Numbers) -> Numbers:
    if a.low is a.high and b.low is b.high:
        number = Numbers(number.low, number.low, number.gaps)
    return blank(known(a, b), number)


def _absolute(a: Numbers) -> Numbers:
    if a.low.least >= 0:
        return a
    size = larger(a.low, columns.minus(a.low))
    if a.low is a.high:
        return Numbers(size, size, a.gaps)
    inside = larger(ZERO.low, larger(a.low, columns.minus(a.high)))
    return Numbers(inside, larger(size, a.high), a.gaps)


def _rounded(node: Rounded, a: Numbers) -> Numbers:
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


def _lookup(node: Lookup, a: Numbers) -> Numbers:
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


# Windows over years ---------------------------------------------------------------------------------------------------


def _window(node: Window, given: Years) -> Numbers:
    count = node.years + (node.word == "growth") + (node.word == "lag")
    numbers, exists = given.numbers[:count], given.exists[:count]
    if node.word == "lag":
        return blank(exists[node.years], numbers[node.years]) if len(numbers) > node.years else unknown()
    if not numbers:
        return unknown()
    if node.word == "growth":
        return _growth(numbers, exists)
    present = [_present(number, there) for number, there in zip(numbers, exists, strict=True)]
    total = reduce(lambda a, b: _calculated("+", a, b), reversed(present))
    if node.word == "mean_last":
        total = _calculated("/", total, _number_of_years(exists))
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
        result = older if exists[last] is True else _chosen(Truths(exists[last], exists[last]), older, result)
    return result


def _from_oldest(numbers: tuple[Numbers, ...]) -> Numbers:
    """Growth from the oldest of these years on (newest first); an oldest year of zero or less is left out."""
    oldest = numbers[-1]
    full = _rates(numbers)
    if oldest.low.least > 0:
        return full
    shorter = _rates(numbers[:-1]) if len(numbers) > 2 else unknown()
    grown = blank(oldest.low.expr > 0, full)
    none = oldest.high.expr <= 0
    return Numbers(picked(none, shorter.low, grown.low), picked(none, shorter.high, grown.high), True)


def _rates(numbers: tuple[Numbers, ...]) -> Numbers:
    bases = [number.low for number in numbers[1:-1] if number.low.least <= 0]
    positive = reduce(both, [base.expr > 0 for base in bases], True)
    if all(number.low is number.high for number in numbers[1:-1]):
        return blank(positive, _mean_rate(numbers))
    lowest, highest = _turned(numbers)
    low, high = _mean_rate(lowest), _mean_rate(highest)
    return blank(positive, Numbers(low.low, high.high, low.gaps or high.gaps))


def _mean_rate(numbers: tuple[Numbers, ...]) -> Numbers:
    rates = [_calculated("/", after, _nonzero(before)) for after, before in zip(numbers, numbers[1:], strict=False)]
    mean = _calculated("/", reduce(lambda a, b: _calculated("+", a, b), reversed(rates)), constant(float(len(rates))))
    return _calculated("+", mean, constant(-1.0))


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
            lowest[index], highest[index] = _corners(s, rising, falling)
    return tuple(lowest), tuple(highest)


def _corners(number: Numbers, rising: Condition, falling: Condition) -> tuple[Numbers, Numbers]:
    """The number at the end where what rises (or falls) with it is lowest, and highest; whole where neither."""
    low, high = number.low, number.high
    lowest = Numbers(picked(falling, high, low), picked(rising, low, high), number.gaps)
    return lowest, Numbers(picked(rising, high, low), picked(falling, low, high), number.gaps)


def _since(node: Since, a: Numbers) -> Numbers:
    on = node.on or 0
    if node.word == "days_since":
        return _calculated("-", constant(float(on)), a)
    high = _completed_years(on, a.low)
    return Numbers(high if a.low is a.high else _completed_years(on, a.high), high, a.gaps)


def _completed_years(on: int, born: Column) -> Column:
    """Completed years as a count of anniversaries: the last day of birth for each number of years is known."""
    years = explain.completed_years(on)
    first, last = int(max(born.least, 1)), int(min(born.most, 3652059))
    least, most = years(last), years(first)
    if born.constant is not None:
        return constant(years(int(born.constant))).low
    total = literal(least)
    for count in range(int(least) + 1, int(most) + 1):
        total = total + (born.expr <= float(_last_birth(years, count, first, last))).number()
    return Column(total, least, most)


def _last_birth(years: object, count: int, first: int, last: int) -> int:
    low, high = first, last  # years(low) ≥ count > years(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if years(middle) >= count else (low, middle)  # type: ignore[operator]
    return low


# Where a ranged column occurs twice ---------------------------------------------------------------------------------


def _moves(given: Given, atom: Atom) -> bool:
    number = _number_of(given, atom)
    return number is not None and number.low is not number.high


def _number_of(given: Given, atom: Atom) -> Numbers | None:
    value = given.get(atom.name)
    if isinstance(value, Years):
        year = atom.year or 0
        return value.numbers[year] if year < len(value.numbers) else None
    return value if isinstance(value, Numbers) else None


def _placed(given: Given, numbers: dict[Atom, Numbers]) -> Given:
    result = dict(given)
    for atom, number in numbers.items():
        value = result[atom.name]
        if isinstance(value, Years):
            years = list(value.numbers)
            years[atom.year or 0] = number
            result[atom.name] = Years(tuple(years), value.exists)
        else:
            result[atom.name] = number
    return result


def _joined(plan: tight.Plan, moving: list[Atom], given: Given) -> Values:
    """The hull of the answers in all cells that a row touches."""
    answers: list[tuple[Condition, Values]] = []
    for cells in plan.combinations(moving):
        parts = [(True, given)]
        for atom, cell in cells.items():
            parts = _split(parts, atom, [(constant(cell.low).low, constant(cell.high).low)])
        for atom in moving:
            if atom in plan.steps:
                parts = [piece for part in parts for piece in _split([part], atom, _pieces(part[1], atom, plan))]
        special = plan.special(cells)
        answers += [(there, TightCompiler(part).values(special)) for there, part in parts if there is not False]
    return _hull(answers)


Part = tuple[Condition, Given]


def _split(parts: list[Part], atom: Atom, rooms: list[tuple[Column, Column]]) -> list[Part]:
    """Every part with the atom kept within each room, and whether the row's range meets it."""
    result = []
    for there, given in parts:
        number = _number_of(given, atom)
        for low_room, high_room in rooms if number is not None else []:
            low, high = larger(_bare(number.low), low_room), lesser(_bare(number.high), high_room)
            if low.least <= high.most:
                meets = True if low.most <= high.least else low.expr <= high.expr
                inside = Numbers(low, low if low is high else high, number.gaps)
                result.append((both(there, _filled(meets, True)), _placed(given, {atom: inside})))
    return result


def _bare(column: Column) -> Column:
    return Column(column.value, column.least, column.most)


def _pieces(given: Given, atom: Atom, plan: tight.Plan) -> list[tuple[Column, Column]]:
    """Rooms before, on, between and after the first and last step of a rounding within a row's range."""
    number = _number_of(given, atom)
    if number is None:
        return []
    rounded, a, b = plan.steps[atom]
    unit = 10.0**-rounded.digits
    shift = 0.5 if rounded.word == "round" else 0.0
    lows, highs = (((end.expr * a + b) / unit - shift) for end in (number.low, number.high))
    first, last = (lows.ceil(), highs.floor()) if a > 0 else (lows.floor(), highs.ceil())
    turns = [((n + shift) * unit - b) / a for n in (first, last)]
    span = (min(number.low.least, 0.0) - abs(unit / a), number.high.most + abs(unit / a))
    points = [Column(turn, *span) for turn in turns]
    nears = [turn.abs() * tight.JUST + abs(b / a) * tight.JUST for turn in turns]
    below = [Column(turn - near, *span) for turn, near in zip(turns, nears, strict=True)]
    above = [Column(turn + near, *span) for turn, near in zip(turns, nears, strict=True)]
    rooms = [(number.low, below[0]), (points[0], points[0]), (above[0], below[1])]
    return [*rooms, (points[1], points[1]), (above[1], number.high)]


def _hull(answers: list[tuple[Condition, Values]]) -> Values:
    first = answers[0][1]
    if isinstance(first, Numbers):
        return _hull_of_numbers([(there, _numbers(value)) for there, value in answers])
    if isinstance(first, Truths):
        pairs = [(there, value) for there, value in answers if isinstance(value, Truths)]
        sure = reduce(both, [either(inverse(there), value.sure) for there, value in pairs])
        return Truths(sure, reduce(either, [both(there, value.maybe) for there, value in pairs]))
    texts = [value.value for _, value in answers if isinstance(value, Texts)]
    same = reduce(both, [(texts[0].equals(text)).fill_null(False) for text in texts[1:]], True)
    return Texts(select(columns.condition(same), texts[0]))


def _hull_of_numbers(answers: list[tuple[Condition, Numbers]]) -> Numbers:
    gaps = [both(there, number.low.expr.is_null()) for there, number in answers if number.gaps]
    far = (constant(ends.HUGE).low, constant(-ends.HUGE).low)
    lows = [picked(there, _sealed(number.low, number.gaps, far[0]), far[0]) for there, number in answers]
    highs = [picked(there, _sealed(number.high, number.gaps, far[1]), far[1]) for there, number in answers]
    whole = Numbers(reduce(lesser, map(_bare, lows)), reduce(larger, map(_bare, highs)))
    return blank(inverse(reduce(either, gaps, False)), whole)


def _sealed(column: Column, gaps: bool, otherwise: Column) -> Column:
    return picked(~column.expr.is_null(), column, otherwise) if gaps else column


class TightCompiler(Compiler):
    """As `Compiler`, but arithmetic is taken at the corners to which its slopes point, row by row."""

    def arithmetic(self, node: Arithmetic) -> Numbers:
        """`+ - * /`, tight where a ranged column occurs twice in it."""
        whole = super().arithmetic(node)
        moving = [atom for atom, count in tight.occurrences(node).items() if count > 1 and _moves(self.given, atom)]
        if not moving:
            return whole
        lowest, highest = dict[Atom, Numbers](), dict[Atom, Numbers]()
        for atom in moving:
            slope, number = tight.slope(node, atom), _number_of(self.given, atom)
            if slope is not None and number is not None:
                lowest[atom], highest[atom] = _corners(number, *self._direction(slope))
        low = Compiler(_placed(self.given, lowest)).arithmetic(node)
        high = Compiler(_placed(self.given, highest)).arithmetic(node)
        hull = Numbers(larger(low.low, whole.low), lesser(high.high, whole.high), whole.gaps or low.gaps or high.gaps)
        return blank(known(whole, low, high), hull)

    def _direction(self, slope: tight.Slope) -> tuple[Condition, Condition]:
        """Whether every part of a slope is never negative, and, failing that, never positive."""
        parts = [(self._polynomial(slope.own, slope.whole), 1)]
        parts += [(self._polynomial(factor, slope.whole), direction) for factor, direction in slope.through]
        never_negative = [_sign(number, direction) for number, direction in parts]
        never_positive = [_sign(number, -direction) for number, direction in parts]
        rising = reduce(both, never_negative)
        return rising, both(inverse(rising), reduce(both, never_positive))

    def _polynomial(self, polynomial: Polynomial, whole: dict[int, Node]) -> Numbers:
        total = ZERO
        for monomial, coefficient in polynomial.items():
            term = constant(coefficient)
            for variable, power in monomial:
                for _ in range(power):
                    term = _calculated("*", term, self._variable(variable, whole))
            total = _calculated("+", total, term)
        return total

    def _variable(self, variable: algebra.Variable, whole: dict[int, Node]) -> Numbers:
        if isinstance(variable, int):
            return self.numbers(whole[variable])
        return _number_of(self.given, variable) or unknown()

    def comparison(self, node: Comparison) -> Truths:
        """A comparison as the sign of the difference, in which a column on both sides moves together."""
        if not (tight.is_number(node.left) or tight.is_number(node.right)):
            return super().comparison(node)
        return compared(node.sign, self.numbers(Arithmetic(node.left.type, "-", node.left, node.right)), ZERO)


def _sign(number: Numbers, direction: int) -> Condition:
    """Whether direction · number is nowhere below zero."""
    end = number.low if direction > 0 else number.high
    if (end.least if direction > 0 else -end.most) >= 0 and not number.gaps:
        return True
    return (end.expr >= 0 if direction > 0 else end.expr <= 0).fill_null(False)
