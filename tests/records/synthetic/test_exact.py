"""Sums of whole figures are the totals, and what rounding leaves goes where it shows least."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.synthetic.exact import counts, scaled

WEIGHTS = st.lists(st.sampled_from([1.0, 1.0, 7.0, 100.0]), min_size=3, max_size=60)


def test_scaled_by_hand() -> None:
    # 1, 2, 3 in proportion to 10: 1.67, 3.33, 5
    assert scaled(np.array([1.0, 2.0, 3.0]), np.ones(3), 10).tolist() == [2.0, 3.0, 5.0]


def test_what_rounding_leaves_goes_to_the_largest_of_weight_one() -> None:
    # three times 1/3 of 100 is 33 each, the hundredth goes to the first
    assert scaled(np.array([1.0, 1.0, 1.0]), np.ones(3), 100).tolist() == [34.0, 33.0, 33.0]
    # 10 rows' worth at 0.9 → 9 each; the row of weight 1 takes what the others cannot
    found = scaled(np.array([1.0, 5.0]), np.array([10.0, 1.0]), 14)
    assert found[0] * 10 + found[1] == 14


def test_unknown_stays_unknown_and_counts_nothing() -> None:
    found = scaled(np.array([1.0, np.nan, 3.0]), np.ones(3), 8)
    assert found[[0, 2]].tolist() == [2.0, 6.0]
    assert np.isnan(found[1])


@given(WEIGHTS, st.integers(1, 10**12), st.integers(0, 2**32))
def test_scaled_sums_are_exact_with_a_row_of_weight_one(weights: list[float], total: int, seed: int) -> None:
    weight = np.array([1.0, *weights])
    values = np.random.default_rng(seed).lognormal(0, 2, len(weight))
    found = scaled(values, weight, total)
    assert (found >= 0).all()
    assert (found == np.rint(found)).all()
    assert int((found * weight).sum()) == total


def test_without_a_row_of_weight_one_less_than_a_weight_is_off() -> None:
    # thirds of 1,000 in rows of 100 units: 3.3 a unit, whole 3 each
    found = scaled(np.ones(3), np.full(3, 100.0), 1000)
    assert abs(int((found * 100).sum()) - 1000) < 100


@given(WEIGHTS, st.integers(0, 5000), st.integers(0, 2**32))
def test_counts_are_whole_and_their_sum_exact(weights: list[float], total: int, seed: int) -> None:
    weight = np.concatenate([np.ones(150), weights])
    random = np.random.default_rng(seed)
    found = counts(random.lognormal(0, 1, len(weight)), weight, total, random.random(len(weight)))
    assert (found >= 0).all()
    assert (found == np.rint(found)).all()
    assert int((found * weight).sum()) == total or (found[:150] == 0).all()


def test_counts_keep_to_their_expectations() -> None:
    # expectations 0.5, 1.5, 8: with chances of 0.6 they become 1, 2, 8; one too many is taken from the largest
    assert counts(np.array([0.5, 1.5, 8.0]), np.ones(3), 10, np.full(3, 0.6)).tolist() == [1.0, 2.0, 7.0]
