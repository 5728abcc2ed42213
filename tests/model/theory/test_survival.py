"""Lives and growth of firms against hand-worked figures, numerical integration and the forward equations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from innovatory.model.theory import OutOfRangeError, Rates, growth_variance, hazard, mean_growth, mean_size_at, survival
from innovatory.model.theory.survival import cohort_survival, median_life, size_parameter, survival_of, survivors_growth

LIGHT = Rates(0.06, 0.04)
some_rates = st.builds(Rates, st.floats(0.01, 0.5), st.floats(0.01, 0.5))
ages = st.floats(0.1, 30.0)


def test_the_worked_survival() -> None:
    alive = [0.90742, 0.75830, 0.64370, 0.44852, 0.24607, 0.14705]
    assert [round(survival(LIGHT, a), 5) for a in (1, 3, 5, 10, 20, 30)] == alive
    averaged = [0.86659, 0.72723, 0.61935, 0.43397, 0.23949, 0.14353]
    assert [round(cohort_survival(LIGHT, a, 1.0), 5) for a in (1, 3, 5, 10, 20, 30)] == averaged
    assert round(median_life(LIGHT), 2) == 8.41


def test_the_worked_hazard() -> None:
    # at one year 0.0944451: 0.0944 to four digits; the 0.0945 of some tables was rounded twice
    assert [round(hazard(LIGHT, a), 4) for a in (1, 5, 10, 20)] == [0.0944, 0.0786, 0.0669, 0.0548]
    assert hazard(LIGHT, 0.0) == pytest.approx(LIGHT.destruction)
    assert hazard(LIGHT, 500.0) == pytest.approx(LIGHT.entry)


def test_the_worked_growth() -> None:
    assert round(mean_growth(LIGHT, 1.0), 5) == -0.03921
    spread = [growth_variance(LIGHT, n, 1.0) for n in (1, 2, 3, 4, 6)]
    assert [round(v, 5) for v in spread] == [0.15069, 0.07535, 0.05023, 0.03767, 0.02512]


@given(some_rates, ages)
def test_the_forward_equations_give_the_law_of_size_at_an_age(rates: Rates, age: float) -> None:
    """dp_n/dt = λ(n−1)p_(n−1) + τ(n+1)p_(n+1) − (λ+τ)n p_n, kept below a size that is hardly reached."""
    gamma = size_parameter(rates, age)
    n = np.arange(1, 6)
    law = survival(rates, age) * (1 - gamma) * gamma ** (n - 1)
    later = (
        survival(rates, age + 1e-5)
        * (1 - size_parameter(rates, age + 1e-5))
        * size_parameter(rates, age + 1e-5) ** (n - 1)
    )
    inflow = rates.innovation * np.append(0.0, (n * law)[:-1])
    above = survival(rates, age) * (1 - gamma) * gamma**n
    change = inflow + rates.destruction * (n + 1) * above - (rates.innovation + rates.destruction) * n * law
    assert (later - law) / 1e-5 == pytest.approx(change, rel=1e-3, abs=1e-6)


@given(some_rates, ages, st.floats(0.1, 5.0))
def test_the_cohort_is_the_mean_over_its_births(rates: Rates, age: float, span: float) -> None:
    integral = quad(lambda a: survival(rates, a), age, age + span)[0]
    assert cohort_survival(rates, age, span) == pytest.approx(integral / span)


@given(some_rates)
def test_half_of_a_cohort_lives_to_the_median_life(rates: Rates) -> None:
    assert survival(rates, median_life(rates)) == pytest.approx(0.5)


def test_growth_moments_solve_the_moment_equations() -> None:
    """d E[n]/dt = (λ−τ)E[n]; d E[n²]/dt = 2(λ−τ)E[n²] + (λ+τ)E[n]; from n lines, exits count as n = 0."""
    rates, start, years = Rates(0.09, 0.03), 5, 2.0
    drift, churn = rates.innovation - rates.destruction, rates.innovation + rates.destruction
    path = solve_ivp(
        lambda _, m: [drift * m[0], 2 * drift * m[1] + churn * m[0]], (0, years), [start, start**2], rtol=1e-10
    )
    first, second = path.y[:, -1]
    assert mean_growth(rates, years) == pytest.approx(first / start - 1, rel=1e-7)
    assert growth_variance(rates, start, years) == pytest.approx((second - first**2) / start**2, rel=1e-6)


@given(some_rates, ages, st.integers(1, 50))
def test_survivors_carry_the_growth_of_all(rates: Rates, years: float, size: int) -> None:
    alive = survival_of(rates, size, years)
    assert alive * (1 + survivors_growth(rates, size, years)) == pytest.approx(1 + mean_growth(rates, years))
    assert mean_size_at(rates, years) == pytest.approx(1 + survivors_growth(rates, 1, years))


def test_ages_and_sizes_that_cannot_be_are_refused() -> None:
    with pytest.raises(OutOfRangeError, match=r"age \(a\)"):
        survival(LIGHT, -1.0)
    with pytest.raises(OutOfRangeError, match=r"size \(n\)"):
        growth_variance(LIGHT, 0, 1.0)
