"""R&D of one tier in the accountings that are kept apart: that of the accounts, of the rules, of the survey.

R&D of the accounts of the last year has a composite distribution; earlier years follow backwards and are scaled to the
total of their year. Each further accounting lets a little less in, enterprise by enterprise.
"""

from __future__ import annotations

import numpy as np

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.synthetic.accounts import Accounts, Columns
from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.copula import Copula, logit_normal, lognormal
from innovatory.records.synthetic.draws import Floats, poisson
from innovatory.records.synthetic.tail import Composite, with_mean
from innovatory.records.synthetic.totals import YEARS, Totals

RD_FOLLOWS = 0.6  # R&D follows revenue by this power from year to year
CERTAIN = 8000  # the largest performers: each stands for itself whatever the weight


class Research:
    """Draws what R&D an enterprise does and what comes of it; `factors` are the latent ones of the tier."""

    def __init__(self, copula: Copula, factors: dict[str, Floats], constants: Constants, totals: Totals) -> None:
        self.copula, self.factors, self.constants, self.totals = copula, factors, constants, totals
        self.surveyed = self._scope("rd_intramural", constants.rd_intramural_share)

    def _score(self, variable: str, draw: str | None = None) -> Floats:
        return self.copula.score(variable, self.factors, draw)

    def _uniform(self, variable: str) -> Floats:
        return self.copula.draws.uniforms(f"{self.copula.prefix}.{variable}", self.copula.n)

    def _scope(self, name: str, share: float) -> Floats:
        """The part of the R&D of the accounts that another accounting lets in: at most `share` of it."""
        return share * (1.0 - self.constants.rd_scope_spread * self._uniform(f"scope.{name}"))

    def distribution(self) -> Composite:
        """R&D of the accounts: its mean is the total of the last year by enterprise, as the survey counts it."""
        total = self.totals.rd.get(self.totals.year)
        n, surveyed = self.copula.n, float(self.surveyed.mean())
        mean = self.constants.rd_per_enterprise if total is None else total / n / surveyed
        largest = max(self.constants.rd_largest_share * mean * n, 4.0 * mean)
        return with_mean(self.constants.rd_tail_index, self.constants.rd_body_spread, largest, mean)

    def weight(self, rd: Floats, step: int) -> Floats:
        """The real units of each row: 0 for those that a neighbour in R&D stands for."""
        n = len(rd)
        if step == 1:
            return np.ones(n)
        order = np.argsort(-rd, kind="stable")
        weight = np.zeros(n)
        weight[order[:CERTAIN]] = 1.0
        u = self._uniform("sample")
        for start in range(CERTAIN, n, step):
            group = order[start : start + step]
            weight[group[int(u[start] * len(group))]] = len(group)
        return weight

    def columns(self, accounts: Accounts, rd: Floats, weight: Floats, found: Columns) -> Columns:
        """R&D, grants for it and its staff, high-tech income, conversions and new equity by year, as `name_year`."""
        constants, told = self.constants, Columns()
        spent = accounts.backward(rd, RD_FOLLOWS, constants.rd_growth_spread, "rd")
        high_tech = logit_normal(constants.high_tech_share, self._score("high_tech_share"))
        domestic = logit_normal(constants.domestic_share, self._score("domestic_share"))
        cost = lognormal(constants.researcher_cost, self._score("researcher_cost"))
        scopes = {name: self._scope(name, share) for name, share in constants.scopes.items()}
        converted = lognormal(constants.conversions, self._score("conversions"))
        for back in range(YEARS):
            year = self.totals.year - back
            whole = np.rint(self._to_the_total(spent[back], weight, accounts, back))
            own = {name: np.rint(whole * scope) for name, scope in scopes.items()}
            own |= {"rd_accounts": whole, "rd_intramural": whole * self.surveyed}
            own["grants_received"] = np.rint(whole * constants.grants_to_rd)
            own["rd_hnte_domestic"] = np.rint(own["rd_hnte"] * domestic)
            own["hightech_income"] = np.rint(found[f"total_income_{year}"] * high_tech)
            heads = np.minimum(found[f"staff_mean_{year}"], np.maximum(1.0, np.rint(whole / cost)))
            own |= {"st_staff": heads, "rd_employees": heads, "equity_new": self._equity(back)}
            own["conversions"] = poisson(self._uniform(f"conversions.{back}"), converted)
            told |= {f"{name}_{year}": accounts.told(values, back) for name, values in own.items()}
        made = np.stack([told[f"conversions_{year}"] for year in self.totals.years])
        return told | {"conversions_per_year": np.nanmean(made, axis=0)}

    def _to_the_total(self, spent: Floats, weight: Floats, accounts: Accounts, back: int) -> Floats:
        """R&D of an earlier year, all scaled alike, so that its part in the survey has the total of that year."""
        total = self.totals.rd.get(self.totals.year - back)
        if total is None or back == 0:
            return spent
        there = float((spent * self.surveyed * weight)[accounts.exists[back]].sum())
        if there == 0.0:
            raise _nobody(self.totals.year - back, total)
        return spent * (total / there)

    def _equity(self, back: int) -> Floats:
        """New equity of qualified investors: few get any, and each of them in one of the years."""
        share = self.constants.equity_share / YEARS
        u = self._uniform("equity.any")
        gets = (u >= back * share) & (u < (back + 1) * share)
        return np.where(gets, np.rint(lognormal(self.constants.equity, self._score("equity"))), 0.0)

    def rights(self, rd: Floats) -> Columns:
        """Invention patents as expected numbers (made whole when their sum is met), and class II rights."""
        expected = lognormal(self.constants.patents, self._score("patents"))
        class2 = lognormal(self.constants.class2, self._score("class2"))
        typical = float(np.median(rd))
        return {
            "ip_class1": expected * (rd / typical) ** self.constants.patents_follow,
            "ip_class2": poisson(self._uniform("class2.whole"), class2),
        }


def _nobody(year: int, total: int) -> Mistake:
    """Totals that leave nobody who could have spent the R&D of a year."""
    en = f"R&D of {year} is {total:,} yuan, but by the numbers of enterprises hardly any was there in {year}"
    zh = f"{year} 年研发经费为 {total:,} 元，但按企业数推算当年几乎没有企业存在"
    checked = "enterprises, enterprises_new", "enterprises、enterprises_new"
    return Mistake("population", f"{en}; the totals contradict each other: look at {checked[0]}",
                   f"{zh}；各项总量相互矛盾，请核对 {checked[1]}", place=Place(path="statistics/figures.csv"))  # fmt: skip
