"""The table of a population for a command that needs every row of it: what cannot be read is said before any work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from innovatory.cli.evaluate import read
from innovatory.language.mistakes import Mistake, Place

if TYPE_CHECKING:
    import polars as pl


def rows(path: Path) -> pl.LazyFrame:
    """The table in a file; `Mistake("file")` if it is missing, no table, broken in some row or without any.

    A CSV file is read once and held, as its lines can only be read one after the other.
    """
    import polars as pl

    table = read(path)
    try:
        if path.suffix.lower() == ".csv":
            table = table.collect().lazy()
        first = table.head(1).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        why = str(error).partition("\n")[0]
        told = f"the file is no readable table ({why})", f"无法读取该数据表（{why}）"
        raise Mistake("file", *told, place=Place(str(path))) from None
    if first.is_empty():
        raise Mistake("file", "the table has no row", "数据表中没有数据行", place=Place(str(path)))
    return table


def not_itself(out: Path, table: Path) -> None:
    """`Mistake("file")` where an answer would be written over the table that it is made from."""
    if out.resolve() == table.resolve():
        raise Mistake(
            "file",
            "--out is the table of the population itself; give another name",
            "--out 与总体数据表是同一文件，请另取名称",
            place=Place(str(out)),
        )
