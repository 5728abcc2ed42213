"""Placebo thresholds: the same estimate where the law has no threshold, on the same data.

How often it is as strong there says how surprising it is at the true one; round numbers are placebos of their own,
because people like them with and without a rule. The region around the true threshold is left out of every window.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from innovatory.policy.bunching import Estimate, estimate, strength
from innovatory.policy.threshold_bins import SLACK, Floats, Grid, Sample, Spot

FACTORS = (0.5, 2.0)  # of the threshold: between them the placebo thresholds lie
STEPS = 61  # thresholds tried
LEAST = 19  # that have an estimate; fewer cannot tell 5 %
SHOWN = (1.25, 0.75, 1.5, 0.5)  # of the threshold: the placebo shown, or the next where one has no estimate
ROUND = 20  # a round number: a multiple of the next 1, 2, 5 · 10^k above a twentieth of the threshold
HEAPED = 0.05  # share of rows on round numbers from which they are spoken of


@dataclass(frozen=True)
class Placebos:
    """How many placebo thresholds had an estimate and how many of them one at least as strong."""

    tried: int
    stronger: int

    @property
    def p(self) -> float:
        """The chance of so strong an estimate without bunching: the rank among the placebos."""
        return (1 + self.stronger) / (1 + self.tried)


@dataclass(frozen=True)
class Track:
    """Where thresholds can stand on the axis of a sample: multiples of the true one, or shifted by whole or any steps.

    `sign` is −1 where small values pass, so that the axis runs against them. On a shifted axis the reach is half the
    threshold, or stands for it where the threshold is nothing to take a multiple of.
    """

    true: Spot
    reach: float
    scaled: bool
    sign: float
    whole: bool

    def spot(self, factor: float) -> Spot:
        """The threshold at `factor` times the true one."""
        if self.scaled:
            return Spot(self.sign * factor, factor)
        shift = self.sign * (factor - 1) * 2 * self.reach
        return Spot(self.true.centre + (float(np.round(shift)) if self.whole else shift))

    def spots(self) -> list[Spot]:
        """All placebo thresholds, each once."""
        factors = np.geomspace(FACTORS[0], FACTORS[1], STEPS)
        found = dict.fromkeys(self.spot(float(factor)) for factor in factors)
        return list(found)


def apart(grid: Grid, true: Spot, spot: Spot) -> bool:
    """Whether the region of a placebo lies clear of that of the true threshold."""
    (low, high), (true_low, true_high) = grid.region(spot), grid.region(true)
    return low >= true_high or high <= true_low


def placebos(sample: Sample, grid: Grid, track: Track, spots: Iterable[Spot], true: float) -> Placebos:
    """How many of the thresholds are as strong as the true one, whose strength is `true`."""
    region = grid.region(track.true)
    clear = [spot for spot in spots if apart(grid, track.true, spot)]
    found = [one for spot in clear if (one := strength(sample, grid, spot, region)) is not None]
    return Placebos(len(found), sum(one >= true for one in found))


def shown(sample: Sample, grid: Grid, track: Track) -> tuple[Spot, Estimate] | None:
    """The first of the placebos to be shown that has an estimate, and where it stands."""
    for spot in map(track.spot, SHOWN):
        found = estimate(sample, grid, spot, grid.region(track.true))
        if isinstance(found, Estimate) and apart(grid, track.true, spot):
            return spot, found
    return None


def round_spots(track: Track, threshold: float) -> list[Spot]:
    """The placebo thresholds that are round numbers, for a threshold above zero that is the same in every row."""
    step = round_step(threshold)
    turns = [factor * threshold / step for factor in FACTORS]
    first, last = np.ceil(turns[0] - SLACK), np.floor(turns[1] + SLACK)
    return [track.spot(float(turn * step / threshold)) for turn in np.arange(first, last + 1)]


def round_step(threshold: float) -> float:
    """The distance of round numbers about a threshold: the next 1, 2 or 5 times a power of ten above a twentieth."""
    least = abs(threshold) / ROUND
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9)))


def heaped(values: Floats, thresholds: Floats) -> tuple[float, float]:
    """The share of values (n,) on round numbers other than their thresholds (n,), and the share chance would put there.

    Whole values meet a multiple of ten by chance one time in ten, others never.
    """
    different, which = np.unique(np.abs(thresholds), return_inverse=True)
    steps = np.array([round_step(float(one)) for one in different])[which]
    turns = values / steps
    exact = np.abs(turns - np.round(turns)) < SLACK * np.maximum(1.0, np.abs(turns))
    other = np.abs(values - thresholds) > SLACK * np.abs(thresholds)
    chance = 1 / np.maximum(steps, 1.0) if np.all(values == np.floor(values)) else np.zeros(len(values))
    return float(np.mean(exact & other)), float(np.mean(chance))
