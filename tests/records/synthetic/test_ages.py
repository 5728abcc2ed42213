"""Years of registration: what is left of earlier stocks, the new ones exactly, days within their year."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from innovatory.records.synthetic.ages import EPOCH, Cohorts, cohorts, days


def by_year(of: Cohorts) -> dict[int, int]:
    return dict(zip(of.years.tolist(), of.counts.tolist(), strict=True))


def test_the_new_ones_tell_how_many_ended() -> None:
    # of 1,000 at the end of 2021, 1,100 − 200 = 900 are left: a tenth ended
    found = cohorts(2022, {2020: 800.0, 2021: 1000.0, 2022: 1100.0}, 200, 0.5, 0.25)
    assert found.exits == pytest.approx(0.1)
    told = by_year(found)
    # of 800 at the end of 2020 there are 800 · 0.9² = 648 left; 900 − 648 were registered in 2021
    assert (told[2022], told[2021]) == (200, 252)
    # before 2020 the stock grew by a quarter a year: 640 at the end of 2019, 640 · 0.9³ = 466.56 are left
    assert told[2020] == 648 - 467
    assert found.total == 1100


def test_without_the_new_ones_the_given_share_ends() -> None:
    found = cohorts(2022, {2021: 1000.0, 2022: 1100.0}, None, 0.05, 0.25)
    assert found.exits == 0.05
    assert by_year(found)[2022] == 1100 - 950


def test_between_known_years_the_stock_grew_evenly() -> None:
    # 100 to 400 in two years: 200 in the middle, none ends
    found = by_year(cohorts(2022, {2020: 100.0, 2022: 400.0}, 200, 0.0, 1.0))
    assert (found[2022], found[2021], found[2020]) == (200, 100, 50)


def test_a_shrinking_stock_has_no_negative_cohort() -> None:
    found = cohorts(2022, {2020: 1000.0, 2021: 500.0, 2022: 480.0}, 10, 0.0, 0.1)
    assert (found.counts >= 0).all()
    assert found.total == 480


def test_shares_find_their_year() -> None:
    of = Cohorts(np.array([2020, 2021, 2022]), np.array([50, 30, 20]), 0.1)
    assert of.year_at(np.array([0.0, 0.49, 0.51, 0.79, 0.81, 0.999])).tolist() == [2020, 2020, 2021, 2021, 2022, 2022]


def test_what_is_left_when_more_are_taken_than_a_year_has() -> None:
    of = Cohorts(np.array([2020, 2021, 2022]), np.array([50, 30, 20]), 0.1)
    left = of.less(np.array([10, 35, 5]))
    assert left.counts.tolist() == [35, 0, 15]
    assert left.total == 100 - 50


def test_days_lie_in_their_year_even_in_a_leap_year() -> None:
    found = days(np.array([2020, 2020, 2021]), np.array([0.0, 0.9999, 0.9999])) + EPOCH
    assert [date.fromordinal(int(one)) for one in found] == [date(2020, 1, 1), date(2020, 12, 31), date(2021, 12, 31)]
