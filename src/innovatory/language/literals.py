"""Amounts, ranges and days as sheets write them: `12`, `5%`, `50m`, `3bn`, `10k`, `25..30`, `2024-06-30`.

A literal stands for a decimal number; it is scaled in decimal and rounded to float64 once.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from innovatory.language.mistakes import Mistake

SCALES = {"": Decimal(1), "%": Decimal("0.01"), "k": Decimal(1000), "m": Decimal(10**6), "bn": Decimal(10**9)}
_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%|k|m|bn)?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@lru_cache(maxsize=4096)
def number(text: str) -> float:
    """The float64 nearest to a literal such as `-5%` or `0.1m`; `Mistake("literal")` otherwise."""
    found = _NUMBER.fullmatch(text)
    value = float(Decimal(found[1]) * SCALES[found[2] or ""]) if found else float("inf")
    if abs(value) == float("inf"):
        raise Mistake(
            "literal",
            f"{text!r} is not a number; write 12, 0.5, 5%, 10k, 50m or 3bn",
            f"{text!r} 不是数；请写作 12、0.5、5%、10k、50m 或 3bn",
        )
    return value + 0.0  # minus zero is zero (D14)


def number_or_range(text: str) -> float | tuple[float, float]:
    """A number, or the pair of ends of `low..high`; `Mistake("range")` if the ends are reversed."""
    low_text, dots, high_text = text.partition("..")
    if not dots:
        return number(text.strip())
    low, high = number(low_text.strip()), number(high_text.strip())
    if low > high:
        raise Mistake("range", f"the ends of {text!r} are reversed", f"区间 {text!r} 的两端颠倒")
    return (low, high)


def day(text: str) -> date:
    """A calendar date written with four, two and two digits; `Mistake("date")` if there is no such day."""
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> date:
    raise Mistake("date", f"{text!r} is no calendar date (YYYY-MM-DD)", f"{text!r} 不是有效日期（YYYY-MM-DD）")
