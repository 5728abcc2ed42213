"""The Akcigit–Kerr economy: its published tables, its nesting of Klette–Kortum, its own equations, what has no answer."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.model.theory import (
    OutOfRangeError,
    Rates,
    Status,
    akcigit_kerr_equilibrium,
    entry_rate,
    firms_of_size,
    firms_per_line,
)
from innovatory.model.theory.akcigit_kerr import Economy, Steps, Technology, profit_per_line, published_economy
from innovatory.model.theory.free_entry import Equilibrium, moments, size_quantile
from innovatory.model.theory.published import FINER, MODEL_COLUMNS, THIRD_DIGIT, neighbours, results, rounding_room
from innovatory.model.theory.quality import (
    ladder_mean,
    ladder_variance,
    quality_tail_exponent,
    relative_quality_variance,
)
from innovatory.model.theory.research_policy import research_policy

SIZES = 256


# model columns of Tables 5 and 7 as Akcigit and Kerr print them, with half a unit of the last digit
PRINTED = {
    "profitability": (0.106, 5e-4), "research_intensity": (0.042, 5e-4), "citation_ratio": (0.732, 5e-4),
    "internal_share": (0.250, 5e-4), "entry_rate": (0.066, 5e-4), "growth": (0.010, 5e-4),
    "internal_growth": (0.0020, 5e-5), "external_growth": (0.0055, 5e-5), "entry_growth": (0.0026, 5e-5),
}  # fmt: skip
# the same economy as recomputed from parameters with more digits than were printed
RECOMPUTED = {
    "profitability": (0.1059, 5e-5), "research_intensity": (0.0418, 5e-5), "citation_ratio": (0.7320, 5e-5),
    "internal_share": (0.2500, 5e-5), "entry_rate": (0.0656, 5e-5), "growth": (0.00998, 5e-6),
    "internal_growth": (0.00196, 5e-6), "external_growth": (0.00547, 5e-6), "entry_growth": (0.00255, 5e-6),
    "destruction": (0.11536, 5e-6), "internal": (0.03846, 5e-6), "mean_step": (0.06958, 5e-6),
    "x_1": (0.09498, 5e-6), "x_2": (0.07913, 5e-6), "x_5": (0.06187, 5e-6), "x_10": (0.05153, 5e-6),
    "firms": (0.55916, 5e-6), "P_1": (0.569, 5e-4), "variance": (0.0957, 5e-5), "exponent": (54.8, 0.05),
}  # fmt: skip


@pytest.fixture(scope="module")
def published() -> dict[str, float]:
    return results(published_economy())


@pytest.fixture(scope="module")
def rounding() -> dict[str, float]:
    return rounding_room()


def test_the_ladder_has_the_figures_in_print() -> None:
    assert MODEL_COLUMNS == PRINTED
    assert {name: RECOMPUTED[name] for name in FINER} == FINER
    assert {*FINER, *PRINTED} == {*RECOMPUTED}


@pytest.mark.parametrize("name", PRINTED)
def test_the_published_tables_follow_from_the_published_parameters(
    published: dict[str, float], rounding: dict[str, float], name: str
) -> None:
    """Each printed figure lies within the rounding of the printed parameters and of itself."""
    printed, half = PRINTED[name]
    assert abs(published[name] - printed) <= rounding[name] + half


@pytest.mark.parametrize("name", RECOMPUTED)
def test_finer_figures_lie_within_the_rounding_of_the_published_parameters(
    published: dict[str, float], rounding: dict[str, float], name: str
) -> None:
    value, half = RECOMPUTED[name]
    assert abs(published[name] - value) <= rounding[name] + half


def unrounded() -> Economy:
    """Nine parameters found by search, each of which rounds to the printed one."""
    technology = Technology(internal_cost=0.3462268, external_cost=4.06649, curvature=2.0, line_share=0.3954094)
    steps = Steps(internal=0.050926, major=0.11249, major_share=0.10349, decay=0.928798)
    share = 0.1058902
    return Economy(technology, steps, profit_per_line(share), profit_share=share, discount=0.02, founding=0.8302759)


def test_one_economy_gives_all_figures_to_their_last_digit() -> None:
    """Twenty-four figures from nine parameters: those recomputed, and the four of its case of constant returns."""
    economy, printed = unrounded(), published_economy()
    for part in ("technology", "steps"):
        rounded = {name: round(value, 3) for name, value in vars(getattr(economy, part)).items()}
        assert rounded == vars(getattr(printed, part))
    assert (round(economy.profit_share, 3), round(economy.founding, 3)) == (0.106, 0.830)
    there = results(economy)
    assert {name: there[name] for name, (value, half) in RECOMPUTED.items() if abs(there[name] - value) > half} == {}
    nested = akcigit_kerr_equilibrium(constant_returns(economy), SIZES)
    assert nested.policy.external == pytest.approx(np.full(SIZES, 0.05931), abs=5e-6)
    assert (nested.destruction, float(nested.firms.sum())) == pytest.approx((0.10078, 0.62091), abs=5e-6)
    assert moments(nested).entry_rate == pytest.approx(0.06679, abs=5e-6)


def test_the_room_is_that_of_the_derivatives(rounding: dict[str, float]) -> None:
    """s̄ = η_m θ/(1−f) with f = (1−θ)α: the sum of |∂s̄/∂η_m|, |∂s̄/∂θ|, |∂s̄/∂α|, each times 0.0005; β is printed itself."""
    major, theta, decay = 0.112, 0.103, 0.929
    rest = 1.0 - (1.0 - theta) * decay
    slopes = (
        theta / rest,
        major / rest - major * theta * decay / rest**2,
        major * theta * (1 - theta) / rest**2,
    )
    assert rounding["mean_step"] == pytest.approx(0.0005 * sum(map(abs, slopes)), rel=5e-3)
    assert rounding["profitability"] == pytest.approx(0.0005)


def test_rounding_leaves_little_room(published: dict[str, float], rounding: dict[str, float]) -> None:
    """What the two tests above allow is a few per cent, so that a wrong equation would show."""
    assert max(rounding[key] / published[key] for key in RECOMPUTED) < 0.10
    assert max(rounding[key] / published[key] for key in ("destruction", "firms", "x_1", "x_10", "entry_rate")) < 0.02


def test_sizes_of_firms_at_the_published_parameters() -> None:
    there = akcigit_kerr_equilibrium(published_economy(), SIZES)
    assert (size_quantile(there, 0.90), size_quantile(there, 0.99)) == (3, 6)
    assert there.firms @ np.arange(1, SIZES + 1) == pytest.approx(1.0)


# Klette and Kortum as the special case σ = 1/2 --------------------------------------------------------------------------


def constant_returns(economy: Economy) -> Economy:
    return replace(economy, technology=replace(economy.technology, line_share=0.5, external_cost=7.0))


@pytest.fixture(scope="module")
def nested() -> Equilibrium:
    return akcigit_kerr_equilibrium(constant_returns(published_economy()), SIZES)


def test_constant_returns_give_the_log_series(nested: Equilibrium) -> None:
    rates = Rates(float(nested.policy.external[0]), nested.destruction - float(nested.policy.external[0]))
    assert nested.policy.external == pytest.approx(np.full(SIZES, rates.innovation), rel=1e-9)
    assert nested.firms[:40] == pytest.approx(firms_of_size(rates, range(1, 41)), rel=1e-9)
    assert nested.firms.sum() == pytest.approx(firms_per_line(rates), rel=1e-9)
    assert moments(nested).entry_rate == pytest.approx(entry_rate(rates), rel=1e-9)


def test_constant_returns_give_the_closed_form_of_the_choice(nested: Equilibrium) -> None:
    """G = A(1+s̄) + B = ν_e for every size, so that x = ν_e/(2χ_E) exactly."""
    assert nested.policy.external == pytest.approx(np.full(SIZES, 0.830 / 14.0), rel=1e-9)
    assert nested.policy.firm_values == pytest.approx(nested.policy.firm_values[0] * np.arange(1, SIZES + 1), rel=1e-8)


@pytest.mark.parametrize(
    ("ask", "value", "half"),
    [
        (lambda it: it.policy.external[0], 0.05931, 5e-6),
        (lambda it: it.destruction, 0.10078, 5e-6),
        (lambda it: it.firms.sum(), 0.62091, 5e-6),
        (lambda it: moments(it).entry_rate, 0.06679, 5e-6),
    ],
)
def test_the_nested_figures_lie_within_the_rounding_of_the_published_parameters(
    ask: Callable[[Equilibrium], float], value: float, half: float
) -> None:
    economy = constant_returns(published_economy())
    there = akcigit_kerr_equilibrium(economy, SIZES)
    # σ and χ_E were set, not read in print
    free = [
        one
        for one in neighbours(economy, THIRD_DIGIT)
        if one.technology.line_share == 0.5 and one.technology.external_cost == 7.0
    ]
    moved = [float(ask(akcigit_kerr_equilibrium(one, SIZES))) for one in free]
    assert len(free) == 7
    assert abs(float(ask(there)) - value) <= sum(abs(one - float(ask(there))) for one in moved) + half


# The equations themselves -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("curvature", "line_share"), [(2.0, 0.395), (1.6, 0.3), (2.4, 0.5)])
def test_the_policy_solves_its_equations(curvature: float, line_share: float) -> None:
    """Each equation of the problem holds at the solution, and no better choice of x and z exists."""
    base = published_economy()
    problem = replace(base, technology=replace(base.technology, curvature=curvature, line_share=line_share))
    tau, growth = 0.14, 0.01
    policy = research_policy(problem, tau, growth, SIZES)
    assert policy.status is Status.SOLVED
    technology, n = problem.technology, np.arange(1.0, SIZES)
    surplus = policy.line_value * (1 + problem.steps.mean_external) + np.diff(policy.firm_values)

    def line_gain(z: float) -> float:
        return z * problem.steps.internal * policy.line_value - technology.internal_cost * z**curvature

    def firm_gain(x: np.ndarray) -> np.ndarray:
        return n * x * surplus - technology.external_cost * n**technology.size_power * x**curvature

    values, external = policy.firm_values[:-1], policy.external[:-1]
    assert (0.02 + growth + tau) * policy.line_value == pytest.approx(problem.profit + line_gain(policy.internal))
    below = np.append(0.0, values[:-1])
    assert 0.02 * values == pytest.approx(firm_gain(external) + n * tau * (below - values), rel=1e-7)
    for other in (0.9, 1.1):
        assert np.all(firm_gain(external) > firm_gain(other * external))
        assert line_gain(policy.internal) > line_gain(other * policy.internal)


def test_founding_just_pays_in_equilibrium() -> None:
    there = akcigit_kerr_equilibrium(published_economy(), SIZES)
    policy, steps = there.policy, there.economy.steps
    assert policy.line_value * (1 + steps.mean_external) + policy.firm_values[0] == pytest.approx(0.830, rel=1e-10)
    again = research_policy(there.economy, there.destruction, there.growth, SIZES)
    assert again.external == pytest.approx(policy.external, rel=1e-8)
    n = np.arange(1, SIZES + 1)
    entry = there.destruction * there.firms[0]
    assert entry + there.firms @ (n * policy.external) == pytest.approx(there.destruction)


def test_the_top_of_the_sizes_does_not_matter() -> None:
    few, many = (akcigit_kerr_equilibrium(published_economy(), sizes) for sizes in (100, 800))
    assert few.destruction == pytest.approx(many.destruction, rel=1e-9)


def test_what_has_no_finite_value_is_said_and_not_clamped() -> None:
    base = published_economy()
    cheap = replace(base, technology=replace(base.technology, external_cost=0.5, line_share=0.5))
    assert research_policy(cheap, 0.05, 0.0, SIZES).status is Status.NO_FINITE_FIRM_VALUE
    cheap = replace(base, technology=replace(base.technology, internal_cost=1e-4))
    assert research_policy(cheap, 0.05, 0.0, SIZES).status is Status.NO_FINITE_LINE_VALUE


def test_constant_returns_have_a_finite_value_exactly_where_the_quadratic_has_a_root() -> None:
    """σ̃ = 1, ψ = 2: G²/(4χ) = (ρ+τ)(G − A(1+s̄)) has a root if and only if (ρ+τ)χ ≥ A(1+s̄)."""
    base = published_economy()
    for tau, growth in ((0.05, 0.0), (0.1, 0.01), (0.2, 0.02)):
        plain = replace(base, technology=replace(base.technology, line_share=0.5))
        dear = replace(plain, technology=replace(plain.technology, external_cost=1e3))
        gain = research_policy(dear, tau, growth, 2).line_value * (1 + base.steps.mean_external)
        edge = gain / (0.02 + tau)
        for factor, status in ((1.01, Status.SOLVED), (0.99, Status.NO_FINITE_FIRM_VALUE)):
            problem = replace(plain, technology=replace(plain.technology, external_cost=factor * edge))
            policy = research_policy(problem, tau, growth, SIZES)
            assert policy.status is status
            if status is Status.SOLVED:
                assert policy.external[0] == pytest.approx((0.02 + tau) * (1 - (1 - 1 / factor) ** 0.5), rel=1e-6)


def test_a_founding_cost_that_never_pays_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match=r"founding \(ν_e\)"):
        akcigit_kerr_equilibrium(replace(published_economy(), founding=1e4), SIZES)


@pytest.mark.parametrize(
    "change", [{"line_share": 1.2}, {"line_share": -0.1}, {"curvature": 1.0}, {"external_cost": 0.0}]
)
def test_technologies_outside_their_range_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(OutOfRangeError):
        replace(published_economy().technology, **change)


def decades(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(np.log10(least), np.log10(most)).map(lambda power: 10.0**power)


economies = st.builds(
    Economy,
    st.builds(Technology, decades(1e-4, 1e3), decades(1e-3, 1e4), decades(1e-2, 9).map(lambda over: 1 + over), st.floats(0, 1)),
    st.builds(Steps, decades(1e-4, 10), decades(1e-4, 10), st.floats(0.001, 1), st.floats(0, 1)),
    decades(1e-6, 1), st.just(0.1), decades(1e-4, 1), decades(1e-4, 1e4),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(economies, decades(1e-4, 10), decades(1e-6, 0.2))
def test_every_economy_ends_with_an_answer_or_the_reason_why_there_is_none(
    economy: Economy, tau: float, growth: float
) -> None:
    policy = research_policy(economy, tau, growth, 64)
    if policy.status is Status.SOLVED:
        assert np.all(policy.external >= 0)
        assert np.all(np.diff(policy.firm_values, prepend=0.0) >= -1e-9 * policy.firm_values[-1])
    there = equilibrium_or_none(economy)
    if there is not None:
        worth = there.policy.line_value * (1 + economy.steps.mean_external) + there.policy.firm_values[0]
        assert worth == pytest.approx(economy.founding, rel=1e-8)


def equilibrium_or_none(economy: Economy) -> Equilibrium | None:
    try:
        return akcigit_kerr_equilibrium(economy, 64)
    except OutOfRangeError:
        return None


# Quality ----------------------------------------------------------------------------------------------------------------


def test_the_multiplicative_ladder() -> None:
    assert round(ladder_mean(0.10, 0.05, 1.0), 6) == 0.004879
    hits = np.random.default_rng(7).poisson(0.10 * 20.0, size=(20_000, 5)) * np.log(1.05)
    means = hits.mean(axis=1)
    expected = ladder_variance(0.10, 0.05, 20.0, 5)
    assert means.var() == pytest.approx(expected, abs=4 * expected * (2 / 20_000) ** 0.5 * 1.2)


def test_relative_quality_by_simulation_of_independent_lines() -> None:
    """The step of a follow-up depends on the count that the line has reached: ignoring it would halve the variance.

    Within four standard errors and 0.5 % for the periods of dt, in which a second hit is lost (τ dt/2).
    """
    steps = Steps(internal=0.05, major=0.3, major_share=0.3, decay=0.9)
    tau, z = 0.2, 0.05
    growth = tau * steps.mean_external + z * steps.internal
    generator, lines, dt = np.random.default_rng(11), 40_000, 0.05
    quality, count = np.ones(lines), generator.geometric(0.3, lines) - 1
    for _ in range(int(90 / dt)):
        hit = generator.random(lines) < tau * dt
        major = hit & (generator.random(lines) < 0.3)
        count = np.where(major, 0, count + hit)
        quality = quality + np.where(hit, 0.3 * 0.9 ** count.astype(float), 0.0)
        quality = quality * (1 + 0.05 * (generator.random(lines) < z * dt)) / (1 + growth * dt)
    expected = relative_quality_variance(steps, tau, z)
    relative = quality / quality.mean()
    spread, fourth = relative.var(), ((relative - 1.0) ** 4).mean()
    assert quality.mean() == pytest.approx(1.0, abs=4 * (spread / lines) ** 0.5)
    assert spread == pytest.approx(expected, abs=4 * ((fourth - spread**2) / lines) ** 0.5 + 0.005 * expected)


def test_quality_spreads_twice_as_much_as_steps_independent_of_it_would_make_it() -> None:
    """A line with many follow-ups is better and its next step smaller; with E[q̂; k] = p_k the variance is 0.048."""
    there = akcigit_kerr_equilibrium(published_economy(), SIZES)
    steps, tau, z = there.economy.steps, there.destruction, there.policy.internal
    k = np.arange(2000)
    sizes = np.concatenate(([steps.major], steps.major * steps.decay ** (k + 1)))
    chances = np.concatenate(
        ([steps.major_share], (1 - steps.major_share) * steps.major_share * (1 - steps.major_share) ** k)
    )
    mean, square = float(chances @ sizes), float(chances @ sizes**2)
    independent = tau * (2 * mean + square) / (2 * tau * mean - z * steps.internal**2) - 1
    assert round(independent, 3) == 0.048
    assert relative_quality_variance(steps, tau, z) > 1.9 * independent


def test_the_tail_of_quality_solves_its_equation() -> None:
    steps = published_economy().steps
    exponent = quality_tail_exponent(steps, 0.11536, 0.03846)
    growth = 0.11536 * steps.mean_external + 0.03846 * 0.051
    assert 0.03846 * (1.051**exponent - 1) == pytest.approx(growth * exponent)
    assert exponent > 10
