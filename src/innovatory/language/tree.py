"""The typed tree of an expression: what was written, with its type, before any value is known.

Nodes are immutable and shared: a definition used twice is one node. Parameters stay names until `bind` puts
the values of a day in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from innovatory.language.tables import Table
from innovatory.language.types import Type


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """Anything that has a value; `type` is None for `unknown`, which fits everywhere."""

    type: Type | None


@dataclass(frozen=True, eq=False, slots=True)
class Constant(Node):
    """A literal or a value fixed by the day: low and high ends (equal for a point), or None for unknown.

    `reason` names the parameter that has no value on the day.
    """

    value: tuple[float, float] | bool | str | None
    reason: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Input(Node):
    """A value of the record: an input, a judged value, `status(x)` or `sheet.value`."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Parameter(Node):
    """A dated parameter of the sheet, or its mean over the assessed calendar year."""

    name: str
    year_mean: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Named(Node):
    """A definition of the sheet, by name; its value is computed once per record."""

    name: str
    body: Node


@dataclass(frozen=True, eq=False, slots=True)
class Negative(Node):
    """Unary minus."""

    of: Node


@dataclass(frozen=True, eq=False, slots=True)
class Arithmetic(Node):
    """`+ - * /` of two numbers."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True)
class Comparison(Node):
    """`< <= > >=` of two numbers or days, `==` and `!=` also of truths and categories."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True)
class Not(Node):
    """Negation; unknown stays unknown."""

    of: Node


@dataclass(frozen=True, eq=False, slots=True)
class AtLeast(Node):
    """At least `n` of several conditions hold: n = 1 is `or`, n = all is `and`."""

    n: int
    of: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Choice(Node):
    """`then if condition else otherwise`; an undecided condition gives the hull of both."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, eq=False, slots=True)
class Extreme(Node):
    """`min` or `max` of several numbers."""

    word: str
    of: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Absolute(Node):
    """`abs`."""

    of: Node


@dataclass(frozen=True, eq=False, slots=True)
class Rounded(Node):
    """`round` half away from zero to `digits`, `floor` or `ceil`."""

    word: str
    of: Node
    digits: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Lookup(Node):
    """A tier table read at an argument; `table` is None until a day is bound or if none is in force."""

    name: str
    argument: Node
    table: Table | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Window(Node):
    """`lag`, `sum_last`, `mean_last` or `growth` over the newest years of a series."""

    word: str
    series: str
    years: int


@dataclass(frozen=True, eq=False, slots=True)
class Since(Node):
    """Days, or completed years, from a day to the day of assessment (an ordinal once bound)."""

    word: str
    of: Node
    on: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Aggregate(Node):
    """An aggregate over the rows of a table, e.g. `sum(value where condition)`."""

    word: str
    value: Node | None
    where: Node | None
    option: float | None = None


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node, in the order of the text."""
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(node: Node) -> Iterator[Node]:
    """Every node of the tree once, definitions looked into."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        one = stack.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            stack.extend(children(one))


def inputs(node: Node) -> dict[str, None]:
    """Names of the inputs that a tree reads, as an ordered set."""
    found = [
        one.name if isinstance(one, Input) else one.series for one in walk(node) if isinstance(one, Input | Window)
    ]
    return dict.fromkeys(reversed(found))


def rebuilt(node: Node, changed: dict[str, Any]) -> Node:
    """The node with some fields replaced; itself if nothing changes."""
    if all(getattr(node, key) is value for key, value in changed.items()):
        return node
    return replace(node, **changed)


def rebuilt_throughout(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with some nodes replaced, from the leaves up; `change` answers None for what stays."""
    changed: dict[str, object] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changed[each.name] = rebuilt_throughout(value, change)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[each.name] = tuple(rebuilt_throughout(item, change) for item in value)
    whole = rebuilt(node, changed)
    return change(whole) or whole
