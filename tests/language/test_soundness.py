"""Ranges and unknowns promise something about every completion of the record: the answer holds for each of them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from back_ends import explained
from expressions import Question, bound, completions, questions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovatory.language import ends, explain
from innovatory.language.door import admit
from innovatory.language.tree import Node
from innovatory.language.types import declared

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=300)


def contradicts(answer: explain.Value, completed: explain.Value) -> bool:
    """Whether the answer for a record is refuted by that for one of its completions."""
    if answer is None:
        return False
    if isinstance(answer, tuple):
        return not isinstance(completed, tuple) or not _holds(answer, completed)
    return answer != completed


def _holds(outer: ends.Number, inner: ends.Number) -> bool:
    (low, low_scale), (high, high_scale) = outer
    room = 1e-9 * max(1.0, low_scale, high_scale, inner[0][1])
    return low - room <= inner[0][0] and inner[1][0] <= high + room


@SLOW
@given(asked=questions(rows=2), random=st.randoms(use_true_random=False))
def test_no_completion_contradicts_the_answer(asked: Question, random: Random) -> None:
    node = asked.node
    for record, told in zip(asked.records, explained(node, asked.records), strict=True):
        some = completions(record, random, 30)
        wrong = [
            (one, other) for one, other in zip(some, explained(node, some), strict=True) if contradicts(told, other)
        ]
        assert wrong == [], told


# Tightness: one input, repeated, ranged, monotone between the edges of the tables -------------------------------------

MONOTONE = [
    "x - rate(x) * x",
    "x / (x + 100)",
    "(x + 50) / (2 * x + 700)",
    "x * rate(x) + x",
    "x + limit + 2 * x",
    "max(x, 120) - x",
    "abs(x - 100) + x",
    "x * 5% if x <= 200 else x * 10%",
    "min(x, 500) - rate(x) * 100 * min(x, 500)",
    "floor(x) + x",
    "x >= limit + x * rate(x) * 20",
    "x > 200 or x <= 200",
    "x - 60 > max(x, 90) - 90",
]


def dense(low: float, high: float) -> list[float]:
    """Points of a range: equally spaced, and on and just beside everything at which the expressions turn."""
    turns = [0.0, 50.0, 90.0, 100.0, 120.0, 200.0, 500.0, *(5.0 * k for k in range(121)), *map(float, range(601))]
    beside = [turn + step for turn in turns for step in (-1e-8, 0.0, 1e-8)]
    spaced = [low + (high - low) * k / 400 for k in range(401)]
    return sorted({low, high, *(point for point in (*beside, *spaced) if low <= point <= high)})


@pytest.mark.parametrize("text", MONOTONE)
@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(ends_=st.tuples(st.integers(0, 1200), st.integers(0, 1200)).map(lambda pair: (min(pair) / 2, max(pair) / 2)))
def test_low_and_high_are_reached_or_approached(text: str, ends_: tuple[float, float]) -> None:
    node = bound(text)
    told = one(node, ends_)
    found = [one(node, point) for point in dense(*ends_)]
    if isinstance(told, tuple):
        lows = [value[0][0] for value in found if isinstance(value, tuple)]
        highs = [value[1][0] for value in found if isinstance(value, tuple)]
        assert (told[0][0], told[1][0]) == (pytest.approx(min(lows), abs=1e-6), pytest.approx(max(highs), abs=1e-6))
    else:
        assert told is (None if len(set(found)) > 1 else found[0])


def one(node: Node, x: Any) -> explain.Value:
    """The answer for one value, or range, of x."""
    return explained(node, [{"x": admit(x, declared("yuan"))[0]}])[0]
