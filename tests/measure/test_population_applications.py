"""Applications learnt from counts and told for other years, and the take-up of a grant: by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from innovatory.measure.population_applications import Counted, learnt, untuned
from innovatory.measure.population_constants import Plan
from innovatory.measure.population_grant import Claims, TakeUp, set_on, told


def test_two_exact_counts_give_level_and_change() -> None:
    # half of 200 in 2017, three quarters of 400 in 2020: odds of 1 and 3
    found = learnt([Counted(2017, 100, "exact", 200), Counted(2020, 300, "exact", 400)])
    assert found is not None
    assert found.level == pytest.approx(0, abs=1e-9)
    assert found.change == pytest.approx(log(3) / 3)
    # six years on the odds are 9, nine parts in ten
    assert found.told(2023, 1000) == pytest.approx(900)


def test_a_bound_that_is_kept_changes_nothing_and_one_that_is_broken_does() -> None:
    exact = [Counted(2017, 100, "exact", 200), Counted(2020, 300, "exact", 400)]
    kept = learnt([*exact, Counted(2018, 10, "lower", 200)])
    broken = learnt([*exact, Counted(2018, 180, "lower", 200)])
    assert kept is not None
    assert broken is not None
    assert kept.change == pytest.approx(log(3) / 3)
    assert broken.told(2018, 200) > kept.told(2018, 200)


def test_with_one_exact_count_the_part_stays() -> None:
    found = learnt([Counted(2017, 50, "exact", 200), Counted(2018, 1, "lower", 200)])
    assert found is not None
    assert found.told(2023, 1000) == pytest.approx(250)


def test_bounds_alone_teach_nothing() -> None:
    assert learnt([Counted(2018, 50, "lower", 200)]) is None
    assert learnt([Counted(2018, 50, "exact", 0)]) is None


def test_told_beside_published() -> None:
    found = learnt([Counted(2017, 50, "exact", 200)])
    assert found is not None
    exact, kept, broken = untuned(
        found, [Counted(2021, 80, "exact", 400), Counted(2022, 90, "lower", 400), Counted(2023, 125, "lower", 400)]
    )
    assert exact.off == pytest.approx(100 / 80 - 1)
    assert kept.off is None
    assert broken.off == pytest.approx(100 / 125 - 1)


# A grant ---------------------------------------------------------------------------------------------------------------

SMALL, LARGE = 1e6, 100e6
CLAIMS = Claims(
    base=np.array([SMALL] * 60 + [LARGE] * 40 + [0.0] * 10),
    amount=np.array([1.0] * 60 + [10.0] * 40 + [0.0] * 10),
    weight=np.ones(110),
)


def plan(firms: float, amount: float) -> Plan:
    return Plan.model_validate(
        {
            "instrument": "grant",
            "year": "2020",
            "firms": f"{firms}",
            "amount": f"{amount}",
            "tuned": "yes",
            "source": "S1",
        }
    )


def test_a_take_up_by_hand() -> None:
    # at a base of ten million the odds are 1; slope 1: odds of 1/10 for a tenth and of 10 for ten times the base
    firms, amount = TakeUp(0.0, 1.0).told(CLAIMS)
    assert firms == pytest.approx(60 / 11 + 40 * 10 / 11)
    assert amount == pytest.approx(60 / 11 + 400 * 10 / 11)


def test_two_figures_of_a_plan_are_met() -> None:
    asked = plan(42, 324)
    found = set_on(CLAIMS, asked)
    assert found is not None
    result = told(found, CLAIMS, asked, tuned=True)
    assert (result.firms, result.amount) == (pytest.approx(42), pytest.approx(324))
    assert (result.performers, result.most) == (100, 460)


@pytest.mark.parametrize(("firms", "amount"), [(42, 425), (42, 30), (101, 460), (42, 460)])
def test_a_plan_that_nobody_could_claim_is_not_met(firms: float, amount: float) -> None:
    assert set_on(CLAIMS, plan(firms, amount)) is None
