"""Splits are whole yuan, exact and the same in any order; checked against fractions without rounding."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.model.split import MOST_TOTAL, MOST_WEIGHT, Whole, split, split_within

WEIGHTS = st.lists(st.integers(0, 2**50), min_size=1, max_size=30).filter(any)
TOTALS = st.integers(0, MOST_TOTAL)


def whole(values: list[int]) -> Whole:
    return np.array(values, dtype=np.int64)


def by_fractions(total: int, weights: list[int], keys: list[int]) -> list[int]:
    """Largest remainder as the textbooks have it, in exact fractions."""
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [floor(quota) for quota in quotas]
    order = sorted(range(len(weights)), key=lambda k: (parts[k] - quotas[k], keys[k]))
    for k in order[: total - sum(parts)]:
        parts[k] += 1
    return parts


@given(TOTALS, WEIGHTS, st.randoms())
def test_a_split_is_that_of_exact_fractions(total: int, weights: list[int], random: Random) -> None:
    keys = list(range(len(weights)))
    random.shuffle(keys)
    assert split(total, whole(weights), whole(keys)).tolist() == by_fractions(total, weights, keys)


@given(st.lists(st.tuples(TOTALS, WEIGHTS), min_size=1, max_size=6), st.randoms())
def test_segments_are_split_one_by_one_whatever_their_order(parts: list[tuple[int, list[int]]], random: Random) -> None:
    rows = [(s, weight) for s, (_, weights) in enumerate(parts) for weight in weights]
    keys = list(range(len(rows)))
    alone = [x for total, weights in parts for x in by_fractions(total, weights, list(range(len(weights))))]
    order = list(keys)
    random.shuffle(order)
    mixed = [rows[k] for k in order]
    totals = whole([total for total, _ in parts])
    found = split_within(totals, whole([s for s, _ in mixed]), whole([w for _, w in mixed]), whole(order))
    assert found.tolist() == [alone[k] for k in order]


def test_of_equal_remainders_the_smaller_key_comes_first() -> None:
    # 10 yuan over three equal parts: 3 each, and one yuan for the part whose key is smallest
    assert split(10, whole([1, 1, 1]), whole([7, 3, 5])).tolist() == [3, 4, 3]


def test_the_largest_numbers_are_split_exactly() -> None:
    weights = [MOST_WEIGHT // 3] * 3
    assert split(MOST_TOTAL, whole(weights), whole([0, 1, 2])).tolist() == by_fractions(MOST_TOTAL, weights, [0, 1, 2])


@pytest.mark.parametrize(
    ("total", "weights"),
    [(-1, [1]), (MOST_TOTAL + 1, [1]), (1, [-1, 2]), (1, [0, 0]), (1, [2**60, 2**60]), (1, [2**62, 2**62, 2**62])],
)
def test_what_cannot_be_split_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"weight|total"):
        split(total, whole(weights), whole(list(range(len(weights)))))
