"""Parquet files whose bytes depend on the rows alone: fixed groups of rows, fixed encodings, no time and no place in them.

What the columns rest on stands in the file itself, as key-value metadata that every Parquet reader shows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

METADATA = "innovatory"  # the key under which a file says what it is
_ARROW: Mapping[Any, pa.DataType] = {
    pl.Float64(): pa.float64(),
    pl.Int32(): pa.int32(),
    pl.Boolean(): pa.bool_(),
    pl.String(): pa.string(),
    pl.Date(): pa.date32(),
}


class TableFile:
    """A Parquet file that rows are appended to, one group of rows at a time; removed if the work ends with an error."""

    def __init__(self, path: Path, columns: Mapping[str, pl.DataType], told: Mapping[str, Any] | None = None) -> None:
        metadata = {METADATA: json.dumps(told, ensure_ascii=False, sort_keys=True)} if told is not None else None
        fields = [pa.field(name, _ARROW[dtype]) for name, dtype in columns.items()]
        self.path = path
        self.schema = pa.schema(fields, metadata=metadata)
        texts = [name for name, dtype in columns.items() if dtype == pl.String]
        self._writer = pq.ParquetWriter(
            path, self.schema, compression="zstd", compression_level=1, use_dictionary=texts
        )
        self.rows = 0

    def append(self, frame: pl.DataFrame) -> None:
        """Append rows; the columns of the file in its order, others are left out."""
        if frame.height:
            table = frame.select(self.schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
            self._writer.write_table(table.cast(self.schema), row_group_size=frame.height)
            self.rows += frame.height

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer.close()
        if kind is not None:
            self.path.unlink(missing_ok=True)


def told_by(path: Path) -> Mapping[str, Any]:
    """What a file says of itself (`basis` by column, city, year, seed …); nothing for a file that says nothing."""
    metadata = pq.read_schema(path).metadata or {}
    text = metadata.get(METADATA.encode())
    return json.loads(text) if text is not None else {}
