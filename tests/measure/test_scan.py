"""One scan says what the language says of the same rows, on both engines: every aggregate, nulls, ranges, weights, groups."""

from __future__ import annotations

from math import isclose
from typing import Any

import polars as pl
import pytest
from back_ends import ENGINES, Population
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language import aggregates
from innovatory.language.columns import Column, Numbers
from innovatory.language.door import admit
from innovatory.language.explain import Case
from innovatory.language.names import Dated, Names
from innovatory.language.reader import expression
from innovatory.language.tree import Node
from innovatory.language.types import Category, Day, Number, Truth, Type
from innovatory.language.units import PERSON, YUAN
from innovatory.language.vectors import column
from innovatory.measure.scan import Rows, scan

TYPES: dict[str, Type] = {
    "x": Number(YUAN),
    "y": Number(YUAN),
    "n": Number(PERSON, whole=True),
    "g": Category(("a", "b")),
    "t": Truth(),
    "d": Day(),
}
NAMES = Names(inputs=TYPES, parameters={"gdp": Dated(YUAN, None, ())}, rows=True)
EXPRESSIONS = [
    "sum(x)", "sum(x where t)", "sum(n where x > 3)", "count()", "count(where t)", "count(where x > y)",
    "mean(x)", "mean(n where t or x > 2)", "share(x where t)", "share(x where g == 'a')", "share(n where x >= 3)",
    "median(x)", "median(n where t)", "quantile(x, 0.9)", "distinct(g)", "distinct(t)", "distinct(n where x > 2)",
    "top_share(x, 1)", "top_share(x, 2)", "sum(x) / sum(y)", "sum(x where t) / sum(y where g == 'a')",
    "mean(x) / median(y)", "count(where d >= 2020-01-01) / count()", "sum(x - y)", "sum(x * 2 where not t)",
    "max(sum(x), sum(y))", "sum(x) if count(where t) > 1 else sum(y)", "mean(x / y)", "distinct(x)",
]  # fmt: skip
DAYS = ["2019-06-01", "2019-12-31", "2020-01-01", "2021-03-04"]


def numbers(whole: bool) -> st.SearchStrategy[Any]:
    """Numbers, their ranges and nothing; eighths, so that what cancels is zero on every way of adding."""
    one = st.integers(-3, 9) if whole else st.integers(-20, 60).map(lambda i: i / 8)
    return st.none() | one | st.tuples(one, one).map(lambda pair: tuple(sorted(pair)))


ROW = st.fixed_dictionaries(
    {
        "x": numbers(False),
        "y": numbers(False),
        "n": numbers(True),
        "g": st.sampled_from([None, "a", "b"]),
        "t": st.sampled_from([None, True, False]),
        "d": st.none() | st.sampled_from(DAYS),
    }
)
WEIGHT = st.sampled_from([None, 0.0, 1.0, 2.0, 2.5])


def rows_of(records: list[dict[str, Any]], weights: list[float | None] | None, engine: str, *, loose: bool) -> Rows:
    people = Population(loose=loose)
    for name, of in TYPES.items():
        people.admit(name, [record[name] for record in records], of)
    people.add(list(range(len(records))), pl.Int64)
    frame = people.frame()
    weight = None
    if weights is not None:
        frame = frame.with_columns(weight=pl.Series(weights, dtype=pl.Float64))
        end = Column(column("weight"), 0.0, 2.5)
        weight = Numbers(end, end, gaps=True)
    return Rows(ENGINES[engine](frame), people.given, len(records), weight)


def answered(rows: Rows, nodes: dict[str, Node], keys: list[str]) -> dict[str, dict[Any, Any]]:
    found = scan(rows, nodes, keys)
    return {name: {key: one.value({}) for key, one in groups.items()} for name, groups in found.items()}


def same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return all(isclose(a, b, rel_tol=1e-12, abs_tol=1e-11) for a, b in zip(one, other, strict=True))


def label(value: object) -> str:
    return "unknown" if value is None else str(value)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=12, deadline=None)
@given(data=st.data(), loose=st.booleans(), by=st.booleans())
def test_a_scan_says_what_the_language_says(
    engine: str, weighted: bool, data: st.DataObject, loose: bool, by: bool
) -> None:
    typed = data.draw(st.lists(ROW, min_size=1, max_size=12))
    weights = data.draw(st.lists(WEIGHT, min_size=len(typed), max_size=len(typed))) if weighted else None
    records = [{name: admit(row[name], of)[0] for name, of in TYPES.items()} for row in typed]
    keys = ["g"] if by else []
    nodes = {text: expression(text, NAMES) for text in EXPRESSIONS}
    got = answered(rows_of(records, weights, engine, loose=loose), nodes, keys)
    weight = [{"weight": admit(one, Number())[0]} for one in weights] if weights is not None else [{}] * len(records)
    cases = [Case({**record, **one}) for record, one in zip(records, weight, strict=True)]
    for text, node in nodes.items():
        want = aggregates.of_rows(node, keys or None, cases, weighted=weighted)
        told = {tuple(map(label, key)): value for key, value in got[text].items()}
        assert told.keys() == want.keys(), text
        for key, value in want.items():
            pair = (value[0][0], value[1][0]) if isinstance(value, tuple) else None
            assert same(told[key], pair), (text, key, told[key], pair)
