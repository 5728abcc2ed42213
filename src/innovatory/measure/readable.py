"""What an expression over records may read: the columns of a table or a view as inputs of the language.

A yearly figure is one number here, because every row is one year of a unit; identifiers and texts are categories of an
open set, so that they can be counted, compared and grouped by.
"""

from __future__ import annotations

from collections.abc import Mapping

from innovatory.language.types import Category, Day, Number, Truth, Type
from innovatory.language.units import YEAR
from innovatory.records.dictionary import Column, Table

DAYS = ("date", "event")
OPEN = Category(())


def column_type(column: Column) -> Type:
    """The type of a column of the dictionary in one row of its table."""
    if column.unit is not None:
        return Number(column.unit, column.unit.whole)
    if column.type == "year":
        return Number(YEAR, whole=True)
    if column.type == "bool":
        return Truth()
    if column.type in DAYS:
        return Day()
    return Category(column.one_of) if column.one_of else OPEN


def columns_of(table: Table) -> Mapping[str, Type]:
    """Every column of a table with its type."""
    return {name: column_type(column) for name, column in table.columns.items()}
