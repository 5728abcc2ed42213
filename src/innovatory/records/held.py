"""Whether a status is held on a day, from what is typed: a day, a pair of days, yes or no.

A day known only to its month or year leaves the answer open where it matters (None).
"""

from __future__ import annotations

from datetime import date, timedelta

from innovatory.language.mistakes import Mistake
from innovatory.records.amounts import TRUTHS, UNKNOWN, When, day, truth
from innovatory.records.anniversaries import Days, anniversary
from innovatory.records.readings import text_of


def is_held(raw: object, *, on: date, lasts: int | None) -> bool | None:
    """Whether a status is held on a day; None if it cannot be said.

    One day is the first on which it is held: for `lasts` years, to the day before that anniversary (D27), without end
    if `lasts` is None. A pair `[from, to]` includes both its days. Yes, no and unknown are taken as they are.
    """
    if isinstance(raw, (list, tuple)):
        return _within(_pair(raw), on)
    text = text_of(raw)
    if text.lower() in TRUTHS or text in UNKNOWN:
        return truth(text)
    try:
        start = _span(day(text))
    except Mistake as mistake:
        raise _expected(text) if text[:1] not in "0123456789" else mistake from None
    return _since(start, on, lasts)


def last_day(raw: object, lasts: int | None) -> date | None:
    """The last day on which a status is certainly held, from what was typed; None if it is open or not known."""
    if isinstance(raw, (list, tuple)):
        end = _pair(raw)[1][0]
        return None if end == date.min else end
    text = text_of(raw)
    if text.lower() in TRUTHS or text in UNKNOWN or lasts is None:
        return None
    return anniversary(_span(day(text))[0], lasts) - timedelta(days=1)


def _since(start: Days, on: date, lasts: int | None) -> bool | None:
    first, last = start
    if first > on:
        return False
    newest = min(last, on)
    if lasts is not None and on >= anniversary(newest, lasts):
        return False  # even the latest possible start has run out
    if last <= on and (lasts is None or on < anniversary(first, lasts)):
        return True
    return None


def _within(pair: tuple[Days, Days], on: date) -> bool | None:
    (first, certain_from), (certain_to, last) = pair
    if not first <= on <= last:
        return False
    return True if certain_from <= on <= certain_to else None


def _pair(raw: list[object] | tuple[object, ...]) -> tuple[Days, Days]:
    if len(raw) != 2:
        raise _expected(f"[{', '.join(str(entry) for entry in raw)}]")
    start, end = (_span(day(text_of(entry))) for entry in raw)
    if end[1] < start[0]:
        raise Mistake(
            "range",
            f"held from {start[0]} to {end[1]}: the pair runs backwards",
            f"有效期 {start[0]} 至 {end[1]} 起止颠倒",
        )
    return start, end


def _span(when: When) -> Days:
    if when is None:
        return date.min, date.max
    return when if isinstance(when, tuple) else (when, when)


def _expected(text: str) -> Mistake:
    return Mistake(
        "date",
        f"a day (2023-12-12), a pair of days [from, to], yes, no or unknown is expected, not {text!r}",
        f"此处应填日期（2023-12-12）、起止两个日期 [起, 止]、是、否或 unknown，不能是 {text!r}",
    )
