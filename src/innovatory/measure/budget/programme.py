"""The linear programme of a budget: lines that may be raised and lowered inside their pot, needs, floors of law.

Needs and floors are elastic, so that there is always a solution: what cannot be met stays as a shortfall. Amounts are
whole yuan; every set of lines lies inside a pot or inside another set of it, which makes the corners of the programme
whole numbers, and every solution is checked in whole numbers before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, inf, lcm
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.optimize import Bounds
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
KINDS = ("up", "down", "short", "spare")  # variables of each line; floors follow


@dataclass(frozen=True)
class Part:
    """A line as the programme sees it, in whole yuan.

    `planned` may be moved between `least` and `most` (None: without end) inside its `pot`; `need` is what it has to
    reach, `wish` (at least `need`) what it would rather keep.
    """

    id: str
    pot: str
    planned: int
    least: int
    most: int | None
    need: int
    wish: int


@dataclass(frozen=True)
class Share:
    """A floor: the lines at `places` (from 0, all of one pot) have to hold at least `share` of their pot."""

    id: str
    pot: str
    places: frozenset[int]
    share: Fraction


@dataclass(frozen=True)
class Relaxed:
    """One constraint eased by `by` whole yuan: more money in a pot, a floor lowered, a line's `least` or `most` moved."""

    kind: str  # pot | floor | least | most
    name: str
    by: int = 1


@dataclass(frozen=True)
class Solved:
    """What comes out: the amount of each line, shortfalls of needs by line and of floors by place, all in yuan."""

    amounts: tuple[int, ...]
    short: tuple[int, ...]
    floors_short: tuple[int, ...]


