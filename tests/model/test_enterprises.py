"""Between the quarters: slots come back in an order of their own, fast firms lose their pace at the rate given."""

from __future__ import annotations

import numpy as np

from innovatory.model.enterprises import leave, lose_pace
from innovatory.model.state import HIGH, Firms, empty_firms


def firms_of(count: int, kind: int = 0) -> Firms:
    firms = empty_firms(count + 5)
    firms.uid[:count] = np.arange(count) * 7 + 100
    firms.lines[:count] = 1
    firms.kind[:count] = kind
    firms.free_count = 5
    return firms


def test_slots_come_back_in_the_order_of_slots_however_they_were_found() -> None:
    firms = firms_of(6)
    firms.uid[:6] = [40, 10, 60, 20, 50, 30]
    firms.lines[:3] = 0
    leave(firms, np.array([0, 2, 1], dtype=np.int32))
    assert firms.free[: firms.free_count].tolist() == [10, 9, 8, 7, 6, 0, 1, 2]
    assert firms.alive.tolist() == [False, False, False, True, True, True] + [False] * 5
    assert firms.uid[:3].tolist() == [-1, -1, -1]


def test_pace_is_lost_at_the_rate_given() -> None:
    """Of N fast firms N(1 − e^(−νΔ)) change in a period, within four standard deviations."""
    firms, chance = firms_of(50_000, HIGH), 1 - np.exp(-0.2 * 0.25)
    changed = lose_pace(firms, 0.2, 0.25, 3, 8)
    assert abs(changed - 50_000 * chance) < 4 * np.sqrt(50_000 * chance * (1 - chance))
    assert int((firms.kind == HIGH).sum()) == 50_000 - changed


def test_pace_is_lost_by_name_and_not_by_place() -> None:
    firms, moved = firms_of(1000, HIGH), firms_of(1000, HIGH)
    moved.uid[:1000] = firms.uid[:1000][::-1]
    for one in (firms, moved):
        lose_pace(one, 1.0, 0.25, 3, 8)
    assert np.array_equal(firms.kind[:1000], moved.kind[:1000][::-1])


def test_slow_firms_and_a_rate_of_nothing_change_nothing() -> None:
    assert lose_pace(firms_of(100), 5.0, 1.0, 3, 8) == 0
    assert lose_pace(firms_of(100, HIGH), 0.0, 1.0, 3, 8) == 0
