"""Explain, Polars and DuckDB give the same answers on random expressions and rows, whatever is known of the columns.

DuckDB takes a second to plan a deep expression over ranges, so it gets shallow ones here; `verification` goes deeper.
"""

from __future__ import annotations

import pytest
from agreement import differences
from expressions import Question, questions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ANY = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(ANY, max_examples=200)
@given(asked=questions(), loose=st.booleans())
def test_polars_says_what_explain_says(asked: Question, loose: bool) -> None:
    assert differences(asked, "polars", loose=loose) == []


@settings(ANY, max_examples=50)
@given(asked=questions(depth=2), loose=st.booleans())
def test_duckdb_says_what_explain_says(asked: Question, loose: bool) -> None:
    assert differences(asked, "duckdb", loose=loose) == []


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@settings(ANY, max_examples=120)
@given(asked=questions(unknown=False, ranged=False))
def test_columns_of_points_without_gaps_say_what_explain_says(asked: Question, engine: str) -> None:
    assert differences(asked, engine, loose=False) == []
