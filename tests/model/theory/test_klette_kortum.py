"""The stationary economy against figures worked by hand from its formulas, and against its own balance equations."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.model.theory import OutOfRangeError, Rates, entry_rate, firms_of_size, firms_per_line, growth_rate
from innovatory.model.theory.klette_kortum import additive_growth_rate, mean_size, share_of_lines, size_distribution

LIGHT, HEAVY = Rates(0.06, 0.04), Rates(0.095, 0.005)
some_rates = st.builds(Rates, st.floats(1e-3, 1.0), st.floats(1e-3, 1.0))


def digits(value: float, places: int) -> float:
    return round(float(value), places)


def test_the_worked_light_economy() -> None:
    assert digits(firms_per_line(LIGHT), 5) == 0.61086
    assert digits(mean_size(LIGHT), 5) == 1.63704
    assert digits(100 * entry_rate(LIGHT), 3) == 6.548
    assert [digits(p, 5) for p in size_distribution(LIGHT, range(1, 6))] == [
        0.65481,
        0.19644,
        0.07858,
        0.03536,
        0.01697,
    ]


def test_the_worked_heavy_economy() -> None:
    assert digits(firms_per_line(HEAVY), 5) == 0.15767
    assert digits(mean_size(HEAVY), 4) == 6.3424
    assert digits(100 * entry_rate(HEAVY), 3) == 3.171
    assert [digits(p, 5) for p in size_distribution(HEAVY, range(1, 6))] == [
        0.31712,
        0.15063,
        0.09540,
        0.06797,
        0.05166,
    ]


def test_the_worked_growth_rate() -> None:
    assert digits(growth_rate(0.10, 0.05, 0.0, 0.0), 6) == 0.004879
    assert additive_growth_rate(0.1, 0.07, 0.04, 0.05) == pytest.approx(0.1 * 0.07 + 0.04 * 0.05)


@given(some_rates)
def test_firms_of_neighbouring_sizes_balance(rates: Rates) -> None:
    n = np.arange(1, 40)
    firms = firms_of_size(rates, np.arange(1, 41))
    assert rates.innovation * n * firms[:-1] == pytest.approx(rates.destruction * (n + 1) * firms[1:])
    assert rates.destruction * firms[0] == pytest.approx(rates.entry)


@given(some_rates)
def test_all_lines_are_owned_and_entry_equals_exit(rates: Rates) -> None:
    n = np.arange(1, int(60 / -np.log(rates.theta)) + 2)
    assert share_of_lines(rates, n).sum() == pytest.approx(1.0)
    assert firms_of_size(rates, n).sum() == pytest.approx(firms_per_line(rates))
    assert size_distribution(rates, n) @ n == pytest.approx(mean_size(rates))
    assert entry_rate(rates) == pytest.approx(rates.destruction * size_distribution(rates, [1])[0])


@pytest.mark.parametrize("bad", [0.0, -0.1, nan, inf])
def test_rates_that_no_economy_has_are_refused(bad: float) -> None:
    with pytest.raises(OutOfRangeError, match=r"innovation \(λ\).*above 0"):
        Rates(bad, 0.04)
    with pytest.raises(OutOfRangeError, match=r"entry \(η\).*above 0"):
        Rates(0.06, bad)


@pytest.mark.parametrize("sizes", [[0], [1.5], [-1], [nan]])
def test_sizes_that_no_firm_has_are_refused(sizes: list[float]) -> None:
    with pytest.raises(OutOfRangeError, match=r"sizes \(n\)"):
        firms_of_size(LIGHT, sizes)


def test_negative_steps_are_refused() -> None:
    with pytest.raises(OutOfRangeError, match=r"step \(s\)"):
        growth_rate(0.1, -0.05, 0.0, 0.0)
