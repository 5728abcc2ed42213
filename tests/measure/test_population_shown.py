"""Rank correlations as the report tells them: those of the units that rows stand for, equal values with equal ranks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from innovatory.measure.population_shown import rank_correlations
from innovatory.records.synthetic.draws import Draws


def test_they_are_spearmans() -> None:
    x, noise = (np.round(Draws(2).normals(name, 500), 1) for name in ("x", "noise"))
    y = x + noise
    found = rank_correlations([x, y], np.ones(500))
    assert found[0][1] == found[1][0] == pytest.approx(spearmanr(x, y).statistic)
    assert found[0][0] == pytest.approx(1)


def test_a_row_counts_as_often_as_it_stands_for_units() -> None:
    x, y = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 1.0, 4.0, 3.0])
    weight = np.array([1, 3, 2, 5])
    units = spearmanr(np.repeat(x, weight), np.repeat(y, weight)).statistic
    assert rank_correlations([x, y], weight.astype(np.float64))[0][1] == pytest.approx(units)
