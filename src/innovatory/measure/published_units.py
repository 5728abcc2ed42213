"""The units in which offices and newspapers print figures, and what they are in the units of the language.

A printed number is turned into its base unit as decimal text, so that 4.13 % is exactly the number that 0.0413 is. A
foreign currency is a unit of its own: nothing makes yuan of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.units import COUNT, ONE, PERSON, YEAR, YUAN, Unit

FTE, M2 = Unit((("fte", 1),)), Unit((("m2", 1),))
US_DOLLAR, EURO = Unit((("usd", 1),)), Unit((("eur", 1),))  # beside the units of the language: no rule can use them

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Published:
    """A printed unit: one of it is `10 ** tens` of `unit`."""

    unit: Unit
    tens: int = 0


UNITS: dict[str, Published] = {
    "1": Published(ONE),
    "%": Published(ONE, -2),
    "rank": Published(ONE),  # an ordinal number: nothing is counted
    "edition": Published(ONE),
    "count": Published(COUNT),
    "articles": Published(COUNT),
    "million": Published(COUNT, 6),
    "persons": Published(PERSON),
    "million persons": Published(PERSON, 6),
    "万人": Published(PERSON, 4),
    "person-years": Published(FTE),
    "years": Published(YEAR),
    "consecutive years": Published(YEAR),
    "yuan": Published(YUAN),
    "万元": Published(YUAN, 4),
    "million yuan": Published(YUAN, 6),
    "亿元": Published(YUAN, 8),
    "bn yuan": Published(YUAN, 9),
    "yuan per person": Published(YUAN / PERSON),
    "bn US dollars": Published(US_DOLLAR, 9),
    "bn euros": Published(EURO, 9),
    "per 1000 people": Published(COUNT / PERSON, -3),
    "per 10 000 people": Published(COUNT / PERSON, -4),
    "per 100 million yuan of GDP": Published(COUNT / YUAN, -8),
    "per 100 million yuan of R&D": Published(COUNT / YUAN, -8),
    "per square kilometre": Published(COUNT / M2, -6),
}


def published_unit(text: str) -> Published:
    """A printed unit by its words; `Mistake("unit")` with the nearest known one for any other."""
    if text not in UNITS:
        en = f"{text!r} is no unit of published figures; known are {', '.join(UNITS)}"
        zh = f"{text!r} 不是公布数据的可用单位；可用：{'、'.join(UNITS)}"
        raise Mistake("unit", en, zh, nearest=nearest(text, UNITS))
    return UNITS[text]


def in_base_unit(number: str, unit: Published) -> float:
    """A printed number (plain decimal text) in the base unit; `Mistake("type")` for other text.

    `Mistake("type")` too where a unit that is counted (persons, count) would get a fraction.
    """
    if not _NUMBER.fullmatch(number):
        en = f"a plain decimal number such as 4.13 is expected, not {number!r}"
        raise Mistake("type", en, f"应为普通十进制数（如 4.13），不能是 {number!r}")
    value = float(f"{number}e{unit.tens}")
    if unit.unit.whole and not value.is_integer():
        en = f"{number} gives a fraction of what is counted one by one ({unit.unit})"
        raise Mistake("type", en, f"{number} 换算后不是整数，而该单位（{unit.unit}）按个计数")
    return value
