"""Growth by size: the slope of ln sd on ln n with its standard error, and firms found again a year later."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from innovatory.experiment.ladder.growth import slope
from innovatory.experiment.ladder.present import Present
from innovatory.experiment.ladder.rows import Quantity

OF = Quantity("lives", "growth_slope")
SIZES = (1, 2, 3, 4, 6)
FIRMS = (4000, 2000, 1000, 600, 300)


def drawn(power: float, seed: int) -> list[NDArray[np.float64]]:
    """Skewed growth (exponential) with mean 0 and variance 0.15 n^(2 power)."""
    generator = np.random.default_rng(seed)
    return [0.15**0.5 * n**power * (generator.exponential(size=k) - 1.0) for n, k in zip(SIZES, FIRMS, strict=True)]


def test_the_slope_has_the_error_that_it_says() -> None:
    z = np.array([slope(OF, SIZES, drawn(-0.5, seed)).z for seed in range(300)])
    assert abs(z.mean()) < 0.3
    assert 0.85 < z.std(ddof=1) < 1.25


def test_the_slope_is_that_of_least_squares() -> None:
    growth = drawn(-0.5, 5)
    fitted = np.polyfit(np.log(SIZES), [np.log(one.std(ddof=1)) for one in growth], 1)[0]
    assert slope(OF, SIZES, growth).simulated == pytest.approx(fitted)


def test_growth_that_depends_on_size_in_another_way_fails() -> None:
    row = slope(OF, SIZES, drawn(-0.25, 7))
    assert not row.passes(1e-4)
    assert row.simulated == pytest.approx(-0.25, abs=4 * (row.standard_error or 0.0))


def present(uid: list[int], lines: list[int]) -> Present:
    return Present(np.array(uid), np.array(lines), np.zeros(len(uid), dtype=np.int64))


def test_firms_are_found_again_by_name_and_those_gone_have_no_lines() -> None:
    start, later = present([1, 4, 7, 9], [1, 2, 3, 4]), present([1, 7, 8], [5, 6, 7])
    assert start.lines_later(later).tolist() == [5, 0, 6, 0]
