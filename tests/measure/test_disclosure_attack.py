"""An attacker with linear programmes against the cells that are withheld: what is promised of them holds.

The attacker knows every cell and total that is told, which cells are empty, that a withheld cell holds at least one
enterprise, that sums are not negative and counts whole; and, against a cell that would tell of one enterprise, what the
largest contributor of every other cell reported and the whole of every cell that has only one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from innovatory.measure.suppression import Lattice, Pattern, Rule, pattern

RULE = Rule()
TOLERANCE = 1e-5  # of the largest contribution to a cell; the solver's own is 1e-7
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def with_totals(cells: Floats, largest: bool = False) -> Floats:
    for axis in range(cells.ndim):
        total = cells.max(axis=axis, keepdims=True) if largest else cells.sum(axis=axis, keepdims=True)
        cells = np.concatenate([cells, total], axis=axis)
    return cells


def lattice(table: list[list[list[float]]]) -> Lattice:
    """The lattice of a table whose cells list what each enterprise contributes to one sum."""
    return of_cells({at: table[at[0]][at[1]] for at in np.ndindex(len(table), len(table[0]))})


def of_cells(cells: dict[tuple[int, ...], list[float]], *, whole: bool = False, signed: bool = False) -> Lattice:
    shape = tuple(1 + max(at[axis] for at in cells) for axis in range(len(next(iter(cells)))))
    units, sums, gross, largest = (np.zeros(shape) for _ in range(4))
    for at, contributions in cells.items():
        units[at], sums[at] = len(contributions), sum(contributions)
        gross[at] = sum(abs(one) for one in contributions)
        largest[at] = max((abs(one) for one in contributions), default=0.0)
    amounts = np.array([with_totals(sums)])
    return Lattice(
        units=with_totals(units).astype(np.int64),
        amounts=amounts,
        gross=np.array([with_totals(gross)]),
        largest=np.array([with_totals(largest, largest=True)]),
        signed=(signed,),
        whole=(whole,),
    )


def inner(shape: tuple[int, ...]) -> Flags:
    flags = np.ones(shape, dtype=np.bool_)
    for axis, size in enumerate(shape):
        flags &= np.arange(size).reshape([-1 if each == axis else 1 for each in range(len(shape))]) < size - 1
    return flags


class Attack:
    """What can be known of withheld cells: equations of every line of the table in which one of them stands."""

    def __init__(self, withheld: Flags) -> None:
        self.withheld = withheld
        self.cells = np.flatnonzero(withheld)
        rows = []
        for axis, size in enumerate(withheld.shape):
            places = np.arange(withheld.size).reshape(withheld.shape)
            for line in np.moveaxis(places, axis, -1).reshape(-1, size):
                row = np.zeros(withheld.size)
                row[line] = 1.0
                row[line[-1]] = -1.0
                rows.append(row)
        self.equations = np.array(rows)

    def interval(
        self, truth: Floats, target: int, least: Floats, known: Flags, *, scale: float = 1.0, whole: bool = False
    ) -> tuple[float, float]:
        """The least and greatest possible value of a cell, in multiples of `scale`.

        `least` bounds all cells, `known` are known exactly. No cell is thought to be more than a thousand times the whole.
        """
        unknown = self.withheld.ravel() & ~known.ravel()
        cells = np.flatnonzero(unknown)
        told = np.where(unknown, 0.0, truth.ravel()) / scale
        greatest = 1e3 * (1.0 + float(np.abs(truth).max()) / scale)
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * (cells == target),
                A_eq=self.equations[:, cells],
                b_eq=-self.equations @ told,
                bounds=[(max(low, -greatest), greatest) for low in least.ravel()[cells] / scale],
                integrality=int(whole),
            )
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        return ends[0], ends[1]


def exposed(of: Lattice, found: Pattern, rule: Rule = RULE) -> Iterator[str]:
    """Every promise that an attacker breaks, in words; nothing where all hold."""
    attack, no_total = Attack(found.withheld), inner(of.units.shape)
    units, sums, largest = of.units.astype(float), of.amounts[0], of.largest[0]
    typical = of.gross[0].flat[-1] / max(units.flat[-1], 1.0)
    lowest = -np.inf if of.signed[0] else 0.0
    alone = (of.units == 1) & no_total
    for target in np.flatnonzero(found.withheld):
        place = tuple(int(at) for at in np.unravel_index(target, units.shape))
        known, least = np.zeros_like(alone), np.full_like(sums, lowest)
        if found.primary[place] and no_total[place]:
            known = alone.copy()
            known[place] = False
            if not of.signed[0]:
                least = np.where(no_total, largest, 0.0)
                least[place] = 0.0
        low, high = attack.interval(units, int(target), no_total * 1.0, known, whole=True)
        if high - low + 1 < rule.least - TOLERANCE:
            yield f"{place}: {low:.0f} to {high:.0f} enterprises"
        top = largest[place] or typical
        if top == 0:
            continue  # nobody in the table has anything, which its total tells
        low, high = attack.interval(sums, int(target), least, known, scale=top)
        truth, below = sums[place] / top, rule.reach * (largest[place] > 0)
        if of.whole[0]:
            low, high = math.ceil(low * top - TOLERANCE) / top, math.floor(high * top + TOLERANCE) / top
        if high < truth + rule.reach - TOLERANCE or low > truth - below + TOLERANCE:
            yield f"{place}: {low:.6f} to {high:.6f} times the largest contribution; it is {truth:.6f} times"


contributions = st.one_of(st.just(0.0), st.floats(1.0, 100.0), st.floats(1e3, 1e6))
cell = st.one_of(
    st.just([]), st.lists(contributions, min_size=1, max_size=2), st.lists(contributions, min_size=3, max_size=9)
)


@st.composite
def tables(draw: st.DrawFn, dimensions: int, most: int) -> dict[tuple[int, ...], list[float]]:
    shape = tuple(draw(st.integers(1, most)) for _ in range(dimensions))
    return {at: draw(cell) for at in np.ndindex(*shape)}


slow = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@slow
@given(tables(2, 5))
@example({(0, 0): [5.0]})
@example({(0, 0): [5.0], (0, 1): [7.0], (1, 0): [], (1, 1): []})
def test_no_attack_on_a_table_of_two_dimensions_succeeds(cells: dict[tuple[int, ...], list[float]]) -> None:
    of = of_cells(cells)
    assert list(exposed(of, pattern(of, RULE))) == []


@slow
@given(
    st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 4, 9]), min_size=3, max_size=3), min_size=2, max_size=4),
    st.sampled_from([2, 3, 5, 8]),
)
@example([[1, 3, 9], [3, 9, 9], [9, 9, 9]], 8)
def test_no_attack_on_numbers_of_enterprises_alone_succeeds(counts: list[list[int]], least: int) -> None:
    of, rule = lattice([[[0.0] * count for count in row] for row in counts]), Rule(least, 0.5, 0.3)
    assert list(exposed(of, pattern(of, rule), rule)) == []


@slow
@given(tables(1, 9))
def test_no_attack_on_one_line_succeeds(cells: dict[tuple[int, ...], list[float]]) -> None:
    of = of_cells(cells)
    assert list(exposed(of, pattern(of, RULE))) == []


@settings(slow, max_examples=6)
@given(tables(3, 2))
def test_no_attack_on_three_dimensions_succeeds(cells: dict[tuple[int, ...], list[float]]) -> None:
    of = of_cells(cells)
    assert list(exposed(of, pattern(of, RULE))) == []


@settings(slow, max_examples=10)
@given(tables(2, 4))
def test_no_attack_that_knows_sums_to_be_whole_succeeds(cells: dict[tuple[int, ...], list[float]]) -> None:
    of = of_cells({at: [float(math.ceil(one)) for one in each] for at, each in cells.items()}, whole=True)
    assert list(exposed(of, pattern(of, RULE))) == []


@settings(slow, max_examples=15)
@given(tables(2, 4), st.integers(0, 2))
def test_no_attack_on_profits_and_losses_succeeds(cells: dict[tuple[int, ...], list[float]], every: int) -> None:
    losses = {
        at: [-one if (index + sum(at)) % 3 == every else one for index, one in enumerate(each)]
        for at, each in cells.items()
    }
    of = of_cells(losses, signed=True)
    assert list(exposed(of, pattern(of, RULE))) == []


@slow
@given(tables(2, 5))
def test_nothing_is_withheld_where_nothing_tells_of_one_enterprise(cells: dict[tuple[int, ...], list[float]]) -> None:
    of = of_cells({at: [] if len(each) < 3 else [1.0] * len(each) for at, each in cells.items()})
    assert not pattern(of, RULE).withheld.any()


@slow
@given(tables(2, 5))
def test_the_same_table_is_protected_by_the_same_cells(cells: dict[tuple[int, ...], list[float]]) -> None:
    first, second = (pattern(of_cells(cells), RULE) for _ in range(2))
    assert (first.withheld == second.withheld).all()
    assert (first.withheld | ~first.primary).all()


def test_the_attacker_finds_a_cell_that_is_withheld_alone() -> None:
    of = lattice([[[5.0], [1.0] * 5], [[1.0] * 4, [1.0] * 6]])
    alone = of.units == 1
    alone[2, :] = alone[:, 2] = False
    assert list(exposed(of, Pattern(alone, alone))) == [
        "(0, 0): 1 to 1 enterprises",
        "(0, 0): 1.000000 to 1.000000 times the largest contribution; it is 1.000000 times",
    ]


def test_the_attacker_sees_through_singletons_that_hide_each_other() -> None:
    of = lattice([[[5.0], [7.0], [1.0] * 9], [[3.0] * 4, [2.0] * 4, [1.0] * 9]])
    pair = np.zeros(of.units.shape, dtype=np.bool_)
    pair[0, 0] = pair[0, 1] = pair[1, 0] = pair[1, 1] = True
    primary = pair & (of.units == 1)
    assert len(list(exposed(of, Pattern(primary, pair)))) >= 2  # each of the two knows the other by subtraction


@pytest.mark.parametrize("released", [(0, 1), (1, 0), (1, 1)])
def test_every_further_cell_is_needed(released: tuple[int, int]) -> None:
    of = lattice([[[10.0], [10.0] * 5, [10.0] * 6], [[10.0] * 4, [10.0] * 5, [10.0] * 7]])
    found = pattern(of, RULE)
    assert list(exposed(of, found)) == []
    told = found.withheld.copy()
    told[released] = False
    assert list(exposed(of, Pattern(found.primary, told))) != []


@pytest.mark.parametrize("giant", [1e3, 1e6, 1e9])
def test_a_giant_beside_dwarfs_is_not_pinned_down(giant: float) -> None:
    """15 % of the giant is more than all neighbours together have: only totals can leave room for it."""
    of = lattice([[[giant, 1.0, 1.0], [2.0] * 4, [3.0] * 5], [[2.0] * 6, [1.0] * 7, [2.0] * 4]])
    found = pattern(of, RULE)
    assert found.primary[0, 0]
    assert found.withheld[-1, -1]
    assert list(exposed(of, found)) == []
