"""Random rows for the names of a rule, as arrays: round figures that hit its edges, figures of every size, unknowns.

The same row exists twice: as columns with what is given of them, and as the inner values of one record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from innovatory.language import ends
from innovatory.language.columns import Column, Numbers, Texts, Truths, Values, Years
from innovatory.language.door import Inner
from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.language.vectors import Vector, column

Floats = NDArray[np.float64]
YEARS = 4  # a series has at most so many
FIRST_DAY, LAST_DAY = date(1990, 1, 1).toordinal(), date(2024, 12, 31).toordinal()
SCALES = {"yuan": (1e6, 200), "person": (10.0, 60), "count": (1.0, 12), "point": (1.0, 31), "1": (0.01, 101)}


@dataclass
class Rows:
    """Some rows: `data` by physical name, what is `given` of them, and how to read the value of one row back."""

    size: int
    random: np.random.Generator
    unknown: float
    ranged: float
    data: dict[str, pl.Series] = field(default_factory=dict)
    given: dict[str, Values | Years] = field(default_factory=dict)
    readers: dict[str, Callable[[int], Inner]] = field(default_factory=dict)

    def frame(self) -> pl.DataFrame:
        """All columns, with the number of the row."""
        return pl.DataFrame([*self.data.values(), pl.Series("row", np.arange(self.size))])

    def record(self, index: int) -> dict[str, Inner]:
        """The inner values of one row."""
        return {name: reader(index) for name, reader in self.readers.items()}

    def add(self, name: str, of: Type) -> None:
        """Draw the values of one name."""
        match of:
            case Number() | Day():
                self.given[name], self.readers[name] = self._numbers(of)
            case Series(unit=unit):
                self.given[name], self.readers[name] = self._years(Number(unit, unit.whole))
            case Truth():
                self.given[name], self.readers[name] = self._truths()
            case Category(one_of=one_of):
                self.given[name], self.readers[name] = self._texts(one_of)

    def _column(self, values: Any, of: type[pl.DataType], absent: NDArray[np.bool_]) -> tuple[Vector, pl.Series]:
        name = f"v{len(self.data)}"
        series = pl.Series(name, values, dtype=of)
        if absent.any():
            series = pl.select(pl.when(pl.Series(~absent)).then(series).alias(name)).to_series()
        self.data[name] = series
        return column(name), series

    def _absent(self) -> NDArray[np.bool_]:
        return self.random.random(self.size) < self.unknown

    def _numbers(self, of: Number | Day) -> tuple[Numbers, Callable[[int], ends.Number | None]]:
        low, absent = self._drawn(of), self._absent()
        width = np.where(self.random.random(self.size) < self.ranged, np.abs(self._drawn(of) - low), 0.0)
        high = low + width
        gaps = bool(absent.any())
        vector, _ = self._column(low, pl.Float64, absent)
        start = Column(vector, float(low.min()), float(low.max()))
        end = start
        if width.any():
            vector, _ = self._column(high, pl.Float64, absent)
            end = Column(vector, float(high.min()), float(high.max()))
        return Numbers(start, end, gaps), lambda i: None if absent[i] else ends.ranged(float(low[i]), float(high[i]))

    def _drawn(self, of: Number | Day) -> Floats:
        if isinstance(of, Day):
            return self.random.integers(FIRST_DAY, LAST_DAY, self.size, endpoint=True).astype(np.float64)
        step, most = SCALES.get(str(of.unit), (1.0, 12))
        round_figure = self.random.integers(-1, most, self.size, endpoint=True) * step
        if of.whole or str(of.unit) == "point":
            return np.maximum(round_figure, 0.0)
        any_size = step * most * 10.0 ** self.random.uniform(-4, 1, self.size)
        some_yuan = step * self.random.integers(0, most * 1000, self.size) / 1000
        return np.choose(self.random.integers(0, 4, self.size), [round_figure, round_figure, any_size, some_yuan])

    def _years(self, of: Number) -> tuple[Years, Callable[[int], Inner]]:
        age = self.random.choice([0, 1, 2, YEARS], self.size, p=[0.01, 0.04, 0.05, 0.9])
        numbers, readers = zip(*(self._numbers(of) for _ in range(YEARS)), strict=True)
        exists = [self._column(age > year, pl.Boolean, np.zeros(self.size, bool))[0] for year in range(YEARS)]

        def read(index: int) -> Inner:
            return tuple(readers[year](index) for year in range(int(age[index]) - 1, -1, -1))

        return Years(tuple(numbers), tuple(exists)), read

    def _truths(self) -> tuple[Truths, Callable[[int], Inner]]:
        values, absent = self.random.random(self.size) < 0.8, self._absent()
        vector, _ = self._column(values, pl.Boolean, absent)
        truths = Truths(vector.fill_null(False), vector.fill_null(True)) if absent.any() else Truths(vector, vector)
        return truths, lambda i: None if absent[i] else bool(values[i])

    def _texts(self, one_of: tuple[str, ...]) -> tuple[Texts, Callable[[int], Inner]]:
        codes, absent = self.random.integers(0, len(one_of), self.size), self._absent()
        vector, _ = self._column(np.array(one_of)[codes], pl.String, absent)
        return Texts(vector), lambda i: None if absent[i] else one_of[codes[i]]


def random_rows(types: Mapping[str, Type], size: int, seed: int, *, unknown: float, ranged: float) -> Rows:
    """Rows for the names, a share of their values unknown and a share of their numbers ranges."""
    rows = Rows(size, np.random.default_rng(seed), unknown, ranged)
    for name, of in types.items():
        rows.add(name, of)
    return rows
