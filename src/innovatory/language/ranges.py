"""The explaining back end where a ranged input occurs twice: every cell is explained and the answers are joined.

`evaluator(node)` is the function to use for a whole expression: plain while nothing ranged is repeated, tight else.
"""

from __future__ import annotations

from innovatory.language import ends, tight
from innovatory.language.algebra import Atom, Polynomial
from innovatory.language.explain import COMPARISONS, Case, Compiler, Function, Value, hull
from innovatory.language.tree import Arithmetic, Comparison, Node, Rounded

ZERO = ends.point(0.0)


def evaluator(node: Node, compiler: Compiler | None = None) -> Function:
    """The function of a whole bound expression, tight where `language.md` promises it."""
    plain = (compiler or Compiler()).function(node)
    plan = tight.Plan(node)

    def compute(case: Case) -> Value:
        moving = [atom for atom in plan.repeated if width_of(case, atom)] if case.ranged else []
        return _joined(plan, moving, case, plain) if moving else plain(case)

    return compute


def width_of(case: Case, atom: Atom) -> bool:
    """Whether an atom has room to move in a case."""
    number = number_of(case, atom)
    return number is not None and number[0] is not number[1]


def number_of(case: Case, atom: Atom) -> ends.Number | None:
    """The number of an atom; None if unknown or if there is no such year."""
    value = case.values.get(atom.name)
    if atom.year is not None:
        value = value[-1 - atom.year] if value is not None and len(value) > atom.year else None
    return value if isinstance(value, tuple) else None


def placed(case: Case, numbers: dict[Atom, ends.Number]) -> Case:
    """The same case with some atoms put elsewhere."""
    values = dict(case.values)
    for atom, number in numbers.items():
        if atom.year is None:
            values[atom.name] = number
        else:
            years = list(values[atom.name])
            years[-1 - atom.year] = number
            values[atom.name] = tuple(years)
    moved = Case(values, case.ranged or any(low is not high for low, high in numbers.values()))
    moved.trace = case.trace
    return moved


def _joined(plan: tight.Plan, moving: list[Atom], case: Case, plain: Function) -> Value:
    """The hull of the answers in all cells that the case touches; an end between cells is answered plainly too."""
    answers = [plain(case)] if any(_in_slit(number_of(case, atom), plan.slits(atom)) for atom in moving) else []
    for cells in plan.combinations(moving):
        inside = {atom: _within(number_of(case, atom), cell) for atom, cell in cells.items()}
        if all(number is not None for number in inside.values()):
            part = placed(case, {atom: number for atom, number in inside.items() if number is not None})
            answers += _stepped(plan.special(cells), plan.steps, moving, part)
    result = answers[0]
    for answer in answers[1:]:
        result = hull(result, answer)
    return result


def _in_slit(number: ends.Number | None, slits: list[tuple[float, float]]) -> bool:
    return number is not None and any(low < end[0] < high for end in number for low, high in slits)


def _within(number: ends.Number | None, cell: tight.Cell) -> ends.Number | None:
    if number is None:
        return None
    low, high = max(number[0][0], cell.low), min(number[1][0], cell.high)
    return ends.ranged(low, high) if low <= high else None


def _stepped(
    node: Node, steps: dict[Atom, tuple[Rounded, float, float]], moving: list[Atom], case: Case
) -> list[Value]:
    """The answers in one cell, cut further at the first and last step of a rounding."""
    function = TightCompiler().function(node)
    parts = [case]
    for atom in moving:
        if atom in steps:
            parts = [
                placed(part, {atom: piece}) for part in parts for piece in _pieces(number_of(part, atom), *steps[atom])
            ]
    return [function(part) for part in parts]


