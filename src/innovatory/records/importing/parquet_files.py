"""Parquet files: their columns in their own types; a half-written one is told as such."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.importing.sheet import Sheet, cell_name, named

MARK = b"PAR1"  # first and last bytes of every Parquet file


def read_parquet(path: Path) -> Sheet:
    """The rows of a Parquet file; rows are numbered from 1. `Mistake("file")` for one that is no Parquet or half of it."""
    _whole(path)
    try:
        frame = pl.read_parquet(path, hive_partitioning=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        why = str(error).partition("\n")[0]
        told = f"the file is no readable Parquet file ({why})", f"无法读取该 Parquet 文件（{why}）"
        raise Mistake("file", *told, place=Place(str(path))) from None
    return typed_sheet(frame, str(path))


def typed_sheet(frame: pl.DataFrame, place: str) -> Sheet:
    """A table in the types of its source as a sheet, its rows numbered from 1."""
    headers = named(frame.columns, place)
    rows = frame.rename({name: cell_name(position) for position, name in enumerate(frame.columns)})
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.UInt32, eager=True).rename("number")
    return Sheet(headers, rows, numbers)


def _whole(path: Path) -> None:
    with path.open("rb") as file:
        first = file.read(len(MARK))
        file.seek(max(0, path.stat().st_size - len(MARK)))
        last = file.read()
    if first != MARK:
        told = "the file is no Parquet file", "该文件不是 Parquet 文件"
        raise Mistake("file", *told, place=Place(str(path)))
    if last != MARK:
        en = "the Parquet file is only half there: its end is missing. Write or copy it again"
        zh = "Parquet 文件不完整，缺少结尾部分；请重新生成或复制"
        raise Mistake("file", en, zh, place=Place(str(path)))
