"""The enterprises that perform no R&D, by far the most: drawn block by block, each block for itself.

The years of registration are those that the other tier leaves over, met exactly: row by row through a fixed shuffle of
all positions. Size depends on age; nothing is known of it but that it is skewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd, sqrt

import numpy as np
import polars as pl
from scipy.special import ndtri

from innovatory.records.synthetic.accounts import Accounts, Base, Columns
from innovatory.records.synthetic.ages import Cohorts
from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.copula import Copula, lognormal
from innovatory.records.synthetic.draws import Draws, Floats, Whole
from innovatory.records.synthetic.flat import finished
from innovatory.records.synthetic.picks import categories
from innovatory.records.synthetic.totals import YEARS
from innovatory.records.synthetic.traits import arrival, place, registration, small_or_medium

PREFIX = "ordinary"
BLOCK = 100_000  # rows
GOLDEN = (sqrt(5) - 1) / 2
ZERO = ("hightech_income", "rd_accounts", "rd_hnte", "rd_hnte_domestic", "rd_tsme", "rd_super_deduction", "rd_intramural",
        "rd_personnel_fte", "base_accepted", "grants_received", "st_staff", "rd_employees", "conversions", "equity_new", "hnte_held", "tsme_held")  # fmt: skip
NONE = (
    "ip_class1",
    "ip_class1_own",
    "ip_class1_in_use",
    "ip_class1_main_product",
    "ip_class1_high_value",
    "conversions_per_year",
)


@dataclass(frozen=True)
class Ordinary:
    """The tier as a plan: `block` draws any part of it. `scale` is a factor on all revenues; `weight` units by row."""

    draws: Draws
    constants: Constants
    year: int
    cohorts: Cohorts
    districts: Mapping[str, float]
    scale: float
    weight: int

    @property
    def rows(self) -> int:
        """The rows of the tier: every cohort has its own, the last of it for what is left."""
        return int(self._rows_by_cohort.sum())

    @property
    def blocks(self) -> int:
        """The number of blocks."""
        return -(-self.rows // BLOCK)

    @property
    def _rows_by_cohort(self) -> Whole:
        return np.asarray(-(-self.cohorts.counts // self.weight), dtype=np.int64)

    def block(self, number: int) -> pl.DataFrame:
        """The rows of one block (from 0), with flat names and `weight`."""
        start = number * BLOCK
        n = min(BLOCK, self.rows - start)
        registered, age, weight = self._registered(start, n)
        copula = Copula(self.draws, self.constants.loadings, PREFIX, n, number)
        factors = copula.factors() | {"maturity": age}
        accounts = Accounts(copula, factors, self.constants, self._base(copula, factors, registered))
        found = accounts.columns()
        told = self._told(copula, registered) | self._nothing(accounts)
        numbers = {name: pl.Series(values) for name, values in found.items()}
        told |= small_or_medium(found, self.year, self.constants)
        frame = pl.DataFrame({**told, **numbers, "weight": weight})
        return finished(frame, [self.year - back for back in range(YEARS)], self.constants)

    def _registered(self, start: int, n: int) -> tuple[Whole, Floats, Floats]:
        """Year of registration, maturity (a normal score, high for old) and weight of the rows from `start`."""
        rows = self._rows_by_cohort
        position = (np.arange(start, start + n, dtype=np.int64) * _step(self.rows) + self.rows // 3) % self.rows
        ends = np.cumsum(rows)
        cohort = np.searchsorted(ends, position, side="right")
        last = position == ends[cohort] - 1
        left = self.cohorts.counts[cohort] - (rows[cohort] - 1) * self.weight
        weight = np.where(last, left, self.weight).astype(np.float64)
        age: Floats = -ndtri((position + 0.5) / self.rows)
        return self.cohorts.years[cohort], age, weight

    def _base(self, copula: Copula, factors: Mapping[str, Floats], registered: Whole) -> Base:
        constants = self.constants
        size = self.scale * lognormal(constants.ordinary_revenue, copula.score("ordinary_revenue", factors))
        rests = self._uniform(copula, "dormant") < constants.ordinary_dormant_share
        productivity = lognormal(constants.ordinary_productivity, copula.score("productivity", factors))
        share = np.full(copula.n, constants.ordinary_value_added)
        return Base(self.year, size, ~rests, productivity, share, registered)

    def _uniform(self, copula: Copula, variable: str) -> Floats:
        return self.draws.uniforms(f"{PREFIX}.{variable}", copula.n, copula.block)

    def _told(self, copula: Copula, registered: Whole) -> dict[str, pl.Series]:
        constants = self.constants

        def u(variable: str) -> Floats:
            return self._uniform(copula, variable)

        registered_on = registration(registered, u("day"))
        class2 = (u("class2") < constants.ordinary_class2_share).astype(np.float64)
        return {
            "technology": pl.repeat(False, copula.n, eager=True),
            "strategic_product": pl.repeat(False, copula.n, eager=True),
            "technology_firm": pl.repeat(False, copula.n, eager=True),
            "legal_form": categories(constants.shares_legal_form, u("legal_form")),
            "ownership": categories(constants.shares_ownership, u("ownership")),
            "sector": categories(constants.shares_sector, u("sector")),
            "hte_field": pl.repeat("none", copula.n, eager=True),
            "cluster": pl.repeat("none", copula.n, eager=True),
            "ip_class2": pl.Series(class2),
            **registered_on,
            **arrival(registered_on["registered_on"], self.year, constants.local_born_share, u("local_born")),
            **place(self.districts, u("district")),
        }

    def _nothing(self, accounts: Accounts) -> dict[str, pl.Series]:
        """What enterprises without R&D have none of."""
        zero = np.zeros(len(accounts.base.size))
        by_year = Columns()
        for back in range(YEARS):
            told = accounts.told(zero, back)
            by_year |= {f"{name}_{self.year - back}": told for name in ZERO}
        return {name: pl.Series(values) for name, values in {**by_year, **dict.fromkeys(NONE, zero)}.items()}


def _step(n: int) -> int:
    """A step that visits all of n positions in an even mix: the nearest number to the golden section prime to n."""
    step = max(1, round(GOLDEN * n))
    while gcd(step, n) != 1:
        step += 1
    return step


def expected_size(constants: Constants) -> float:
    """The mean revenue (yuan) of an enterprise of this tier before any scaling, those that rest counted."""
    spread = constants.ordinary_revenue
    return float(spread.middle * np.exp(spread.spread**2 / 2) * (1.0 - constants.ordinary_dormant_share))
