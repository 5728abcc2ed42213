"""What published figures say of a quantity at the end of a year, or in it, where they say so only roughly or for other days.

A figure of the year itself wins. Between two figures of one definition the quantity is taken to have changed at an even
rate: that is *derived*, and kept on its side of every bound of the year. Beyond the last figure nothing is said. Figures
on two sides of a break are never joined.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Literal

from innovatory.measure.readings import is_observed, read
from innovatory.measure.statistics import Figure

Basis = Literal["published", "derived", "assumed"]
How = Literal["printed", "bound", "interpolated", "worked_out", "assumed"]
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_ANOTHER_DAY = re.compile(rf"_(?:(early|mid)_)?({'|'.join(MONTHS)}|mid_year)(_after)?$")


@dataclass(frozen=True)
class Estimate:
    """A quantity in its base unit, between `low` and `high`; `figures` are those behind it, `family` their definition.

    `how` tells whether it was printed for the year, is only a bound, lies between two figures or was worked out of
    several quantities.
    """

    value: float
    low: float
    high: float
    how: How
    figures: tuple[Figure, ...]
    family: str = ""

    @property
    def basis(self) -> Basis:
        """Published where it stands printed for the year, derived or assumed otherwise."""
        if self.how in ("printed", "bound"):
            return "published"
        return "assumed" if self.how == "assumed" else "derived"


def day_of(figure: Figure) -> date:
    """The day for which a figure holds: the end of its year unless its series says another day."""
    found = _ANOTHER_DAY.search(figure.series)
    if found is None:
        return date(figure.year, 12, 31)
    part, name, after = found.groups()
    if name == "mid_year":
        return date(figure.year, 6, 30)
    month, year = MONTHS.index(name) + 1, figure.year + (after is not None)
    last = monthrange(year, month)[1]
    return date(year, month, {"early": 10, "mid": 15}.get(part, last))


def family_of(figure: Figure) -> str:
    """The definition behind a series: figures of one quantity at different days of the year belong together."""
    return _ANOTHER_DAY.sub("", figure.series)


def own(figures: Iterable[Figure], indicator: str) -> list[Figure]:
    """The figures of an indicator that tell what was."""
    return [one for one in figures if one.indicator == indicator and is_observed(one) and one.flag != "estimated"]


def years_of(figures: Iterable[Figure], indicator: str) -> list[int]:
    """The years of an indicator for which there is a figure, sorted."""
    return sorted({one.year for one in own(figures, indicator)})


def estimate(figures: Iterable[Figure], indicator: str, year: int, family: str | None = None) -> Estimate | None:
    """What is known of an indicator in a year, None where there is no figure of it and none on both sides.

    With `family` only figures of that definition count.
    """
    known = [one for one in own(figures, indicator) if family in (None, family_of(one))]
    told = [one for one in known if one.year == year and day_of(one) == date(year, 12, 31)]
    printed = [one for one in told if one.bound in ("exact", "approximate")]
    if printed:
        return _printed(min(printed, key=lambda one: not one.preferred))
    bounds = [one for one in told if one.bound in ("lower", "upper")]
    between = _between(known, year, bounds)
    if between is not None:
        return between
    if bounds:
        return _printed(min(bounds, key=lambda one: not one.preferred))
    return None


def nearest(figures: Iterable[Figure], indicator: str, year: int, family: str | None = None) -> Estimate | None:
    """What is known of an indicator in a year, else in the year nearest to it (then assumed to hold); None for nothing.

    For shares that change little, never for amounts.
    """
    known = [one for one in own(figures, indicator) if family in (None, family_of(one))]
    found = estimate(known, indicator, year, family)
    if found is not None:
        return found
    usable = [one for one in known if one.period != "part_year"]
    if not usable:
        return None
    closest = min(usable, key=lambda one: (abs(one.year - year), not one.preferred, one.bound != "exact"))
    told = _printed(closest)
    return Estimate(told.value, told.low, told.high, "assumed", told.figures, told.family)


def _printed(figure: Figure) -> Estimate:
    reading = read(figure)
    how: How = "printed" if figure.bound in ("exact", "approximate") else "bound"
    return Estimate(figure.value, reading.low, reading.high, how, (figure,), family_of(figure))


def _between(known: Iterable[Figure], year: int, bounds: Iterable[Figure]) -> Estimate | None:
    """Between the nearest figures before and after, of the definition whose figures are nearest together."""
    families: dict[str, list[Figure]] = defaultdict(list)
    for one in known:
        if one.bound in ("exact", "approximate") and one.value > 0:
            families[family_of(one)].append(one)
    end, found = date(year, 12, 31), []
    for family, members in families.items():
        before = [one for one in members if day_of(one) < end]
        after = [one for one in members if day_of(one) > end]
        if before and after:
            first = max(before, key=lambda one: (day_of(one), one.preferred))
            last = min(after, key=lambda one: (day_of(one), not one.preferred))
            found.append(((day_of(last) - day_of(first)).days, family, first, last))
    if not found:
        return None
    span, family, first, last = min(found, key=lambda one: (one[0], one[1]))
    part = (end - day_of(first)).days / span
    value = first.value ** (1 - part) * last.value**part
    low, high = _sides(bounds)
    return Estimate(min(max(value, low), high), low, high, "interpolated", (first, last, *bounds), family)


def _sides(bounds: Iterable[Figure]) -> tuple[float, float]:
    readings = [read(one) for one in bounds]
    return max((one.low for one in readings), default=0.0), min((one.high for one in readings), default=inf)


def product(first: Estimate, second: Estimate) -> Estimate:
    """The product of two quantities, which nobody printed: derived, or assumed where one of them is."""
    how: How = "assumed" if "assumed" in (first.how, second.how) else "worked_out"
    high = inf if inf in (first.high, second.high) else first.high * second.high
    figures = (*first.figures, *second.figures)
    return Estimate(first.value * second.value, first.low * second.low, high, how, figures, first.family)
