"""A city as one hash: who owns what, in a form that is the same on every machine and in any order of storage."""

from __future__ import annotations

import hashlib

import numpy as np

from innovatory.model.state import State


def fingerprint(state: State) -> str:
    """SHA-256 of who owns what, in a form that knows no slots and no machine: little-endian, firms in order of uid.

    Quarter, counters, owner and follow-up count of every line, uid, lines, kind and birth of every firm. Qualities are
    left out: their last bits may differ between mathematical libraries, while no event depends on them.
    """
    lines, firms = state.lines, state.firms
    alive = np.flatnonzero(firms.alive)
    alive = alive[np.argsort(firms.uid[alive])]
    counted = [state.quarter, lines.count, *vars(state.counters).values()]
    parts = [
        np.array(counted, dtype="<i8"),
        firms.uid[lines.owner[: lines.count]].astype("<i8"),
        lines.follow_up[: lines.count],
        firms.uid[alive].astype("<i8"),
        firms.lines[alive].astype("<i4"),
        firms.kind[alive],
        firms.born[alive].astype("<i4"),
    ]
    seal = hashlib.sha256()
    for part in parts:
        seal.update(np.ascontiguousarray(part).data)
    return seal.hexdigest()
