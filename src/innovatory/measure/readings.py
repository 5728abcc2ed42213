"""What published figures say of a quantity: an interval, as narrow as the printed text allows and no narrower.

`93.3` is known to half a unit of its last digit, `more than 90` from 90 upwards, `about 4` to half a unit of its last
digit that counts. A share or an increase of two figures is the interval of all values that both allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innovatory.measure.evidence import Evidence
    from innovatory.measure.statistics import Figure

DIGITS = 12  # of a float64 that mean anything after a printed number was scaled to its base unit
NOTES = {
    "budget": r"\bbudget\b",
    "year_inferred": r"year inferred|year not stated|year from|year by|page dated",
    "derived": r"derived here",
    "preliminary": r"preliminary|first published",
    "expected": r"expected",
    "doubtful": r"dating error|doubtful|cut off|wrong",
    "weak_source": r"secondary|aggregator|machine-translated|garbled|OCR|third-party chart|wiki",
}
"""What must be told beside a figure, by the words of its qualifier (the list stands in the notes on the statistics)."""
_NOT_OBSERVED = re.compile(r"\btarget\b|legal floor|policy text")
_OPEN_BOUND = re.compile(r"more than|over|exceed|surpass", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One value of a quantity in its base unit, between `low` and `high`; an open end is not reached itself.

    `value` is what was printed (for a bound: the bound), or worked out of what was printed, None where nothing is known; `figures` are what it rests
    on, `of` their values (part and whole of a share, later and earlier of an increase), `rows` the number of records,
    `basis` the amount that was added up in records, `preferred` whether all figures are the preferred ones,
    `told` what else must be told of it, `rests_on` the facts of the records behind it (None: only figures are).
    """

    low: float
    high: float
    value: float | None
    low_open: bool = False
    high_open: bool = False
    figures: tuple[Figure, ...] = ()
    of: tuple[float, ...] = ()
    rows: int | None = None
    basis: str | None = None
    preferred: bool = True
    told: tuple[str, ...] = ()
    rests_on: Evidence | None = None

    @property
    def bound(self) -> str:
        """`lower`, `upper` or `exact`: which side is known."""
        return "lower" if self.high == inf else "upper" if self.low == -inf else "exact"

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be told beside it (keys of `NOTES`, and those it was given), in that order."""
        found = {key for figure in self.figures for key in _notes(figure)}
        return tuple(dict.fromkeys([*(key for key in NOTES if key in found), *self.told]))

    def as_dict(self) -> dict[str, Any]:
        """Plain data; an end that is not known is null."""
        return {
            "value": self.value,
            "low": None if self.low == -inf else self.low,
            "high": None if self.high == inf else self.high,
            "bound": self.bound,
            "open": self.low_open if self.bound == "lower" else self.high_open,
            "of": list(self.of),
            "basis": self.basis,
            "rows": self.rows,
            "preferred": self.preferred,
            "notes": list(self.notes),
            "figures": [_figure(one) for one in self.figures],
        }


def _notes(figure: Figure) -> list[str]:
    return [key for key, words in NOTES.items() if re.search(words, figure.qualifier)]


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "year": figure.year,
        "value": figure.value,
        "unit": str(figure.unit),
        "shown": figure.shown,
        "shown_unit": figure.shown_unit,
        "bound": figure.bound,
        "open": bool(_OPEN_BOUND.search(figure.qualifier)),
        "qualifier": figure.qualifier,
        "notes": _notes(figure),
        "source": figure.source,
        "quote": figure.quote,
        "series": figure.series,
        "preferred": figure.preferred,
    }


def is_observed(figure: Figure) -> bool:
    """Whether a figure tells what was: no target, no text of a policy, no part of a year."""
    return figure.period not in ("target", "part_year") and not _NOT_OBSERVED.search(figure.qualifier)


def read(figure: Figure) -> Reading:
    """What one figure says, in its base unit."""
    value, half = tidy(figure.value), _half_a_unit(figure)
    is_open = bool(_OPEN_BOUND.search(figure.qualifier))
    low = value if figure.bound == "lower" else -inf if figure.bound == "upper" else tidy(value - half)
    high = value if figure.bound == "upper" else inf if figure.bound == "lower" else tidy(value + half)
    return Reading(
        low,
        high,
        value,
        low_open=is_open and figure.bound == "lower",
        high_open=is_open and figure.bound == "upper",
        figures=(figure,),
        preferred=figure.preferred,
    )


def _half_a_unit(figure: Figure) -> float:
    """Half a unit of the last digit that counts: nothing for what was counted one by one."""
    text = figure.shown.replace(",", "").strip("-")
    roughly = figure.bound == "approximate"
    if (figure.unit.whole and not roughly) or not float(text):
        return 0.0
    whole, _, decimals = text.partition(".")
    trailing = len(whole) - len(whole.rstrip("0")) if roughly and not decimals else 0
    return 0.5 * 10.0 ** (trailing - len(decimals)) * abs(figure.value) / float(text)


def shares(parts: Iterable[Figure], wholes: Iterable[Figure]) -> Iterator[Reading]:
    """The share of every part in every whole, in the order given; a whole that may be nothing gives none."""
    for figures in product(parts, wholes):
        part, whole = (read(figure) for figure in figures)
        if whole.low > 0 and part.low >= 0:
            low = part.low / whole.high, part.low_open or whole.high_open
            high = part.high / whole.low, part.high_open or whole.low_open
            yield _joined(figures, low, high, figures[0].value / figures[1].value)


def increases(later: Iterable[Figure], earlier: Iterable[Figure]) -> Iterator[Reading]:
    """Every later figure less every earlier one of the same series; pairs across a break are left out."""
    for figures in product(later, earlier):
        if figures[0].series == figures[1].series:
            now, then = (read(figure) for figure in figures)
            low = now.low - then.high, now.low_open or then.high_open
            high = now.high - then.low, now.high_open or then.low_open
            yield _joined(figures, low, high, figures[0].value - figures[1].value)


def _joined(figures: tuple[Figure, Figure], low: tuple[float, bool], high: tuple[float, bool], value: float) -> Reading:
    return Reading(
        low=tidy(low[0]),
        high=tidy(high[0]),
        value=tidy(value),
        low_open=low[1],
        high_open=high[1],
        figures=figures,
        of=tuple(tidy(figure.value) for figure in figures),
        preferred=all(figure.preferred for figure in figures),
    )


def tidy(value: float) -> float:
    """A number without the noise that scaling left behind its twelfth digit."""
    return float(f"{value:.{DIGITS}g}")
