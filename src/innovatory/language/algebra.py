"""Quotients of polynomials: the normal form that shows how an expression moves with one input.

`x / (x + y)` written over its atoms has the slope numerator y, whose sign is plain; ranges alone cannot see it.
Atoms are inputs, years of a series, and nodes that are not arithmetic (tables, extremes, roundings), taken whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from innovatory.language.tree import Arithmetic, Constant, Input, Named, Negative, Node, Since, Window, walk
from innovatory.language.types import Day, Number

MAX_TERMS = 200  # beyond it an expression is only bounded soundly


class Atom(NamedTuple):
    """A value that moves by itself: an input (`year` None) or a year of a series counted back from the newest."""

    name: str
    year: int | None = None


Variable = Atom | int  # an int is the id of a node taken whole
Monomial = tuple[tuple[Variable, int], ...]
Polynomial = dict[Monomial, float]


@dataclass(frozen=True)
class Form:
    """numerator / denominator over atoms; `whole` holds the nodes taken whole by id."""

    numerator: Polynomial
    denominator: Polynomial
    whole: dict[int, Node]


def form(node: Node) -> Form | None:
    """The normal form of a number, or None if it grows too large."""
    whole: dict[int, Node] = {}
    try:
        return Form(*_quotient(node, whole), whole)
    except _TooLargeError:
        return None


class _TooLargeError(Exception):
    """The normal form has more terms than `MAX_TERMS`."""


def _quotient(node: Node, whole: dict[int, Node]) -> tuple[Polynomial, Polynomial]:
    one: Polynomial = {(): 1.0}
    match node:
        case Named(body=body):
            return _quotient(body, whole)
        case Constant(value=(low, high)) if low == high:
            return {(): low} if low else {}, one
        case Input(type=Number() | Day(), name=name):
            return {((Atom(name), 1),): 1.0}, one
        case Window(word="lag", series=series, years=years):
            return {((Atom(series, years), 1),): 1.0}, one
        case Window(word="sum_last", series=series, years=years):
            return {((Atom(series, year), 1),): 1.0 for year in range(years)}, one
        case Negative(of=of):
            p, q = _quotient(of, whole)
            return _scaled(p, -1.0), q
        case Since(word="days_since", of=of, on=int(on)):
            p, q = _quotient(of, whole)
            return _added({(): float(on)}, _scaled(p, -1.0)), q
        case Arithmetic(sign=sign, left=left, right=right):
            return _combined(sign, _quotient(left, whole), _quotient(right, whole))
    whole[id(node)] = node
    return {((id(node), 1),): 1.0}, one


def _combined(
    sign: str, a: tuple[Polynomial, Polynomial], b: tuple[Polynomial, Polynomial]
) -> tuple[Polynomial, Polynomial]:
    if sign == "/":
        return _times(a[0], b[1]), _times(a[1], b[0])
    if sign == "*":
        return _times(a[0], b[0]), _times(a[1], b[1])
    right = b[0] if sign == "+" else _scaled(b[0], -1.0)
    if a[1] == b[1]:
        return _added(a[0], right), a[1]
    return _added(_times(a[0], b[1]), _times(right, a[1])), _times(a[1], b[1])


def _scaled(p: Polynomial, factor: float) -> Polynomial:
    return {monomial: coefficient * factor for monomial, coefficient in p.items()}


def _added(p: Polynomial, q: Polynomial) -> Polynomial:
    """Sum without the terms that cancel (to 13 digits of what was added)."""
    result = dict(p)
    for monomial, coefficient in q.items():
        total = result.get(monomial, 0.0) + coefficient
        if abs(total) > 1e-13 * abs(coefficient):
            result[monomial] = total
        else:
            result.pop(monomial, None)
    return result


def _times(p: Polynomial, q: Polynomial) -> Polynomial:
    if len(p) * len(q) > MAX_TERMS:
        raise _TooLargeError
    result: Polynomial = {}
    for first, a in p.items():
        for second, b in q.items():
            result = _added(result, {_multiplied(first, second): a * b})
    return result


def _multiplied(first: Monomial, second: Monomial) -> Monomial:
    powers = dict(first)
    for variable, power in second:
        powers[variable] = powers.get(variable, 0) + power
    return tuple(sorted(powers.items(), key=repr))


def slope(of: Form, by: Variable) -> Polynomial | None:
    """The numerator of the derivative by a variable: P'Q − PQ' (its denominator Q² is positive)."""
    try:
        first = _times(_derivative(of.numerator, by), of.denominator)
        return _added(first, _scaled(_times(of.numerator, _derivative(of.denominator, by)), -1.0))
    except _TooLargeError:
        return None


def _derivative(p: Polynomial, by: Variable) -> Polynomial:
    result: Polynomial = {}
    for monomial, coefficient in p.items():
        powers = dict(monomial)
        power = powers.pop(by, 0)
        if power:
            lower = {**powers, by: power - 1} if power > 1 else powers
            result = _added(result, {tuple(sorted(lower.items(), key=repr)): coefficient * power})
    return result


def line(node: Node) -> tuple[Atom, float, float] | None:
    """(atom, a, b) if the number is a·atom + b with constants a ≠ 0 and b; else None."""
    of = form(node)
    if of is None or set(of.denominator) - {()} or not of.denominator:
        return None
    terms = {monomial: value / of.denominator[()] for monomial, value in of.numerator.items()}
    b = terms.pop((), 0.0)
    if len(terms) != 1:
        return None
    ((monomial, a),) = terms.items()
    if len(monomial) != 1 or monomial[0][1] != 1 or not isinstance(monomial[0][0], Atom):
        return None
    return monomial[0][0], a, b


def atoms(node: Node) -> Iterator[Atom]:
    """The atoms of one node that is not looked into further."""
    match node:
        case Input(type=Number() | Day(), name=name):
            yield Atom(name)
        case Window(word="lag", series=series, years=years):
            yield Atom(series, years)
        case Window(word=word, series=series, years=years):
            yield from (Atom(series, year) for year in range(years + (word == "growth")))


def depends(node: Node, on: Atom) -> bool:
    """Whether a node moves with an atom."""
    return any(atom == on for one in walk(node) for atom in atoms(one))
