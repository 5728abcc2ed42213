"""Which cells of one table are withheld, so that none of them follows from what is told.

Cells that would tell of one enterprise come first; further cells are then withheld until moves through withheld cells
(`moves`) leave every one of them as uncertain as the rule demands. What is withheld in vain is told again. The same
input gives the same cells; docs/disclosure.md states the rule and why it holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from innovatory.measure.moves import Asked, Boxes, Flags, Floats, Lines, Places, boxes, reach

Counts = NDArray[np.int64]
ROUNDING = 1e-9
"""Relative slack in comparing sums that were added up in another order."""
FARTHEST = 1e6
"""How far a cell may fall in a linear programme, in multiples of what is asked: enough, and exact in floating point."""
LEAST_ROOM = 1e-3
"""A cell with less room than this share of what is asked is priced as if it had it."""
NEARLY_FREE = 1e-4
"""What a cell costs that is withheld anyway, so that no move wanders."""


@dataclass(frozen=True)
class Rule:
    """When a cell is withheld, and how uncertain it then stays.

    A cell tells of one enterprise if it has fewer than `least` of them, or if one holds more than `share` of a sum. A
    withheld number of enterprises has at least `least` possible values; a withheld sum may lie `reach` times the largest
    contribution to it above the truth, and as far below.
    """

    least: int = 3
    share: float = 0.85
    reach: float = 0.15


@dataclass(frozen=True)
class Lattice:
    """The cells of one additive table with all totals: the last place on every axis is the total of the others.

    `units` has the shape of the lattice: how many enterprises a cell holds, each in one cell that is no total. Per
    component (first axis): `amounts` are sums, `gross` sums of absolute contributions, `largest` the largest of these.
    `signed` says which components may be negative, `whole` which are whole numbers.
    """

    units: Counts
    amounts: Floats
    gross: Floats
    largest: Floats
    signed: tuple[bool, ...]
    whole: tuple[bool, ...]


@dataclass(frozen=True)
class Pattern:
    """Which cells of a lattice tell of one enterprise (`primary`) and which are withheld (those and further ones)."""

    primary: Flags
    withheld: Flags


def pattern(lattice: Lattice, rule: Rule) -> Pattern:
    """The cells to withhold; see the head of the module."""
    primary = sensitive(lattice, rule)
    search = _Search(lattice, rule, primary.ravel())
    search.protect()
    search.give_back()
    return Pattern(primary, search.withheld.reshape(primary.shape))


def sensitive(lattice: Lattice, rule: Rule) -> Flags:
    """Which cells tell of one enterprise; a cell without any tells of none."""
    dominated = (lattice.largest > rule.share * lattice.gross).any(axis=0)
    return np.asarray((lattice.units > 0) & ((lattice.units < rule.least) | dominated))


def needs(lattice: Lattice, rule: Rule) -> tuple[Floats, Floats]:
    """How far above and below the truth each sum must possibly lie, both (components, *lattice).

    Where nobody contributes, a sum must possibly lie above by as much as for the mean contribution of the whole table.
    """
    last = (-1,) * lattice.units.ndim
    per_component = (-1, *[1] * lattice.units.ndim)
    typical = np.array([gross[last] for gross in lattice.gross]) / max(int(lattice.units[last]), 1)
    above = rule.reach * np.where(lattice.largest > 0, lattice.largest, typical.reshape(per_component))
    below = rule.reach * lattice.largest
    whole = np.array(lattice.whole).reshape(per_component)
    return np.where(whole, np.ceil(above - ROUNDING), above), np.where(whole, np.ceil(below - ROUNDING), below)


def room(lattice: Lattice, *, kept: Floats) -> Floats:
    """How far each cell may fall, (units and components, *lattice): to one enterprise, to the sums `kept`.

    Totals have no limit of their own: it follows from that of their cells.
    """
    limits = [np.maximum(lattice.units - 1.0, 0.0)]
    for index, amounts in enumerate(lattice.amounts):
        own = np.full_like(amounts, np.inf) if lattice.signed[index] else np.maximum(amounts - kept[index], 0.0)
        limits.append(np.floor(own + ROUNDING) if lattice.whole[index] else own)
    return np.where(inner(lattice.units.shape), np.array(limits), np.inf)


def inner(shape: tuple[int, ...]) -> Flags:
    """Which cells of a lattice are no totals."""
    flags = np.zeros(shape, dtype=np.bool_)
    flags[tuple(slice(size - 1) for size in shape)] = True
    return flags


def cost(units: Counts) -> Floats:
    """What withholding a cell costs: its enterprises, times the number of cells that a total stands for."""
    worth = units.astype(np.float64)
    for axis, size in enumerate(units.shape):
        worth[(slice(None),) * axis + (-1,)] *= size - 1
    return worth


class _Search:
    """The state of the search over one lattice. Cells are positions in the flattened lattice, component 0 is `units`."""

    def __init__(self, lattice: Lattice, rule: Rule, primary: Flags) -> None:
        self.shape = lattice.units.shape
        self.lines = Lines(self.shape)
        self.spread = rule.least - 1.0
        self.filled = lattice.units.ravel() > 0
        self.cost = cost(lattice.units).ravel()
        self.primary, self.withheld = primary, primary.copy()
        no_total = inner(self.shape).ravel()
        self.exposed = primary & no_total  # kept from other contributors too
        self.alone = (lattice.units.ravel() == 1) & no_total
        self.whole = (True, *lattice.whole)
        outside, inside = (room(lattice, kept=kept) for kept in (np.zeros_like(lattice.largest), lattice.largest))
        up, down = needs(lattice, rule)
        self.up, self.down, self.room, self.room_inside = (
            figures.reshape(len(figures), -1) for figures in (up, down, outside, inside)
        )
        self.supports: dict[int, Places] = {}

    def protect(self) -> None:
        """Withhold cells until every withheld cell is supported; those that need most come first."""
        while waiting := self._waiting():
            for target in waiting:
                found = self.support(target)
                if found is None:
                    found = self.extend(target)
                    self.withheld[found] = True
                self.supports[target] = found

    def _waiting(self) -> list[int]:
        cells = np.array([cell for cell in np.flatnonzero(self.withheld) if cell not in self.supports], dtype=np.int64)
        need = self.up[:, cells].max(axis=0, initial=0.0)
        return [int(cell) for cell in cells[np.argsort(-need, kind="stable")]]

    def give_back(self) -> None:
        """Tell again what was withheld in vain, the dearest cells first."""
        further = np.flatnonzero(self.withheld & ~self.primary)
        for cell in further[np.argsort(-self.cost[further], kind="stable")]:
            self._try_without(int(cell))

    def _try_without(self, cell: int) -> None:
        self.withheld[cell] = False
        changed: dict[int, Places] = {}
        for target, used in self.supports.items():
            if target != cell and cell in used:
                found = self.support(target)
                if found is None:
                    self.withheld[cell] = True
                    return
                changed[target] = found
        self.supports.update(changed)
        del self.supports[cell]

    def support(self, target: int) -> Places | None:
        """Withheld cells that keep a cell as uncertain as it must be; None if they do not."""
        near = self._near(target, self.withheld)
        met = self._met(target, near)
        if met.any():
            return near.corners[:, int(np.argmax(met))]
        return self._several(target, near, self.withheld)

    def extend(self, target: int) -> Places:
        """Cells that would keep a cell uncertain, of one box or of a move for each need, whichever costs less.

        There always are some: a cell and all totals around it can rise and fall together.
        """
        several = self._several(target, self._near(target, self.withheld), self.filled)
        found = [] if several is None else [several]
        near = self._near(target, self.filled)
        met = self._met(target, near)
        if met.any():
            price = (self.cost[near.corners] * ~self.withheld[near.corners]).sum(axis=0)
            found.append(near.corners[:, int(np.argmin(np.where(met, price, np.inf)))])
        return min(found, key=self._dearness)

    def _several(self, target: int, near: Boxes, usable: Flags) -> Places | None:
        """The cells of a withheld box, or else of a move through usable cells, for each need; None if one is not met."""
        up, down = reach(near, self._limits(target))
        counted = self._counted(target, near, up[0] + down[0], usable)
        if counted is None:
            return None
        used = np.zeros_like(usable)
        used[counted] = True
        for rises, needs, reached in ((True, self.up, up[1:]), (False, self.down, down[1:])):
            for component, need in enumerate(needs[:, target]):
                asked = Asked(target, float(need), rises, self._by_whole_numbers(component + 1))
                cells = _first(near, reached[component], need)
                if cells is None:
                    cells = self._move(asked, component + 1, usable, used)
                if cells is None:
                    return None
                used[cells] = True
        return np.flatnonzero(used)

    def _counted(self, target: int, near: Boxes, reached: Floats, usable: Flags) -> Places | None:
        """As `_several`, for the number of enterprises: all its possible values may lie on one side of the truth."""
        cells = _first(near, reached, self.spread)
        if cells is not None:
            return cells
        asked = [Asked(target, self.spread, rises, self._by_whole_numbers(0)) for rises in (True, False)]
        found = [self._move(one, 0, usable, np.zeros_like(usable)) for one in asked]
        return min((cells for cells in found if cells is not None), key=self._dearness, default=None)

    def _dearness(self, cells: Places) -> float:
        return float(self.cost[cells][~self.withheld[cells]].sum())

    def _move(self, asked: Asked, component: int, usable: Flags, used: Flags) -> Places | None:
        """The cells of the cheapest move; cells that are withheld or used anyway are almost free."""
        frozen = ~usable | self.alone if self.exposed[asked.target] else ~usable
        frozen[asked.target] = False
        scale = 1.0 if self.whole[component] else asked.by
        falling = np.where(frozen, np.nan, np.minimum(self._limits(asked.target)[component] / scale, FARTHEST))
        price = self.cost * np.where(self.withheld | used, NEARLY_FREE, 1.0)
        by = asked.by / scale
        prices = np.array([price / by, price / np.maximum(np.minimum(falling, by), LEAST_ROOM)])
        return self.lines.move(replace(asked, by=by), falling, prices)

    def _by_whole_numbers(self, component: int) -> bool:
        """Whether a move has to be looked for in whole numbers; in a table of two dimensions it comes in them anyway."""
        return self.whole[component] and len(self.shape) > 2

    def _near(self, target: int, usable: Flags) -> Boxes:
        """The boxes of usable cells; where other contributors look on, without cells that one of them knows."""
        near = boxes(self.shape, target)
        chosen = np.asarray(usable[near.corners].all(axis=0))
        if self.exposed[target]:
            chosen &= ~self.alone[near.corners[1:]].any(axis=0)
        return near.only(chosen)

    def _limits(self, target: int) -> Floats:
        """How far cells may fall in the eyes of those from whom the target must be kept."""
        if not self.exposed[target]:
            return self.room
        limits = self.room_inside.copy()
        limits[:, target] = self.room[:, target]
        return limits

    def _met(self, target: int, near: Boxes) -> Flags:
        """For each box whether it alone meets every need."""
        up, down = reach(near, self._limits(target))
        sums = (up[1:] >= (1 - ROUNDING) * self.up[:, [target]]) & (down[1:] >= (1 - ROUNDING) * self.down[:, [target]])
        return np.asarray((up[0] + down[0] >= self.spread) & sums.all(axis=0))


def _first(near: Boxes, reached: Floats, need: float) -> Places | None:
    """The corners of the first box that goes as far as it must; none if nothing is needed."""
    if need == 0:
        return np.zeros(0, dtype=np.int64)
    enough = reached >= need * (1 - ROUNDING)
    return near.corners[:, int(np.argmax(enough))] if enough.any() else None
