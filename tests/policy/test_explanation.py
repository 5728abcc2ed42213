"""The answer for one applicant: statuses and how long they last, what is missing, how sure it is, days in force."""

from __future__ import annotations

from datetime import date, timedelta
from math import isclose, nan
from typing import Any

import pytest
import sheet_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.explanation import Explanation

ALPHA = sheet_cases.record(sheet_cases.CASES[0])
ON = date(2022, 12, 31)


def champion(on: date = ON, **given: Any) -> Explanation:
    return sheet_cases.library().instrument("toy_champion").explain({**ALPHA, **given}, on, 2022)


def relief(on: date) -> str:
    record = {"status(toy_champion)": True, "sector": "services"}
    return sheet_cases.library().instrument("toy_relief").explain(record, on, on.year).result


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2022, 12, 31), "2025-12-30"),
        (date(2023, 3, 1), "2026-02-28"),
        (date(2025, 3, 1), "2028-02-29"),
        # 29 February completes its years on 28 February (D24)
        (date(2024, 2, 29), "2027-02-27"),
    ],
)
def test_a_status_is_granted_to_the_day_before_the_third_anniversary(on: date, last: str) -> None:
    assert champion(on).grants() == [{"status": "toy_champion", "from": on.isoformat(), "to": last}]


def test_who_fails_or_depends_is_granted_nothing() -> None:
    assert champion(rd_staff=0).grants() == champion(panel=(0, 50)).grants() == []


@pytest.mark.parametrize(
    ("held", "result"),
    [
        ("2021-07-01", "pass"),
        ("2021-06-30", "fail"),
        ("2024-06-30", "pass"),
        ("2024-07-01", "fail"),
        ("2021", "depends"),
    ],
)
def test_a_certificate_expires_after_its_three_years(held: str, result: str) -> None:
    instrument, on = policy.load("cit_hnte_15"), date(2024, 6, 30)
    applicant = policy.read_applicant(instrument, {"taxable_income": "10m", "status": {"hnte": held}}, on)
    assert instrument.explain(applicant, on).result == result


@pytest.mark.parametrize(
    ("on", "result"),
    [("2019-12-31", "not_in_force"), ("2020-01-01", "pass"), ("2027-12-31", "pass"), ("2028-01-01", "not_in_force")],
)
def test_a_sheet_is_in_force_on_its_first_and_last_day(on: str, result: str) -> None:
    assert relief(date.fromisoformat(on)) == result


def test_outside_its_days_nothing_is_missing_given_or_granted() -> None:
    answer = champion(date(2019, 12, 31), panel=None).as_dict()
    assert (answer["result"], answer["criteria"], answer["missing"], answer["grants"]) == ("not_in_force", [], [], [])


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, set()),
        ({"clean": None}, {"clean"}),
        ({"clean": None, "debts": None}, {"clean", "debts"}),
        ({"panel": (10, 20), "clean": None}, {"panel", "patent_points", "clean"}),
        ({"staff": nan}, {"staff"}),
        ({"clean": None, "rd_staff": 0}, set()),  # certain: it fails
        ({"revenue": [40e6, 50e6, None]}, {"revenue", "patent_points"}),
        ({"revenue": [None, 50e6, 60e6]}, {"revenue", "patent_points"}),  # growth too is open: 55..80 points
    ],
)
def test_missing_is_what_the_open_criteria_read_and_is_not_settled(given: dict[str, Any], missing: set[str]) -> None:
    assert set(champion(**given).missing) == missing


def test_what_became_unknown_at_the_door_is_told_with_its_reason() -> None:
    answer = champion(staff=nan, rd_staff=1.5, sector="farming").as_dict()
    assert answer["refused"] == {"staff": "nan", "rd_staff": "not whole"}  # the sector is not read


def test_a_mark_that_cannot_be_used_is_its_declared_range() -> None:
    answer = champion(panel=nan)
    (score,) = [one for one in answer.as_dict()["criteria"] if one["id"] == "score"]
    assert score["margin"] == {"low": -15.0, "high": 40.0}
    assert answer.refused == {"panel": "nan"}


@pytest.mark.parametrize("value", ["many", True, [1, 2, 3]])
def test_a_value_of_the_wrong_type_is_refused_with_the_name_of_its_field(value: object) -> None:
    with pytest.raises(Mistake) as caught:
        champion(staff=value)
    assert caught.value.kind == "type"
    assert caught.value.place is not None
    assert caught.value.place.path == "staff"


