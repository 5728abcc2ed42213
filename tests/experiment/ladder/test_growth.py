"""Growth by size: why cities are the unit, the slope of ln sd on ln n with its standard error, firms found again."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest

from innovatory.experiment.ladder.city import TRUE_KERNEL
from innovatory.experiment.ladder.growth import Grown, grown, growth_rows, slope
from innovatory.experiment.ladder.present import Present
from innovatory.experiment.ladder.rows import Quantity

OF = Quantity("lives", "growth_slope")
CITIES = 20
FIRMS = {1: 400, 2: 200, 3: 100, 4: 60, 6: 30}
"""Firms of a city by lines owned."""


def drawn(power: float, seed: int) -> list[Grown]:
    """Skewed growth (exponential) with mean 0 and variance 0.15 n^(2 power)."""
    generator = np.random.default_rng(seed)
    return [
        {n: 0.15**0.5 * n**power * (generator.exponential(size=k) - 1.0) for n, k in FIRMS.items()}
        for _ in range(CITIES)
    ]


def test_the_slope_has_the_error_that_it_says() -> None:
    """Over 200 samples z has mean 0 and deviation √(19/17), as Student's t with 19 degrees of freedom has."""
    z = np.array([slope(OF, drawn(-0.5, seed)).z for seed in range(200)])
    assert abs(z.mean()) < 4 * 1.06 / sqrt(200)
    assert 0.85 < z.std(ddof=1) < 1.3


def test_the_slope_is_that_of_least_squares_on_the_variance_within_cities() -> None:
    cities = drawn(-0.5, 5)
    within = [np.mean([one[n].var(ddof=1) for one in cities]) for n in FIRMS]
    fitted = np.polyfit(np.log(list(FIRMS)), np.log(np.sqrt(within)), 1)[0]
    assert slope(OF, cities).simulated == pytest.approx(fitted)


def test_growth_that_depends_on_size_in_another_way_fails() -> None:
    row = slope(OF, drawn(-0.25, 7))
    assert not row.passes(1e-4)
    assert row.simulated == pytest.approx(-0.25, abs=4 * (row.standard_error or 0.0))


def test_a_mean_or_a_variance_that_is_another_fails() -> None:
    """Growth of mean 0 with the variance of the closed form fails in its mean alone; with 0.8 of it, in its variance."""
    failed = {row.quantity for row in growth_rows(drawn(-0.5, 9)) if not row.passes(1e-4)}
    assert "mean_growth" in failed
    assert "growth_variance" not in failed
    flatter = [{n: 0.8**0.5 * of for n, of in one.items()} for one in drawn(-0.5, 9)]
    assert "growth_variance" in {row.quantity for row in growth_rows(flatter) if not row.passes(1e-4)}


def test_firms_of_one_city_are_not_independent() -> None:
    """N firms with one line together are a family of lines under Moran's process: with K = N of J lines at the start,

    M₂' = (2λ + η) M₁ − (2η + 2λ/J) M₂, which for large J makes Var of their mean growth Var(G)/N − 2λt e^(−2ηt)/J. A
    standard error as of independent firms would be a fifth too large.
    """
    lines, cities = 400, 1_000
    seen = [grown(lines, seed, TRUE_KERNEL)[1] for seed in range(900_000, 900_000 + cities)]
    variance = 0.16 / 0.04 * exp(-0.04) * (1 - exp(-0.04))
    squares = np.array([(one.mean() - (exp(-0.04) - 1.0)) ** 2 * len(one) / variance for one in seen])
    share = np.mean([len(one) for one in seen]) / lines
    expected = 1.0 - 0.12 * exp(-0.08) * share / variance
    assert expected == pytest.approx(0.706, abs=0.002)
    assert abs(squares.mean() - expected) < 4 * squares.std(ddof=1) / sqrt(cities)
    assert squares.mean() < 0.85


def present(uid: list[int], lines: list[int]) -> Present:
    return Present(np.array(uid), np.array(lines), np.zeros(len(uid), dtype=np.int64))


def test_firms_are_found_again_by_name_and_those_gone_have_no_lines() -> None:
    start, later = present([1, 4, 7, 9], [1, 2, 3, 4]), present([1, 7, 8], [5, 6, 7])
    assert start.lines_later(later).tolist() == [5, 0, 6, 0]
