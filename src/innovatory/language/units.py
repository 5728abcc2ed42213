"""Units of measure: products and quotients of nine base units, compared when a sheet loads.

Money is yuan, shares are fractions (unit 1), people are persons or fte; nothing is converted silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from innovatory.language.mistakes import Mistake, nearest

BASE = ("yuan", "person", "fte", "year", "day", "count", "point", "m2")
WHOLE = frozenset({"person", "count", "day"})  # D11, D12: these are counted, never fractions


@dataclass(frozen=True)
class Unit:
    """Base units with their exponents, sorted by name: `yuan/m2` is (("m2", -1), ("yuan", 1))."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        return self._combine(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._combine(other, -1)

    def _combine(self, other: Unit, sign: int) -> Unit:
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + sign * power
        return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))

    @property
    def whole(self) -> bool:
        """Whether values in this unit are whole numbers (person, count, day)."""
        return len(self.powers) == 1 and self.powers[0][1] == 1 and self.powers[0][0] in WHOLE

    def __str__(self) -> str:
        above = [base if power == 1 else f"{base}^{power}" for base, power in self.powers if power > 0]
        below = [base if power == -1 else f"{base}^{-power}" for base, power in self.powers if power < 0]
        return "/".join(["*".join(above) or "1", *below])


ONE = Unit()
YUAN, PERSON, YEAR, DAY, COUNT, POINT = (
    Unit(((base, 1),)) for base in ("yuan", "person", "year", "day", "count", "point")
)


def unit(text: str) -> Unit:
    """Read a unit such as `yuan`, `1`, `yuan/m2/year` or `person*year`; `Mistake("unit")` if unknown."""
    result = ONE
    sign = 1
    for part in re.split(r"([*/])", text.replace(" ", "")):
        if part in "*/" and part:
            sign = 1 if part == "*" else -1
        elif part != "1":
            result = result._combine(_base(part, text), sign)
    return result


def _base(part: str, text: str) -> Unit:
    if part not in BASE:
        raise Mistake(
            "unit",
            f"no unit {part!r} in {text!r}; units are {', '.join(BASE)}, 1, their products and quotients",
            f"没有单位 {part!r}（{text!r}）；可用单位：{'、'.join(BASE)}、1 及其乘积与商",
            nearest=nearest(part, BASE),
        )
    return Unit(((part, 1),))


BARE = Unit((("bare", 1),))  # of a number written without unit: it takes the unit of its place (D9)
