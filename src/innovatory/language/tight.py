"""Where one input stands in several places: cells between table edges, and which way the value moves in each.

Static analysis shared by both back ends. A repeated input is cut at the edges where a comparison, a table, an extreme
or an absolute value changes its form; inside a cell the decided parts are replaced, and the slope's sign tells at which
end the value is lowest. Without a sign the plain range stands: sound, not tight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise, product
from math import inf, prod

from innovatory.language import algebra, ends, explain
from innovatory.language.algebra import Atom, Polynomial
from innovatory.language.door import Inner
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
    children,
    rebuilt,
    walk,
)
from innovatory.language.types import Day, Number

FAR = 1e150  # stands for "without end": far beyond any record, far from overflow
JUST = 8 * ends.EPSILON  # beyond the tolerance of a comparison: "just above" an edge
MAX_CELLS = 256


@dataclass(frozen=True)
class Cell:
    """A closed interval of an atom within which no edge lies (or which is one edge)."""

    low: float
    high: float


def occurrences(node: Node) -> Counter[Atom]:
    """How often each atom is read; definitions are counted at every use."""
    counts: Counter[Atom] = Counter()
    stack = [node]
    while stack:
        one = stack.pop()
        counts.update(algebra.atoms(one))
        stack.extend(children(one))
    return counts


class Plan:
    """The cells of a bound tree and its specialised forms, computed when first asked for."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._special: dict[tuple[tuple[Atom, Cell], ...], Node] = {}

    @cached_property
    def repeated(self) -> tuple[Atom, ...]:
        """Atoms that are read in more than one place."""
        return tuple(sorted((atom for atom, count in occurrences(self.node).items() if count > 1), key=repr))

    @cached_property
    def cells(self) -> dict[Atom, tuple[Cell, ...]]:
        """For each repeated atom the cells that cover all numbers (all whole numbers) in order."""
        found: dict[Atom, list[tuple[float, float]]] = {atom: [] for atom in self.repeated}
        for one in walk(self.node):
            for atom, edge, width in _edges(one):
                if atom in found:
                    found[atom].append((edge, width))
        return {atom: _cells(edges, atom in self.whole) for atom, edges in found.items()}

    @cached_property
    def whole(self) -> frozenset[Atom]:
        """Atoms that are whole numbers or days: nothing lies between their cells."""
        return frozenset(atom for one in walk(self.node) for atom in algebra.atoms(one) if _is_whole(one))

    def slits(self, atom: Atom) -> list[tuple[float, float]]:
        """The open stretches between cells: beside an edge by no more than its tolerance, or without end."""
        if atom in self.whole:
            return []
        between = [(one.high, other.low) for one, other in pairwise(self.cells[atom])]
        return [(-inf, -FAR), *between, (FAR, inf)]

    @cached_property
    def steps(self) -> dict[Atom, tuple[Rounded, float, float]]:
        """Repeated atoms that are rounded somewhere: the rounding and the line a·atom + b that it rounds."""
        lines = [(one, algebra.line(one.of)) for one in walk(self.node) if isinstance(one, Rounded)]
        return {line[0]: (one, line[1], line[2]) for one, line in lines if line and line[0] in self.repeated}

    def combinations(self, moving: list[Atom]) -> list[dict[Atom, Cell]]:
        """Every choice of one cell for each moving atom; atoms with most cells are left whole beyond `MAX_CELLS`."""
        cut = sorted(moving, key=lambda atom: len(self.cells[atom]))
        while cut and prod(len(self.cells[atom]) for atom in cut) > MAX_CELLS:
            cut.pop()
        return [dict(zip(cut, choice, strict=True)) for choice in product(*(self.cells[atom] for atom in cut))]

    def special(self, cells: dict[Atom, Cell]) -> Node:
        """The tree with everything decided that the cells alone decide."""
        key = tuple(cells.items())
        if key not in self._special:
            self._special[key] = specialised(self.node, cells)
        return self._special[key]


