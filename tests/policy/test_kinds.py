"""Who asks is told from what is written and typed, and a fact of another kind of applicant is refused by name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.kinds import inferred_kind, names_by_kind, read_for, refuse_others, written_kind
from innovatory.records.dictionary import KINDS, desk_columns

ON = date(2024, 6, 30)
# Who knows which name: a loan knows what the enterprise behind it knows.
NAMES = {kind: frozenset[str]() for kind in KINDS} | {
    "enterprise": frozenset({"revenue", "staff"}),
    "loan": frozenset({"revenue", "staff", "principal", "fee"}),
    "person": frozenset({"degree", "tax"}),
    "fund": frozenset({"fee"}),
}
PERSONAL = sorted(
    set(desk_columns("person")) - {name for kind in KINDS if kind != "person" for name in desk_columns(kind)}
)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ({"revenue": "1"}, "enterprise"),
        ({"principal": "1"}, "loan"),
        ({"principal": "1", "revenue": "1"}, "loan"),
        ({"degree": "1", "tax": "1"}, "person"),
        ({"status": {"hnte": "no"}}, "enterprise"),
        ({"degree": "1", "no_such_name": "1"}, "person"),
        ({"no_such_name": "1"}, "enterprise"),
        ({"marks": {"tax": "1"}}, "person"),
    ],
)
def test_the_kind_follows_from_the_names(typed: dict[str, object], kind: str) -> None:
    assert inferred_kind(NAMES, typed) == kind


@settings(deadline=None)  # the first case compiles the library
@given(st.lists(st.sampled_from(PERSONAL), min_size=1, unique=True))
def test_any_facts_of_a_person_make_a_person_in_any_order(names: list[str]) -> None:
    assert inferred_kind(names_by_kind(policy.standard()), dict.fromkeys(names, "unknown")) == "person"


def test_names_that_no_one_kind_has_cannot_be_placed() -> None:
    with pytest.raises(Mistake) as told:
        inferred_kind(NAMES, {"revenue": "1", "degree": "1"})
    assert told.value.kind == "kind"
    assert told.value.say() == "degree: degree is a fact of a person, not of an enterprise; write kind: person"
    assert told.value.say("zh") == "degree: degree 是个人的数据项，不适用于企业；请写明 kind: person"


def test_a_name_of_several_kinds_asks_which() -> None:
    with pytest.raises(Mistake) as told:
        inferred_kind(NAMES, {"fee": "1"})
    assert "a fact of a loan or a fund" in told.value.en
    assert told.value.en.endswith("write kind: loan / kind: fund")


def test_nothing_typed_is_nobody() -> None:
    with pytest.raises(Mistake) as told:
        inferred_kind(NAMES, {})
    assert told.value.kind == "kind"
    assert "nothing was given" in told.value.en


def test_the_owner_of_a_fact_is_the_enterprise_not_the_loan_that_has_one_behind_it() -> None:
    with pytest.raises(Mistake) as told:
        refuse_others(NAMES, {"revenue": "1"}, "person")
    assert told.value.en == "revenue is a fact of an enterprise, not of a person; write kind: enterprise"


def test_a_misspelt_fact_of_another_kind_is_told_with_the_right_one() -> None:
    with pytest.raises(Mistake) as told:
        refuse_others(NAMES, {"degre": "1"}, "enterprise")
    assert (told.value.kind, told.value.nearest) == ("name", "degree")
    refuse_others(NAMES, {"revenu": "1"}, "enterprise")  # near to a name of its own: told where it is read


@pytest.mark.parametrize(
    ("typed", "kind", "facts"),
    [
        ({"revenue": "1"}, None, {"revenue": "1"}),
        ({"kind": "person", "label": "A"}, "person", {}),
        ({"kind": "fund", "district": "440309"}, "fund", {"district": "440309"}),
        ({"kind": "angel"}, "fund", {"kind": "angel"}),
        ({"kind": "guarantee"}, "fund", {"kind": "guarantee"}),
    ],
)
def test_the_key_says_who_asks_and_the_type_of_a_fund_says_that_a_fund_does(
    typed: dict[str, object], kind: str | None, facts: dict[str, object]
) -> None:
    assert written_kind(typed) == (kind, facts)


def test_an_unknown_kind_is_told_with_the_nearest() -> None:
    with pytest.raises(Mistake) as told:
        written_kind({"kind": "persn"})
    assert (told.value.kind, told.value.nearest) == ("category", "person")
    with pytest.raises(Mistake):
        written_kind({"kind": ["person"]})


def test_an_applicant_of_the_kind_of_the_sheet_is_read() -> None:
    person = read_for(policy.load("gba_iit_subsidy"), {"kind": "person", "iit_paid": "1m"}, ON)
    assert (person.kind, person.values["iit_paid"]) == ("person", 1e6)


def test_a_loan_answers_for_the_enterprise_behind_it() -> None:
    loan = read_for(policy.load("hnte_recognition"), {"kind": "loan", "principal": "1m", "staff_mean": "30"}, ON)
    assert (loan.kind, loan.values["staff_mean"]) == ("loan", [None, 30.0])


@pytest.mark.parametrize(
    ("sheet", "typed", "en"),
    [
        ("hnte_recognition", {"kind": "person"}, "the applicant is a person, but hnte_recognition asks about an enterprise"),
        ("hnte_recognition", {"iit_paid": "1"}, "iit_paid is a fact of a person, but hnte_recognition asks about an enterprise"),
        ("gba_iit_subsidy", {"revenue": "1"}, "revenue is a fact of an enterprise, but gba_iit_subsidy asks about a person"),
        ("gba_iit_subsidy", {"kind": "loan"}, "the applicant is a loan, but gba_iit_subsidy asks about a person"),
    ],
)  # fmt: skip
def test_an_applicant_of_another_kind_is_told_so(sheet: str, typed: dict[str, object], en: str) -> None:
    with pytest.raises(Mistake) as told:
        read_for(policy.load(sheet), typed, ON)
    assert (told.value.kind, told.value.en) == ("kind", en)


def test_a_name_that_nobody_has_is_told_with_the_nearest_of_the_sheet() -> None:
    with pytest.raises(Mistake) as told:
        read_for(policy.load("hnte_recognition"), {"revenu": "1"}, ON)
    assert (told.value.kind, told.value.nearest) == ("name", "revenue")
