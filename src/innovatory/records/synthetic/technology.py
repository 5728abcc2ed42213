"""The enterprises that perform R&D: one by one, with the accounts that the rules of recognition ask for.

They are few enough to be held at once. All are drawn first; a smaller sample (weight above 1) keeps the largest as they
are and takes one of every few neighbours in R&D for the rest, and then meets the same totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
import polars as pl
from scipy.special import ndtr
from scipy.stats import poisson

from innovatory.records.synthetic import columns as names
from innovatory.records.synthetic.accounts import Accounts, Base, Columns
from innovatory.records.synthetic.ages import EPOCH, Cohorts, days
from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.copula import Copula, logit_normal, lognormal
from innovatory.records.synthetic.draws import Draws, Floats, Truths, Whole
from innovatory.records.synthetic.exact import counts, scaled
from innovatory.records.synthetic.groups import assigned
from innovatory.records.synthetic.picks import categories
from innovatory.records.synthetic.tail import Composite, stretched, with_mean
from innovatory.records.synthetic.totals import Totals

PREFIX = "technology"
RD_FOLLOWS = 0.6  # R&D follows revenue by this power from year to year
CERTAIN = 500  # the largest performers: each stands for itself whatever the weight
NEVER = -EPOCH + 693596  # 1900-01-01 as days since 1970, the day that says *no incident ever*


@dataclass(frozen=True)
class Technology:
    """The tier: its columns (flat names, with `weight`), and what had to be adjusted so that totals are met.

    `distribution` is that of R&D in the accounts; `stretch` by how much its tail was stretched to meet the R&D total of
    the last year, `factors` by how much the value added of each group was scaled.
    """

    frame: pl.DataFrame
    distribution: Composite
    stretch: float
    factors: Mapping[str, float]


def technology(
    draws: Draws, totals: Totals, constants: Constants, cohorts: Cohorts, districts: Mapping[str, float], weight: int
) -> Technology:
    """Draw the tier. `cohorts` are those of all enterprises; `districts` the shares of the city's districts."""
    return _Tier(draws, totals, constants, cohorts, districts, weight).made()


