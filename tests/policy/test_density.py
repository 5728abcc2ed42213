"""What is told of a distribution: groups of ten rows or more, and nothing that can be subtracted from another figure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.policy.bunching import Estimate, Interval
from innovatory.policy.density import density, figures, told_below
from innovatory.policy.threshold_bins import Counts, Grid
from innovatory.policy.withheld import merged, told

GRID = Grid(0.1, 4, 2, 1)


def found(*rows: int) -> Estimate:
    """An estimate over eight bins of these rows: two outside, two of the region, the threshold, one, three outside."""
    counts = np.array(rows)
    window = Counts(GRID, GRID.numbers, counts, counts.astype(float), counts.astype(float), np.cumsum(counts) - counts)
    interval = Interval(5.0, 1.0, float("inf"))
    return Estimate(interval, interval, interval, 3, 1.0, window, np.full(8, 7.0))


def told_rows(*rows: int) -> list[tuple[float, float, int | str]]:
    return [(round(one["from"], 3), round(one["to"], 3), one["rows"]) for one in density(found(*rows))]


def test_enough_rows_stand_bin_by_bin() -> None:
    assert told_rows(11, 12, 13, 14, 15, 16, 17, 18) == [
        (-0.4, -0.3, 11), (-0.3, -0.2, 12), (-0.2, -0.1, 13), (-0.1, 0.0, 14),
        (0.0, 0.1, 15), (0.1, 0.2, 16), (0.2, 0.3, 17), (0.3, 0.4, 18),
    ]  # fmt: skip


def test_small_bins_are_put_together_away_from_the_threshold() -> None:
    # below: 12 and a rest of 3 in the region, 7 + 9 outside it; above: 15, then 6 + 6 and a rest of 3 that joins them
    assert told_rows(9, 7, 3, 12, 15, 6, 6, 3) == [(-0.4, -0.2, 16), (-0.2, 0.0, 15), (0.0, 0.1, 15), (0.1, 0.4, 15)]


def test_a_region_below_that_is_too_small_hides_among_its_neighbours() -> None:
    hidden = found(20, 20, 3, 2, 15, 20, 20, 20)
    assert told_rows(20, 20, 3, 2, 15, 20, 20, 20)[:2] == [(-0.4, -0.3, 20), (-0.3, 0.0, 25)]
    assert figures(hidden)["missing"] is None
    assert told_below(hidden) == [25, 45]


def test_a_small_region_above_and_its_excess_are_not_told() -> None:
    small = found(20, 20, 20, 20, 9, 20, 20, 20)
    group = density(small)[4]
    assert (group["rows"], group["count"], group["expected"]) == ("<10", None, None)
    assert (figures(small)["excess"], figures(small)["relative"]) == (None, None)


def test_an_end_without_bound_is_no_number_in_json() -> None:
    assert figures(found(*[20] * 8))["relative"] == {"value": 5.0, "low": 1.0, "high": None}


@pytest.mark.parametrize(
    ("rows", "beside", "answer"),
    [(9, [], "<10"), (0, [], "<10"), (10, [], 10), (30, [21], "withheld"), (30, [20, 40], 30), (30, [30], 30)],
)
def test_a_count_is_told_if_no_small_group_can_be_subtracted(rows: int, beside: list[int], answer: int | str) -> None:
    assert told(rows, beside) == answer


@given(st.lists(st.integers(0, 30), max_size=12))
def test_groups_hold_every_bin_once_and_enough_rows(rows: list[int]) -> None:
    groups = merged(rows)
    assert [index for one in groups for index in range(one.start, one.stop)] == list(range(len(rows)))
    held = [sum(rows[one]) for one in groups]
    assert all(each >= 10 for each in held) or (len(groups) == 1 and sum(rows) < 10)
