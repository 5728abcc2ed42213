"""Sums that are met to the last unit although every figure is whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from innovatory.records.synthetic.draws import Floats

TAKERS = 1000


def scaled(values: Floats, weight: Floats, total: int) -> Floats:
    """Whole figures in proportion to the values whose weighted sum is the total.

    What rounding leaves goes to the largest figure of weight 1; where no figure has that weight, the sum is off by less
    than the least weight.
    """
    known = np.where(np.isnan(values), 0.0, values)
    whole: Floats = np.rint(known * (total / float((known * weight).sum())))
    left = total - int((whole * weight).sum())
    for row in _takers(whole, weight).tolist():
        step = max(np.trunc(left / weight[row]), -whole[row])
        whole[row] += step
        left -= int(step * weight[row])
        if not left:
            break
    return np.where(np.isnan(values), np.nan, whole)


def _takers(whole: Floats, weight: Floats) -> NDArray[np.int64]:
    """The rows that take what rounding leaves: the largest figures of weight 1, then the largest of all."""
    order = np.argsort(-whole, kind="stable")
    return np.concatenate([order[weight[order] == 1.0][:TAKERS], order[:TAKERS]])


def counts(expected: Floats, weight: Floats, total: int, chances: Floats) -> Floats:
    """Whole numbers with the given expectations whose weighted sum is the total.

    Every expectation is rounded up with the probability of its fraction; what is left over or lacks is taken one by one
    from the rows of weight 1 with the largest expectations.
    """
    share = expected * (total / float((expected * weight).sum()))
    found: Floats = np.floor(share + chances)
    left = total - int((found * weight).sum())
    order = np.argsort(-np.where(weight == 1.0, share, -1.0), kind="stable")
    order = order[weight[order] == 1.0]
    while left and len(order):
        able = order if left > 0 else order[found[order] > 0]
        if not len(able):
            break
        step = able[: min(abs(left), len(able))]
        found[step] += 1.0 if left > 0 else -1.0
        left -= len(step) if left > 0 else -len(step)
    return found
