"""Two arms with common random numbers: what they share, how much of chance cancels, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory.experiment.executor import ThisProcess
from innovatory.experiment.paired import arms, effects, horizons, simulate_pairs
from innovatory.experiment.results import Run, Snapshot
from innovatory.experiment.runs import Plan, simulate
from innovatory.language.mistakes import Mistake
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import Parameters, with_values


def parameters(**values: str) -> Parameters:
    return with_values(preset("klette-kortum"), {"lines": "5000", "years": "10", **values})


def pairs(base: Parameters, changes: dict[str, str], number: int) -> list[tuple[Run, Run]]:
    both = arms(base, changes)
    return simulate_pairs(both, Plan(both, 1, number), ThisProcess(), lambda *_: None)


def looked_at(*firms: int) -> Run:
    path = tuple(Snapshot(4 * (k + 1), each, 1, 0, 0, 0.0) for k, each in enumerate(firms))
    return Run(1, 8, firms[-1], {1: firms[-1]}, 0, 0, 0, 0, 0, 0, 0.0, "", {}, path)


def test_common_random_numbers_cancel_most_of_chance() -> None:
    """λ + 5 % over ten years: at most a tenth for firms and captures, a quarter for the largest firm."""
    found = effects(pairs(parameters(), {"lambda": "0.063"}, 60), 0.25)
    last = {one.quantity: one for one in found if one.years == 10.0}
    limits = {"firms": 0.1, "captures": 0.1, "largest": 0.25}
    assert {name: last[name].ratio for name, most in limits.items() if (last[name].ratio or 0.0) > most} == {}
    assert last["entries"].difference == 0.0
    # 5 % more captures: 0.003 · 5 000 · 10 = 150
    assert abs(last["captures"].difference - 150) < 5 * last["captures"].standard_error
    assert abs(last["captures"].difference - 150) < 15


def test_an_effect_by_hand() -> None:
    """Firms 10, 14 against 13, 15: differences 3 and 1; variances 8 and 2 unpaired, 2 paired."""
    runs = [(looked_at(10), looked_at(13)), (looked_at(14), looked_at(15))]
    (firms, *_) = effects(runs, 0.25)
    assert (firms.years, firms.quantity, firms.base, firms.difference) == (1.0, "firms", 12.0, 2.0)
    assert firms.standard_error == pytest.approx(1.0)
    assert firms.unpaired_error == pytest.approx(5**0.5)
    assert firms.ratio == pytest.approx(2 / 10)


def test_nothing_that_varies_has_no_ratio() -> None:
    runs = [(looked_at(10), looked_at(10))] * 2
    assert {one.ratio for one in effects(runs, 0.25)} == {None}


@pytest.mark.parametrize(
    ("years", "delta", "expected"),
    [("10", "0.25", tuple(range(4, 41, 4))), ("1", "0.25", (1, 2, 3, 4)), ("0.25", "0.25", (1,))],
)
def test_horizons_are_whole_quarters_and_end_with_the_run(years: str, delta: str, expected: tuple[int, ...]) -> None:
    assert horizons(parameters(years=years, delta=delta)) == expected


def test_futures_are_compared_from_where_they_part(tmp_path: Path) -> None:
    """A city of two years whose futures end after five: horizons of a quarter of a year to three years."""
    past = Plan((parameters(years="2"),), 1, 1, folder=tmp_path / "past")
    simulate(past, ThisProcess(), lambda *_: None)
    both = arms(parameters(years="5"), {"lambda": "0.09"})
    plan = Plan(both, 1, 2, start=tmp_path / "past" / "run-1.city")
    found = effects(simulate_pairs(both, plan, ThisProcess(), lambda *_: None), 0.25, 8)
    assert [one.years for one in found if one.quantity == "firms"] == [0.25, 0.5, 1, 1.25, 1.5, 1.75, 2, 2.5, 2.75, 3]
    assert horizons(parameters(years="5"), 8)[-1] == 20


def test_both_arms_draw_the_same_candidates() -> None:
    ((base, changed),) = pairs(parameters(years="2"), {"lambda": "0.12", "eta": "0.02"}, 1)
    assert base.candidates == changed.candidates
    assert base.entries > changed.entries
    assert base.captures < changed.captures


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"lines": "10"}, "lines is the same in both arms"),
        ({"years": "20"}, "years is the same in both arms"),
        ({"start": "singletons"}, "start is the same in both arms"),
        ({"lamda": "0.1"}, "lamda"),
        ({"lambda": "-1"}, "out of range"),
        ({"lambda": "0.06"}, "the second arm is the first one"),
    ],
)
def test_arms_that_cannot_be_compared_are_refused(changes: dict[str, str], told: str) -> None:
    with pytest.raises(Mistake, match=told) as caught:
        arms(parameters(), changes)
    assert caught.value.zh
