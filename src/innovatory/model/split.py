"""Whole yuan split by largest remainder: exact integers whatever the order of what they are split over.

Every part first gets the whole yuan of its quota; the yuan left over go one each to the largest remainders. Of equal
remainders the one with the smaller key (a permanent identifier) comes first, so that neither the place in an array nor
the number of processes decides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
MOST_TOTAL = 2**52  # yuan; up to here the estimate of a quota in float64 is off by less than four
MOST_WEIGHT = 2**60  # of all parts together; remainders then keep their sign in 64 bits


def split(total: int, weights: Whole, keys: Whole) -> Whole:
    """The yuan of each part: whole numbers that add up to `total`, in proportion to `weights`.

    `weights` are not negative and of shape (n,), `keys` differ from each other and have the same shape; `total` is from
    0 to 2**52 yuan, the weights add up to at most 2**60. Raises `ValueError` outside of that, or where something is
    split and all weights are zero.
    """
    first = np.zeros(len(weights), dtype=np.int64)
    return split_within(np.array([total], dtype=np.int64), first, weights, keys)


def split_within(totals: Whole, segments: Whole, weights: Whole, keys: Whole) -> Whole:
    """Several totals, each split within its own segment; the order of the segments changes nothing.

    `totals` has shape (s,); `segments` holds for each of the n parts the place of its total. The bounds of `split` hold
    for every segment.
    """
    sums = _weight_sums(totals, segments, weights)
    parts, remainders = _quotas(totals[segments], weights, np.maximum(sums, 1)[segments])
    left = totals - _segment_sums(parts, segments, len(totals))
    if len(totals) == 1:
        return parts + _largest(remainders, keys, int(left[0]))
    order = np.lexsort((keys, -remainders, segments))
    starts = np.searchsorted(segments[order], np.arange(len(totals)))
    rank = np.arange(len(order)) - starts[segments[order]]
    parts[order] += rank < left[segments[order]]
    return parts


def _quotas(totals: Whole, weights: Whole, sums: Whole) -> tuple[Whole, Whole]:
    """Quotient and remainder of totals * weights / sums, exact although the product does not fit into 64 bits.

    The quotient is estimated in float64. Its remainder, taken modulo 2**64, is right as long as it lies within 2**63,
    and tells by how much the estimate was off.
    """
    estimate = np.floor(totals.astype(np.float64) * weights / sums).astype(np.int64)
    product = totals.view(np.uint64) * weights.view(np.uint64) - estimate.view(np.uint64) * sums.view(np.uint64)
    rest: Whole = product.view(np.int64)
    off: Whole = np.floor_divide(rest, sums)
    return estimate + off, rest - off * sums


def _largest(remainders: Whole, keys: Whole, left: int) -> Whole:
    """One for each of the `left` largest remainders, zero for the others; found without sorting them all."""
    given = np.zeros(len(remainders), dtype=np.int64)
    if left == 0:
        return given
    edge = np.partition(remainders, len(remainders) - left)[len(remainders) - left]
    given[remainders > edge] = 1
    equal = np.flatnonzero(remainders == edge)
    given[equal[np.argsort(keys[equal], kind="stable")[: left - int(given.sum())]]] = 1
    return given


def _weight_sums(totals: Whole, segments: Whole, weights: Whole) -> Whole:
    if len(weights) and int(weights.min()) < 0:
        raise ValueError("a weight is negative")
    if len(totals) and not 0 <= int(totals.min()) <= int(totals.max()) <= MOST_TOTAL:
        raise ValueError(f"a total is not from 0 to {MOST_TOTAL:,} yuan")
    # in floating point a sum cannot wrap around; the bound has room for its rounding
    if np.bincount(segments, weights=weights, minlength=len(totals)).max(initial=0.0) > MOST_WEIGHT:
        raise ValueError(f"the weights of a segment add up to more than {MOST_WEIGHT:,}")
    sums = _segment_sums(weights, segments, len(totals))
    if bool(np.any((sums == 0) & (totals > 0))):
        raise ValueError("there is nothing to split over: all weights of a segment are zero")
    return sums


def _segment_sums(values: Whole, segments: Whole, number: int) -> Whole:
    if number == 1:
        return np.array([values.sum()], dtype=np.int64)
    sums = np.zeros(number, dtype=np.int64)
    np.add.at(sums, segments, values)
    return sums
