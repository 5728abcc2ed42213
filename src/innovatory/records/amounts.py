"""What people type, read as values: `5%`, `50m`, `6000万`, `2.5..3`, `yes`, `是`, `2024-06`, `unknown`.

Every scalar arrives as text, so that nothing is guessed by a file format; what cannot be read is refused with
a sentence that says what was expected. None stands for *unknown* throughout.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from math import isinf

from innovatory.language.mistakes import Mistake

Figure = float | tuple[float, float] | None  # a number, a range low..high, unknown
When = date | tuple[date, date] | None  # a day, the first and last possible day, unknown

UNKNOWN = frozenset({"unknown", "未知"})
TRUTHS = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
TENS = {"": 0, "%": -2, "k": 3, "m": 6, "bn": 9, "万": 4, "亿": 8}

_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%|k|m|bn|万|亿|)")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:[,，' _][0-9]{3})+(?:\.[0-9]+)?(?:%|k|m|bn|万|亿)?")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def figure(text: str) -> Figure:
    """A number, a range `low..high` (both included) or None for `unknown`.

    Suffixes touch their number: % k m bn 万 亿. Raises `Mistake` of kind "type" for anything else and
    of kind "range" for a range whose low end is above its high end.
    """
    text = text.strip()
    if ".." not in text:
        return None if text in UNKNOWN else _number(text, text)
    low, _, high = text.partition("..")
    ends = _number(low, text), _number(high, text)
    if ends[0] > ends[1]:
        raise Mistake(
            "range",
            f"the range {text} runs backwards: write {high}..{low}",
            f"区间 {text} 上下限颠倒，应写作 {high}..{low}",
        )
    return ends


def truth(text: str) -> bool | None:
    """Yes, no, true, false, 是, 否 as a truth, None for `unknown`; `Mistake("type")` for anything else."""
    text = text.strip()
    if text in UNKNOWN:
        return None
    found = TRUTHS.get(text.lower())
    if found is None:
        raise Mistake(
            "type",
            f"yes or no is expected (also true, false, unknown), not {text!r}",
            f"此处应填是或否（也可写 yes、no、unknown），不能是 {text!r}",
        )
    return found


def day(text: str) -> When:
    """A day `2024-06-30`; a month `2024-06` or a year `2024` as its first and last day; None for `unknown`.

    Raises `Mistake("date")` for text of another shape and for days that the calendar does not have.
    """
    text = text.strip()
    if text in UNKNOWN:
        return None
    match = _DAY.fullmatch(text)
    if match is None:
        raise Mistake(
            "date",
            f"a date such as 2024-06-30, 2024-06 or 2024 is expected, not {text!r}",
            f"此处应填日期，如 2024-06-30、2024-06 或 2024，不能是 {text!r}",
        )
    year, month, of_month = (int(part) if part else None for part in match.groups())
    try:
        return _days(int(year or 0), month, of_month)
    except ValueError:
        raise Mistake("date", f"there is no day {text} in the calendar", f"日历上没有 {text} 这一天") from None


def _days(year: int, month: int | None, of_month: int | None) -> date | tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if of_month is None:
        first = date(year, month, 1)
        return first, first.replace(day=monthrange(year, month)[1])
    return date(year, month, of_month)


def _number(text: str, whole: str) -> float:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise _no_number(text, whole)
    digits, suffix = match.groups()
    # the power of ten joins the decimal text, so that 0.29bn is the float nearest to 290000000 with no product rounded
    value = float(f"{digits}e{TENS[suffix]}" if suffix else digits)
    if isinf(value):
        raise Mistake("type", f"the number {text[:20]}… is too large", f"数字 {text[:20]}… 过大")
    return value or 0.0  # minus zero is zero


def _no_number(text: str, whole: str) -> Mistake:
    if _THOUSANDS.fullmatch(text.strip()):
        plain = re.sub(r"[,，' _]", "", text.strip())
        return Mistake(
            "type",
            f"a number is written without separators between thousands: {plain}, not {text}",
            f"数字中不加千分位分隔符：应写 {plain}，不写 {text}",
        )
    return Mistake(
        "type",
        f"a number such as 12, 5%, 50m, 0.1bn or 6000万, a range such as 2.5..3, or unknown is expected, not {whole!r}",
        f"此处应填数字（如 12、5%、50m、6000万）、区间（如 2.5..3）或 unknown，不能是 {whole!r}",
    )
