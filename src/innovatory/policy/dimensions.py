"""The groups that a population is counted by: a code for each value of a column, sums by code.

The first dimension is always all rows together. A missing value is a group of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from innovatory.policy.settlement import Floats


@dataclass
class Dimension:
    """One column: the code of each value met so far, and after each batch the codes of its rows."""

    name: str
    codes: dict[str | None, int] = field(default_factory=dict)
    rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    seen: list[NDArray[np.int64]] = field(default_factory=list)

    def begin(self, values: pl.Series) -> None:
        """Code the values of a batch."""
        texts = values.cast(pl.String)
        for value in texts.unique(maintain_order=True).to_list():
            self.codes.setdefault(value, len(self.codes))
        old, new = list(self.codes), list(self.codes.values())
        self.rows = texts.replace_strict(old, new, return_dtype=pl.Int64).to_numpy()
        self.seen.append(self.rows)

    @property
    def values(self) -> list[str | None]:
        """The values met, missing last, in the order of their texts."""
        return sorted(self.codes, key=lambda value: (value is None, value or ""))


class Dimensions:
    """All dimensions of a costing, the first being the whole population."""

    def __init__(self, names: Sequence[str]) -> None:
        self.each = [Dimension(name) for name in names]
        self.weight: Floats = np.zeros(0)

    def begin(self, batch: pl.DataFrame, weight: Floats) -> None:
        """Take up a batch: the columns to group by, and how many units each row stands for."""
        self.weight = weight
        for dimension in self.each:
            dimension.begin(batch[dimension.name])

    def summed(self, values: Floats) -> list[Floats]:
        """The weighted sums of the batch's values: over all rows, then over the groups of each dimension."""
        if not values.any():  # most sheets concern few
            return [np.zeros(1), *(np.zeros(len(one.codes)) for one in self.each)]
        weighted = values * self.weight
        whole = np.array([weighted.sum()])
        return [whole, *(np.bincount(one.rows, weighted, minlength=len(one.codes)) for one in self.each)]
