"""A value outside a closed list is told with the valid one that it comes closest to, if it comes close to any."""

from __future__ import annotations

from datetime import date

import polars as pl

from innovatory.records.checking import Around
from innovatory.records.dictionary import tables
from innovatory.records.validation import validate

AS_OF = date(2025, 1, 1)
ENTERPRISES = tables()["enterprises"]
ROWS = {"enterprise_id": ["syn:1", "syn:2", "syn:3", "syn:4"], "registered": [date(2020, 1, 1)] * 4}


def near(column: str, values: list[str], around: Around | None = None) -> dict[str | None, str | None]:
    found = validate(pl.LazyFrame({**ROWS, column: values}), ENTERPRISES, AS_OF, around)
    (one,) = [one for one in found.findings if one.column == column]
    return {example.value: example.nearest for example in one.examples}


def test_a_misspelt_word_of_the_dictionary() -> None:
    told = near("hte_field", ["electronics", "electronic", "enviroment", "xyzzy"])
    assert told == {"electronic": "electronics", "enviroment": "environment", "xyzzy": None}


def test_a_misspelt_place_of_the_city() -> None:
    around = Around(lists={"district": ("440305", "440306", "outside")})
    told = near("district", ["440305", "44030", "outsid", "??"], around)
    assert told["outsid"] == "outside"
    assert told["44030"] in ("440305", "440306")
    assert told["??"] is None