def is_number(node: Node) -> bool:
    """Whether a node has ends: a number or a day."""
    return isinstance(node.type, Number | Day)


def _is_whole(node: Node) -> bool:
    return isinstance(node.type, Day) or (isinstance(node.type, Number) and node.type.whole)


def _edges(node: Node) -> list[tuple[Atom, float, float]]:
    """Where a node changes its form along an atom: (atom, edge, width of the tolerance around it)."""
    match node:
        case Comparison(left=left, right=right):
            return _roots([_difference(left, right)], [0.0])
        case Extreme(of=of):
            return _roots([_difference(a, b) for i, a in enumerate(of) for b in of[i + 1 :]], [0.0])
        case Absolute(of=of):
            return _roots([of], [0.0])
        case Lookup(argument=argument, table=table) if table is not None:
            return _roots([argument], list(table.edges))
    return []


def _difference(a: Node, b: Node) -> Node:
    return Arithmetic(a.type, "-", a, b)


def _roots(numbers: list[Node], values: list[float]) -> list[tuple[Atom, float, float]]:
    found = []
    for number in numbers:
        line = algebra.line(number)
        if line is not None:
            atom, a, b = line
            for value in values:
                edge = (value - b) / a
                found.append((atom, edge, max(JUST * max(abs(edge), abs(b / a), abs(value / a)), 5e-324)))
    return found


def _cells(edges: list[tuple[float, float]], whole: bool) -> tuple[Cell, ...]:
    """Below, on and between the edges; for whole numbers the neighbours of an edge are whole."""
    if not edges:
        return (Cell(-FAR, FAR),)
    widths: dict[float, float] = {}
    for edge, width in edges:
        widths[edge] = max(width, widths.get(edge, 0.0))
    result, low = [], -FAR
    for edge, width in sorted(widths.items()):
        below = ends.round_up(edge) - 1 if whole else edge - width
        above = ends.round_down(edge) + 1 if whole else edge + width
        on = [Cell(edge, edge)] if not whole or edge == ends.round_down(edge) else []
        result += [cell for cell in (Cell(low, below), *on) if cell.low <= cell.high]
        low = above
    return (*result, Cell(low, FAR))


def specialised(node: Node, cells: dict[Atom, Cell]) -> Node:
    """Replace what the cells decide: conditions, tables, extremes, absolute values, roundings."""
    case = explain.Case(_box(cells))
    compiler = explain.Compiler()
    done: dict[int, Node] = {}

    def special(one: Node) -> Node:
        if id(one) not in done:
            done[id(one)] = _decided(one, compiler, case) or _inside(one, special)
        return done[id(one)]

    return special(node)


