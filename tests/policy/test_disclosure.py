"""Small groups are not told, and do not follow from what is told: by hand, and against linear algebra on random tables.

The oracle knows that the groups of an instrument add up to what is told of all rows, and that instruments which do not
touch each other add up to their total in every group; a withheld amount follows if these equations have one solution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.policy.cost_table import ALL, table
from innovatory.policy.disclosure import disclosed

Cell = dict[str, Any]
YUAN = 1_000.0  # of every claim


def cell(eligible: int, depends: int = 0, near: int = 0) -> Cell:
    return {
        "eligible": eligible, "depends": depends, "near_misses": near, "amount_low": eligible * YUAN,
        "amount_high": (eligible + depends) * YUAN, "unknown": 0, "unbounded": 0,
    }  # fmt: skip


def total(cells: Sequence[Cell]) -> Cell:
    return {name: sum(one[name] for one in cells) for name in cells[0]}


def answer(sheets: Mapping[str, Sequence[Cell]], units: Sequence[int], dimension: str = "district") -> dict[str, Any]:
    """An answer of sheets that do not touch each other: their cells by group; groups are called g0, g1 and so on."""
    groups: dict[str, dict[str, Any]] = {
        f"g{index}": {
            "units": number,
            "totals": {**total([cells[index] for cells in sheets.values()]), "tax_low": number * YUAN, "tax_high": number * YUAN},
            "instruments": {name: dict(cells[index]) for name, cells in sheets.items()},
        }
        for index, number in enumerate(units)
    }  # fmt: skip
    instruments = [{"id": name, **total(cells)} for name, cells in sheets.items()]
    return {
        "rows": sum(units), "units": sum(units), "totals": total([group["totals"] for group in groups.values()]),
        "instruments": instruments, "groups": {dimension: groups}, "change": None,
    }  # fmt: skip


def told(sheets: Mapping[str, Sequence[Cell]], units: Sequence[int]) -> dict[str, Any]:
    whole = answer(sheets, units)
    groups: dict[str, Any] = disclosed(whole, whole)["groups"]["district"]
    return groups


def column(groups: Mapping[str, Any], sheet: str, figure: str) -> list[Any]:
    return [group["instruments"][sheet][figure] for group in groups.values()]


# By hand ---------------------------------------------------------------------------------------------------------------


def test_large_groups_and_empty_ones_are_told_as_they_are() -> None:
    whole = answer({"a": [cell(40), cell(0), cell(10, 12, 30)]}, [100, 80, 200])
    found = disclosed(whole, whole)
    assert found["groups"] == whole["groups"]
    assert found["few"] == {"instruments": [], "change": []}


def test_a_small_group_and_the_next_larger_one_are_withheld() -> None:
    groups = told({"a": [cell(40), cell(3), cell(25), cell(0)]}, [100, 100, 100, 100])
    assert column(groups, "a", "eligible") == [40, "<10", "withheld", 0]
    assert column(groups, "a", "amount_low") == column(groups, "a", "amount_high") == [40_000, None, None, 0]
    assert [group["totals"]["amount_high"] for group in groups.values()] == [40_000, None, None, 0]


def test_two_small_groups_hide_each_other() -> None:
    groups = told({"a": [cell(40), cell(3), cell(9)]}, [100, 100, 100])
    assert column(groups, "a", "eligible") == [40, "<10", "<10"]


def test_beside_empty_groups_alone_one_of_them_hides_the_small_one() -> None:
    groups = told({"a": [cell(3), cell(0), cell(0)]}, [100, 100, 100])
    assert column(groups, "a", "eligible").count("<10") == 2
    assert column(groups, "a", "eligible")[0] == "<10"


def test_few_who_depend_withhold_the_amounts_of_many_who_are_eligible() -> None:
    # high less low would be the amount of the three
    groups = told({"a": [cell(40, 3), cell(30, 20), cell(50, 15)]}, [100, 100, 100])
    assert column(groups, "a", "depends") == ["<10", "withheld", 15]
    assert column(groups, "a", "eligible") == ["withheld", "withheld", 50]
    assert column(groups, "a", "amount_low") == [None, None, 50_000]


def test_near_misses_are_withheld_apart_from_amounts() -> None:
    groups = told({"a": [cell(40, near=4), cell(30, near=50), cell(20, near=60)]}, [100, 100, 100])
    assert column(groups, "a", "near_misses") == ["<10", "withheld", 60]
    assert column(groups, "a", "amount_low") == [40_000, 30_000, 20_000]


def test_a_small_cell_of_one_sheet_does_not_follow_from_the_other_sheets_and_the_total_of_its_group() -> None:
    groups = told({"a": [cell(3), cell(30), cell(50)], "b": [cell(60), cell(20), cell(40)]}, [100, 100, 100])
    hidden = {sheet: [amount is None for amount in column(groups, sheet, "amount_low")] for sheet in ("a", "b")}
    hidden["all"] = [group["totals"]["amount_low"] is None for group in groups.values()]
    assert hidden["a"][0]
    assert all(sum(marks) != 1 for marks in hidden.values())
    assert all(sum(marks) != 1 for marks in zip(*hidden.values(), strict=True))


def test_the_taxes_and_the_number_of_units_of_a_small_group_are_withheld() -> None:
    groups = told({"a": [cell(0), cell(0), cell(0)]}, [4, 12, 500])
    assert [group["units"] for group in groups.values()] == ["<10", "withheld", 500]
    assert [group["totals"]["tax_low"] for group in groups.values()] == [None, None, 500_000]


def test_all_rows_together_are_told_and_what_rests_on_few_of_them_is_named() -> None:
    whole = answer({"a": [cell(2), cell(3)], "b": [cell(30), cell(40)]}, [100, 100])
    whole["change"] = {"gainers": 3, "losers": 0, "open": 12, "unchanged": 2}
    found = disclosed(whole, whole)
    assert found["instruments"] == whole["instruments"]
    assert found["totals"] == whole["totals"]
    assert found["few"] == {"instruments": ["a"], "change": ["gainers"]}


def test_one_group_alone_is_all_rows_together() -> None:
    groups = told({"a": [cell(3)]}, [5])
    assert (column(groups, "a", "eligible"), groups["g0"]["units"]) == ([3], 5)


def test_rows_count_not_what_they_weigh() -> None:
    weighed = answer({"a": [cell(300), cell(400), cell(500)]}, [1_000, 1_000, 1_000])
    counted = answer({"a": [cell(3), cell(40), cell(50)]}, [100, 100, 100])
    groups = disclosed(weighed, counted)["groups"]["district"]
    assert column(groups, "a", "eligible") == ["<10", "withheld", 500]


def test_sheets_without_amounts_are_counted_with_care_too() -> None:
    bare = [
        {name: one[name] for name in ("eligible", "depends", "near_misses")} for one in (cell(3), cell(40), cell(60))
    ]
    whole = answer({"a": [cell(20), cell(30), cell(40)]}, [100, 100, 100])
    for index, group in enumerate(whole["groups"]["district"].values()):
        group["instruments"]["status"] = bare[index]
    groups = disclosed(whole, whole)["groups"]["district"]
    assert column(groups, "status", "eligible") == ["<10", "withheld", 60]
    assert column(groups, "a", "amount_low") == [20_000, 30_000, 40_000]


# Nothing withheld follows ----------------------------------------------------------------------------------------------

COUNTS = st.sampled_from([0, 0, 1, 3, 9, 10, 11, 40, 200])
CELLS = st.builds(cell, COUNTS, st.sampled_from([0, 0, 2, 30]), COUNTS)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    sheets, groups = draw(st.integers(1, 4)), draw(st.integers(2, 6))
    cells = {f"s{sheet}": [draw(CELLS) for _ in range(groups)] for sheet in range(sheets)}
    units = [
        sum(of[group]["eligible"] + of[group]["depends"] for of in cells.values()) + 500 for group in range(groups)
    ]
    return answer(cells, units)


@given(whole=answers())
def test_no_withheld_amount_follows_from_what_is_told(whole: dict[str, Any]) -> None:
    kept = deepcopy(whole)
    groups = list(disclosed(whole, whole)["groups"]["district"].values())
    assert whole == kept  # the answer itself is left as it is
    parts = [[group["instruments"][name] for group in groups] for name in groups[0]["instruments"]]
    columns = [*parts, [group["totals"] for group in groups]]
    unknown = {
        (part, group): index
        for index, (part, group) in enumerate(
            (part, group)
            for part, cells in enumerate(columns)
            for group, one in enumerate(cells)
            if one["amount_low"] is None
        )
    }
    equations = [_equation(unknown, [(part, group) for group in range(len(groups))]) for part in range(len(columns))]
    equations += [_equation(unknown, [(part, group) for part in range(len(columns))]) for group in range(len(groups))]
    matrix = np.array(equations)
    for (part, group), index in unknown.items():
        alone = np.zeros(len(unknown))
        alone[index] = 1.0
        follows = np.linalg.matrix_rank(np.vstack([matrix, alone])) == np.linalg.matrix_rank(matrix)
        assert not follows, (part, group)


def _equation(unknown: Mapping[tuple[int, int], int], cells: Sequence[tuple[int, int]]) -> list[float]:
    """Which withheld cells a sum is made of; a total is on the other side of its sum, which changes no rank."""
    return [1.0 if key in cells else 0.0 for key in unknown]


@given(whole=answers())
def test_every_small_count_is_withheld_with_its_amounts_and_nothing_else_is_changed(whole: dict[str, Any]) -> None:
    found = disclosed(whole, whole)["groups"]["district"]
    for name, group in whole["groups"]["district"].items():
        pairs = [(cell, found[name]["instruments"][sheet]) for sheet, cell in group["instruments"].items()]
        for before, after in [*pairs, (group["totals"], found[name]["totals"])]:
            for figure in ("eligible", "depends", "near_misses"):
                assert (
                    after[figure] == "<10"
                    if 0 < before[figure] < 10
                    else after[figure] in (before[figure], "<10", "withheld")
                )
                assert after[figure] != "<10" or before[figure] < 10
            few = any(0 < before[figure] < 10 for figure in ("eligible", "depends"))
            assert after["amount_low"] is None if few else after["amount_low"] in (None, before["amount_low"])


@given(whole=answers())
def test_the_groups_of_a_sheet_are_withheld_by_two_or_not_at_all(whole: dict[str, Any]) -> None:
    groups = list(disclosed(whole, whole)["groups"]["district"].values())
    for figure in ("eligible", "near_misses"):
        for name in groups[0]["instruments"]:
            assert sum(isinstance(group["instruments"][name][figure], str) for group in groups) != 1


# The long table --------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_sheet_in_each_group_and_says_what_is_withheld() -> None:
    whole = answer({"a": [cell(40), cell(3), cell(25)]}, [100, 100, 100])
    frame = table(disclosed(whole, whole))
    keys = [("*", "*", "*"), ("*", "*", "a")] + [("district", f"g{n}", of) for n in range(3) for of in (ALL, "a")]
    assert list(frame.select("dimension", "group", "instrument").iter_rows()) == keys
    small = frame.row(5, named=True)
    assert (small["eligible"], small["amount_low"], small["depends"]) == (None, None, None)
    assert small["withheld"] == "eligible <10; depends <10; amount_low withheld; amount_high withheld"
    first = frame.row(3, named=True)
    assert (first["units"], first["eligible"], first["amount_low"], first["withheld"]) == (100, 40, 40_000, None)
    assert frame["tax_low"].to_list()[:2] == [pytest.approx(300_000), None]
