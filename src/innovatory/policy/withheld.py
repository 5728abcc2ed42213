"""What may be told of small groups of rows: a group of fewer than ten is not counted out, nor can it be subtracted.

Neighbouring bins are told together until they hold enough; counts that lie inside each other are told only where the
rest between them is large enough too. Rows are what counts here, whatever weight they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LEAST = 10  # rows that may be told
FEW = "<10"
WITHHELD = "withheld"  # large enough, but another figure beside it would give a small group away


def told(rows: int, beside: Iterable[int] = ()) -> int | str:
    """The number of rows, or what stands for it; `beside` are counts of groups inside or around this one."""
    if rows < LEAST:
        return FEW
    return rows if all(rows == other or abs(rows - other) >= LEAST for other in beside) else WITHHELD


def merged(rows: Sequence[int]) -> list[slice]:
    """Neighbours put together from the first on, so that each group has enough rows; a last rest joins its neighbour.

    A single group remains where all together are too few.
    """
    groups: list[slice] = []
    start = 0
    for index in range(len(rows)):
        if sum(rows[start : index + 1]) >= LEAST:
            groups.append(slice(start, index + 1))
            start = index + 1
    if start < len(rows):
        groups[-1:] = [slice(groups[-1].start if groups else 0, len(rows))]
    return groups
