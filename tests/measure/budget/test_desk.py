"""The desk on a population of nineteen firms: claims, take-up, statuses, weights, floors, shifts, a change, by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.budget.change import changed
from innovatory.measure.budget.desk import Desk, change_of
from innovatory.measure.budget.expectation import Expectation, expected, library_of
from innovatory.measure.budget.plan import Line, Plan
from innovatory.policy.library import libraries, standard
from innovatory.policy.reforms import ReformedLibrary

Written = Callable[..., Plan]
LineOf = Callable[..., Line]
YEAR = 2023
GRANT, FLOOR = "sz_hte_cultivation_grant", "basic_research_floor_30"


def ask(frame: pl.DataFrame, *names: str, year: int = YEAR) -> Expectation:
    return expected(library_of(libraries(), names), frame.lazy(), names, year)


def desk(plan: Plan, frame: pl.DataFrame) -> dict[str, Any]:
    library = library_of(libraries(), plan.instruments)
    return Desk(plan, library, expected(library, frame.lazy(), plan.instruments, plan.year)).as_dict()


def told(of: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(line for line in of["lines"] if line["id"] == name)
    return found


# Claims ----------------------------------------------------------------------------------------------------------------


def test_claims_are_those_of_who_surely_may_and_of_all_who_may(cultivated: pl.DataFrame) -> None:
    claims = ask(cultivated, GRANT).claims[GRANT]
    # ten of 100 000 surely; five of 200 000 if the condition holds; those below the tier never
    assert (claims.sure, claims.may, claims.units) == (10, 15, 19)
    assert (claims.low, claims.all_low, claims.all_high) == (1e6, 2e6, 2e6)
    assert (claims.on, claims.missing, claims.unbounded, claims.relief) == ("2023-12-31", (), 0, False)


def test_an_open_amount_gives_a_low_and_a_high_claim(cultivated: pl.DataFrame) -> None:
    unknown = cultivated.with_columns(rd_accounts_2020=pl.lit(None, pl.Float64))
    claims = ask(unknown, GRANT).claims[GRANT]
    # without the year before nobody knows whether R&D grew by a fifth: 100 000 or 120 000, 200 000 or 240 000
    assert (claims.low, claims.all_low, claims.all_high) == (1e6, 2e6, 2.4e6)


def test_a_row_counts_by_its_weight(cultivated: pl.DataFrame) -> None:
    found = ask(cultivated.with_columns(weight=pl.lit(3.0)), GRANT)
    claims = found.claims[GRANT]
    assert (claims.sure, claims.low, claims.all_high, found.weighted) == (30, 3e6, 6e6, True)


def test_few_rows_behind_a_figure_are_told(cultivated: pl.DataFrame) -> None:
    assert not ask(cultivated, GRANT).claims[GRANT].few  # ten surely, fifteen may
    assert ask(cultivated.slice(1), GRANT).claims[GRANT].few  # nine surely


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("new_doctor_subsidy", "other_unit"),
        ("hnte_recognition", "pays_nothing"),
        ("sz_enterprise_rd_grant", "not_in_force"),
        ("fortune500_award", "no_columns"),
    ],
)
def test_why_an_instrument_is_not_asked(cultivated: pl.DataFrame, name: str, why: str) -> None:
    found = ask(cultivated, name)
    assert (dict(found.claims), dict(found.unasked)) == ({}, {name: why})


def test_a_sheet_that_ends_inside_the_year_is_asked_on_its_last_day() -> None:
    # the policy of 2012 ends on 2021-06-30
    frame = pl.DataFrame({"registered_on": [date(2000, 1, 1)], "paid_in_capital_end": [1e9]})
    assert ask(frame, "hq_policy_2012", year=2021).claims["hq_policy_2012"].on == "2021-06-30"


def test_a_population_that_ends_too_early_is_refused(cultivated: pl.DataFrame) -> None:
    with pytest.raises(Mistake, match="ends with 2022; a budget of 2024 asks for figures of 2023") as caught:
        ask(cultivated, GRANT, year=2024)
    assert caught.value.kind == "year"


def test_instruments_of_two_libraries_do_not_stand_in_one_plan() -> None:
    with pytest.raises(Mistake, match="toy_grant"):
        library_of(libraries(), (GRANT, "toy_grant"))


# Statuses over the year ------------------------------------------------------------------------------------------------

CENTRE = "sz_engineering_centre"


@pytest.fixture
def certified() -> pl.DataFrame:
    """Four firms that would get a centre if they are high-tech enterprises: held to 2025, ending in June, ended before, never."""
    ends = [date(2025, 6, 1), date(2023, 6, 1), date(2022, 6, 1), None]
    return pl.DataFrame(
        {
            "status(hnte)": [True, True, True, False],
            "status(hnte)_valid_to": ends,
            "registered_on": [date(2010, 1, 1)] * 3 + [date(2023, 12, 1)],  # the last is too young to be recognised
            "revenue_2022": [1e8] * 4,
        }
    )


def test_a_status_that_ends_in_the_year_and_one_that_may_be_won_are_open(certified: pl.DataFrame) -> None:
    (hnte,) = [one for one in ask(certified, CENTRE).statuses if one.status == "hnte"]
    # the third has lost it and may pass again; the fourth was registered in December and cannot
    assert (hnte.held, hnte.ending, hnte.renewable, hnte.new) == (1, 1, 1, 1)
    assert (hnte.ends_known, hnte.granted_by) == (True, ("hnte_recognition",))


def test_without_days_nothing_is_said_to_end(certified: pl.DataFrame) -> None:
    (hnte,) = ask(certified.drop("status(hnte)_valid_to"), CENTRE).statuses
    assert (hnte.held, hnte.ending, hnte.new, hnte.ends_known) == (3, 0, 0, False)


def test_a_status_with_a_table_that_tells_its_sheet_nothing_may_be_won_by_anybody() -> None:
    frame = pl.DataFrame({"status_hnte": [True, False, False]})
    (hnte,) = ask(frame, CENTRE).statuses
    assert (hnte.held, hnte.new) == (1, 2)


# Lines -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("planned", "take_up", "answer", "reason", "claims", "short"),
    [
        (2_000_000, ",", "enough", "decided", (1_000_000, 2_000_000), (0, 0)),
        (1_999_999, ",", "cannot_say", "between", (1_000_000, 2_000_000), (0, 1)),
        (1_000_000, ",", "cannot_say", "between", (1_000_000, 2_000_000), (0, 1_000_000)),
        (999_999, ",", "short", "decided", (1_000_000, 2_000_000), (1, 1_000_001)),
        # a quarter to a half of the 2 m of all who may claim
        (1_000_000, "0.25,0.5", "enough", "decided", (500_000, 1_000_000), (0, 0)),
        (400_000, "0.25,0.5", "short", "decided", (500_000, 1_000_000), (100_000, 600_000)),
        (0, "0,0", "enough", "decided", (0, 0), (0, 0)),
    ],
)
def test_a_line_is_enough_short_or_nobody_can_say(
    plan_of: Written, cultivated: pl.DataFrame, planned: int, take_up: str, answer: str, reason: str,
    claims: tuple[int, int], short: tuple[int, int],
) -> None:  # fmt: skip
    line = told(desk(plan_of(f"K1,,{GRANT},{planned},yes,other,{take_up},,"), cultivated), "K1")
    assert (line["answer"], line["reason"], line["if_all"]) == (answer, reason, take_up == ",")
    assert line["claims"] == {"low": claims[0], "high": claims[1]}
    assert line["short"] == {"low": short[0], "high": short[1]}


def test_a_fraction_of_a_yuan_is_covered_by_a_whole_one(plan_of: Written, cultivated: pl.DataFrame) -> None:
    line = told(desk(plan_of(f"K1,,{GRANT},0,yes,other,0.0000001,0.0000001,,"), cultivated), "K1")
    assert line["claims"] == {"low": 1, "high": 1}  # 0.2 yuan


def test_a_line_without_an_instrument_says_nothing_of_claims(plan_of: Written, cultivated: pl.DataFrame) -> None:
    line = told(desk(plan_of("K1,,,5,yes,other,,,,"), cultivated), "K1")
    assert (line["answer"], line["reason"], line["claims"], line["short"]) == (
        "cannot_say",
        "no_instrument",
        None,
        None,
    )


def test_two_lines_of_one_instrument_pay_its_claims_together(plan_of: Written, cultivated: pl.DataFrame) -> None:
    of = desk(plan_of(f"K1,,{GRANT},600000,yes,other,,,,", f"K2,,{GRANT},300000,yes,other,,,,"), cultivated)
    # 1 m to 2 m are claimed: the first pays its 600 000, the second is left with 400 000 to 1.4 m
    assert (told(of, "K1")["answer"], told(of, "K1")["claims"]) == ("enough", {"low": 600_000, "high": 600_000})
    assert (told(of, "K2")["answer"], told(of, "K2")["short"]) == ("short", {"low": 100_000, "high": 1_100_000})


def test_columns_that_the_population_lacks_leave_the_high_end_unknown(
    plan_of: Written, certified: pl.DataFrame
) -> None:
    line = told(desk(plan_of(f"K1,,{CENTRE},5,yes,other,,,,"), certified), "K1")
    assert (line["answer"], line["reason"], line["claims"]["high"]) == ("cannot_say", "lacking", None)
    assert {"rd_accounts", "grants_received"} <= set(line["population"]["lacking"])
    assert "centre_conditions" in line["population"]["missing"]  # a person judges it
    assert "centre_conditions" not in line["population"]["lacking"]


def test_a_relief_is_listed_apart_and_no_line_pays_it(plan_of: Written) -> None:
    firms = pl.DataFrame({"rd_super_deduction_2022": [1e6] * 4, "taxable_income_before_extra_2022": [5e6] * 4})
    of = desk(plan_of("K1,,rd_super_deduction_general,7,yes,other,,,,"), firms)
    line = told(of, "K1")
    assert (line["answer"], line["reason"], line["claims"]) == ("cannot_say", "relief", None)
    (relief,) = of["reliefs"]
    assert relief["instrument"] == "rd_super_deduction_general"
    assert relief["high"] >= relief["low"] >= 0


def test_amounts_ten_thousand_times_off_are_doubted(plan_of: Written, cultivated: pl.DataFrame) -> None:
    # 200 instead of 2 m: written in 万元 under a header of yuan
    assert told(desk(plan_of(f"K1,,{GRANT},200,yes,other,,,,"), cultivated), "K1")["doubt"] == 10_000
    assert told(desk(plan_of(f"K1,,{GRANT},1500000,yes,other,,,,"), cultivated), "K1")["doubt"] is None


def test_every_answer_has_its_evidence(plan_of: Written, cultivated: pl.DataFrame) -> None:
    of = desk(plan_of(f"K1,,{GRANT},5,yes,other,,,,", "K2,,,5,yes,basic,,,,"), cultivated)
    counts = told(of, "K1")["evidence"]["counts"]
    # the planned cell and the five inputs that the sheet reads; its five parameters; that all who may claim do
    assert (counts["your_records"], counts["rule"], counts["assumption"]) == (6, 5, 1)
    assert told(of, "K2")["evidence"]["counts"]["your_records"] == 1
    floor = of["floors"][0]["evidence"]["counts"]
    assert (floor["your_records"], floor["rule"]) == (3, 1)
    synthetic = desk(plan_of(f"K1,,{GRANT},5,yes,other,,,,"), cultivated.with_columns(origin=pl.lit("synthetic")))
    assert told(synthetic, "K1")["evidence"]["counts"]["assumption"] == 6


# Floors ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basic", "unknown", "answer", "reason", "short"),
    [
        (30, 0, "met", "decided", (0, 0)),
        (29, 0, "not_met", "decided", (1, 1)),
        (25, 5, "cannot_say", "unclassified", (0, 5)),
        (20, 5, "not_met", "decided", (5, 10)),
        (30, 5, "met", "decided", (0, 0)),
    ],
)
def test_the_floor_of_a_hundred_yuan(
    plan_of: Written,
    cultivated: pl.DataFrame,
    basic: int,
    unknown: int,
    answer: str,
    reason: str,
    short: tuple[int, int],
) -> None:
    lines = (
        f"K1,,{GRANT},{100 - basic - unknown},yes,other,,,,",
        f"K2,,,{basic},yes,applied_basic,,,,",
        f"K3,,,{unknown},yes,,,,,",
    )
    (floor,) = desk(plan_of(*lines, "K4,,,500,no,basic,,,,"), cultivated)["floors"]
    assert (floor["instrument"], floor["answer"], floor["reason"]) == (FLOOR, answer, reason)
    assert (floor["fund"], floor["threshold"]) == (100, 0.3)
    assert floor["short"] == {"low": short[0], "high": short[1]}
    assert floor["law"]["cite"].startswith("深圳经济特区科技创新条例")


def test_a_fund_without_money_has_no_share(plan_of: Written, cultivated: pl.DataFrame) -> None:
    (floor,) = desk(plan_of(f"K1,,{GRANT},5,no,other,,,,"), cultivated)["floors"]
    assert (floor["answer"], floor["reason"], floor["share"]) == ("cannot_say", "nothing", None)


def test_before_the_law_nobody_can_say(plan_of: Written) -> None:
    firms = pl.DataFrame({"rd_accounts_2018": [1e6]})
    plan = plan_of("K1,,sz_enterprise_rd_grant,5,yes,other,,,,", year=2019)
    (floor,) = desk(plan, firms)["floors"]
    assert (floor["answer"], floor["reason"], floor["short"]) == ("cannot_say", "not_in_force", None)


def test_no_floor_holds_where_no_instrument_of_its_city_is_named(plan_of: Written, cultivated: pl.DataFrame) -> None:
    assert desk(plan_of("K1,,,5,yes,other,,,,"), cultivated)["floors"] == []


# The smallest shift ----------------------------------------------------------------------------------------------------


def test_the_smallest_shift_for_the_low_and_for_the_high_claims(plan_of: Written, cultivated: pl.DataFrame) -> None:
    lines = (
        "B,,,3000000,yes,basic,,,2000000,",  # may be lowered by 1 m, and the floor asks for 3 m
        f"K,,{GRANT},400000,yes,other,,,,",  # needs 1 m to 2 m
        "T,,,6600000,yes,other,,,5800000,",  # may be lowered by 0.8 m
    )
    of = desk(plan_of(*lines), cultivated)
    low, high = of["shifts"]["low"], of["shifts"]["high"]
    assert (low["feasible"], low["moved"], low["moves"]) == (True, 600_000, {"K": 600_000, "T": -600_000})
    # high: 1.6 m are missing; T gives 0.8 m, B nothing, as the fund of 10 m asks for 3 m of basic research
    assert (high["feasible"], high["moves"], high["short"]) == (False, {"K": 800_000, "T": -800_000}, {"K": 800_000})
    assert [one["answer"] for one in high["floors"]] == ["met"]
    bound = {(one["kind"], one["name"]): (one["floors"], one["claims"]) for one in high["binding"]}
    # of one more yuan in the fund 0.3 go to the floor
    assert bound == {("pot", "rd_fund"): (0, 0.7), ("floor", FLOOR): (0, 1), ("least", "T"): (0, 1)}
    assert told(of, "T")["after"] == {"low": 6_000_000, "high": 5_800_000}


def test_a_line_of_unknown_claims_keeps_its_plan_unless_it_may_be_lowered(
    plan_of: Written, cultivated: pl.DataFrame
) -> None:
    lines = (f"K,,{GRANT},400000,no,other,,,,", "T,,,6600000,no,other,,,,")
    low = desk(plan_of(*lines), cultivated)["shifts"]["low"]
    assert (low["feasible"], low["moves"], low["short"]) == (False, {}, {"K": 600_000})
    assert {(one["kind"], one["name"], one["claims"]) for one in low["binding"]} == {
        ("pot", "other", 1),
        ("least", "T", 1),
    }


def test_a_floor_that_no_shift_can_meet_is_told_with_the_least_shortfall(
    plan_of: Written, cultivated: pl.DataFrame
) -> None:
    lines = ("B,,,1000000,yes,basic,,,,1500000", f"K,,{GRANT},9000000,yes,other,,,,")
    of = desk(plan_of(*lines), cultivated)
    low = of["shifts"]["low"]
    # 3 m are asked for, basic research may take up 1.5 m at most
    assert (of["floors"][0]["short"], low["floors_short"]) == (
        {"low": 2_000_000, "high": 2_000_000},
        {FLOOR: 1_500_000},
    )
    assert [one["answer"] for one in low["floors"]] == ["not_met"]
    assert [(one["kind"], one["name"], one["floors"]) for one in low["binding"]] == [
        ("floor", FLOOR, 1),
        ("most", "B", 1),
    ]


# A change --------------------------------------------------------------------------------------------------------------


def both(plan: Plan, frame: pl.DataFrame, *changes: str) -> dict[str, Any]:
    library: ReformedLibrary = changed(standard(), changes, plan.year)
    before, after = (
        Desk(plan, one, expected(one, frame.lazy(), plan.instruments, plan.year)) for one in (standard(), library)
    )
    return change_of(before, after, changes)


def test_a_change_of_a_cap_and_of_a_floor(plan_of: Written, cultivated: pl.DataFrame) -> None:
    plan = plan_of(f"K,,{GRANT},1200000,yes,other,,,,", "B,,,600000,yes,basic,,,500000,")
    told = both(plan, cultivated, f"{GRANT}.cap=0.05m", f"{FLOOR}.min_share=40%")
    line, other = told["lines"]
    # 50 000 each: ten surely, fifteen at most
    assert line["before"]["claims"] == {"low": 1_000_000, "high": 2_000_000}
    assert line["after"]["claims"] == {"low": 500_000, "high": 750_000}
    assert (line["before"]["answer"], line["after"]["answer"]) == ("cannot_say", "enough")
    assert (line["changed"], other["changed"]) == (True, False)
    (floor,) = told["floors"]
    # 0.6 m of 1.8 m are a third
    assert (floor["before"], floor["after"], floor["threshold"]) == ("met", "not_met", {"before": 0.3, "after": 0.4})
    assert told["shifts"]["low"]["after"] == 120_000  # to 40 % of 1.8 m


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (f"{GRANT}.cap", "option"),
        ("cap=5", "option"),
        (f"{GRANT}.cap= ", "missing"),
        (f"{GRANT}.cap=-5", "negative"),
        (f"{GRANT}.min_growth=-5%..5%", "negative"),
        (f"{FLOOR}.min_share=35", "share"),
        ("sz_hte_cultivation.cap=5", "name"),
        (f"{GRANT}.capp=5", "name"),
        ("sz_enterprise_rd_grant.cap=5m", "date"),
        (f"{GRANT}.cap=many", "literal"),
    ],
)
def test_a_wrong_change_is_told(change: str, kind: str) -> None:
    with pytest.raises(Mistake) as caught:
        changed(standard(), [change], YEAR)
    assert caught.value.kind == kind
    assert str(caught.value.place) == "--change"


@pytest.mark.parametrize(("typed", "meant"), [("35%", 0.35), ("0.35", 0.35), ("1", 1.0), ("120%", 1.2)])
def test_a_share_is_typed_with_its_sign_or_as_a_part(typed: str, meant: float) -> None:
    found = changed(standard(), [f"{FLOOR}.min_share={typed}"], YEAR).sheet(FLOOR).parameters["min_share"].values
    assert [one.value for one in found.values() if one.source == "reform"] == [pytest.approx(meant, abs=1e-15)]


def test_what_the_law_itself_has_below_zero_may_be_tried_below_zero() -> None:
    sheet, parameter = "loss_carry_forward_10y", "years_counting"  # -1 in 2017: no year counts yet
    found = changed(standard(), [f"{sheet}.{parameter}=-2"], YEAR).sheet(sheet).parameters[parameter].values
    assert [one.value for one in found.values() if one.source == "reform"] == [-2]


def test_a_value_is_changed_once() -> None:
    with pytest.raises(Mistake, match="changed twice"):
        changed(standard(), [f"{GRANT}.cap=1m", f"{GRANT}.cap=2m"], YEAR)
