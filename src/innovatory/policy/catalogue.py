"""What instruments there are: one entry per sheet of the library, as a list shows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from innovatory.policy.sheet import Sheet

if TYPE_CHECKING:
    from innovatory.policy.library import Library


@dataclass(frozen=True)
class Entry:
    """One instrument in a list: id, label by language, who it is for, where it stands, how far it can be trusted."""

    id: str
    label: dict[str, str]
    applies_to: str
    jurisdiction: str
    file: str
    state: str
    confidence: str
    in_force: str
    tests: int


def catalogue(library: Library) -> list[Entry]:
    """All instruments in the order of their ids."""
    return [_entry(library.sheet(name), library.located[name].file) for name in sorted(library.located)]


def _entry(sheet: Sheet, file: str) -> Entry:
    periods = [f"{period.start} – {period.end or ''}".strip() for period in sheet.in_force]
    return Entry(
        sheet.instrument,
        {"en": sheet.label.en, "zh": sheet.label.zh},
        sheet.applies_to,
        Path(file).parent.name,
        file,
        sheet.signed.state,
        unconfirmed(sheet),
        ", ".join(periods),
        len(sheet.tests),
    )


def unconfirmed(sheet: Sheet) -> str:
    """`unconfirmed` if the sheet or any part of it is, else `found`."""
    entries = [entry for parameter in sheet.parameters.values() for entry in parameter.values.values()]
    stated = [
        sheet.confidence,
        *(one.confidence for one in sheet.criteria.values()),
        *(one.confidence for one in entries),
    ]
    return "unconfirmed" if any(stated) else "found"
