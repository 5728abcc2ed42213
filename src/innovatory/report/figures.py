"""Numbers as people read them: money in millions or 万元, shares in percent, whole persons, ranges as `low – high`.

What is shown is rounded to four significant digits; a gap, which somebody will follow, is exact. Two numbers that
differ never look the same beside each other. A number without a unit is a share, unless it is far above one (dollars,
a multiple): then it is written plainly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10

from innovatory.report.words import phrases, say

Amount = Mapping[str, float | None] | float | bool | str | None
"""A value of an answer: a range of `low` and `high`, a number, a truth, a text, or None for unknown."""

DIGITS = 4  # significant digits of what is shown
WELL_SAID = 1e11  # no gap is told in larger steps than billions or 亿, which keep all digits of it
MOST_DIGITS = 15  # all that a float64 has
LARGE = 10.0  # a number without a unit is no share from here on: nobody writes 1,000 %
SIZES = {
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
    "zh": ((1e12, "trillion"), (1e8, "billion"), (1e4, "million")),
}


@dataclass(frozen=True)
class Scale:
    """How numbers of a unit are written: divided by `size`, in the phrase `phrase`; `whole` ones have no decimals."""

    size: float
    phrase: str
    whole: bool = False
    unit: str = ""


def unit_beside(unit: str, beside: Amount) -> str:
    """The unit in which a number is written beside another one: `1` becomes `share` or `number`, all others stay.

    A margin or a gap of a few dollars must be written as its threshold of millions is, not as a share.
    """
    ends = _ends(beside)
    if unit != "1" or ends is None:
        return unit
    return "number" if max(abs(ends[0]), abs(ends[1])) >= LARGE else "share"


def figure(amount: Amount, unit: str, lang: str, digits: int = DIGITS) -> str:
    """An amount in its unit: `9.79%`, `124.6 million yuan`, `58 – 76 points`, `20 million`, `yes`, `unknown`."""
    if isinstance(amount, bool):
        return say("truth.yes" if amount else "truth.no", lang)
    if isinstance(amount, str):
        return amount
    ends = _ends(amount)
    if ends is None:
        return say("truth.unknown", lang)
    return _written(ends, unit_beside(unit, amount), lang, digits, signed=False)


def difference(amount: Amount, unit: str, lang: str, digits: int = DIGITS) -> str:
    """A margin with its sign: `+2.5 percentage points`, `−12 – +6 points`."""
    ends = _ends(amount)
    if ends is None:
        return say("truth.unknown", lang)
    return _written(ends, _of_difference(unit_beside(unit, amount)), lang, digits, signed=True)


def exact(low: float, high: float, unit: str, lang: str) -> str:
    """An amount that somebody will follow: never rounded to what would fall short."""
    told = unit_beside(unit, {"low": low, "high": high})
    scale = _scale(min(max(abs(low), abs(high)), WELL_SAID), _of_difference(told), lang)
    if scale.size > 1 and any(_decimals(end / scale.size) > 3 for end in (low, high)):
        scale = Scale(1.0, "money.yuan" if unit == "yuan" else "unit.", whole=True)
    return _written((low, high), unit, lang, MOST_DIGITS - 3, signed=False, scale=scale)


def side_by_side(value: Amount, threshold: Amount, unit: str, lang: str) -> tuple[str, str]:
    """A value and its threshold, with as many digits as it takes to tell them apart if they differ."""
    unit = unit_beside(unit, threshold)
    pair = figure(value, unit, lang), figure(threshold, unit, lang)
    for digits in range(DIGITS, MOST_DIGITS + 1):
        pair = figure(value, unit, lang, digits), figure(threshold, unit, lang, digits)
        if pair[0] != pair[1] or _ends(value) == _ends(threshold):
            break
    return pair


def share(part: float, whole: float, lang: str) -> str:
    """A part of a whole in percent, `—` of nothing."""
    return figure(part / whole, "1", lang, 3) if whole else "—"


def _of_difference(unit: str) -> str:
    return "points of percent" if unit in ("1", "share") else unit


def _ends(amount: Amount) -> tuple[float, float] | None:
    if isinstance(amount, Mapping):
        low, high = amount.get("low"), amount.get("high")
        return None if low is None or high is None else (float(low), float(high))
    if isinstance(amount, bool | str) or amount is None:
        return None
    return float(amount), float(amount)


def _written(
    ends: tuple[float, float], unit: str, lang: str, digits: int, *, signed: bool, scale: Scale | None = None
) -> str:
    scale = scale or _scale(max(abs(ends[0]), abs(ends[1])), unit, lang)
    texts = [_number(end / scale.size, digits, scale, signed=signed) for end in dict.fromkeys(ends)]
    phrase = f"{scale.phrase}.one" if texts == ["1"] and f"{scale.phrase}.one" in phrases() else scale.phrase
    return say(phrase, lang, n=" – ".join(texts), unit=scale.unit)


def _scale(most: float, unit: str, lang: str) -> Scale:
    size, word = next(((size, word) for size, word in SIZES[lang] if most >= size), (1.0, ""))
    if unit == "yuan":
        return Scale(size, f"money.{word or 'yuan'}", whole=size == 1 and most >= 1000)
    if unit == "number":
        return Scale(size, f"number.{word}" if word else "unit.")
    if unit == "share":
        return Scale(0.01, "unit.percent")
    if unit == "points of percent":
        return Scale(0.01, "unit.percentage_point")
    known = f"unit.{unit}"
    return Scale(1.0, known if known in phrases() else "unit.other", unit=unit)


def _number(number: float, digits: int, scale: Scale, *, signed: bool) -> str:
    places = max(0, digits - 1 - (floor(log10(abs(number))) if number else 0))
    text = f"{abs(number):,.{0 if scale.whole else min(places, 12)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = "−" if number < 0 and text != "0" else "+" if signed and number > 0 else ""
    return sign + text


def _decimals(number: float) -> int:
    text = f"{abs(number):.9f}".rstrip("0")
    return len(text.partition(".")[2])


def nice(number: float) -> float:
    """The next of 1, 2, 2.5, 5, 10 times a power of ten, for the end of an axis; 1 for zero."""
    if number <= 0:
        return 1.0
    power = 10.0 ** floor(log10(number))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= number * (1 - 1e-9))
