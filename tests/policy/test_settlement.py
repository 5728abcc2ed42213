"""The account of a year as arithmetic: accounts worked out by hand, and the best combination against every subset."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from settled_worlds import NAMES, STANDARD, Entries, World, account, best, close, net, together, value, worlds

from innovatory.policy.settlement import Claim, Floats, Rows, Settled, Truths, arranged, independent, settle

M = 1e6


def near(first: float, second: float) -> Any:
    return pytest.approx((first, second))


# Accounts worked out by hand -----------------------------------------------------------------------------------------


def test_without_any_sheet_the_profit_less_losses_is_taxed_at_the_standard_rate() -> None:
    settled = account(World(8 * M, {}, losses=1 * M))
    assert (value(settled, "losses"), value(settled, "taxable_income")) == (1 * M, 7 * M)
    assert (value(settled, "rate"), value(settled, "tax"), value(settled, "net")) == (STANDARD, 1.75 * M, -1.75 * M)


def test_a_deduction_comes_before_losses_and_both_before_the_reduced_rate() -> None:
    # 8 m - 81.25 % of 2.8 m = 5.725 m; less 1 m of losses = 4.725 m; at 15 % = 708 750
    settled = account(World(8 * M, {"d": {"extra": 0.8125 * 2.8 * M}, "r": {"rate": 0.15}}, losses=1 * M))
    assert value(settled, "taxable_income") == pytest.approx(4.725 * M)
    assert (value(settled, "rate"), value(settled, "tax")) == near(0.15, 708_750)


@pytest.mark.parametrize(("rate", "saved"), [(0.25, 3.0 * M), (0.15, 1.8 * M)])
def test_the_deduction_of_12_m_saves_what_the_law_says(rate: float, saved: float) -> None:
    with_it = account(World(20 * M, {"d": {"extra": 12 * M}, "r": {"rate": rate}}))
    without = account(World(20 * M, {"r": {"rate": rate}}))
    assert value(with_it, "net") - value(without, "net") == pytest.approx(saved)


def test_a_deduction_beyond_the_profit_leaves_a_new_loss_and_old_losses_unused() -> None:
    settled = account(World(8 * M, {"d": {"extra": 9.75 * M}}, losses=1 * M))
    assert [value(settled, name) for name in ("taxable_income", "tax", "losses", "losses_new")] == [0, 0, 0, 1.75 * M]


def test_a_year_of_loss_pays_nothing_and_carries_its_loss_on() -> None:
    settled = account(World(-1 * M, {"r": {"rate": 0.15}, "c": {"credit": 5.0}}, losses=3 * M))
    assert [value(settled, name) for name in ("tax", "credits", "losses", "net", "losses_new")] == [0, 0, 0, 0, 1 * M]


def test_older_losses_are_used_after_the_ordinary_ones_and_never_beyond_the_income() -> None:
    sheets = {"older": {"losses": 6 * M}}
    assert value(account(World(10 * M, sheets, losses=1 * M)), "taxable_income") == 3 * M
    assert value(account(World(5 * M, sheets, losses=1 * M)), "losses") == 5 * M


@pytest.mark.parametrize("reduced", [{}, {"r": {"rate": 0.15}}], ids=["standard", "15 %"])
def test_half_taxed_transfer_income_pays_the_standard_rate_whatever_the_rate(reduced: dict[str, Entries]) -> None:
    # transfer of 8 m: 5 m and half of 3 m exempt, the other 1.5 m at 25 % (rules.md: 375 000, without relief 2.0 m)
    settled = account(World(8 * M, {"transfer": {"exempt": 6.5 * M, "at_standard": 1.5 * M}, **reduced}))
    assert (value(settled, "exempt"), value(settled, "tax")) == near(6.5 * M, 375_000)


def test_beside_the_half_taxed_part_the_rest_takes_the_reduced_rate() -> None:
    # 20 m, of it transfer income 8 m: 13.5 m taxed, 1.5 m at 25 % and 12 m at 15 %
    sheets = {"transfer": {"exempt": 6.5 * M, "at_standard": 1.5 * M}, "r": {"rate": 0.15}}
    assert value(account(World(20 * M, sheets)), "tax") == pytest.approx(375_000 + 1.8 * M)


def test_an_exemption_that_costs_more_than_it_brings_is_left() -> None:
    # at 5 % 100 pay 5; with 1 exempt and 10 kept at 25 %: 99 × 5 % + 10 × 20 % = 6.95
    settled = account(World(100, {"e": {"exempt": 1.0, "at_standard": 10.0}, "r": {"rate": 0.05}}))
    assert (value(settled, "net"), bool(settled.taken["e"][0])) == (-5, False)


def test_each_row_leaves_what_costs_it_and_asks_for_its_own_limit() -> None:
    """The last row alone has both exemptions and the rate of 5 %; the others tax 99 at 25 %."""
    costly: Entries = {"exempt": 1.0, "at_standard": 10.0}
    sheets: dict[str, Entries] = {"a": costly, "b": costly, "small": {"rate": 0.05}}
    limited = [(frozenset("a"), 0.0), (frozenset("b"), 0.0), (frozenset[str](), 1000.0)]
    settled = together([World(100, sheets, unused=unused, limits={"small": limit}) for unused, limit in limited])
    assert settled.net.tolist() == [-24.75, -24.75, -5]


def test_of_two_exemptions_that_exclude_each_other_none_is_used_where_both_cost() -> None:
    costly: Entries = {"exempt": 1.0, "at_standard": 10.0}
    settled = account(World(100, {"a": costly, "b": costly, "r": {"rate": 0.05}}, excludes={"a": ("b",)}))
    assert value(settled, "net") == -5


def test_exempt_income_is_never_more_than_the_income_that_is_left_and_makes_no_loss() -> None:
    settled = account(World(4 * M, {"transfer": {"exempt": 6.5 * M, "at_standard": 1.5 * M}}, losses=1 * M))
    assert [value(settled, name) for name in ("exempt", "tax", "losses", "losses_new")] == [4 * M, 0, 0, 0]


def test_a_rate_for_a_part_leaves_the_rest_at_the_standard_rate() -> None:
    # 6 m of 10 m inside the zone: 15 % of 6 m + 25 % of 4 m
    settled = account(World(10 * M, {"zone": {"rate": 0.15, "part": 6 * M}}))
    assert (value(settled, "rate"), value(settled, "tax")) == near(0.15, 1.9 * M)


@pytest.mark.parametrize(("part", "tax"), [(30 * M, 1.5 * M), (-2 * M, 2.5 * M)])
def test_a_part_is_never_more_than_the_income_nor_less_than_nothing(part: float, tax: float) -> None:
    assert value(account(World(10 * M, {"zone": {"rate": 0.15, "part": part}})), "tax") == pytest.approx(tax)


def test_the_rate_of_least_tax_is_taken_be_it_higher_and_for_all() -> None:
    # 10 % of 2 m + 25 % of 8 m = 2.2 m; 15 % of all = 1.5 m
    settled = account(World(10 * M, {"all": {"rate": 0.15}, "zone": {"rate": 0.10, "part": 2 * M}}))
    assert (value(settled, "rate"), value(settled, "tax")) == near(0.15, 1.5 * M)
    assert [bool(settled.rate_of(name)[0]) for name in ("all", "zone")] == [True, False]
    assert [bool(settled.taken[name][0]) for name in ("all", "zone")] == [True, False]


def test_reduced_rates_do_not_add_up_and_one_above_the_standard_rate_is_not_taken() -> None:
    two = account(World(10 * M, {"a": {"rate": 0.15}, "b": {"rate": 0.10}}))
    assert (value(two, "rate"), value(two, "tax")) == (0.10, 1 * M)
    high = account(World(10 * M, {"a": {"rate": 0.30, "extra": 1 * M}}))
    assert (value(high, "rate"), value(high, "tax")) == (STANDARD, 2.25 * M)
    assert (bool(high.taken["a"][0]), bool(high.rate_of("a")[0])) == (True, False)


def test_credits_end_at_no_tax_and_grants_are_not_taxed() -> None:
    settled = account(World(1 * M, {"c": {"credit": 300_000.0}, "g": {"grant": 50_000.0}}))
    assert [value(settled, name) for name in ("tax_before_credits", "credits", "tax")] == [250_000, 250_000, 0]
    assert (value(settled, "grants"), value(settled, "net")) == (50_000, 50_000)


@pytest.mark.parametrize(("profit", "tax"), [(3_000_000, 150_000), (3_000_001, 750_000.25)])
def test_the_cliff_of_the_small_low_profit_enterprise(profit: float, tax: float) -> None:
    assert value(account(World(profit, {"small": {"rate": 0.05}}, limits={"small": 3 * M})), "tax") == pytest.approx(
        tax
    )


def test_the_income_asked_for_is_the_one_after_deduction_exemption_and_losses() -> None:
    sheets = {"d": {"extra": 1 * M}, "e": {"exempt": 1 * M, "at_standard": 0.0}, "small": {"rate": 0.05}}
    settled = account(World(6 * M, sheets, losses=1 * M, limits={"small": 3 * M}))
    assert (value(settled, "taxable_income"), value(settled, "tax")) == near(3 * M, 150_000)


def test_an_unknown_profit_makes_tax_and_net_unknown_but_not_the_grants() -> None:
    settled = account(World(nan, {"d": {"extra": 1 * M}, "r": {"rate": 0.15}, "g": {"grant": 7.0}}, losses=1.0))
    assert all(np.isnan(value(settled, name)) for name in ("taxable_income", "tax", "net"))
    assert value(settled, "grants") == 7.0


def test_losses_without_bound_use_up_the_income() -> None:
    settled = account(World(8 * M, {}, losses=inf))
    assert (value(settled, "losses"), value(settled, "tax")) == (8 * M, 0)


# What reduces what ---------------------------------------------------------------------------------------------------


def test_an_award_is_lowered_by_another_but_never_below_nothing() -> None:
    sheets: dict[str, Entries] = {"a": {"grant": 30.0}, "b": {"grant": 100.0}}
    assert value(account(World(0, sheets, reduces={"a": ("b",)})), "grants") == 100
    assert value(account(World(0, sheets, reduces={"b": ("a",)})), "grants") == 100
    settled = account(World(0, sheets, reduces={"b": ("a",)}))
    assert (settled.brought["a", "grant"][0], settled.brought["b", "grant"][0]) == (0, 100)


@pytest.mark.parametrize("names", list(permutations("abc")))
def test_a_chain_takes_off_what_is_left_of_the_award_before(names: tuple[str, str, str]) -> None:
    # 40 off 60 leaves 20; 20 off 100 leaves 80: 140 in all
    first, second, third = names
    sheets: dict[str, Entries] = {first: {"grant": 40.0}, second: {"grant": 60.0}, third: {"grant": 100.0}}
    settled = account(World(0, sheets, reduces={first: (second,), second: (third,)}))
    assert [settled.brought[name, "grant"][0] for name in names] == [40, 20, 80]
    assert value(settled, "net") == 140


def test_what_is_not_used_lowers_nothing() -> None:
    sheets: dict[str, Entries] = {"a": {"grant": 30.0}, "b": {"grant": 100.0}}
    settled = account(World(0, sheets, reduces={"a": ("b",)}, unused=frozenset("a")))
    assert settled.brought["b", "grant"][0] == 100


def test_two_that_lower_a_third_are_both_taken_off() -> None:
    sheets: dict[str, Entries] = {"a": {"grant": 30.0}, "b": {"grant": 50.0}, "c": {"grant": 100.0}}
    settled = account(World(0, sheets, reduces={"a": ("c",), "b": ("c",)}))
    assert settled.brought["c", "grant"][0] == 20


def test_an_award_that_lowers_two_others_by_more_than_it_is_worth_is_left() -> None:
    # 10 with 90 and 90 are less than 100 and 100
    sheets: dict[str, Entries] = {"a": {"grant": 10.0}, "b": {"grant": 100.0}, "c": {"grant": 100.0}}
    assert value(account(World(0, sheets, reduces={"a": ("b", "c")})), "net") == 200


# What excludes what --------------------------------------------------------------------------------------------------

GRANTS: dict[str, Entries] = {"a": {"grant": 50.0}, "b": {"grant": 60.0}, "c": {"grant": 30.0}}


@pytest.mark.parametrize(
    "excludes",
    [{"a": ("b",)}, {"b": ("a",)}, {"a": ("b",), "b": ("a",)}, {"a": ("b", "b", "a")}],
    ids=["a says", "b says", "both say", "said twice"],
)
def test_excluding_holds_both_ways_whoever_says_it(excludes: dict[str, tuple[str, ...]]) -> None:
    settled = account(World(0, GRANTS, excludes=excludes))
    assert value(settled, "net") == 90
    assert {name for name in GRANTS if settled.taken[name][0]} == {"b", "c"}


def test_of_a_triangle_one_is_taken_and_of_a_path_its_two_ends() -> None:
    triangle = account(World(0, GRANTS, excludes={"a": ("b", "c"), "b": ("c",)}))
    assert value(triangle, "net") == 60
    path = account(World(0, GRANTS, excludes={"b": ("a", "c")}))
    assert (value(path, "net"), bool(path.taken["b"][0])) == (80, False)


def test_a_pair_that_excludes_a_sheet_that_is_not_there_stands_alone() -> None:
    assert value(account(World(0, GRANTS, excludes={"a": ("elsewhere",)})), "net") == 140


def test_relief_or_grant_whichever_leaves_more() -> None:
    relief: dict[str, Entries] = {"grant": {"grant": 550_000.0}, "relief": {"extra": 2.275 * M, "rate": 0.15}}
    small = account(World(200_000, relief, excludes={"relief": ("grant",)}))
    assert (value(small, "net"), bool(small.taken["relief"][0])) == (500_000, False)
    large = account(World(20 * M, relief, excludes={"relief": ("grant",)}))
    assert (value(large, "tax"), value(large, "grants")) == near(0.15 * 17.725 * M, 0)


def test_rows_choose_each_for_itself() -> None:
    sheets: list[dict[str, Entries]] = [
        {"a": {"grant": 1.0}, "b": {"grant": 2.0}},
        {"a": {"grant": 2.0}, "b": {"grant": 1.0}},
    ]
    settled = together([World(0, one, excludes={"a": ("b",)}) for one in sheets])
    assert settled.net.tolist() == [2, 2]
    assert settled.taken["a"].tolist() == [False, True]


def test_an_award_without_bound_is_not_forgotten_where_it_excludes_a_known_one() -> None:
    settled = account(World(0, {"a": {"grant": 0.0, "unbounded": 1.0}, "b": {"grant": 60.0}}, excludes={"a": ("b",)}))
    assert value(settled, "unbounded") == 1


def test_a_rate_for_a_part_that_is_the_whole_taxes_as_a_rate_for_the_whole() -> None:
    transfer: Entries = {"exempt": 6.5 * M, "at_standard": 1.5 * M}
    whole = account(World(8 * M, {"transfer": transfer, "r": {"rate": 0.15}}))
    part = account(World(8 * M, {"transfer": transfer, "r": {"rate": 0.15, "part": 8 * M}}))
    assert value(part, "tax") == pytest.approx(value(whole, "tax"))


# The order of sheets -------------------------------------------------------------------------------------------------


def test_what_lowers_comes_before_what_is_lowered_and_else_names_decide() -> None:
    order = arranged(["d", "c", "b", "a"], {}, {"d": ("b",), "b": ("a", "elsewhere")})
    assert order.order == ("c", "d", "b", "a")
    assert order.reduced_by == {"a": ("b",), "b": ("d",)}


def test_a_circle_of_reductions_is_refused_with_its_names() -> None:
    with pytest.raises(ValueError, match="a → b → c"):
        arranged(["a", "b", "c", "d"], {}, {"a": ("b",), "b": ("c",), "c": ("a",)})


def test_a_sheet_behind_a_circle_is_not_told_as_part_of_it() -> None:
    with pytest.raises(ValueError, match="a → b") as caught:
        arranged(["a", "b", "behind"], {}, {"a": ("b",), "b": ("a", "behind")})
    assert "behind" not in str(caught.value)


def test_the_largest_independent_sets_of_a_square_are_its_diagonals() -> None:
    square = frozenset(frozenset(pair) for pair in ("ab", "bc", "cd", "da"))
    assert independent(frozenset("abcd"), square) == [frozenset("ac"), frozenset("bd")]


# Against every subset ------------------------------------------------------------------------------------------------


@given(worlds())
def test_the_net_is_the_best_of_any_admissible_subset(found: list[World]) -> None:
    (world,) = found
    assert close(value(account(world), "net"), best(world))


@given(worlds())
def test_what_is_said_to_be_taken_is_admissible_and_brings_the_net(found: list[World]) -> None:
    (world,) = found
    settled = account(world)
    taken = tuple(name for name in world.sheets if name in settled.taken and settled.taken[name][0])
    assert not set(taken) & world.unused
    assert not any(other in taken for name in taken for other in world.excludes.get(name, ()))
    assert close(net(world, taken), value(settled, "net"))


@given(worlds())
def test_the_lines_add_up(found: list[World]) -> None:
    settled = account(found[0])
    left = max(found[0].profit - value(settled, "extra"), 0.0)
    assert close(value(settled, "taxable_income"), left - value(settled, "exempt") - value(settled, "losses"))
    assert close(value(settled, "tax"), value(settled, "tax_before_credits") - value(settled, "credits"))
    assert close(value(settled, "net"), value(settled, "grants") - value(settled, "tax"))
    assert min(value(settled, name) for name in ("taxable_income", "tax", "credits", "grants", "losses_new")) >= 0


@given(worlds(), st.permutations(list(NAMES)))
def test_the_names_of_sheets_change_nothing(found: list[World], renamed: Sequence[str]) -> None:
    (world,) = found
    new = dict(zip(NAMES, renamed, strict=True))
    other = World(
        world.profit,
        {new[name]: entry for name, entry in world.sheets.items()},
        world.losses,
        {new[name]: tuple(new[one] for one in others) for name, others in world.excludes.items()},
        {new[name]: tuple(new[one] for one in others) for name, others in world.reduces.items()},
        frozenset(new[name] for name in world.unused),
        {new[name]: limit for name, limit in world.limits.items()},
    )
    assert close(value(account(world), "net"), value(account(other), "net"))


@given(worlds(rows=4))
def test_rows_together_are_the_rows_alone(found: list[World]) -> None:
    settled = together(found)
    for row, world in enumerate(found):
        alone = account(world)
        for name in (
            "extra",
            "exempt",
            "losses",
            "taxable_income",
            "rate",
            "tax",
            "credits",
            "grants",
            "net",
            "losses_new",
        ):
            assert getattr(settled, name)[row] == value(alone, name), name
        assert {name: bool(mask[row]) for name, mask in settled.taken.items()} == {
            name: bool(mask[0]) for name, mask in alone.taken.items()
        }


def asking(claims: dict[str, Claim], least: float, excludes: dict[str, list[str]]) -> Settled:
    """A profit of 100 settled, where sheets that ask for the taxable income may be used from a least one on."""

    def usable(name: str, income: Floats, rows: Rows | None) -> Truths:
        return np.asarray(income >= least)

    order = arranged(list(claims), excludes, {})
    return settle(np.array([100.0]), np.array([0.0]), STANDARD, claims, order, usable)


def of(usable: bool | None, **entries: float) -> Claim:
    """A claim of one row."""
    return Claim(
        None if usable is None else np.array([usable]), {name: np.array([one]) for name, one in entries.items()}
    )


def test_the_smaller_of_two_deductions_where_the_larger_loses_an_award_for_taxpayers() -> None:
    # 100 less 100 pays nothing and gets nothing; 100 less 50 pays 12.5 and gets 1000
    claims = {"large": of(True, extra=100.0), "small": of(True, extra=50.0), "award": of(None, grant=1000.0)}
    assert value(asking(claims, 40.0, {"large": ["small"]}), "net") == 987.5


def test_a_deduction_that_asks_for_the_taxable_income_is_not_said_to_be_taken_for_nothing() -> None:
    settled = asking({"late": of(None, extra=50.0)}, 0.0, {})
    assert not settled.taken["late"][0] or value(settled, "extra") == 50
