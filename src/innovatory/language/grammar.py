"""From text to Python's `ast`: only the forms of the grammar pass, nothing is ever evaluated.

The whitelist stands here; names, types and units are looked at afterwards, by `reader`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.scan import MAX_LEVELS, WHERE, Scanned, scan, syntax, too_deep

ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def parse(text: str) -> tuple[ast.expr, Scanned]:
    """The syntax tree of an expression and its literals; `Mistake` of kind length … forbidden."""
    scanned = scan(text)
    try:
        body = ast.parse(scanned.python, mode="eval").body
    except SyntaxError as error:
        raise _syntax(text, error) from None
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise syntax(error.start, "this is no character", "此处不是字符") from None
    except (RecursionError, MemoryError):
        raise too_deep() from None
    if _levels(body) > MAX_LEVELS:
        raise too_deep()
    for node in ast.walk(body):
        if not _allowed(node):
            raise _forbidden(node)
    _lists_after_in(body)
    return body, scanned


def _syntax(text: str, error: SyntaxError) -> Mistake:
    shown = text.strip() if len(text) < 60 else text.strip()[:60] + "…"
    return Mistake(
        "syntax", f"{shown!r} is not an expression ({error.msg})", f"{shown!r} 不是合法的表达式（{error.msg}）"
    )


def _levels(body: ast.expr) -> int:
    deepest, stack = 0, [(body, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in operands(node))
    return deepest


def operands(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions directly below a node; the name of a called function is none."""
    if isinstance(node, ast.Call):
        yield from node.args
        yield from (keyword.value for keyword in node.keywords)
    else:
        yield from (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def _allowed(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=op):
            return type(op) in ARITHMETIC
        case ast.UnaryOp(op=op):
            return isinstance(op, ast.USub | ast.Not)
        case ast.Compare(ops=ops):
            return len(ops) == 1 and type(ops[0]) in COMPARISON
        case ast.Call(func=func, keywords=keywords):
            return isinstance(func, ast.Name) and all(keyword.arg is not None for keyword in keywords)
        case ast.Attribute(value=value):
            return isinstance(value, ast.Name)
        case ast.Constant(value=value):
            return type(value) in (int, str)
        case ast.Name() | ast.BoolOp() | ast.IfExp() | ast.List():
            return True
    return isinstance(node, ast.operator | ast.unaryop | ast.cmpop | ast.boolop | ast.expr_context | ast.keyword)


def _lists_after_in(body: ast.expr) -> None:
    """A list stands only on the right of `in`, and `in` has nothing else on its right."""
    right_of_in = set()
    for node in ast.walk(body):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            right_of_in.add(id(node.comparators[0]))
            if not isinstance(node.comparators[0], ast.List):
                raise _forbidden(node, "`in` is followed by a list [a, b]", "`in` 后须为列表 [a, b]")
    for node in ast.walk(body):
        if isinstance(node, ast.List) and id(node) not in right_of_in:
            raise _forbidden(node, "a list stands only after `in`", "列表只能出现在 `in` 之后")


def _forbidden(node: ast.AST, en: str | None = None, zh: str | None = None) -> Mistake:
    name = type(node).__name__
    place = Place(path=f"character {getattr(node, 'col_offset', 0) + 1}")
    return Mistake(
        "forbidden",
        en or f"this form is not part of the language ({name})",
        zh or f"语言中没有这种写法（{name}）",
        place=place,
    )


def where_of(call: ast.Call) -> ast.expr | None:
    """The condition after `where` in an aggregate, if there is one."""
    return next((keyword.value for keyword in call.keywords if keyword.arg == WHERE), None)
