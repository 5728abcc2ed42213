"""Empty spreadsheets to fill in, as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from innovatory.records.dictionary import Table
from innovatory.report.template import write_template


def template(tables: Sequence[Table]) -> bytes:
    """A spreadsheet with a sheet for each table that can be imported as it is."""
    with TemporaryDirectory(prefix="innovatory-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(tables, path)
        return path.read_bytes()
