"""From syntax to the typed tree: names, arguments, types, categories, units, equality.

All mistakes of an expression are gathered in one walk and the first kind of the list `ORDER` is raised, so that a
misspelt name is told before a unit that only fails because of it.
"""

from __future__ import annotations

import ast
from datetime import date

from innovatory.language import grammar
from innovatory.language.calls import AGGREGATES, FUNCTIONS, aggregate, call
from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.language.names import Names
from innovatory.language.scan import Scanned
from innovatory.language.tree import (
    Aggregate,
    Arithmetic,
    AtLeast,
    Choice,
    Comparison,
    Constant,
    Input,
    Named,
    Negative,
    Node,
    Not,
    Parameter,
    Window,
    walk,
)
from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.language.units import BARE, ONE, Unit

ORDER = (
    "length",
    "depth",
    "literal",
    "date",
    "syntax",
    "forbidden",
    "name",
    "arguments",
    "aggregate",
    "type",
    "category",
    "unit",
    "equality",
)
WORDS = {"true": True, "false": False, "unknown": None}
ANY = Constant(None, None)


def expression(text: str, names: Names) -> Node:
    """The typed tree of an expression; raises the first `Mistake` in the order of `ORDER`."""
    return indicator(text, names)[0]


def indicator(text: str, names: Names) -> tuple[Node, tuple[str, ...] | None]:
    """The typed tree of an expression over rows and the dimensions after `by`."""
    body, scanned = grammar.parse(text)
    reader = Reader(names, scanned)
    node = reader.read(body)
    reader.close(node)
    if reader.mistakes:
        raise min(reader.mistakes, key=lambda mistake: ORDER.index(mistake.kind))
    return node, scanned.dimensions


