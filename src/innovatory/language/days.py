"""The day of a question as a user writes it: one day of the calendar, within the years that rules are asked about."""

from __future__ import annotations

import re
from datetime import date

from innovatory.language.mistakes import Mistake, Place

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)


def read_day(text: str, path: str) -> date:
    """A day such as 2024-06-30; `Mistake("date")` at `path` for any other text and for a day that `within` refuses."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return within(date.fromisoformat(text), path)
    except ValueError:
        pass
    en, zh = f"a day such as 2024-06-30 is expected, not {text!r}", f"应为日期（如 2024-06-30），不能是 {text!r}"
    raise Mistake("date", en, zh, place=Place(path=path))


def within(day: date, path: str) -> date:
    """The day; `Mistake("date")` at `path` for one that no rule is asked about, most likely a slip of the pen."""
    if FIRST <= day <= LAST:
        return day
    en, zh = f"a day from {FIRST} to {LAST} is expected, not {day}", f"应为 {FIRST} 至 {LAST} 之间的日期，不能是 {day}"
    raise Mistake("date", en, zh, place=Place(path=path))
