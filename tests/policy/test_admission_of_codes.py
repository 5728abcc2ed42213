"""Codes that a file holds as numbers, rows that say where they come from, a day without any rule."""

from __future__ import annotations

from datetime import date

import polars as pl

from innovatory import policy
from innovatory.policy.books import books
from innovatory.policy.cost_answer import answer
from innovatory.policy.costing import Costing
from innovatory.policy.library import standard
from innovatory.records.applicant import read_applicant

ON = date(2025, 12, 31)


def test_district_codes_held_as_numbers_are_the_same_as_texts() -> None:
    codes = [440307, 440305]
    sheet = policy.load("longgang_rd_reward")
    whole, texts = (
        pl.DataFrame({"district": kind(codes)}) for kind in (list, lambda these: [str(one) for one in these])
    )
    found = [sheet.evaluate(table, on=ON).columns().collect() for table in (whole, texts)]
    assert found[0].equals(found[1])
    assert found[0]["may_pass"].to_list() == [True, False]  # Longgang may, Nanshan may not


def test_synthetic_rows_are_an_assumption_and_no_records() -> None:
    sheet = policy.load("cit_hnte_15")
    table = pl.DataFrame({"status_hnte": [True], "origin": ["synthetic"]})
    evidence = sheet.evaluate(table, on=ON).summary()["evidence"]
    observed = sheet.evaluate(table.with_columns(origin=pl.lit("observed")), on=ON).summary()["evidence"]
    assert (evidence["your_records"], observed["assumption"]) == (0, evidence["assumption"] - observed["your_records"])
    assert observed["your_records"] > 0


def test_a_day_on_which_no_rule_is_in_force_costs_nothing() -> None:
    law = books(standard(), ["enterprise"], date(1990, 1, 1), 1989, ["cit_hnte_15"])
    told = answer(Costing([law], pl.DataFrame({"enterprise_id": ["a", "b"], "status_hnte": [True, False]})).run())
    assert (told["rows"], told["totals"]["eligible"], told["totals"]["amount_high"]) == (2, 0, 0)


def test_who_says_that_all_statuses_are_named_has_said_that_the_others_are_not_held() -> None:
    typed = {"statuses": "complete", "status": {"tsme": "yes"}}
    found = read_applicant(typed, kind="enterprise", on=ON, year=None, judged={}, lasts={})
    assert {"status(tsme)", "status(hnte)"} <= found.given
    assert (found.values["status(tsme)"], found.values["status(hnte)"]) == (True, False)
