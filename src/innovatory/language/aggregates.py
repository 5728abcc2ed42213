"""Aggregates over the rows of a table, for indicators: `sum(rd) / sum(revenue) by district`.

Both back ends give the same arrays per aggregate (is the row in, out or unknown; its low and high value); what is done
with the arrays stands here once. Rows unknown to one aggregate of an expression are left out of all of them (D8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from innovatory.language import columns, ends, evaluate, explain
from innovatory.language.columns import Given, Numbers, Texts, Truths
from innovatory.language.ranges import evaluator
from innovatory.language.tree import Aggregate, Constant, Node, walk
from innovatory.language.vectors import Vector, any_column, column, computed, literal, select

OUT, IN, UNKNOWN = 0.0, 1.0, 2.0
Floats = NDArray[np.float64]
Groups = dict[tuple[str, ...], explain.Value]


@dataclass(frozen=True)
class Rows:
    """One aggregate over n rows: `state` OUT, IN or UNKNOWN; `low` and `high` values (codes for categories)."""

    state: Floats
    low: Floats
    high: Floats

    def at(self, chosen: NDArray[Any]) -> Rows:
        """Only the chosen rows."""
        return Rows(self.state[chosen], self.low[chosen], self.high[chosen])


def of_rows(node: Node, dimensions: Sequence[str] | None, cases: Sequence[explain.Case], *, weighted: bool) -> Groups:
    """An indicator over explained records, by group; without dimensions the one group is ()."""
    parts = {id(one): _explained(one, cases) for one in _aggregates(node)}
    weights = _explained_weights(cases) if weighted else np.ones(len(cases))
    keys = [tuple(_label(case.values.get(name)) for name in dimensions or ()) for case in cases]
    return _grouped(node, parts, weights, keys, bool(dimensions))


def of_columns(node: Node, dimensions: Sequence[str] | None, frame: Any, given: Given, *, weighted: bool) -> Groups:
    """An indicator over a table of any engine; the values of the rows are computed there, the statistics here."""
    outputs: dict[str, Vector] = {"weight": column("weight").number() if weighted else literal(1.0)}
    for index, one in enumerate(_aggregates(node)):
        outputs |= {f"{index}{end}": vector for end, vector in _vectors(one, given).items()}
    outputs |= {f"by {name}": _dimension(given[name]) for name in dimensions or ()}
    table = pl.DataFrame(computed(frame, outputs, any_column(frame)).collect().to_arrow())
    parts = {id(one): _read(table, index) for index, one in enumerate(_aggregates(node))}
    labels = [table[f"by {name}"].to_list() for name in dimensions or ()]
    keys: list[tuple[str, ...]] = [()] * table.height
    if dimensions:
        keys = [tuple(map(_label, row)) for row in zip(*labels, strict=True)]
    return _grouped(node, parts, table["weight"].cast(pl.Float64).to_numpy(), keys, bool(dimensions))


def _aggregates(node: Node) -> list[Aggregate]:
    return [one for one in walk(node) if isinstance(one, Aggregate)]


def _label(value: object) -> str:
    return "unknown" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _explained(one: Aggregate, cases: Sequence[explain.Case]) -> Rows:
    where = evaluator(one.where) if one.where is not None else lambda case: True
    value = evaluator(one.value) if one.value is not None else lambda case: ends.point(1.0)
    codes: dict[str, int] = {}
    rows = [_one(where(case), value(case), codes, whole=one.word == "share") for case in cases]
    state, low, high = np.array(rows, dtype=np.float64).reshape(len(rows), 3).T
    return Rows(state, low, high)


def _one(
    truth: explain.Value, value: explain.Value, codes: dict[str, int], *, whole: bool
) -> tuple[float, float, float]:
    """State, low and high of a row; a share reads the value of the rows outside too (`whole`)."""
    if truth is None or (value is None and (truth or whole)):
        return (UNKNOWN, 0.0, 0.0)
    state = IN if truth else OUT
    if isinstance(value, tuple):
        return (state, value[0][0], value[1][0])
    code = float(codes.setdefault(str(value), len(codes)))
    return (state, code, code)


def _explained_weights(cases: Sequence[explain.Case]) -> Floats:
    numbers = [case.values.get("weight") for case in cases]
    return np.array([number[0][0] if isinstance(number, tuple) else np.nan for number in numbers])


def _vectors(one: Aggregate, given: Given) -> dict[str, Vector]:
    where = evaluate.evaluated(one.where, given) if one.where is not None else Truths(True, True)
    value = evaluate.evaluated(one.value, given) if one.value is not None else columns.constant(1.0)
    sure, maybe = (where.sure, where.maybe) if isinstance(where, Truths) else (False, True)
    if isinstance(value, Texts):
        low = high = value.value
    elif isinstance(value, Numbers):
        low, high = value.low.expr, value.high.expr
    else:
        low, high = (columns.condition(end).number() for end in (value.sure, value.maybe))
    inside, outside = columns.both(sure, ~low.is_null()), columns.inverse(maybe)
    if one.word == "share":
        outside = columns.both(outside, ~low.is_null())
    state = select(columns.condition(inside), IN, select(columns.condition(outside), OUT, UNKNOWN))
    return {"state": state, "low": low, "high": high}


def _dimension(value: object) -> Vector:
    if isinstance(value, Texts):
        return value.value
    if isinstance(value, Truths):
        sure, never = columns.condition(value.sure), columns.condition(columns.inverse(value.maybe))
        return select(sure, True, select(never, False))
    raise AssertionError("the reader lets only categories and truths be dimensions")


def _read(table: pl.DataFrame, index: int) -> Rows:
    parts = [table[f"{index}{name}"] for name in ("state", "low", "high")]
    coded = [
        part.rank("dense").cast(pl.Float64) if part.dtype == pl.String else part.cast(pl.Float64) for part in parts
    ]
    state, low, high = (part.fill_null(0.0).to_numpy() for part in coded)
    return Rows(state, low, high)


def _grouped(node: Node, parts: dict[int, Rows], weights: Floats, keys: list[tuple[str, ...]], by: bool) -> Groups:
    places: dict[tuple[str, ...], list[int]] = {} if by else {(): []}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    return {key: _value(node, parts, weights, np.array(chosen, dtype=np.int64)) for key, chosen in places.items()}


def _value(node: Node, parts: dict[int, Rows], weights: Floats, chosen: NDArray[Any]) -> explain.Value:
    here = {key: rows.at(chosen) for key, rows in parts.items()}
    weight = weights[chosen]
    known = ~np.isnan(weight)
    for rows in here.values():
        known &= rows.state != UNKNOWN
    found = {id(one): _statistic(one, here[id(one)], weight, known) for one in _aggregates(node)}
    return evaluator(_filled(node, found))(explain.Case({}))


def _filled(node: Node, found: dict[int, tuple[float, float] | None]) -> Node:
    """The tree with each aggregate replaced by its value."""
    if id(node) in found:
        return Constant(node.type, found[id(node)])
    changed: dict[str, Any] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changed[each.name] = _filled(value, found)
        elif isinstance(value, tuple):
            changed[each.name] = tuple(_filled(item, found) if isinstance(item, Node) else item for item in value)
    return replace(node, **changed)


def _statistic(one: Aggregate, rows: Rows, weights: Floats, known: NDArray[Any]) -> tuple[float, float] | None:
    inside = known & (rows.state == IN)
    if not inside.any() and (~known & (rows.state != OUT)).any():
        return None  # rows there are, but none is known
    low, high, weight = rows.low[inside], rows.high[inside], weights[inside]
    match one.word:
        case "count":
            return _point(weight.sum())
        case "distinct":
            return _point(float(len(np.unique(low))))
        case "sum":
            return (float((low * weight).sum()), float((high * weight).sum()))
        case "share":
            return _share(rows, weights, known)
    if not len(low) or not weight.sum() > 0:
        return None
    match one.word:
        case "mean":
            total = weight.sum()
            return (float((low * weight).sum() / total), float((high * weight).sum() / total))
        case "top_share":
            return _top_share(low, high, weight, one.option or 1.0)
    level = 0.5 if one.word == "median" else one.option or 0.0
    return (_quantile(low, weight, level), _quantile(high, weight, level))


def _point(value: float) -> tuple[float, float]:
    return (float(value), float(value))


def _share(rows: Rows, weights: Floats, known: NDArray[Any]) -> tuple[float, float] | None:
    """Sum where the condition holds over the sum of all known rows; `low`, `high` are read for rows outside too."""
    part, rest = known & (rows.state == IN), known & (rows.state == OUT)
    inner = [float((end[part] * weights[part]).sum()) for end in (rows.low, rows.high)]
    outer = [float((end[rest] * weights[rest]).sum()) for end in (rows.low, rows.high)]
    corners = [(a, b) for a in inner for b in outer]
    if any(a + b == 0 for a, b in corners):
        return None
    shares = [a / (a + b) for a, b in corners]
    return (min(shares), max(shares))


def _top_share(low: Floats, high: Floats, weight: Floats, n: float) -> tuple[float, float] | None:
    totals = (float((low * weight).sum()), float((high * weight).sum()))
    if 0.0 in totals:
        return None
    if (low == high).all():
        return _point(_top(low, weight, n) / totals[0])
    return (_top(low, weight, n) / totals[1], min(1.0, _top(high, weight, n) / totals[0]))


def _top(values: Floats, weight: Floats, n: float) -> float:
    """Sum of the n largest units; a row is `weight` equal units."""
    order = np.argsort(-values, kind="stable")
    before = np.concatenate(([0.0], np.cumsum(weight[order])[:-1]))
    return float((values[order] * np.clip(n - before, 0.0, weight[order])).sum())


def _quantile(values: Floats, weight: Floats, level: float) -> float:
    """Type 7 of Hyndman and Fan (1996): linear between neighbours, a row being `weight` equal units."""
    order = np.argsort(values, kind="stable")
    reach = np.cumsum(weight[order])  # units up to and with each row
    position = level * (reach[-1] - 1.0)
    below, above = np.floor(position), np.ceil(position)
    units = [
        values[order][min(int(np.searchsorted(reach, unit, side="right")), len(reach) - 1)] for unit in (below, above)
    ]
    return float(units[0] + (position - below) * (units[1] - units[0]))
