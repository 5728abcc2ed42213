"""The clocks of a quarter: how many candidate events there are, and what each one's word of random bits decides.

Candidate events come at rates that no state changes, one list for the whole city, in the order of time (Harris' graphical
construction, model.md §7.6). A word w of 32 bits gives an event its kind and accepts it:

    0 ………… external_end ………………… entry_end ………………… 2³²
    external: accepted below      entry: accepted    internal: accepted
    the threshold of the firm     below              below
    that owns the source          entry_below        internal_below

so that a rate is met to within 2⁻³² of the rate of all candidates, and an arm with a higher rate accepts every event of the
other arm and some more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatory.model.links.technical_research import Quality, Tables
from innovatory.model.parameters import Parameters
from innovatory.model.random import Stream, poisson
from innovatory.model.state import State

Thresholds = NDArray[np.uint32]
WORDS = 2.0**32
MOST_WORD = 2**32 - 1


@dataclass(frozen=True)
class Clocks:
    """The candidate events 0 … `candidates`-1 of a quarter and what accepts them.

    `external`: uint32[2, N], the threshold of a firm by its kind and the lines that it owns at that instant (the last column
    holds for all larger firms); uint32[1, N] where kinds do not differ. Marks are drawn on `lines_max` lines; one on a line that the city does not have is void.
    `high_below`, `major_below`: words below them make an entrant H, an advance major.
    """

    seed: int
    quarter: int
    candidates: int
    lines_max: int
    external: Thresholds
    external_end: int
    entry_below: int
    entry_end: int
    internal_below: int
    high_below: int
    major_below: int
    quality: Quality


def clocks(state: State, parameters: Parameters, tables: Tables) -> Clocks:
    """The clocks of the state's quarter."""
    lines_max, every = parameters.lines_max, tables.candidates or 1.0  # a city without rates has no events to share out
    mean = lines_max * tables.candidates * parameters.size.delta
    external_end = round(WORDS * (tables.external_max / every))
    entry_end = round(WORDS * ((tables.external_max + tables.entry_max) / every))
    return Clocks(
        seed=state.seed,
        quarter=state.quarter,
        candidates=poisson(mean, Stream.CANDIDATES, state.seed, 0, state.quarter),
        lines_max=lines_max,
        external=thresholds(tables.external, every),
        external_end=external_end,
        entry_below=external_end + round(WORDS * (tables.entry / every)),
        entry_end=entry_end,
        internal_below=entry_end + round(WORDS * (tables.internal / every)),
        high_below=round(WORDS * tables.high_share),
        major_below=round(WORDS * tables.quality.major_share),
        quality=tables.quality,
    )


def thresholds(rates: NDArray[np.float64], every: float) -> Thresholds:
    """Rates by kind and size as parts of 2³² of the rate of all candidates, at most 2³² − 1; one row if kinds do not differ."""
    found = np.minimum(np.rint(WORDS * (rates / every)), MOST_WORD).astype(np.uint32)
    return found[:1] if np.array_equal(found[0], found[1]) else found
