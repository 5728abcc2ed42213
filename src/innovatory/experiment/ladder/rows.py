"""One row of the ladder, and the tests that make one: what a formula says, what was simulated, and the p-value.

A p-value is exact where the law of the quantity is known (Ewens, Poisson, binomial); else it is that of Student's t over
independent cities, of the χ² law, or of the normal law for means over many thousand firms, and the row says which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite, sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from innovatory.model.theory.ewens_exact import Law

Test = Literal["exact", "t", "chi2", "normal", "equal", "shown", "none"]
"""Where a p-value is from; what the others mean stands at `Row`."""


@dataclass(frozen=True)
class Published:
    """A figure in print: its value, and how far the formula may lie from it (rounding of it and of its parameters)."""

    value: float
    tolerance: float


@dataclass(frozen=True)
class Row:
    """One comparison. `section` and `quantity` are ids of phrases, `facts` fill their placeholders.

    With the test `none` the row compares the formula with a published figure alone; with `equal` the
    simulated value must be the formula's to the last unit; with `shown` the formula is another theory's and not judged.
    """

    section: str
    quantity: str
    formula: float
    facts: Mapping[str, str] = field(default_factory=dict)
    simulated: float | None = None
    standard_error: float | None = None
    p: float | None = None
    test: Test = "none"
    published: Published | None = None

    @property
    def z(self) -> float | None:
        """Difference in standard errors; None where there is none."""
        if self.simulated is None or not self.standard_error:
            return None
        return (self.simulated - self.formula) / self.standard_error

    def passes(self, level: float) -> bool:
        """Whether p is not below the level, the published figure is met, and equal things are equal."""
        if self.test == "equal" and self.simulated != self.formula:
            return False
        if self.p is not None and not self.p >= level:
            return False
        return self.published is None or abs(self.formula - self.published.value) <= self.published.tolerance

    def as_dict(self) -> dict[str, Any]:
        """Plain data, from which `row_of` makes the row again."""
        plain = {
            name: getattr(self, name) for name in ("section", "quantity", "formula", "simulated", "standard_error")
        }
        rest = {"p": self.p, "test": self.test, "facts": dict(self.facts)}
        return plain | rest | {"published": None if self.published is None else vars(self.published).copy()}


def row_of(plain: Mapping[str, Any]) -> Row:
    """The row of plain data that `Row.as_dict` made."""
    published = plain["published"]
    known = {name: plain[name] for name in Row.__dataclass_fields__ if name != "published"}
    return Row(**known, published=None if published is None else Published(**published))


@dataclass(frozen=True)
class Quantity:
    """What a row is about: ids of its section and its phrase, and what fills the placeholders."""

    section: str
    name: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def row(self, formula: float, **found: Any) -> Row:
        """A row of this quantity."""
        return Row(self.section, self.name, float(formula), self.facts, **found)


def exact(of: Quantity, total: int, law: Law, per: float) -> Row:
    """A count with a known law, shown divided by `per`; p is twice the smaller tail."""
    deviation = sqrt(law.variance()) / per
    return of.row(law.mean() / per, simulated=total / per, standard_error=deviation, p=law.tail(total), test="exact")


def poisson(of: Quantity, total: int, mean: float, per: float) -> Row:
    """A count that is Poisson with this mean, shown divided by `per`."""
    p = two_sided(float(stats.poisson.cdf(total, mean)), float(stats.poisson.sf(total - 1, mean)))
    return of.row(mean / per, simulated=total / per, standard_error=sqrt(mean) / per, p=p, test="exact")


def binomial(of: Quantity, total: int, trials: int, chance: float) -> Row:
    """A share of independent trials."""
    p = two_sided(float(stats.binom.cdf(total, trials, chance)), float(stats.binom.sf(total - 1, trials, chance)))
    deviation = sqrt(chance * (1.0 - chance) / trials)
    return of.row(chance, simulated=total / trials, standard_error=deviation, p=p, test="exact")


def over_cities(of: Quantity, values: ArrayLike, formula: float) -> Row:
    """A mean over independent cities: Student's t."""
    each = np.asarray(values, dtype=np.float64)
    error = float(each.std(ddof=1)) / sqrt(len(each))
    z = (float(each.mean()) - formula) / error if error > 0.0 else _without_spread(each, formula)
    p = 2.0 * float(stats.t.sf(abs(z), len(each) - 1))
    return of.row(formula, simulated=float(each.mean()), standard_error=error, p=p, test="t")


