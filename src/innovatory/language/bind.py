"""The day enters: dated parameters and tables become the values in force, days since become differences.

A parameter without an entry on the day is unknown; its name is kept, so that the answer can say why.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from innovatory.language.names import Dated
from innovatory.language.tree import Constant, Lookup, Node, Parameter, Since, rebuilt


def bind(node: Node, parameters: Mapping[str, Dated], on: date, year: int, done: dict[int, Node] | None = None) -> Node:
    """The tree as of the day `on`, with `year` assessed; shared nodes stay shared within one `done`."""
    done = {} if done is None else done
    if id(node) not in done:
        done[id(node)] = _bound(node, parameters, on, year, done)
    return done[id(node)]


def _bound(node: Node, parameters: Mapping[str, Dated], on: date, year: int, done: dict[int, Node]) -> Node:
    if isinstance(node, Parameter):
        dated = parameters[node.name]
        value = year_mean(dated, year) if node.year_mean else _value(dated, on)
        return Constant(node.type, value, reason=None if value is not None else node.name)
    changed: dict[str, object] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changed[each.name] = bind(value, parameters, on, year, done)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[each.name] = tuple(bind(item, parameters, on, year, done) for item in value)
    if isinstance(node, Lookup):
        entry = parameters[node.name].on(on)
        changed["table"] = entry.table if entry else None
    if isinstance(node, Since):
        changed["on"] = on.toordinal()
    return rebuilt(node, changed)


def _value(dated: Dated, on: date) -> tuple[float, float] | None:
    entry = dated.on(on)
    return entry.value if entry else None


def year_mean(dated: Dated, year: int) -> tuple[float, float] | None:
    """Mean over a calendar year: each month counts 1/12, inside a month by days (D22); None if a day has no rule."""
    low = high = 0.0
    for month in range(1, 13):
        days = monthrange(year, month)[1]
        values = [_value(dated, date(year, month, day)) for day in range(1, days + 1)]
        if any(value is None for value in values):
            return None
        lows, highs = zip(*(value for value in values if value is not None), strict=True)
        low += lows[0] if len(set(lows)) == 1 else sum(lows) / days
        high += highs[0] if len(set(highs)) == 1 else sum(highs) / days
    return (low / 12, high / 12)
