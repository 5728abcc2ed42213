"""Other tables that cannot be told from the true one: amounts moved between cells so that no line changes its sum.

If the cells moved are all withheld, such a move proves how uncertain they are. Most are found around the corners of a
box: it takes two places on every dimension, one of them perhaps the total; one corner rises, its neighbours do the
opposite. Where no box goes far enough, a linear programme finds the move of least cost through any cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

MOVED = 1e-7
"""Share of what is asked for from which on a cell counts as moved; the solver's own precision."""


@dataclass(frozen=True)
class Boxes:
    """Boxes that have one cell (the target) as a corner.

    `corners` (2^dimensions, boxes) are positions in the flattened lattice, the target first; `falls` of the same shape
    says which corners fall where the target rises. The others rise with it.
    """

    corners: Places
    falls: Flags

    def only(self, chosen: Flags) -> Boxes:
        """Those of the boxes that are chosen."""
        return Boxes(self.corners[:, chosen], self.falls[:, chosen])


def boxes(shape: tuple[int, ...], target: int) -> Boxes:
    """All boxes around a cell of a lattice of this shape, whose last place on every axis is the total.

    Along an axis a total moves with its cells, not against them: a step to or from it keeps the direction.
    """
    at = np.unravel_index(target, shape)
    others = [np.delete(np.arange(size), place) for size, place in zip(shape, at, strict=True)]
    grid = [axis.ravel() for axis in np.meshgrid(*others, indexing="ij")]
    corners, falls = [], []
    for away in product((False, True), repeat=len(shape)):
        corner = np.zeros(grid[0].size, dtype=np.int64)
        fall = np.zeros(grid[0].size, dtype=np.bool_)
        for axis, (size, place) in enumerate(zip(shape, at, strict=True)):
            here = grid[axis] if away[axis] else np.full_like(grid[axis], place)
            corner = corner * size + here
            if away[axis] and place != size - 1:
                fall ^= here != size - 1
        corners.append(corner)
        falls.append(fall)
    return Boxes(np.array(corners), np.array(falls))


def reach(around: Boxes, room: Floats) -> tuple[Floats, Floats]:
    """How far the target can rise and how far it can fall in each box, both (components, boxes).

    `room` (components, cells) is how far each cell may fall.
    """
    at_corners = room[:, around.corners]
    up = np.where(around.falls, at_corners, np.inf).min(axis=1)
    down = np.where(around.falls, np.inf, at_corners).min(axis=1)
    return up, down


class Lines:
    """The sums of a lattice as equations: along every line the cells less the total are nothing."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        from scipy.sparse import csc_array

        lines = list(_lines(shape))
        row = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
        sign = np.concatenate([np.where(np.arange(len(line)) == len(line) - 1, -1.0, 1.0) for line in lines])
        self.matrix = csc_array((sign, (row, np.concatenate(lines))), shape=(len(lines), int(np.prod(shape))))

    def move(self, asked: Asked, falling: Floats, prices: Floats) -> Places | None:
        """The cells of the cheapest move that does what is asked; None if there is none.

        `falling` (cells) is how far each cell may fall, NaN for cells that may not move at all; `prices` (2, cells) is
        what rising and what falling by 1 costs.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import hstack

        cells = np.flatnonzero(~np.isnan(falling))
        own = int(np.searchsorted(cells, asked.target))
        low, high = np.zeros((2, len(cells))), np.array([np.full(len(cells), np.inf), falling[cells]])
        if not asked.rises and high[1, own] < asked.by:
            return None
        low[:, own] = high[:, own] = (asked.by, 0.0) if asked.rises else (0.0, asked.by)
        part = self.matrix[:, cells]
        solved = milp(
            prices[:, cells].ravel(),
            integrality=np.full(2 * len(cells), int(asked.whole)),
            bounds=Bounds(low.ravel(), high.ravel()),
            constraints=LinearConstraint(hstack([part, -part], format="csc"), 0.0, 0.0),
        )
        if solved.x is None:
            return None
        rise, fall = solved.x.reshape(2, -1)
        return np.asarray(cells[np.abs(rise - fall) > MOVED * asked.by])


@dataclass(frozen=True)
class Asked:
    """A move of one cell (`target`) up or down by an amount, in whole numbers if `whole`."""

    target: int
    by: float
    rises: bool
    whole: bool


def _lines(shape: tuple[int, ...]) -> Iterator[Places]:
    """The positions of every line of a lattice, its total last."""
    places = np.arange(int(np.prod(shape))).reshape(shape)
    for axis, size in enumerate(shape):
        yield from np.moveaxis(places, axis, -1).reshape(-1, size)
