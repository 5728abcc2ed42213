"""A costing and a match say the same of some hundred random enterprises; `verification/test_accounts.py` asks 100 000."""

from __future__ import annotations

from datetime import date

import pytest
from account_agreement import compared
from random_enterprises import Enterprises

from innovatory.policy.books import books
from innovatory.policy.library import standard


@pytest.mark.parametrize(
    ("day", "year", "size", "ranged"),
    [
        (date(2024, 6, 30), 2023, 120, 0.0),  # taxes of the year before
        (date(2022, 12, 31), 2022, 60, 0.0),  # taxes judged on the day itself, under the older deductions
        (date(2019, 6, 30), 2018, 60, 0.0),
        (date(2026, 10, 1), 2026, 60, 0.03),
    ],
)
def test_costing_and_match_agree(day: date, year: int, size: int, ranged: float) -> None:
    drawn = Enterprises(books(standard(), ["enterprise"], day, year), size, seed=day.year, ranged=ranged)
    found = compared(drawn, worth_of=0.5)
    assert found.different == []
    assert found.rows == size
