"""Exponential and logarithm from +, −, ·, / alone: the same bits on every machine with IEEE 754 arithmetic.

A machine's own functions differ in the last bit between versions and processors; a path of a simulation must not. The error
of both is below 5·10⁻¹⁶ relative (tested); numba is never told that it may reorder or contract operations.
"""

from __future__ import annotations

from math import frexp, ldexp

from numba import njit

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, the first with 21 trailing zero bits, so that k·LN2_HIGH is exact for |k| < 2²¹."""
INVERSE_LN2 = 1.44269504088896338700
SQUARE_ROOT_HALF = 0.70710678118654752440


@njit(cache=True)
def exp(x: float) -> float:
    """e^x for −700 ≤ x ≤ 700: x = k ln 2 + r with |r| ≤ ln 2 / 2, Taylor terms of r to the fourteenth, times 2^k."""
    k = int(x * INVERSE_LN2 + (0.5 if x >= 0.0 else -0.5))
    rest = (x - k * LN2_HIGH) - k * LN2_LOW
    total = 1.0
    for n in range(14, 0, -1):
        total = 1.0 + rest * total / n
    return ldexp(total, k)


@njit(cache=True)
def log(x: float) -> float:
    """ln x for normal x > 0: x = m 2^k with √½ ≤ m < √2, ln m = 2 artanh((m−1)/(m+1)) by its odd series."""
    m, k = frexp(x)
    if m < SQUARE_ROOT_HALF:
        m, k = m * 2.0, k - 1
    ratio = (m - 1.0) / (m + 1.0)
    square = ratio * ratio
    total = 0.0
    for n in range(23, 0, -2):
        total = total * square + 1.0 / n
    return k * LN2_HIGH + (2.0 * ratio * total + k * LN2_LOW)
