"""What instruments cost on a population: who is eligible, who nearly is, how much, by group; before and after a reform.

The table is read once, batch by batch; every sheet and the account of the year are worked out for all rows of a batch.
A budget is shared out when all claims are known. The amount of a sheet is its worth in the account with all sheets
asked for, so that nothing is counted twice; the total is the account with all of them less the account with none.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.policy.admission import WEIGHT, Admitted, admit_all
from innovatory.policy.books import Books
from innovatory.policy.dimensions import Dimensions
from innovatory.policy.rationing import Awards, Claims, ranked, ration
from innovatory.policy.row_account import RowAccounts, RowBooks, asked_of
from innovatory.policy.settlement import Floats
from innovatory.policy.sheet_rows import Ends

BATCH = 250_000  # rows: small enough that two batches with all that is computed of them stay below a gigabyte
AT_ONCE = 2  # batches worked out beside each other
COUNTS = ("eligible", "depends", "near_misses")
AMOUNTS = ("amount_low", "amount_high")
ID_COLUMNS = ("enterprise_id", "unit_id", "id")
Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """What is summed of one sheet, or of all, over the groups of every dimension: arrays by quantity (units, yuan)."""

    sums: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, dimensions: Dimensions, quantities: Mapping[str, Floats]) -> None:
        """Add a batch's quantities, one value per row, to the sums of its groups."""
        for name, values in quantities.items():
            new = dimensions.summed(values)
            old = self.sums.get(name)
            self.sums[name] = new if old is None else [_longer(a, b) for a, b in zip(old, new, strict=True)]

    def of(self, dimension: int, group: int) -> dict[str, float]:
        """The sums of one group of one dimension; a group that came late is 0 where nothing was added to it."""
        return {
            name: float(sums[dimension][group]) if group < len(sums[dimension]) else 0.0
            for name, sums in self.sums.items()
        }


def _longer(first: Floats, second: Floats) -> Floats:
    """The sum of two arrays of which one may be shorter."""
    total = np.zeros(max(len(first), len(second)))
    total[: len(first)] += first
    total[: len(second)] += second
    return total


@dataclass
class Rationed:
    """A sheet with a budget: the claims of all rows, and after the last batch what each gets."""

    budget: float | None
    ranks: bool
    parts: list[tuple[NDArray[np.bool_], Floats, Floats, Floats]] = field(default_factory=list)
    worths: list[Ends] = field(default_factory=list)
    awards: Awards | None = None

    def add(self, sure: NDArray[np.bool_], ends: Ends, if_asked: Floats, rank: Floats | None) -> None:
        """Add the claims of a batch; `if_asked` is the least that a row asks for if it stands in the queue."""
        none = np.zeros(len(sure))
        self.parts.append((sure, if_asked, ends[1], none if rank is None else rank))
        self.worths.append(ends)

    def share(self, weight: Floats, ids: NDArray[np.str_] | None) -> Awards:
        """Share the budget out among all claims."""
        sure, low, high, rank = (joined([part[index] for part in self.parts]) for index in range(4))
        claims = Claims(sure, low, high, weight)
        budget = self.budget if self.budget is not None else float("inf")
        order = ranked(rank, ids) if self.ranks else None
        self.awards = ration(claims, budget, "rank" if self.ranks else "pro_rata", order)
        return self.awards


def joined(parts: list[Any]) -> Any:
    """The parts of a column, one array; an empty one of an empty table."""
    return np.concatenate(parts) if parts else np.zeros(0)


class Side:
    """One law over the population: its books over the table, and what is summed of it."""

    def __init__(self, books: Books, admitted: Admitted) -> None:
        self.books = books
        self.rows = RowBooks(books, admitted)
        self.sheets = {name: Tally() for name in books.rules}
        self.all = Tally()
        self.benefits: list[Ends] = []
        self.rationed = {
            name: Rationed(bound.budget, "rank" in bound.rationing_nodes)
            for name, bound in books.rules.items()
            if "budget" in bound.rationing_nodes and bound.in_force
        }

    def add(self, accounts: RowAccounts, dimensions: Dimensions) -> None:
        """Add the accounts of a batch up."""
        for name in self.books.rules:
            self.sheets[name].add(dimensions, self._of_sheet(name, accounts))
        self.all.add(dimensions, self._of_all(accounts))
        self.benefits.append(accounts.benefit)
        for name, rationed in self.rationed.items():
            self._claim(name, rationed, accounts)

    def _of_sheet(self, name: str, accounts: RowAccounts) -> dict[str, Floats]:
        rows = accounts.sheets[name]
        found = {
            "eligible": rows.sure.astype(np.float64),
            "depends": (rows.maybe & ~rows.sure).astype(np.float64),
            "near_misses": rows.near.astype(np.float64),
        }
        if name in accounts.worth:
            found |= _amounts(accounts.worth[name])
            found["unbounded"] = (
                rows.entries["unbounded"][1] * rows.maybe if "unbounded" in rows.entries else np.zeros(len(rows.sure))
            )
        return found

    def _of_all(self, accounts: RowAccounts) -> dict[str, Floats]:
        sure, maybe, near = (
            np.any([getattr(rows, name) for rows in accounts.sheets.values()], axis=0)
            for name in ("sure", "maybe", "near")
        )
        return {
            "eligible": sure.astype(np.float64),
            "depends": (maybe & ~sure).astype(np.float64),
            "near_misses": (near & ~maybe).astype(np.float64),
            **_amounts(accounts.benefit),
            "unknown": np.isnan(accounts.net[0]).astype(np.float64),
            **_ends("tax", accounts.lines["tax"]),
            "unbounded": accounts.unbounded,
        }

    def _claim(self, name: str, rationed: Rationed, accounts: RowAccounts) -> None:
        rows, award = accounts.sheets[name], accounts.awards[name]
        low, high = np.fmin(*award), np.fmax(*award)
        if_asked = np.where(rows.sure, low, np.minimum(rows.entries["grant"][0], high))
        rationed.add(rows.sure, (low, high), if_asked, accounts.ranks.get(name))


