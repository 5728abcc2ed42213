"""The estimator: bins and fit by hand, known masses found exactly, error rates with fixed seeds against exact binomials."""

from __future__ import annotations

from math import comb, erf, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.policy.bunching import REPLICATES, Estimate, Fitter, Interval, estimate, resampled, strength
from innovatory.policy.placebo import Placebos, Track, placebos
from innovatory.policy.threshold_bins import Counts, Floats, Grid, Sample, Spot, counted, freedman_diaconis, grid

AT_ONE = Spot(1.0)
GRID = Grid(0.05, 10, 2, 1)


def window(totals: Floats, of: Grid = GRID) -> Counts:
    """A window of these counts, every row of weight 1."""
    rows = np.round(totals).astype(np.int64)
    return Counts(of, of.numbers, rows, totals, totals, np.cumsum(rows) - rows)


def cubic(of: Grid = GRID) -> Floats:
    """Counts that a polynomial of the third order gives exactly."""
    z = (of.numbers + 0.5) / of.half
    counts: Floats = 400 + 100 * z - 80 * z**2 + 60 * z**3
    return counts


# Bins ----------------------------------------------------------------------------------------------------------------


def test_the_width_is_that_of_freedman_and_diaconis() -> None:
    # 0, 1 … 999: the quartiles are 249.75 and 749.25, n^(1/3) = 10
    assert freedman_diaconis(np.arange(1000.0)) == pytest.approx(2 * 499.5 / 10)


def test_bins_are_narrow_enough_for_the_region_and_divide_it() -> None:
    few, many = (grid(Sample.of(np.linspace(0.4, 1.6, n)), AT_ONE, 0.5) for n in (600, 120_000))
    # 500 in the window: 2 · 0.5 / 500^(1/3) = 0.126, more than a tenth of the reach
    assert few == Grid(0.05, 10, 2, 1)
    # 100 000 in the window: 2 · 0.5 / 46.4 = 0.02154; 0.5 / 30 is the widest tenth part that is not wider
    assert isinstance(many, Grid)
    assert (many.half, many.failing, many.passing) == (30, 6, 3)
    assert many.region(AT_ONE) == pytest.approx((0.9, 1.05))


def test_whole_values_have_bins_of_whole_units() -> None:
    persons = Sample.of(np.repeat(np.arange(-60.0, 61.0), 40), whole=True)
    found = grid(persons, Spot(0.0), 50.0)
    assert isinstance(found, Grid)
    # 4 040 rows in −50 … 50 with quartiles ±25: 2 · 50 / 15.9 = 6.3, at most a tenth of 50: 5 persons
    assert (found.width, found.half, found.failing, found.passing) == (5.0, 10, 2, 1)
    assert set(counted(persons, found, Spot(0.0)).rows) == {200}


@pytest.mark.parametrize(("strict", "failing", "passing"), [(False, 60, 61), (True, 61, 60)])
def test_what_stands_on_the_threshold_passes_unless_the_comparison_is_strict(
    strict: bool, failing: int, passing: int
) -> None:
    sample = Sample.of(np.arange(-60.0, 61.0), strict=strict, whole=True)
    below = int(sample.split(np.array([0.0]), 1e-9)[0])
    assert (below, 121 - below) == (failing, passing)
    # bins of 20 hold −60 … −41 or −59 … −40, so that all six hold 20 whole numbers either way
    assert counted(sample, Grid(20.0, 3, 1, 1), Spot(0.0)).rows.tolist() == [20] * 6


def test_an_edge_is_not_missed_by_what_float64_lacks() -> None:
    # 0.1 + 0.2 is above 0.3, 0.7 + 0.1 below 0.8: both are on the edge and belong to the bin that begins there
    places = np.array([0.1 + 0.2, 0.7 + 0.1, 0.5, 1.5])
    split = Sample.of(places).split(np.array([0.3, 0.8, 1.2]), 1e-10)
    assert split.tolist() == [0, 2, 3]


def test_bins_beyond_the_data_and_bins_left_out_are_not_counted() -> None:
    sample = Sample.of(np.arange(0.72, 1.31, 0.001))
    assert counted(sample, GRID, AT_ONE).numbers.tolist() == list(range(-5, 6))
    assert counted(sample, GRID, AT_ONE, without=(1.0, 1.1)).numbers.tolist() == [-5, -4, -3, -2, -1, 2, 3, 4, 5]


# The fit -------------------------------------------------------------------------------------------------------------


def figures(totals: Floats, order: int = 3) -> tuple[float, float]:
    fitter = Fitter(window(totals))
    chosen = fitter.orders.index(order)
    excess, missing, _ = fitter.figures(totals, fitter.counterfactual(totals, chosen))
    return float(excess), float(missing)


