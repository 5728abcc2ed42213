"""Random enterprises for all that some books ask: a table as a costing reads it, and the same rows as typed records.

Figures are parts of one size per row, so that ratios meet the thresholds of the law; some are its edges themselves, or
one unit beside them. Rows differ in how favourable they are and in how much of them is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from innovatory.language.types import Category, Day, Number, Series, Truth, Type
from innovatory.policy.admission import Asked
from innovatory.policy.books import Books
from innovatory.policy.row_account import asked_of
from innovatory.records.applicant import NEVER
from innovatory.records.dictionary import desk_columns

Floats = NDArray[np.float64]
PARTS = (0.0, 0.02, 0.03, 0.04, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.05, 1.15, 1.2, 1.5)
FAVOURABLE = (0.3, 0.8, 0.97, 1.0)  # how likely a truth is true, by row
UNKNOWN = (0.0, 0.01, 0.04, 0.12)  # share of values that are unknown, by row
MARKS_RANGED = 0.3  # share of columns of marks that are given as ranges: experts give them so
LEFT_OUT = 0.03  # share of columns that are not in the table at all
WIDTHS = (0.0, 0.0, 0.0, 0.01, 0.1, 0.5)  # of a range, as a part of its lower end


@dataclass
class Edges:
    """The numbers of the law by unit (values and edges of tables), and its days: where rules turn."""

    numbers: dict[str, set[float]] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)

    def add(self, unit: str, value: float | tuple[float, float]) -> None:
        """Add a number, or both ends of a range."""
        self.numbers.setdefault(unit, set()).update(value if isinstance(value, tuple) else (value,))

    def of(self, unit: str) -> Floats:
        """The numbers in a unit, and one more and one less in units that are counted."""
        found = np.array(sorted(self.numbers.get(unit, {0.0, 1.0})))
        return np.concatenate([found, found + 1.0, np.maximum(found - 1.0, 0.0)]) if unit != "1" else found


def edges(books: Books) -> Edges:
    """The values of all parameters of the books and the edges of their tables; an edge of 10 000 or more is money."""
    found = Edges()
    for bound in books.rules.values():
        found.days |= {period.start for period in bound.rule.sheet.in_force}
        for parameter in bound.rule.sheet.parameters.values():
            for entry in parameter.values.values():
                rows = entry.rows or ()
                for value in [*(row.value for row in rows), *([] if entry.value is None else [entry.value])]:
                    found.add(parameter.unit, value)
                for edge in (row.edge for row in rows if row.edge is not None):
                    found.add("yuan" if edge >= 10_000 else "count", edge)
    return found


class Enterprises:
    """Random enterprises for books; `table` holds columns as a costing reads them, `records` the same row by row.

    `ranged` is the share of columns that are ranges, beside marks.
    """

    def __init__(self, books: Books, size: int, seed: int, *, ranged: float = 0.0) -> None:
        self.books, self.size = books, size
        self.ranged = ranged
        self.asked: Asked = asked_of(books)
        self.random = np.random.default_rng(seed)
        self.edges = edges(books)
        self.marks = _marks(books)
        self.money = self._sizes()
        self.heads = np.maximum(1.0, self.random.integers(1, 600, size)).astype(np.float64)
        self.favourable = self.random.choice(FAVOURABLE, size)
        self.unknown = self.random.choice(UNKNOWN, size)
        self.registered = self._registered()
        self.columns: dict[str, pl.Series] = {}
        for name, of in self.asked.inputs.items():
            if name == "registered_on" or self.random.random() >= LEFT_OUT:
                self._add(name, of)
        self.table = pl.DataFrame(self.columns)

    def records(self) -> Iterator[dict[str, Any]]:
        """Every row as a record of one applicant: what is unknown is absent, years before the registration left out."""
        for row in self.table.iter_rows(named=True):
            values = {name: self._typed(name, of, row) for name, of in self.asked.inputs.items()}
            yield {name: value for name, value in values.items() if value is not None}

    # Columns ---------------------------------------------------------------------------------------------------------

    def _sizes(self) -> Floats:
        """The size of each enterprise in yuan: round figures from ten thousand to ten billion."""
        leading = self.random.integers(1, 100, self.size).astype(np.float64)
        return np.asarray(leading * 10.0 ** self.random.integers(4, 9, self.size))

    def _registered(self) -> NDArray[np.int64]:
        """Days of registration: many in the last four years, and birthdays that rules ask for, or a day beside them."""
        days = self.random.choice([0, 1, 180, 364, 365, 366, 730, 731, 1095, 1096, 3653, 9000], self.size)
        some = np.where(self.random.random(self.size) < 0.5, days, self.random.integers(0, 5000, self.size))
        return np.asarray(self.books.on.toordinal() - some)

    def _add(self, name: str, of: Type) -> None:
        match of:
            case Series(unit=unit):
                number = Number(unit, unit.whole)
                for back in range(self.asked.years[name] + 1):
                    self._number(name, f"{name}_{self.asked.year - back}", number)
            case Number():
                self._number(name, name, of)
            case Day():
                self._day(name)
            case Truth():
                column = f"status_{name[7:-1]}" if name.startswith("status(") else name
                self._put(column, pl.Series(self.random.random(self.size) < self.favourable))
            case Category(one_of=one_of):
                self._put(name, pl.Series(self.random.choice(np.array(one_of), self.size)))

    def _put(self, name: str, values: pl.Series) -> None:
        self.columns[name] = _where(self.random.random(self.size) >= self.unknown, values, name)

    def _ranged(self, name: str) -> float:
        return max(self.ranged, MARKS_RANGED) if name in self.marks else self.ranged

    def _number(self, name: str, column: str, of: Number) -> None:
        low = self._figures(name, of)
        if self.random.random() >= self._ranged(name):
            self._put(column, pl.Series(low))
            return
        high = low + np.abs(low) * self.random.choice(WIDTHS, self.size)
        if name in self.marks:
            high = np.minimum(high, self.marks[name][1])
        high = np.maximum(low, np.floor(high) if of.whole else high)
        known = self.random.random(self.size) >= self.unknown
        for end, values in ((f"{column}_low", low), (f"{column}_high", high)):
            self.columns[end] = _where(known, pl.Series(values), end)

    def _figures(self, name: str, of: Number) -> Floats:
        """Figures of a name: parts of the enterprise's size, edges of the law, nothing; within the dictionary's bounds."""
        unit = str(of.unit)
        if name in self.marks:
            return self._marked(*self.marks[name])
        own = self.random.choice(self.edges.of(unit), self.size)
        part = self.random.choice(PARTS, self.size) * np.where(self.random.random(self.size) < 0.8, 1.0, 1.001)
        least, most = _bounds(name, self.books)
        if most is not None or unit not in ("yuan", "person", "1"):
            sized = part if most is not None else self.random.integers(0, 9, self.size).astype(np.float64)
        else:
            sized = part * (self.heads if unit == "person" else self.money)
        sized = np.round(sized) if unit in ("yuan", "person", "count") else sized
        found = np.where(self.random.random(self.size) < 0.85, sized, own)
        if least is None:
            found = np.where(self.random.random(self.size) < 0.15, -found, found)
        return np.asarray(np.clip(found, least, most) if least is not None or most is not None else found)

    def _marked(self, least: float, most: float) -> Floats:
        """Marks within what the sheet declares: the better ones where much else is favourable."""
        share = np.maximum(self.random.random(self.size), self.random.random(self.size) * self.favourable)
        return np.asarray(least + np.floor(share * (most - least + 1)).clip(max=most - least))

    def _day(self, name: str) -> None:
        first = self.registered if name == "registered_on" else self._days()
        ranged = self.random.random() < self._ranged(name)
        self._put(name, _dates(first))
        if ranged:
            last = first + self.random.choice([0, 1, 30, 364], self.size)
            self._put(f"{name}_latest", _dates(np.minimum(last, max(self.books.on.toordinal(), int(first.max())))))
            # a latest day alone says nothing of the first
            known = self.columns[name].is_not_null().to_numpy()
            self.columns[f"{name}_latest"] = _where(known, self.columns[f"{name}_latest"], f"{name}_latest")

    def _days(self) -> NDArray[np.int64]:
        """Days of events: anniversaries of the day of the question, days of the law or beside them, or never."""
        on = self.books.on.toordinal()
        some = on - self.random.choice([0, 1, 364, 365, 366, 731, 1095, 1096, 1825, 1827, 3653], self.size)
        law = self.random.choice([day.toordinal() for day in sorted(self.edges.days)], self.size)
        law = law + self.random.integers(-1, 2, self.size)
        kind = self.random.random(self.size)
        found = np.where(kind < 0.4, some, np.where(kind < 0.7, law, on - self.random.integers(0, 4000, self.size)))
        return np.asarray(np.where(self.random.random(self.size) < 0.1, NEVER.toordinal(), np.minimum(found, on)))

    # Records ---------------------------------------------------------------------------------------------------------

    def _typed(self, name: str, of: Type, row: Mapping[str, Any]) -> Any:
        """The value of a name in a row, as an applicant's record holds it (None if unknown)."""
        if isinstance(of, Series):
            return self._series(name, row)
        if isinstance(of, Day):
            first, last = row.get(name), row.get(f"{name}_latest")
            return first if first is None or last is None else (first, last)
        return _cell(f"status_{name[7:-1]}" if name.startswith("status(") else name, row)

    def _series(self, name: str, row: Mapping[str, Any]) -> list[Any]:
        """The years, oldest first; unknown ones before the year of registration do not exist (records.md)."""
        newest = self.asked.year
        registered = row.get("registered_on")
        years = {year: _cell(f"{name}_{year}", row) for year in range(newest - self.asked.years[name], newest + 1)}
        founded = newest - self.asked.years[name] if registered is None else registered.year
        begins = min([year for year, value in years.items() if value is not None or year >= founded], default=None)
        return [] if begins is None else [value for year, value in years.items() if year >= begins]


def _cell(name: str, row: Mapping[str, Any]) -> Any:
    if f"{name}_low" not in row:
        return row.get(name)
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return None if low is None or high is None else (low, high)


def _where(known: NDArray[np.bool_], values: pl.Series, name: str) -> pl.Series:
    """A column of the values that are known."""
    return pl.select(pl.when(pl.Series(known)).then(values).alias(name)).to_series()


def _dates(ordinals: NDArray[np.int64]) -> pl.Series:
    return pl.Series((ordinals - date(1970, 1, 1).toordinal()).astype(np.int32)).cast(pl.Date)


def _marks(books: Books) -> dict[str, tuple[float, float]]:
    """The declared range of every judged mark."""
    judged = [pair for bound in books.rules.values() for pair in bound.rule.sheet.judged.items()]
    return {name: one.range for name, one in judged if isinstance(one.range, tuple)}


def _bounds(name: str, books: Books) -> tuple[float | None, float | None]:
    """Least and greatest value that the dictionary allows; judged figures are never negative."""
    for kind in sorted(books.kinds):
        column = desk_columns(kind).get(name)
        if column is not None and column.bounds is not None:
            return column.bounds.minimum, column.bounds.maximum
    return 0.0, None
