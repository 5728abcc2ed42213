"""Technology lines: creative destruction, the exact event kernel.

The candidate events of a quarter are walked one by one in the order of time; every event sees the owners that the events
before it left, so that nothing depends on the length of a quarter but the rates of firms, which hold from its start (the
Klette–Kortum chain on lines is the infinite-alleles Moran model; model.md §7.2, §7.6). The marks of event k - target line,
source line, word of acceptance - are a function of (seed, quarter, k), never of the state. `lines_reference.py` says the
same in NumPy, and tests compare the two event by event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from innovatory.model.clocks import Clocks, Thresholds
from innovatory.model.portable import exp, log
from innovatory.model.random import LOW16, Stream, Words, fill, index_below, words
from innovatory.model.state import Bytes, Counters, Flags, Float32, Int32, Int64, State

Floats = NDArray[np.float64]

BLOCK = 1024
"""Events whose marks are drawn together; a block and what it reads stay in the cache."""
HALF = np.uint32(16)
EVENTS = int(Stream.EVENTS)
MOST_FOLLOW_UPS = 255

# Places in `Arrays.tally`.
VOID, REJECTED, INTERNAL, ENTRIES, CAPTURES, SELF_HITS, EXITS, FREE = range(8)


@dataclass(frozen=True)
class Walk:
    """What the events of a quarter did: their counts, and the slots of the firms that lost their last line, in that order."""

    counts: Counters
    dead: Int32


class Arrays(NamedTuple):
    """What the walk reads and writes; arrays as in `Lines`, `Firms` and `Clocks`, and int64 counts in `tally`."""

    owner: Int32
    log_quality: Float32
    follow_up: Bytes
    uid: Int64
    lines: Int32
    kind: Bytes
    born: Int32
    alive: Flags
    free: Int32
    dead: Int32
    external: Thresholds
    newborn: Thresholds
    step: Floats
    quality_sum: Floats
    tally: Int64


class Marks(NamedTuple):
    """The numbers of `Clocks` and of its `Quality`; `in_use`: lines of the city."""

    seed: int
    quarter: int
    candidates: int
    lines_max: int
    in_use: int
    external_end: int
    entry_below: int
    entry_end: int
    internal_below: int
    high_below: int
    major_below: int
    additive: bool
    internal: float


def resolve(state: State, clocks: Clocks) -> Walk:
    """Walk the events of a quarter through the state's lines and firms; the free slots must suffice for its entries."""
    arrays, marks = _arrays(state, clocks), _marks(state, clocks)
    _walk(arrays, marks)
    state.firms.free_count = int(arrays.tally[FREE])
    state.quality_sum = float(arrays.quality_sum[0])
    counts = tallied(arrays.tally, clocks.candidates)
    if not clocks.quality.additive:
        hits = counts.accepted - counts.internal_steps
        state.quality_sum += hits * float(clocks.quality.external[0]) + counts.internal_steps * clocks.quality.internal
    return Walk(counts, arrays.dead[: counts.exits].copy())


def count_entries(state: State, clocks: Clocks) -> int:
    """Firms that will be born in a quarter: known from the marks alone, before any event is walked."""
    return int(_count_entries(_marks(state, clocks)))


def tallied(tally: Int64, candidates: int) -> Counters:
    """The counts of a quarter from the places of `tally`."""
    accepted = tally[ENTRIES] + tally[CAPTURES] + tally[SELF_HITS] + tally[INTERNAL]
    return Counters(
        candidates=candidates,
        accepted=int(accepted),
        rejected=int(tally[REJECTED]),
        void=int(tally[VOID]),
        entries=int(tally[ENTRIES]),
        captures=int(tally[CAPTURES]),
        self_hits=int(tally[SELF_HITS]),
        internal_steps=int(tally[INTERNAL]),
        exits=int(tally[EXITS]),
    )


