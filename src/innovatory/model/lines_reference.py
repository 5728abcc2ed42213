"""The event kernel once more, short and in NumPy: what `lines.py` must do, for tests and for readers.

Guess which candidate events are accepted; find who owns every line at every event by following each source back to the last
accepted event on it (pointer doubling, model.md appendix A); judge the events again by the owners and sizes so found; until
nothing changes. The first event is judged rightly at once and each round at least one more, so the end is the walk in time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from innovatory.model.clocks import Clocks
from innovatory.model.events import (
    CAPTURE,
    ENTRY,
    INTERNAL,
    REJECTED,
    SELF_HIT,
    VOID,
    another_target,
    entrant_kind,
    is_major,
    marks_of,
)
from innovatory.model.line_quality import MOST_FOLLOW_UPS
from innovatory.model.lines import EXITS, Walk, logs_added, tallied
from innovatory.model.portable import exp, log
from innovatory.model.random import Stream, draws
from innovatory.model.state import Flags, Int32, Int64, State


@dataclass(frozen=True)
class Events:
    """The candidate events of a quarter in the order of time, int64[E] each; `founds`: the slot of an entrant, else -1."""

    what: Int64
    target: Int64
    source: Int64
    word: Int64
    founds: Int64

    @property
    def external(self) -> Flags:
        """Events with a source."""
        return np.equal(self.what, CAPTURE)


def resolve(state: State, clocks: Clocks) -> Walk:
    """What `lines.resolve` does."""
    events = candidate_events(state, clocks)
    owner, sizes = state.lines.owner.astype(np.int64), state.firms.lines.astype(np.int64)
    what = events.what
    while True:
        winner, loser = contestants(events, what, owner)
        again = judged(state, clocks, events, what, winner, loser, sizes)
        if np.array_equal(again, what):
            break
        what = again
    dead = _move(state, events, what, winner, loser)
    tally = np.append(np.bincount(what, minlength=EXITS), [len(dead), 0])
    counts = tallied(tally)
    _improve(state, clocks, events, what)
    if not clocks.quality.additive:
        state.quality_sum += logs_added(counts, clocks)
    return Walk(counts, dead)


def candidate_events(state: State, clocks: Clocks) -> Events:
    """The marks of all candidate events as far as no state decides, and entrants in their slots."""
    marks, k = marks_of(clocks, state.lines.count), np.arange(clocks.candidates)
    first, second, third, fourth = draws(Stream.EVENTS, clocks.seed, k, clocks.quarter).astype(np.int64)
    target = _line(first, fourth >> 16, clocks.lines_max)
    source = _line(second, fourth & 0xFFFF, clocks.lines_max)
    external, entry = third < marks.external_end, third < marks.entry_end
    accepted = np.where(entry, third < marks.entry_below, third < marks.internal_below)
    what = np.where(accepted, np.where(entry, ENTRY, INTERNAL), REJECTED)
    what[external] = CAPTURE
    what[np.where(external, source, target) >= marks.in_use] = VOID
    for event in np.flatnonzero((what == CAPTURE) & (target >= marks.in_use)):
        target[event] = another_target(marks, int(event))
    return Events(what, target, source, third, _found(state, clocks, what))


def _line(high: Int64, low: Int64, count: int) -> Int64:
    """floor(u · count / 2⁴⁸) in whole numbers of any length."""
    both = zip(high.tolist(), low.tolist(), strict=True)
    return np.array([(upper * 2**16 + lower) * count >> 48 for upper, lower in both], dtype=np.int64)


def _found(state: State, clocks: Clocks, what: Int64) -> Int64:
    firms, marks = state.firms, marks_of(clocks, state.lines.count)
    entries, founds = np.flatnonzero(what == ENTRY), np.full(len(what), -1)
    slots = firms.free[: firms.free_count][::-1][: len(entries)]
    founds[entries] = slots
    firms.free_count -= len(entries)
    firms.uid[slots] = (clocks.quarter + 1) * 2**32 + entries
    firms.kind[slots] = [entrant_kind(marks, int(event)) for event in entries]
    return founds


def contestants(events: Events, what: Int64, owner: Int64) -> tuple[Int64, Int64]:
    """Who owns the source (or is founded) and who owns the target at every event, if the events happen as `what` says."""
    total = max(1, len(what))
    happened = np.flatnonzero(what >= ENTRY)
    keys = np.sort(events.target[happened] * total + happened)

    def last_on(line: Int64) -> Int64:
        """The last event that happened on a line before each event, -1 where there is none."""
        place = np.searchsorted(keys, line * total + np.arange(len(what))) - 1
        found = keys[np.maximum(place, 0)] if len(keys) else np.full(len(what), -1)
        return np.where((place >= 0) & (found // total == line), found % total, -1)

    before = last_on(events.source)
    pointer = np.where(events.external & (before >= 0), before, np.arange(len(what)))
    while not np.array_equal(further := pointer[pointer], pointer):
        pointer = further
    in_use = np.minimum(events.source, len(owner) - 1)
    winner = np.where(events.external, owner[in_use], events.founds)[pointer]
    taken = last_on(events.target)
    return winner, np.where(taken >= 0, winner[taken], owner[events.target])


def judged(
    state: State, clocks: Clocks, events: Events, what: Int64, winner: Int64, loser: Int64, sizes: Int64
) -> Int64:
    """The external events accepted or rejected by the kind and size of the firm that owns their source at that instant."""
    rates = clocks.external
    kind = np.minimum(state.firms.kind, rates.shape[0] - 1).astype(np.int64)
    firm = np.maximum(winner, 0)
    size = sizes[firm] + _gained(what, winner, loser, firm)
    accepted = events.word < rates[kind[firm], np.minimum(size, rates.shape[1] - 1)]
    outcome = np.where(accepted, np.where(winner == loser, SELF_HIT, CAPTURE), REJECTED)
    return np.where(events.external, outcome, what)


def _gained(what: Int64, winner: Int64, loser: Int64, firm: Int64) -> Int64:
    """Lines that a firm has won, less those lost, in the quarter before each event."""
    total, k = max(1, len(what)), np.arange(len(what))
    moved = np.flatnonzero((what >= ENTRY) & (winner != loser))
    keys = np.concatenate([winner[moved] * total + moved, loser[moved] * total + moved])
    order = np.argsort(keys)
    change = np.repeat([1, -1], len(moved))[order]
    running = np.concatenate([[0], np.cumsum(change)])
    first, place = (np.searchsorted(keys[order], firm * total + time) for time in (np.zeros_like(k), k))
    return np.asarray(running[place] - running[first], dtype=np.int64)


def _move(state: State, events: Events, what: Int64, winner: Int64, loser: Int64) -> Int32:
    """Owners and sizes at the end of the quarter; the slots of the firms that ended, by the event that ended them."""
    moved = np.flatnonzero((what >= ENTRY) & (winner != loser))
    line, last = np.unique(events.target[moved][::-1], return_index=True)
    state.lines.owner[line] = winner[moved][::-1][last]
    np.add.at(state.firms.lines, winner[moved], 1)
    np.add.at(state.firms.lines, loser[moved], -1)
    lost, final = np.unique(loser[moved][::-1], return_index=True)
    order = np.argsort(-final)
    ended = lost[order]
    return np.asarray(ended[state.firms.lines[ended] == 0], dtype=np.int32)


def _improve(state: State, clocks: Clocks, events: Events, what: Int64) -> None:
    """The steps of quality, one event after the other."""
    lines, quality, marks = state.lines, clocks.quality, marks_of(clocks, state.lines.count)
    for event in np.flatnonzero(what >= INTERNAL).tolist():
        line, internal = events.target[event], what[event] == INTERNAL
        if not quality.additive:
            lines.log_quality[line] += np.float32(quality.internal if internal else quality.external[0])
            continue
        before = exp(float(lines.log_quality[line]))
        after = float(lines.log_quality[line]) + quality.internal
        if not internal:
            count = 0 if is_major(marks, event) else min(int(lines.follow_up[line]) + 1, MOST_FOLLOW_UPS)
            lines.follow_up[line] = count
            after = log(before + quality.external[count] * state.quality_sum / lines.count)
        lines.log_quality[line] = after
        state.quality_sum += exp(float(lines.log_quality[line])) - before
