"""The distribution around a threshold and its estimate as they may be told: bins put together until no group of rows is small.

The excess gives away how many rows its region holds, and so does the missing mass; bins of a region are therefore
never put together with bins outside it, unless what it holds is too little to be told at all.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import isfinite
from typing import Any

from innovatory.policy.bunching import Estimate
from innovatory.policy.threshold_bins import Ints
from innovatory.policy.withheld import FEW, LEAST, merged, told


def density(found: Estimate) -> list[dict[str, Any]]:
    """The groups of bins from the failing to the passing end.

    `from` and `to` are distances on the axis, `bins` how many are together, `rows` their number or "<10", `count`
    their weight and `expected` the counterfactual's, both None where the rows are not told.
    """
    return [_group(found, each) for each in slices(found)]


def figures(found: Estimate) -> dict[str, Any]:
    """Excess, missing mass and relative excess with their intervals; None where they would give a few rows away."""
    # a resample that expects nobody has an infinite relative excess, which JSON cannot say
    relative = {end: value if isfinite(value) else None for end, value in vars(found.relative).items()}
    told_excess = excess_is_told(found)
    return {
        "excess": vars(found.excess) if told_excess else None,
        "missing": vars(found.missing) if missing_is_told(found) else None,
        "relative": relative if told_excess else None,
    }


def slices(found: Estimate) -> list[slice]:
    """The bins that are told together, in order."""
    counts, rows = found.counts, found.counts.rows
    threshold = int((counts.numbers < 0).sum())
    outer, inner = threshold - counts.grid.failing, threshold + counts.grid.passing
    apart = missing_is_told(found)
    below = [threshold, outer, 0] if apart else [threshold, 0]
    failing = [one for end, start in pairwise(below) for one in _inwards(rows[start:end], end)]
    passing = [
        one for start, end in ((threshold, inner), (inner, len(rows))) for one in _outwards(rows[start:end], start)
    ]
    return [*reversed(failing), *passing]


def excess_is_told(found: Estimate) -> bool:
    """Whether the passing side of the region holds enough rows for the excess to be told."""
    return int(found.counts.rows[found.counts.passing].sum()) >= LEAST


def missing_is_told(found: Estimate) -> bool:
    """Whether the failing side of the region holds enough rows for the missing mass to be told."""
    return int(found.counts.rows[found.counts.failing].sum()) >= LEAST


def told_below(found: Estimate) -> list[int]:
    """How many rows lie between the threshold and the far end of each group on the failing side, where that is told."""
    threshold = int((found.counts.numbers < 0).sum())
    groups = [int(found.counts.rows[one].sum()) for one in reversed(slices(found)) if one.stop <= threshold]
    return list(accumulate(rows for rows in groups if rows >= LEAST))


def _inwards(rows: Ints, end: int) -> list[slice]:
    """Groups of the bins before `end`, from the threshold away."""
    return [slice(end - one.stop, end - one.start) for one in merged(rows[::-1].tolist())]


def _outwards(rows: Ints, start: int) -> list[slice]:
    return [slice(start + one.start, start + one.stop) for one in merged(rows.tolist())]


def _group(found: Estimate, bins: slice) -> dict[str, Any]:
    counts = found.counts
    numbers, width, rows = counts.numbers[bins], counts.grid.width, told(int(counts.rows[bins].sum()))
    open_ = rows != FEW
    return {
        "from": float(numbers[0] * width),
        "to": float((numbers[-1] + 1) * width),
        "bins": len(numbers),
        "rows": rows,
        "count": float(counts.totals[bins].sum()) if open_ else None,
        "expected": float(found.fitted[bins].sum()) if open_ else None,
    }
