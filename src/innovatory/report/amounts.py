"""The numbers of a rule as they are written in a law: exact, in their unit, with the edges of a table in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from innovatory.report.figures import figure
from innovatory.report.words import say

DIGITS = 12  # of a number that a person typed; more are noise of its float64
Amount = float | tuple[float, float]


def amount(value: Amount, unit: str, lang: str) -> str:
    """A number or a range in its unit, never rounded to fewer digits than a law has: `5%`, `25 – 30 points`."""
    low, high = value if isinstance(value, tuple) else (value, value)
    ends: Mapping[str, float | None] = {"low": low, "high": high}
    return figure(ends, unit, lang, DIGITS)


def edge(word: str, at: float | None, unit: str, lang: str) -> str:
    """The edge of a row in words that say whether it is included: `up to 50 million yuan incl.`, `otherwise`."""
    return say("review.otherwise", lang) if at is None else say(f"review.{word}", lang, edge=amount(at, unit, lang))


def days(start: date, end: date | None, lang: str) -> str:
    """A period, both days included; open where it has no end."""
    if end is None:
        return say("review.from_day", lang, start=start)
    return say("review.days", lang, start=start, end=end)