class Reader:
    """One walk over one expression; `mistakes` gathers what is wrong, `inside` tells whether it is in an aggregate."""

    def __init__(self, names: Names, scanned: Scanned) -> None:
        self.names = names
        self.scanned = scanned
        self.mistakes: list[Mistake] = []
        self.inside = False
        for name in scanned.foreign_names:
            self.unknown_name(name, None)

    def wrong(self, kind: str, en: str, zh: str, at: ast.expr | None = None, near: str | None = None) -> Node:
        """Note a mistake; the node that stands for it fits everywhere, so that it is told once."""
        place = Place(path=f"character {at.col_offset + 1}") if at is not None else None
        self.mistakes.append(Mistake(kind, en, zh, nearest=near, place=place))
        return ANY

    def unknown_name(self, name: str, at: ast.expr | None) -> Node:
        """Note a name that is not known, with the nearest valid one."""
        near = nearest(name, [*self.names.all(), *FUNCTIONS, *(AGGREGATES if self.names.rows else ())])
        return self.wrong("name", f"no name {name!r} here", f"没有名称 {name!r}", at, near)

    def read(self, syntax: ast.expr) -> Node:
        """The typed node of a piece of syntax."""
        match syntax:
            case ast.Constant(value=str(text)):
                return Constant(Category(()), text)
            case ast.Constant(value=int(index)):
                return self._literal(index)
            case ast.Name(id=name):
                return self._name(name, syntax)
            case ast.Attribute():
                return self._attribute(syntax)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(Truth(), self.truth(operand))
            case ast.UnaryOp(operand=operand):
                of = self.number(operand)
                return Negative(of.type, of)
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.truth(value) for value in values)
                return AtLeast(Truth(), len(parts) if isinstance(op, ast.And) else 1, parts)
            case ast.BinOp(left=left, op=op, right=right):
                return self._arithmetic(grammar.ARITHMETIC[type(op)], self.number(left), self.number(right), syntax)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._comparison(grammar.COMPARISON[type(op)], left, right, syntax)
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return self._choice(test, then, otherwise, syntax)
            case ast.Call():
                return self._call(syntax)
        raise AssertionError(f"{syntax!r} passed the whitelist")

    def _literal(self, index: int) -> Node:
        value, percent = self.scanned.literals[index]
        if isinstance(value, date):
            return Constant(Day(), (value.toordinal(), value.toordinal()))
        unit = ONE if percent else BARE
        return Constant(Number(unit, value == int(value) and not percent), (value, value))

    def _name(self, name: str, at: ast.expr) -> Node:
        if name in WORDS:
            return Constant(Truth() if name != "unknown" else None, WORDS[name])
        if name in self.names.definitions:
            body = self.names.definitions[name]
            return Named(body.type, name, body)
        if name in self.names.parameters and self.names.parameters[name].by is None:
            return Parameter(Number(self.names.parameters[name].unit), name)
        if name not in self.names.inputs:
            return self.unknown_name(name, at)
        if self.names.rows and not self.inside:
            return self.wrong(
                "type",
                f"{name!r} is a value of one row; write an aggregate of it",
                f"{name!r} 是单行的值；请写聚合",
                at,
            )
        of = self.names.inputs[name]
        if isinstance(of, Series):
            return Window(Number(of.unit, of.unit.whole), "lag", name, 0)
        return Input(of, name)

    def _attribute(self, at: ast.Attribute) -> Node:
        sheet = at.value.id if isinstance(at.value, ast.Name) else ""
        key = f"{sheet}.{at.attr}"
        if key in self.names.inputs:
            return Input(self.names.inputs[key], key)
        sheets = {name.split(".")[0] for name in self.names.inputs if "." in name}
        if sheet in sheets:
            return self.unknown_name(key, at)
        return self.wrong(
            "forbidden",
            f"{sheet!r} is no sheet; only `sheet.value` has a dot",
            f"{sheet!r} 不是工具表；只有 `表.值` 可用点号",
            at,
            nearest(sheet, sheets),
        )

    def number(self, syntax: ast.expr) -> Node:
        """A piece of syntax that must be a number."""
        node = self.read(syntax)
        if node.type is not None and not isinstance(node.type, Number):
            return self.wrong(
                "type", f"a number is expected here, not a {node.type}", f"此处应为数，而非{_zh(node.type)}", syntax
            )
        return node

    def truth(self, syntax: ast.expr) -> Node:
        """A piece of syntax that must be a condition."""
        node = self.read(syntax)
        if node.type is not None and not isinstance(node.type, Truth):
            return self.wrong(
                "type",
                f"a condition is expected here, not a {node.type}",
                f"此处应为条件，而非{_zh(node.type)}",
                syntax,
            )
        return node

    def _arithmetic(self, sign: str, left: Node, right: Node, at: ast.expr) -> Node:
        if left.type is None or right.type is None:
            return Arithmetic(None, sign, left, right)
        a, b = number_of(left), number_of(right)
        if sign in "+-":
            return Arithmetic(Number(self.one_unit(at, left, right), a.whole and b.whole), sign, left, right)
        units = [ONE if one.unit == BARE else one.unit for one in (a, b)]
        unit = units[0] * units[1] if sign == "*" else units[0] / units[1]
        return Arithmetic(
            Number(unit, a.whole and b.whole and sign == "*" and (unit == ONE or unit.whole)), sign, left, right
        )

    def one_unit(self, at: ast.expr, *nodes: Node) -> Unit:
        """The unit that several numbers share; a bare number takes that of the others (D9)."""
        stated = [node for node in nodes if node.type is not None and number_of(node).unit != BARE]
        units = [number_of(node).unit for node in stated]
        if any(unit != units[0] for unit in units):
            names = " and ".join(dict.fromkeys(map(str, units)))
            self.wrong("unit", f"units differ: {names}", f"单位不一致：{names.replace(' and ', ' 与 ')}", at)
        return units[0] if units else BARE

    def _choice(self, test: ast.expr, then: ast.expr, otherwise: ast.expr, at: ast.expr) -> Node:
        condition, a, b = self.truth(test), self.read(then), self.read(otherwise)
        return Choice(self.one_type(at, a, b), condition, a, b)

    def one_type(self, at: ast.expr, a: Node, b: Node) -> Type | None:
        """The type that two branches share."""
        if a.type is None or b.type is None:
            return a.type or b.type
        if isinstance(a.type, Number) and isinstance(b.type, Number):
            return Number(self.one_unit(at, a, b), a.type.whole and b.type.whole)
        if type(a.type) is not type(b.type):
            return self.wrong("type", f"{a.type} beside {b.type}", f"{_zh(a.type)}与{_zh(b.type)}并列", at).type
        if isinstance(a.type, Category) and isinstance(b.type, Category):
            return self._one_set(at, a, b)
        return a.type

    def _one_set(self, at: ast.expr, a: Node, b: Node) -> Category:
        sets = [node.type.one_of for node in (a, b) if isinstance(node.type, Category) and node.type.one_of]
        texts = [node.value for node in (a, b) if isinstance(node, Constant) and isinstance(node.value, str)]
        for text in texts:
            if sets and text not in sets[0]:
                self.wrong(
                    "category",
                    f"{text!r} is none of {', '.join(sets[0])}",
                    f"{text!r} 不属于 {'、'.join(sets[0])}",
                    at,
                    nearest(str(text), sets[0]),
                )
        if len(sets) == 2 and sets[0] != sets[1]:
            self.wrong("category", "two different closed sets are compared", "比较了两个不同的类别集", at)
        return Category(sets[0] if sets else ())

    def _comparison(self, sign: str, left: ast.expr, right: ast.expr, at: ast.expr) -> Node:
        if sign in ("in", "not in"):
            return self._member(sign, left, right, at)
        return self.compared(sign, self.read(left), self.read(right), at)

    def compared(self, sign: str, a: Node, b: Node, at: ast.expr) -> Node:
        """A checked comparison of two values."""
        if isinstance(a.type, Number) and isinstance(b.type, Number):
            self.one_unit(at, a, b)
            if sign in ("==", "!=") and not (a.type.whole and b.type.whole):
                self.wrong(
                    "equality",
                    "only whole numbers, categories, truths and days are compared for equality",
                    "只有整数、类别、真假与日期可比较相等",
                    at,
                )
        elif a.type is not None and b.type is not None:
            kind = self.one_type(at, a, b)
            if kind is not None and sign not in ("==", "!=") and not isinstance(kind, Day):
                self.wrong("type", f"a {kind} has no order", f"{_zh(kind)}没有大小", at)
        return Comparison(Truth(), sign, a, b)

    def _member(self, sign: str, left: ast.expr, right: ast.expr, at: ast.expr) -> Node:
        items = right.elts if isinstance(right, ast.List) else []
        if not items:
            return self.wrong("arguments", "the list after `in` is empty", "`in` 后的列表为空", at)
        x = self.read(left)
        anyone = AtLeast(Truth(), 1, tuple(self.compared("==", x, self.read(item), item) for item in items))
        return Not(Truth(), anyone) if sign == "not in" else anyone

    def _call(self, syntax: ast.Call) -> Node:
        name = syntax.func.id if isinstance(syntax.func, ast.Name) else ""
        if name in AGGREGATES:
            return aggregate(self, name, syntax)
        if name not in FUNCTIONS and (name not in self.names.parameters or self.names.parameters[name].by is None):
            for argument in grammar.operands(syntax):
                self.read(argument)
            return self.unknown_name(name, syntax)
        if syntax.keywords:
            return self.wrong("arguments", f"{name} takes no named arguments", f"{name} 不接受命名参数", syntax)
        return call(self, name, syntax)

    def close(self, node: Node) -> None:
        """What can only be judged of the whole expression: dimensions, and aggregates where rows are."""
        dimensions = self.scanned.dimensions
        if dimensions is None:
            return
        if not any(isinstance(one, Aggregate) for one in walk(node)):
            self.wrong("syntax", "`by` follows an aggregate over rows", "`by` 须跟在对行的聚合之后")
        for name in dimensions:
            of = self.names.inputs.get(name)
            if of is None:
                self.unknown_name(name, None)
            elif not isinstance(of, Category | Truth):
                self.wrong(
                    "type", f"{name!r} is a {of}; a dimension is a category", f"{name!r} 是{_zh(of)}；维度须为类别"
                )


def number_of(node: Node) -> Number:
    """The number type of a node; a node of any type counts as bare."""
    return node.type if isinstance(node.type, Number) else Number(BARE)


def _zh(of: Type) -> str:
    return {Number: "数", Truth: "真假值", Category: "类别", Day: "日期", Series: "年度序列"}[type(of)]
