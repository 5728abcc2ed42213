"""Anniversaries as the law counts them: completed years, 29 February completing on 28 February of a common year.

Used for how long a status is held and for the days on which an enterprise of a given age can have been registered.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

Days = tuple[date, date]  # first and last possible day, both included


def anniversary(day: date, years: int) -> date:
    """The day on which `years` years since a day are complete (D24)."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def registered_at_age(youngest: int, oldest: int, on: date) -> Days:
    """The days on which an enterprise of `youngest` to `oldest` completed years on a day can have been registered."""
    return _last_day_with(oldest + 1, on) + timedelta(days=1), _last_day_with(youngest, on)


def _last_day_with(years: int, on: date) -> date:
    """The latest day of which `years` years are complete on a day."""
    year = on.year - years
    if (on.month, on.day) == (2, 28) and not isleap(on.year) and isleap(year):
        return date(year, 2, 29)
    if (on.month, on.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return on.replace(year=year)
