"""The rows of a source as rows of a table: columns renamed, units and dates converted, years in headers made into rows.

What cannot be converted stays as it was written, so that the check of the table refuses it with its value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.dictionary import Column, Table
from innovatory.records.importing.formulas import restored
from innovatory.records.importing.mapping import LATEST, Filled, Mapped
from innovatory.records.importing.sheet import Sheet, cell_name

DAYS = ("date", "event")
_THOUSANDS = r"^[-+]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?$"
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DAY = r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T][0-9]{1,2}:[0-9]{2}[0-9:.]*)?$"
_EIGHT = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
_MONTH = r"^([0-9]{4})[-/.年]([0-9]{1,2})月?$"
_YEAR = r"^([0-9]{4})年?$"


@dataclass(frozen=True)
class Shaped:
    """Rows in the columns of a table, mostly still as texts.

    `positions` tells of each row from which row of `Sheet.rows` it comes (from 0); `headers` under which header a column
    of a year (None: of no year) stands in the source.
    """

    frame: pl.DataFrame
    positions: pl.Series
    headers: dict[tuple[str, int | None], str]


def shaped(sheet: Sheet, mapped: Mapped, place: str) -> Shaped:
    """The rows of a sheet in the columns of the table.

    A row of which no figure of a year is written gives no row of that year. Raises `Mistake("type")` for a moment in
    time with a zone where a day is expected: which day it is depends on where one stands.
    """
    rows = _as_typed(sheet.rows, mapped)
    reader = _Reader(rows, mapped.table, {one.column for one in mapped.filled}, place)
    columns = {one: list(reader.read(one)) for one in mapped.filled}
    headers = {(one.column, one.year): one.header for one in mapped.filled}
    if mapped.years:
        frame = _by_year(rows, mapped, columns)
    else:
        chosen = [expr for exprs in columns.values() for expr in exprs]
        frame = rows.select(*chosen).with_row_index("_position")
        if mapped.year is not None and "year" in mapped.table.columns and "year" not in frame.columns:
            frame = frame.with_columns(pl.lit(mapped.year, pl.Int32).alias("year"))
    return Shaped(frame.drop("_position"), frame["_position"], headers)


def _as_typed(rows: pl.DataFrame, mapped: Mapped) -> pl.DataFrame:
    """Refused rows come again with the apostrophe that keeps a spreadsheet from reading a text as a formula."""
    if not mapped.own_rows:
        return rows
    texts = [name for name, dtype in rows.schema.items() if dtype == pl.String]
    return rows.with_columns(restored(pl.col(name)).alias(name) for name in texts)


def _by_year(rows: pl.DataFrame, mapped: Mapped, columns: dict[Filled, list[pl.Expr]]) -> pl.DataFrame:
    shared = [expr for one, exprs in columns.items() if one.year is None for expr in exprs]
    parts = []
    for year in mapped.years:
        own = [expr for one, exprs in columns.items() if one.year == year for expr in exprs]
        part = rows.select(*shared, *own).with_row_index("_position")
        said = pl.any_horizontal(_is_said(name, part.schema[name]) for name in (one.meta.output_name() for one in own))
        parts.append(part.filter(said).with_columns(pl.lit(year, pl.Int32).alias("year")))
    return pl.concat(parts, how="diagonal_relaxed").sort("_position", "year", maintain_order=True)


def _is_said(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return (column.str.strip_chars() != "").fill_null(value=False) if dtype == pl.String else column.is_not_null()


@dataclass(frozen=True)
class _Reader:
    """Reads the columns of a sheet as columns of a table; looks at the cells once before it converts them."""

    rows: pl.DataFrame
    table: Table
    filled: set[str]
    place: str

    def read(self, one: Filled) -> Iterator[pl.Expr]:
        """The column of one header; for days of which only month or year is known, their last possible day as well."""
        name = cell_name(one.position)
        column = self._column(one.column)
        dtype = self.rows.schema[name]
        if column.unit is not None:
            yield self._number(name, dtype, one.tens).alias(one.column)
        elif column.type in DAYS:
            yield from self._day(name, dtype, one)
        elif column.type == "year" and dtype == pl.String:
            yield pl.col(name).str.strip_chars().str.strip_suffix("度").str.strip_suffix("年").alias(one.column)
        else:
            yield pl.col(name).alias(one.column)

    def _column(self, name: str) -> Column:
        return self.table.columns.get(name) or self.table.columns[name.removesuffix(LATEST)]

    def _any(self, test: pl.Expr) -> bool:
        return bool(self.rows.select(test.fill_null(value=False).any()).item())

    def _number(self, name: str, dtype: pl.DataType, tens: int) -> pl.Expr:
        """Figures times a power of ten, which joins the decimal text: 0.57万元 is the number nearest to 5700, with no
        product rounded. Texts that are no figures stay as they are."""
        cells = pl.col(name)
        figures = dtype == pl.String or dtype.is_numeric()
        if tens and figures:
            moved = self.rows.select(_moved(cells, dtype, tens)).to_series()
            if moved.null_count() == self.rows[name].null_count():
                return pl.lit(moved)
        if dtype == pl.String:
            cells = self._plain(cells.str.strip_chars())
        if not tens or not figures:
            return cells
        text = cells.cast(pl.String)
        product = pl.coalesce(_moved(cells, dtype, tens), cells.cast(pl.Float64, strict=False) * 10.0**tens)
        return pl.when(product.is_not_null()).then(product.cast(pl.String)).otherwise(text)

    def _plain(self, cells: pl.Expr) -> pl.Expr:
        """Texts of figures without what stands between thousands."""
        if not self._any(cells.str.contains(",", literal=True) | cells.str.contains("，", literal=True)):
            return cells
        plain = cells.str.replace_all("[,，]", "")
        return pl.when(cells.str.contains(_THOUSANDS)).then(plain).otherwise(cells)

    def _day(self, name: str, dtype: pl.DataType, one: Filled) -> Iterator[pl.Expr]:
        cells = pl.col(name)
        if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
            en = f"{one.header!r} holds moments with a time zone; give days, in SQL ({one.header} at time zone 'Asia/Shanghai')::date"
            zh = f"{one.header!r} 为带时区的时间；请改为日期，SQL 中可写 ({one.header} at time zone 'Asia/Shanghai')::date"
            raise Mistake("type", en, zh, place=Place(self.place))
        if dtype != pl.String or not self._any(~cells.str.contains(_ISO)):
            yield cells.alias(one.column)
            return
        cells = cells.str.strip_chars()
        latest = f"{one.column}{LATEST}"
        rough = latest not in self.filled and not one.column.endswith(LATEST)
        read = [_written(cells, _DAY), _written(cells, _EIGHT)]
        if rough:
            first = pl.coalesce(_first(cells, _MONTH, "month"), _first(cells, _YEAR, "year"))
            read.append(first.dt.to_string("%Y-%m-%d"))
        yield pl.coalesce(*read, cells).alias(one.column)
        if rough and self._any(first.is_not_null()):
            last = pl.coalesce(_first(cells, _MONTH, "month").dt.month_end(), _last_of_year(cells))
            yield last.dt.to_string("%Y-%m-%d").alias(latest)


def _moved(cells: pl.Expr, dtype: pl.DataType, tens: int) -> pl.Expr:
    """Plain decimal figures times a power of ten; null for what is none (an exponent of its own, NaN, a word)."""
    whole = pl.when(cells.is_finite()).then(cells) if dtype.is_float() else cells
    return pl.concat_str(whole.cast(pl.String), pl.lit(f"e{tens}")).cast(pl.Float64, strict=False)


def _written(cells: pl.Expr, shape: str) -> pl.Expr:
    """A day in another form as `2020-01-05`, null where it has not that form."""
    year, month, day = (cells.str.extract(shape, part) for part in (1, 2, 3))
    return pl.concat_str(year, month.str.zfill(2), day.str.zfill(2), separator="-")


def _first(cells: pl.Expr, shape: str, of: str) -> pl.Expr:
    """The first day of a month or year, null where the text is none."""
    month = cells.str.extract(shape, 2).str.zfill(2) if of == "month" else pl.lit("01")
    text = pl.concat_str(cells.str.extract(shape, 1), month, pl.lit("01"), separator="-")
    return text.str.to_date("%Y-%m-%d", strict=False)


def _last_of_year(cells: pl.Expr) -> pl.Expr:
    return pl.concat_str(cells.str.extract(_YEAR, 1), pl.lit("12-31"), separator="-").str.to_date(
        "%Y-%m-%d", strict=False
    )
