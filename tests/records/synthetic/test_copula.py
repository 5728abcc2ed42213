"""Scores hang together by their loadings and by nothing else."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.stats import kstest

from innovatory.records.synthetic.constants import Spread
from innovatory.records.synthetic.copula import Copula, logit_normal, lognormal, rest
from innovatory.records.synthetic.draws import Draws

LOADINGS = {
    "rd": {"scale": 0.9, "technology": 0.3},
    "intensity": {"scale": -0.2, "technology": 0.6},
    "age": {"maturity": 0.8},
    "staff": {"scale": 0.6, "maturity": 0.3},
}
N = 40_000


def test_the_variance_of_a_variable_that_is_its_own_by_hand() -> None:
    assert rest(LOADINGS["rd"]) == pytest.approx(1 - 0.81 - 0.09)


# by hand: the sum of the products of the loadings, 0.9 · (−0.2) + 0.3 · 0.6 = 0, 0.9 · 0.6 = 0.54, 0.3 · 0.8 = 0.24
@pytest.mark.parametrize(
    ("first", "second", "correlation"),
    [("rd", "intensity", 0.0), ("rd", "age", 0.0), ("rd", "staff", 0.54), ("age", "staff", 0.24)],
)
def test_drawn_scores_are_normal_and_correlated_by_their_loadings(first: str, second: str, correlation: float) -> None:
    copula = Copula(Draws(1), LOADINGS, "tier", N)
    factors = copula.factors()
    one, other = copula.score(first, factors), copula.score(second, factors)
    assert kstest(one, "norm").pvalue > 0.001
    assert abs(np.corrcoef(one, other)[0, 1] - correlation) < 4 / sqrt(N)


def test_another_draw_of_a_variable_shares_only_its_factors() -> None:
    copula = Copula(Draws(1), LOADINGS, "tier", N)
    factors = copula.factors()
    one, other = copula.score("rd", factors), copula.score("rd", factors, "rd.2")
    assert abs(np.corrcoef(one, other)[0, 1] - 0.9) < 4 / sqrt(N)


def test_marginals_by_hand() -> None:
    assert lognormal(Spread(5.0, 2.0), np.array([0.0, 1.0])).tolist() == pytest.approx([5.0, 5.0 * np.e**2])
    # 0.8 is four to one; one unit of spread 1 makes it four e to one
    assert logit_normal(Spread(0.8, 1.0), np.array([0.0, 1.0])).tolist() == pytest.approx(
        [0.8, 4 * np.e / (1 + 4 * np.e)]
    )