def _amounts(ends: Ends) -> dict[str, Floats]:
    return dict(zip(AMOUNTS, _sorted(ends), strict=True)) | {"unknown": np.isnan(ends[0]).astype(np.float64)}


def _ends(name: str, ends: Ends) -> dict[str, Floats]:
    return dict(zip((f"{name}_low", f"{name}_high"), _sorted(ends), strict=True))


def _sorted(ends: Ends) -> Ends:
    """Low and high in the order of their size; an unknown figure (NaN) adds nothing and is counted beside the sums."""
    return np.nan_to_num(np.fmin(*ends), nan=0.0), np.nan_to_num(np.fmax(*ends), nan=0.0)


class Costing:
    """One or two laws over a population: `sides[0]` as it is, `sides[1]` (if there is one) what it is compared with."""

    def __init__(self, sides: Sequence[Books], frame: pl.LazyFrame | pl.DataFrame, by: Sequence[str] = ()) -> None:
        self.frame = frame.lazy()
        self.by = tuple(by)
        schema = self.frame.collect_schema().names()
        for name in by:
            if name not in schema:
                raise Mistake(
                    "name", f"no column {name!r} in the population", f"数据中没有列 {name!r}",
                    nearest=nearest(name, schema), place=Place(path="--by"),
                )  # fmt: skip
        self.ids = next((name for name in ID_COLUMNS if name in schema), None)
        self.admitted = [admit_all(self.frame, asked_of(books)) for books in sides]
        self.sides = [Side(books, admitted) for books, admitted in zip(sides, self.admitted, strict=True)]
        self.dimensions = Dimensions(self.by)
        self.origins = self._origins(schema)
        self._weights: list[Floats] = []
        self._ids: list[NDArray[np.str_]] = []

    @property
    def rows(self) -> int:
        """The rows of the table."""
        return self.admitted[0].rows

    def _origins(self, schema: Sequence[str]) -> frozenset[str]:
        """Whether the rows were observed, synthesised or simulated, as the table says."""
        if "origin" not in schema:
            return frozenset()
        found = self.frame.select(pl.col("origin").cast(pl.String).unique()).collect()["origin"]
        return frozenset(found.drop_nulls().to_list())

    def run(self, progress: Progress = lambda done, of: None) -> Costing:
        """Read the table batch by batch and work everything out; `progress` is told the rows done."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done, read in enumerate(_in_turn(pool, self._read, range(0, self.rows, BATCH)), 1):
                self._add(*read)
                progress(min(done * BATCH, self.rows), self.rows)
        self.weight = joined(self._weights)
        ids = np.concatenate(self._ids) if self._ids else None
        for side in self.sides:
            for rationed in side.rationed.values():
                rationed.share(self.weight, ids)
        return self

    def _read(self, start: int) -> tuple[pl.DataFrame, Floats, list[RowAccounts]]:
        """The rows of a batch worked out: the columns to group by and order by, the weights, the accounts of each side."""
        batches = [_slice(admitted, start) for admitted in self.admitted]
        wanted = [*self.by, *([self.ids] if self.ids and self._ranked and self.ids not in self.by else [])]
        raw = self.frame.select(*wanted).slice(start, BATCH).collect()
        weight = batches[0][WEIGHT].to_numpy() if WEIGHT in batches[0].columns else np.ones(len(batches[0]))
        return raw, weight, [side.rows.over(batch) for side, batch in zip(self.sides, batches, strict=True)]

    def _add(self, raw: pl.DataFrame, weight: Floats, accounts: list[RowAccounts]) -> None:
        """Add a batch up; batches are added in the order of the table, so that sums are the same every time."""
        self.dimensions.begin(raw, weight)
        self._weights.append(weight)
        if self.ids and self._ranked:
            self._ids.append(raw[self.ids].cast(pl.String).fill_null("").to_numpy().astype(np.str_))
        for side, found in zip(self.sides, accounts, strict=True):
            side.add(found, self.dimensions)

    @property
    def _ranked(self) -> bool:
        return any(rationed.ranks for side in self.sides for rationed in side.rationed.values())


T = TypeVar("T")


def _in_turn(pool: ThreadPoolExecutor, work: Callable[[int], T], starts: Iterable[int]) -> Iterator[T]:
    """Results in the order of the starts, never more than a few ahead of who takes them."""
    waiting: deque[Future[T]] = deque()
    for start in starts:
        waiting.append(pool.submit(work, start))
        if len(waiting) > AT_ONCE:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _slice(admitted: Admitted, start: int) -> pl.DataFrame:
    lazy: pl.LazyFrame = admitted.frame.to_native()
    return lazy.slice(start, BATCH).collect()
