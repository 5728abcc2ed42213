"""How often a true engine fails a row of the ladder: no more often than the row's p-value says, over many small ladders."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from innovatory.experiment.ladder.city import TRUE_KERNEL, Engine
from innovatory.experiment.ladder.plan import QUICK
from innovatory.experiment.verification import RUNGS

LADDERS = 100
SIMULATED = ("yearly", "quarterly", "tiny", "growth", "lives", "equilibrium", "policy")
SMALL = replace(
    QUICK, cities=20, quarterly_cities=6, quarterly_lines=2_000, tiny_cities=30, equilibrium_cities=5, growth_cities=20,
    growth_lines=5_000, lives_lines=20_000, policy_cities=12, policy_lines=2_000, policy_years=10,
)  # fmt: skip
CONTINUOUS = {
    "lines_in_large", "self_hits", "entry_rate", "exit_rate", "steps_over_lines", "ladder_growth", "ladder_variance",
    "mean_growth", "growth_variance", "survivors_growth", "growth_slope", "size_of_survivors", "research_intensity",
    "internal_share", "policy_entry_rate", "growth", "destruction", "firms_per_line", "firms_of_size_per_line",
}  # fmt: skip
"""Quantities judged by Student's t, by χ² or by the normal law."""
RARE = 1e-5  # of some seventy rows one fails by chance in a thousand runs of this test


@pytest.fixture(scope="module")
def found() -> dict[str, list[float]]:
    """The p-values of every row, one from each ladder."""
    by_row: dict[str, list[float]] = defaultdict(list)
    for seed in range(100, 100 + LADDERS):
        for rung in SIMULATED:
            for row in RUNGS[rung](replace(SMALL, seed=seed), Engine(TRUE_KERNEL)):
                if row.p is not None:
                    by_row[f"{rung} {row.quantity} {dict(row.facts)}"].append(row.p)
    return by_row


def test_no_row_fails_more_often_than_its_level(found: dict[str, list[float]]) -> None:
    assert len(found) > 60
    for level in (0.2, 0.05, 0.01):
        often = {row: sum(p <= level for p in values) for row, values in found.items()}
        assert {row: k for row, k in often.items() if stats.binom.sf(k - 1, LADDERS, level) < RARE} == {}


def test_all_rows_together_keep_to_their_level(found: dict[str, list[float]]) -> None:
    """Rows of one ladder depend on each other, ladders do not."""
    p = np.array(list(found.values()))
    for level in (0.05, 0.01):
        share = (p <= level).mean(axis=0)
        assert share.mean() < level + 4 * share.std(ddof=1) / sqrt(LADDERS)


def test_where_p_is_continuous_it_reaches_its_level_as_often_as_it_says(found: dict[str, list[float]]) -> None:
    """Where a count is judged, p jumps and its level is reached more seldom; a mean or a variance has no such excuse."""
    p = np.array([values for row, values in found.items() if row.split()[1] in CONTINUOUS])
    assert len(p) > 25
    share = (p <= 0.05).mean(axis=0)
    assert abs(share.mean() - 0.05) < 4 * share.std(ddof=1) / sqrt(LADDERS)
