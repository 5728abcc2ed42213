"""The finite economy against the enumeration of all partitions, a hand-worked case and its own urn."""

from collections.abc import Iterator
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from innovatory.model.theory import (
    Ewens,
    OutOfRangeError,
    Rates,
    covariance_of_counts,
    draw_owners,
    mean_counts,
    mean_firms,
)
from innovatory.model.theory.ewens import burn_in, stationary_law, variance_of_firms
from innovatory.model.theory.ewens_exact import law_of_count, law_of_firms
from innovatory.model.theory.klette_kortum import firms_of_size, firms_per_line

LIGHT = Rates(0.06, 0.04)
small = st.builds(Ewens, st.integers(1, 9), st.floats(0.05, 20.0))


def partitions(total: int, largest: int) -> Iterator[list[int]]:
    if total == 0:
        yield []
    for part in range(min(total, largest), 0, -1):
        for rest in partitions(total - part, part):
            yield [part, *rest]


def ewens_table(lines: int, parameter: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Size counts (one row per partition, column n−1 for size n) and P = J!/Θ^(J) Π (Θ/n)^(a_n)/a_n!."""
    rising = np.prod([parameter + i for i in range(lines)])
    counts = [[p.count(n) for n in range(1, lines + 1)] for p in partitions(lines, lines)]
    chances = [
        factorial(lines) / rising * np.prod([(parameter / n) ** a / factorial(a) for n, a in enumerate(row, 1)])
        for row in counts
    ]
    return np.array(counts), np.array(chances)


def test_the_worked_economy_of_two_thousand_lines() -> None:
    law = stationary_law(2000, LIGHT)
    assert law.parameter == pytest.approx(2000 * 0.04 / 0.06)
    assert (round(mean_firms(law), 2), round(variance_of_firms(law) ** 0.5, 2)) == (1222.02, 20.53)
    assert [round(float(a), 2) for a in mean_counts(law, [1, 2, 3, 4])] == [800.24, 240.10, 96.03, 43.20]


def test_the_worked_economy_of_two_hundred_thousand_lines() -> None:
    law = stationary_law(200_000, LIGHT)
    assert (round(mean_firms(law), 1), round(variance_of_firms(law) ** 0.5, 1)) == (122_172.4, 205.4)
    assert round(200_000 * firms_per_line(LIGHT), 1) == 122_172.1
    assert mean_counts(law, [1, 2, 3]) == pytest.approx(200_000 * firms_of_size(LIGHT, [1, 2, 3]), rel=1e-4)
    assert round(burn_in(200_000, LIGHT)) == 282


@given(small)
def test_moments_are_those_of_the_enumeration(law: Ewens) -> None:
    counts, chances = ewens_table(law.lines, law.parameter)
    sizes = range(1, law.lines + 1)
    means = chances @ counts
    firms = counts.sum(axis=1)
    assert chances.sum() == pytest.approx(1.0)
    assert mean_counts(law, sizes) == pytest.approx(means, abs=1e-9)
    covariance = (counts * chances[:, None]).T @ counts - np.outer(means, means)
    assert covariance_of_counts(law, sizes) == pytest.approx(covariance, abs=1e-9)
    assert mean_firms(law) == pytest.approx(chances @ firms)
    assert variance_of_firms(law) == pytest.approx(chances @ (firms - chances @ firms) ** 2, abs=1e-8)


@settings(deadline=None)
@given(small, st.integers(1, 3))
def test_exact_laws_are_those_of_the_enumeration(law: Ewens, economies: int) -> None:
    counts, chances = ewens_table(law.lines, law.parameter)
    for column, exact in [
        (counts.sum(axis=1), law_of_firms(law, economies)),
        *[(counts[:, n - 1], law_of_count(law, n, economies)) for n in range(1, law.lines + 1)],
    ]:
        one = np.bincount(column, weights=chances)
        total = np.array([1.0])
        for _ in range(economies):
            total = np.convolve(total, one)
        assert [exact.at(k) for k in range(len(total))] == pytest.approx(list(total), abs=1e-10)


def test_the_law_of_firms_is_that_of_independent_coins() -> None:
    law = Ewens(300, 40.0)
    coins = np.array([1.0])
    for i in range(law.lines):
        founds = law.parameter / (law.parameter + i)
        coins = np.convolve(coins, [1.0 - founds, founds])
    exact = law_of_firms(law, 1)
    assert [exact.at(k) for k in range(301)] == pytest.approx(list(coins), abs=1e-11)
    assert exact.tail(70) == pytest.approx(min(1.0, 2.0 * min(coins[:71].sum(), coins[70:].sum())))


def test_exact_laws_of_a_large_economy_have_the_exact_moments() -> None:
    law = stationary_law(200_000, LIGHT)
    firms = law_of_firms(law, 1)
    assert (firms.mean(), firms.variance()) == pytest.approx((mean_firms(law), variance_of_firms(law)), rel=1e-6)
    for n in (1, 4, 20):
        count = law_of_count(law, n, 1)
        assert count.mean() == pytest.approx(mean_counts(law, [n])[0], rel=1e-9)
        assert count.variance() == pytest.approx(covariance_of_counts(law, [n])[0, 0], rel=1e-8)


def test_the_p_value_of_the_mean_is_one_and_of_what_cannot_be_is_zero() -> None:
    law = law_of_firms(Ewens(100, 10.0), 1)
    assert law.tail(round(law.mean())) > 0.9
    assert law.tail(0) < 1e-12
    assert law.tail(10**6) == 0.0


def test_the_urn_draws_the_law() -> None:
    law = Ewens(12, 1.3)
    generator = np.random.default_rng(20_240_601)
    draws = [np.bincount(np.bincount(draw_owners(law, generator)), minlength=13) for _ in range(4000)]
    exact_deviation = np.sqrt(np.diag(covariance_of_counts(law, range(1, 13))) / len(draws))
    z = (np.mean(draws, axis=0)[1:] - mean_counts(law, range(1, 13))) / exact_deviation
    assert np.abs(z).max() < 4.0
    assert np.mean([d.sum() for d in draws]) == pytest.approx(
        mean_firms(law), abs=4 * (variance_of_firms(law) / 4000) ** 0.5
    )


@pytest.mark.parametrize(("lines", "parameter"), [(0, 1.0), (-3, 1.0), (2.5, 1.0), (10, 0.0), (10, float("nan"))])
def test_laws_that_no_economy_has_are_refused(lines: int, parameter: float) -> None:
    with pytest.raises(OutOfRangeError):
        Ewens(lines, parameter)


def test_a_size_above_all_lines_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="J = 10"):
        mean_counts(Ewens(10, 1.0), [11])
    with pytest.raises(OutOfRangeError, match="J = 10"):
        law_of_count(Ewens(10, 1.0), 11, 1)