def _arrays(state: State, clocks: Clocks) -> Arrays:
    lines, firms = state.lines, state.firms
    tally = np.zeros(8, dtype=np.int64)
    tally[FREE] = firms.free_count
    return Arrays(
        lines.owner,
        lines.log_quality,
        lines.follow_up,
        firms.uid,
        firms.lines,
        firms.kind,
        firms.born,
        firms.alive,
        firms.free,
        np.empty(clocks.candidates, dtype=np.int32),
        clocks.external,
        clocks.newborn,
        clocks.quality.external,
        np.array([state.quality_sum]),
        tally,
    )


def _marks(state: State, clocks: Clocks) -> Marks:
    return Marks(
        clocks.seed,
        clocks.quarter,
        clocks.candidates,
        clocks.lines_max,
        state.lines.count,
        clocks.external_end,
        clocks.entry_below,
        clocks.entry_end,
        clocks.internal_below,
        clocks.high_below,
        clocks.major_below,
        clocks.quality.additive,
        clocks.quality.internal,
    )


@njit(cache=True)
def _walk(at: Arrays, marks: Marks) -> None:
    """All events in order. Arrays leave their tuple once, here: taking one out counts a reference, at every event."""
    owner, external, tally = at.owner, at.external, at.tally
    lines, alive, dead = at.lines, at.alive, at.dead
    uid, kind, born, free, newborn = at.uid, at.kind, at.born, at.free, at.newborn
    log_quality, follow_up, step, quality_sum = at.log_quality, at.follow_up, at.step, at.quality_sum
    drawn = np.empty((4, BLOCK), dtype=np.uint32)
    target, source = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.int64)
    for start in range(0, marks.candidates, BLOCK):
        fill(start, drawn, marks.quarter, marks.seed, EVENTS)
        size = min(BLOCK, marks.candidates - start)
        _place(drawn, target, source, marks.lines_max)
        _touch(owner, external, target, source, size, marks.in_use, tally)
        for i in range(size):
            event, line, word = start + i, int(target[i]), int(np.int64(drawn[2, i]))
            what = _judge(owner, external, marks, line, int(source[i]), word)
            if what < INTERNAL:
                tally[what] += 1
                continue
            if what == INTERNAL:
                tally[INTERNAL] += 1
                _refine(log_quality, quality_sum, marks, line)
                continue
            if what == ENTRIES:
                tally[ENTRIES] += 1
                tally[FREE] -= 1
                winner = int(free[tally[FREE]])
                _found(uid, kind, born, alive, marks, event, winner)
                external[winner] = newborn[kind[winner]]
            else:
                winner = int(owner[source[i]])
                if line >= marks.in_use:
                    line = _another(marks, event)
                tally[SELF_HITS if owner[line] == winner else CAPTURES] += 1
            _take(owner, lines, alive, dead, tally, line, winner)
            _improve(log_quality, follow_up, step, quality_sum, marks, event, line)


@njit(cache=True)
def _judge(owner: Int32, external: Thresholds, marks: Marks, target: int, source: int, word: int) -> int:
    """What a candidate event is: VOID, REJECTED, INTERNAL, ENTRIES or CAPTURES (which may turn out a self-hit)."""
    if word < marks.external_end:
        if source >= marks.in_use:
            return VOID
        return CAPTURES if word < external[owner[source]] else REJECTED
    if target >= marks.in_use:
        return VOID
    if word < marks.entry_end:
        return ENTRIES if word < marks.entry_below else REJECTED
    return INTERNAL if word < marks.internal_below else REJECTED


@njit(cache=True)
def _place(drawn: Words, target: Int64, source: Int64, lines_max: int) -> None:
    """Target and source line of every event, 48 bits each."""
    for i in range(target.size):
        target[i] = index_below(drawn[0, i], drawn[3, i] >> HALF, lines_max)
        source[i] = index_below(drawn[1, i], drawn[3, i] & LOW16, lines_max)


