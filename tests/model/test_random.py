"""The generator gives the published numbers; draws are named, uniform, and counts come by exact inversion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from innovatory.model.random import Stream, draws, fill, index_below, philox, poisson, poisson_quantile, unit

ONES = 0xFFFFFFFF
# Random123, tests/kat_vectors: philox 4x32, 10 rounds
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), PUBLISHED)
def test_philox_gives_the_published_vectors(
    counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    found = philox(*(np.uint32(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in found) == expected


def test_a_draw_is_named_by_index_quarter_draw_and_key() -> None:
    index, quarter, draw, seed = 2**32 * 3 + 5, 7, 1, 11
    counter = (np.uint32(5), np.uint32(3), np.uint32(quarter), np.uint32(draw))
    expected = philox(*counter, np.uint32(seed), np.uint32(Stream.EVENTS))
    found = draws(Stream.EVENTS, seed, np.array([index]), quarter, draw)[:, 0]
    assert [int(word) for word in found] == [int(word) for word in expected]


@settings(deadline=None)  # the first call compiles
@given(start=st.integers(0, 2**31), split=st.integers(1, 299))
def test_blocks_may_be_cut_anywhere(start: int, split: int) -> None:
    whole = draws(Stream.EVENTS, 3, np.arange(start, start + 300), 9)
    first, second = np.empty((4, split), dtype=np.uint32), np.empty((4, 300 - split), dtype=np.uint32)
    fill(start, first, 9, 3, int(Stream.EVENTS))
    fill(start + split, second, 9, 3, int(Stream.EVENTS))
    assert np.array_equal(np.hstack([first, second]), whole)


def test_streams_quarters_draws_and_seeds_differ() -> None:
    at = np.arange(50)
    found = [
        draws(Stream.EVENTS, 1, at, 2),
        draws(Stream.SWITCHES, 1, at, 2),
        draws(Stream.EVENTS, 1, at, 3),
        draws(Stream.EVENTS, 1, at, 2, 1),
        draws(Stream.EVENTS, 2, at, 2),
    ]
    assert len({one.tobytes() for one in found}) == len(found)


@settings(deadline=None)  # the first call compiles
@given(high=st.integers(0, ONES), low=st.integers(0, 0xFFFF), size=st.integers(1, 2**31 - 1))
def test_an_index_is_the_whole_part_of_the_product(high: int, low: int, size: int) -> None:
    found = index_below(np.uint32(high), np.uint32(low), size)
    assert found == (high * 2**16 + low) * size // 2**48
    assert 0 <= found < size


def test_indices_and_bits_are_uniform() -> None:
    words = draws(Stream.EVENTS, 5, np.arange(200_000), 0)
    index = [index_below(high, low & np.uint32(0xFFFF), 10) for high, low in zip(words[0], words[3], strict=True)]
    assert stats.chisquare(np.bincount(index, minlength=10)).pvalue > 1e-4
    for word in words:
        bits = [int(((word >> np.uint32(place)) & np.uint32(1)).sum()) for place in range(32)]
        assert max(abs(count - 100_000) for count in bits) < 5 * 223.6  # five standard deviations of 200 000 fair coins


def test_a_unit_is_never_zero_or_one_and_is_symmetric() -> None:
    lowest, highest = unit(np.uint32(0), np.uint32(0)), unit(np.uint32(ONES), np.uint32(ONES))
    assert lowest > 0.0
    assert highest < 1.0
    assert lowest + highest == 1.0


@pytest.mark.parametrize("mean", [0.01, 0.7, 3.0, 40.0, 1234.5])
@settings(deadline=None)  # the first call compiles
@given(probability=st.floats(1e-9, 1 - 1e-9))
def test_a_count_is_the_quantile_of_the_poisson_law(mean: float, probability: float) -> None:
    found = poisson_quantile(mean, probability)
    law = stats.poisson(mean)
    assert law.cdf(found) >= probability * (1 - 1e-9)
    assert law.cdf(found - 1) <= probability * (1 + 1e-9)


@settings(deadline=None)  # the first call compiles
@given(probability=st.floats(1e-6, 1 - 1e-6), mean=st.floats(0.0, 3000.0), more=st.floats(1.0, 1.5))
def test_counts_rise_with_the_mean(probability: float, mean: float, more: float) -> None:
    assert poisson_quantile(mean, probability) <= poisson_quantile(mean * more, probability)


def test_counts_of_a_large_mean_have_its_moments() -> None:
    mean = 1_700_000.0
    found = np.array([poisson(mean, Stream.CANDIDATES, 1, 0, quarter) for quarter in range(400)], dtype=float)
    assert abs(found.mean() - mean) < 4 * np.sqrt(mean / 400)
    assert 0.7 < found.var() / mean < 1.35  # chi-square with 399 degrees: standard deviation 0.07


@pytest.mark.parametrize("mean", [-1.0, float("nan"), float("inf"), 2.0**32])
def test_a_mean_that_is_none_is_refused(mean: float) -> None:
    with pytest.raises(ValueError, match="Poisson"):
        poisson(mean, Stream.CANDIDATES, 1, 0, 0)
