"""The file of refused rows: as they came, with the number of the row, the column, the rule and the value that is wrong.

It can be corrected in a spreadsheet and imported as it is: the headers are those of the source, the four columns about
the refusal are passed over, and what looks like a formula carries an apostrophe that import takes away again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.records.importing.formulas import protected
from innovatory.records.importing.headers import OWN
from innovatory.records.importing.sheet import Sheet, cell_name

BETWEEN = " | "  # between several rules that one row breaks
_BROKEN_RULE = re.compile(r"(?:^| )(\w[^\s:]*):")


@dataclass(frozen=True)
class Refusal:
    """One rule broken in some rows: `positions` in `Sheet.rows`; `header` is the position of its header (None: none)."""

    rule: str
    column: str
    header: int | None
    positions: pl.Series


def parted(text: str) -> list[tuple[str, str]]:
    """The rules of one row, `revenue:negative enterprise_id:check digit`, as pairs of column and rule."""
    pieces = _BROKEN_RULE.split(text)[1:]
    return [(column, rule.strip()) for column, rule in zip(pieces[::2], pieces[1::2], strict=True)]


def refused_rows(sheet: Sheet, refusals: Sequence[Refusal]) -> pl.DataFrame:
    """The refused rows of a sheet as texts under their own headers, each once, and `OWN` behind them."""
    told = _told(sheet, refusals)
    kept = [position for position, header in enumerate(sheet.headers) if header not in OWN]
    rows = sheet.rows[told["_position"]].select(
        pl.col(cell_name(position)).cast(pl.String, strict=False).alias(sheet.headers[position]) for position in kept
    )
    whole = pl.concat([rows, told.drop("_position")], how="horizontal")
    lines = _broken_lines(sheet, kept)
    both = (
        pl.concat([whole, lines], how="vertical_relaxed").sort("_row", maintain_order=True) if lines.height else whole
    )
    texts = [name for name, dtype in both.schema.items() if dtype == pl.String]
    headers = pl.DataFrame({"header": both.columns}).select(protected(pl.col("header"))).to_series().to_list()
    return both.with_columns(protected(pl.col(name)).alias(name) for name in texts).rename(
        dict(zip(both.columns, headers, strict=True))
    )


def write_refused(rows: pl.DataFrame, path: Path) -> None:
    """Write the refused rows as CSV in UTF-8 with a mark, which spreadsheets need; `Mistake("file")` if it cannot be."""
    try:
        with path.open("xb") as file:
            rows.write_csv(file, include_bom=True)
    except FileExistsError:
        told = "the file exists already and is left as it is", "文件已存在，未作改动"
        raise Mistake("file", *told, place=Place(str(path))) from None
    except OSError as error:
        why, why_zh = reason(error)
        told = f"the refused rows cannot be written ({why})", f"无法写入退回行文件（{why_zh}）"
        raise Mistake("file", *told, place=Place(str(path))) from None


def _told(sheet: Sheet, refusals: Sequence[Refusal]) -> pl.DataFrame:
    """`_position`, `_row`, `_column`, `_rule`, `_value` of every refused row, in the order of the rows."""
    parts = []
    for one in refusals:
        header = one.column if one.header is None else sheet.headers[one.header]
        value = pl.repeat(None, len(one.positions), dtype=pl.String, eager=True)
        if one.header is not None:
            value = sheet.rows[cell_name(one.header)].gather(one.positions).cast(pl.String, strict=False)
        part = pl.DataFrame({"_position": one.positions.cast(pl.UInt32), "_value": value.fill_null("")})
        parts.append(part.with_columns(_column=pl.lit(header), _rule=pl.lit(one.rule)))
    empty = pl.DataFrame(schema={"_position": pl.UInt32, "_value": pl.String, "_column": pl.String, "_rule": pl.String})
    every = pl.concat(parts) if parts else empty
    grouped = every.group_by("_position").agg(pl.col("_column", "_rule", "_value").str.join(BETWEEN)).sort("_position")
    rows = sheet.numbers.gather(grouped["_position"]).cast(pl.UInt32).alias("_row")
    return grouped.with_columns(rows).select("_position", *OWN)


def _broken_lines(sheet: Sheet, kept: Sequence[int]) -> pl.DataFrame:
    lines: list[dict[str, str | int | None]] = []
    for one in sheet.broken:
        cells = [*one.cells, *[""] * len(sheet.headers)]
        header = sheet.headers[one.position] if one.position is not None else ""
        line: dict[str, str | int | None] = {sheet.headers[position]: cells[position] or None for position in kept}
        lines.append(line | dict(zip(OWN, (one.row, header, one.rule, one.value), strict=True)))
    names = [sheet.headers[position] for position in kept]
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(names, pl.String)
    return pl.DataFrame(lines, schema=schema | {"_row": pl.UInt32} | dict.fromkeys(OWN[1:], pl.String))
