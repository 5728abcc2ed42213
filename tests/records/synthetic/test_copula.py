"""Scores hang together by their loadings and by nothing else."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.stats import kstest

from innovatory.records.synthetic.constants import Spread
from innovatory.records.synthetic.copula import Copula, correlation, logit_normal, lognormal, rest
from innovatory.records.synthetic.draws import Draws

LOADINGS = {
    "rd": {"scale": 0.9, "technology": 0.3},
    "intensity": {"scale": -0.2, "technology": 0.6},
    "age": {"maturity": 0.8},
}
N = 40_000


def test_the_correlation_of_two_variables_by_hand() -> None:
    assert correlation(LOADINGS["rd"], LOADINGS["intensity"]) == pytest.approx(-0.18 + 0.18)
    assert rest(LOADINGS["rd"]) == pytest.approx(1 - 0.81 - 0.09)
    assert correlation(LOADINGS["rd"], LOADINGS["age"]) == 0


@pytest.mark.parametrize(("first", "second"), [("rd", "intensity"), ("rd", "age")])
def test_drawn_scores_are_normal_and_have_that_correlation(first: str, second: str) -> None:
    copula = Copula(Draws(1), LOADINGS, "tier", N)
    factors = copula.factors()
    one, other = copula.score(first, factors), copula.score(second, factors)
    assert kstest(one, "norm").pvalue > 0.001
    assert abs(np.corrcoef(one, other)[0, 1] - correlation(LOADINGS[first], LOADINGS[second])) < 4 / sqrt(N)


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
