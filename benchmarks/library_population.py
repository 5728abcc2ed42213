"""An invented table for a costing of the whole library: every input that the sheets ask for, written batch by batch.

Nobody's figures: the shapes are plausible, 5 to 10 % of every column are unknown, marks and a few figures are ranges.
The same seed and size give the same file; the assessed year is the one before the day of the question. Every row is of origin synthetic, and every column of the file says so too.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from innovatory.language.types import Category, Day, Number, Series, Truth
from innovatory.policy.books import Books
from innovatory.policy.row_account import asked_of
from innovatory.records.invented import enterprises

ROWS = 125_000  # a batch and a row group; what stands in memory at once
ALWAYS_KNOWN = ("enterprise_id", "origin", "registered_on")
RANGED = ("market_value", "rent_due", "conversion_cost")  # known only from … to …
UNKNOWN = (0.05, 0.10)  # share of a column that is unknown
SYNTHETIC = {b"origin": b"synthetic"}


def write(path: Path, books: Books, rows: int, seed: int = 1) -> None:
    """Write `rows` invented enterprises for the books to a Parquet file, one batch in memory at a time."""
    shares = Shares(seed)
    writer = None
    for number, start in enumerate(range(0, rows, ROWS)):
        table = marked(batch(books, min(ROWS, rows - start), seed + number, shares, start).to_arrow())
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=ROWS)
    if writer is not None:
        writer.close()


def marked(table: pa.Table) -> pa.Table:
    """The table with a mark at every column: its values are invented."""
    return table.cast(pa.schema([column.with_metadata(SYNTHETIC) for column in table.schema]))


class Shares:
    """Which share of each column is unknown: drawn once for all batches, by the column's name."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, name: str) -> float:
        return np.random.default_rng([self.seed, *name.encode()]).uniform(*UNKNOWN)


def batch(books: Books, rows: int, seed: int, shares: Shares, first: int) -> pl.DataFrame:
    """One batch of rows: those of `records.invented`, what the sheets ask for beside them, and gaps."""
    random = np.random.default_rng([seed, 1])
    asked = asked_of(books)
    frame = enterprises(rows, seed, books.on).drop("district", "core_ip")  # drawn below: the sheets' own codes and gaps
    frame = frame.with_columns(enterprise_id=pl.format("syn:{}", pl.int_range(first, first + rows)))
    columns = {name: frame[name] for name in frame.columns}
    draw = Draw(random, rows, books.on, frame[f"revenue_{books.year}"].to_numpy())
    for name, of in asked.inputs.items():
        if isinstance(of, Series):
            names = [f"{name}_{asked.year - back}" for back in range(asked.years[name] + 1)]
            columns |= {one: draw.figure(of) for one in names if one not in columns}
        elif not {name, f"{name}_low"} & columns.keys():
            columns |= draw.input(name, of)
    return with_gaps(pl.DataFrame(columns), random, shares)


def with_gaps(frame: pl.DataFrame, random: np.random.Generator, shares: Shares) -> pl.DataFrame:
    """A share of every column unknown; of a range both ends."""
    gaps = {}
    for name in frame.columns:
        stem = name.removesuffix("_low").removesuffix("_high")
        if name not in ALWAYS_KNOWN and stem not in gaps:
            gaps[stem] = pl.Series(random.random(frame.height) >= shares.of(stem))
    known = {name: gaps.get(name.removesuffix("_low").removesuffix("_high")) for name in frame.columns}
    return frame.select(
        pl.col(name) if mask is None else pl.when(mask).then(pl.col(name)).alias(name) for name, mask in known.items()
    )


@dataclass
class Draw:
    """Random columns of one batch; figures in yuan are parts of the revenue."""

    random: np.random.Generator
    rows: int
    on: date
    revenue: np.ndarray

    def input(self, name: str, of: object) -> dict[str, pl.Series]:
        """The column of an input, or the two of a range."""
        match of:
            case Truth():
                column = f"status_{name[7:-1]}" if name.startswith("status(") else name
                return {column: pl.Series(self.random.random(self.rows) < 0.6)}
            case Category(one_of=one_of):
                return {name: pl.Series(np.array(one_of)[self.random.integers(0, len(one_of), self.rows)])}
            case Day():
                return {name: self.day()}
        if name not in RANGED:
            return {name: self.figure(of)}
        low = self.figure(of)
        return {
            f"{name}_low": low,
            f"{name}_high": (low * pl.Series(self.random.choice([1.0, 1.1], self.rows))).round(),
        }

    def figure(self, of: Number | Series) -> pl.Series:
        """Money up to 30 % of the revenue, small counts, people by revenue, points up to 20, shares."""
        unit = str(of.unit)
        part = self.random.random(self.rows)
        if unit == "yuan":
            return pl.Series((self.revenue * part * 0.3).round())
        if unit == "person":
            return pl.Series(np.floor(self.revenue / 8e5 * part + 1))
        if unit == "1":
            return pl.Series(part.round(3))
        return pl.Series(np.floor(part * (20 if unit == "point" else 5)))

    def day(self) -> pl.Series:
        """A day of the eleven years before the day of the question."""
        last = self.on.toordinal() - date(1970, 1, 1).toordinal()
        return pl.Series((last - self.random.integers(0, 4000, self.rows)).astype(np.int32)).cast(pl.Date)
