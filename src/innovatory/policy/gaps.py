"""How far from the threshold: the least change of the lever with which a criterion passes.

A change is a whole number of yuan, persons, counts; what `moves` with the lever moves by the same amount and tables are
read again. Table edges cut the changes into cells; inside a cell passing turns at most once and is found by halving.
The gap goes the way the comparison asks, the set of all changes that pass is given beside it (D28).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

from innovatory.language import ends
from innovatory.language.algebra import Atom, line
from innovatory.language.explain import Case
from innovatory.language.ranges import number_of, placed
from innovatory.language.tight import Plan, occurrences
from innovatory.language.tree import Comparison, Extreme, Lookup, walk
from innovatory.language.types import Number, Series, Type
from innovatory.language.units import ONE
from innovatory.policy.bound import KEPT, BoundCriterion, Judgement

FAR = 10**14  # a change beyond all money: what passes there passes without end
SECANTS = 6
STEP = {ONE: 0.0001}  # a lever that is a share moves by a hundredth of a percentage point

Interval = tuple[float, float | None]
Test = Callable[[int], bool]


@dataclass(frozen=True)
class Gap:
    """The signed change of the lever, least and most over the ranges; `passes` the changes that surely pass.

    `reason` is "no lever" or "impossible" where there is no change.
    """

    lever: str | None
    low: float | None = None
    high: float | None = None
    passes: tuple[Interval, ...] = ()
    reason: str | None = None


def gap(criterion: BoundCriterion, case: Case, kinds: Mapping[str, Type]) -> Gap:
    """The gap of a criterion that fails in a case."""
    lever = criterion.of.shape.lever
    if lever is None:
        return Gap(None, reason="no lever")
    moved = [lever_atom(name, kinds) for name in (lever, *criterion.of.shape.moves.get(lever, ()))]
    numbers = [number_of(case, atom) for atom in moved]
    if any(number is None for number in numbers):
        return Gap(lever, reason="impossible")
    change = _Change(
        criterion, case, dict(zip(moved, [n for n in numbers if n is not None], strict=True)), _step(kinds[lever])
    )
    sure = change.passing(surely=True)
    least = _nearest(change.passing(surely=False) if case.ranged else sure, criterion)
    most = _nearest(sure, criterion)
    if least is None:
        return Gap(lever, reason="impossible")
    step = change.step
    passes = tuple((low * step, None if high is None else high * step) for low, high in sure)
    return Gap(lever, least * step, None if most is None else most * step, passes)


def lever_atom(name: str, kinds: Mapping[str, Type]) -> Atom:
    """The atom that a lever moves: the newest year of a series (D28)."""
    return Atom(name, 0) if isinstance(kinds[name], Series) else Atom(name)


def _step(of: Type) -> float:
    return STEP.get(of.unit, 1.0) if isinstance(of, Number | Series) else 1.0


class _Change:
    """One criterion under a change of its lever, in whole steps."""

    def __init__(self, criterion: BoundCriterion, case: Case, numbers: dict[Atom, ends.Number], step: float) -> None:
        self.criterion, self.case, self.numbers, self.step = criterion, case, numbers, step
        self.answers: dict[int, Judgement] = {}

    def judged(self, change: int) -> Judgement:
        """The criterion's answer after a change."""
        if change not in self.answers:
            by = change * self.step
            moved = {atom: ends.ranged(low + by, high + by) for atom, ((low, _), (high, _)) in self.numbers.items()}
            self.answers[change] = self.criterion.judged(placed(self.case, moved))
        return self.answers[change]

    def guess(self, low: int, high: int, end: int) -> int | None:
        """Where the margin (its `end`, 0 low or 1 high) crosses zero in a cell, by secants from its near side."""
        a = low if abs(low) <= abs(high) else high
        b = a + max(1, abs(a) // 64) * (1 if a == low else -1)
        for _ in range(SECANTS):
            first, second = self._margin(a, end), self._margin(b, end)
            if first is None or second is None or first == second or not low <= b <= high:
                return b if low <= b <= high else None
            a, b = b, round(min(max(b - second * (b - a) / (second - first), low), high))
            if a == b:
                break
        return b

    def _margin(self, change: int, end: int) -> float | None:
        margin = self.judged(change).margin
        return None if margin is None else margin[end][0]

    def passing(self, *, surely: bool) -> list[tuple[int, int | None]]:
        """The changes that surely, or possibly, pass: closed intervals in order, None is without end."""

        def test(change: int) -> bool:
            truth = self.judged(change).truth
            return truth is True if surely else truth is not False

        found: list[tuple[int, int]] = []
        for low, high in self._cells():
            found += _turning(test, low, high, lambda a, b: self.guess(a, b, 0 if surely else 1))
        joined: list[tuple[int, int]] = []
        for low, high in found:
            if joined and joined[-1][1] + 1 >= low:
                joined[-1] = (joined[-1][0], high)
            else:
                joined.append((low, high))
        return [(low, None if high == FAR else high) for low, high in joined]

    def _cells(self) -> list[tuple[int, int]]:
        """Whole changes between the edges that the moved inputs cross; nothing moved falls below zero."""
        lowest = -floor(min(low for (low, _), _ in self.numbers.values()) / self.step + ends.EPSILON)
        cuts = {0, 1}
        for atom, edge in edges(self.criterion):
            if atom in self.numbers:
                for value, _ in self.numbers[atom]:
                    change = (edge - value) / self.step
                    cuts |= {floor(change), ceil(change), floor(change) + 1, ceil(change) + 1}
        starts = sorted(cut for cut in cuts if min(lowest, 0) < cut <= FAR)
        starts = [min(lowest, 0), *starts]
        return [(start, end - 1) for start, end in zip(starts, [*starts[1:], FAR + 1], strict=True)]


@lru_cache(maxsize=KEPT)
def edges(criterion: BoundCriterion) -> list[tuple[Atom, float]]:
    """Where a table, an extreme or a comparison inside a criterion changes its form along one input."""
    found: list[tuple[Atom, float]] = []
    for node in walk(criterion.nodes["holds"]):
        if isinstance(node, Lookup) and node.table is not None:
            on = line(node.argument)
            if on is not None:
                found += [(on[0], (edge - on[2]) / on[1]) for edge in node.table.edges]
        elif isinstance(node, Extreme | Comparison) and node is not criterion.nodes["holds"]:
            plan = Plan(node)
            found += [
                (atom, cell.low)
                for atom in occurrences(node)
                for cell in plan.cells.get(atom, ())
                if abs(cell.low) < FAR
            ]
    return found


def _turning(test: Test, low: int, high: int, guess: Callable[[int, int], int | None]) -> list[tuple[int, int]]:
    """The part of a cell that passes, if passing turns at most once in it."""
    first, last = test(low), test(high)
    if first and last:
        return [(low, high)]
    if first == last:
        return []
    start, end = low, high
    near = guess(low, high)
    for probe in () if near is None else (near - 1, near + 1, near - 1000, near + 1000):
        if start < probe < end:
            start, end = (probe, end) if test(probe) == first else (start, probe)
    while end - start > 1:
        middle = (start + end) // 2
        start, end = (middle, end) if test(middle) == first else (start, middle)
    return [(low, start)] if first else [(end, high)]


def _nearest(passing: list[tuple[int, int | None]], criterion: BoundCriterion) -> int | None:
    """The least change in the direction the comparison asks; in the other if none passes there."""
    up = next((low for low, _ in passing if low > 0), None)
    down = next((high for _, high in reversed(passing) if high is not None and high < 0), None)
    asked_up = criterion.of.word in ("at_least", "more_than")
    asked, other = (up, down) if asked_up else (down, up)
    return other if asked is None else asked
