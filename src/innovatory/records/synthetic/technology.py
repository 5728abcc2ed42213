"""The enterprises that perform R&D: one by one, with the accounts that the rules of recognition ask for.

They are few enough to be held at once. All are drawn first; a smaller sample (weight above 1) keeps the largest as they
are and takes one of every few neighbours in R&D for the rest, and then meets the same totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtr

from innovatory.records.synthetic.accounts import Accounts, Base, Columns
from innovatory.records.synthetic.ages import Cohorts
from innovatory.records.synthetic.constants import Constants
from innovatory.records.synthetic.copula import Copula, logit_normal, lognormal
from innovatory.records.synthetic.draws import Draws, Floats, Whole
from innovatory.records.synthetic.exact import counts, scaled
from innovatory.records.synthetic.flat import finished
from innovatory.records.synthetic.groups import assigned
from innovatory.records.synthetic.loans import loans
from innovatory.records.synthetic.research import Research
from innovatory.records.synthetic.tail import Composite, stretched
from innovatory.records.synthetic.totals import Totals
from innovatory.records.synthetic.traits import judged, small_or_medium, technological

PREFIX = "technology"
IN_USE, OF_MAIN_PRODUCT, HIGH_VALUE = 0.8, 0.7, 0.6  # of the invention patents of an enterprise, rounded down
OUTSIDE = "none"  # the cluster of who is in none


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
    """Draw the tier. `cohorts` are those of all enterprises, `districts` the shares of the city's districts."""
    copula = Copula(draws, constants.loadings, PREFIX, totals.technology)
    factors = copula.factors()
    research = Research(copula, factors, constants, totals)
    distribution = research.distribution()
    rd = distribution.quantile(ndtr(copula.score("rd", factors)))
    weights = research.weight(rd, weight)
    total = totals.rd.get(totals.year)
    stretch = 1.0
    if total is not None:
        rd, stretch = stretched(rd, weights * research.surveyed, distribution.threshold, float(total))
    registered = cohorts.year_at(ndtr(-copula.score("age", factors) - constants.technology_older))
    accounts = Accounts(copula, factors, constants, _base(copula, factors, constants, totals, rd, registered))
    found = accounts.columns()
    found |= research.columns(accounts, rd, weights, found) | research.rights(rd)
    told = technological(copula, constants, districts, registered, totals.year) | judged(copula, factors, constants)
    told |= small_or_medium(found, totals.year, constants)
    told |= loans(copula, constants, found[f"liabilities_end_{totals.year}"])
    frame = pl.DataFrame({**told, **{name: pl.Series(values) for name, values in found.items()}, "weight": weights})
    sums = _Sums(draws, totals, constants, weights > 0)
    frame, scaled_by = sums.groups(sums.patents(sums.research(frame.filter(pl.col("weight") > 0))))
    return Technology(finished(frame, totals.years, constants), distribution, stretch, scaled_by)


def _base(
    copula: Copula, factors: dict[str, Floats], constants: Constants, totals: Totals, rd: Floats, registered: Whole
) -> Base:
    """Size follows from R&D and its intensity; productivity and value added are drawn beside it."""
    return Base(
        year=totals.year,
        size=rd / lognormal(constants.intensity, copula.score("intensity", factors)),
        active=np.ones(copula.n, dtype=np.bool_),
        productivity=lognormal(constants.productivity, copula.score("productivity", factors)),
        value_added_share=logit_normal(constants.value_added_share, copula.score("value_added_share", factors)),
        registered=registered,
    )


@dataclass(frozen=True)
class _Sums:
    """Makes the sums of the rows that are kept the totals; `kept` tells which of all drawn rows those are."""

    draws: Draws
    totals: Totals
    constants: Constants
    kept: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def _uniform(self, variable: str) -> Floats:
        return self.draws.uniforms(f"{PREFIX}.{variable}", len(self.kept))[self.kept]

    def research(self, frame: pl.DataFrame) -> pl.DataFrame:
        """R&D of every year as the survey counts it, in whole yuan; R&D staff in person-years where that is known."""
        weight, found = frame["weight"].to_numpy(), Columns()
        for year in self.totals.years:
            name = f"rd_intramural_{year}"
            values, total = frame[name].to_numpy(), self.totals.rd.get(year)
            found[name] = np.rint(values) if total is None else scaled(values, weight, total)
        staff = self.totals.rd_personnel
        if staff is not None:
            heads = frame[f"rd_employees_{self.totals.year}"].to_numpy()
            found[f"rd_personnel_fte_{self.totals.year}"] = counts(heads, weight, staff, self._uniform("rd_personnel"))
        return frame.with_columns(pl.Series(name, values) for name, values in found.items())

    def patents(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Invention patents in force, and the parts of them that rules ask for."""
        expected, weight = frame["ip_class1"].to_numpy(), frame["weight"].to_numpy()
        total = self.totals.patents
        if total is None:
            total = round(self.constants.patents_per_enterprise * float(weight.sum()))
        held = counts(expected, weight, total, self._uniform("patents.whole"))
        parts = {
            "ip_class1_in_use": IN_USE,
            "ip_class1_main_product": OF_MAIN_PRODUCT,
            "ip_class1_high_value": HIGH_VALUE,
        }
        found = {"ip_class1": held, "ip_class1_own": held}
        found |= {name: np.floor(held * part) for name, part in parts.items()}
        return frame.with_columns(pl.Series(name, values) for name, values in found.items())

    def groups(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, float]]:
        """A group of emerging industries for every enterprise, the value added of each met, and a cluster of it."""
        newest, factors = self.totals.year, dict[str, float]()
        wanted = {name: made[newest] for name, made in self.totals.value_added.items() if newest in made}
        if not wanted:
            return frame, {}
        weight = frame["weight"].to_numpy()
        group = assigned(frame[f"value_added_{newest}"].to_numpy() * weight, wanted, self._uniform("group"))
        for year in self.totals.years:
            values = frame[f"value_added_{year}"].to_numpy().copy()
            for code, name in enumerate(wanted):
                own, total = group == code, self.totals.value_added[name].get(year)
                before = float(np.nansum(values[own] * weight[own]))
                if not before:
                    continue
                if total is None:
                    values[own] = np.rint(values[own] * factors[name])
                    continue
                if year == newest:
                    factors[name] = total / before
                values[own] = scaled(values[own], weight[own], total)
            frame = frame.with_columns(pl.Series(f"value_added_{year}", values))
        return frame.with_columns(pl.Series("cluster", self._clusters(list(wanted), group))), factors

    def _clusters(self, groups: list[str], group: Whole) -> list[str]:
        known = [self.constants.clusters.get(name) or (OUTSIDE,) for name in groups]
        chances = self._uniform("cluster").tolist()
        return [
            known[code][int(chance * len(known[code]))] for code, chance in zip(group.tolist(), chances, strict=True)
        ]
