"""Tables beside their JSON: the same data as CSV, XLSX and Parquet at stable addresses, and what the columns mean.

Every text that a spreadsheet could run is neutralised (`records.export`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import polars as pl
from fastapi.responses import JSONResponse, Response

from innovatory.records.export import write_table
from innovatory.server.shapes.parts import Source, Twins

UNDER = "/api/v1"
Kind = Literal["csv", "xlsx", "parquet"]
TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def twins(path: str, query: str = "") -> Twins:
    """The addresses of the files of an answer at `path`; `query` goes with each."""
    asked = f"?{query}" if query else ""
    at = {kind: f"{UNDER}{path}.{kind}{asked}" for kind in TYPES}
    return Twins(**at, metadata=f"{UNDER}{path}.metadata.json{asked}")


def download(frame: pl.DataFrame, name: str, kind: Kind) -> Response:
    """A table as a file of one kind, offered under a name."""
    return attachment(file_bytes(frame, kind), f"{name}.{kind}", TYPES[kind])


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Bytes that a browser saves under a name of plain signs."""
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{safe}"'}, media_type=media_type)


def file_bytes(frame: pl.DataFrame, kind: Kind) -> bytes:
    """A table as the bytes of a file."""
    with TemporaryDirectory(prefix="innovatory-") as folder:
        path = Path(folder) / f"table.{kind}"
        write_table(frame, path)
        return path.read_bytes()


def metadata(
    title: str, notes: Sequence[str], columns: Mapping[str, str], addresses: Twins, sources: Sequence[Source],
    more: Mapping[str, Any],
) -> Response:  # fmt: skip
    """What a table is and where it comes from, in the vocabulary of "CSV on the Web" (W3C, 2015)."""
    told = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": addresses.csv,
        "dc:title": title,
        "dc:description": list(notes),
        "tableSchema": {
            "columns": [{"name": name, "titles": name, "dc:description": text} for name, text in columns.items()]
        },
        "dc:source": [one.model_dump() for one in sources],
        "files": addresses.model_dump(),
        **more,
    }
    return JSONResponse(told)
