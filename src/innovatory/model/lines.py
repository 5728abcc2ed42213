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
    Places,
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
    owner, log_quality, follow_up = lines[0].view(np.uint32), lines[1], lines[2]  # all in use are there: none is -1
    uid, owned, kind, free = firms
    additive, step, internal, total = quality
    drawn, what = np.empty((4, BLOCK), dtype=np.uint32), np.empty(BLOCK, dtype=np.uint8)
    target, source = np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    winner, some = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32)
    scratch = np.empty((2, BLOCK), dtype=np.uint32)
    for start in range(0, marks.candidates, BLOCK):
        size = lay_out(start, marks, drawn, what, target, source)
        _enter(start, size, marks, what, some, winner, uid, owned, kind, free, tally)
        tally[EXITS] += _look_ahead(
            size, drawn[2], what, target, source, owner, owned, rates, log_quality, some, scratch
        )
        happened = _move(size, drawn[2], what, target, source, winner, owner, owned, kind, rates, dead, tally, some)
        _count(size, what, tally)
        if additive:
            total = add(start, what, target, some[:happened], marks, log_quality, follow_up, step, internal, total)
        else:
            multiply(what, target, some[:happened], log_quality, step[0], internal)
    return total


@njit(cache=True)
def _enter(
    start: int,
    size: int,
    marks: Marks,
    what: Bytes,
    some: Words,
    winner: Words,
    uid: Int64,
    owned: Int32,
    kind: Bytes,
    free: Int32,
    tally: Int64,
) -> None:
    """Give the firms born in a block their slots, from the top of the free list, and their uids; `some` is scratch."""
    entries = 0
    for i in range(size):  # without a branch, which would be guessed wrong
        some[entries] = i
        entries += what[i] == ENTRY
    for i in some[:entries]:
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
    word: Words,
    what: Bytes,
    target: Places,
    source: Places,
    owner: Words,
    owned: Int32,
    rates: Thresholds,
    log_quality: Float32,
    some: Words,
    scratch: Words,
) -> int:
    """Read what the events of a block will need, many at once; in the walk each would wait for the one before. Returns 0.

    The loops decide nothing, so that their reads overlap. `some` and `scratch` are scratch of shapes
    (BLOCK,) and (2, BLOCK).
    """
    count, seen, highest = 0, np.int32(0), np.float32(0.0)
    firm, lines, last = scratch[0], scratch[1], np.uint32(rates.shape[1] - 1)
    for i in range(size):
        firm[i] = owner[source[i]]
    for i in range(size):
        lines[i] = owned[firm[i]]
    for i in range(size):  # the few that may be accepted
        accepted = word[i] < rates[0, min(lines[i], last)]
        some[count] = i
        count += (what[i] >= INTERNAL) & ((what[i] < CAPTURE) | accepted)
    for j in range(count):
        firm[j] = owner[target[some[j]]]
        highest = max(highest, log_quality[target[some[j]]])
    for j in range(count):
        seen |= owned[firm[j]]
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
    word: Words,
    what: Bytes,
    target: Places,
    source: Places,
    winner: Words,
    owner: Words,
    owned: Int32,
    kind: Bytes,
    rates: Thresholds,
    dead: Int32,
    tally: Int64,
    happened: Words,
) -> int:
    """Judge the external events of a block and move the lines, in the order of time; how many events of it `happened`.

    One branch for an event, on whether it happens: a self-hit gives and takes the same line, and `dead` is written each time.
    """
    kinds, last, count, exits = rates.shape[0], np.uint32(rates.shape[1] - 1), 0, tally[EXITS]
    for i in range(size):
        firm = owner[source[i]]
        wins = word[i] < rates[kind[firm] if kinds > 1 else 0, min(np.uint32(owned[firm]), last)]
        if what[i] < INTERNAL or (what[i] == CAPTURE) & (not wins):
            what[i] = min(what[i], REJECTED)
            continue
        happened[count] = i
        count += 1
        if what[i] == INTERNAL:
            continue
        loser = owner[target[i]]
        if what[i] == ENTRY:
            firm = winner[i]
        elif firm == loser:
            what[i] = SELF_HIT
        owner[target[i]] = firm
        owned[firm] += 1
        owned[loser] -= 1
        dead[exits] = loser
        exits += owned[loser] == 0
    tally[EXITS] = exits
    return count
