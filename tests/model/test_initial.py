"""The start: whole, of the stationary law, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from cities import city
from scipy import stats

from innovatory.model.links.technical_research import akcigit_kerr
from innovatory.model.state import broken, sizes


@pytest.mark.parametrize("name", ["klette-kortum", "klette-kortum-equilibrium", "akcigit-kerr", "two-types"])
@pytest.mark.parametrize("lines", ["1", "2", "1000"])
def test_a_start_is_whole(name: str, lines: str) -> None:
    _, _, state = city(name, 3, lines=lines)
    assert broken(state) == []
    assert state.quarter == 0
    assert int(state.firms.lines.sum()) == int(lines)


def test_singletons_are_firms_of_one_line() -> None:
    _, _, state = city("klette-kortum", 3, lines="40", start="singletons")
    assert sizes(state).tolist() == [0, 40]


def test_the_urn_gives_the_mean_and_variance_of_ewens() -> None:
    """E[F] = Σ Θ/(Θ+i), Var[F] = Σ Θi/(Θ+i)² over i = 0 … J−1, Θ = Jη/λ (model.md §7.2)."""
    lines, theta = 400, 400 * 0.04 / 0.06
    firms = np.array([city("klette-kortum", seed, lines=str(lines))[2].firms.count for seed in range(400)])
    i = np.arange(lines)
    mean, variance = (theta / (theta + i)).sum(), (theta * i / (theta + i) ** 2).sum()
    assert abs(firms.mean() - mean) < 4 * np.sqrt(variance / 400)
    assert stats.chi2.cdf(399 * firms.var(ddof=1) / variance, 399) == pytest.approx(0.5, abs=0.4999)


def test_the_urn_gives_the_sizes_of_ewens() -> None:
    """E[a_1] = Θ J/(Θ+J−1) firms of one line; over 200 cities, their variance from the cities themselves."""
    lines, theta = 400, 400 * 0.04 / 0.06
    ones = np.array([sizes(city("klette-kortum", seed, lines=str(lines))[2])[1] for seed in range(200)])
    assert abs(ones.mean() - theta * lines / (theta + lines - 1)) < 4 * ones.std(ddof=1) / np.sqrt(200)


def test_sizes_of_akcigit_kerr_are_those_of_the_theory() -> None:
    parameters, _, state = city("akcigit-kerr", 3, lines="200000")
    law = akcigit_kerr(parameters).firms
    seen, expected = sizes(state)[1:8], law[:7] / law.sum() * state.firms.count
    seen, expected = (
        np.append(seen, state.firms.count - seen.sum()),
        np.append(expected, state.firms.count - expected.sum()),
    )
    assert stats.chisquare(seen, expected).pvalue > 1e-4


def test_quality_of_akcigit_kerr_has_mean_one_and_follow_ups_are_geometric() -> None:
    _, tables, state = city("akcigit-kerr", 3, lines="100000")
    quality = np.exp(state.lines.log_quality.astype(float))
    assert abs(quality.mean() - 1.0) < 4 * 0.31 / np.sqrt(100_000) * 1.1
    assert state.quality_sum == pytest.approx(quality.sum(), rel=1e-12)
    chance = tables.quality.major_share
    counts = np.bincount(state.lines.follow_up, minlength=10)[:10]
    expected = 100_000 * chance * (1 - chance) ** np.arange(10)
    rest = 100_000 - counts.sum(), 100_000 - expected.sum()
    assert stats.chisquare(np.append(counts, rest[0]), np.append(expected, rest[1])).pvalue > 1e-4


def test_kinds_of_the_first_firms_are_drawn() -> None:
    _, _, state = city("two-types", 3, lines="20000", high_share="0.3")
    high = int((state.firms.kind[state.firms.alive] == 1).sum())
    assert abs(high - 6000) < 4 * np.sqrt(20_000 * 0.3 * 0.7)
