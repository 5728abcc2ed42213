"""How near the units of a population stand to one threshold: margins counted in equal steps on both sides of zero."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from innovatory.report.figures import nice

STEPS = 20  # on each side of the threshold
NEAREST = 0.1  # share of the rows that the histogram must reach


@dataclass(frozen=True)
class Histogram:
    """Margins of one criterion within `reach` of its threshold.

    `counts` are the rows in steps from −reach to +reach; `beyond` lie further away, `open` have a range or no value.
    """

    criterion: str
    reach: float
    counts: tuple[int, ...]
    beyond: int
    open: int


def histogram(columns: pl.LazyFrame, criterion: str, *, strict: bool) -> Histogram | None:
    """Count the margins of a criterion; None where no row has one.

    A row that stands on the threshold belongs to the side that passes: above, or below if the comparison is `strict`
    (more_than, less_than). The reach is the distance within which the nearest tenth of the rows
    lies, rounded up.
    """
    low, high = pl.col(f"margin_{criterion}_low"), pl.col(f"margin_{criterion}_high")
    margin = pl.when(low == high).then(low)
    found = (
        columns.select(margin.abs().quantile(NEAREST).alias("near"), margin.is_null().sum().alias("open"))
        .collect()
        .row(0)
    )
    if found[0] is None:
        return None
    reach = nice(found[0])
    position = margin / reach * STEPS
    step = (position.ceil() - 1 if strict else position.floor()) + STEPS
    counted = columns.select(step.clip(-1, 2 * STEPS).alias("step")).drop_nulls().group_by("step").len().collect()
    rows = {int(number): int(count) for number, count in counted.iter_rows()}
    counts = tuple(rows.pop(number, 0) for number in range(2 * STEPS))
    return Histogram(criterion, reach, counts, sum(rows.values()), int(found[1]))
