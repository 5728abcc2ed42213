"""What people read for the names of the dictionary: the header of a column in a template, the Chinese name of a value."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from innovatory.records.dictionary import Column, Table

UNITS_ZH = {"yuan": "元", "person": "人", "fte": "人年", "m2": "平方米"}


def header(column: Column) -> str:
    """The header of a column in a spreadsheet: its Chinese label with the unit of amounts, people and areas.

    Shares and counts have none: a share is written as a fraction, 0.15 or 15 % of a cell in percent. A label that asks
    back at import gives way to the first header of the column that does not.
    """
    clear = (one for one in (column.zh, *column.headers, column.name) if one not in column.ambiguous)
    label, unit = next(clear), UNITS_ZH.get(str(column.unit), "")
    return f"{label}（{unit}）" if unit else label


def value_zh(table: Table, column: Column, value: str) -> str:
    """The Chinese name of a value of a closed list; `KeyError` for a value without one."""
    names = _names()
    keys = ((f"{table.name}.{column.name}", value), (column.name, value), ("", value))
    found = next((names[key] for key in keys if key in names), None)
    if found is None:
        raise KeyError(f"{table.name}.{column.name}: {value}")
    return found


@cache
def _names() -> Mapping[tuple[str, str], str]:
    text = (files("innovatory") / "library" / "records" / "values.csv").read_text(encoding="utf-8")
    return {(row["column"], row["value"]): row["zh"] for row in csv.DictReader(text.splitlines())}