@njit(cache=True)
def _touch(
    owner: Int32, external: Thresholds, target: Int64, source: Int64, size: int, in_use: int, tally: Int64
) -> None:
    """Read what the events of a block will need, all at once: the walk would wait for each in turn."""
    seen = np.uint64(0)
    for i in range(size):
        if source[i] < in_use:
            seen += np.uint64(external[owner[source[i]]])
        if target[i] < in_use:
            seen += np.uint64(owner[target[i]])
    tally[EXITS] += np.int64(seen >> np.uint64(63))  # always zero, and the compiler cannot know it


@njit(cache=True)
def _another(marks: Marks, event: int) -> int:
    """A target among the city's own lines for a success whose mark fell beyond them: its rate must not shrink."""
    _, _, high, low = words(event, marks.quarter, 1, marks.seed, EVENTS)
    return int(index_below(high, low & LOW16, marks.in_use))


@njit(cache=True)
def _found(uid: Int64, kind: Bytes, born: Int32, alive: Flags, marks: Marks, event: int, slot: int) -> None:
    """A new firm in a free slot; its uid names the quarter and the event."""
    kind[slot] = 0
    if marks.high_below > 0:
        _, second, _, _ = words(event, marks.quarter, 1, marks.seed, EVENTS)
        kind[slot] = 1 if np.int64(second) < marks.high_below else 0
    uid[slot] = (np.int64(marks.quarter) + 1 << 32) + event
    born[slot] = marks.quarter
    alive[slot] = True


@njit(cache=True)
def _take(owner: Int32, lines: Int32, alive: Flags, dead: Int32, tally: Int64, line: int, winner: int) -> None:
    """Move a line from its owner to another firm; the owner ends with its last line."""
    loser = owner[line]
    if loser == winner:
        return
    owner[line] = winner
    lines[winner] += 1
    lines[loser] -= 1
    if lines[loser] == 0:
        alive[loser] = False
        dead[tally[EXITS]] = loser
        tally[EXITS] += 1


@njit(cache=True)
def _improve(
    log_quality: Float32, follow_up: Bytes, step: Floats, quality_sum: Floats, marks: Marks, event: int, line: int
) -> None:
    """The step of an external innovation or an entry."""
    if not marks.additive:
        log_quality[line] += np.float32(step[0])
        return
    first, _, _, _ = words(event, marks.quarter, 1, marks.seed, EVENTS)
    if np.int64(first) < marks.major_below:
        follow_up[line] = 0
    else:
        follow_up[line] = min(int(follow_up[line]) + 1, MOST_FOLLOW_UPS)
    before = exp(np.float64(log_quality[line]))
    size = step[follow_up[line]] * quality_sum[0] / marks.in_use
    _set_quality(log_quality, quality_sum, line, before, log(before + size))


@njit(cache=True)
def _refine(log_quality: Float32, quality_sum: Floats, marks: Marks, line: int) -> None:
    """The step of an internal innovation, q ← q (1+λ_I)."""
    if not marks.additive:
        log_quality[line] += np.float32(marks.internal)
        return
    logarithm = np.float64(log_quality[line])
    _set_quality(log_quality, quality_sum, line, exp(logarithm), logarithm + marks.internal)


@njit(cache=True)
def _set_quality(log_quality: Float32, quality_sum: Floats, line: int, before: float, logarithm: float) -> None:
    """Store a quality and keep the sum that of the stored ones."""
    log_quality[line] = np.float32(logarithm)
    quality_sum[0] += exp(np.float64(log_quality[line])) - before


@njit(cache=True)
def _count_entries(marks: Marks) -> int:
    drawn = np.empty((4, BLOCK), dtype=np.uint32)
    found = 0
    for start in range(0, marks.candidates, BLOCK):
        fill(start, drawn, marks.quarter, marks.seed, EVENTS)
        for i in range(min(BLOCK, marks.candidates - start)):
            word = np.int64(drawn[2, i])
            if marks.external_end <= word < min(marks.entry_below, marks.entry_end):
                found += index_below(drawn[0, i], drawn[3, i] >> HALF, marks.lines_max) < marks.in_use
    return found
