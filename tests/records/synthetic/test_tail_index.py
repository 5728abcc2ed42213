"""The index of a tail by hand, on data of a known index, and the comparison of two tails."""

from __future__ import annotations

from math import e, sqrt

import numpy as np
import pytest

from innovatory.records.synthetic.draws import Draws
from innovatory.records.synthetic.tail_index import hill, nearest_threshold, same_tail


def pareto(n: int, index: float, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return Draws(seed).uniforms("pareto", n) ** (-1 / index)


def test_the_index_by_hand() -> None:
    # 41 values at e times the threshold: (41 − 1) / (41 · 1), error / sqrt(39)
    tail = hill(np.full(41, 3 * e), 3.0)
    assert tail is not None
    assert tail.index == pytest.approx(40 / 41)
    assert tail.error == pytest.approx(40 / 41 / sqrt(39))
    assert tail.above == 41


def test_few_values_have_no_index() -> None:
    assert hill(np.full(19, 3 * e), 3.0) is None


def test_the_index_of_a_known_tail_is_found() -> None:
    tail = hill(pareto(5000, 1.3, 1), 1.0)
    assert tail is not None
    assert abs(tail.index - 1.3) < 4 * tail.error


def test_the_threshold_is_where_the_tail_begins() -> None:
    # below 1 the values are uniform, above they are Pareto: half of 2000 on each side
    values = np.concatenate([Draws(2).uniforms("body", 1000), pareto(1000, 1.0, 3)])
    tail = nearest_threshold(values)
    assert 0.7 < tail.threshold < 2.0
    assert abs(tail.index - 1.0) < 4 * tail.error


def test_too_few_values_for_a_threshold() -> None:
    with pytest.raises(ValueError, match="too few"):
        nearest_threshold(np.ones(50))


def test_two_tails_of_one_index_agree_whatever_their_units() -> None:
    p = same_tail(pareto(800, 1.0, 4), 7e6 * pareto(500, 1.0, 5), 1.0, 7e6)
    assert p is not None
    assert p > 0.01


def test_two_tails_of_different_index_do_not() -> None:
    p = same_tail(pareto(800, 0.8, 4), pareto(500, 1.6, 5), 1.0, 1.0)
    assert p is not None
    assert p < 1e-6


def test_a_tail_of_few_values_is_not_compared() -> None:
    assert same_tail(pareto(800, 1.0, 4), pareto(10, 1.0, 5), 1.0, 1.0) is None
