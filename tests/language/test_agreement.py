"""Explain, Polars and DuckDB give the same answers on random expressions and rows, whatever is known of the columns."""

from __future__ import annotations

from datetime import date

import pytest
from back_ends import evaluated, explained
from expressions import DAYS, EXPRESSIONS, TYPES, bound, records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from language_cases import agrees, answer

from innovatory.language.door import Inner
from innovatory.language.tree import Node, inputs

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)


def same(node: Node, rows: list[dict[str, Inner]], engine: str, *, loose: bool) -> None:
    """Fails with the rows on which an engine says something else than `explain`."""
    types = {name: TYPES[name] for name in inputs(node)}
    told, made = explained(node, rows), evaluated(node, types, rows, engine, loose=loose)
    wrong = [
        ({name: row[name] for name in types}, answer(one, node.type), answer(other, node.type))
        for row, one, other in zip(rows, told, made, strict=True)
        if not agrees(answer(other, node.type), answer(one, node.type))
    ]
    assert wrong == []


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@SLOW
@given(
    text=EXPRESSIONS,
    rows=st.lists(records(), min_size=1, max_size=6),
    loose=st.booleans(),
    on=st.sampled_from(DAYS),
)
def test_columns_say_what_explain_says(
    text: str, rows: list[dict[str, Inner]], loose: bool, on: date, engine: str
) -> None:
    same(bound(text, on), rows, engine, loose=loose)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@SLOW
@given(text=EXPRESSIONS, rows=st.lists(records(unknown=False, ranged=False), min_size=1, max_size=6))
def test_columns_of_points_without_gaps_say_what_explain_says(
    text: str, rows: list[dict[str, Inner]], engine: str
) -> None:
    same(bound(text), rows, engine, loose=False)
