"""Equilibrium, discretisation, heat, queue, user cost and two types: hand-worked figures, identities, ranges."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.model.theory import (
    OutOfRangeError,
    Primitives,
    Rates,
    b_index,
    entry_rate,
    firm_count_bias,
    klette_kortum_equilibrium,
)
from innovatory.model.theory.discretisation import firm_count_elasticity, parameter_ratio, sub_steps
from innovatory.model.theory.equilibrium import research_per_line
from innovatory.model.theory.heat import Steps, growth_with_heat, heated_within, hot_share
from innovatory.model.theory.queue import destruction, mean_delay, success_share, waiting_per_line
from innovatory.model.theory.two_types import Types, entry_for, fast_share_of_lines, pareto_exponent
from innovatory.model.theory.user_cost import research_elasticity

LIGHT, HEAVY = Rates(0.06, 0.04), Rates(0.095, 0.005)


def test_the_worked_equilibrium() -> None:
    primitives = Primitives(profit=0.15, cost=12.5, founding=1.5, interest=0.05)
    rates = klette_kortum_equilibrium(primitives)
    assert (rates.innovation, rates.entry, rates.destruction) == pytest.approx((0.06, 0.02, 0.08))
    assert round(100 * entry_rate(rates), 3) == 4.328
    assert research_per_line(primitives) == pytest.approx(0.075)


@given(st.floats(0.1, 1.0), st.floats(5.0, 50.0), st.floats(0.1, 1.0), st.floats(0.0, 0.05))
def test_free_entry_makes_a_line_worth_its_founding(
    profit: float, cost: float, founding: float, interest: float
) -> None:
    """(r + τ − λ)v = π − χλ² at v = F, and the research choice 2χλ = v."""
    primitives = Primitives(profit, cost, founding, interest)
    rates = klette_kortum_equilibrium(primitives)
    value = (profit - cost * rates.innovation**2) / (interest + rates.destruction - rates.innovation)
    assert (value, 2 * cost * rates.innovation) == pytest.approx((founding, founding))


def test_an_economy_that_nobody_enters_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match=r"entry \(η\)"):
        klette_kortum_equilibrium(Primitives(profit=0.05, cost=12.5, founding=1.5, interest=0.05))


@pytest.mark.parametrize(
    ("rates", "step", "percent", "places"),
    [(LIGHT, 0.25, 0.431, 3), (HEAVY, 0.25, 0.852, 3), (Rates(0.28, 0.02), 0.25, 2.440, 3), (LIGHT, 1.0, 1.71, 2)],
)
def test_the_worked_bias_of_a_synchronous_update(rates: Rates, step: float, percent: float, places: int) -> None:
    assert round(100 * firm_count_bias(rates, step), places) == percent


def test_the_bias_is_half_a_step_to_first_order() -> None:
    step = 1e-4
    assert parameter_ratio(LIGHT, step) - 1 == pytest.approx(LIGHT.destruction * step / 2, rel=1e-3)
    assert firm_count_bias(LIGHT, step) == pytest.approx(
        LIGHT.destruction * step / 2 * firm_count_elasticity(LIGHT), rel=1e-3
    )
    assert sub_steps(Rates(0.07, 0.05), 0.25, 1e-3) == 15


@pytest.mark.parametrize(
    ("tax", "deduction", "index"),
    [
        (0.25, 0.5, 0.8333),
        (0.25, 0.75, 0.75),
        (0.25, 1.0, 0.6667),
        (0.15, 0.5, 0.9118),
        (0.15, 0.75, 0.8676),
        (0.15, 1.0, 0.8235),
    ],
)
def test_the_reference_values_of_the_b_index(tax: float, deduction: float, index: float) -> None:
    assert round(b_index(tax, deduction, 1.0), 4) == index


def test_the_b_index_is_one_where_nothing_is_deducted_beyond_the_cost_or_nothing_usable() -> None:
    assert b_index(0.25, 0.0, 1.0) == 1.0
    assert b_index(0.25, 1.0, 0.0) == 1.0
    assert research_elasticity(2.0) == -1.0
    assert research_elasticity(1.5) == -2.0


def test_the_worked_heat() -> None:
    assert hot_share(0.08, 0.12) == pytest.approx(0.4)
    assert round(growth_with_heat(0.4, 0.1, 0.0, Steps(hot=0.08, cold=0.05)), 6) == 0.006006
    assert growth_with_heat(0.4, 0.0, 0.02, Steps(hot=0.08, cold=0.05)) == pytest.approx(0.02 * np.log(1.08))


@given(st.floats(0.01, 1.0), st.floats(0.01, 1.0), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_heat_over_two_steps_is_heat_over_their_sum(
    heating: float, cooling: float, first: float, second: float
) -> None:
    """Chapman–Kolmogorov: P(cold→hot) over s + t by way of both states at s."""
    warm = heated_within(heating, cooling, first)
    stays = 1 - heated_within(cooling, heating, second)
    both = warm * stays + (1 - warm) * heated_within(heating, cooling, second)
    assert heated_within(heating, cooling, first + second) == pytest.approx(both)


def test_the_worked_queue() -> None:
    assert round(waiting_per_line(0.1, 0.7, 0.5), 4) == 0.0833
    assert round(success_share(0.7, 0.5), 3) == 0.583
    assert round(destruction(0.04, 0.1, 0.7, 0.5), 4) == 0.0983
    assert round(mean_delay(0.7, 0.5), 2) == 0.83


def test_the_worked_types() -> None:
    types = Types(fast=0.271, slow=0.03, switch=0.2056, entrants=0.05)
    entry = entry_for(types, 0.10)
    share = fast_share_of_lines(types, entry, 0.10)
    assert (round(entry, 5), round(share, 3)) == (0.05192, 0.075)
    assert entry + 0.271 * share + 0.03 * (1 - share) == pytest.approx(0.10)
    assert round(pareto_exponent(types, 0.10, 0.0), 3) == 1.202


def test_types_outside_their_range_are_refused() -> None:
    with pytest.raises(OutOfRangeError, match="below τ"):
        entry_for(Types(fast=0.4, slow=0.03, switch=0.2, entrants=0.05), 0.10)
    with pytest.raises(OutOfRangeError, match="above τ"):
        pareto_exponent(Types(fast=0.09, slow=0.03, switch=0.2, entrants=0.05), 0.10, 0.0)
    with pytest.raises(OutOfRangeError, match=r"p_H"):
        Types(fast=0.2, slow=0.03, switch=0.2, entrants=1.2)


@pytest.mark.parametrize("bad", [-0.1, nan])
def test_rates_below_zero_are_refused(bad: float) -> None:
    for ask in (
        lambda: hot_share(bad, 0.1),
        lambda: waiting_per_line(bad, 0.7, 0.5),
        lambda: firm_count_bias(LIGHT, bad),
        lambda: b_index(0.25, bad, 1.0),
        lambda: research_elasticity(bad),
    ):
        with pytest.raises(OutOfRangeError):
            ask()