class _Tier:
    def __init__(
        self,
        draws: Draws,
        totals: Totals,
        constants: Constants,
        cohorts: Cohorts,
        districts: Mapping[str, float],
        weight: int,
    ) -> None:
        self.draws, self.totals, self.constants = draws, totals, constants
        self.cohorts, self.districts, self.step = cohorts, districts, weight
        self.copula = Copula(draws, constants.loadings, PREFIX, totals.technology)
        self.factors = self.copula.factors()
        self.n = totals.technology

    def made(self) -> Technology:
        scope = self._uniform("scope.rd_intramural")
        intramural = self.constants.rd_intramural_share * (1.0 - self.constants.rd_scope_spread * scope)
        distribution = self._distribution(float(intramural.mean()))
        rd = distribution.quantile(ndtr(self._score("rd")))
        weight = self._weight(rd)
        kept = weight > 0
        total = self.totals.rd.get(self.totals.year)
        stretch = 1.0
        if total is not None:
            rd_kept, stretch = _met(rd[kept], intramural[kept], weight[kept], distribution.threshold, total)
            rd[kept] = rd_kept
        found, statics = self._columns(rd, intramural)
        frame = pl.DataFrame(statics).with_columns(
            [pl.Series(name, values) for name, values in found.items()] + [pl.Series("weight", weight)]
        )
        frame = frame.filter(pl.col("weight") > 0)
        frame = _with_sums(frame, self.totals, self._chances("patents.whole", kept))
        frame, factors = self._with_groups(frame, kept)
        return Technology(frame.fill_nan(None), distribution, stretch, factors)

    # What is drawn --------------------------------------------------------------------------------------------------

    def _score(self, variable: str, draw: str | None = None) -> Floats:
        return self.copula.score(variable, self.factors, draw)

    def _uniform(self, variable: str) -> Floats:
        return self.draws.uniforms(f"{PREFIX}.{variable}", self.n)

    def _chances(self, variable: str, kept: Truths) -> Floats:
        return self._uniform(variable)[kept]

    def _distribution(self, intramural: float) -> Composite:
        """R&D in the accounts: its mean is the total of the last year by enterprise, in that scope."""
        total = self.totals.rd.get(self.totals.year)
        mean = self.constants.rd_per_enterprise if total is None else total / self.n / intramural
        largest = max(self.constants.rd_largest_share * mean * self.n, 4.0 * mean)
        return with_mean(self.constants.rd_tail_index, self.constants.rd_body_spread, largest, mean)

    def _weight(self, rd: Floats) -> Floats:
        """The real units of each row: 0 for those that a neighbour in R&D stands for."""
        if self.step == 1:
            return np.ones(self.n)
        order = np.argsort(-rd, kind="stable")
        weight = np.zeros(self.n)
        weight[order[:CERTAIN]] = 1.0
        u = self._uniform("sample")
        for start in range(CERTAIN, self.n, self.step):
            group = order[start : start + self.step]
            weight[group[int(u[start] * len(group))]] = len(group)
        return weight

    def _columns(self, rd: Floats, intramural: Floats) -> tuple[Columns, dict[str, pl.Series]]:
        """Every column but those that are met as sums: numbers by name, and what is no number."""
        constants, year = self.constants, self.totals.year
        intensity = lognormal(constants.intensity, self._score("intensity"))
        score_age = self._score("age")
        registered = self.cohorts.year_at(ndtr(-(score_age + constants.technology_older)))
        base = Base(
            year=year,
            size=rd / intensity,
            active=np.ones(self.n, dtype=np.bool_),
            productivity=lognormal(constants.productivity, self._score("productivity")),
            value_added_share=logit_normal(constants.value_added_share, self._score("value_added_share")),
            registered=registered,
        )
        accounts = Accounts(self.copula, self.factors, constants, base)
        found = accounts.columns()
        found |= self._research(accounts, rd, intramural, found)
        found |= self._rights(rd) | self._marks()
        return found, self._statics(registered, found)

    def _research(self, accounts: Accounts, rd: Floats, intramural: Floats, found: Columns) -> Columns:
        constants, told = self.constants, Columns()
        spent = accounts.backward(rd, RD_FOLLOWS, constants.rd_growth_spread, "rd")
        share = logit_normal(constants.high_tech_share, self._score("high_tech_share"))
        domestic = logit_normal(constants.domestic_share, self._score("domestic_share"))
        cost = lognormal(constants.researcher_cost, self._score("researcher_cost"))
        scopes = {name: self._scope(name) for name in constants.scopes}
        conversions = lognormal(constants.conversions, self._score("conversions"))
        investors = self._uniform("equity")
        for back, one in enumerate(spent):
            year = self.totals.year - back
            figures = {f"rd_{'intramural' if name is None else name}": values for name, values in _research(one)}
            del figures
            whole = np.rint(one)
            own = {name: np.minimum(whole, np.rint(whole * share_of)) for name, share_of in scopes.items()}
            own |= {"rd_accounts": whole, "rd_intramural": whole * intramural}
            own["rd_hnte_domestic"] = np.rint(own["rd_hnte"] * domestic)
            own["hightech_income"] = np.rint(found[f"total_income_{year}"] * share)
            heads = np.minimum(found[f"staff_mean_{year}"], np.floor(whole / cost))
            own |= {"st_staff": heads, "rd_employees": heads}
            chance = self._uniform(f"conversions.whole.{back}")
            own["conversions"] = np.asarray(poisson.ppf(chance, conversions), dtype=np.float64)
            own["equity_new"] = self._equity(investors, back)
            told |= {f"{name}_{year}": accounts.told(values, back) for name, values in own.items()}
        made = np.stack([told[f"conversions_{year}"] for year in self.totals.years])
        told["conversions_per_year"] = np.nanmean(made, axis=0)
        return told

    def _scope(self, name: str) -> Floats:
        """The part of the R&D of the accounts that another accounting lets in: a little less for everyone."""
        spread = self.constants.rd_scope_spread
        return self.constants.scopes[name] * (1.0 - spread * self._uniform(f"scope.{name}"))

    def _equity(self, investors: Floats, back: int) -> Floats:
        """New equity of qualified investors: few get any, and those mostly in one of the years."""
        share = self.constants.equity_share / 3
        gets = (investors >= back * share) & (investors < (back + 1) * share)
        amount = np.rint(lognormal(self.constants.equity, self._score("equity")))
        return np.where(gets, amount, 0.0)

    def _rights(self, rd: Floats) -> Columns:
        """Intellectual property: expected invention patents (made whole later), class II rights."""
        expected = lognormal(self.constants.patents, self._score("patents")) * (rd / np.median(rd)) ** 0.75
        class2 = lognormal(self.constants.class2, self._score("class2"))
        chance = self._uniform("class2.whole")
        return {"ip_class1": expected, "ip_class2": np.asarray(poisson.ppf(chance, class2), dtype=np.float64)}

    def _marks(self) -> Columns:
        return {
            name: np.rint(most * logit_normal(self.constants.marks, self._score("marks", f"marks.{name}")))
            for name, most in names.MARKS.items()
        }

    def _statics(self, registered: Whole, found: Columns) -> dict[str, pl.Series]:
        constants, n = self.constants, self.n
        day = pl.Series(days(registered, self._uniform("day")).astype(np.int32)).cast(pl.Date)
        u = self._uniform
        has_field = u("field.any") < constants.technology_field_share
        fields = pl.DataFrame({"any": has_field, "one": categories(constants.shares_hte_field, u("field"))})
        newest = self.totals.year
        small = (found[f"staff_mean_{newest}"] < constants.sme_staff) | (
            found[f"revenue_{newest}"] < constants.sme_revenue
        )
        statics: dict[str, pl.Series] = {
            "technology": pl.repeat(True, n, eager=True),
            "legal_form": pl.repeat("company", n, eager=True),
            "ownership": categories(constants.shares_ownership, u("ownership")),
            "sector": categories(constants.shares_sector, u("sector")),
            "hte_field": fields.select(pl.when("any").then("one").otherwise(pl.lit("none"))).to_series(),
            "registered_on": day,
            "segment_since": day,
            "local_born": pl.Series(u("local_born") < constants.local_born_share),
            "core_ip": pl.Series(u("core_ip") < constants.core_ip_share),
            "sme": pl.Series(small),
        }
        if self.districts:
            statics["district"] = categories(self.districts, u("district"))
        statics |= {
            name: pl.Series(ndtr(self._score("qualities", f"qualities.{name}")) > 1.0 - constants.qualities_share)
            for name in names.QUALITIES
        }
        market = logit_normal(constants.segment_market_share, self._score("segment_market_share"))
        return statics | {"segment_market_share": pl.Series(market)}

    # Sums that are met ----------------------------------------------------------------------------------------------

    def _with_groups(self, frame: pl.DataFrame, kept: Truths) -> tuple[pl.DataFrame, dict[str, float]]:
        """Every enterprise in a group of emerging industries whose value added is met, and in a cluster of it."""
        groups = list(self.totals.value_added)
        newest = self.totals.year
        wanted = {name: by_year[newest] for name, by_year in self.totals.value_added.items() if newest in by_year}
        if not wanted:
            return frame, {}
        weight = frame["weight"].to_numpy()
        made = frame[f"value_added_{newest}"].to_numpy() * weight
        group = assigned(made, wanted, self._chances("group", kept))
        factors: dict[str, float] = {}
        for year in self.totals.years:
            values = frame[f"value_added_{year}"].to_numpy().copy()
            for code, name in enumerate(wanted):
                own = group == code
                total = self.totals.value_added[name].get(year)
                if total is None or not np.nansum(values[own]):
                    continue
                before = float(np.nansum(values[own] * weight[own]))
                values[own] = scaled(values[own], weight[own], total)
                if year == newest:
                    factors[name] = total / before
            frame = frame.with_columns(pl.Series(f"value_added_{year}", values))
        return frame.with_columns(pl.Series("cluster", self._clusters(groups, group, kept))), factors

    def _clusters(self, groups: list[str], group: Whole, kept: Truths) -> list[str]:
        u = self._chances("cluster", kept)
        known = [self.constants.clusters.get(name, ()) for name in groups]
        return [
            known[code][int(chance * len(known[code]))] if known[code] else "none"
            for code, chance in zip(group.tolist(), u.tolist(), strict=True)
        ]