@given(st.lists(st.integers(1, 500), min_size=20, max_size=20), st.integers(0, 4))
@settings(deadline=None, max_examples=60)
def test_the_counterfactual_holds_as_many_as_there_are(rows: list[int], chosen: int) -> None:
    totals = np.array(rows, dtype=np.float64)
    assert Fitter(window(totals)).counterfactual(totals, chosen).sum() == pytest.approx(totals.sum())


@pytest.mark.parametrize("order", [3, 5, 7])
def test_mass_moved_inside_the_region_is_found_exactly(order: int) -> None:
    totals = cubic()
    totals[[8, 9]] -= (30, 70)  # the two bins below the threshold
    totals[10] += 100
    assert figures(totals, order) == pytest.approx((100, 100))


def test_mass_that_came_from_all_over_the_failing_side_is_put_back_in_proportion() -> None:
    totals = cubic()
    moved = 0.1 * totals[:8].sum()  # a tenth of every bin below the region
    totals[:8] *= 0.9
    totals[10] += moved
    excess, missing = figures(totals)
    assert excess == pytest.approx(moved)
    assert missing == pytest.approx(0, abs=1e-6)


def test_the_relative_excess_is_in_bins_of_the_expected_height() -> None:
    totals = cubic()
    height = totals[10]
    totals[10] += height
    totals[9] -= height
    fitter = Fitter(window(totals))
    assert fitter.figures(totals, fitter.counterfactual(totals, 0))[2] == pytest.approx(1)


def test_the_order_is_that_of_the_least_bic() -> None:
    totals = np.random.default_rng(1).poisson(cubic() * 3, (40, 20)).astype(np.float64)
    fitter, z = Fitter(window(totals[0])), (GRID.numbers + 0.5) / GRID.half
    n, best = int(fitter.outside.sum()), []
    for each in totals:
        scores = []
        for order in fitter.orders:
            fit = np.polynomial.Polynomial.fit(z[fitter.outside], each[fitter.outside], order)
            squares = ((each - fit(z))[fitter.outside] ** 2).sum()
            scores.append(n * log(squares / n) + (order + 1) * log(n))
        best.append(int(np.argmin(scores)))
    assert fitter.choose(totals).tolist() == best
    assert len(set(best)) > 1


def test_the_standard_error_is_the_slope_in_every_count() -> None:
    totals = np.random.default_rng(2).poisson(cubic()).astype(np.float64)
    counts = window(totals)
    fitter = Fitter(counts)
    slopes = []
    for index in range(len(totals)):
        ends = []
        for step in (0.01, -0.01):
            moved = totals.copy()
            moved[index] += step
            ends.append(fitter.figures(moved, fitter.counterfactual(moved, 1))[0])
        slopes.append((ends[0] - ends[1]) / 0.02)
    assert fitter.error(counts, 1) == pytest.approx(sqrt((np.array(slopes) ** 2 * totals).sum()), rel=1e-6)


def test_rows_are_drawn_again_with_their_weights() -> None:
    places = np.repeat([0.91, 1.01], 50)
    weights = np.where(np.arange(100) % 2 == 0, 1.0, 3.0)
    sample = Sample.of(np.concatenate((places, [0.4, 1.6])), np.concatenate((weights, [1.0, 1.0])))
    drawn = resampled(sample, counted(sample, GRID, AT_ONE))
    assert drawn.shape == (REPLICATES, 20)
    used = drawn[:, [8, 10]]
    assert drawn.sum() == used.sum()
    # 100 rows each of weight 1 or 3: the weights of all are even and lie between 100 and 300, 200 on average
    totals = used.sum(axis=1)
    assert set(totals % 2) == {0.0}
    assert abs(totals.mean() - 200) < 4 * 10 / sqrt(REPLICATES)


def test_the_same_data_have_the_same_interval_and_weights_scale_it() -> None:
    places = np.random.default_rng(3).lognormal(0.2, 0.7, 4000)
    one, again, double = (
        estimate(Sample.of(places, weight), GRID, AT_ONE) for weight in (None, None, np.full(4000, 2.0))
    )
    assert isinstance(one, Estimate)
    assert isinstance(again, Estimate)
    assert isinstance(double, Estimate)
    assert one.excess == again.excess
    assert [double.excess.value, double.excess.low, double.excess.high] == pytest.approx(
        [2 * one.excess.value, 2 * one.excess.low, 2 * one.excess.high]
    )
    assert double.relative.value == pytest.approx(one.relative.value)


# When nothing can be said --------------------------------------------------------------------------------------------


def spread(n: int, low: float, high: float) -> Sample:
    return Sample.of(np.linspace(low, high, n))


