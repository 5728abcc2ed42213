"""The back end that evaluates columns: a bound tree becomes lazy expressions over the rows of a population.

The same cases as in `explain`, node by node; `operations` and `windows` hold what each does. Run by Polars (default),
DuckDB or Spark.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import product

from innovatory.language import algebra, columns, ends, tight
from innovatory.language.algebra import Atom, Polynomial
from innovatory.language.columns import (
    UNDECIDED,
    Column,
    Condition,
    Given,
    Numbers,
    Texts,
    Truths,
    Values,
    Years,
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
    picked,
    unknown,
)
from innovatory.language.operations import (
    ZERO,
    absolute,
    as_numbers,
    at_least,
    calculated,
    choice,
    compared,
    filled,
    greatest_of,
    least_of,
    lookup,
    negative,
    rounded,
    same_truth,
    truths,
)
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
from innovatory.language.types import Category, Day, Number
from innovatory.language.vectors import Vector, literal, select
from innovatory.language.windows import corners, since, window

Part = tuple[Condition, Given]  # whether a row takes part, and its values there


def evaluated(node: Node, given: Given, compiler: Compiler | None = None) -> Values:
    """The columns of a whole bound expression, tight where a ranged column occurs twice."""
    plan = tight.Plan(node)
    moving = [atom for atom in plan.repeated if _moves(given, atom)]
    return _joined(plan, moving, given) if moving else (compiler or Compiler(given)).values(node)


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
                return negative(self.numbers(of))
            case Arithmetic():
                return self.arithmetic(node)
            case Comparison():
                return self.comparison(node)
            case Not(of=of):
                truth = self.truths(of)
                return truths(inverse(truth.maybe), inverse(truth.sure), truth.sure is truth.maybe)
            case AtLeast(n=n, of=of):
                return at_least(n, [self.truths(one) for one in of])
            case Choice(condition=condition, then=then, otherwise=otherwise):
                return choice(self.truths(condition), self.values(then), self.values(otherwise))
            case Extreme(word=word, of=of):
                return reduce(least_of if word == "min" else greatest_of, [self.numbers(one) for one in of])
            case Absolute(of=of):
                return absolute(self.numbers(of))
            case Rounded(of=of):
                return rounded(node, self.numbers(of))
            case Lookup(argument=argument):
                return lookup(node, self.numbers(argument))
            case Window(series=series):
                given = self.given[series]
                return window(node, given) if isinstance(given, Years) else unknown()
            case Since(of=of):
                return since(node, self.numbers(of))
        raise AssertionError(f"{type(node).__name__} has no value in one row")

    def arithmetic(self, node: Arithmetic) -> Numbers:
        """`+ - * /` of two columns."""
        return calculated(node.sign, self.numbers(node.left), self.numbers(node.right))

    def comparison(self, node: Comparison) -> Truths:
        """A comparison of two columns."""
        if tight.is_number(node.left) or tight.is_number(node.right):
            return compared(node.sign, self.numbers(node.left), self.numbers(node.right))
        left, right = self.values(node.left), self.values(node.right)
        if isinstance(left, Texts) and isinstance(right, Texts):
            same = left.value.equals(right.value)
            equal = Truths(same.fill_null(False), same.fill_null(True))
        else:
            equal = same_truth(self.truths(node.left), self.truths(node.right))
        return equal if node.sign == "==" else truths(inverse(equal.maybe), inverse(equal.sure), False)


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


# Where a ranged column occurs twice ---------------------------------------------------------------------------------


def _moves(given: Given, atom: Atom) -> bool:
    number = _number_of(given, atom)
    return number is not None and number.low is not number.high


def _number_of(given: Given, atom: Atom) -> Numbers | None:
    value = given.get(atom.name)
    if isinstance(value, Years):
        year = atom.year or 0
        return blank(value.exists[year], value.numbers[year]) if year < len(value.numbers) else None
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
    """The hull of the answers in all cells that a row touches; an end between cells is answered plainly too."""
    beside = any_of(_in_slit(_number_of(given, atom), plan.slits(atom)) for atom in moving)
    answers: list[tuple[Condition, Values]] = []
    if beside is not False:
        answers.append((beside, Compiler(given).values(plan.node)))
    for rows, known_there in _known_alike(moving, given):
        answers += _in_cells(plan, known_there, given, rows)
    return _hull(answers)


def _in_slit(number: Numbers | None, slits: list[tuple[float, float]]) -> Condition:
    both_ends = [] if number is None else [number.low] if number.low is number.high else [number.low, number.high]
    return any_of(
        filled(both(_beyond(end, low), _before(end, high)), False) for end in both_ends for low, high in slits
    )


def _beyond(end: Column, low: float) -> Condition:
    return True if end.least > low else False if end.most <= low else end.expr > low


def _before(end: Column, high: float) -> Condition:
    return True if end.most < high else False if end.least >= high else end.expr < high


def _known_alike(moving: list[Atom], given: Given) -> Iterator[tuple[Condition, list[Atom]]]:
    """The atoms with room to move, for every choice of those that are unknown, with the rows it holds for."""
    numbers = {atom: _number_of(given, atom) for atom in moving}
    gapped = {atom: ~number.low.expr.is_null() for atom, number in numbers.items() if number and number.gaps}
    for pattern in product((True, False), repeat=len(gapped)):
        there = dict(zip(gapped, pattern, strict=True))
        rows = all_of(gapped[atom] if is_there else inverse(gapped[atom]) for atom, is_there in there.items())
        yield rows, [atom for atom in moving if there.get(atom, True)]


def _in_cells(plan: tight.Plan, moving: list[Atom], given: Given, rows: Condition) -> list[tuple[Condition, Values]]:
    """The answer in each combination of cells, with the rows that it is for."""
    answers: list[tuple[Condition, Values]] = []
    for cells in plan.combinations(moving):
        parts: list[Part] = [(rows, given)]
        for atom, cell in cells.items():
            parts = _split(parts, atom, [(constant(cell.low).low, constant(cell.high).low)])
        for atom in moving:
            if atom in plan.steps:
                parts = [piece for part in parts for piece in _split([part], atom, _pieces(part[1], atom, plan))]
        special = plan.special(cells)
        answers += [(there, TightCompiler(part).values(special)) for there, part in parts if there is not False]
    return answers


def _split(parts: list[Part], atom: Atom, rooms: list[tuple[Column, Column]]) -> list[Part]:
    """Every part with the atom kept within each room, and whether the row's range meets it."""
    result = []
    for there, given in parts:
        number = _number_of(given, atom)
        if number is None:
            continue
        for low_room, high_room in rooms:
            low, high = larger(_bare(number.low), low_room), lesser(_bare(number.high), high_room)
            if low.least <= high.most:
                meets = True if low.most <= high.least else low.expr <= high.expr
                inside = Numbers(low, low if low is high else high, number.gaps)
                result.append((both(there, filled(meets, False)), _placed(given, {atom: inside})))
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
    first, last = (_up(lows), _down(highs)) if a > 0 else (_down(lows), _up(highs))
    turns = [((n + shift) * unit - b) / a for n in (first, last)]
    span = (min(number.low.least, 0.0) - abs(unit / a), number.high.most + abs(unit / a))
    points = [Column(turn, *span) for turn in turns]
    nears = [turn.abs() * tight.JUST + abs(b / a) * tight.JUST for turn in turns]
    below = [Column(turn - near, *span) for turn, near in zip(turns, nears, strict=True)]
    above = [Column(turn + near, *span) for turn, near in zip(turns, nears, strict=True)]
    rooms = [(number.low, below[0]), (points[0], points[0]), (above[0], below[1])]
    both_ends = [(number.low, number.low), (number.high, number.high)]  # they may lie too near a turn for any room
    return [*rooms, (points[1], points[1]), (above[1], number.high), *both_ends]


