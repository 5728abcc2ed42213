"""Technology firms between the quarters: firms without lines leave their slots, and fast ones may lose their pace.

Entry is an event of the quarter and stands in `lines.py`. What happens here happens at the end of a quarter, in an order
of its own, so that the free slots are the same however the events were found.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from innovatory.language.mistakes import Mistake
from innovatory.model.clocks import Clocks
from innovatory.model.events import count_entries, marks_of
from innovatory.model.portable import exp
from innovatory.model.random import Stream, draws
from innovatory.model.state import HIGH, LOW, Bytes, Firms, Int32, Int64, State

WORDS = 2.0**32


def leave(firms: Firms, dead: Int32) -> None:
    """Give the slots of the firms that ended in the quarter back, in the order of the slots."""
    firms.free_count = _give_back(np.sort(dead), firms.uid, firms.kind, firms.free, firms.free_count)


@njit(cache=True)
def _give_back(slots: Int32, uid: Int64, kind: Bytes, free: Int32, free_count: int) -> int:
    """Empty slots put on the stack of free ones; its new length."""
    for i in range(slots.size):
        slot = slots[i]
        uid[slot], kind[slot] = -1, LOW
        free[free_count + i] = slot
    return free_count + slots.size


def lose_pace(firms: Firms, rate: float, years: float, seed: int, quarter: int) -> int:
    """H becomes L with probability 1 − e^(−νΔ), one draw for each firm by its uid; the number that changed.

    Tested at the end of the quarter also for those born in it: the mean time as H is then 1/ν up to a term in (νΔ)²/12.
    """
    if rate == 0.0:
        return 0
    slots = np.flatnonzero(firms.alive & (firms.kind == HIGH))
    words = draws(Stream.SWITCHES, seed, firms.uid[slots], quarter)[0]
    changed = slots[words < round(WORDS * (1.0 - exp(-rate * years)))]
    firms.kind[changed] = LOW
    return len(changed)


def check_room(state: State, clocks: Clocks) -> None:
    """`Mistake` of kind `capacity` if the free slots do not suffice for the entries of a quarter; nothing has changed yet."""
    firms = state.firms
    if clocks.candidates <= firms.free_count:
        return
    entries, slots = count_entries(marks_of(clocks, state.lines.count)), len(firms.lines)
    if entries <= firms.free_count:
        return
    enough, quarter, seed = slots + entries - firms.free_count, clocks.quarter, clocks.seed
    raise Mistake(
        "capacity",
        f"the {slots} slots for firms do not suffice in period {quarter} of the run with seed {seed}: {entries} firms "
        f"enter and {firms.free_count} slots are free; raise firms_max, to {enough} at least",
        f"种子 {seed} 的模拟在第 {quarter} 期企业槽位不足（共 {slots} 个）：将有 {entries} 家企业进入，"
        f"空闲槽位仅 {firms.free_count} 个；请将 firms_max 至少提高到 {enough}",
    )
