"""How fat a tail is: the index of a Pareto tail with its standard error, its threshold, and whether two tails agree.

The index is the maximum-likelihood (Hill 1975) estimator above a threshold; the threshold is that of Clauset, Shalizi and
Newman 2009 (SIAM Review 51): where the fitted tail is nearest to the data by Kolmogorov's distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import ks_2samp

from innovatory.records.synthetic.draws import Floats

FEWEST = 20  # values above a threshold: with fewer the standard error means nothing


@dataclass(frozen=True)
class Tail:
    """The tail of some values above a threshold: its index with standard error, the number of values above."""

    threshold: float
    index: float
    error: float
    above: int


def hill(values: Floats, threshold: float) -> Tail | None:
    """The tail index by maximum likelihood, None for fewer than `FEWEST` values above the threshold.

    The estimate without bias is (n − 1)/Σ ln(x/t), its standard error index/√(n − 2).
    """
    above = values[values > threshold]
    if len(above) < FEWEST:
        return None
    index = (len(above) - 1) / float(np.log(above / threshold).sum())
    return Tail(threshold, index, index / sqrt(len(above) - 2), len(above))


def nearest_threshold(values: Floats, fewest: int = 50) -> Tail:
    """The tail at the threshold of Clauset, Shalizi and Newman; `ValueError` for fewer than `fewest` values."""
    ordered = np.sort(values)[::-1]
    if len(ordered) <= fewest:
        raise ValueError(f"{len(ordered)} values are too few for the threshold of a tail")
    found: list[tuple[float, float]] = []
    for above in range(fewest, len(ordered)):
        threshold = float(ordered[above])
        own = ordered[:above][::-1]
        logs = np.log(own / threshold)
        if logs[0] <= 0:  # ties: not a threshold between two values
            continue
        fitted = 1.0 - np.exp(-logs * (above / float(logs.sum())))
        steps = np.arange(above + 1) / above
        found.append((float(max((steps[1:] - fitted).max(), (fitted - steps[:-1]).max())), threshold))
    tail = hill(values, min(found)[1])
    if tail is None:
        raise ValueError("the tail is too short")
    return tail


def same_tail(first: Floats, second: Floats, first_threshold: float, second_threshold: float) -> float | None:
    """The p-value of Kolmogorov and Smirnov that two tails, each in units of its threshold, are of one distribution.

    None where one of them has fewer than `FEWEST` values.
    """
    tails = [values[values > at] / at for values, at in ((first, first_threshold), (second, second_threshold))]
    if min(len(tail) for tail in tails) < FEWEST:
        return None
    return float(ks_2samp(tails[0], tails[1], method="auto").pvalue)
