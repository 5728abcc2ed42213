"""Withholding ends also where there is only one sheet that pays, or only one group."""

from __future__ import annotations

import polars as pl
import pytest

from innovatory.policy.books import books
from innovatory.policy.cost_answer import answer
from innovatory.policy.costing import Costing
from innovatory.policy.disclosure import disclosed
from innovatory.policy.library import libraries


@pytest.mark.parametrize("groups", [1, 2, 3])
@pytest.mark.parametrize("name", ["toy_champion", "toy_grant"])
def test_one_sheet_with_small_groups_is_told_with_its_small_cells_withheld(name: str, groups: int) -> None:
    from datetime import date

    rows = pl.DataFrame(
        {
            "id": [f"e{row}" for row in range(6)],
            "place": [f"p{row % groups}" for row in range(6)],
            "sector": ["services"] * 6,
            "rd_declared": [2e6] * 6,
            "rd_accepted": [2e6] * 6,
            "staff": [10.0] * 6,
            "rd_staff": [5.0] * 6,
        }
    )
    law = books(libraries()[-1], ["enterprise"], date(2022, 12, 31), 2022, [name])
    told = answer(Costing([law], rows, ["place"]).run())
    found = disclosed(told, told)["groups"]["place"]
    assert len(found) == groups
    if groups > 1 and name == "toy_grant":
        assert all(group["totals"]["eligible"] == "<10" for group in found.values())
