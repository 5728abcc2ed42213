"""Members by odds in an exact number of units, and categories by shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare

from innovatory.records.synthetic.draws import Draws
from innovatory.records.synthetic.picks import categories, choose


def test_categories_by_hand() -> None:
    assert categories({"a": 0.5, "b": 0.25, "c": 0.25}, np.array([0.1, 0.49, 0.51, 0.76])).to_list() == [
        "a",
        "a",
        "b",
        "c",
    ]


def test_shares_need_not_sum_to_one() -> None:
    assert categories({"a": 2, "b": 2}, np.array([0.4, 0.6])).to_list() == ["a", "b"]


def test_as_many_are_chosen_as_asked_and_only_those_who_are_able() -> None:
    able = np.arange(100) % 2 == 0
    found = choose(able, np.ones(100), np.ones(100), 30, Draws(1).uniforms("u", 100))
    assert found.units == 30
    assert found.rows.sum() == 30
    assert found.divided is None
    assert not (found.rows & ~able).any()


def test_where_too_few_are_able_all_are_chosen() -> None:
    able = np.arange(10) < 4
    found = choose(able, np.ones(10), np.ones(10), 7, Draws(1).uniforms("u", 10))
    assert found.rows.tolist() == able.tolist()
    assert found.units == 4


def test_a_row_that_stands_for_more_than_is_needed_is_divided() -> None:
    weight = np.full(10, 100.0)
    found = choose(np.ones(10, dtype=bool), np.ones(10), weight, 443, Draws(1).uniforms("u", 10))
    assert found.units == 443
    assert found.rows.sum() == 4
    assert found.divided is not None
    assert found.divided[1] == 43
    assert not found.rows[found.divided[0]]


def test_nobody_is_chosen_where_none_is_asked_for() -> None:
    found = choose(np.ones(3, dtype=bool), np.ones(3), np.ones(3), 0, np.array([0.2, 0.5, 0.8]))
    assert not found.rows.any()
    assert found.divided is None


@pytest.mark.parametrize("odds", [1.0, 3.0])
def test_the_first_drawn_has_its_odds(odds: float) -> None:
    """Of two rows with odds of 1 and `odds` the second is drawn first with probability odds / (1 + odds)."""
    n = 4000
    u = Draws(3).uniforms("u", 2 * n).reshape(n, 2)
    second = sum(choose(np.ones(2, dtype=bool), np.array([1.0, odds]), np.ones(2), 1, one).rows[1] for one in u)
    expected = n * odds / (1 + odds)
    assert chisquare([second, n - second], [expected, n - expected]).pvalue > 0.001
