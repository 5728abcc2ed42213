"""Gaps: following one passes, a step less does not; the set of changes that pass is that set and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import floor
from random import Random
from typing import Any

import applicants
import pytest
import sheet_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory import policy
from innovatory.language.types import Number, Series
from innovatory.policy.explanation import Explanation
from innovatory.policy.gaps import STEP, Gap
from innovatory.policy.library import Instrument

ON = date(2022, 12, 31)


@dataclass(frozen=True)
class Levered:
    """A criterion with a lever, and an applicant that passes its sheet."""

    instrument: Instrument
    name: str
    on: date
    year: int
    values: Mapping[str, Any]

    @property
    def moved(self) -> tuple[str, ...]:
        """The lever and what moves with it."""
        shape = self.instrument.sheet.criteria[self.name]
        assert shape.lever is not None
        return (shape.lever, *shape.moves.get(shape.lever, ()))

    @property
    def step(self) -> float:
        """The least change of the lever."""
        of = self.instrument.rule.kinds[self.moved[0]]
        assert isinstance(of, Number | Series)
        return STEP.get(of.unit, 1.0)

    def explained(self, values: Mapping[str, Any]) -> Explanation:
        return self.instrument.explain(values, self.on, self.year)

    def truth(self, values: Mapping[str, Any], change: float) -> bool | None:
        """Whether the criterion holds after a change of the lever, everything computed anew."""
        answer = self.explained({**values, **{name: shifted(values[name], change) for name in self.moved}})
        names = [one.of.name for one in answer.bound.criteria]
        return answer.judgements[names.index(self.name)].truth


def shifted(value: Any, by: float) -> Any:
    return [*value[:-1], value[-1] + by] if isinstance(value, list) else value + by


def levered() -> list[Levered]:
    found = []
    for sheet in applicants.SHEETS:
        instrument = policy.load(sheet)
        case = next(case for case in applicants.of(sheet) if case.result == "pass")
        applicant = case.read()
        found += [
            Levered(instrument, name, case.on, applicant.year, applicant.values)
            for name, shape in instrument.sheet.criteria.items()
            if shape.lever is not None and applicant.values.get(shape.lever) is not None
        ]
    return found


LEVERED = levered()


def disturbed(value: Any, chance: Random) -> Any:
    """Another number, or newest year, of the same kind: whole stays whole."""
    if isinstance(value, list):
        return [*value[:-1], disturbed(value[-1], chance)]
    if not isinstance(value, float) or isinstance(value, bool):
        return value
    changed = value * chance.choice([0.0, 0.2, 0.5, 0.9, 1.0, 1.1, 1.7, 5.0, 40.0]) + chance.choice([0.0, 1.0])
    return float(round(changed)) if value == round(value) else changed


def of_points(one: Levered, chance: Random) -> dict[str, Any]:
    """The applicant with the numbers that the criterion reads disturbed; ranges left as they are."""
    criterion = next(c for c in one.instrument.on(one.on, one.year).criteria if c.of.name == one.name)
    return {name: disturbed(value, chance) if name in criterion.reads else value for name, value in one.values.items()}


def within(change: float, gap: Gap) -> bool:
    return any(low <= change and (high is None or change <= high) for low, high in gap.passes)


def changes(gap: Gap, lowest: int, chance: Random) -> set[int]:
    """Whole changes worth trying: at and beside every end of the set, none, and any others."""
    ends = [end for interval in gap.passes for end in interval if end is not None]
    beside = {round(end) + side for end in ends for side in (-1, 0, 1)}
    drawn = {chance.randint(-(10**exponent), 10**exponent) for exponent in range(1, 10)}
    return {change for change in {0, *beside, *drawn} if change >= lowest}


def test_many_sheets_have_a_lever() -> None:
    assert len(LEVERED) >= 10
    assert len({one.instrument.sheet.instrument for one in LEVERED}) >= 5


@pytest.mark.parametrize("one", LEVERED, ids=lambda one: f"{one.instrument.sheet.instrument} {one.name}")
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_exactly_the_changes_of_the_set_pass_and_the_gap_is_its_nearest(one: Levered, seed: int) -> None:
    chance = Random(seed)
    values = of_points(one, chance)
    answer = one.explained(values)
    if one.name not in answer.failed or one.step != 1.0:
        return
    gap = answer.gaps[one.name]
    newest = [values[name][-1] if isinstance(values[name], list) else values[name] for name in one.moved]
    lowest = -floor(min(newest))
    for change in changes(gap, lowest, chance):
        assert (one.truth(values, float(change)) is True) == within(change, gap), (change, gap)
    if gap.low is None:
        assert (gap.reason, gap.passes) == ("impossible", ())
        return
    assert gap.low == gap.high
    assert gap.low == round(gap.low)
    assert one.truth(values, gap.low) is True
    towards_nothing = gap.low - (1.0 if gap.low > 0 else -1.0)
    assert one.truth(values, towards_nothing) is not True


def toy(sheet: str, given: dict[str, Any], changes: dict[str, Any] | None = None) -> Explanation:
    return sheet_cases.library(changes).instrument(sheet).explain(given, ON, 2022)


def test_the_gap_of_a_range_is_a_range() -> None:
    # 30 % of 1 bn is 300 m: 70 m are missing at 230 m, 100 m at 200 m
    gap = toy("toy_floor", {"basic_money": (200e6, 230e6), "rd_money": 1e9}).gaps["basic"]
    assert (gap.lever, gap.low, gap.high) == ("basic_money", 70e6, 100e6)
    assert gap.passes == ((100e6, None),)


def test_a_gap_that_may_be_impossible_has_no_high_end() -> None:
    # the lesser of declared and accepted counts: with 0.4 m accepted no declaration reaches 0.5 m
    gap = toy(
        "toy_grant", {"rd_declared": 300_000.0, "rd_accepted": (400_000.0, 600_000.0), "sector": "services"}
    ).gaps["base"]
    assert (gap.low, gap.high, gap.passes, gap.reason) == (200_000.0, None, (), None)


def test_people_are_counted_whole() -> None:
    # 10 % of 115 is 11.5: twelve persons, three more than nine
    given = {**sheet_cases.record(sheet_cases.CASES[0]), "staff": 115, "rd_staff": 9}
    gap = toy("toy_champion", given).gaps["rd_staff"]
    assert (gap.low, gap.high) == (3.0, 3.0)


def test_a_lever_that_is_not_known_leaves_no_way() -> None:
    given = {**sheet_cases.record(sheet_cases.CASES[0]), "debts": 50e6, "rd_staff": 0, "staff": 0}
    assert toy("toy_champion", given).gaps["debts"].low == -8e6
    assert "rd_staff" not in toy("toy_champion", given).gaps  # undecided, not failed


def test_the_set_of_changes_shows_both_sides_of_a_table_edge() -> None:
    # sales of 10 000 001 need 60 %, one yuan less needs 50 %: 6 000 000 + x of 10 000 001 + x
    case = next(case for case in sheet_cases.CASES if case["id"] == "recognition-29")
    answer = toy("toy_champion", sheet_cases.record(case))
    assert answer.gaps["core"].low == 2.0
    assert answer.gaps["core"].passes == ((-1999999.0, -1.0), (2.0, None))
