"""Loans as they were stated: the part of the enterprises that borrows, and what it pays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from innovatory.measure.population_constants import read_parameters
from innovatory.records.synthetic.copula import Copula
from innovatory.records.synthetic.draws import Draws
from innovatory.records.synthetic.loans import loans

TERMS = {
    "borrowers": 0.5,
    "of_liabilities": 0.4,
    "rate": 0.05,
    "first": 0.2,
    "guaranteed": 1.0,
    "insured": 0.0,
    "fee": 0.01,
}
CONSTANTS = replace(read_parameters(Path("no city")).constants, loans=TERMS)
N = 20_000


def test_who_borrows_pays_on_a_part_of_the_liabilities() -> None:
    found = loans(Copula(Draws(4), CONSTANTS.loadings, "x", N), CONSTANTS, np.full(N, 1_000_000.0))
    interest, fee = found["interest_paid"], found["guarantee_fee"]
    # 5 % and 1 % of 400,000 yuan
    assert sorted(interest.unique().to_list()) == [0, 20_000]
    assert sorted(fee.unique().to_list()) == [0, 4_000]
    assert ((interest > 0) == (fee > 0)).all()
    assert found["insurance_premium"].sum() == found["loan_subsidy_before"].sum() == 0
    assert abs(float((interest > 0).mean()) - 0.5) < 4 * np.sqrt(0.25 / N)


def test_only_a_borrower_has_a_first_loan() -> None:
    found = loans(Copula(Draws(4), CONSTANTS.loadings, "x", N), CONSTANTS, np.full(N, 1_000_000.0))
    borrows = found["interest_paid"] > 0
    assert not found["first_loan"].filter(~borrows).any()
    assert abs(float(found["first_loan"].filter(borrows).mean()) - 0.2) < 4 * np.sqrt(0.16 / (N / 2))
