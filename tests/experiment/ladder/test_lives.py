"""The rung on lives: counts of a cohort vary as binomial ones although its firms take lines from each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import sqrt

import numpy as np

from innovatory.experiment.ladder.city import TRUE_KERNEL, Engine
from innovatory.experiment.ladder.lives import lives
from innovatory.experiment.ladder.plan import QUICK


def test_counts_of_a_cohort_vary_as_binomial_ones() -> None:
    """z over 300 cities of 1,000 lines, 40 firms founded in each: mean 0 and deviation 1, within four standard errors."""
    cities, plan = 300, replace(QUICK, lives_lines=1_000, lives_ages=(1, 10))
    z: dict[str, list[float]] = defaultdict(list)
    for seed in range(2_000, 2_000 + cities):
        for row in lives(replace(plan, seed=seed), Engine(TRUE_KERNEL)):
            if row.test == "exact" and row.z is not None:
                z[f"{row.quantity} {row.facts['age']}"].append(row.z)
    assert set(z) == {"survival 1", "leaving 1", "survival 10", "single_survivors 10"}
    for seen in map(np.array, z.values()):
        assert len(seen) == cities
        assert abs(seen.mean()) < 4 / sqrt(cities)
        assert abs(seen.std(ddof=1) - 1.0) < 4 / sqrt(2 * cities)
