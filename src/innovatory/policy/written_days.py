"""Days written as text in a table: which texts are days of the calendar, and the dates they stand for.

Only `2024-06-30` is read; the calendar is checked before anything is converted, since engines stop at a bad date.
"""

from __future__ import annotations

import narwhals as nw

_COMMON = (
    r"\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"
)
_LEAP = r"(?:\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
CALENDAR = f"^(?:{_COMMON}|{_LEAP})$"
FIRST = "0001"  # there is no year 0


def is_day(text: nw.Expr) -> nw.Expr:
    """Whether a text is a day of the calendar; null where there is no text."""
    return text.str.contains(CALENDAR) & (text >= FIRST)


def as_day(text: nw.Expr) -> nw.Expr:
    """The day that a text says, null where it says none."""
    return nw.when(is_day(text)).then(text).str.to_datetime(format="%Y-%m-%d").cast(nw.Date)
