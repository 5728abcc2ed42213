"""The one file that speaks Narwhals: calculations over columns as a graph, written out as stages of expressions.

`columns` and `evaluate` build a graph of `Vector`s; equal parts become one, and what is used more than once is computed
once, as a temporary column, on every engine alike. Polars runs the stages by default, DuckDB and Spark the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import narwhals as nw

TEMPORARY = "\u00b7"  # begins the names of temporary columns; no name of a record begins so

Scalar = float | bool | str | None


class Vector:
    """A value per row: a column of the table or an operation on vectors and scalars."""

    __slots__ = ("args", "op")

    def __init__(self, op: str, *args: Vector | Scalar) -> None:
        self.op = op
        self.args = args

    def __add__(self, other: Vector | float) -> Vector:
        return self if _is(other, 0.0) else Vector("+", self, other)

    def __radd__(self, other: float) -> Vector:
        return self if _is(other, 0.0) else Vector("+", other, self)

    def __sub__(self, other: Vector | float) -> Vector:
        return Vector("-", self, other)

    def __mul__(self, other: Vector | float) -> Vector:
        return self if _is(other, 1.0) else Vector("*", self, other)

    def __rmul__(self, other: float) -> Vector:
        return self if _is(other, 1.0) else Vector("*", other, self)

    def __truediv__(self, other: Vector | float) -> Vector:
        return self if _is(other, 1.0) else Vector("/", self, other)

    def __rtruediv__(self, other: float) -> Vector:
        return Vector("/", other, self)

    def __neg__(self) -> Vector:
        return Vector("neg", self)

    def __ge__(self, other: Vector | float) -> Vector:
        return Vector(">=", self, other)

    def __gt__(self, other: Vector | float) -> Vector:
        return Vector(">", self, other)

    def __le__(self, other: Vector | float) -> Vector:
        return Vector("<=", self, other)

    def __lt__(self, other: Vector | float) -> Vector:
        return Vector("<", self, other)

    def __and__(self, other: Vector) -> Vector:
        return Vector("and", self, other)

    def __or__(self, other: Vector) -> Vector:
        return Vector("or", self, other)

    def __invert__(self) -> Vector:
        return self.args[0] if self.op == "not" and isinstance(self.args[0], Vector) else Vector("not", self)

    def equals(self, other: Vector | Scalar) -> Vector:
        """Whether values are equal, null where one is null."""
        return Vector("==", self, other)

    def abs(self) -> Vector:
        """Absolute value."""
        return Vector("abs", self)

    def floor(self) -> Vector:
        """The whole number at or below."""
        return Vector("floor", self)

    def ceil(self) -> Vector:
        """The whole number at or above."""
        return Vector("ceil", self)

    def is_null(self) -> Vector:
        """Whether unknown."""
        return Vector("is null", self)

    def fill_null(self, value: bool | float) -> Vector:
        """The value where known, else another."""
        return Vector("fill null", self, value)

    def whole(self) -> Vector:
        """A number that is whole as an integer."""
        return Vector("whole", self)

    def number(self) -> Vector:
        """A condition as 1.0 or 0.0; a number as float64."""
        return Vector("number", self)


def _is(other: object, value: float) -> bool:
    return isinstance(other, float) and other == value


def column(name: str) -> Vector:
    """A column of the table."""
    return Vector("column", name)


def day_numbers(name: str) -> Vector:
    """A date column as day numbers (1 is 1 January of year 1)."""
    return Vector("ordinal", name)


def literal(value: Scalar) -> Vector:
    """The same value in every row."""
    return Vector("literal", value)


def select(test: Vector, then: Vector | Scalar, otherwise: Vector | Scalar = None) -> Vector:
    """`then` where the test holds, else `otherwise` (null if not given), also where the test is null."""
    return Vector("select", test, then, otherwise)


Key = tuple[Any, ...]


class Stages:
    """The graph of several outputs, equal parts merged, and the order in which temporary columns are made.

    `speech` is whose expressions are written: those of Narwhals, for any engine, or of Polars itself, which can be
    written once and used on one table after the other.
    """

    def __init__(self, outputs: Mapping[str, Vector], speech: Any = nw) -> None:
        self.speech = speech
        self.keys: dict[Key, int] = {}
        self.nodes: list[tuple[str, tuple[Any, ...]]] = []
        self.numbered: dict[int, int] = {}
        self.keep = list(outputs.values())  # an id lives as long as its object
        self.roots = {name: self._number(vector) for name, vector in outputs.items()}
        self.uses = self._count()
        self.level: dict[int, int] = {}
        self.written: dict[int, Any] = {}

    def _number(self, root: Vector) -> int:
        """The number of a vector; equal operations on equal arguments share one."""
        stack = [root]
        while stack:
            vector = stack[-1]
            waiting = [arg for arg in vector.args if isinstance(arg, Vector) and id(arg) not in self.numbered]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            args = tuple(
                ("v", self.numbered[id(arg)]) if isinstance(arg, Vector) else (type(arg).__name__, arg)
                for arg in vector.args
            )
            key = (vector.op, args)
            if key not in self.keys:
                self.keys[key] = len(self.nodes)
                self.nodes.append((vector.op, args))
            self.numbered[id(vector)] = self.keys[key]
        return self.numbered[id(root)]

    def _count(self) -> list[int]:
        uses = [0] * len(self.nodes)
        for _, args in self.nodes:
            for kind, arg in args:
                if kind == "v":
                    uses[arg] += 1
        for root in self.roots.values():
            uses[root] += 1
        return uses

    @cached_property
    def columns(self) -> list[str]:
        """The columns of the table that the outputs read."""
        return list(dict.fromkeys(args[0][1] for op, args in self.nodes if op in ("column", "ordinal")))

    def run(self, frame: Any, keep: list[str]) -> Any:
        """The lazy frame with the outputs beside the columns to keep; temporary columns are gone."""
        for made in self.levels:
            frame = frame.with_columns(*made)
        return frame.select(*keep, *(self.written[root].alias(name) for name, root in self.roots.items()))

    @cached_property
    def levels(self) -> list[list[Any]]:
        """The temporary columns, stage by stage; every node is written on the way."""
        levels: dict[int, list[Any]] = {}
        for index, (op, args) in enumerate(self.nodes):
            level = max((self.level[arg] for kind, arg in args if kind == "v"), default=0)
            expression = self._written(op, [self._argument(kind, arg) for kind, arg in args])
            if self.uses[index] > 1 and op not in ("column", "literal"):
                levels.setdefault(level, []).append(expression.alias(f"{TEMPORARY}{index}"))
                expression, level = self.speech.col(f"{TEMPORARY}{index}"), level + 1
            self.level[index], self.written[index] = level, expression
        return [made for _, made in sorted(levels.items())]

    def _argument(self, kind: str, arg: Any) -> Any:
        return self.written[arg] if kind == "v" else arg

    def _written(self, op: str, args: list[Any]) -> Any:
        speech = self.speech
        match op:
            case "column":
                return speech.col(args[0])
            case "ordinal":
                return _ordinal(speech.col(args[0]), speech)
            case "literal":
                return speech.lit(None).cast(speech.Float64) if args[0] is None else speech.lit(args[0])
            case "select":
                picked = speech.when(args[0]).then(self._lit(args[1]))
                return picked.otherwise(self._lit(args[2])) if args[2] is not None else picked
            case "number":
                return args[0].cast(speech.Float64)
            case "whole":
                return args[0].cast(speech.Int64)
            case "+" | "-" | "*" | "/":
                return OPERATIONS[op](self._lit(args[0]), args[1])
        return OPERATIONS[op](*args)

    def _lit(self, value: Any) -> Any:
        return self.speech.lit(value) if isinstance(value, float | bool | str | int) else value


def _ordinal(day: Any, speech: Any) -> Any:
    """Day numbers from year, month and day, which every engine has (days from civil, proleptic Gregorian)."""
    month, shifted = day.dt.month(), day.dt.month() <= 2
    year = day.dt.year() - shifted.cast(speech.Int32)
    months = (month + 9) - (month > 2).cast(speech.Int32) * 12
    leap = (year / 4).floor() - (year / 100).floor() + (year / 400).floor()
    return (year * 365 + leap + ((months * 153 + 2) / 5).floor() + day.dt.day() - 306).cast(speech.Float64)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "neg": lambda a: -a,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
    "abs": lambda a: a.abs(),
    "floor": lambda a: a.floor(),
    "ceil": lambda a: a.ceil(),
    "is null": lambda a: a.is_null(),
    "fill null": lambda a, value: a.fill_null(value),
}


def computed(frame: Any, outputs: Mapping[str, Vector], keep: list[str]) -> nw.LazyFrame[Any]:
    """A lazy frame of any engine with the outputs computed beside the columns to keep."""
    found: nw.LazyFrame[Any] = Stages(outputs).run(nw.from_native(frame).lazy(), keep)
    return found


def any_column(frame: Any) -> list[str]:
    """One column of a frame, to be kept beside outputs that may be constants, so that they have as many rows."""
    names: list[str] = nw.from_native(frame).lazy().collect_schema().names()
    return names[:1]