def _up(value: Vector) -> Vector:
    return (value - value.abs() * ends.EPSILON).ceil()


def _down(value: Vector) -> Vector:
    return (value + value.abs() * ends.EPSILON).floor()


def _hull(answers: list[tuple[Condition, Values]]) -> Values:
    """What the answers of the cells that a row touches have in common; a bare `unknown` among them is of any type."""
    if any(isinstance(value, Numbers) for _, value in answers):
        return _hull_of_numbers([(there, as_numbers(value)) for there, value in answers])
    if any(isinstance(value, Texts) for _, value in answers):
        return _hull_of_texts(answers)
    pairs = [(there, value) for there, value in answers if isinstance(value, Truths)]
    sure = all_of(either(inverse(there), value.sure) for there, value in pairs)
    return Truths(sure, any_of(both(there, value.maybe) for there, value in pairs))


def _hull_of_texts(answers: list[tuple[Condition, Values]]) -> Texts:
    """The text if it is the same in every cell that a row touches."""
    texts = [(columns.condition(there), value.value) for there, value in answers if isinstance(value, Texts)]
    common = reduce(lambda rest, one: select(one[0], one[1], rest), texts[1:], texts[0][1])
    same = all_of(
        either(inverse(there), value.value.equals(common).fill_null(False) if isinstance(value, Texts) else False)
        for there, value in answers
    )
    return Texts(select(columns.condition(same), common))


def _hull_of_numbers(answers: list[tuple[Condition, Numbers]]) -> Numbers:
    gaps = [both(there, number.low.expr.is_null()) for there, number in answers if number.gaps]
    far = (constant(ends.HUGE).low, constant(-ends.HUGE).low)
    lows = [picked(there, _sealed(number.low, number.gaps, far[0]), far[0]) for there, number in answers]
    highs = [picked(there, _sealed(number.high, number.gaps, far[1]), far[1]) for there, number in answers]
    whole = Numbers(reduce(lesser, map(_bare, lows)), reduce(larger, map(_bare, highs)))
    return blank(inverse(any_of(gaps)), whole)


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
                lowest[atom], highest[atom] = corners(number, *self._direction(slope))
        if not lowest:
            return whole
        low, high = (super(TightCompiler, self._at(corner)).arithmetic(node) for corner in (lowest, highest))
        hull = Numbers(larger(low.low, whole.low), lesser(high.high, whole.high), whole.gaps or low.gaps or high.gaps)
        return blank(known(whole, low, high), hull)

    def _at(self, corner: dict[Atom, Numbers]) -> TightCompiler:
        return TightCompiler(_placed(self.given, corner))

    def _direction(self, slope: tight.Slope) -> tuple[Condition, Condition]:
        """Whether every part of a slope is never negative, and, failing that, never positive."""
        parts = [(self._polynomial(slope.own, slope.whole), 1)]
        parts += [(self._polynomial(factor, slope.whole), direction) for factor, direction in slope.through]
        never_negative = [_sign(number, direction) for number, direction in parts]
        never_positive = [_sign(number, -direction) for number, direction in parts]
        rising = all_of(never_negative)
        return rising, both(inverse(rising), all_of(never_positive))

    def _polynomial(self, polynomial: Polynomial, whole: dict[int, Node]) -> Numbers:
        total = ZERO
        for monomial, coefficient in polynomial.items():
            term = constant(coefficient)
            for variable, power in monomial:
                for _ in range(power):
                    term = calculated("*", term, self._variable(variable, whole))
            total = calculated("+", total, term)
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
