"""Three years of accounts of enterprises whose size and R&D of the last year are known.

What is earlier follows backwards from growth, which persists; nothing is told of years before the registration. Money is
in whole yuan, persons are whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.copula import Copula, logit_normal, lognormal, normal
from innovatory.records.synthetic.draws import Floats, Truths, Whole
from innovatory.records.synthetic.totals import YEARS

Columns = dict[str, Floats]
STAFF_GROWTH = 0.6  # staff follows revenue by this power
ASSETS_GROWTH = 0.5  # and assets by this one
LEVERAGE_NOISE = 0.15  # of the logarithm of liabilities to assets, by year
INCOME_TO_REVENUE = 1.01  # total income has a little beside the sales


@dataclass(frozen=True)
class Base:
    """The last year: revenue (nothing where it rests), the size behind it, output per person, registration years.

    Who rests has nobody but one person. `productivity` is yuan of revenue per person and year, `value_added_share` that of revenue.
    """

    year: int
    size: Floats
    active: Truths
    productivity: Floats
    value_added_share: Floats
    registered: Whole


class Accounts:
    """The accounts of one tier (or of one block of it): draws growth, assets, debts, profits by year."""

    def __init__(self, copula: Copula, factors: Mapping[str, Floats], constants: Constants, base: Base) -> None:
        self.copula, self.factors, self.constants, self.base = copula, factors, constants, base
        self.growth = [self._growth(back) for back in range(1, YEARS)]
        self.exists = [base.registered <= base.year - back for back in range(YEARS)]

    def _growth(self, back: int) -> Floats:
        """Logarithmic growth of revenue from `back` years before the last to the year after that."""
        return normal(self.constants.revenue_growth, self.copula.score("growth", self.factors, f"growth.{back}"))

    def backward(self, newest: Floats, power: float, spread: float, name: str) -> list[Floats]:
        """A figure by year, newest first, that follows revenue by a power and has noise of its own."""
        found = [newest]
        for back, growth in enumerate(self.growth, 1):
            noise = self.copula.draws.normals(f"{self.copula.prefix}.{name}.{back}", self.copula.n, self.copula.block)
            found.append(found[-1] * np.exp(-(power * growth + spread * noise)))
        return found

    def columns(self) -> Columns:
        """All accounts but those of R&D, as `name_year`; NaN for a year that did not exist."""
        base, found = self.base, Columns()
        sizes = [base.size]
        for growth in self.growth:
            sizes.append(sizes[-1] * np.exp(-growth))
        capital = lognormal(self.constants.capital, self.copula.score("capital", self.factors))
        assets = self.backward(base.size * capital, ASSETS_GROWTH, self.constants.assets_growth_spread, "assets")
        staff = base.size * base.active / base.productivity
        main = logit_normal(self.constants.main_share, self.copula.score("main_share", self.factors))
        for back in range(YEARS):
            year = self._year(back, np.rint(sizes[back] * base.active), main)
            year |= self._balance(back, np.rint(assets[back]))
            year |= self._staff(back, staff)
            if back + 1 < YEARS:
                staff = staff * np.exp(-STAFF_GROWTH * self.growth[back])
            found |= {f"{name}_{base.year - back}": self.told(values, back) for name, values in year.items()}
        return found

    def told(self, values: Floats, back: int) -> Floats:
        """A figure of a year, NaN where the enterprise was not yet there."""
        return values if self.exists[back].all() else np.where(self.exists[back], values, np.nan)

    def _year(self, back: int, revenue: Floats, main: Floats) -> Columns:
        profit = np.rint(revenue * np.minimum(self._margin(back), 0.9))
        taxed = np.rint(np.maximum(profit, 0.0) * self.constants.income_tax_share)
        return {
            "revenue": revenue,
            "main_revenue": np.rint(revenue * main),
            "total_income": np.rint(revenue * INCOME_TO_REVENUE),
            "value_added": np.rint(revenue * self.base.value_added_share),
            "total_cost": revenue - profit,
            "profit": profit,
            "net_profit": profit - taxed,
            "taxable_income_before_extra": profit,
            "tax_loss": np.maximum(-profit, 0.0),
        }

    def _margin(self, back: int) -> Floats:
        """Profit to revenue: the score of a year keeps a part of that of the year after."""
        if back == 0:
            self._margin_score = self.copula.score("margin", self.factors)
        else:
            keep = self.constants.margin_persistence
            noise = self.copula.draws.normals(f"{self.copula.prefix}.margin.{back}", self.copula.n, self.copula.block)
            self._margin_score = keep * self._margin_score + sqrt(1.0 - keep**2) * noise
        return normal(self.constants.margin, self._margin_score)

    def _balance(self, back: int, assets: Floats) -> Columns:
        if back == 0:
            self._leverage = lognormal(self.constants.leverage, self.copula.score("leverage", self.factors))
        draws = self.copula.draws.normals(f"{self.copula.prefix}.leverage.{back}", self.copula.n, self.copula.block)
        liabilities = np.rint(assets * self._leverage * np.exp(LEVERAGE_NOISE * draws))
        return {"assets_end": assets, "liabilities_end": liabilities, "net_assets_end": assets - liabilities}

    def _staff(self, back: int, staff: Floats) -> Columns:
        mean = np.maximum(1.0, np.rint(staff))
        growth = self.growth[min(back, len(self.growth) - 1)]
        return {"staff_mean": mean, "staff_end": np.maximum(1.0, np.rint(staff * np.exp(STAFF_GROWTH / 2 * growth)))}
