"""A budget shared among claims: pro rata, or by rank until it ends (D30).

One function serves grants, venture capital and listing queues, in the costing of a sheet and in the simulation: claims
as arrays, the order in which they stand, and the rule. An open claim (its holder may fail, or its amount is a range)
leaves low and high of every award over all ways in which the open claims may turn out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from innovatory.language.ends import EPSILON

Floats = NDArray[np.float64]
Order = NDArray[np.intp]
Way = Literal["pro_rata", "rank"]


@dataclass(frozen=True)
class Claims:
    """What each of n rows asks for: yuan per unit, `low` to `high` if it stands in the queue at all.

    `sure` rows stand there for certain, the others may; a row that certainly fails has `high` 0. A row stands for
    `weight` equal units.
    """

    sure: NDArray[np.bool_]
    low: Floats
    high: Floats
    weight: Floats

    @property
    def least(self) -> Floats:
        """The least that each row may ask for in all, yuan: nothing where it may fail."""
        return np.where(self.sure, self.low, 0.0) * self.weight

    @property
    def most(self) -> Floats:
        """The most that each row may ask for in all, yuan."""
        return self.high * self.weight


@dataclass(frozen=True)
class Awards:
    """What each row gets per unit (yuan, low and high), what is claimed and spent in all, the ratio of a pro rata cut.

    `funded` are the rows that certainly get something, by rank (none for pro rata).
    """

    low: Floats
    high: Floats
    claimed: tuple[float, float]
    spent: tuple[float, float]
    ratio: tuple[float, float] | None
    funded: Order


def ranked(values: Floats, ids: NDArray[np.str_] | None = None) -> Order:
    """The order of rows, highest value first; equals in the order of their ids, else of the rows; unknown (NaN) last."""
    ties = np.arange(len(values)) if ids is None else np.argsort(np.argsort(ids, kind="stable"), kind="stable")
    return np.lexsort((ties, np.where(np.isnan(values), np.inf, -values)))


def ration(claims: Claims, budget: float, way: Way, order: Order | None = None) -> Awards:
    """Awards of n claims under a budget in yuan (≥ 0); `order` (as from `ranked`) is needed for `rank`."""
    claimed = float(claims.least.sum()), float(claims.most.sum())
    if way == "pro_rata":
        return _pro_rata(claims, budget, claimed)
    assert order is not None  # a queue has an order
    return _by_rank(claims, budget, claimed, order)


def _pro_rata(claims: Claims, budget: float, claimed: tuple[float, float]) -> Awards:
    """Everyone gets the same part: the more the others ask for, the less is left for one."""
    least, most = claimed
    low = _part(np.where(claims.sure, claims.low, 0.0), most - claims.most, claims.weight, budget)
    high = _part(claims.high, least - claims.least, claims.weight, budget)
    ratio = _ratio(budget, most), _ratio(budget, least)
    spent = min(budget, least), min(budget, most)
    return Awards(low, high, claimed, spent, ratio, np.empty(0, dtype=np.intp))


def _part(own: Floats, others: Floats, weight: Floats, budget: float) -> Floats:
    """A claim of one row cut to its part of the budget, where the others ask for `others` in all."""
    total = np.maximum(others, 0.0) + own * weight
    cut = np.divide(budget, total, out=np.ones_like(total), where=total > budget)
    return np.asarray(own * cut, dtype=np.float64)


def _ratio(budget: float, claimed: float) -> float:
    return 1.0 if claimed <= budget else budget / claimed


def _by_rank(claims: Claims, budget: float, claimed: tuple[float, float], order: Order) -> Awards:
    """In full while the running total stays within the budget; the list is cut at the first that does not fit."""
    least, most = claims.least[order], claims.most[order]
    before_least, before_most = np.cumsum(least) - least, np.cumsum(most) - most
    room = budget * (1 + EPSILON)
    low_in_order = np.where(claims.sure, claims.low, 0.0)[order]
    low, high = np.zeros(len(order)), np.zeros(len(order))
    low[order] = np.where(
        before_most + most <= room, low_in_order, _whole_units(claims, order, before_most, room, low_in_order)
    )
    high[order] = _highest(claims, order, before_least, room)
    funded = order[low[order] > 0]
    spent = _least_spent(claims, order, budget), min(budget, float((high * claims.weight).sum()))
    if not np.any((~claims.sure & (claims.high > 0)) | (claims.low < claims.high)):  # nothing is open
        spent = (float((low * claims.weight).sum()),) * 2
    return Awards(low, high, claimed, spent, None, funded)


def _whole_units(claims: Claims, order: Order, before: Floats, room: float, low: Floats) -> Floats:
    """Where a row stands for several units, those that still fit are funded: the mean award of its units.

    Only where the claim is one figure; an open one may not fit at all.
    """
    weight, high = claims.weight[order], claims.high[order]
    units = np.floor(np.divide(room - before, high, out=np.zeros_like(high), where=high > 0))
    fitting = np.clip(units, 0.0, weight)
    several = (weight > 1) & (low == high)
    return np.where(several, np.divide(low * fitting, weight, out=np.zeros_like(low), where=weight > 0), 0.0)


def _highest(claims: Claims, order: Order, before: Floats, room: float) -> Floats:
    """The most that a row may get when those before it ask for as little as they may."""
    low, high, weight = claims.low[order], claims.high[order], claims.weight[order]
    left = np.maximum(room - before, 0.0)
    per_unit = np.divide(left, weight, out=np.zeros_like(left), where=weight > 0)
    whole = np.where(high <= per_unit, high, np.where(low <= per_unit, np.minimum(high, per_unit), 0.0))
    units = np.clip(np.floor(np.divide(left, low, out=np.zeros_like(left), where=low > 0)), 0.0, weight)
    some = np.divide(low * units, weight, out=np.zeros_like(low), where=weight > 0)
    some = np.where((low < high) & (low <= left), np.minimum(high, per_unit), some)
    return np.where((whole == 0) & (weight > 1), some, whole)


def _least_spent(claims: Claims, order: Order, budget: float) -> float:
    """The least that is spent: the earliest cut that some way of the open claims brings about.

    A cut before a row needs the row's own claim not to fit behind what stands before it. Sound always; exact unless
    only several open claims together could bring the cut about.
    """
    least, most = claims.least[order], claims.most[order]
    before = np.cumsum(least) - least
    total = float(least.sum())
    ranged = (claims.sure & (claims.high > claims.low))[order]
    free = np.concatenate([[False], np.maximum.accumulate(ranged)[:-1]]) if len(order) else ranged
    needed = budget * (1 + EPSILON) - most  # what must stand before a row for it not to fit
    raised = np.where(free, np.maximum(before, needed), before + _cheapest(claims, order, needed - before))
    cut_before = np.where(before > needed, before, raised)
    possible = cut_before <= np.minimum(np.cumsum(most) - most, budget) * (1 + EPSILON)
    cuts = cut_before[possible & (most > 0)]
    return float(min(cuts.min(initial=np.inf), total if total <= budget * (1 + EPSILON) else np.inf, budget))


def _cheapest(claims: Claims, order: Order, missing: Floats) -> Floats:
    """For each row the least that one open claim before it adds, at least what is missing.

    Where none alone can, or there are too many, it is what is missing: several together may add just that.
    """
    found, together = np.full(len(order), np.inf), np.maximum(missing, 0.0)
    open_rows = np.flatnonzero((~claims.sure & (claims.high > 0))[order])
    low, high = (claims.low * claims.weight)[order], claims.most[order]
    for place in open_rows[:MOST_TRIED]:
        adds = np.maximum(low[place], missing)
        behind = (np.arange(len(order)) > place) & (high[place] >= missing)
        found[behind] = np.minimum(found[behind], adds[behind])
    return np.where(np.isinf(found), together, found) if len(open_rows) <= MOST_TRIED else together


MOST_TRIED = 64  # open claims that are tried one by one; beyond them the least spent is only a sound bound
