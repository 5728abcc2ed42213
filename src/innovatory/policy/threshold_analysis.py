"""One threshold looked at from all sides: the axis it stands on, its bunching, its placebos, its near misses.

The axis is the value relative to the threshold of its row, so that rows of different thresholds stand together; whole
values of one threshold keep their own unit, and so does what has a threshold of zero or less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from innovatory.policy import bunching, placebo, threshold_bins
from innovatory.policy.bunching import Estimate
from innovatory.policy.placebo import Placebos, Track
from innovatory.policy.threshold_bins import Cannot, Floats, Grid, Sample, Spot
from innovatory.policy.threshold_rows import Rows

REACH = 0.5  # of the threshold, on either side
NEAR = (0.01, 0.05, 0.10)  # of the threshold: how little a near miss lacks
CERTAIN = 0.05  # the chance without bunching up to which bunching is spoken of
BY_SIZE = ("yuan", "1")  # units in which whole numbers mean nothing
PASS_BELOW = ("at_most", "less_than")
STRICT = ("more_than", "less_than")

Verdict = Literal["bunching", "round_numbers", "none_seen", "cannot"]


@dataclass(frozen=True)
class RoundNumbers:
    """The share of rows on round numbers other than the threshold, and the placebos that stand on round numbers."""

    share: float
    chance: float
    placebos: Placebos

    @property
    def many(self) -> bool:
        """Whether so many rows are on round numbers that an estimate may come from them."""
        return self.share >= max(placebo.HEAPED, 2 * self.chance)


@dataclass(frozen=True)
class Analysis:
    """A threshold with its estimate, or why there is none; `placebos` and `named` stand beside an estimate alone."""

    track: Track
    grid: Grid | None
    estimate: Estimate | Cannot
    placebos: Placebos | None
    named: tuple[Spot, Estimate] | None
    round_numbers: RoundNumbers | None

    @property
    def p(self) -> float | None:
        """The chance of so strong an estimate without bunching; None where too few placebos can tell."""
        return self.placebos.p if self.placebos is not None and self.placebos.tried >= placebo.LEAST else None

    @property
    def verdict(self) -> Verdict:
        """What may be said: round numbers that are as strong elsewhere, or cannot be compared, are not called bunching."""
        if not isinstance(self.estimate, Estimate) or self.p is None:
            return "cannot"
        if self.p > CERTAIN or self.estimate.excess.low <= 0:
            return "none_seen"
        found = self.round_numbers
        if found is not None and found.many and (found.placebos.stronger or not found.placebos.tried):
            return "round_numbers"
        return "bunching"


def analysed(rows: Rows, word: str, unit: str, *, full: bool = True) -> Analysis:
    """The analysis of a criterion's rows; `word` is its comparison. Not `full`: without named placebo, round numbers."""
    track, sample = placed(rows, word, unit)
    grid = threshold_bins.grid(sample, track.true, track.reach)
    if not isinstance(grid, Grid):
        return Analysis(track, None, grid, None, None, None)
    found = bunching.estimate(sample, grid, track.true)
    if not isinstance(found, Estimate):
        return Analysis(track, grid, found, None, None, None)
    others = placebo.placebos(sample, grid, track, track.spots(), found.strength)
    if not full:
        return Analysis(track, grid, found, others, None, None)
    named = placebo.shown(sample, grid, track)
    return Analysis(track, grid, found, others, named, _round_numbers(rows, sample, grid, track, found.strength))


def placed(rows: Rows, word: str, unit: str) -> tuple[Track, Sample]:
    """The rows on their axis, turned so that the passing side is above."""
    sign = -1.0 if word in PASS_BELOW else 1.0
    one = rows.one_threshold
    whole = one is not None and unit not in BY_SIZE and bool(np.all(rows.value == np.floor(rows.value)))
    scaled = bool(np.all(rows.threshold > 0)) and not whole
    if scaled:
        at, spot, reach = sign * rows.value / rows.threshold, Spot(sign), REACH
    else:
        at, spot = sign * (rows.value - rows.threshold), Spot(0.0)
        reach = REACH * one if one is not None and one > 0 else _half_of_rows(at)
    at = _on_its_side(at, spot.centre, rows, strict=word in STRICT)
    sample = Sample.of(at, rows.weight, strict=word in STRICT, whole=whole)
    return Track(spot, reach, scaled, sign, whole), sample


def _half_of_rows(at: Floats) -> float:
    """The distance within which the nearer half of the rows lies, where no threshold says what is near."""
    return float(np.median(np.abs(at))) if len(at) else 0.0


def _on_its_side(at: Floats, centre: float, rows: Rows, *, strict: bool) -> Floats:
    """What float64 puts on the wrong side of the threshold goes onto it: the rule's own comparison decides."""
    if strict:
        return np.where(rows.passes, at, np.minimum(at, centre))
    return np.where(rows.passes, np.maximum(at, centre), at)


def _round_numbers(rows: Rows, sample: Sample, grid: Grid, track: Track, true: float) -> RoundNumbers | None:
    if not np.all(rows.threshold > 0):
        return None
    near = np.abs(rows.value - rows.threshold) <= REACH * rows.threshold
    share, chance = placebo.heaped(rows.value[near], rows.threshold[near])
    one = rows.one_threshold
    spots = [] if one is None else placebo.round_spots(track, one)
    return RoundNumbers(share, chance, placebo.placebos(sample, grid, track, spots, true))


def near_misses(rows: Rows, word: str) -> list[tuple[float, int, float]] | None:
    """For each of `NEAR`: it, the rows that fail by at most that part of the threshold, and their weight.

    None where a threshold is zero or less, of which there are no parts.
    """
    if not np.all(rows.threshold > 0):
        return None
    lacking = (rows.value - rows.threshold) * (1.0 if word in PASS_BELOW else -1.0)
    found = []
    for part in NEAR:
        near = ~rows.passes & (lacking <= part * rows.threshold * (1 + threshold_bins.SLACK))
        found.append((part, int(near.sum()), float(rows.weight[near].sum())))
    return found