@pytest.mark.parametrize(
    ("sample", "why"),
    [
        (spread(49, 0.51, 1.49), "few_rows"),
        (spread(4000, 0.8, 1.2), "few_bins"),  # four bins on each side, three of them in the region
        (spread(4000, 0.9, 1.9), "one_sided"),  # nothing below the region
        (spread(4000, 0.2, 1.1), "one_sided"),  # one bin above it
        (spread(100, 0.4, 1.6), "few_expected"),  # 100 · 0.05 / 1.2 = 4 rows
    ],
)
def test_nothing_is_estimated_from_too_little(sample: Sample, why: str) -> None:
    assert (estimate(sample, GRID, AT_ONE), strength(sample, GRID, AT_ONE)) == (why, None)


def test_no_bins_are_made_of_too_few_rows() -> None:
    assert grid(Sample.of(np.array([])), AT_ONE, 0.5) == "no_rows"
    assert grid(spread(49, 0.51, 1.49), AT_ONE, 0.5) == "few_rows"
    assert grid(Sample.of(np.zeros(100), whole=True), Spot(0.0), 0.5) == "few_bins"


# Error rates ---------------------------------------------------------------------------------------------------------


def chance_outside(n: int, p: float, hits: int) -> float:
    """The two-sided exact binomial p-value of this many hits (twice the smaller tail)."""
    terms = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    return min(1.0, 2 * min(sum(terms[: hits + 1]), sum(terms[hits:])))


def share_below(x: float) -> float:
    """Of the lognormal distribution of the samples below, median e^0.2 and deviation 0.7."""
    return 0.5 * (1 + erf((log(x) - 0.2) / 0.7 / sqrt(2)))


def drawn(seed: int, n: int, moved: float) -> Floats:
    """n values; of those from 0.92 to 1 the share `moved` goes to the first 3 % above 1."""
    random = np.random.default_rng(seed)
    values = random.lognormal(0.2, 0.7, n)
    movers = (values >= 0.92) & (values < 1) & (random.random(n) < moved)
    values[movers] = 1 + 0.03 * random.random(int(movers.sum()))
    return values


def compared(values: Floats) -> Placebos:
    sample = Sample.of(values)
    found = grid(sample, AT_ONE, 0.5)
    assert isinstance(found, Grid)
    true = strength(sample, found, AT_ONE)
    assert true is not None
    track = Track(AT_ONE, 0.5, True, 1.0, False)
    return placebos(sample, found, track, track.spots(), true)


def test_without_bunching_the_p_values_are_those_of_chance() -> None:
    found = [compared(drawn(seed, 2500, 0.0)) for seed in range(200)]
    assert min(one.tried for one in found) >= 46
    # of about 49 ranks two have p ≤ 5 % and 24 have p < 50 %
    small, half = sum(one.p <= 0.05 for one in found), sum(one.p < 0.5 for one in found)
    assert chance_outside(200, 2 / 49, small) > 0.001
    assert chance_outside(200, 24 / 49, half) > 0.001


def test_planted_bunching_is_found_by_the_placebos() -> None:
    assert [compared(drawn(seed, 4000, 0.8)).stronger for seed in range(5)] == [0] * 5


@pytest.mark.parametrize("moved", [0.0, 0.5])
def test_the_interval_covers_the_planted_mass_as_often_as_it_says(moved: float) -> None:
    n, samples = 4000, 200
    truth = n * moved * (share_below(1) - share_below(0.92))
    hits = 0
    for seed in range(samples):
        found = estimate(Sample.of(drawn(seed, n, moved)), GRID, AT_ONE)
        assert isinstance(found, Estimate)
        hits += found.excess.low <= truth <= found.excess.high
    assert chance_outside(samples, 0.95, hits) > 0.001


@pytest.mark.parametrize(("missing_up_to", "afar"), [(8.9, True), (9.1, False)])
def test_what_is_missing_is_compared_with_the_least_excess(missing_up_to: float, afar: bool) -> None:
    excess, missing = Interval(14.0, 9.0, 20.0), Interval(5.0, 1.0, missing_up_to)
    assert Estimate(excess, missing, excess, 3, 2.0, window(cubic()), cubic()).from_afar is afar


def test_mass_from_beyond_the_region_is_spoken_of() -> None:
    random = np.random.default_rng(5)
    values = random.lognormal(0.2, 0.7, 20_000)
    movers = (values >= 0.8) & (values < 1) & (random.random(20_000) < 0.5)
    values[movers] = 1 + 0.03 * random.random(int(movers.sum()))
    far, near = (estimate(Sample.of(each), GRID, AT_ONE) for each in (values, drawn(5, 20_000, 0.5)))
    assert isinstance(far, Estimate)
    assert isinstance(near, Estimate)
    assert (far.from_afar, near.from_afar) == (True, False)
