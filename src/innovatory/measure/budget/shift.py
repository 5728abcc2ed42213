"""The smallest shift of money between the lines of a budget that meets their claims and the floors of law.

Every pot (the R&D fund, and the rest) keeps its total. Floors come before claims, claims before the size of the shift.
Where not all can be met, the least shortfall is told, and what one more yuan would take off it at every end that binds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from innovatory.measure.budget.plan import Line
from innovatory.measure.budget.programme import Part, Programme, Relaxed, Share, Solved
from innovatory.measure.budget.verdict import Verdict

End = Literal["low", "high"]


@dataclass(frozen=True)
class Binding:
    """An end that binds: what easing it by one yuan takes off the shortfall of the floors and of the claims, yuan.

    `kind` is `pot` (one more yuan in it), `floor`, `least` or `most` of the line `name`.
    """

    kind: str
    name: str
    floors: float
    claims: float


@dataclass(frozen=True)
class Shift:
    """The smallest shift for the low or the high claims.

    `amounts` are those of the lines after it and `short` what each still lacks, in whole yuan; `floors_short` what each
    floor lacks, by id. `open_lines` are lines whose claims have no known upper end, so that only their low ones count.
    """

    end: End
    amounts: tuple[int, ...]
    moves: tuple[int, ...]
    short: tuple[int, ...]
    floors_short: dict[str, int]
    binding: tuple[Binding, ...]
    open_lines: tuple[str, ...]

    @property
    def feasible(self) -> bool:
        """Whether all claims and all floors are met."""
        return not any(self.short) and not any(self.floors_short.values())

    @property
    def moved(self) -> int:
        """The money that changes its line, yuan."""
        return sum(move for move in self.moves if move > 0)

    def as_dict(self, lines: Sequence[Line]) -> dict[str, Any]:
        """Plain data."""
        return {
            "feasible": self.feasible,
            "moved": self.moved,
            "moves": {line.id: move for line, move in zip(lines, self.moves, strict=True) if move},
            "short": {line.id: short for line, short in zip(lines, self.short, strict=True) if short},
            "floors_short": {name: short for name, short in self.floors_short.items() if short},
            "binding": [vars(one) for one in self.binding],
            "open_lines": list(self.open_lines),
        }


def smallest_shift(found: Sequence[Verdict], floors: Sequence[Share], end: End) -> Shift:
    """The smallest shift that meets the low or the high claims, as far as that can be."""
    programme = Programme(tuple(_part(one, end) for one in found), tuple(floors))
    solved = programme.solved()
    moves = tuple(amount - one.line.planned for amount, one in zip(solved.amounts, found, strict=True))
    missed = {floor.id: short for floor, short in zip(floors, solved.floors_short, strict=True)}
    open_lines = tuple(one.line.id for one in found if one.claims is not None and one.claims[1] is None)
    binding = tuple(_binding(programme, solved)) if any(solved.short) or any(solved.floors_short) else ()
    return Shift(end, solved.amounts, moves, solved.short, missed, binding, open_lines if end == "high" else ())


def _part(one: Verdict, end: End) -> Part:
    """A line in the programme.

    One whose claims have no known upper end keeps its plan unless the file says how far it may be lowered.
    """
    line = one.line
    low, high = one.claims or (0, None)
    if high is None:
        least = line.planned if line.least is None else line.least
        return Part(line.id, line.pot, line.planned, least, line.most, low, max(low, line.planned))
    return Part(line.id, line.pot, line.planned, line.least or 0, line.most, low if end == "low" else high, high)


def _binding(programme: Programme, solved: Solved) -> Iterator[Binding]:
    """The ends at which one yuan more room lessens the shortfall."""
    floors, claims = (sum(short) for short in (solved.floors_short, solved.short))
    for eased in _ends(programme, solved):
        less = replace(programme, eased=eased).least_shortfalls()
        gains = (floors - less[0]) / eased.by, (claims - less[1]) / eased.by
        if gains[0] > 0 or gains[1] > 0:
            yield Binding(eased.kind, eased.name, *gains)


def _ends(programme: Programme, solved: Solved) -> Iterator[Relaxed]:
    yield from (Relaxed("pot", pot, programme.step) for pot in programme.pots)
    yield from (Relaxed("floor", floor.id) for floor in programme.floors)
    for part, amount in zip(programme.parts, solved.amounts, strict=True):
        if part.least > 0 and amount == part.least:
            yield Relaxed("least", part.id)
        if part.most is not None and amount == part.most:
            yield Relaxed("most", part.id)