def ratio_over_cities(of: Quantity, above: Sequence[float], below: Sequence[float], formula: float) -> Row:
    """A ratio of totals over independent cities: Student's t of above − formula · below, as Fieller has it."""
    top, bottom = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    tested = over_cities(of, top - formula * bottom, 0.0)
    error = (tested.standard_error or 0.0) / float(bottom.mean())
    return of.row(formula, simulated=float(top.sum() / bottom.sum()), standard_error=error, p=tested.p, test="t")


def jackknifed(of: Quantity, whole: float, without: ArrayLike, formula: float) -> Row:
    """A figure of all cities together and the same without each of them: Student's t, its error that of the jackknife.

    Source: Tukey, J. W. (1958), "Bias and confidence in not-quite large samples", Annals of Mathematical Statistics 29, 614.
    """
    left = np.asarray(without, dtype=np.float64)
    error = sqrt((len(left) - 1) / len(left) * float(((left - left.mean()) ** 2).sum()))
    z = (whole - formula) / error if error > 0.0 else _without_spread(np.array([whole]), formula)
    p = 2.0 * float(stats.t.sf(abs(z), len(left) - 1))
    return of.row(formula, simulated=whole, standard_error=error, p=p, test="t")


def variance_over_cities(of: Quantity, values: ArrayLike, formula: float) -> Row:
    """A variance over independent, nearly normal cities: (N−1)s²/σ² is χ² with N−1 degrees of freedom."""
    each = np.asarray(values, dtype=np.float64)
    freedom = len(each) - 1
    found = float(each.var(ddof=1))
    p = chi2_p(freedom * found / formula, freedom)
    return of.row(formula, simulated=found, standard_error=formula * sqrt(2.0 / freedom), p=p, test="chi2")


def dispersion(of: Quantity, counts: NDArray[np.int64], formula: float) -> Row:
    """Variance over mean of counts in equal cells (last axis), times the formula for it: Pearson's χ² within each row."""
    cells = counts.reshape(-1, counts.shape[-1]).astype(np.float64)
    means = cells.mean(axis=1, keepdims=True)
    freedom = cells.shape[0] * (cells.shape[1] - 1)
    index = float(((cells - means) ** 2 / means).sum()) / freedom
    error = formula * sqrt(2.0 / freedom)
    return of.row(
        formula, simulated=formula * index, standard_error=error, p=chi2_p(index * freedom, freedom), test="chi2"
    )


def normal(of: Quantity, mean: float, error: float, formula: float) -> Row:
    """A mean over many firms with its standard error: the normal law."""
    z = (mean - formula) / error if error > 0.0 else _without_spread(np.array([mean]), formula)
    return of.row(formula, simulated=mean, standard_error=error, p=2.0 * float(stats.norm.sf(abs(z))), test="normal")


def equal(of: Quantity, found: float, formula: float) -> Row:
    """What must hold to the last unit."""
    return of.row(formula, simulated=float(found), test="equal")


def shown(of: Quantity, total: int, law: Law, per: float) -> Row:
    """What another theory would expect of a count, beside the count; not judged."""
    return replace(exact(of, total, law, per), p=None, test="shown")


def with_print(row: Row, published: Published | None) -> Row:
    """The row with a figure in print beside it, where there is one."""
    return row if published is None else replace(row, published=published)


def two_sided(below: float, above: float) -> float:
    """Twice the smaller of two tails, at most 1."""
    return min(1.0, 2.0 * min(below, above))


def chi2_p(statistic: float, freedom: int) -> float:
    """Two-sided p-value of a χ² statistic; too little spread is as wrong as too much."""
    if not isfinite(statistic):
        return 0.0
    return two_sided(float(stats.chi2.cdf(statistic, freedom)), float(stats.chi2.sf(statistic, freedom)))


def _without_spread(values: NDArray[np.float64], formula: float) -> float:
    """z where nothing varies: 0 if all is as the formula says, else beyond every bound."""
    return 0.0 if np.all(values == formula) else float("inf")
