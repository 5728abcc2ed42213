"""Rows of the ladder: p-values against their definitions and by simulation, and when a row passes."""

from __future__ import annotations

import json
from math import comb, exp, factorial

import numpy as np
import pytest
from scipy import stats

from innovatory.experiment.ladder.rows import (
    Published,
    Quantity,
    Row,
    binomial,
    chi2_p,
    dispersion,
    equal,
    exact,
    jackknifed,
    normal,
    over_cities,
    poisson,
    ratio_over_cities,
    row_of,
    variance_over_cities,
)
from innovatory.model.theory import Ewens, law_of_firms

OF = Quantity("firms", "firms", {"lines": "20"})


def test_a_poisson_count_is_judged_by_the_sum_of_its_terms() -> None:
    row = poisson(OF, 3, 8.0, 2.0)
    assert row.p == pytest.approx(2 * sum(exp(-8.0) * 8.0**k / factorial(k) for k in range(4)))
    assert (row.formula, row.simulated, row.standard_error) == pytest.approx((4.0, 1.5, 8.0**0.5 / 2))


def test_a_binomial_share_is_judged_by_the_sum_of_its_terms() -> None:
    row = binomial(OF, 9, 10, 0.5)
    assert row.p == pytest.approx(2 * sum(comb(10, k) for k in (9, 10)) / 2**10)


def test_a_count_with_a_law_is_judged_by_the_law() -> None:
    law = law_of_firms(Ewens(20, 13.0), 4)
    row = exact(OF, 60, law, 4)
    assert row.p == pytest.approx(2 * sum(law.at(k) for k in range(60, 81)))
    assert row.simulated == 15.0


def test_means_and_variances_over_cities_are_those_of_the_textbook() -> None:
    values = np.random.default_rng(3).normal(5.0, 2.0, 12)
    assert over_cities(OF, values, 4.5).p == pytest.approx(stats.ttest_1samp(values, 4.5).pvalue)
    row = variance_over_cities(OF, values, 4.0)
    below = stats.chi2.cdf(11 * values.var(ddof=1) / 4.0, 11)
    assert row.p == pytest.approx(2 * min(below, 1 - below))


def test_a_ratio_over_cities_is_judged_by_its_difference() -> None:
    below = np.random.default_rng(4).uniform(1, 2, 15)
    above = 3 * below + np.random.default_rng(5).normal(0, 0.1, 15)
    row = ratio_over_cities(OF, list(above), list(below), 3.0)
    assert row.p == pytest.approx(stats.ttest_1samp(above - 3 * below, 0.0).pvalue)
    assert row.simulated == pytest.approx(above.sum() / below.sum())
    assert row.z == pytest.approx((row.simulated - 3.0) / row.standard_error)


def test_the_jackknife_of_a_mean_is_students_t() -> None:
    values = np.random.default_rng(7).normal(5.0, 2.0, 12)
    without = (values.sum() - values) / 11
    row, plain = jackknifed(OF, values.mean(), without, 4.5), over_cities(OF, values, 4.5)
    assert (row.standard_error, row.p) == pytest.approx((plain.standard_error, plain.p))


def test_hits_that_fall_alike_pass_and_others_do_not() -> None:
    generator = np.random.default_rng(6)
    even = generator.poisson(6.0, size=(5, 2000))
    assert dispersion(OF, even, 6.0).p > 0.001
    assert dispersion(OF, generator.poisson(generator.uniform(5, 7, 2000), size=(5, 2000)), 6.0).p < 1e-4
    assert dispersion(OF, np.full((2, 100), 6), 6.0).p < 1e-12


def test_exact_p_values_reach_a_level_no_more_often_than_it_says() -> None:
    counts = np.random.default_rng(8).poisson(7.0, 4000)
    p = np.array([poisson(OF, int(k), 7.0, 1.0).p for k in counts])
    for level in (0.2, 0.05, 0.01):
        assert (p <= level).mean() <= level + 3 * (level / 4000) ** 0.5


def test_what_never_varies_fails_unless_it_is_exactly_right() -> None:
    assert over_cities(OF, [1.0, 1.0, 1.0], 1.0).passes(0.01)
    assert not over_cities(OF, [1.0, 1.0, 1.0], 1.1).passes(0.01)
    assert normal(OF, 0.3, 0.0, 0.2).p == 0.0
    assert chi2_p(float("nan"), 5) == 0.0


def test_a_row_passes_where_all_that_it_says_holds() -> None:
    assert Row("firms", "firms", 1.0, p=0.02, simulated=1.1).passes(0.01)
    assert not Row("firms", "firms", 1.0, p=0.005, simulated=1.1).passes(0.01)
    assert not Row("firms", "firms", 1.0, p=float("nan"), simulated=1.1).passes(0.01)
    assert Row("firms", "firms", 1.004, published=Published(1.0, 0.005)).passes(0.01)
    assert not Row("firms", "firms", 1.006, published=Published(1.0, 0.005)).passes(0.01)
    assert not Row("firms", "firms", 1.006, published=Published(1.0, 0.005), p=0.5).passes(0.01)
    assert equal(OF, 3, 3).passes(0.01)
    assert not equal(OF, 2, 3).passes(0.01)


def test_a_row_survives_its_file() -> None:
    for row in (poisson(OF, 3, 8.0, 2.0), OF.row(1.0, published=Published(1.0, 0.1)), equal(OF, 2, 3)):
        assert row_of(json.loads(json.dumps(row.as_dict()))) == row
