"""What a closed form accepts: every function of the theory refuses a number outside its range and names the range.

Nothing is clamped: a formula outside its range has no meaning, and a silent limit would hide that.
"""

from __future__ import annotations

from math import inf, isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray


class OutOfRangeError(ValueError):
    """A number for which a closed form does not hold: its `name`, the `value` and the `expected` range in words."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} = {value!r}: expected {expected}")
        self.name = name
        self.value = value
        self.expected = expected


def positive(name: str, value: float) -> float:
    """The value if it is finite and above zero."""
    return above(name, value, 0.0)


def above(name: str, value: float, least: float) -> float:
    """The value if it is finite and above `least`."""
    if not (isfinite(value) and value > least):
        raise OutOfRangeError(name, value, f"a finite number above {least:g}")
    return value


def not_negative(name: str, value: float) -> float:
    """The value if it is finite and not below zero."""
    return within(name, value, 0.0, inf)


def within(name: str, value: float, least: float, most: float) -> float:
    """The value if it is finite and lies in [least, most]."""
    if not (isfinite(value) and least <= value <= most):
        raise OutOfRangeError(name, value, _interval(least, most))
    return value


def whole(name: str, value: int, least: int) -> int:
    """The value if it is a whole number from `least` on; a float that happens to be whole is refused."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < least:
        raise OutOfRangeError(name, value, f"a whole number from {least} on")
    return int(value)


def whole_sizes(sizes: ArrayLike) -> NDArray[np.float64]:
    """Sizes of firms in lines, as floats, if all are whole numbers from 1 on."""
    n = np.asarray(sizes, dtype=np.float64)
    if n.size and not (np.all(np.isfinite(n)) and np.all(n >= 1) and np.all(n == np.floor(n))):
        raise OutOfRangeError("sizes (n)", sizes, "whole numbers of lines from 1 on")
    return n


def _interval(least: float, most: float) -> str:
    return f"a finite number from {least:g} on" if most == inf else f"a number from {least:g} to {most:g}"