def _pieces(number: ends.Number | None, rounded: Rounded, a: float, b: float) -> list[ends.Number]:
    if number is None:
        return []
    (low, _), (high, _) = number
    unit = 10.0**-rounded.digits
    shift = 0.5 if rounded.word == "round" else 0.0
    y_low, y_high = sorted(((a * low + b) / unit - shift, (a * high + b) / unit - shift))
    turns = sorted((((n + shift) * unit) - b) / a for n in (ends.round_up(y_low), ends.round_down(y_high)))
    pieces, start = [ends.point(low), ends.point(high)], low  # they may lie too near a turn for any room
    for turn in dict.fromkeys(turns):
        near = tight.JUST * max(abs(turn), abs(b / a))
        if low - near <= turn <= high + near:
            on = (max(low, turn), min(high, turn))
            pieces += [piece for piece in (_room(start, min(turn - near, high)), _room(*on)) if piece is not None]
            start = max(turn + near, low)
    last = _room(start, high)
    return [*pieces, last] if last is not None else pieces


def _room(low: float, high: float) -> ends.Number | None:
    return ends.ranged(low, high) if low <= high else None


class TightCompiler(Compiler):
    """As `Compiler`, but arithmetic is taken at the corners to which its slopes point."""

    def _arithmetic(self, node: Arithmetic) -> Function:
        base = super()._arithmetic(node)
        repeated = [atom for atom, count in tight.occurrences(node).items() if count > 1]
        slopes = {atom: tight.slope(node, atom) for atom in repeated}

        def compute(case: Case) -> Value:
            whole = base(case)
            moving = [atom for atom in repeated if width_of(case, atom)]
            if not moving or not isinstance(whole, tuple):
                return whole
            lowest, highest = self._corners(slopes, moving, case)
            low, high = base(placed(case, lowest)), base(placed(case, highest))
            if not isinstance(low, tuple) or not isinstance(high, tuple):
                return None
            a, b = max(low[0], whole[0]), min(high[1], whole[1])
            return (a, a) if a[0] == b[0] else (a, b)

        return compute

    def _corners(
        self, slopes: dict[Atom, tight.Slope | None], moving: list[Atom], case: Case
    ) -> tuple[dict[Atom, ends.Number], dict[Atom, ends.Number]]:
        lowest: dict[Atom, ends.Number] = {}
        highest: dict[Atom, ends.Number] = {}
        for atom in moving:
            number, slope = number_of(case, atom), slopes[atom]
            direction = self._direction(slope, case) if slope is not None else None
            if number is None or direction is None:
                continue
            low, high = (number[0], number[0]), (number[1], number[1])
            lowest[atom], highest[atom] = (low, high) if direction >= 0 else (high, low)
        return lowest, highest

    def _direction(self, slope: tight.Slope, case: Case) -> int | None:
        signs = [self._sign(slope.own, slope.whole, case)]
        for factor, direction in slope.through:
            sign = self._sign(factor, slope.whole, case)
            signs.append(None if sign is None else sign * direction)
        if None in signs:
            return None
        found = {sign for sign in signs if sign}
        return None if len(found) > 1 else found.pop() if found else 0

    def _sign(self, polynomial: Polynomial, whole: dict[int, Node], case: Case) -> int | None:
        """The sign of a polynomial all over the case's ranges; None if it changes or cannot be told."""
        total: ends.Number | None = ZERO
        for monomial, coefficient in polynomial.items():
            term: ends.Number | None = ends.point(coefficient)
            for variable, power in monomial:
                value = self.number(whole[variable])(case) if isinstance(variable, int) else number_of(case, variable)
                for _ in range(power):
                    term = None if term is None or value is None else ends.multiply(term, value)
            total = None if total is None or term is None else ends.add(total, term)
        if total is None:
            return None
        return (
            1 if total[0][0] > 0 else -1 if total[1][0] < 0 else 0 if total[0][0] == total[1][0] == 0 else _weak(total)
        )

    def _comparison(self, node: Comparison) -> Function:
        if _ordinary(node):
            return super()._comparison(node)
        difference = self.number(Arithmetic(node.left.type, "-", node.left, node.right))
        judge = COMPARISONS[node.sign]

        def compute(case: Case) -> Value:
            number = difference(case)
            return None if number is None else judge(number, ZERO)

        return compute


def _weak(total: ends.Number) -> int | None:
    """A polynomial that touches zero at an end keeps its sign."""
    return 1 if total[0][0] >= 0 else -1 if total[1][0] <= 0 else None


def _ordinary(node: Comparison) -> bool:
    return not (tight.is_number(node.left) or tight.is_number(node.right))
