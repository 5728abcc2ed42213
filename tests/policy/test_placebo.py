"""Placebo thresholds stand clear of the true one; round numbers are known for what they are."""

from __future__ import annotations

import numpy as np
import pytest

from innovatory.policy.placebo import Placebos, Track, apart, heaped, placebos, round_spots, round_step
from innovatory.policy.threshold_bins import Grid, Sample, Spot

SCALED = Track(Spot(1.0), 0.5, True, 1.0, False)
GRID = Grid(0.05, 10, 2, 1)


@pytest.mark.parametrize(
    ("threshold", "step"),
    [(0.1, 0.005), (0.05, 0.005), (0.6, 0.05), (70, 5), (365, 20), (300, 20), (50e6, 5e6), (10, 0.5), (100, 5)],
)
def test_round_numbers_are_the_next_1_2_5_above_a_twentieth(threshold: float, step: float) -> None:
    assert round_step(threshold) == pytest.approx(step)


def test_the_rank_among_the_placebos_is_the_p_value() -> None:
    assert Placebos(19, 0).p == 0.05
    assert Placebos(49, 24).p == 0.5


def test_a_placebo_on_a_turned_axis_is_the_same_multiple() -> None:
    # at most t: places are −value / t, so that 1.25 times the threshold is at −1.25 with distances 1.25 times as long
    assert Track(Spot(-1.0), 0.5, True, -1.0, False).spot(1.25) == Spot(-1.25, 1.25)


def test_a_placebo_of_whole_units_is_whole() -> None:
    # at least 365 days: 1.25 · 365 − 365 = 91.25
    assert Track(Spot(0.0), 182.5, False, 1.0, True).spot(1.25) == Spot(91.0)
    spots = Track(Spot(0.0), 5.0, False, 1.0, True).spots()
    assert [spot.centre for spot in spots] == sorted({float(round(spot.centre)) for spot in spots})
    assert (spots[0].centre, spots[-1].centre) == (-5.0, 10.0)


def test_regions_that_touch_are_apart_and_those_that_overlap_are_not() -> None:
    # the true region ends at 1.05; that of 7/6 begins at 0.9 · 7/6 = 1.05
    assert apart(GRID, SCALED.true, SCALED.spot(1.1667))
    assert not apart(GRID, SCALED.true, SCALED.spot(1.16))
    # it begins at 0.9; that of 0.857 ends at 0.857 · 1.05 = 0.89985
    assert apart(GRID, SCALED.true, SCALED.spot(0.857))
    assert not apart(GRID, SCALED.true, SCALED.spot(0.86))


def test_what_the_true_threshold_does_is_kept_out_of_the_placebos() -> None:
    even = np.linspace(0.1, 3.0, 58_001)
    moved = even.copy()
    moved[(even >= 0.92) & (even < 1)] += 0.08
    clean, bunched = (placebos(Sample.of(each), GRID, SCALED, SCALED.spots(), 3.0) for each in (even, moved))
    assert clean == bunched == Placebos(48, 0)


def test_round_thresholds_are_multiples_between_half_and_double() -> None:
    found = [spot.centre * 0.6 for spot in round_spots(SCALED, 0.6)]
    assert found == pytest.approx(np.arange(0.3, 1.21, 0.05).tolist())


def test_the_threshold_itself_is_no_round_number() -> None:
    values = np.array([0.10, 0.105, 0.11, 0.1234])  # steps of 0.005 about 10 %
    assert heaped(values, np.full(4, 0.1)) == (0.5, 0.0)


def test_every_row_has_the_round_numbers_of_its_own_threshold() -> None:
    # 5 %: steps of 0.5 %; 60 %: of 5 %
    assert heaped(np.array([0.045, 0.56]), np.array([0.05, 0.6]))[0] == 0.5


def test_whole_values_meet_round_numbers_by_chance() -> None:
    # 0 … 99 about 70: multiples of 5 are 20 of 100, one of them the threshold
    assert list(heaped(np.arange(100.0), np.full(100, 70.0))) == pytest.approx([0.19, 0.2])
