"""All instruments for one applicant: worth, total, order, and what of it is plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from itertools import permutations
from math import inf, isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_library import FINE, both, extra, grant, holds, library, recognition, reduced, sheet

from innovatory.policy.books import books
from innovatory.policy.library import Library, standard
from innovatory.policy.match import Match, match
from innovatory.records.applicant import Applicant, read_applicant

ON = date(2024, 6, 30)
M = 1e6
CLIFF = sheet(reduced("5%"), when={"income": {"value": "taxable_income", "at_most": "3m", "lever": "taxable_income"}})
RATE = sheet(reduced("15%"))
OF_HOLDERS = sheet(reduced("15%"), when=holds("champ"))
RICH = {"profit": 10 * M, "losses": 0.0, "good": True, "fine": True}
Sheets = Mapping[str, Mapping[str, Any]]


def matched(folder: Path, sheets: Sheets, record: Mapping[str, Any]) -> Match:
    return match(library(folder, sheets), record, ON)


def worths(found: Match) -> dict[str, tuple[float, float]]:
    return {one.name: one.worth for one in found.matched}


def point(amount: float) -> Any:
    return pytest.approx((amount, amount))


# Worth ---------------------------------------------------------------------------------------------------------------


def test_the_worth_is_the_account_with_less_the_account_without_and_the_total_not_the_sum(tmp_path: Path) -> None:
    # 10 m: 25 % = 2.5 m; with 4 m off at 15 % = 0.9 m; without the rate 1.5 m; without the deduction 1.5 m
    found = matched(tmp_path, {"deduction": sheet(extra("rd")), "rate": RATE}, {**RICH, "rd": 4 * M})
    assert worths(found) == {"deduction": point(0.6 * M), "rate": point(0.6 * M)}
    assert found.total == point(1.6 * M)
    assert both(found.as_dict()["sum_of_parts"]) == point(1.2 * M)


def test_the_deduction_of_the_law_is_worth_what_the_law_says_with_and_without_the_reduced_rate(tmp_path: Path) -> None:
    # rules.md: R&D of 12 m in 2023: 3.0 m at 25 %, 1.8 m at 15 %
    sheets = {"deduction": sheet(extra("rd")), "rate": sheet(reduced("15%"), when={"fine": FINE})}
    found = library(tmp_path, sheets)
    record = {**RICH, "profit": 20 * M, "rd": 12 * M}
    assert worths(match(found, {**record, "fine": False}, ON))["deduction"] == point(3.0 * M)
    assert worths(match(found, record, ON))["deduction"] == point(1.8 * M)


def test_of_two_reduced_rates_the_lower_is_worth_its_difference_and_the_other_nothing(tmp_path: Path) -> None:
    found = matched(tmp_path, {"ten": sheet(reduced("10%")), "fifteen": RATE}, RICH)
    assert worths(found) == {"ten": point(0.5 * M), "fifteen": point(0)}
    assert found.total == point(1.5 * M)
    (rate,) = [line for line in found.as_dict()["account"] if line["line"] == "tax_rate"]
    assert (both(rate["amount"]), rate["instrument"]) == (point(0.10), "ten")


def test_a_deduction_that_wins_the_cliff_is_worth_it_and_the_sheet_of_the_cliff_passes(tmp_path: Path) -> None:
    # 3.5 m: 875 000; less 1 m: 2.5 m at 5 % = 125 000
    found = matched(
        tmp_path, {"deduction": sheet(extra("rd")), "small": CLIFF}, {**RICH, "profit": 3.5 * M, "rd": 1 * M}
    )
    assert worths(found) == {"deduction": point(750_000), "small": point(500_000)}
    assert (found.income, found.answers["small"].result) == ((2.5 * M, 2.5 * M), "pass")
    assert found.total == point(750_000)


def test_over_the_cliff_the_gap_is_the_income_that_is_too_much(tmp_path: Path) -> None:
    (one,) = matched(tmp_path, {"small": CLIFF}, {**RICH, "profit": 3.2 * M}).matched
    assert (one.result, one.worth, one.if_passed) == ("fail", (0, 0), point(0.2 * 3.2 * M))
    assert one.answer.gaps_told()[0]["change"] == {"low": -200_000, "high": -200_000}


def test_a_grant_that_a_relief_excludes_is_worth_nothing_beside_a_better_relief(tmp_path: Path) -> None:
    found = matched(tmp_path, {"grant": sheet(grant("100k"), excludes=["rate"]), "rate": RATE}, RICH)
    assert worths(found) == {"rate": point(0.9 * M), "grant": point(0)}
    assert found.total == point(1 * M)


def test_an_award_that_lowers_another_is_worth_what_it_adds(tmp_path: Path) -> None:
    sheets = {"first": sheet(grant("100k"), reduces=["second"]), "second": sheet(grant("80k"))}
    assert worths(matched(tmp_path, sheets, RICH)) == {"first": point(20_000), "second": point(0)}


def test_what_fails_is_worth_nothing_today_and_shown_with_what_it_would_bring(tmp_path: Path) -> None:
    found = matched(tmp_path, {"grant": sheet(grant("100k")), "rate": RATE}, {**RICH, "good": False})
    assert {one.name: (one.worth, one.if_passed) for one in found.matched} == {
        "grant": ((0, 0), point(100_000)),
        "rate": ((0, 0), point(1 * M)),
    }
    assert found.total == (0, 0)


def test_what_is_not_in_force_is_worth_nothing_even_if_it_passed(tmp_path: Path) -> None:
    sheets = {"grant": sheet(grant("100k"), in_force={"from": "2024-07-01"})}
    (one,) = matched(tmp_path, sheets, RICH).matched
    assert (one.result, one.worth, one.if_passed) == ("not_in_force", (0, 0), (0, 0))


# Recognitions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("good", "held", "result", "worth"),
    [
        (True, False, "pass", (1.2 * M, 1.2 * M)),
        (True, True, "pass", (1.2 * M, 1.2 * M)),
        (True, None, "pass", (1.2 * M, 1.2 * M)),
        (False, True, "fail", (1.2 * M, 1.2 * M)),
        (False, False, "fail", (0, 0)),
        (None, False, "depends", (0, 1.2 * M)),
        (None, True, "depends", (1.2 * M, 1.2 * M)),
    ],
)
def test_a_recognition_is_worth_what_its_status_brings(
    tmp_path: Path, good: bool | None, held: bool | None, result: str, worth: tuple[float, float]
) -> None:
    """15 % on 10 m and an award of 200 000, if it would pass or is held."""
    sheets = {"champion": recognition("champ"), "rate": OF_HOLDERS, "award": sheet(grant("200k"), when=holds("champ"))}
    found = matched(tmp_path, sheets, {**RICH, "good": good, "status(champ)": held})
    (one,) = [one for one in found.matched if one.name == "champion"]
    assert (one.result, one.if_passed) == (result, point(1.2 * M))
    assert list(one.worth) == pytest.approx(list(worth))


def test_a_status_not_held_is_not_in_the_total_though_it_would_be_granted(tmp_path: Path) -> None:
    sheets = {"champion": recognition("champ"), "rate": OF_HOLDERS}
    assert matched(tmp_path, sheets, {**RICH, "status(champ)": False}).total == (0, 0)
    assert matched(tmp_path, sheets, {**RICH, "status(champ)": True}).total == point(1 * M)


def test_of_a_status_held_the_relief_is_counted_once_in_the_total(tmp_path: Path) -> None:
    sheets = {"champion": recognition("champ"), "rate": OF_HOLDERS}
    found = matched(tmp_path, sheets, {**RICH, "status(champ)": True})
    assert worths(found) == {"champion": point(1 * M), "rate": point(1 * M)}
    assert (found.total, both(found.as_dict()["sum_of_parts"])) == (point(1 * M), point(2 * M))


def test_a_recognition_that_nothing_asks_for_is_worth_the_money_it_brings_itself(tmp_path: Path) -> None:
    one = {**recognition("champ"), "acts": [{"status": "champ"}, dict(grant("200k"))]}
    assert worths(matched(tmp_path, {"champion": one}, RICH)) == {"champion": point(200_000)}


# What cannot be said -------------------------------------------------------------------------------------------------


def test_of_an_unknown_profit_no_relief_can_be_valued_but_a_grant_can(tmp_path: Path) -> None:
    found = matched(tmp_path, {"grant": sheet(grant("100k")), "rate": RATE}, {"losses": 0.0, "good": True})
    assert worths(found) == {"grant": (100_000, 100_000), "rate": (0, inf)}
    plain = found.as_dict()
    lines = {line["line"]: line["amount"] for line in plain["account"]}
    assert all(both(lines[name]) == (None, None) for name in ("profit", "taxable_income", "tax", "net"))
    assert both(plain["total"]) == (100_000, None)
    assert found.income is None


def test_an_unknown_award_has_no_high_unless_it_is_capped(tmp_path: Path) -> None:
    sheets = {"capped": sheet(grant("bonus"), cap="2m"), "open": sheet(grant("bonus"))}
    plain = matched(tmp_path, sheets, RICH).as_dict()
    assert {one["id"]: both(one["worth"]) for one in plain["instruments"]} == {"capped": (0, 2 * M), "open": (0, None)}
    assert both(plain["total"]) == (0, None)


def test_what_depends_is_worth_from_nothing_to_all(tmp_path: Path) -> None:
    found = matched(tmp_path, {"rate": RATE, "grant": sheet(grant("100k"))}, {**RICH, "good": None})
    assert worths(found) == {"rate": (0, 1 * M), "grant": (0, 100_000)}
    assert found.total == (0, 1.1 * M)


def test_without_an_account_file_no_tax_is_worked_out(tmp_path: Path) -> None:
    found = match(library(tmp_path, {"grant": sheet(grant("100k")), "rate": RATE}, account=None), RICH, ON)
    assert worths(found) == {"grant": (100_000, 100_000), "rate": (0, 0)}
    assert [line["line"] for line in found.as_dict()["account"]] == ["grant", "net"]


# Order, days, plain data ---------------------------------------------------------------------------------------------


def test_those_worth_most_come_first_then_what_they_may_bring_then_their_names(tmp_path: Path) -> None:
    sheets = {
        "a_fails_small": sheet(grant("1k"), when={"fine": FINE}),
        "b_fails_big": sheet(grant("9k"), when={"fine": FINE}),
        "c_depends": sheet(grant("500k"), when={"first": {"value": "asked", "at_least": "1"}}),
        "d_little": sheet(grant("10k")),
        "e_much": sheet(grant("20k")),
        "f_much": sheet(grant("20k")),
    }
    found = matched(tmp_path, sheets, {**RICH, "fine": False})
    assert [one.name for one in found.matched] == [
        "e_much",
        "f_much",
        "d_little",
        "c_depends",
        "b_fails_big",
        "a_fails_small",
    ]


def test_the_account_reads_from_the_profit_to_the_net_with_sheet_and_source(tmp_path: Path) -> None:
    sheets = {
        "deduction": sheet(extra("rd")), "rate": RATE, "credit": sheet({"tax_credit": {"amount": "50k"}}),
        "transfer": sheet({"exempt_income": {"amount": "asked", "at_standard_rate": "0"}}), "award": sheet(grant("100k")),
        "older": sheet({"loss_carry_forward": {"amount": "1m"}}),
    }  # fmt: skip
    record = {**RICH, "losses": 1 * M, "rd": 2 * M, "asked": 1 * M}
    lines = matched(tmp_path, sheets, record).as_dict()["account"]
    # 10 - 2 - 1 - (1 + 1) = 5 m; 15 % = 750 000; less 50 000
    assert [(line["line"], line["instrument"], line["amount"]["low"]) for line in lines] == [
        ("profit", None, 10 * M),
        ("extra_deduction", "deduction", 2 * M),
        ("exempt_income", "transfer", 1 * M),
        ("more_losses", "older", 1 * M),
        ("losses_used", None, 2 * M),
        ("taxable_income", None, 5 * M),
        ("tax_rate", "rate", 0.15),
        ("tax_credit", "credit", 50_000),
        ("tax", None, pytest.approx(700_000)),
        ("grant", "award", 100_000),
        ("net", None, pytest.approx(-600_000)),
    ]
    assert all(line["source"] == "law art 1" for line in lines if line["instrument"])


def test_without_a_reduced_rate_the_source_is_that_of_the_standard_rate(tmp_path: Path) -> None:
    plain = matched(tmp_path, {"deduction": sheet(extra("12m"))}, RICH).as_dict()
    lines = {line["line"]: line for line in plain["account"]}
    assert (lines["tax_rate"]["source"], lines["tax_rate"]["instrument"]) == ("tax art 4", None)
    assert both(lines["losses_new"]["amount"]) == (2 * M, 2 * M)


def test_statuses_that_end_within_a_year_are_told_with_who_grants_them(tmp_path: Path) -> None:
    until = {"champ": date(2024, 9, 30), "old": date(2024, 6, 29), "today": ON, "later": date(2025, 7, 1)}
    applicant = Applicant("enterprise", ON, 2023, {**RICH, "status(champ)": True}, (), frozenset(RICH), until)
    found = match(library(tmp_path, {"champion": recognition("champ")}), applicant, ON)
    assert found.expiring() == [
        {"status": "today", "until": "2024-06-30", "days_left": 0, "instruments": []},
        {"status": "champ", "until": "2024-09-30", "days_left": 92, "instruments": ["champion"]},
    ]


def test_sheets_for_others_are_named_and_not_answered(tmp_path: Path) -> None:
    sheets = {"mine": sheet(grant("1k")), "theirs": {**sheet(grant("1k")), "applies_to": "person"}}
    plain = matched(tmp_path, sheets, RICH).as_dict()
    assert [one["id"] for one in plain["instruments"]] == ["mine"]
    assert plain["not_asked"] == [{"id": "theirs", "applies_to": "person"}]


ASKED = {"on", "instruments", "account", "total", "next_steps", "evidence"}
OF_ONE = {"id", "result", "worth", "gaps", "missing"}


def assert_plain(plain: dict[str, Any]) -> None:
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain.keys() >= ASKED
    assert all(one.keys() >= OF_ONE for one in plain["instruments"])
    assert all(line.keys() == {"line", "amount", "source", "instrument"} for line in plain["account"])
    amounts = [
        plain["total"],
        *(one["worth"] for one in plain["instruments"]),
        *(line["amount"] for line in plain["account"]),
    ]
    for amount in amounts:
        assert amount.keys() == {"low", "high"}
        assert amount["low"] is None or amount["high"] is None or amount["low"] <= amount["high"]
    assert isclose(sum(plain["evidence"].values()), 1.0)


EVERYTHING: Sheets = {
    "deduction": sheet(extra("rd"), when={"rd": {"value": "rd", "at_least": "1m", "lever": "rd"}}),
    "champion": recognition("champ"),
    "rate": OF_HOLDERS,
    "small": CLIFF,
    "award": sheet(grant("bonus"), when={"fine": FINE}, excludes=["rate"]),
    "capped": sheet(grant("bonus"), cap="1m", reduces=["award"]),
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library(tmp_path_factory.mktemp("everything"), EVERYTHING)


MONEY = st.one_of(st.none(), st.integers(0, 80).map(lambda amount: amount * 1e5), st.just((1e6, 4e6)))
TRUTH = st.sampled_from([True, False, None])


@settings(deadline=None)
@given(st.fixed_dictionaries({}, optional={
    **dict.fromkeys(("profit", "losses", "rd", "bonus"), MONEY), **dict.fromkeys(("good", "fine", "status(champ)"), TRUTH),
}))  # fmt: skip
def test_whatever_is_known_the_match_is_plain_data_with_all_its_keys(
    everything: Library, record: dict[str, Any]
) -> None:
    found = match(everything, record, ON)
    assert_plain(found.as_dict())
    assert len(found.matched) == len(EVERYTHING)


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(list(permutations(("deduction", "rate", "award", "capped")))))
def test_the_names_of_sheets_change_no_worth(tmp_path_factory: pytest.TempPathFactory, order: tuple[str, ...]) -> None:
    """The same four sheets under other names: each is worth what it was."""
    new = dict(zip(("deduction", "rate", "award", "capped"), order, strict=True))
    sheets = {**EVERYTHING, "rate": RATE}
    renamed = {
        new[name]: {
            **sheets[name],
            **{key: [new[other] for other in sheets[name].get(key, [])] for key in ("excludes", "reduces")},
        }
        for name in new
    }
    record = {**RICH, "rd": 2 * M, "bonus": 0.4 * M}
    found = matched(tmp_path_factory.mktemp("renamed"), renamed, record)
    # 8 m at 15 %: 1.2 m, the capped award pays 0.4 m, the other is excluded; without the rate 2 m and the award is lowered
    # to nothing; without the deduction 1.5 m; without the capped award nothing takes its place
    assert worths(found) == {
        new["deduction"]: point(0.3 * M), new["rate"]: point(0.8 * M), new["award"]: point(0), new["capped"]: point(0.4 * M),
    }  # fmt: skip


def test_the_real_library_answers_who_tells_nothing_and_who_tells_much() -> None:
    assert_plain(match(standard(), {}, ON).as_dict())
    typed = {"taxable_income_before_extra": "10m", "rd": "2m", "staff_mean": "120", "statuses": "complete"}
    assert_plain(match(standard(), applicant(typed, ON, 2023), ON).as_dict())


def applicant(typed: Mapping[str, object], on: date, year: int) -> Applicant:
    judged, lasts = standard().judged(), standard().lasts()
    return read_applicant(typed, kind="enterprise", on=on, year=year, judged=judged, lasts=lasts)


def test_the_certificate_of_the_real_library_is_worth_ten_percent_of_the_income() -> None:
    """rules.md, cit_hnte_15: the saving against the standard rate is 10 % of the taxable income."""
    typed = {"taxable_income_before_extra": "10m", "tax_loss": ["0"] * 6, "status(hnte)": "2022-12-19"}
    of = books(standard(), {"enterprise"}, ON, 2023, ["cit_hnte_15", "hnte_recognition"])
    found = Match(of, applicant(typed, ON, 2023))
    assert worths(found) == {"cit_hnte_15": point(1 * M), "hnte_recognition": point(1 * M)}
    assert found.total == point(1 * M)
    assert found.expiring() == []  # three years: until 2025-12-18


@pytest.mark.parametrize(("year", "worth"), [(2023, 1 * M), (2024, 0)])
def test_a_loss_of_2013_with_a_status_in_2018_is_used_until_2023(year: int, worth: float) -> None:
    """rules.md, loss_carry_forward_10y: 4 m of 2013 and 1 m of the year before; profit 10 m at 25 %."""
    on, years = date(year, 12, 31), range(2013, year + 1)
    typed = {
        "registered_on": "2013-01-01",
        "taxable_income_before_extra": "10m",
        "tax_loss": [{2013: "4m", year - 1: "1m"}.get(each, "0") for each in years],
        "hnte_held": ["1" if each == 2018 else "0" for each in years],
        "tsme_held": ["0" for _ in years],
    }
    of = books(standard(), {"enterprise"}, on, year, ["loss_carry_forward_10y"])
    found = Match(of, applicant(typed, on, year))
    assert worths(found) == {"loss_carry_forward_10y": point(worth)}
    assert found.income == (10 * M - 1 * M - 4 * worth,) * 2


MET = (
    "tax_resident", "qualifying_technology", "ownership_or_exclusive", "unrelated_parties", "permitted_export",
    "contract_recognised",
)  # fmt: skip


def test_the_transfer_relief_of_the_real_library_saves_what_the_law_says() -> None:
    """rules.md, technology_transfer_relief: income of 8 m pays 375 000 instead of 2.0 m."""
    typed = {
        "taxable_income_before_extra": "8m",
        "tax_loss": ["0"] * 6,
        "transfer_income": "8m",
        **dict.fromkeys(MET, "yes"),
    }
    of = books(standard(), {"enterprise"}, date(2023, 12, 31), 2023, ["technology_transfer_relief"])
    found = Match(of, applicant({**typed, "non_exclusive_licence": "no"}, date(2023, 12, 31), 2023))
    assert worths(found) == {"technology_transfer_relief": point(2.0 * M - 375_000)}


# Defects -------------------------------------------------------------------------------------------------------------


def test_of_an_unknown_profit_a_grant_that_a_relief_excludes_may_be_worth_nothing(tmp_path: Path) -> None:
    sheets = {"grant": sheet(grant("100k"), excludes=["rate"]), "rate": RATE}
    found = library(tmp_path, sheets)
    known, open_worth = (
        worths(match(found, RICH, ON))["grant"],
        worths(match(found, {"losses": 0.0, "good": True}, ON))["grant"],
    )
    assert known == point(0)
    assert open_worth[0] <= 0


def test_an_award_without_bound_that_excludes_a_known_one_has_no_high(tmp_path: Path) -> None:
    sheets = {"known": sheet(grant("100k")), "open": sheet(grant("bonus"), excludes=["known"])}
    plain = matched(tmp_path, sheets, RICH).as_dict()
    assert (plain["total"]["high"], {one["id"]: one["worth"]["high"] for one in plain["instruments"]}["open"]) == (
        None,
        None,
    )


@pytest.mark.xfail(
    strict=True,
    reason="the worth is looked at where everything is against and where everything is in favour, not between",
)
def test_the_worth_of_a_deduction_between_two_profits_covers_the_cliff_between_them(tmp_path: Path) -> None:
    # at 3.5 m the deduction is worth 750 000; at 5 m 250 000, at 2 m 50 000
    found = library(tmp_path, {"deduction": sheet(extra("1m")), "small": CLIFF})
    between = worths(match(found, {**RICH, "profit": 3.5 * M}, ON))["deduction"]
    low, high = sorted(worths(match(found, {**RICH, "profit": (2 * M, 5 * M)}, ON))["deduction"])
    assert low <= between[0] <= high