def test_evidence_counts_records_rules_and_assumptions_and_sums_to_one() -> None:
    whole, without = champion().evidence(), champion(panel=None).evidence()
    assert isclose(sum(whole.values()), 1.0)
    assert isclose(sum(without.values()), 1.0)
    assert whole["assumption"] == whole["published"] == whole["prior"] == 0.0
    assert without["assumption"] > 0.0
    assert without["your_records"] < whole["your_records"]
    assert without["rule"] == whole["rule"]


@settings(max_examples=40, deadline=None)
@given(left_out=st.sets(st.sampled_from(sorted(ALPHA))))
def test_evidence_sums_to_one_whatever_is_known(left_out: set[str]) -> None:
    answer = champion(**dict.fromkeys(left_out))
    assert isclose(sum(answer.evidence().values()), 1.0)
    assert answer.result in ("pass", "depends")


@pytest.mark.parametrize(
    ("changes", "confidence"),
    [
        ({}, "found"),
        ({"confidence": "unconfirmed"}, "unconfirmed"),
        ({"criteria.debts.confidence": "unconfirmed"}, "unconfirmed"),
        ({"parameters.min_rd.values.2020-01-01.confidence": "unconfirmed"}, "unconfirmed"),
    ],
)
def test_what_rests_on_anything_unconfirmed_is_unconfirmed(changes: dict[str, str], confidence: str) -> None:
    instrument = sheet_cases.library({"toy_champion": changes}).instrument("toy_champion")
    assert instrument.explain(ALPHA, ON, 2022).as_dict()["confidence"] == confidence


def test_only_the_value_of_the_day_decides_whether_it_is_confirmed() -> None:
    changes = {"toy_floor": {
        "parameters.floor.values.2023-01-01": {"source": "toy_regulations art 1", "value": "35%", "confidence": "unconfirmed"}
    }}  # fmt: skip
    instrument = sheet_cases.library(changes).instrument("toy_floor")
    record = {"basic_money": 1.0, "rd_money": 2.0}
    assert instrument.explain(record, date(2022, 12, 31), 2022).confidence == "found"
    assert instrument.explain(record, date(2023, 1, 1), 2022).confidence == "unconfirmed"


TYPED = {
    "registered_on": "2010-03-01", "core_ip": "true", "hte_field": "electronics", "st_staff": "15",
    "revenue": ["50m", "56m", "62m"], "hightech_income": "41m", "total_income": "62m", "ip_class1": "2",
    "conversions_per_year": "5", "technical_level": "6..8",
}  # fmt: skip


def test_an_applicant_and_the_plain_record_of_its_values_get_the_same_answer() -> None:
    instrument, on = policy.load("hnte_recognition"), date(2024, 6, 30)
    applicant = policy.read_applicant(instrument, {**TYPED, "staff_mean": "120"}, on)
    typed, plain = instrument.explain(applicant, on), instrument.explain(dict(applicant.values), on)
    assert typed.as_dict() == plain.as_dict()


def test_the_year_of_the_applicant_is_the_year_of_the_answer() -> None:
    instrument, on = policy.load("hnte_recognition"), date(2024, 6, 30)
    applicant = policy.read_applicant(instrument, TYPED, on, 2022)
    assert instrument.explain(applicant, on).as_dict()["year"] == 2022
    assert instrument.explain(dict(applicant.values), on).as_dict()["year"] == 2023


def test_one_figure_for_several_accountings_is_told_where_it_is_read() -> None:
    instrument, on = policy.load("hnte_recognition"), date(2024, 6, 30)
    given = {**TYPED, "staff": "120", "rd": ["2.6m", "2.9m", "3.1m"]}
    notes = instrument.explain(policy.read_applicant(instrument, given, on), on).as_dict()["applicant_notes"]
    told = ("one figure used for several accountings", "一个数字用于多个口径")
    assert [(note["en"], note["zh"], note["names"]) for note in notes] == [
        (*told, ["rd_hnte"]),
        (*told, ["staff_mean"]),
    ]


def test_a_figure_that_the_sheet_does_not_read_is_not_told_of() -> None:
    instrument, on = policy.load("cit_hnte_15"), date(2024, 6, 30)
    applicant = policy.read_applicant(instrument, {"taxable_income": "10m", "rd": "1m"}, on)
    assert instrument.explain(applicant, on).as_dict()["applicant_notes"] == []


@settings(max_examples=60, deadline=None)
@given(days=st.integers(-400, 4000))
def test_the_margin_of_days_moves_by_one_a_day(days: int) -> None:
    registered = ON - timedelta(days=days)
    (age, *_) = champion(registered_on=registered).as_dict()["criteria"]
    assert age["margin"] == {"low": days - 365.0, "high": days - 365.0}
    assert age["result"] == ("pass" if days >= 365 else "fail")
