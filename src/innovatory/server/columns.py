"""What the columns of downloaded tables mean, for the metadata beside them."""

from __future__ import annotations

from collections.abc import Iterable

from innovatory.measure.value_table import COLUMNS
from innovatory.records.dictionary import tables
from innovatory.report.words import phrases, say

INDICATOR_COLUMNS = ("indicator", "label_en", "label_zh", "year", *COLUMNS)


def described(names: Iterable[str], lang: str) -> dict[str, str]:
    """The columns of a table of values by name; a dimension is described as the dictionary has it."""
    return {name: _value_column(name, lang) for name in names}


def _value_column(name: str, lang: str) -> str:
    key = f"server.value.{name}"
    return say(key, lang) if key in phrases() else _of_the_dictionary(name, lang)


def of_register(table: str, names: Iterable[str], lang: str) -> dict[str, str]:
    """The columns of a register by name."""
    known = tables().get(table)
    own = {} if known is None else known.columns
    found = {}
    for name in names:
        column, key = own.get(name), f"server.column.{name}"
        if column is not None:
            found[name] = column.definition if lang == "en" else column.definition_zh
        else:
            found[name] = say(key, lang) if key in phrases() else ""
    return found


def _of_the_dictionary(name: str, lang: str) -> str:
    of = next((one.columns[name] for one in tables().values() if name in one.columns), None)
    if of is None:
        return name
    return of.definition if lang == "en" else of.definition_zh
