"""Categories drawn by shares, and members drawn by odds with an exact number of real units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from innovatory.records.synthetic.draws import Floats, Truths


def categories(shares: Mapping[str, float], u: Floats) -> pl.Series:
    """A value for each draw, in the shares given (they need not sum to 1)."""
    ends = np.cumsum(np.array(list(shares.values())))
    codes = np.minimum(np.searchsorted(ends / ends[-1], u, side="right"), len(shares) - 1)
    return pl.Series(codes.astype(np.uint32)).replace_strict(
        list(range(len(shares))), list(shares), return_dtype=pl.String
    )


@dataclass(frozen=True)
class Chosen:
    """Rows that are chosen in full, and one of which only `part` of its weight is (None: none is)."""

    rows: Truths
    divided: tuple[int, float] | None
    units: float


def choose(able: Truths, odds: Floats, weight: Floats, count: float, u: Floats) -> Chosen:
    """Choose rows until their weight is `count`: without replacement, in proportion to odds (Efraimidis, Spirakis 2006).

    Where all who are able are fewer, all are chosen. The last row may stand for more units than are still needed: then a
    part of it is chosen.
    """
    rows = np.flatnonzero(able & (odds > 0))
    order = rows[np.argsort(-np.log(u[rows]) / odds[rows], kind="stable")]
    ends = np.cumsum(weight[order])
    full = int(np.searchsorted(ends, count, side="right"))
    chosen = np.zeros(len(able), dtype=np.bool_)
    chosen[order[:full]] = True
    units = float(ends[full - 1]) if full else 0.0
    if full < len(order) and units < count:
        return Chosen(chosen, (int(order[full]), count - units), count)
    return Chosen(chosen, None, units)