@dataclass(frozen=True)
class Programme:
    """Lines and floors; every pot keeps its total."""

    parts: tuple[Part, ...]
    floors: tuple[Share, ...] = ()
    eased: Relaxed | None = field(default=None)

    @cached_property
    def pots(self) -> Mapping[str, int]:
        """The total of every pot, yuan."""
        totals: dict[str, int] = {}
        for part in self.parts:
            totals[part.pot] = totals.get(part.pot, 0) + part.planned
        return totals

    def level(self, floor: Share) -> int:
        """The least whole amount that reaches a floor."""
        return ceil(floor.share * self.pots[floor.pot])

    # The constraints ---------------------------------------------------------------------------------------------------

    @property
    def _size(self) -> int:
        return len(KINDS) * len(self.parts) + len(self.floors)

    def _at(self, kind: str, place: int) -> int:
        return KINDS.index(kind) * len(self.parts) + place

    def _moved(self, places: Sequence[int], sign: float = 1.0) -> dict[int, float]:
        """The net raise of some lines."""
        ups = {self._at("up", place): sign for place in places}
        return ups | {self._at("down", place): -sign for place in places}

    def _eases(self, kind: str, name: str) -> int:
        eased = self.eased
        return eased.by if eased is not None and (eased.kind, eased.name) == (kind, name) else 0

    @cached_property
    def _equal(self) -> tuple[list[dict[int, float]], list[float]]:
        rows = [self._moved([at for at, part in enumerate(self.parts) if part.pot == pot]) for pot in self.pots]
        return rows, [float(self._eases("pot", pot)) for pot in self.pots]

    @cached_property
    def _at_most(self) -> tuple[list[dict[int, float]], list[float]]:
        """Needs, wishes and floors, as sums that may be at most something."""
        rows, ends = [], []
        for at, part in enumerate(self.parts):
            for kind, wanted in (("short", part.need), ("spare", part.wish)):
                rows.append(self._moved([at], -1.0) | {self._at(kind, at): -1.0})
                ends.append(float(part.planned - wanted))
        for place, floor in enumerate(self.floors):
            rows.append(self._moved(sorted(floor.places), -1.0) | {len(KINDS) * len(self.parts) + place: -1.0})
            ends.append(sum(self.parts[at].planned for at in floor.places) - self._raised_level(floor))
        return rows, ends

    def _raised_level(self, floor: Share) -> float:
        """The level of a floor; money that is put into its pot raises it."""
        pot = self.pots[floor.pot] + self._eases("pot", floor.pot)
        return float(ceil(floor.share * pot) - self._eases("floor", floor.id))

    @cached_property
    def _bounds(self) -> Bounds:
        """Every variable is from nothing up to the room that its line has."""
        from scipy.optimize import Bounds

        ups = [inf if one.most is None else one.most - one.planned + self._eases("most", one.id) for one in self.parts]
        downs = [min(one.planned, one.planned - one.least + self._eases("least", one.id)) for one in self.parts]
        rest = [inf] * (self._size - len(ups) - len(downs))
        return Bounds(np.zeros(self._size), np.array([*ups, *downs, *rest], dtype=np.float64))

    # The aims, one after the other -------------------------------------------------------------------------------------

    @property
    def _aims(self) -> list[dict[int, float]]:
        """What is made small, in this order: floors missed, needs missed, money moved, wishes missed; then the ties.

        Of equal solutions that one is taken in which lines that stand first keep their money, and are raised first.
        """
        count = len(self.parts)
        floors = {len(KINDS) * count + place: 1.0 for place in range(len(self.floors))}
        short, spare = ({self._at(kind, at): 1.0 for at in range(count)} for kind in ("short", "spare"))
        moved = {self._at(kind, at): 1.0 for kind in ("up", "down") for at in range(count)}
        order = {self._at("up", at): float(at + 1) for at in range(count)}
        order |= {self._at("down", at): float(count - at) for at in range(count)}
        return [floors, short, moved, spare, order]

    def least_shortfalls(self) -> tuple[int, int]:
        """The least that floors, and then needs, are missed by, whole yuan."""
        _, totals = self._solve(2)
        return totals[0], totals[1]

    @property
    def step(self) -> int:
        """Yuan that raise every floor by a whole number: the least common multiple of the denominators of the shares."""
        return lcm(*(floor.share.denominator for floor in self.floors))

    def solved(self) -> Solved:
        """The smallest shift that misses floors, then needs, by as little as can be; none where the plan misses none."""
        as_planned = self.checked([part.planned for part in self.parts])
        if not any((*as_planned.short, *as_planned.floors_short)):
            return as_planned
        found, _ = self._solve(5)
        count = len(self.parts)
        moves = [round(float(found[self._at("up", at)] - found[self._at("down", at)])) for at in range(count)]
        amounts = tuple(part.planned + move for part, move in zip(self.parts, moves, strict=True))
        return self.checked(amounts)

    def checked(self, amounts: Sequence[int]) -> Solved:
        """The shortfalls of some amounts, exactly; `ArithmeticError` where they break what may not be broken."""
        totals = dict.fromkeys(self.pots, 0)
        for part, amount in zip(self.parts, amounts, strict=True):
            totals[part.pot] += amount
            if amount < part.least or (part.most is not None and amount > part.most):
                raise ArithmeticError(f"{part.id}: {amount} lies outside its bounds")
        if totals != dict(self.pots):
            raise ArithmeticError("a pot does not keep its total")
        short = tuple(max(0, part.need - amount) for part, amount in zip(self.parts, amounts, strict=True))
        held = [sum(amounts[at] for at in floor.places) for floor in self.floors]
        missed = tuple(max(0, self.level(floor) - amount) for floor, amount in zip(self.floors, held, strict=True))
        return Solved(tuple(amounts), short, missed)

    def _solve(self, steps: int) -> tuple[Floats, list[int]]:
        """The solution after some of the aims, and the value reached for each of them: whole yuan at every corner."""
        from scipy.optimize import LinearConstraint, milp

        (equal, even), (rows, ends) = self._equal, self._at_most
        rows, ends = list(rows), list(ends)
        totals: list[int] = []
        found: Floats = np.zeros(self._size)
        for aim in self._aims[:steps]:
            cost = np.zeros(self._size)
            cost[list(aim)] = list(aim.values())
            limits = [
                LinearConstraint(self._matrix(equal), even, even),
                LinearConstraint(self._matrix(rows), -np.inf, ends),
            ]
            result = milp(cost, bounds=self._bounds, constraints=limits)
            if result.x is None or result.status != 0:
                raise ArithmeticError(f"the programme of the budget was not solved: {result.message}")
            found = np.asarray(result.x, dtype=np.float64)
            totals.append(round(float(cost @ found)))
            rows, ends = [*rows, dict(aim)], [*ends, float(totals[-1])]
        return found, totals

    def _matrix(self, rows: Sequence[Mapping[int, float]]) -> csr_array:
        from scipy.sparse import csr_array

        values = np.array([value for row in rows for value in row.values()], dtype=np.float64)
        columns = np.array([column for row in rows for column in row], dtype=np.int32)
        starts = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int32)
        return csr_array((values, columns, starts), shape=(len(rows), self._size))
