"""The composite of body and tail: its parts fit together, its mean and its sums are what is asked for."""

from __future__ import annotations

import itertools
from math import erf, exp, log, pi, sqrt

import numpy as np
import pytest
from scipy.integrate import quad

from innovatory.records.synthetic.tail import Composite, stretched, with_mean

MADE = Composite(index=1.2, spread=1.4, threshold=2e6, largest=1e10)


def below(x: float) -> float:
    """The standard normal distribution function, from the error function."""
    return (1 + erf(x / sqrt(2))) / 2


def test_the_share_of_the_tail_by_hand() -> None:
    # density of body and tail are equal at the threshold: (1 − p) φ(as)/(s Φ(as)) = p a
    at = 1.2 * 1.4
    hazard = exp(-(at**2) / 2) / sqrt(2 * pi) / (1.4 * below(at))
    assert MADE.tail_share == pytest.approx(hazard / (1.2 + hazard))


def test_quantiles_rise_and_the_threshold_is_where_the_tail_begins() -> None:
    u = np.linspace(1e-6, 1 - 1e-9, 4001)
    values = MADE.quantile(u)
    assert (np.diff(values) > 0).all()
    assert MADE.quantile(np.array([1 - MADE.tail_share]))[0] == pytest.approx(MADE.threshold)
    assert values.max() <= MADE.largest


def test_the_density_has_no_step_at_the_threshold() -> None:
    at, step = 1 - MADE.tail_share, 1e-6
    left, middle, right = MADE.quantile(np.array([at - step, at, at + step]))
    # slope of the quantile function left and right; the tail is cut at the largest value, which changes it by 0.004 %
    assert (middle - left) == pytest.approx(right - middle, rel=1e-3)


@pytest.mark.parametrize("index", [0.9, 1.0, 1.2])
def test_the_mean_is_the_integral_of_the_quantiles(index: float) -> None:
    of = Composite(index, 1.4, 2e6, 1e9)
    edges = [0, 0.5, 0.9, 1 - of.tail_share, 1 - of.tail_share / 10, 1 - of.tail_share / 1e3, 1 - 1e-6, 1]
    parts = [quad(lambda u: of.quantile(np.array([u]))[0], a, b, limit=200)[0] for a, b in itertools.pairwise(edges)]
    assert of.mean() == pytest.approx(sum(parts), rel=1e-4)


def test_a_composite_with_a_given_mean() -> None:
    of = with_mean(0.97, 1.4, 2e10, 2.5e6)
    assert of.mean() == pytest.approx(2.5e6)
    assert (of.index, of.spread, of.largest) == (0.97, 1.4, 2e10)


def test_a_mean_beyond_the_largest_value_is_refused() -> None:
    with pytest.raises(ValueError, match="mean"):
        with_mean(0.97, 1.4, 1e6, 2e6)


def test_a_sum_is_met_by_the_tail_alone() -> None:
    values, weight = np.array([1.0, 2.0, 20.0, 200.0]), np.ones(4)
    found, stretch = stretched(values, weight, 10.0, 1000.0)
    assert found.sum() == pytest.approx(1000.0)
    assert found[:2].tolist() == pytest.approx([1.0, 2.0])
    # both are stretched alike on the logarithmic scale
    assert log(found[2] / 10) / log(2) == pytest.approx(stretch)
    assert log(found[3] / 10) / log(20) == pytest.approx(stretch)


def test_rows_that_stand_for_many_count_as_many() -> None:
    found, _ = stretched(np.array([1.0, 20.0]), np.array([100.0, 2.0]), 10.0, 160.0)
    assert found.tolist() == pytest.approx([1.0, 30.0])


def test_a_sum_out_of_reach_of_the_tail_scales_everything() -> None:
    found, stretch = stretched(np.array([1.0, 11.0]), np.ones(2), 10.0, 1e6)
    assert found.sum() == pytest.approx(1e6)
    assert stretch == 1.6
    assert found[0] > 1.0
