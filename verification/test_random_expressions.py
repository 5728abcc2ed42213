"""Random expressions in numbers: explain against Polars and DuckDB, and completions against what ranges promise."""

from __future__ import annotations

from random import Random

import pytest
from agreement import differences
from back_ends import explained
from expressions import Question, completions, questions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_soundness import contradicts

LONG = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate])


@pytest.mark.parametrize(("engine", "depth", "examples"), [("polars", 3, 4000), ("polars", 4, 500), ("duckdb", 3, 300)])
def test_columns_say_what_explain_says(engine: str, depth: int, examples: int) -> None:
    @settings(LONG, max_examples=examples)
    @given(asked=questions(depth=depth), loose=st.booleans())
    def agree(asked: Question, loose: bool) -> None:
        assert differences(asked, engine, loose=loose) == [], asked

    agree()


@settings(LONG, max_examples=6000)
@given(asked=questions(rows=2), random=st.randoms(use_true_random=False))
def test_no_completion_contradicts_the_answer(asked: Question, random: Random) -> None:
    node = asked.node
    for record, told in zip(asked.records, explained(node, asked.records), strict=True):
        for one in explained(node, completions(record, random, 40)):
            assert not contradicts(told, one), (asked, told, one)
