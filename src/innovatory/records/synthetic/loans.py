"""Bank loans of enterprises that perform R&D, as far as subsidies for borrowing ask for them. All of it is assumed."""

from __future__ import annotations

import numpy as np
import polars as pl

from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.copula import Copula
from innovatory.records.synthetic.draws import Floats, Truths


def loans(copula: Copula, constants: Constants, liabilities: Floats) -> dict[str, pl.Series]:
    """Interest, guarantee fee and premium paid in the last year (whole yuan), and whether the loan is the first.

    A part of the enterprises has a loan, which is a part of its liabilities (yuan, at the end of the year).
    """
    terms = constants.loans

    def few(variable: str, share: str) -> Truths:
        return np.asarray(copula.draws.uniforms(f"{copula.prefix}.loan.{variable}", copula.n) < terms[share])

    borrows = few("any", "borrowers")
    loan = np.where(borrows, liabilities * terms["of_liabilities"], 0.0)
    fee = np.rint(loan * terms["fee"])
    return {
        "interest_paid": pl.Series(np.rint(loan * terms["rate"])),
        "guarantee_fee": pl.Series(np.where(few("guaranteed", "guaranteed"), fee, 0.0)),
        "insurance_premium": pl.Series(np.where(few("insured", "insured"), fee, 0.0)),
        "loan_subsidy_before": pl.Series(np.zeros(copula.n)),
        "first_loan": pl.Series(borrows & few("first", "first")),
    }
