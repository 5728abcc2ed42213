"""Candidate events: what the random bits of an event say, before any state is looked at.

Event k of a quarter is one draw of 128 bits: 48 for its target line, 48 for its source line, 32 for the word that gives it its
kind and accepts it (`clocks.py`). What some events need besides - another target, the kind of an entrant, whether an advance
is major - stands in a second draw of the same event.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from innovatory.model.clocks import Clocks
from innovatory.model.random import LOW16, Stream, Words, fill, index_below, words
from innovatory.model.state import Bytes

EVENTS = int(Stream.EVENTS)
HALF = np.uint32(16)
Places = NDArray[np.uint64]
"""Lines by their numbers; unsigned, so that no compiled loop asks whether one is counted from the end."""

BLOCK = 256
"""Events that are drawn together; they and what they read stay in the cache of a core."""

VOID, REJECTED, INTERNAL, ENTRY, CAPTURE, SELF_HIT = range(6)
"""What an event is. CAPTURE stands for every external candidate until the state has judged it."""


class Marks(NamedTuple):
    """The numbers of `Clocks`; `in_use`: lines that the city has."""

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


def marks_of(clocks: Clocks, in_use: int) -> Marks:
    """The marks of a quarter's events in a city with so many lines."""
    return Marks(
        clocks.seed,
        clocks.quarter,
        clocks.candidates,
        clocks.lines_max,
        in_use,
        clocks.external_end,
        clocks.entry_below,
        clocks.entry_end,
        clocks.internal_below,
        clocks.high_below,
        clocks.major_below,
    )


@njit(cache=True)
def lay_out(start: int, marks: Marks, drawn: Words, what: Bytes, target: Places, source: Places) -> int:
    """The events start, start+1, … of a quarter as far as no state decides: kind, target, source; how many there are.

    `drawn` is uint32[4, BLOCK], its third row the words; the others have shape (BLOCK,). An event without a source of its own
    has its target as source, one that is void the first line: what is read ahead for every event is then what it needs.
    """
    fill(start, drawn, marks.quarter, marks.seed, EVENTS)
    for i in range(BLOCK):
        target[i] = index_below(drawn[0, i], drawn[3, i] >> HALF, marks.lines_max)
        source[i] = index_below(drawn[1, i], drawn[3, i] & LOW16, marks.lines_max)
    for i in range(BLOCK):
        what[i] = _kind(int(np.int64(drawn[2, i])), marks)
        on_line = source[i] if what[i] == CAPTURE else target[i]
        void = on_line >= np.uint64(marks.in_use)
        what[i] = VOID if void else what[i]
        source[i] = 0 if void else on_line
    size = min(BLOCK, marks.candidates - start)
    if marks.in_use < marks.lines_max:
        for i in range(size):
            if what[i] == CAPTURE and target[i] >= np.uint64(marks.in_use):
                target[i] = another_target(marks, start + i)
    return size


@njit(cache=True, inline="always")
def _kind(word: int, marks: Marks) -> int:
    """What a word makes of an event whose marks fall on lines; without branches, which would be guessed wrong."""
    entry = ENTRY if word < marks.entry_below else REJECTED
    internal = INTERNAL if word < marks.internal_below else REJECTED
    other = entry if word < marks.entry_end else internal
    return CAPTURE if word < marks.external_end else other


@njit(cache=True)
def another_target(marks: Marks, event: int) -> int:
    """A target among the city's own lines for a success whose mark fell beyond them: no firm's rate must shrink."""
    _, _, high, low = words(event, marks.quarter, 1, marks.seed, EVENTS)
    return int(index_below(high, low & LOW16, marks.in_use))


@njit(cache=True)
def entrant_kind(marks: Marks, event: int) -> int:
    """The kind of the firm that an event founds, 0 = L or 1 = H."""
    _, word, _, _ = words(event, marks.quarter, 1, marks.seed, EVENTS)
    return 1 if np.int64(word) < marks.high_below else 0


@njit(cache=True)
def is_major(marks: Marks, event: int) -> bool:
    """Whether an external innovation or entry is a major advance."""
    word, _, _, _ = words(event, marks.quarter, 1, marks.seed, EVENTS)
    return bool(np.int64(word) < marks.major_below)


def count_entries(marks: Marks) -> int:
    """Firms that will be born in a quarter: known from the marks alone, before any event is walked."""
    return int(_count_entries(marks))


@njit(cache=True)
def _count_entries(marks: Marks) -> int:
    drawn, what = np.empty((4, BLOCK), dtype=np.uint32), np.empty(BLOCK, dtype=np.uint8)
    target, source = np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    found = 0
    for start in range(0, marks.candidates, BLOCK):
        for i in range(lay_out(start, marks, drawn, what, target, source)):
            found += what[i] == ENTRY
    return found
