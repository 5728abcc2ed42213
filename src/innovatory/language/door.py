"""The door: what a record says becomes what the language computes with; nothing bad gets past silently.

null, NaN and infinity become unknown, as do half persons and categories outside their set (D12); each with its reason.
Text for a number, reversed ranges and impossible dates are mistakes of the one who typed them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite, isnan

from innovatory.language import ends
from innovatory.language.literals import day
from innovatory.language.mistakes import Mistake
from innovatory.language.types import Category, Day, Number, Series, Truth, Type

Given = float | bool | str | date | tuple[float | None, float | None] | tuple[date, date] | Sequence[object] | None
Inner = ends.Number | tuple[ends.Number | None, ...] | bool | str | None


def admit(value: object, of: Type) -> tuple[Inner, str | None]:
    """The inner value and, if it became unknown, why: null, nan, infinite, not whole or category.

    Raises `Mistake` of kind type, range or date for what is not of the declared type.
    """
    if value is None:
        return None, "null"
    match of:
        case Number(whole=whole):
            return _number(value, whole)
        case Series(unit=unit):
            return _series(value, unit.whole)
        case Truth():
            return (value, None) if isinstance(value, bool) else _wrong(value, of)
        case Category(one_of=one_of):
            if not isinstance(value, str):
                return _wrong(value, of)
            return (value, None) if value in one_of else (None, "category")
        case Day():
            return _day(value), None


def _number(value: object, whole: bool) -> tuple[ends.Number | None, str | None]:
    if isinstance(value, list | tuple) and len(value) == 2:
        (low, why), (high, also) = (_one(end, whole) for end in value)
        if low is None or high is None:
            return None, why or also
        if low > high:
            raise Mistake("range", f"the ends of {low:g}..{high:g} are reversed", f"区间 {low:g}..{high:g} 的两端颠倒")
        return ends.ranged(low, high), None
    number, why = _one(value, whole)
    return (None if number is None else ends.point(number)), why


def _one(value: object, whole: bool) -> tuple[float | None, str | None]:
    if value is None:
        return None, "null"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Mistake("type", f"{value!r} is not a number", f"{value!r} 不是数")
    if isnan(value):
        return None, "nan"
    if not isfinite(value):
        return None, "infinite"
    return (None, "not whole") if whole and value != int(value) else (float(value), None)


def _series(value: object, whole: bool) -> tuple[Inner, str | None]:
    if not isinstance(value, list | tuple):
        raise Mistake("type", f"{value!r} is not a list of years", f"{value!r} 不是年度列表")
    years = [_number(year, whole) if year is not None else (None, "null") for year in value]
    return tuple(number for number, _ in years), next((why for _, why in years if why), None)


def _day(value: object) -> ends.Number:
    if isinstance(value, str):
        value = day(value)
    first, last = value if isinstance(value, tuple) else (value, value)
    if not isinstance(first, date) or not isinstance(last, date):
        raise Mistake("type", f"{value!r} is not a date", f"{value!r} 不是日期")
    if first > last:
        raise Mistake("range", f"the ends of {first}..{last} are reversed", f"区间 {first}..{last} 的两端颠倒")
    return ends.ranged(float(first.toordinal()), float(last.toordinal()))


def _wrong(value: object, of: Type) -> tuple[Inner, str | None]:
    raise Mistake("type", f"{value!r} is no {of}", f"{value!r} 的类型不符（应为{of}）")
