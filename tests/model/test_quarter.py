"""A run continues to the same bits wherever it is cut, firms keep their names, and a full city is left whole."""

from __future__ import annotations

import numpy as np
import pytest
from cities import bits, city, copied, run
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.model.initial import initial_state
from innovatory.model.links.technical_research import akcigit_kerr, tables_of, with_shared_limits
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import with_values
from innovatory.model.quarter import advance
from innovatory.model.state import broken

PRESETS = ["klette-kortum", "klette-kortum-equilibrium", "akcigit-kerr", "two-types"]


@pytest.mark.parametrize("name", PRESETS)
@settings(deadline=None, max_examples=5)
@given(cut=st.integers(0, 20))
def test_a_run_cut_anywhere_continues_to_the_same_bits(name: str, cut: int) -> None:
    found = city(name, 5, lines="300", years="5")
    begun = copied(found)
    run(begun, cut)
    continued = copied(begun)
    run(continued, 20 - cut)
    run(found, 20)
    assert bits(continued[2]) == bits(found[2])


@pytest.mark.parametrize("name", PRESETS)
def test_seeds_differ_and_a_seed_is_the_same_again(name: str) -> None:
    first, again, other = (city(name, seed, lines="300", years="5") for seed in (1, 1, 2))
    for found in (first, again, other):
        run(found, 8)
    assert bits(first[2]) == bits(again[2])
    assert bits(first[2])["lines.owner"] != bits(other[2])["lines.owner"]


def test_the_record_counts_the_quarter() -> None:
    found = city("klette-kortum", 5, lines="2000", years="5")
    before = found[2].firms.count
    records = run(found, 20)
    assert [record.quarter for record in records] == list(range(20))
    assert records[-1].firms == found[2].firms.count
    assert found[2].firms.count - before == sum(one.counts.entries - one.counts.exits for one in records)
    hits = found[2].counters.accepted
    assert sum(record.growth for record in records) == pytest.approx(hits * np.log(1.05) / 2000, rel=1e-12)


def test_uids_rise_in_the_order_of_birth_and_are_never_given_twice() -> None:
    found = city("klette-kortum", 5, lines="300", years="50", eta="0.5")
    seen = set(found[2].firms.uid[found[2].firms.alive].tolist())
    for quarter in range(40):
        run(found, 1)
        firms = found[2].firms
        new = firms.uid[firms.alive & (firms.born == quarter)].tolist()
        assert not seen & set(new)
        assert all(uid >> 32 == quarter + 1 for uid in new)
        seen |= set(new)
    assert broken(found[2]) == []


def test_a_slot_is_taken_again_only_from_the_next_quarter_on() -> None:
    found = city("klette-kortum", 5, lines="200", years="50", eta="2", delta="1")
    for _ in range(20):
        state = found[2]
        free = set(state.firms.free[: state.firms.free_count].tolist())
        before = state.firms.born.copy()
        run(found, 1)
        taken = set(np.flatnonzero((state.firms.born == state.quarter - 1) & (before != state.quarter - 1)).tolist())
        assert taken <= free


def test_a_full_city_is_told_with_the_seed_and_stays_whole() -> None:
    found = city("klette-kortum", 77, lines="500", firms_max="500", start="singletons", years="50", eta="1")
    before = bits(found[2])
    with pytest.raises(Mistake) as caught:
        run(found, 1)
    assert caught.value.kind == "capacity"
    assert bits(found[2]) == before
    assert all(said in caught.value.en for said in ("seed 77", "500 slots", "firms_max"))
    assert all(said in caught.value.zh for said in ("77", "500", "firms_max"))
    asked = int(caught.value.en.rsplit("to ", 1)[1].split()[0])
    more = city("klette-kortum", 77, lines="500", firms_max=str(asked), start="singletons", years="50", eta="1")
    run(more, 1)
    assert more[2].counters.entries == asked - 500


def test_fewer_slots_than_firms_at_the_start_are_refused() -> None:
    with pytest.raises(Mistake, match="raise firms_max, to 500"):
        city("klette-kortum", 1, lines="500", firms_max="499", start="singletons")


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    parameters = preset("klette-kortum")
    with pytest.raises(Mistake, match="seed"):
        initial_state(parameters, tables_of(parameters), seed)


def test_arms_of_a_comparison_share_their_events_and_the_names_of_their_firms() -> None:
    low = with_values(preset("klette-kortum"), {"lines": "3000", "years": "10"})
    first, second = with_shared_limits(low, with_values(low, {"lambda": "0.063"}))
    assert first.size.lambda_max == second.size.lambda_max == 0.063
    states = [initial_state(one, tables_of(one), 4) for one in (first, second)]
    for _ in range(8):
        records = [advance(state, one, tables_of(one)) for state, one in zip(states, (first, second), strict=True)]
        assert records[0].counts.candidates == records[1].counts.candidates
        assert records[0].counts.entries == records[1].counts.entries
    born = [set(state.firms.uid[state.firms.alive & (state.firms.born >= 0)].tolist()) for state in states]
    assert len(born[0] & born[1]) > 0.95 * max(map(len, born))


@pytest.mark.parametrize("delta", ["0.25", "1", "5"])
def test_the_stationary_law_stays_whatever_the_length_of_a_period(delta: str) -> None:
    """E[F] = Σ Θ/(Θ+i) and its variance (Ewens, model.md §7.2) after ten years, 200 cities, within four standard errors."""
    lines, theta = 300, 300 * 0.04 / 0.06
    found = [city("klette-kortum", seed, lines=str(lines), delta=delta, years="10") for seed in range(200)]
    for one in found:
        run(one, one[0].quarters)
    firms = np.array([state.firms.count for _, _, state in found])
    i = np.arange(lines)
    variance = (theta * i / (theta + i) ** 2).sum()
    assert abs(firms.mean() - (theta / (theta + i)).sum()) < 4 * np.sqrt(variance / 200)


@pytest.mark.parametrize("delta", ["0.25", "5"])
def test_rates_by_size_bring_no_error_of_the_length_of_a_period(delta: str) -> None:
    """Akcigit–Kerr: firms per line ΣF_n and growth τs̄ + zλ_I after twenty years, Student's t over twelve cities."""
    found = [city("akcigit-kerr", seed, lines="10000", delta=delta, years="20") for seed in range(12)]
    growth = [sum(record.growth for record in run(one, one[0].quarters)) / 20 for one in found]
    firms = [state.firms.count / 10_000 for _, _, state in found]
    theory = akcigit_kerr(found[0][0])
    for seen, expected in ((firms, float(theory.firms.sum())), (growth, theory.growth)):
        assert abs(np.mean(seen) - expected) < 5 * np.std(seen, ddof=1) / np.sqrt(12)  # p = 0.0004 with 11 degrees
