"""The functions of the language, each with its check of arguments: one small table, no registry."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Protocol

from innovatory.language import grammar
from innovatory.language.names import Names
from innovatory.language.scan import Scanned
from innovatory.language.tree import (
    Absolute,
    Aggregate,
    AtLeast,
    Extreme,
    Input,
    Lookup,
    Node,
    Parameter,
    Rounded,
    Since,
    Window,
)
from innovatory.language.types import Day, Number, Series, Truth
from innovatory.language.units import BARE, DAY, ONE, YEAR, Unit

AGGREGATES = ("sum", "count", "mean", "median", "quantile", "distinct", "share", "top_share")


class Reader(Protocol):
    """What a check of arguments needs of the walk that it is part of."""

    names: Names
    scanned: Scanned
    inside: bool

    def read(self, syntax: ast.expr) -> Node:
        """The typed node of a piece of syntax."""

    def number(self, syntax: ast.expr) -> Node:
        """The same, where a number must stand."""

    def truth(self, syntax: ast.expr) -> Node:
        """The same, where a condition must stand."""

    def one_unit(self, at: ast.expr, *nodes: Node) -> Unit:
        """The unit that several numbers share."""

    def wrong(self, kind: str, en: str, zh: str, at: ast.expr | None = None, near: str | None = None) -> Node:
        """Note a mistake."""

    def unknown_name(self, name: str, at: ast.expr | None) -> Node:
        """Note a name that is not known."""


def call(reader: Reader, name: str, syntax: ast.Call) -> Node:
    """The typed node of a call of a function or a table."""
    if name in reader.names.parameters:
        return _lookup(reader, name, syntax)
    least, most, build = FUNCTIONS[name]
    if not least <= len(syntax.args) <= most:
        wanted = str(least) if least == most else f"at least {least}"
        return reader.wrong(
            "arguments",
            f"{name} takes {wanted} arguments",
            f"{name} 需要 {wanted.replace('at least', '至少')} 个参数",
            syntax,
        )
    return build(reader, name, syntax)


def _lookup(reader: Reader, name: str, syntax: ast.Call) -> Node:
    table = reader.names.parameters[name]
    if len(syntax.args) != 1:
        return reader.wrong("arguments", f"table {name} takes one argument", f"分档表 {name} 需要一个参数", syntax)
    argument = reader.number(syntax.args[0])
    stated = argument.type.unit if isinstance(argument.type, Number) else BARE
    if stated not in (BARE, table.by):
        reader.wrong(
            "unit",
            f"table {name} is read in {table.by}, not in {stated}",
            f"分档表 {name} 的参数单位是 {table.by}，不是 {stated}",
            syntax,
        )
    return Lookup(Number(table.unit), name, argument)


def _extreme(reader: Reader, name: str, syntax: ast.Call) -> Node:
    of = tuple(reader.number(argument) for argument in syntax.args)
    whole = all(isinstance(one.type, Number) and one.type.whole for one in of)
    return Extreme(Number(reader.one_unit(syntax, *of), whole), name, of)


def _absolute(reader: Reader, name: str, syntax: ast.Call) -> Node:
    of = reader.number(syntax.args[0])
    return Absolute(of.type, of)


def _rounded(reader: Reader, name: str, syntax: ast.Call) -> Node:
    of = reader.number(syntax.args[0])
    digits = whole_literal(reader, syntax.args[1]) if name == "round" else 0
    if digits is None or not -12 <= digits <= 12:
        return reader.wrong(
            "arguments", "round takes whole digits from -12 to 12", "round 的位数须为 -12 到 12 的整数", syntax
        )
    unit = of.type.unit if isinstance(of.type, Number) else BARE
    return Rounded(Number(unit, digits <= 0), name, of, digits)


def whole_literal(reader: Reader, syntax: ast.expr) -> int | None:
    """The value of a whole literal such as 3 or -2; None if it is anything else."""
    if isinstance(syntax, ast.UnaryOp) and isinstance(syntax.op, ast.USub):
        value = whole_literal(reader, syntax.operand)
        return None if value is None else -value
    number = number_literal(reader, syntax)
    return int(number) if number is not None and number == int(number) else None


def number_literal(reader: Reader, syntax: ast.expr) -> float | None:
    """The value of a number literal; None if it is anything else."""
    if isinstance(syntax, ast.Constant) and isinstance(syntax.value, int):
        value = reader.scanned.literals[syntax.value][0]
        return value if isinstance(value, float) else None
    return None


def _window(reader: Reader, name: str, syntax: ast.Call) -> Node:
    years = whole_literal(reader, syntax.args[1])
    series = syntax.args[0].id if isinstance(syntax.args[0], ast.Name) else ""
    of = reader.names.inputs.get(series)
    if series and of is None:
        reader.unknown_name(series, syntax.args[0])
    elif not isinstance(of, Series):
        reader.wrong(
            "type", f"{name} takes the name of a yearly series", f"{name} 的参数须为年度序列名", syntax.args[0]
        )
    if years is None or years < (0 if name == "lag" else 1):
        reader.wrong("arguments", f"{name} takes a whole number of years", f"{name} 的年数须为整数", syntax)
    unit = of.unit if isinstance(of, Series) else ONE
    result = Number(ONE) if name == "growth" else Number(unit, unit.whole and name != "mean_last")
    return Window(result, name, series, years or 0)


def _since(reader: Reader, name: str, syntax: ast.Call) -> Node:
    of = reader.read(syntax.args[0])
    if of.type is not None and not isinstance(of.type, Day):
        reader.wrong("type", f"{name} takes a date", f"{name} 的参数须为日期", syntax)
    return Since(Number(DAY if name == "days_since" else YEAR, True), name, of)


def _at_least_n(reader: Reader, name: str, syntax: ast.Call) -> Node:
    n = whole_literal(reader, syntax.args[0])
    of = tuple(reader.truth(argument) for argument in syntax.args[1:])
    if n is None or not 1 <= n <= len(of):
        return reader.wrong(
            "arguments",
            f"at_least_n takes a whole number from 1 to {len(of)} first",
            f"at_least_n 的首个参数须为 1 到 {len(of)} 的整数",
            syntax,
        )
    return AtLeast(Truth(), n, of)


def _year_mean(reader: Reader, name: str, syntax: ast.Call) -> Node:
    argument = syntax.args[0]
    known = reader.names.parameters.get(argument.id) if isinstance(argument, ast.Name) else None
    if known is None or known.by is not None:
        return reader.wrong(
            "arguments", "year_mean takes the name of a dated parameter", "year_mean 的参数须为带日期的参数名", syntax
        )
    return Parameter(Number(known.unit), argument.id if isinstance(argument, ast.Name) else "", True)


def _status(reader: Reader, name: str, syntax: ast.Call) -> Node:
    argument = syntax.args[0]
    if not isinstance(argument, ast.Name):
        return reader.wrong(
            "arguments", "status takes the bare name of a status", "status 的参数须为不带引号的资质名", syntax
        )
    key = f"status({argument.id})"
    if key not in reader.names.inputs:
        return reader.unknown_name(key, syntax)
    return Input(Truth(), key)


Build = Callable[[Reader, str, ast.Call], Node]
ANY_NUMBER = 1000
FUNCTIONS: dict[str, tuple[int, int, Build]] = {
    "min": (2, ANY_NUMBER, _extreme),
    "max": (2, ANY_NUMBER, _extreme),
    "abs": (1, 1, _absolute),
    "round": (2, 2, _rounded),
    "floor": (1, 1, _rounded),
    "ceil": (1, 1, _rounded),
    "lag": (2, 2, _window),
    "sum_last": (2, 2, _window),
    "mean_last": (2, 2, _window),
    "growth": (2, 2, _window),
    "days_since": (1, 1, _since),
    "years_since": (1, 1, _since),
    "at_least_n": (2, ANY_NUMBER, _at_least_n),
    "year_mean": (1, 1, _year_mean),
    "status": (1, 1, _status),
}


def aggregate(reader: Reader, name: str, syntax: ast.Call) -> Node:
    """The typed node of an aggregate over rows."""
    condition = grammar.where_of(syntax)
    if not reader.names.rows or reader.inside:
        return reader.wrong(
            "aggregate",
            f"{name}: aggregates stand in indicators and do not nest",
            f"{name}：聚合只用于指标，且不可嵌套",
            syntax,
        )
    with_value, with_option = int(name != "count"), int(name in ("quantile", "top_share"))
    named = len(syntax.keywords) > (condition is not None)
    if named or len(syntax.args) != with_value + with_option or (name == "share" and condition is None):
        return reader.wrong("arguments", f"{name} has other arguments", f"{name} 的参数不符", syntax)
    reader.inside = True
    value = reader.read(syntax.args[0]) if with_value else None
    where = reader.truth(condition) if condition is not None else None
    reader.inside = False
    option = _option(reader, name, syntax) if with_option else None
    return Aggregate(_result(reader, name, value, syntax), name, value, where, option)


def _option(reader: Reader, name: str, syntax: ast.Call) -> float | None:
    value = number_literal(reader, syntax.args[1])
    fits = value is not None and (0 <= value <= 1 if name == "quantile" else value >= 1 and value == int(value))
    if not fits:
        wanted = "a level from 0 to 1" if name == "quantile" else "a whole number from 1"
        reader.wrong("arguments", f"{name} takes {wanted}", f"{name} 的第二个参数不符", syntax)
    return value


def _result(reader: Reader, name: str, value: Node | None, syntax: ast.Call) -> Number:
    if name == "count" or name == "distinct":
        return Number(Unit((("count", 1),)), True)
    if value is not None and value.type is not None and not isinstance(value.type, Number):
        reader.wrong("type", f"{name} takes numbers", f"{name} 的参数须为数", syntax)
    unit = value.type.unit if value is not None and isinstance(value.type, Number) else ONE
    return Number(ONE if name in ("share", "top_share") else unit, name == "sum" and unit.whole)
