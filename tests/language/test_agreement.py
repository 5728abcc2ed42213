"""Explain, Polars and DuckDB give the same answers on random expressions and rows, whatever is known of the columns."""

from __future__ import annotations

import pytest
from back_ends import evaluated, explained
from expressions import Question, questions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from language_cases import agrees, answer

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)


def differences(asked: Question, engine: str, *, loose: bool) -> list[tuple[object, ...]]:
    """The rows on which an engine says something else than `explain`, with both answers."""
    node, records = asked.node, asked.records
    told, made = explained(node, records), evaluated(node, asked.types, records, engine, loose=loose)
    answers = [(answer(one, node.type), answer(other, node.type)) for one, other in zip(told, made, strict=True)]
    return [(row, *both) for row, both in zip(asked.rows, answers, strict=True) if not agrees(*both)]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@SLOW
@given(asked=questions(), loose=st.booleans())
def test_columns_say_what_explain_says(asked: Question, loose: bool, engine: str) -> None:
    assert differences(asked, engine, loose=loose) == []


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@SLOW
@given(asked=questions(unknown=False, ranged=False))
def test_columns_of_points_without_gaps_say_what_explain_says(asked: Question, engine: str) -> None:
    assert differences(asked, engine, loose=False) == []
