"""The account of one applicant: what is open goes against it in the low account and in its favour in the high one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf, isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_library import FINE, GOOD, INPUTS, extra, grant, holds, library, recognition, reduced, sheet

from innovatory.language.mistakes import Mistake
from innovatory.policy.account import Way, YearAccount
from innovatory.policy.books import Books, books, tax_day
from innovatory.policy.library import Library

ON, YEAR = date(2024, 6, 30), 2023
M = 1e6
CLIFF = sheet(reduced("5%"), when={"income": {"value": "taxable_income", "at_most": "3m", "lever": "taxable_income"}})
RICH = {"profit": 10 * M, "losses": 0.0, "good": True, "fine": True}


def of(sheets: Library, on: date = ON, year: int = YEAR) -> Books:
    return books(sheets, {"enterprise"}, on, year)


def ends(account: YearAccount, line: str, way: Way | None = None) -> tuple[float, float]:
    """A line of the account, or of one way of it, against and in favour."""
    settled, count = account.settled([Way() if way is None else way])
    values = getattr(settled, line)
    return float(values[0]), float(values[count])


def near(against: float, favour: float) -> Any:
    return pytest.approx((against, favour))


def account(folder: Path, sheets: Mapping[str, Mapping[str, Any]], record: Mapping[str, Any]) -> YearAccount:
    return YearAccount(of(library(folder, sheets)), record)


# Profit, losses, rate ------------------------------------------------------------------------------------------------


def test_a_higher_profit_is_against_who_pays_taxes_and_higher_losses_in_favour(tmp_path: Path) -> None:
    found = account(
        tmp_path, {"r": sheet(reduced("15%"))}, {"profit": (4 * M, 6 * M), "losses": (1 * M, 2 * M), "good": True}
    )
    assert found.own == {"profit": (6 * M, 4 * M), "losses": (1 * M, 2 * M), "standard_rate": (0.25, 0.25)}
    assert ends(found, "tax") == near(750_000, 300_000)


def test_unknown_losses_may_be_none_or_all(tmp_path: Path) -> None:
    found = account(tmp_path, {"r": sheet(reduced("15%"))}, {"profit": 4 * M, "good": True})
    assert found.own["losses"] == (0, inf)
    assert ends(found, "tax") == near(600_000, 0)


def test_negative_losses_are_none(tmp_path: Path) -> None:
    found = account(tmp_path, {"r": sheet(reduced("15%"))}, {"profit": 4 * M, "losses": -1 * M, "good": True})
    assert found.own["losses"] == (0, 0)


def test_of_an_unknown_profit_the_tax_cannot_be_said(tmp_path: Path) -> None:
    found = account(tmp_path, {"r": sheet(reduced("15%")), "g": sheet(grant("100k"))}, {"losses": 0.0, "good": True})
    assert all(isnan(end) for line in ("taxable_income", "tax", "net") for end in ends(found, line))
    assert ends(found, "grants") == (100_000, 100_000)


# What a sheet brings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "cap", "low", "high", "unbounded"),
    [
        ("bonus", None, 0, 0, 1),
        ("bonus", "2m", 0, 2 * M, 0),
        ("max(100k, bonus)", "2m", 100_000, 2 * M, 0),
        ("min(300k, 10% * bonus)", None, 0, 300_000, 0),
    ],
)
def test_an_unknown_award_is_from_nothing_and_without_bound_unless_capped(
    tmp_path: Path, amount: str, cap: str | None, low: float, high: float, unbounded: float
) -> None:
    capped: dict[str, Any] = {} if cap is None else {"cap": cap}
    found = account(tmp_path, {"g": sheet(grant(amount), **capped)}, RICH)
    assert (ends(found, "grants"), ends(found, "unbounded")) == ((low, high), (0, unbounded))


def test_an_award_is_never_less_than_nothing(tmp_path: Path) -> None:
    found = account(tmp_path, {"g": sheet(grant("bonus"))}, {**RICH, "bonus": (-5.0, 7.0)})
    assert ends(found, "grants") == (0, 7)


def test_an_open_sheet_is_used_in_favour_alone(tmp_path: Path) -> None:
    sheets = {"d": sheet(extra("rd")), "g": sheet(grant("100k"), when={"fine": FINE})}
    found = account(tmp_path, sheets, {"profit": 10 * M, "losses": 0.0, "rd": 2 * M})
    assert (ends(found, "tax"), ends(found, "grants")) == ((2.5 * M, 2 * M), (0, 100_000))


@pytest.mark.parametrize(
    ("act", "low", "high"),
    [
        (extra("rd"), 2.5 * M, 0),
        (reduced("15%", of="zone_income"), 2.5 * M, 1.5 * M),
        ({"exempt_income": {"amount": "asked", "at_standard_rate": "asked"}}, 2.5 * M, 0),
        ({"loss_carry_forward": {"amount": "asked"}}, 2.5 * M, 0),
        ({"tax_credit": {"amount": "asked"}}, 2.5 * M, 0),
    ],
    ids=["extra deduction", "part at a reduced rate", "exempt income", "older losses", "credit"],
)
def test_an_unknown_relief_may_bring_nothing_or_everything(
    tmp_path: Path, act: Mapping[str, Any], low: float, high: float
) -> None:
    assert ends(account(tmp_path, {"r": sheet(act)}, RICH), "tax") == (low, high)


def test_a_range_of_a_relief_is_taken_at_its_ends(tmp_path: Path) -> None:
    found = account(tmp_path, {"d": sheet(extra("rd", "75%"))}, {**RICH, "rd": (2 * M, 4 * M)})
    assert ends(found, "tax") == near(0.25 * 8.5 * M, 0.25 * 7 * M)


# Ways ----------------------------------------------------------------------------------------------------------------


def test_a_way_sets_statuses_forces_sheets_or_leaves_only_some(tmp_path: Path) -> None:
    sheets = {"r": sheet(reduced("15%"), when=holds("champ")), "g": sheet(grant("100k")), "c": recognition("champ")}
    found = account(tmp_path, sheets, {**RICH, "good": False, "status(champ)": False})
    assert ends(found, "net") == (-2.5 * M, -2.5 * M)
    assert ends(found, "net", Way({"champ": True})) == (-1.5 * M, -1.5 * M)
    assert ends(found, "net", Way({"champ": None})) == (-2.5 * M, -1.5 * M)
    assert ends(found, "net", Way(forced={"g": True})) == (-2.4 * M, -2.4 * M)
    assert ends(found, "net", Way({"champ": True}, {"r": False})) == (-2.5 * M, -2.5 * M)
    assert ends(found, "net", Way({"champ": True}, only=frozenset("g"))) == (-2.5 * M, -2.5 * M)


def test_ways_settled_together_are_the_ways_alone(tmp_path: Path) -> None:
    sheets = {"d": sheet(extra("rd"), excludes=["g"]), "g": sheet(grant("100k")), "small": CLIFF}
    found = account(tmp_path, sheets, {**RICH, "profit": (3 * M, 4 * M), "rd": 1 * M})
    ways = [Way(), Way(forced={"d": False}), Way(only=frozenset()), Way(forced={"small": True})]
    settled, count = found.settled(ways)
    for index, way in enumerate(ways):
        assert (settled.net[index], settled.net[count + index]) == ends(found, "net", way)


# The taxable income, which the account works out ---------------------------------------------------------------------


@pytest.mark.parametrize(("profit", "tax"), [(4 * M, 150_000), (4 * M + 1, 750_000.25)])
def test_a_deduction_that_brings_the_income_to_the_limit_wins_the_cliff(
    tmp_path: Path, profit: float, tax: float
) -> None:
    found = account(tmp_path, {"d": sheet(extra("rd")), "small": CLIFF}, {**RICH, "profit": profit, "rd": 1 * M})
    assert ends(found, "tax") == near(tax, tax)


def test_over_the_cliff_the_high_account_alone_is_small(tmp_path: Path) -> None:
    found = account(tmp_path, {"small": CLIFF}, {**RICH, "profit": (2 * M, 4 * M)})
    assert ends(found, "tax") == near(1 * M, 100_000)


def test_what_is_typed_of_the_taxable_income_gives_way_to_what_is_worked_out_but_for_earlier_years(
    tmp_path: Path,
) -> None:
    earlier = {"value": "lag(taxable_income, 1)", "at_most": "3m"}
    small = sheet(reduced("5%"), when={"income": {"value": "taxable_income", "at_most": "3m"}, "earlier": earlier})
    found = account(tmp_path, {"small": small}, {**RICH, "profit": 2 * M, "taxable_income": [1 * M, 9 * M]})
    assert ends(found, "tax") == near(100_000, 100_000)
    found = YearAccount(found.books, {**RICH, "profit": 2 * M, "taxable_income": [9 * M, 1 * M]})
    assert ends(found, "tax") == (500_000, 500_000)


# The day of the taxes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "year", "day"),
    [
        (date(2024, 6, 30), 2023, date(2023, 12, 31)),
        (date(2024, 1, 1), 2023, date(2023, 12, 31)),
        (date(2023, 12, 31), 2023, date(2023, 12, 31)),
        (date(2023, 5, 1), 2023, date(2023, 5, 1)),
    ],
)
def test_taxes_of_a_year_are_judged_on_its_last_day_or_before_it_on_the_day_of_the_question(
    on: date, year: int, day: date
) -> None:
    assert tax_day(on, year) == day


def test_a_relief_that_ended_with_the_year_still_holds_for_it_an_award_does_not(tmp_path: Path) -> None:
    ended: dict[str, Any] = {"in_force": {"from": "2020-01-01", "to": "2023-12-31"}}
    sheets = {"r": sheet(reduced("15%"), **ended), "g": sheet(grant("100k"), **ended)}
    found = YearAccount(of(library(tmp_path, sheets)), RICH)
    assert (found.explanation("r").result, found.explanation("g").result) == ("pass", "not_in_force")
    assert ends(found, "net") == (-1.5 * M, -1.5 * M)


def test_a_status_counts_for_the_tax_as_it_was_on_the_day_of_the_tax(tmp_path: Path) -> None:
    sheets = {"r": sheet(reduced("15%"), when=holds("champ")), "g": sheet(grant("100k"), when=holds("champ"))}
    bound = of(library(tmp_path, {**sheets, "c": recognition("champ")}))
    then = YearAccount(bound, {**RICH, "status(champ)": False}, {**RICH, "status(champ)": True})
    now = YearAccount(bound, {**RICH, "status(champ)": True}, {**RICH, "status(champ)": False})
    assert (ends(then, "net"), ends(now, "net")) == ((-1.5 * M, -1.5 * M), (-2.4 * M, -2.4 * M))


# Mistakes ------------------------------------------------------------------------------------------------------------


def test_awards_that_reduce_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    sheets = {"a": sheet(grant("1m"), reduces=["b"]), "b": sheet(grant("1m"), reduces=["a"])}
    with pytest.raises(Mistake) as caught:
        of(library(tmp_path, sheets))
    assert caught.value.kind == "circular"
    assert all("a → b" in sentence for sentence in (caught.value.en, caught.value.zh))


@pytest.mark.parametrize("key", ["excludes", "reduces"])
def test_an_unknown_sheet_is_refused_with_its_place_and_the_nearest(tmp_path: Path, key: str) -> None:
    asked: dict[str, Any] = {key: ["bonus_shceme"]}
    sheets = {"award": sheet(grant("1m"), **asked), "bonus_scheme": sheet(grant("1m"))}
    with pytest.raises(Mistake) as caught:
        of(library(tmp_path, sheets))
    assert (caught.value.kind, caught.value.nearest) == ("name", "bonus_scheme")
    assert caught.value.place is not None
    assert str(caught.value.place.file).endswith("award.yaml")
    assert caught.value.place.path == f"{key}.0"


# Soundness -----------------------------------------------------------------------------------------------------------

SHEETS = {
    "deduction": sheet(extra("rd")),
    "relief": sheet(reduced("15%"), extra("rd", "50%"), when={**holds("champ"), "good": GOOD}, excludes=["award"]),
    "small": sheet(
        reduced("5%"),
        when={"income": {"value": "taxable_income", "at_most": "3m"}, "staff": {"value": "staff", "at_most": "300"}},
    ),
    "zone": sheet(reduced("20%", of="zone_income")),
    "award": sheet(grant("10% * rd"), when={"fine": FINE, "rd": {"value": "rd", "at_least": "1m"}}, cap="300k"),
    "topup": sheet(grant("bonus"), reduces=["award"], when={"fine": FINE}),
    "older": sheet({"loss_carry_forward": {"amount": "asked"}}, when={"fine": FINE}),
    "champion": recognition("champ"),
}
AMOUNTS = {"losses": 2, "rd": 3, "bonus": 1, "zone_income": 5, "asked": 2}  # most, in m yuan
TRUTHS = ("good", "fine", "status(champ)")


@pytest.fixture(scope="module")
def open_books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return of(library(tmp_path_factory.mktemp("sound"), SHEETS))


@st.composite
def open_and_complete(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record in which some facts are open, and one way in which they may turn out."""
    given_, complete = dict[str, Any](), dict[str, Any]()
    for name, most in {**AMOUNTS, "profit": 8, "staff": 600}.items():
        unit = 1 if name == "staff" else 1e5
        low, between, high = sorted(
            draw(st.lists(st.integers(0, most if unit == 1 else 10 * most), min_size=3, max_size=3))
        )
        complete[name] = between * unit
        shown = draw(st.sampled_from(["known", "range"] if name == "profit" else ["known", "range", "unknown"]))
        given_ |= {"known": {name: complete[name]}, "range": {name: (low * unit, high * unit)}, "unknown": {}}[shown]
    for name in TRUTHS:
        complete[name] = draw(st.booleans())
        given_ |= {name: complete[name]} if draw(st.booleans()) else {}
    return given_, complete


