"""Numbers as pairs of ends, and the one rule of comparison (to 12 significant digits of the terms).

An *end* is (value, scale): the scale is the largest absolute term on the way to the value, so that a cancellation is
forgiven (`language.md`, comparison). A number is (low end, high end); a point has the same end twice. None is unknown.
A sum of terms of one sign cannot cancel: its own size is part of its scale.
"""

from __future__ import annotations

from math import ceil, floor, inf

EPSILON = 1e-12
MAX_WHOLE = 2.0**53  # above it every float64 is whole
HUGE = 1.7976931348623157e308  # the greatest float64

End = tuple[float, float]
Number = tuple[End, End]


def point(value: float) -> Number:
    """A number without width; minus zero is zero (D14)."""
    end = (value + 0.0, abs(value))
    return (end, end)


def ranged(low: float, high: float) -> Number:
    """A number between two ends."""
    return point(low) if low == high else ((low + 0.0, abs(low)), (high + 0.0, abs(high)))


def reaches(a: End, b: End) -> bool:
    """Whether a ≥ b − ε·m, with m the larger scale."""
    return a[0] + EPSILON * (a[1] if a[1] > b[1] else b[1]) >= b[0]


def exceeds(a: End, b: End) -> bool:
    """Whether a > b + ε·m, with m the larger scale."""
    return a[0] - EPSILON * (a[1] if a[1] > b[1] else b[1]) > b[0]


def add(a: Number, b: Number) -> Number | None:
    """Sum, or None beyond float64 (D14)."""
    low = _sum(a[0], b[0])
    high = low if a[0] is a[1] and b[0] is b[1] else _sum(a[1], b[1])
    return _finite(low, high)


def negative(a: Number) -> Number:
    """Minus a."""
    high = (-a[0][0] + 0.0, a[0][1])
    return (high, high) if a[0] is a[1] else ((-a[1][0] + 0.0, a[1][1]), high)


def multiply(a: Number, b: Number) -> Number | None:
    """Product: the extremes of the ends' products."""
    if a[0] is a[1] and b[0] is b[1]:
        low = _product(a[0], b[0])
        return _finite(low, low)
    products = [_product(x, y) for x in a for y in b]
    return _finite(min(products), max(products))


def divide(a: Number, b: Number) -> Number | None:
    """Quotient; None if the divisor is, or may be, zero within its tolerance."""
    if holds_zero(b):
        return None
    if a[0] is a[1] and b[0] is b[1]:
        low = _quotient(a[0], b[0])
        return _finite(low, low)
    quotients = [_quotient(x, y) for x in a for y in b]
    return _finite(min(quotients), max(quotients))


def holds_zero(b: Number) -> bool:
    """Whether zero lies within the tolerance of a number."""
    return b[0][0] <= EPSILON * b[0][1] and b[1][0] >= -EPSILON * b[1][1]


def hull(a: Number | None, b: Number | None) -> Number | None:
    """The smallest range that holds both; unknown if one is."""
    if a is None or b is None:
        return None
    low, high = min(a[0], b[0]), max(a[1], b[1])
    return (low, low) if low == high else (low, high)


def _sum(a: End, b: End) -> End:
    value = a[0] + b[0]
    return (value, max(a[1], b[1], abs(value)))


def _product(a: End, b: End) -> End:
    return (a[0] * b[0] + 0.0, max(a[1] * abs(b[0]), abs(a[0]) * b[1]))


def _quotient(a: End, b: End) -> End:
    value = a[0] / b[0]
    return (value + 0.0, max(a[1] / abs(b[0]), abs(value) * (b[1] / abs(b[0]))))


def _finite(low: End, high: End) -> Number | None:
    return (low, high) if -inf < low[0] and high[0] < inf and low[0] == low[0] and high[0] == high[0] else None


def round_half_away(value: float, digits: int) -> float:
    """Half away from zero at stated digits; a value within ε·|x| of a half is a half (D13)."""
    power = 10.0 ** abs(digits)
    scaled = abs(value) * power if digits >= 0 else abs(value) / power
    if scaled >= MAX_WHOLE:
        return value
    below = floor(scaled)
    whole = below + 1 if scaled - below >= 0.5 - EPSILON * scaled else below
    size = whole / power if digits >= 0 else whole * power
    return -size + 0.0 if value < 0 else size


def round_down(value: float) -> float:
    """`floor`, forgiving ε·|x| (D13)."""
    return value if abs(value) >= MAX_WHOLE else float(floor(value + EPSILON * abs(value)))


def round_up(value: float) -> float:
    """`ceil`, forgiving ε·|x| (D13)."""
    return value if abs(value) >= MAX_WHOLE else float(ceil(value - EPSILON * abs(value)))
