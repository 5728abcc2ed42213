"""Random numbers depend on seed, variable and block alone, and have the distributions that they should have."""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest
from scipy.stats import chisquare, kstest

from innovatory.records.synthetic.draws import Draws, poisson

N = 20_000


def test_the_same_seed_and_name_give_the_same_numbers_whatever_was_drawn_before() -> None:
    first = Draws(7).uniforms("size", N, block=3)
    other = Draws(7)
    other.uniforms("age", 5)
    other.uniforms("size", N, block=2)
    assert np.array_equal(first, other.uniforms("size", N, block=3))


def test_the_beginning_of_a_block_does_not_depend_on_its_length() -> None:
    assert np.array_equal(Draws(7).uniforms("size", 10), Draws(7).uniforms("size", N)[:10])


@pytest.mark.parametrize(("seed", "name", "block"), [(8, "size", 0), (7, "age", 0), (7, "size", 1)])
def test_another_seed_name_or_block_gives_numbers_that_are_not_related(seed: int, name: str, block: int) -> None:
    one, other = Draws(7).normals("size", N), Draws(seed).normals(name, N, block)
    # the correlation of independent normals has the standard error 1 / sqrt(n)
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(N)


def test_uniforms_are_uniform_and_never_reach_their_ends() -> None:
    u = Draws(7).uniforms("size", N)
    assert u.min() > 0
    assert u.max() < 1
    assert kstest(u, "uniform").pvalue > 0.001


def test_normals_are_normal() -> None:
    assert kstest(Draws(7).normals("size", N), "norm").pvalue > 0.001


def test_poisson_counts_have_the_probabilities_of_their_mean() -> None:
    found = poisson(Draws(7).uniforms("events", N), np.full(N, 2.0))
    # probabilities of 0 … 6 and of more, written out
    chances = [exp(-2.0) * 2.0**k / factorial(k) for k in range(7)]
    expected = np.array([*chances, 1 - sum(chances)]) * N
    observed = np.bincount(np.minimum(found.astype(int), 7), minlength=8)
    assert chisquare(observed, expected).pvalue > 0.001


def test_poisson_by_inversion_at_points_worked_out_by_hand() -> None:
    # mean 1: P(0) = 0.36788, P(≤ 1) = 0.73576, P(≤ 2) = 0.91970
    assert poisson(np.array([0.3, 0.4, 0.7, 0.8, 0.95]), np.ones(5)).tolist() == [0, 1, 1, 2, 3]


def test_no_event_where_the_mean_is_nothing() -> None:
    assert poisson(np.array([0.999]), np.zeros(1)).tolist() == [0]
