"""The compiled kernel against the NumPy reference, event by event, and what must hold of every quarter."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import cities
import numpy as np
import pytest
from cities import bits, city, copied, run, with_rates
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.model import lines, lines_reference
from innovatory.model.clocks import clocks
from innovatory.model.state import broken

SEEDS = st.integers(0, 2**32 - 1)
RATE = st.sampled_from([0.01, 0.2, 0.9, 3.0])


def assert_same(found: cities.City, quarters: int) -> None:
    """Both kernels leave the same bits after every quarter."""
    other = copied(found)
    for _ in range(quarters):
        run(found, 1)
        run(other, 1, lines_reference.resolve)
        assert bits(found[2]) == bits(other[2])
        assert broken(found[2]) == []


@settings(deadline=None, max_examples=40)
@given(seed=SEEDS, lines=st.integers(1, 60), innovation=RATE, entry=RATE, delta=st.sampled_from([0.25, 1.0, 4.0]))
def test_one_rate_for_all(seed: int, lines: int, innovation: float, entry: float, delta: float) -> None:
    texts = {"lines": str(lines), "delta": str(delta), "years": str(4 * delta)}
    assert_same(city("klette-kortum", seed, lambda_=str(innovation), eta=str(entry), **texts), 4)


@settings(deadline=None, max_examples=40)
@given(
    seed=SEEDS,
    lines=st.integers(1, 60),
    rates=st.lists(st.lists(RATE, min_size=4, max_size=4), min_size=2, max_size=2),
    entry=RATE,
    more=st.integers(0, 40),
)
def test_rates_by_kind_and_size_in_a_city_smaller_than_its_marks(
    seed: int, lines: int, rates: list[list[float]], entry: float, more: int
) -> None:
    texts = {"lines_max": str(lines + more), "firms_max": "4000", "high_share": "0.4", "switch": "0.5"}
    found = city(
        "two-types", seed, lines=str(lines), internal_rate="0.3", internal_step="0.1", delta="1", years="4", **texts
    )
    assert_same(with_rates(found, rates, entry), 4)


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, lines=st.integers(1, 60), more=st.integers(0, 20))
def test_additive_steps(seed: int, lines: int, more: int) -> None:
    found = city("akcigit-kerr", seed, lines=str(lines), lines_max=str(lines + more), delta="5", years="20")
    assert_same(found, 4)


@pytest.mark.parametrize("name", ["klette-kortum", "akcigit-kerr", "two-types"])
def test_event_by_event(name: str) -> None:
    """After the first k events of a quarter, for every k, both kernels stand at the same place."""
    parameters, tables, state = city(name, 6, lines="25", delta="4", years="4", start="singletons")
    whole = clocks(state, parameters, tables)
    assert whole.candidates > 5
    for events in range(whole.candidates + 1):
        first, second = deepcopy(state), deepcopy(state)
        walks = [
            resolve(one, replace(whole, candidates=events))
            for one, resolve in ((first, lines.resolve), (second, lines_reference.resolve))
        ]
        assert bits(first) == bits(second)
        assert walks[0].counts == walks[1].counts
        assert walks[0].dead.tolist() == walks[1].dead.tolist()


@settings(deadline=None, max_examples=40)
@given(seed=SEEDS, lines=st.integers(1, 200), more=st.integers(0, 100), ceiling=st.sampled_from(["0.5", "2"]))
def test_every_event_is_counted_once(seed: int, lines: int, more: int, ceiling: str) -> None:
    texts = {"lambda_max": ceiling, "eta_max": ceiling, "lines_max": str(lines + more), "internal_rate": "0.2"}
    found = city("klette-kortum", seed, lines=str(lines), lambda_="0.5", eta="0.3", **texts)
    before = found[2].firms.count
    records = run(found, 8)
    counts, state = found[2].counters, found[2]
    assert counts.candidates == counts.accepted + counts.rejected + counts.void
    assert counts.accepted == counts.entries + counts.captures + counts.self_hits + counts.internal_steps
    assert counts.candidates == sum(record.counts.candidates for record in records)
    assert state.firms.count == before + counts.entries - counts.exits
    assert int(state.firms.lines.sum()) == lines
    assert (counts.void > 0) <= (more > 0)


def test_one_line_changes_hands_by_entry_alone() -> None:
    found = with_rates(city("klette-kortum", 4, lines="1", delta="1", years="50"), [0.0, 2.0], 1.0)
    run(found, 50)
    counts = found[2].counters
    assert counts.captures == 0
    assert counts.self_hits > 0
    assert counts.entries == counts.exits > 0
    assert found[2].firms.count == 1


def test_without_entry_there_is_at_last_one_firm() -> None:
    found = with_rates(city("klette-kortum", 4, lines="30", start="singletons", delta="1", years="1"), [0.0, 1.0], 0.0)
    run(found, 400)
    assert found[2].counters.entries == 0
    assert found[2].firms.count == 1


def test_without_innovation_every_firm_has_one_line() -> None:
    found = with_rates(city("klette-kortum", 4, lines="50", start="singletons", delta="1", years="1"), [0.0, 0.0], 0.5)
    run(found, 20)
    assert found[2].counters.captures == found[2].counters.self_hits == 0
    assert found[2].firms.count == 50


def test_without_any_rate_nothing_happens() -> None:
    found = with_rates(city("klette-kortum", 4, lines="50", delta="1", years="1"), [0.0, 0.0], 0.0)
    before = bits(found[2])["lines.owner"]
    run(found, 3)
    assert found[2].counters.candidates == 0
    assert bits(found[2])["lines.owner"] == before


def test_ceilings_change_the_candidates_and_not_the_law() -> None:
    """Captures per line and year are λ(1 - 1/J) whatever the rate the candidates are drawn at: z below 4."""
    for ceiling in ("0.3", "1"):
        found = city("klette-kortum", 8, lambda_="0.3", lambda_max=ceiling, lines="20000", years="5", eta_max=ceiling)
        run(found, 20)
        counts = found[2].counters
        mean = 0.3 * 20_000 * 5
        assert abs(counts.captures + counts.self_hits - mean) < 4 * mean**0.5
        entries = 0.04 * 20_000 * 5
        assert abs(counts.entries - entries) < 4 * entries**0.5


def test_a_city_smaller_than_its_marks_has_the_same_rates() -> None:
    found = city("klette-kortum", 9, lambda_="0.3", lines="5000", lines_max="20000", years="10")
    run(found, 40)
    counts = found[2].counters
    for seen, rate in ((counts.captures + counts.self_hits, 0.3), (counts.entries, 0.04)):
        mean = rate * 5000 * 10
        assert abs(seen - mean) < 4 * mean**0.5


def test_a_higher_rate_accepts_every_event_of_the_lower_and_some_more() -> None:
    """The first quarter of two arms with common ceilings: same candidates, entries the same, captures not fewer."""
    texts = {"lines": "5000", "lambda_max": "0.07", "start": "singletons"}
    low, high = (city("klette-kortum", 3, lambda_=rate, **texts) for rate in ("0.06", "0.063"))
    first, second = run(low, 1)[0].counts, run(high, 1)[0].counts
    assert first.candidates == second.candidates
    assert first.entries == second.entries
    assert first.accepted < second.accepted
    assert first.rejected - second.rejected == second.accepted - first.accepted


@pytest.mark.parametrize("name", ["klette-kortum", "akcigit-kerr"])
def test_the_sum_of_quality_is_that_of_the_lines(name: str) -> None:
    internal = {"internal_rate": "0.1", "internal_step": "0.02"} if name == "klette-kortum" else {}
    found = city(name, 2, lines="500", years="40", **internal)
    run(found, 160)
    logs = found[2].lines.log_quality.astype(float)
    total = np.exp(logs).sum() if name == "akcigit-kerr" else logs.sum()
    assert found[2].quality_sum == pytest.approx(total, rel=2e-6)  # the lines are rounded to 24 bits
