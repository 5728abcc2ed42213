"""Sizes of fast firms: sums, forward equations, the hypergeometric form, the tail and the limits of the law."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta, hyp2f1

from innovatory.model.theory import OutOfRangeError
from innovatory.model.theory.two_types import (
    Types,
    fast_firms_from_size,
    fast_firms_of_size,
    fast_share_of_lines,
    pareto_exponent,
)

FAST = Types(fast=0.20, slow=0.03, switch=0.25, entrants=0.10)
ENTRY, DESTRUCTION = 0.06, 0.10
rates = st.floats(0.02, 0.5)


@st.composite
def economies(draw: st.DrawFn) -> tuple[Types, float, float]:
    """Types, η and τ with x_H < τ + ν."""
    fast, destruction = draw(rates), draw(rates)
    switch = max(0.0, fast - destruction) + draw(st.floats(0.02, 0.5))
    return Types(fast, 0.03, switch, draw(st.floats(0.01, 1.0))), draw(rates), destruction


@given(economies())
def test_the_forward_equations_balance(economy: tuple[Types, float, float]) -> None:
    """0 = p_H η [n = 1] + x(n−1)N_(n−1) + τ(n+1)N_(n+1) − ((x+τ)n + ν)N_n for every size."""
    types, entry, destruction = economy
    n = np.arange(1, 60)
    firms = np.concatenate(([0.0], fast_firms_of_size(types, entry, destruction, np.arange(1, 61))))
    inflow = types.fast * (n - 1) * firms[:-2] + destruction * (n + 1) * firms[2:]
    inflow[0] += types.entrants * entry
    assert inflow == pytest.approx(((types.fast + destruction) * n + types.switch) * firms[1:-1], rel=1e-10)


@given(economies())
def test_firms_from_a_size_on_are_the_sum_over_sizes(economy: tuple[Types, float, float]) -> None:
    sizes = np.arange(1, 80)
    above = fast_firms_from_size(*economy, sizes)
    assert above[:-1] - above[1:] == pytest.approx(fast_firms_of_size(*economy, sizes[:-1]), rel=1e-8, abs=1e-14)


def test_their_lines_are_their_share_of_lines() -> None:
    """Σ n N_n = Σ_n Σ_(k≥n) N_k = ℓ_H; beyond 20,000 lines the tail is n^(−ζ), whose sum is n^(1−ζ)/(ζ−1)."""
    above = fast_firms_from_size(FAST, ENTRY, DESTRUCTION, np.arange(1, 20_001))
    rest = above[-1] * 20_000 / (pareto_exponent(FAST, DESTRUCTION, 0.0) - 1.0)
    assert above.sum() + rest == pytest.approx(fast_share_of_lines(FAST, ENTRY, DESTRUCTION), rel=1e-7)


@pytest.mark.parametrize("n", [1, 2, 5, 20])
def test_the_hypergeometric_form(n: int) -> None:
    zeta, ratio = 2.5, 0.5
    scale = 0.10 * ENTRY / 0.20
    of_size = scale * beta(n, zeta + 1) * hyp2f1(zeta, n, n + zeta + 1, ratio)
    from_size = scale * beta(n, zeta) * hyp2f1(zeta, n, n + zeta, ratio)
    assert fast_firms_of_size(FAST, ENTRY, DESTRUCTION, n) == pytest.approx(of_size, rel=1e-11)
    assert fast_firms_from_size(FAST, ENTRY, DESTRUCTION, n) == pytest.approx(from_size, rel=1e-11)


@pytest.mark.parametrize("fast", [0.05, 0.10, 0.20])
def test_the_integral_over_ages(fast: float) -> None:
    """Kendall's law at each age, integrated as it stands, for firms slower and faster than τ and, nearly, as fast."""
    types = replace(FAST, fast=fast)
    rate = fast + (1e-9 if fast == DESTRUCTION else 0.0)

    def chance(age: float, n: int) -> float:
        grown = np.exp((rate - DESTRUCTION) * age)
        below = rate * grown - DESTRUCTION
        alive, stop = (rate - DESTRUCTION) * grown / below, (rate - DESTRUCTION) / below
        return float(alive * stop * (1.0 - stop) ** (n - 1) * np.exp(-types.switch * age))

    found = fast_firms_of_size(types, ENTRY, DESTRUCTION, [1, 3])
    for place, n in enumerate((1, 3)):
        integral = quad(chance, 0.0, 200.0, args=(n,), epsabs=1e-13, limit=200)[0]
        assert found[place] == pytest.approx(types.entrants * ENTRY * integral, rel=1e-6)


@pytest.mark.parametrize(("fast", "switch"), [(0.20, 0.25), (0.271, 0.2056), (0.15, 0.15)])
def test_the_tail_falls_with_the_pareto_exponent(fast: float, switch: float) -> None:
    types = replace(FAST, fast=fast, switch=switch)
    near, far = fast_firms_from_size(types, ENTRY, DESTRUCTION, [10**6, 10**7])
    assert np.log10(near / far) == pytest.approx(pareto_exponent(types, DESTRUCTION, 0.0), rel=1e-4)


def test_firms_that_stay_fast_have_the_sizes_of_klette_and_kortum() -> None:
    """ν → 0, x < τ: N_n = (p_H η/τ) θ^(n−1)/n, the log-series with θ = x/τ."""
    types, n = Types(fast=0.06, slow=0.03, switch=1e-12, entrants=1.0), np.arange(1, 30)
    found = fast_firms_of_size(types, 0.04, DESTRUCTION, n)
    assert found == pytest.approx(0.04 / DESTRUCTION * 0.6 ** (n - 1.0) / n, rel=1e-9)


def test_sizes_and_rates_outside_the_range_are_refused() -> None:
    for sizes in (0, [1, 2.5], [-1], [np.nan]):
        with pytest.raises(OutOfRangeError, match="whole numbers"):
            fast_firms_of_size(FAST, ENTRY, DESTRUCTION, sizes)
    with pytest.raises(OutOfRangeError, match="below τ"):
        fast_firms_from_size(replace(FAST, switch=0.09), ENTRY, DESTRUCTION, 1)
