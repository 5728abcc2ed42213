"""Technology lines: creative destruction, the exact event kernel.

The candidate events of a quarter are walked one by one in the order of time; every event sees the owners and the sizes of
firms that the events before it left, so that nothing depends on the length of a quarter (the Klette–Kortum chain on lines is
the infinite-alleles Moran model; model.md §7.2, §7.6). What the marks of the events decide without the state is done a block
ahead. `lines_reference.py` says the same in NumPy, and tests compare the two event by event.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from innovatory.model.clocks import Clocks, Thresholds
from innovatory.model.events import (
    BLOCK,
    CAPTURE,
    ENTRY,
    INTERNAL,
    REJECTED,
    SELF_HIT,
    VOID,
    Marks,
    entrant_kind,
    lay_out,
    marks_of,
)
from innovatory.model.line_quality import add, multiply
from innovatory.model.random import Words
from innovatory.model.state import Bytes, Counters, Float32, Int32, Int64, State

Floats = NDArray[np.float64]

EXITS, FREE, PLACES = SELF_HIT + 1, SELF_HIT + 2, SELF_HIT + 3
"""Places in a tally behind those of the kinds of events: firms ended, slots free; and how many places there are."""


@dataclass(frozen=True)
class Walk:
    """What the events of a quarter did: their counts, and the slots of the firms that lost their last line, in that order."""

    counts: Counters
    dead: Int32


def resolve(state: State, clocks: Clocks) -> Walk:
    """Walk the events of a quarter through the state's lines and firms; the free slots must suffice for its entries."""
    lines, firms, quality = state.lines, state.firms, clocks.quality
    tally = np.zeros(PLACES, dtype=np.int64)
    tally[FREE] = firms.free_count
    dead = np.empty(clocks.candidates, dtype=np.int32)
    total = _walk(
        marks_of(clocks, lines.count),
        clocks.external,
        tally,
        dead,
        (lines.owner, lines.log_quality, lines.follow_up),
        (firms.uid, firms.lines, firms.kind, firms.free),
        (quality.additive, quality.external, quality.internal, state.quality_sum),
    )
    firms.free_count = int(tally[FREE])
    counts = tallied(tally)
    state.quality_sum = total if quality.additive else total + logs_added(counts, clocks)
    return Walk(counts, dead[: counts.exits].copy())


def tallied(tally: Int64) -> Counters:
    """The counts of a quarter from its tally."""
    void, rejected, internal, entries, captures, self_hits, exits = (int(one) for one in tally[:FREE])
    accepted = internal + entries + captures + self_hits
    return Counters(accepted + rejected + void, accepted, rejected, void, entries, captures, self_hits, internal, exits)


def logs_added(counts: Counters, clocks: Clocks) -> float:
    """What multiplicative steps add to the sum of log quality."""
    external = counts.accepted - counts.internal_steps
    return external * float(clocks.quality.external[0]) + counts.internal_steps * clocks.quality.internal


@njit(cache=True)
def _walk(
    marks: Marks,
    rates: Thresholds,
    tally: Int64,
    dead: Int32,
    lines: tuple[Int32, Float32, Bytes],
    firms: tuple[Int64, Int32, Bytes, Int32],
    quality: tuple[bool, Floats, float, float],
) -> float:
    owner, log_quality, follow_up = lines
    uid, owned, kind, free = firms
    additive, step, internal, total = quality
    drawn, what = np.empty((4, BLOCK), dtype=np.uint32), np.empty(BLOCK, dtype=np.uint8)
    target, source = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.int64)
    winner, firm, owns = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32)
    for start in range(0, marks.candidates, BLOCK):
        size = lay_out(start, marks, drawn, what, target, source)
        _enter(start, size, marks, what, winner, uid, owned, kind, free, tally)
        tally[EXITS] += _look_ahead(
            size, drawn, what, target, source, marks.in_use - 1, owner, owned, rates, log_quality, firm, owns
        )
        _move(size, drawn, what, target, source, winner, owner, owned, kind, rates, dead, tally)
        _count(size, what, tally)
        if additive:
            total = add(start, what, target, size, marks, log_quality, follow_up, step, internal, total)
        else:
            multiply(what, target, size, log_quality, step[0], internal)
    return total


