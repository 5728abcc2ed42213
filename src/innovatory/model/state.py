"""The state of a simulated city: technology lines and technology firms as plain arrays of fixed capacity.

A technology line has one owner at any instant; a technology firm is the set of the lines it owns. Everything a later
quarter depends on stands here, so that a saved state continues to identical bits. Firms live in slots; a slot that a firm
leaves is put on the free list at the end of the quarter and can be taken again from the next quarter on. The permanent name
of a firm is its `uid`, never its slot.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from innovatory.model.ledger import Ledger
from innovatory.model.portable import log

LAYOUT = 2
"""Version of the fields below; a saved state of another version is refused."""

LOW, HIGH = 0, 1
"""Kinds of firms: L and H (fast)."""

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


@dataclass
class Lines:
    """Technology lines; arrays of shape (lines_max,), of which the first `count` are in use.

    `owner`: slot of the owning firm (-1 beyond `count`); `log_quality`: natural logarithm of quality, 0 is the mean at the
    start; `follow_up`: innovations since the last major one (κ), at most 255.
    """

    owner: Int32
    log_quality: Float32
    follow_up: Bytes
    count: int


@dataclass
class Firms:
    """Technology firms; arrays of shape (firms_max,), one slot each.

    `uid`: permanent identifier, rising in the order of birth: the firms at the start are 0, 1, …; a firm born in quarter q
    by event k is (q + 1)·2³² + k, so that arms which share their events share the names of their firms; -1 in a free slot.
    `lines`: lines owned; `kind`: 0 = L, 1 = H; `free`: a stack of the free slots, the first `free_count` in use, the last one
    taken first. Every array more is a cache line that each entry and each exit must fetch.
    """

    uid: Int64
    lines: Int32
    kind: Bytes
    free: Int32
    free_count: int

    @property
    def alive(self) -> Flags:
        """Whether a slot is taken: a firm is the set of its lines."""
        return self.lines > 0

    @property
    def born(self) -> Int32:
        """Quarter of birth, which stands in the name: -1 for the firms at the start, less in a free slot."""
        return ((self.uid >> 32) - 1).astype(np.int32)

    @property
    def count(self) -> int:
        """Firms alive."""
        return len(self.free) - self.free_count


@dataclass
class Counters:
    """Events since the start of the run.

    candidates = accepted + rejected + void; accepted = entries + captures + self_hits + internal_steps.
    """

    candidates: int = 0
    accepted: int = 0
    rejected: int = 0
    void: int = 0
    entries: int = 0
    captures: int = 0
    self_hits: int = 0
    internal_steps: int = 0
    exits: int = 0

    def add(self, other: Counters) -> None:
        """Add the counts of another period."""
        for field in fields(Counters):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


@dataclass
class State:
    """A city at the start of quarter `quarter` (0 is the first).

    `quality_sum` is Σ_j log q_j where steps are multiplicative and Σ_j q_j where they are additive, in float64, added up
    in the order of events; `quality_start` is what it was at the start of the run. `ledger`: the books in yuan.
    """

    seed: int
    quarter: int
    lines: Lines
    firms: Firms
    counters: Counters
    quality_sum: float
    quality_start: float
    ledger: Ledger


def empty_firms(capacity: int) -> Firms:
    """No firm at all; the lowest slot is taken first."""
    return Firms(
        uid=np.full(capacity, -1, dtype=np.int64),
        lines=np.full(capacity, 0, dtype=np.int32),
        kind=np.full(capacity, 0, dtype=np.uint8),
        free=np.arange(capacity - 1, -1, -1, dtype=np.int32),
        free_count=capacity,
    )


def empty_lines(capacity: int, count: int) -> Lines:
    """Lines without owners, all of the same quality."""
    return Lines(
        owner=np.full(capacity, -1, dtype=np.int32),
        log_quality=np.full(capacity, 0.0, dtype=np.float32),
        follow_up=np.zeros(capacity, dtype=np.uint8),
        count=count,
    )


def log_quality_index(state: State, additive: bool) -> float:
    """Logarithm of the city's quality: the mean of log q where steps are multiplicative, of q where they are additive."""
    mean = state.quality_sum / state.lines.count
    return float(log(mean)) if additive else mean


def sizes(state: State) -> Int64:
    """Number of firms by lines owned, of shape (largest + 1,); index 0 is 0."""
    owned = state.firms.lines[state.firms.alive]
    return np.bincount(owned, minlength=1).astype(np.int64)


def broken(state: State) -> list[str]:
    """What is inconsistent in a state, as sentences; [] for a whole one.

    Σ lines of firms = lines in use = lines that name the firm; firms alive have lines; free slots are empty and listed once.
    """
    lines, firms = state.lines, state.firms
    owners = lines.owner[: lines.count]
    free = firms.free[: firms.free_count]
    if lines.count and (owners.min() < 0 or owners.max() >= len(firms.lines)):
        return ["a line has no owner"]
    owned = np.bincount(owners, minlength=len(firms.lines))
    listed = np.zeros(len(firms.lines), dtype=np.int64)
    np.add.at(listed, free, 1)
    told = {
        "the lines of a firm are not those that name it as owner": bool((owned != firms.lines).any()),
        "a firm has no uid, or a free slot has one": bool(((firms.uid >= 0) != firms.alive).any()),
        "a slot is both free and taken, or free twice, or lost": bool((listed != ~firms.alive).any()),
        "a line beyond those in use has an owner": bool((lines.owner[lines.count :] != -1).any()),
        "two firms have one uid": len(np.unique(firms.uid[firms.alive])) != firms.count,
    }
    return [sentence for sentence, wrong in told.items() if wrong]
