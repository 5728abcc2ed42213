"""A budget shared among claims: by hand, and against all ways in which open claims may turn out.

The oracle deals with one way at a time (every claim a figure, every unit by itself) and tries all of them on a grid of
whole yuan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import isclose, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.policy.rationing import Awards, Claims, Way, ranked, ration


@dataclass(frozen=True)
class Row:
    """One claim: whether it surely stands in the queue, its low and high per unit, how many units it stands for."""

    low: float
    high: float
    sure: bool = True
    weight: int = 1

    @property
    def ways(self) -> list[float]:
        """What each unit may ask for in whole yuan; nothing where the row may fail."""
        amounts = [float(amount) for amount in range(int(self.low), int(self.high) + 1)]
        return amounts if self.sure else [0.0, *amounts]


def known(*amounts: float) -> list[Row]:
    return [Row(amount, amount) for amount in amounts]


def awards(rows: Sequence[Row], budget: float, way: Way, order: Sequence[int] | None = None) -> Awards:
    """Rows rationed; by rank in the order in which they stand, unless another is given."""
    claims = Claims(
        np.array([row.sure for row in rows], dtype=np.bool_),
        *(np.array([float(getattr(row, name)) for row in rows]) for name in ("low", "high", "weight")),
    )
    return ration(claims, budget, way, np.array(range(len(rows)) if order is None else order, dtype=np.intp))


# By hand -------------------------------------------------------------------------------------------------------------


def test_pro_rata_everyone_gets_the_same_part() -> None:
    found = awards(known(1.0, 3.0, 4.0), 4.0, "pro_rata")
    assert found.low.tolist() == found.high.tolist() == [0.5, 1.5, 2.0]
    assert (found.claimed, found.spent, found.ratio) == ((8, 8), (4, 4), (0.5, 0.5))


def test_pro_rata_within_the_budget_everyone_gets_all_and_the_rest_is_kept() -> None:
    found = awards(known(1.0, 3.0), 10.0, "pro_rata")
    assert (found.low.tolist(), found.spent, found.ratio) == ([1, 3], (4, 4), (1, 1))


def test_by_rank_the_list_is_cut_at_the_first_that_does_not_fit() -> None:
    found = awards(known(40.0, 50.0, 20.0, 5.0), 100.0, "rank")
    assert found.low.tolist() == found.high.tolist() == [40, 50, 0, 0]
    assert (found.funded.tolist(), found.spent, found.ratio) == ([0, 1], (90, 90), None)


def test_by_rank_the_last_yuan_may_be_spent() -> None:
    assert awards(known(0.1, 0.2), 0.3, "rank").low.tolist() == [0.1, 0.2]  # 0.1 + 0.2 is a little more than 0.3
    assert awards(known(40.0, 61.0), 100.0, "rank").low.tolist() == [40, 0]


def test_by_rank_a_claim_of_nothing_cuts_nothing() -> None:
    assert awards(known(60.0, 0.0, 40.0), 100.0, "rank").low.tolist() == [60, 0, 40]


def test_the_order_is_that_of_the_queue_not_of_the_rows() -> None:
    found = awards(known(40.0, 50.0, 60.0), 100.0, "rank", [2, 0, 1])
    assert (found.low.tolist(), found.funded.tolist()) == ([40, 0, 60], [2, 0])


@pytest.mark.parametrize("way", ["pro_rata", "rank"])
def test_without_a_budget_there_is_nothing_and_no_division_by_zero(way: Way) -> None:
    found = awards([*known(40.0, 0.0), Row(5, 9, sure=False)], 0.0, way)
    assert found.low.tolist() == found.high.tolist() == [0, 0, 0]
    assert (found.spent, found.funded.tolist()) == ((0, 0), [])


@pytest.mark.parametrize("way", ["pro_rata", "rank"])
def test_without_claims_nothing_is_spent(way: Way) -> None:
    found = awards([], 100.0, way)
    assert (found.low.tolist(), found.claimed, found.spent) == ([], (0, 0), (0, 0))


def test_who_may_fail_may_get_nothing_and_leaves_the_others_more() -> None:
    found = awards([Row(60, 60), Row(60, 60, sure=False)], 60.0, "pro_rata")
    assert (found.low.tolist(), found.high.tolist()) == ([30, 0], [60, 30])
    assert (found.claimed, found.spent, found.ratio) == ((60, 120), (60, 60), (0.5, 1))


def test_by_rank_an_open_claim_before_another_may_push_it_out() -> None:
    found = awards([Row(10, 50, sure=False), Row(60, 60)], 100.0, "rank")
    assert (found.low.tolist(), found.high.tolist(), found.funded.tolist()) == ([0, 0], [50, 60], [])


def test_by_rank_a_row_of_many_gets_what_fits_of_its_units() -> None:
    # three units of 30 fit into 100, the fourth cuts the list: 90 over four units
    found = awards([Row(30, 30, weight=4), Row(5, 5)], 100.0, "rank")
    assert (found.low.tolist(), found.high.tolist(), found.spent[1]) == ([22.5, 0], [22.5, 0], 90)


def test_by_rank_what_a_row_of_many_gets_is_spent() -> None:
    assert awards([Row(30, 30, weight=4), Row(5, 5)], 100.0, "rank").spent == (90, 90)


# The order of the queue ----------------------------------------------------------------------------------------------


def test_highest_first_equals_by_id_and_the_unknown_last() -> None:
    values = np.array([nan, 5.0, 7.0, 5.0, -1.0, nan])
    assert ranked(values, np.array(["f", "z", "a", "b", "c", "e"])).tolist() == [2, 3, 1, 4, 5, 0]
    assert ranked(values).tolist() == [2, 1, 3, 4, 0, 5]


@given(st.lists(st.tuples(st.sampled_from([1.0, 2.0, nan]), st.sampled_from("abcd")), max_size=8))
def test_the_order_is_a_stable_sort(rows: list[tuple[float, str]]) -> None:
    values, ids = np.array([value for value, _ in rows]), np.array([name for _, name in rows], dtype=np.str_)
    want = sorted(
        range(len(rows)),
        key=lambda i: (rows[i][0] != rows[i][0], -rows[i][0] if rows[i][0] == rows[i][0] else 0.0, rows[i][1]),
    )
    assert ranked(values, ids).tolist() == want


@given(st.permutations(range(5)))
def test_with_ids_the_order_of_the_rows_changes_nothing(rows: list[int]) -> None:
    points, ids = np.array([3.0, 1.0, 3.0, 2.0, 3.0]), np.array(["e", "d", "c", "b", "a"])
    assert [str(ids[rows][place]) for place in ranked(points[rows], ids[rows])] == ["a", "c", "e", "b", "d"]


# Against all ways ----------------------------------------------------------------------------------------------------


def shares(rows: Sequence[Row], asked: Sequence[float], budget: float, way: Way) -> list[float]:
    """What each row gets in one way, per unit, every unit by itself."""
    claimed = sum(amount * row.weight for row, amount in zip(rows, asked, strict=True))
    if way == "pro_rata":
        return [amount * (budget / claimed if claimed > budget else 1.0) for amount in asked]
    spent, cut, got = 0.0, False, []
    for row, amount in zip(rows, asked, strict=True):
        units = 0
        for _ in range(row.weight):
            cut = cut or spent + amount > budget
            spent, units = (spent, units) if cut else (spent + amount, units + 1)
        got.append(amount * units / row.weight)
    return got


def ways(rows: Sequence[Row]) -> Iterator[tuple[float, ...]]:
    return product(*(row.ways for row in rows))


def close(first: float, second: float) -> bool:
    return isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)


@st.composite
def rows(draw: st.DrawFn, *, most_open: int = 3, heaviest: int = 1) -> list[Row]:
    """Up to six claims, some of them open."""
    found = []
    for index in range(draw(st.integers(1, 6))):
        low = draw(st.integers(0, 8))
        is_open = index < most_open and draw(st.booleans())
        high = low + draw(st.integers(0, 5)) if is_open else low
        found.append(Row(low, high, not (is_open and draw(st.booleans())), draw(st.integers(1, heaviest))))
    shuffled: list[Row] = draw(st.permutations(found))
    return shuffled


BUDGETS = st.integers(0, 40).map(float)
WAYS = st.sampled_from(["pro_rata", "rank"])


@given(rows(), BUDGETS, WAYS)
def test_low_and_high_of_every_award_are_those_of_all_ways(claims: list[Row], budget: float, way: Way) -> None:
    found = awards(claims, budget, way)
    all_ways = [shares(claims, asked, budget, way) for asked in ways(claims)]
    for row in range(len(claims)):
        assert close(found.low[row], min(got[row] for got in all_ways))
        assert close(found.high[row], max(got[row] for got in all_ways))


@given(rows(), BUDGETS, WAYS)
def test_what_is_claimed_and_spent_bounds_all_ways(claims: list[Row], budget: float, way: Way) -> None:
    found = awards(claims, budget, way)
    spent = [sum(shares(claims, asked, budget, way)) for asked in ways(claims)]
    assert found.claimed == (min(map(sum, ways(claims))), max(map(sum, ways(claims))))
    assert found.spent[0] <= min(spent) + 1e-9
    assert max(spent) - 1e-9 <= found.spent[1] <= budget + 1e-9


@given(rows(most_open=1), BUDGETS)
def test_by_rank_the_least_spent_is_exact_where_one_claim_is_open(claims: list[Row], budget: float) -> None:
    """On the grid, and just above each of its yuan: what is only approached counts as reached (D18)."""
    found = awards(claims, budget, "rank")
    above = [[*row.ways, *(amount + 1e-8 for amount in row.ways if row.low <= amount < row.high)] for row in claims]
    spent = [sum(shares(claims, asked, budget, "rank")) for asked in product(*above)]
    assert abs(found.spent[0] - min(spent)) <= 1e-6
    assert certain(found, claims) <= found.spent[0] + 1e-9


def certain(found: Awards, claims: Sequence[Row]) -> float:
    """What is certainly spent: the low of every award."""
    return sum(float(low) * row.weight for low, row in zip(found.low, claims, strict=True))


@given(rows(), BUDGETS)
def test_pro_rata_spends_all_that_is_claimed_or_the_budget(claims: list[Row], budget: float) -> None:
    found = awards(claims, budget, "pro_rata")
    spent = [sum(shares(claims, asked, budget, "pro_rata")) for asked in ways(claims)]
    assert close(found.spent[0], min(spent))
    assert close(found.spent[1], max(spent))
    ratios = [min(1.0, budget / sum(asked)) if sum(asked) else 1.0 for asked in ways(claims)]
    assert found.ratio is not None
    assert close(found.ratio[0], min(ratios))
    assert close(found.ratio[1], max(ratios))


@given(rows(most_open=0), BUDGETS, WAYS)
def test_where_nothing_is_open_everything_is_one_figure(claims: list[Row], budget: float, way: Way) -> None:
    found = awards(claims, budget, way)
    want = shares(claims, [row.low for row in claims], budget, way)
    total = sum(amount * row.weight for amount, row in zip(want, claims, strict=True))
    assert all(
        close(low, high) and close(low, amount) for low, high, amount in zip(found.low, found.high, want, strict=True)
    )
    assert close(found.spent[0], total)
    assert close(found.spent[1], total)
    assert found.funded.tolist() == ([i for i, amount in enumerate(want) if amount > 0] if way == "rank" else [])


@given(rows(most_open=0, heaviest=5), BUDGETS, WAYS)
def test_a_row_of_many_is_as_many_rows(claims: list[Row], budget: float, way: Way) -> None:
    """By rank with points: equal units stand side by side, because their ids follow each other."""
    points = [float(index % 3) for index in range(len(claims))]
    heavy_order = ranked(np.array(points), np.array([f"{index:02}" for index in range(len(claims))]))
    units = [(index, row) for index, row in enumerate(claims) for _ in range(row.weight)]
    ids = np.array([f"{index:02}-{unit:03}" for unit, (index, _) in enumerate(units)])
    light_order = ranked(np.array([points[index] for index, _ in units]), ids)
    heavy = awards(claims, budget, way, heavy_order.tolist())
    light = awards([Row(row.low, row.high) for _, row in units], budget, way, light_order.tolist())
    for index in range(len(claims)):
        mine = [float(light.low[unit]) for unit, (of, _) in enumerate(units) if of == index]
        assert close(float(heavy.low[index]), sum(mine) / len(mine))
    assert close(heavy.spent[1], light.spent[1])
    assert close(heavy.claimed[1], light.claimed[1])


@given(rows(heaviest=3), BUDGETS)
def test_pro_rata_of_rows_of_many_is_exact_with_open_claims_too(claims: list[Row], budget: float) -> None:
    found = awards(claims, budget, "pro_rata")
    all_ways = [shares(claims, asked, budget, "pro_rata") for asked in ways(claims)]
    for row in range(len(claims)):
        assert close(found.low[row], min(got[row] for got in all_ways))
        assert close(found.high[row], max(got[row] for got in all_ways))


@given(rows(heaviest=3), BUDGETS)
def test_by_rank_the_low_of_rows_of_many_is_never_too_high(claims: list[Row], budget: float) -> None:
    found = awards(claims, budget, "rank")
    for asked in ways(claims):
        got = shares(claims, asked, budget, "rank")
        assert all(low <= amount + 1e-9 for low, amount in zip(found.low, got, strict=True))
        assert found.spent[0] <= sum(amount * row.weight for amount, row in zip(got, claims, strict=True)) + 1e-9


def test_by_rank_the_high_of_a_row_of_many_is_never_too_low() -> None:
    # two units of 10 to 19 under 19: one unit of 19 fits, the second does not; 9.5 for each unit, 19 spent
    claims = [Row(10, 19, weight=2)]
    found = awards(claims, 19.0, "rank")
    assert shares(claims, [19.0], 19.0, "rank") == [9.5]
    assert found.high[0] >= 9.5
    assert found.spent[1] >= 19


@given(rows(heaviest=3), BUDGETS, st.integers(0, 20), WAYS)
def test_a_larger_budget_never_lowers_a_pro_rata_award_nor_what_is_certain_by_rank(
    claims: list[Row], budget: float, more: int, way: Way
) -> None:
    less, larger = awards(claims, budget, way), awards(claims, budget + more, way)
    assert (larger.low >= less.low - 1e-9).all()
    if way == "pro_rata":
        assert (larger.high >= less.high - 1e-9).all()


@given(rows(heaviest=3), BUDGETS, WAYS)
def test_never_more_is_spent_than_there_is_and_low_is_never_above_high(
    claims: list[Row], budget: float, way: Way
) -> None:
    found = awards(claims, budget, way)
    assert sum(low * row.weight for low, row in zip(found.low, claims, strict=True)) <= budget + 1e-9
    assert found.spent[0] <= found.spent[1] <= budget
    assert (found.low <= found.high + 1e-9).all()
    assert all(high <= row.high for high, row in zip(found.high, claims, strict=True))


@given(rows(), BUDGETS)
def test_the_list_of_the_funded_is_the_top_of_the_queue(claims: list[Row], budget: float) -> None:
    found = awards(claims, budget, "rank")
    cut = next(
        (row for row, low in enumerate(found.low) if claims[row].sure and claims[row].low > 0 and low == 0), len(claims)
    )
    assert found.funded.tolist() == [row for row in range(cut) if found.low[row] > 0]
    assert all(low == 0 for low in found.low[cut:])
