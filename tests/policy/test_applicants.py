"""What was typed is matched as of the day of the question, its taxes as of the day on which taxes are judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.applicants import matched, years_back
from innovatory.policy.books import books
from innovatory.policy.library import Library, libraries
from innovatory.policy.match import Match

ON = date(2024, 6, 30)
# A profit of 10 m without losses: everything open decided against it, the tax is 25 % or 15 % of it.
LOSSES = {"2018": "0", "2019": "0", "2020": "0", "2021": "0", "2022": "0"}
FIRM: dict[str, object] = {
    "registered_on": "2015-01-01",
    "taxable_income_before_extra": "10m",
    "tax_loss": LOSSES,
    "statuses": "complete",
}


@pytest.fixture(scope="module")
def library() -> Library:
    return policy.standard()


def most_tax(found: Match) -> float:
    line = next(line for line in found.as_dict()["account"] if line["line"] == "tax")
    high: float = line["amount"]["high"]
    return high


@pytest.mark.parametrize(
    ("held", "tax", "on_the_day"),
    [
        (["2021-01-01", "2024-03-31"], 1.5e6, False),  # held when the taxes of 2023 are judged, not on the day
        (["2021-01-01", "2023-12-31"], 1.5e6, False),
        (["2021-01-01", "2023-12-30"], 2.5e6, False),
        (["2024-01-01", "2026-12-31"], 2.5e6, True),
        ("2022-12-19", 1.5e6, True),  # three years from that day
    ],
)
def test_a_status_counts_for_the_taxes_if_held_at_the_end_of_the_year(
    library: Library, held: Any, tax: float, on_the_day: bool
) -> None:
    found = matched(library, {**FIRM, "status": {"hnte": held}}, ON)
    assert most_tax(found) == pytest.approx(tax)
    assert found.account.record["status(hnte)"] is on_the_day


def test_an_age_is_that_of_the_day_of_the_question(library: Library) -> None:
    facts = {name: raw for name, raw in FIRM.items() if name != "registered_on"}
    found = matched(library, {**facts, "age": "5"}, ON)
    assert found.account.taxed["registered_on"] == found.account.record["registered_on"]


def test_taxes_of_the_running_year_are_judged_on_the_day(library: Library) -> None:
    losses = {**LOSSES, "2023": "0"}
    facts = {**FIRM, "tax_loss": losses, "status": {"hnte": ["2021-01-01", "2024-03-31"]}}
    assert most_tax(matched(library, facts, ON, 2024)) == pytest.approx(2.5e6)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ({"revenue": "1m"}, "enterprise"),
        ({"iit_paid": "1m"}, "person"),
        ({"kind": "angel", "committed_end": "200m"}, "fund"),
        ({"kind": "project", "revenue": "1m"}, "project"),
    ],
)
def test_the_sheets_are_those_for_the_kind(library: Library, typed: dict[str, object], kind: str) -> None:
    found = matched(library, typed, ON)
    assert found.applicant is not None
    assert found.applicant.kind == kind
    own = {"project": {"project", "enterprise"}}.get(kind, {kind})
    assert {library.sheet(name).applies_to for name in found.books.rules} == own


def test_the_kind_asked_for_wins_over_the_file(library: Library) -> None:
    with pytest.raises(Mistake, match="revenue is a fact of an enterprise, not of a fund"):
        matched(library, {"kind": "enterprise", "revenue": "1m"}, ON, None, "fund")


@pytest.mark.parametrize(
    ("typed", "kind", "named"),
    [
        ({"revenu": "1m"}, "name", "revenue"),
        ({"revenue": "1m", "status": {"hntee": "no"}}, "name", "hnte"),
        ({"revenue": "1m", "iit_paid": "1m"}, "kind", "kind: person"),
        ({"revenue": "1m", "marks": {"works_here": "yes"}}, "kind", "kind: person"),
        ({"kind": "persn"}, "category", "person"),
        ({}, "kind", "nothing was given"),
        ({"tax_loss": {"2025": "1m"}}, "future", "2025"),
    ],
)
def test_what_cannot_be_is_refused(library: Library, typed: dict[str, object], kind: str, named: str) -> None:
    with pytest.raises(Mistake) as told:
        matched(library, typed, ON)
    assert told.value.kind == kind
    assert named in told.value.say()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told.value.zh)


def test_a_year_in_the_future_is_refused(library: Library) -> None:
    with pytest.raises(Mistake) as told:
        matched(library, FIRM, ON, 2025)
    assert told.value.kind == "future"


def old_years(found: Match) -> list[str]:
    return [
        name for note in found.as_dict()["applicant_notes"] if "no rule reads" in note["en"] for name in note["names"]
    ]


def test_losses_older_than_any_rule_reads_are_told_and_not_used(library: Library) -> None:
    # losses may be carried forward for ten years at most: those of 2013 may count in 2023, those of 2012 not
    without = matched(library, FIRM, ON)
    old = {**FIRM, "tax_loss": {**LOSSES, "2009": "3m", "2012": "1m", "2013": "0"}}
    found = matched(library, old, ON)
    assert old_years(without) == []
    assert old_years(found) == ["tax_loss 2009", "tax_loss 2012"]
    assert found.as_dict()["account"] == without.as_dict()["account"]


def test_the_years_that_rules_read_reach_ten_years_back(library: Library) -> None:
    assert years_back(books(library, {"enterprise"}, ON, 2023)) == 10
    assert years_back(books(library, {"budget"}, ON, 2023)) == 0


def test_a_jurisdiction_with_inputs_of_its_own() -> None:
    toy = libraries()[1]
    typed = {
        "status(toy_champion)": "true", "sector": "manufacturing", "rd": ["2m", "2.4m", "3m"], "profit": "10m", "losses": "1m",
        "rd_declared": "0", "rd_accepted": "0",
    }  # fmt: skip
    found = matched(toy, typed, date(2023, 12, 31), 2023).as_dict()
    relief = next(one for one in found["instruments"] if one["id"] == "toy_relief")
    # with it 15 % of 10 m - 3 m - 1 m = 0.9 m, without 25 % of 10 m - 1 m = 2.25 m
    assert relief["worth"] == {"low": pytest.approx(1.35e6), "high": pytest.approx(1.35e6)}
    with pytest.raises(Mistake, match="profti"):
        matched(toy, {"profti": "1"}, date(2023, 12, 31))