@njit(cache=True)
def _enter(
    start: int,
    size: int,
    marks: Marks,
    what: Bytes,
    winner: Int32,
    uid: Int64,
    owned: Int32,
    kind: Bytes,
    free: Int32,
    tally: Int64,
) -> None:
    """Give the firms born in a block their slots, from the top of the free list, and their uids."""
    for i in range(size):
        if what[i] == ENTRY:
            tally[FREE] -= 1
            slot = free[tally[FREE]]
            winner[i] = slot
            uid[slot] = (np.int64(marks.quarter) + 1 << 32) + start + i
            owned[slot] = 0  # so it is already: the store brings it near before it is counted
            if marks.high_below > 0:  # else a free slot is L already
                kind[slot] = entrant_kind(marks, start + i)


@njit(cache=True)
def _look_ahead(
    size: int,
    drawn: Words,
    what: Bytes,
    target: Int64,
    source: Int64,
    last_line: int,
    owner: Int32,
    owned: Int32,
    rates: Thresholds,
    log_quality: Float32,
    firm: Int32,
    lines: Int32,
) -> int:
    """Read what the events of a block will need, many at once; in the walk each would wait for the one before. Returns 0.

    Every loop reads one array and decides nothing, so that the reads overlap. `firm` and `lines` are scratch of shape (BLOCK,).
    """
    count, seen, highest = 0, np.int32(0), np.float32(0.0)
    for i in range(size):
        firm[i] = owner[min(source[i], last_line)]
    for i in range(size):
        lines[i] = owned[firm[i]]
    for i in range(size):  # the few that may be accepted, moved to the front
        accepted = drawn[2, i] < rates[0, min(lines[i], rates.shape[1] - 1)]
        firm[count] = i
        count += (what[i] >= INTERNAL) & ((what[i] < CAPTURE) | accepted)
    for j in range(count):
        highest = max(highest, log_quality[target[firm[j]]])
    for j in range(count):
        lines[j] = owner[target[firm[j]]]
    for j in range(count):
        seen |= owned[lines[j]]
    return int(seen < 0 or highest > np.float32(1e30))  # never, which the compiler does not know


@njit(cache=True)
def _count(size: int, what: Bytes, tally: Int64) -> None:
    """Add the events of a block by what they came to; each kind in a loop of its own, which becomes vector instructions."""
    for kind in range(VOID, SELF_HIT + 1):
        found = 0
        for i in range(size):
            found += what[i] == kind
        tally[kind] += found


@njit(cache=True)
def _move(
    size: int,
    drawn: Words,
    what: Bytes,
    target: Int64,
    source: Int64,
    winner: Int32,
    owner: Int32,
    owned: Int32,
    kind: Bytes,
    rates: Thresholds,
    dead: Int32,
    tally: Int64,
) -> None:
    """Judge the external events of a block and move the lines, in the order of time."""
    kinds, last = rates.shape[0], rates.shape[1] - 1
    for i in range(size):
        if what[i] == CAPTURE:
            firm = owner[source[i]]
            if drawn[2, i] >= rates[kind[firm] if kinds > 1 else 0, min(owned[firm], last)]:
                what[i] = REJECTED
            elif firm == owner[target[i]]:
                what[i] = SELF_HIT
            winner[i] = firm
        if what[i] == ENTRY or what[i] == CAPTURE:
            loser = owner[target[i]]
            owner[target[i]] = winner[i]
            owned[winner[i]] += 1
            owned[loser] -= 1
            if owned[loser] == 0:
                dead[tally[EXITS]] = loser
                tally[EXITS] += 1
