"""Margins are counted on the right side of the threshold, and none is lost."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from innovatory.report.margins import STEPS, histogram


def columns(low: list[float | None], high: list[float | None]) -> pl.LazyFrame:
    of = {"margin_a_low": pl.Float64, "margin_a_high": pl.Float64}
    return pl.LazyFrame({"margin_a_low": low, "margin_a_high": high}, schema=of)


def exact(*margins: float | None) -> pl.LazyFrame:
    return columns(list(margins), list(margins))


def test_rows_are_counted_in_their_steps() -> None:
    # distances 0.99, 1, 2: the nearest quarter lies within 1, a step is 1 / 20
    found = histogram(exact(-1, 0.99, 2), "a", strict=False)
    assert found is not None
    assert (found.reach, found.beyond, found.open) == (1, 1, 0)
    assert [index for index, count in enumerate(found.counts) if count] == [0, 2 * STEPS - 1]


def test_a_row_on_the_threshold_passes_at_least_and_fails_more_than() -> None:
    frame = exact(0, 1, -1)
    loose, strict = (histogram(frame, "a", strict=word) for word in (False, True))
    assert loose is not None
    assert strict is not None
    assert loose.counts[STEPS] == 1
    assert strict.counts[STEPS - 1] == 1


def test_ranges_and_unknown_margins_are_counted_apart() -> None:
    found = histogram(columns([1, -2, None], [1, 2, None]), "a", strict=False)
    assert found is not None
    assert found.open == 2


def test_no_row_with_a_margin_gives_no_histogram() -> None:
    assert histogram(columns([None], [None]), "a", strict=False) is None
    assert histogram(columns([], []), "a", strict=False) is None


@given(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=40), st.booleans())
def test_every_row_is_counted_once(margins: list[float], strict: bool) -> None:
    found = histogram(exact(*margins), "a", strict=strict)
    assert found is not None
    assert sum(found.counts) + found.beyond + found.open == len(margins)
