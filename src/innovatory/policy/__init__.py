"""Policy as code: sheets are read, compiled, bound to a day and explained, evaluated on a population, tested.

`policy.load("hnte_recognition").explain(record, on=date(2024, 6, 30))` is the answer for one applicant.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from innovatory.language.mistakes import Mistake, nearest
from innovatory.policy import catalogue as _catalogue
from innovatory.policy import foot
from innovatory.policy.catalogue import Entry
from innovatory.policy.explanation import Explanation
from innovatory.policy.foot import Outcome
from innovatory.policy.library import Instrument, Library, libraries, standard
from innovatory.policy.register import register
from innovatory.policy.schema import json_schema
from innovatory.records.applicant import Applicant

__all__ = [
    "Applicant", "Entry", "Explanation", "Instrument", "Library", "Outcome", "catalogue", "json_schema", "load", "read_applicant", "standard",
]  # fmt: skip


def load(name: str | Path) -> Instrument:
    """The instrument of an id of the library, or of a sheet's file.

    Raises `Mistake("name")` for an id that has no sheet: a policy of the register is told as such, any other with the
    nearest id that has one.
    """
    if isinstance(name, Path) or str(name).endswith((".yaml", ".yml")):
        library, found = standard().with_file(Path(name))
        return library.instrument(found)
    holders = [library for library in libraries() if name in library.located]
    if not holders:
        raise _without_sheet(str(name))
    return holders[0].instrument(name)


def _without_sheet(name: str) -> Mistake:
    row = register().get(name)
    if row is None:
        known = [each for library in libraries() for each in library.located]
        return Mistake("name", f"no instrument {name!r}", f"没有政策工具 {name!r}", nearest=nearest(name, known))
    return Mistake(
        "name",
        f"{name}, {row.label['en']}, is in the register, but no rule is stored: see `innovatory instruments show {name}`",
        f"{name}（{row.label['zh']}）已收入政策登记表，但尚无规则表：可用 `innovatory instruments show {name}` 查看登记内容",
    )


def catalogue() -> list[Entry]:
    """All instruments that ship with the package, the toy jurisdiction last."""
    return [entry for library in libraries() for entry in _catalogue.catalogue(library)]


def read_applicant(instrument: Instrument, given: Mapping[str, object], on: date, year: int | None = None) -> Applicant:
    """What was typed of an applicant, read for an instrument."""
    return foot.applicant(instrument, given, on, year)
