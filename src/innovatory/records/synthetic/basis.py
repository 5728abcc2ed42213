"""What each column of a synthetic population rests on, and the refusal of results by what is only assumed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.synthetic.columns import COUNTED
from innovatory.records.synthetic.writing import told_by

Basis = Literal["published", "derived", "assumed"]
KEYS = ("enterprise_id", "unit_id", "patent_id", "year", "weight", "origin", "status", "kind", "role", "instrument",
        "performer_sector")  # fmt: skip
"""What a row is, not what is claimed of it."""
DERIVED = ("registered_on", "rd_intramural", "rd_accounts", "value_added", "technology", "rd_personnel_fte", "held_from",
           "filed_on", "granted_on")  # fmt: skip
"""Met as totals or worked out of them; the single row is drawn."""


def basis_of(columns: Sequence[str], met: Collection[str]) -> dict[str, Basis]:
    """What columns rest on; `met` are the names of totals that are published and were met by a column of that name.

    *Published*: a published count or sum is met by the column. *Derived*: worked out of published figures. All else is
    *assumed*.
    """
    return {name: _of(name, met) for name in columns}


def _of(name: str, met: Collection[str]) -> Basis:
    stem = name[:-5] if name[-5:-4] == "_" and name[-4:].isdigit() else name
    if stem in met or (stem.startswith("status(") and stem[7:-1] in met) or (stem in COUNTED[:1] and "patents" in met):
        return "published"
    if stem in KEYS:
        return "published" if stem in ("status", "year", "origin", "performer_sector") else "derived"
    return "derived" if stem in DERIVED else "assumed"


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
