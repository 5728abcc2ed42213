"""What instruments will be asked for in a year: the claims of all rows of a population, added up sheet by sheet.

The awards are those of the account of a year (`policy.row_account`), so that what excludes or lowers another award is
taken into account; a budget pays awards, a relief is paid by lower taxes and is kept apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from innovatory.measure.budget.queue import Queue, QueueParts
from innovatory.policy.admission import WEIGHT, Admitted, admit_all
from innovatory.policy.rationing import Way
from innovatory.policy.row_account import RowAccounts, RowBooks, asked_of
from innovatory.policy.withheld import LEAST

if TYPE_CHECKING:
    from innovatory.policy.books import Books
    from innovatory.policy.settlement import Floats

BATCH = 250_000  # rows: two batches with all that is computed of them stay below a gigabyte
AT_ONCE = 2  # batches worked out beside each other
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Claims:
    """What one instrument is asked for on a day, by a population of `units`; amounts in yuan.

    `low` is asked for by those who certainly may claim (`sure` units), `all_low` to `all_high` by all who may (`may`
    units), at least and at most. `unbounded` counts units of whose award nothing says how much it is, so that
    `all_high` is no upper end. `relief` marks taxes forgone, which no budget line pays. `missing` are inputs that the
    sheet reads (`reads` in all) and the population has not, `lacking` those of them that no person judges. `few`: fewer than ten rows stand behind a figure.
    """

    instrument: str
    on: str
    relief: bool
    units: float
    sure: float
    may: float
    low: float
    all_low: float
    all_high: float
    unbounded: float
    missing: tuple[str, ...]
    lacking: tuple[str, ...]
    reads: int
    few: bool
    way: Way | None = None


@dataclass(frozen=True)
class Counted:
    """The claims of some instruments by id, and the queue of each that is ordered by rank."""

    claims: Mapping[str, Claims]
    queues: Mapping[str, Queue]


SUMS = ("sure", "may", "low", "all_low", "all_high", "unbounded", "sure_rows", "may_rows")


@dataclass
class _Tally:
    sums: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SUMS, 0.0))
    queue: QueueParts = field(default_factory=QueueParts)


def count_claims(
    books: Books, frame: pl.LazyFrame, ids: str | None, progress: Progress = lambda done, of: None
) -> Counted:
    """The claims of all sheets of the books over a population; `ids` is the column that decides between equal ranks.

    Raises the `Mistake`s of `admit_all` for a table that the sheets cannot read.
    """
    return _Counting(books, frame, ids).run(progress)


class _Counting:
    """One pass over the population."""

    def __init__(self, books: Books, frame: pl.LazyFrame, ids: str | None) -> None:
        self.books, self.frame, self.ids = books, frame, ids
        self.admitted: Admitted = admit_all(frame, asked_of(books))
        self.rows = RowBooks(books, self.admitted)
        self.tallies = {name: _Tally() for name in books.rules}
        self.units = 0.0

    def run(self, progress: Progress) -> Counted:
        """Read batch by batch, two beside each other, and add up in the order of the table."""
        total = self.admitted.rows
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done, (weight, names, accounts) in enumerate(self._batches(pool, range(0, total, BATCH)), 1):
                self.units += float(weight.sum())
                for name, tally in self.tallies.items():
                    self._add(name, tally, accounts, weight, names)
                progress(min(done * BATCH, total), total)
        return Counted(
            {name: self._claims(name, tally) for name, tally in self.tallies.items()},
            {name: tally.queue.ordered() for name, tally in self.tallies.items() if self._way(name) == "rank"},
        )

    def _batches(
        self, pool: ThreadPoolExecutor, starts: Sequence[int]
    ) -> Iterator[tuple[Floats, Sequence[str] | None, RowAccounts]]:
        waiting: deque[Future[tuple[Floats, Sequence[str] | None, RowAccounts]]] = deque()
        for start in starts:
            waiting.append(pool.submit(self._read, start))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _read(self, start: int) -> tuple[Floats, Sequence[str] | None, RowAccounts]:
        lazy: pl.LazyFrame = self.admitted.frame.to_native()
        batch = lazy.slice(start, BATCH).collect()
        weight = batch[WEIGHT].to_numpy() if WEIGHT in batch.columns else np.ones(len(batch))
        names: Sequence[str] | None = None
        if self.ids is not None and any(self._way(name) == "rank" for name in self.tallies):
            raw = self.frame.select(pl.col(self.ids).cast(pl.String).fill_null("")).slice(start, BATCH).collect()
            names = raw.to_series().to_list()
        return weight, names, self.rows.over(batch)

    def _way(self, name: str) -> Way | None:
        bound = self.books.rules[name]
        if "budget" not in bound.rationing_nodes or not bound.in_force:
            return None
        return "rank" if "rank" in bound.rationing_nodes else "pro_rata"

    def _relief(self, name: str) -> bool:
        return "grant" not in self.books.rules[name].money_nodes

    def _add(
        self, name: str, tally: _Tally, accounts: RowAccounts, weight: Floats, names: Sequence[str] | None
    ) -> None:
        """Add a batch's claims on one sheet."""
        rows = accounts.sheets[name]
        if name not in accounts.worth:
            return  # it brings nothing that could be paid
        ends = accounts.worth[name] if self._relief(name) else accounts.awards[name]
        low, high = (np.nan_to_num(end, nan=0.0) for end in (np.fmin(*ends), np.fmax(*ends)))
        unknown = np.isnan(ends[1]).astype(np.float64)
        least = low
        if not self._relief(name):
            # what a row asks for at least if it claims at all
            least = np.where(rows.sure, low, np.minimum(rows.entries["grant"][0], high))
            if "unbounded" in rows.entries:
                unknown = np.maximum(unknown, rows.entries["unbounded"][1] * rows.maybe)
        claims = rows.maybe & ((high > 0) | (unknown > 0))
        sure = claims & rows.sure
        added = {
            "sure": sure * weight, "may": claims * weight, "low": np.where(sure, low, 0.0) * weight,
            "all_low": np.where(claims, least, 0.0) * weight, "all_high": high * weight, "unbounded": unknown * weight,
            "sure_rows": sure, "may_rows": claims,
        }  # fmt: skip
        for key, values in added.items():
            tally.sums[key] += float(values.sum())
        if self._way(name) == "rank":
            tally.queue.add(rows.sure, least, high, weight, accounts.ranks[name], names)

    def _claims(self, name: str, tally: _Tally) -> Claims:
        bound, sums = self.books.rules[name], tally.sums
        reads = [one for one in bound.names_read if one != self.books.derived]
        missing = tuple(one for one in reads if one in self.admitted.missing_columns)
        few = any(0 < sums[key] < LEAST for key in ("sure_rows", "may_rows"))
        amounts = {key: sums[key] for key in ("sure", "may", "low", "all_low", "all_high", "unbounded")}
        return Claims(
            name, self.books.on.isoformat(), self._relief(name), self.units, **amounts,
            missing=missing, lacking=tuple(one for one in missing if one not in bound.rule.judged),
            reads=len(reads), few=few, way=self._way(name),
        )  # fmt: skip


def last_day_in_force(periods: Sequence[tuple[date, date | None]], year: int) -> date | None:
    """The last day of a year on which a sheet is in force; None where it is not in force in that year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ends = [min(last, end or last) for start, end in periods if start <= last and (end is None or end >= first)]
    return max(ends, default=None)
