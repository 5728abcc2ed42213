"""No amount goes below zero: what a sheet brings into the account of a year, and every sum in yuan that it tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import applicants
import pytest
from applicants import SHEETS, Typed

from innovatory import policy
from innovatory.language.explain import Value
from innovatory.language.units import YUAN
from innovatory.policy.applicants import matched
from innovatory.policy.explanation import Explanation
from innovatory.policy.rule import unit_of
from innovatory.records.dictionary import desk_columns

PASSING = {sheet: [case for case in applicants.of(sheet) if case.result == "pass"] for sheet in SHEETS}
A_LOSS = -1_000_000.0


def below_zero(answer: Explanation) -> list[str]:
    """The entries of the account, and the sums given in yuan, that may be negative."""
    bound = answer.bound
    told: dict[str, Value] = {f"money {entry}": bound.money(entry, answer.case) for entry in bound.money_nodes}
    for name in bound.rule.sheet.gives:
        if unit_of(bound.rule.definitions[name]) == YUAN:
            told[name] = bound.value(name, answer.case)
    return [name for name, value in told.items() if isinstance(value, tuple) and value[0][0] < 0]


def with_a_loss(case: Typed) -> Iterator[dict[str, object]]:
    """The applicant of a test with one figure that may be negative turned so, each of them in turn."""
    values, columns = case.read().values, desk_columns(case.instrument.sheet.applies_to)
    for name, value in values.items():
        bounds = columns[name].bounds if name in columns else None
        if bounds is not None and bounds.minimum is None:
            yield {**values, name: [*value[:-1], A_LOSS] if isinstance(value, list) else A_LOSS}


@pytest.mark.parametrize("sheet", SHEETS)
def test_who_passes_gets_no_amount_below_zero(sheet: str) -> None:
    assert PASSING[sheet]
    for case in PASSING[sheet]:
        assert below_zero(case.instrument.explain(case.read(), case.on, case.year)) == [], case.name


def test_a_loss_in_any_figure_brings_no_amount_below_zero() -> None:
    tried = 0
    for case in (case for sheet in SHEETS for case in PASSING[sheet]):
        for values in with_a_loss(case):
            answer = case.instrument.explain(values, case.on, case.read().year)
            assert below_zero(answer) == [], (case.sheet, case.name)
            tried += 1
    assert tried > 100


def test_a_deduction_of_the_investor_is_never_set_against_the_income_of_the_investee() -> None:
    """The enterprise behind an investment is the start-up invested in; who deducts is the investor."""
    case = applicants.of("vc_angel_investment_deduction")[0]
    assert case.instrument.sheet.applies_to == "investment"
    typed = {**case.given, "taxable_income_before_extra": "20m"}
    found = matched(policy.standard(), typed, date(2024, 12, 31), 2024, "investment")
    assert found.books.account is None
    assert found.answers["vc_angel_investment_deduction"].result == "pass"
    assert {policy.standard().sheet(name).applies_to for name in found.books.rules} == {"investment"}
    assert found.total == (0.0, 0.0)