def _inside(node: Node, special: Callable[[Node], Node]) -> Node:
    match node:
        case Named(body=body):
            return special(body)
    changed: dict[str, object] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changed[each.name] = special(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[each.name] = tuple(special(item) for item in value)
    return _picked(rebuilt(node, changed))


def _box(cells: dict[Atom, Cell]) -> dict[str, Inner]:
    """The record in which each atom may lie anywhere in its cell and all else is unknown."""
    values: dict[str, Inner] = {}
    series: dict[str, dict[int, ends.Number]] = {}
    for atom, cell in cells.items():
        number = ends.ranged(cell.low, cell.high)
        if atom.year is None:
            values[atom.name] = number
        else:
            series.setdefault(atom.name, {})[atom.year] = number
    for name, years in series.items():
        values[name] = tuple(years.get(year) for year in range(max(years), -1, -1))
    return values


def _decided(node: Node, compiler: explain.Compiler, case: explain.Case) -> Node | None:
    """A constant in place of a condition, table or rounding that has one value all over the cells."""
    if isinstance(node, Comparison | Not | AtLeast):
        truth = compiler.truth(node)(case)
        return None if truth is None else Constant(node.type, truth)
    if isinstance(node, Lookup | Rounded):
        number = compiler.number(node.argument if isinstance(node, Lookup) else node.of)(case)
        value = compiler.number(node)(case) if number is not None else None
        if value is not None and value[0][0] == value[1][0]:
            return Constant(node.type, (value[0][0], value[1][0]))
    if isinstance(node, Extreme):
        return _outermost(node, compiler, case)
    if isinstance(node, Absolute):
        number = compiler.number(node.of)(case)
        if number is not None and (number[0][0] >= 0 or number[1][0] <= 0):
            return node.of if number[0][0] >= 0 else Negative(node.type, node.of)
    return None


def _outermost(node: Extreme, compiler: explain.Compiler, case: explain.Case) -> Node | None:
    """The operand that is the extreme all over the cells, if one is."""
    for one in node.of:
        differences = [compiler.number(_difference(one, other))(case) for other in node.of if other is not one]
        sides = [d is not None and (d[1][0] <= 0 if node.word == "min" else d[0][0] >= 0) for d in differences]
        if all(sides):
            return one
    return None


def _picked(node: Node) -> Node:
    if isinstance(node, Choice) and isinstance(node.condition, Constant) and isinstance(node.condition.value, bool):
        return node.then if node.condition.value else node.otherwise
    return node


# Directions: +1 never falls with the atom, -1 never rises, 0 does not move, None cannot tell.


def static_direction(node: Node, by: Atom) -> int | None:
    """The way a node that is not arithmetic moves with an atom, as far as its form alone tells."""
    if not algebra.depends(node, by):
        return 0
    match node:
        case Input() | Window(word="lag" | "sum_last" | "mean_last"):
            return 1
        case Named(body=body):
            return static_direction(body, by)
        case Rounded(of=of):
            return static_direction(of, by)
        case Since(of=of):
            return _times(-1, static_direction(of, by))
        case Negative(of=of):
            return _times(-1, static_direction(of, by))
        case Extreme(of=of):
            return _together([static_direction(one, by) for one in of])
        case Lookup(argument=argument, table=table) if table is not None:
            return _times(_table_direction(explain.segments(table, False)), static_direction(argument, by))
        case Arithmetic(sign="+" | "-" as sign, left=left, right=right):
            return _together(
                [static_direction(left, by), _times(1 if sign == "+" else -1, static_direction(right, by))]
            )
        case Arithmetic(sign="*" | "/" as sign, left=left, right=Constant(value=(low, high))) if low > 0 or high < 0:
            return _times(1 if low > 0 else -1, static_direction(left, by))
        case Arithmetic(sign="*", left=Constant(value=(low, high)), right=right) if low > 0 or high < 0:
            return _times(1 if low > 0 else -1, static_direction(right, by))
    return None


def _times(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a * b


def _together(directions: list[int | None]) -> int | None:
    known = {direction for direction in directions if direction is not None} - {0}
    if len(known) > 1 or None in directions:
        return None
    return known.pop() if known else 0


def _table_direction(values: list[ends.Number | None]) -> int | None:
    present = [value for value in values if value is not None]
    rises = all(b[0][0] >= a[0][0] and b[1][0] >= a[1][0] for a, b in pairwise(present))
    falls = all(b[0][0] <= a[0][0] and b[1][0] <= a[1][0] for a, b in pairwise(present))
    return 1 if rises else -1 if falls else None


@dataclass(frozen=True)
class Slope:
    """How arithmetic moves with one atom: `own` plus, for each node taken whole, its factor times its direction."""

    own: Polynomial
    through: tuple[tuple[Polynomial, int], ...]
    whole: dict[int, Node]


def slope(node: Node, by: Atom) -> Slope | None:
    """The parts whose signs, if they agree, are the direction of an arithmetic node; None if none can be told."""
    form = algebra.form(node)
    own = algebra.slope(form, by) if form is not None else None
    if form is None or own is None:
        return None
    through = []
    for key, one in form.whole.items():
        direction, factor = static_direction(one, by), algebra.slope(form, key)
        if direction is None or factor is None:
            return None
        if direction:
            through.append((factor, direction))
    return Slope(own, tuple(through), form.whole)