def _research(one: Floats) -> Iterator[tuple[str | None, Floats]]:
    yield None, one


def _met(rd: Floats, share: Floats, weight: Floats, threshold: float, total: int) -> tuple[Floats, float]:
    """R&D of the accounts such that its part in the survey's scope has the total."""
    return stretched(rd, weight * share, threshold, float(total))


def _with_sums(frame: pl.DataFrame, totals: Totals, chances: Floats) -> pl.DataFrame:
    """R&D of every year and patents as whole figures whose sums are the totals."""
    weight = frame["weight"].to_numpy()
    found: list[pl.Series] = []
    for year in totals.years:
        name = f"rd_intramural_{year}"
        values = frame[name].to_numpy()
        total = totals.rd.get(year)
        found.append(pl.Series(name, np.rint(values) if total is None else scaled(values, weight, total)))
    expected = frame["ip_class1"].to_numpy()
    held = np.floor(expected + chances) if totals.patents is None else counts(expected, weight, totals.patents, chances)
    found += [pl.Series("ip_class1", held), pl.Series("ip_class1_own", held)]
    found.append(pl.Series("ip_class1_in_use", np.floor(held * 0.8)))
    found.append(pl.Series("ip_class1_main_product", np.floor(held * 0.7)))
    return frame.with_columns(found)


__all__ = ["CERTAIN", "NEVER", "PREFIX", "Technology", "exp", "technology"]
