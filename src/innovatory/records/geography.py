"""The places that a record may name: districts and zones of every city folder, and what lies outside them.

A city is a folder of data under `cities/`; its `geography/districts.csv` and `zones.csv` list its places by id.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

FILES = {"district": "districts.csv", "zone_id": "zones.csv"}
OUTSIDE = {"district": "other", "zone_id": "none"}  # a district of another city; no zone at all


@cache
def places(column: str) -> tuple[str, ...]:
    """The ids that a column may hold, cities in the order of their names; none for a column that names no place."""
    if column not in FILES:
        return ()
    tables = sorted(_cities().glob(f"*/geography/{FILES[column]}"))
    return (*(row["id"] for table in tables for row in _rows(table)), OUTSIDE[column])


def _cities() -> Path:
    return Path(str(files("innovatory"))) / "cities"


def _rows(table: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
