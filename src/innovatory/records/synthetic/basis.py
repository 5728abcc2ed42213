"""What each column of a synthetic population rests on, and the refusal of results by what is only assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.synthetic.writing import told_by

Basis = Literal["published", "derived", "assumed"]
_YEAR = re.compile(r"_[12][0-9]{3}$")
KEYS: Mapping[str, Basis] = {
    "status": "published", "year": "published", "origin": "published", "performer_sector": "published",
    "enterprise_id": "derived", "unit_id": "derived", "patent_id": "derived", "weight": "derived", "kind": "derived",
    "role": "derived", "instrument": "derived",
}  # fmt: skip
"""What a row is, not what is claimed of it."""


def basis_of(columns: Sequence[str], told: Mapping[str, Basis]) -> dict[str, Basis]:
    """What columns rest on; `told` says it of those that a total is met by or that follow from totals, without a year.

    *Published*: a published count or sum is met by the column. *Derived*: worked out of published figures, though the
    single row is drawn. All else is *assumed*.
    """
    known = {**KEYS, **told}
    return {name: known.get(_YEAR.sub("", name), "assumed") for name in columns}


def assumed_columns(told: Mapping[str, str]) -> frozenset[str]:
    """The columns that are only assumed."""
    return frozenset(name for name, basis in told.items() if basis == "assumed")


def refuse_assumed(path: Path, by: Sequence[str]) -> None:
    """`Mistake("assumed")` where a result is asked by a column of a Parquet file that is only assumed there."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return
    assumed = assumed_columns(told_by(path).get("basis", {}))
    asked = next((name for name in by if name in assumed), None)
    if asked is not None:
        en = f"the column {asked!r} of this synthetic population is only assumed: nothing is told by it"
        zh = f"该合成总体的列 {asked!r} 仅为假定，不能按此列分组给出结果"
        raise Mistake("assumed", en, zh, place=Place(path="--by"))