@settings(deadline=None)
@given(open_and_complete())
def test_however_the_open_facts_turn_out_the_net_lies_between_low_and_high(
    open_books: Books, records: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    open_account, exact = (YearAccount(open_books, record) for record in records)
    low, high = ends(open_account, "net")
    net, same = ends(exact, "net")
    assert net == same
    assert low - 1e-3 <= net
    assert net <= high + 1e-3 or ends(open_account, "unbounded")[1] > 0


@settings(deadline=None)
@given(open_and_complete())
def test_the_tax_and_the_income_too(open_books: Books, records: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Where nothing excludes a relief: choosing an award for a relief raises the tax, and the net with it."""
    open_account, exact = (YearAccount(open_books, record) for record in records)
    way = Way(forced={"award": False})
    for line in ("tax", "taxable_income"):
        most, least = ends(open_account, line, way)
        assert least - 1e-3 <= ends(exact, line, way)[0] <= most + 1e-3


@pytest.mark.xfail(
    strict=True, reason="an award for who has much income is given in the low account, where the profit is high"
)
def test_an_award_that_asks_for_a_least_income_does_not_hide_a_worse_way(tmp_path: Path) -> None:
    # at 0.9 m: 225 000 of tax and no award
    rich = sheet(grant("500k"), when={"income": {"value": "taxable_income", "at_least": "1m"}})
    bound = of(library(tmp_path, {"rich": rich, "r": sheet(reduced("15%"), when={"fine": FINE})}))
    known = {"losses": 0.0, "fine": False}
    exact = ends(YearAccount(bound, {**known, "profit": 0.9 * M}), "net")
    assert exact == (-225_000, -225_000)
    assert min(ends(YearAccount(bound, {**known, "profit": (0.0, 1.1 * M)}), "net")) <= exact[0]


def test_the_income_that_is_worked_out_may_be_an_input_of_one_year(tmp_path: Path) -> None:
    inputs = {**INPUTS, "taxable_income": {"unit": "yuan"}}
    found = YearAccount(of(library(tmp_path, {"small": CLIFF}, inputs=inputs)), {**RICH, "profit": 2 * M})
    assert ends(found, "tax") == near(100_000, 100_000)


def test_an_award_that_asks_for_the_income_is_answered_without_any_relief_in_the_books(tmp_path: Path) -> None:
    rich = sheet(grant("500k"), when={"income": {"value": "taxable_income", "at_least": "1m"}})
    assert ends(account(tmp_path, {"rich": rich}, RICH), "grants") == (500_000, 500_000)


@pytest.mark.xfail(strict=True, reason="only criteria are looked at for the income, not what a sheet brings")
def test_an_award_of_a_part_of_the_income_reads_the_income_that_is_worked_out(tmp_path: Path) -> None:
    sheets = {"g": sheet(grant("1% * taxable_income")), "r": sheet(reduced("15%"), when={"fine": FINE})}
    assert ends(account(tmp_path, sheets, RICH), "grants") == near(100_000, 100_000)
