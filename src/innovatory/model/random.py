"""Random numbers that are a function of what they are for, never of what was drawn before (Philox4x32-10).

A draw is named by (seed, stream; index, quarter, draw): the same event of the same quarter gets the same 128 bits in every
process, after a checkpoint, and in the other arm of a comparison. Philox is the counter-based generator of Salmon, Moraes,
Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; the constants below are theirs.
"""

from __future__ import annotations

from enum import IntEnum
from math import isfinite

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint32]

MULTIPLY_0, MULTIPLY_2 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint32(0x9E3779B9), np.uint32(0xBB67AE85)
ROUNDS = 10
BITS16, BITS32 = np.uint64(16), np.uint64(32)
LOW16 = np.uint32(0xFFFF)
BITS12 = np.uint64(12)
MOST_SEED = 2**32 - 1
NEGLIGIBLE = 2.0**-80
"""Terms of a Poisson law that are smaller than this part of the largest one are left out."""


class Stream(IntEnum):
    """What draws are for: the second word of the key. A number is never given to another purpose."""

    CANDIDATES = 1  # how many candidate events the quarter has
    EVENTS = 2  # the marks of event k of the quarter
    SWITCHES = 3  # whether firm uid changes its kind
    START_OWNERS = 4  # the owner of line j at the start
    START_QUALITY = 5  # the quality and follow-up count of line j at the start
    START_KINDS = 6  # the kind of firm uid at the start


@njit(cache=True, inline="always")
def philox(
    first: np.uint32, second: np.uint32, third: np.uint32, fourth: np.uint32, key_0: np.uint32, key_1: np.uint32
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Philox4x32-10: four words of 32 bits from a counter of four words and a key of two.

    Inlined before it is compiled, and cast back to 32 bits at every step: only so a loop over it becomes vector instructions.
    """
    for _ in range(ROUNDS):
        product_0 = MULTIPLY_0 * np.uint64(first)
        product_2 = MULTIPLY_2 * np.uint64(third)
        first = np.uint32(np.uint32(product_2 >> BITS32) ^ second ^ key_0)
        third = np.uint32(np.uint32(product_0 >> BITS32) ^ fourth ^ key_1)
        second = np.uint32(product_2)
        fourth = np.uint32(product_0)
        key_0 = np.uint32(key_0 + WEYL_0)
        key_1 = np.uint32(key_1 + WEYL_1)
    return first, second, third, fourth


@njit(cache=True)
def words(
    index: int, quarter: int, draw: int, seed: int, stream: int
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """The 128 bits of one named draw."""
    low = np.uint32(index & 0xFFFFFFFF)
    high = np.uint32(index >> 32)
    return philox(low, high, np.uint32(quarter), np.uint32(draw), np.uint32(seed), np.uint32(stream))


@njit(cache=True)
def fill(start: int, out: Words, quarter: int, seed: int, stream: int) -> None:
    """Draw 0 of the indices start, start+1, … below 2³² into `out`, uint32[4, N]; compiled to vector instructions."""
    first, second, third, fourth = out[0], out[1], out[2], out[3]
    high, time, draw, key_0, key_1 = np.uint32(0), np.uint32(quarter), np.uint32(0), np.uint32(seed), np.uint32(stream)
    for i in range(first.size):
        first[i], second[i], third[i], fourth[i] = philox(np.uint32(start + i), high, time, draw, key_0, key_1)


@njit(cache=True)
def index_below(high: np.uint32, low: np.uint32, size: int) -> int:
    """An index in 0 … size-1 from 48 bits: floor(u · size / 2⁴⁸); no probability is off by more than 2⁻⁴⁸.

    `high`: 32 bits, `low`: 16 bits below them; size < 2³¹.
    """
    factor = np.uint64(np.uint32(size))
    rest = np.uint64(low) * factor
    return int(np.int64((np.uint64(high) * factor + (rest >> BITS16)) >> BITS32))


@njit(cache=True)
def unit(high: np.uint32, low: np.uint32) -> float:
    """A number in (0, 1) from 64 bits: the middle of one of 2⁵² intervals; mean ½ exactly, never 0 or 1."""
    whole = (np.uint64(high) << BITS32 | np.uint64(low)) >> BITS12
    return (np.float64(np.int64(whole)) + 0.5) * 2.0**-52


@njit(cache=True)
def poisson_quantile(mean: float, probability: float) -> int:
    """The least n with P(N ≤ n) ≥ probability, N ~ Poisson(mean): monotone in the mean and in the probability.

    The terms are taken relative to the largest and added from both ends of the law by +, · and / alone, so that the
    result does not depend on a machine's library of functions; what is left out is below 2⁻⁷⁸ of the law. Time grows with
    the square root of the mean.
    """
    if mean == 0.0:
        return 0
    mode = int(mean)
    term, total, first = 1.0, 1.0, mode
    while first > 0 and term > NEGLIGIBLE:
        term *= first / mean
        first -= 1
        total += term
    lowest = term
    term, last = 1.0, mode
    while term > NEGLIGIBLE:
        last += 1
        term *= mean / last
        total += term
    wanted = probability * total
    n, term = first, lowest
    below = term
    while below < wanted and n < last:
        n += 1
        term *= mean / n
        below += term
    return n


def draws(stream: Stream, seed: int, indices: NDArray[np.int64], quarter: int, draw: int = 0) -> Words:
    """The named draws of some indices (event numbers or uids), uint32[4, N]."""
    out = np.empty((4, len(indices)), dtype=np.uint32)
    _gather(np.ascontiguousarray(indices), out, quarter, draw, seed, int(stream))
    return out


def poisson(mean: float, stream: Stream, seed: int, index: int, quarter: int) -> int:
    """A Poisson count by inversion of one named uniform; ValueError unless 0 ≤ mean < 2³²."""
    if not (isfinite(mean) and 0.0 <= mean < 2.0**32):
        raise ValueError(f"the mean of a Poisson law is in [0, 2^32), not {mean}")
    return int(_poisson(mean, index, quarter, seed, int(stream)))


@njit(cache=True)
def _poisson(mean: float, index: int, quarter: int, seed: int, stream: int) -> int:
    first, second, _, _ = words(index, quarter, 0, seed, stream)
    return poisson_quantile(mean, unit(first, second))


@njit(cache=True)
def _gather(indices: NDArray[np.int64], out: Words, quarter: int, draw: int, seed: int, stream: int) -> None:
    for i in range(indices.size):
        out[0, i], out[1, i], out[2, i], out[3, i] = words(indices[i], quarter, draw, seed, stream)
