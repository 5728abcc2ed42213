"""The quality of technology lines: what an innovation adds to it, in the order of events.

Multiplicative steps add a constant to log q. Additive ones (Akcigit and Kerr 2018) add a part of the mean quality of the city
at that very instant, so that the sum of quality is carried along; it is always that of the stored 32-bit logarithms.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from innovatory.model.events import INTERNAL, Marks, Places, is_major
from innovatory.model.portable import exp, log
from innovatory.model.random import Words
from innovatory.model.state import Bytes, Float32

Floats = NDArray[np.float64]
MOST_FOLLOW_UPS = 255


@njit(cache=True)
def multiply(what: Bytes, target: Places, happened: Words, log_quality: Float32, step: float, internal: float) -> None:
    """ln q += step for entries and external innovations that happened in a block, ln q += internal for internal ones."""
    external, refined = np.float32(step), np.float32(internal)
    for i in happened:
        log_quality[target[i]] += refined if what[i] == INTERNAL else external


@njit(cache=True)
def add(
    start: int,
    what: Bytes,
    target: Places,
    happened: Words,
    marks: Marks,
    log_quality: Float32,
    follow_up: Bytes,
    step: Floats,
    internal: float,
    total: float,
) -> float:
    """The Akcigit–Kerr steps of a block; `step` by follow-up count; from the sum of quality before to that after it.

    Major: q += η_m q̄ and κ = 0; else κ += 1 and q += η_m α^κ q̄; internal: ln q += `internal`.
    """
    for i in happened:
        line = target[i]
        before = exp(np.float64(log_quality[line]))
        if what[i] == INTERNAL:
            log_quality[line] = np.float32(np.float64(log_quality[line]) + internal)
        else:
            count = 0 if is_major(marks, start + i) else min(int(follow_up[line]) + 1, MOST_FOLLOW_UPS)
            follow_up[line] = count
            log_quality[line] = np.float32(log(before + step[count] * total / marks.in_use))
        total += exp(np.float64(log_quality[line])) - before
    return total
