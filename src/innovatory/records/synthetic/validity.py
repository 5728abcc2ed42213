"""When a recognition that runs out was given, and until when it holds.

How many were given in which year is published for some of them; what that leaves over is spread evenly over the other
years in which one that still holds can have been given. Recognitions are announced late in the year.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from innovatory.records.synthetic.draws import Floats, Whole

FIRST_DAY, DAYS = "-11-15", 47  # announced between 15 November and 31 December


def intakes(held: float, year: int, years: int, published: Mapping[int, float]) -> dict[int, float]:
    """Units by year in which they were recognised, the oldest first, of all who hold it at the end of `year`.

    It holds for `years` years. `published` are the units recognised in some years; where they are more than hold it, all
    are taken in proportion.
    """
    window = range(year - years + 1, year + 1)
    known = {one: published[one] for one in window if one in published}
    factor = min(1.0, held / sum(known.values())) if sum(known.values()) else 1.0
    rest = held - factor * sum(known.values())
    others = [one for one in window if one not in known] or [window[0]]
    return {one: known.get(one, 0.0) * factor + (rest / len(others) if one in others else 0.0) for one in window}


def recognised_in(earliest: Whole, weight: Floats, intake: Mapping[int, float], u: Floats) -> Whole:
    """The year in which each row was recognised: by the intakes as far as rows go, never before `earliest`.

    Where too few were there in an early year, the last year takes who is left.
    """
    newest = max(intake)
    found = np.full(len(earliest), newest, dtype=np.int64)
    order = np.argsort(u, kind="stable")
    for year in sorted(intake)[:-1]:
        able = order[(found[order] == newest) & (earliest[order] <= year)]
        found[able[: int(np.searchsorted(np.cumsum(weight[able]), intake[year], side="right"))]] = year
    return found


def span(recognised: Whole, years: int, registered_on: pl.Series, u: Floats) -> tuple[pl.Series, pl.Series]:
    """The first and the last day on which a recognition of `years` years holds; `u` draws the day within the year."""
    first = (pl.Series(recognised).cast(pl.String) + FIRST_DAY).str.to_date("%Y-%m-%d")
    days = pl.Series(np.floor(u * DAYS).astype(np.int64))
    frame = pl.DataFrame({"first": first, "days": days, "registered_on": registered_on})
    begins = pl.max_horizontal(pl.col("first") + pl.duration(days="days"), "registered_on")
    found = frame.select(begins.alias("from"), begins.dt.offset_by(f"{years}y").dt.offset_by("-1d").alias("to"))
    return found["from"], found["to"]
