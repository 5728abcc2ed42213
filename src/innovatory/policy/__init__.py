"""Policy as code: sheets are read, compiled, bound to a day and explained, evaluated on a population, tested.

    from innovatory import policy
    answer = policy.load("hnte_recognition").explain(record, on=date(2024, 6, 30))
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from innovatory.policy import catalogue as _catalogue
from innovatory.policy import foot
from innovatory.policy.catalogue import Entry
from innovatory.policy.explanation import Explanation
from innovatory.policy.foot import Outcome
from innovatory.policy.library import Instrument, Library, standard
from innovatory.policy.schema import json_schema
from innovatory.records.applicant import Applicant

__all__ = [
    "Applicant", "Entry", "Explanation", "Instrument", "Library", "Outcome", "catalogue", "json_schema", "load", "read_applicant", "standard",
]  # fmt: skip


def load(name: str | Path) -> Instrument:
    """The instrument of an id of the library, or of a sheet's file."""
    if isinstance(name, Path) or str(name).endswith((".yaml", ".yml")):
        library, found = standard().with_file(Path(name))
        return library.instrument(found)
    return standard().instrument(str(name))


def catalogue() -> list[Entry]:
    """All instruments of the library."""
    return _catalogue.catalogue(standard())


def read_applicant(instrument: Instrument, given: Mapping[str, object], on: date, year: int | None = None) -> Applicant:
    """What was typed of an applicant, read for an instrument."""
    applicant: Applicant = foot.applicant(instrument, given, on, year)
    return applicant

