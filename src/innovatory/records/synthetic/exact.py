"""Sums that are met to the last unit although every figure is whole."""

from __future__ import annotations

import numpy as np

from innovatory.records.synthetic.draws import Floats

TAKERS = 1000  # figures that may give something back


def scaled(values: Floats, weight: Floats, total: int) -> Floats:
    """Whole figures in proportion to the values (none negative) whose weighted sum is the total.

    What rounding leaves goes to the largest figures of weight 1, and where these are too small to give something back,
    first to the largest of all. Where no figure has weight 1, the sum is off by less than the least weight.
    """
    known = np.where(np.isnan(values), 0.0, values)
    whole: Floats = np.rint(known * (total / float((known * weight).sum())))
    left = total - int((whole * weight).sum())
    order = np.argsort(-whole, kind="stable")
    single = order[weight[order] == 1.0]
    for row in [*single[:TAKERS].tolist(), *order[:TAKERS].tolist()]:
        if left >= 0:
            break
        step = max(np.floor(left / weight[row]), -whole[row])
        whole[row] += step
        left -= int(step * weight[row])
    last = single[0] if len(single) else order[0]
    whole[last] += np.trunc(left / weight[last])
    return np.where(np.isnan(values), np.nan, whole)


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
