"""Gaps: following the change passes, one step less does not; the ways in which there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory import policy
from innovatory.policy.explanation import Explanation

ON = date(2022, 12, 31)
ALPHA: dict[str, Any] = {
    "registered_on": date(2015, 5, 1), "clean": True, "staff": 120.0, "rd_staff": 15.0, "revenue": [40e6, 50e6, 60e6],
    "rd": [2e6, 2.4e6, 2.8e6], "total_income": 60e6, "core_income": 42e6, "debts": 30e6, "assets": 60e6, "patents": 6.0,
    "panel": 30.0,
}  # fmt: skip


def champion(**changes: object) -> Explanation:
    return policy.load("toy_champion").explain({**ALPHA, **changes}, ON, 2022)


def moved(record: Mapping[str, Any], names: tuple[str, ...], by: float) -> dict[str, Any]:
    """The record with some inputs moved; of a series the newest year."""
    changed = dict(record)
    for name in names:
        value = changed[name]
        changed[name] = [*value[:-1], value[-1] + by] if isinstance(value, list) else value + by
    return changed


LEVERS = {
    "rd_staff": ("rd_staff",),
    "rd": ("rd",),
    "core": ("core_income", "total_income", "revenue"),
    "debts": ("debts",),
}


@settings(deadline=None, max_examples=150)
@given(
    revenue=st.lists(st.integers(1, 300_000_000).map(float), min_size=3, max_size=3),
    rd=st.lists(st.integers(0, 20_000_000).map(float), min_size=3, max_size=3),
    share=st.floats(0, 1),
    staff=st.integers(1, 400).map(float),
    debts=st.integers(0, 200_000_000).map(float),
)
def test_following_a_gap_passes_and_one_step_less_does_not(
    revenue: list[float], rd: list[float], share: float, staff: float, debts: float
) -> None:
    income = revenue[-1]
    record = {
        **ALPHA, "revenue": revenue, "rd": rd, "total_income": income, "core_income": float(round(share * income)),
        "staff": staff, "rd_staff": 0.0, "debts": debts,
    }  # fmt: skip
    sheet = policy.load("toy_champion")
    for name, gap in sheet.explain(record, ON, 2022).gaps.items():
        if gap.low is None:
            continue
        assert gap.low == gap.high
        step = -1 if gap.low > 0 else 1
        assert name not in sheet.explain(moved(record, LEVERS[name], gap.low), ON, 2022).failed
        assert name in sheet.explain(moved(record, LEVERS[name], gap.low + step), ON, 2022).failed


def test_people_are_whole() -> None:
    # 10 % of 115 persons is 11.5: three more than 9
    assert champion(staff=115.0, rd_staff=9.0).gaps["rd_staff"].low == 3


def test_a_gap_of_a_range_has_a_least_and_a_most() -> None:
    # 10 % of 200..240 persons is 20..24: 15 to 19 more than 5
    gap = champion(staff=(200.0, 240.0), rd_staff=5.0).gaps["rd_staff"]
    assert (gap.low, gap.high) == (15, 19)


def test_a_lever_in_the_divisor_goes_the_other_way() -> None:
    # debts of 45 m: at most 70 % of assets needs assets of 64 285 715 yuan, 4 285 715 more than 60 m
    library = policy.load("toy_champion").library
    located = library.located["toy_champion"]
    from innovatory.policy.changes import lay_over
    from innovatory.policy.library import Library
    from innovatory.policy.located import Located

    data = lay_over(located.data, {"criteria.debts.lever": "assets"})
    changed = Library(
        {**library.located, "toy_champion": Located(data, located.spots, located.keys, located.file)},
        library.inputs,
        library.status_names,
        library.own,
    )
    found = changed.instrument("toy_champion").explain({**ALPHA, "debts": 45e6}, ON, 2022).gaps["debts"]
    assert (found.lever, found.low) == ("assets", 4_285_715)


def test_what_no_change_of_the_lever_can_pass_is_impossible() -> None:
    record = {"rd_declared": 2e6, "rd_accepted": 0.4e6, "sector": "services"}
    gap = policy.load("toy_grant").explain(record, ON, 2022).gaps["base"]
    assert (gap.low, gap.reason) == (None, "impossible")


@pytest.mark.parametrize("name", ["registered_on", "clean"])
def test_a_criterion_without_a_lever_says_so(name: str) -> None:
    wrong = {"registered_on": date(2022, 12, 1), "clean": False}[name]
    gaps = champion(**{name: wrong}).gaps
    assert [gap.reason for gap in gaps.values()] == ["no lever"]


def test_nothing_is_moved_below_zero() -> None:
    # debts of 10 against no assets to speak of: paying back all of them is the most that can be done
    assert champion(debts=10.0, assets=1.0).gaps["debts"].low == -10
    assert champion(debts=10.0, assets=1.0).gaps["debts"].passes == ((-10, -10),)
