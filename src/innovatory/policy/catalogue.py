"""What policies there are: one entry for every row of the register and every sheet of the library, as a list shows them.

An entry without a sheet tells what is known of a policy; only one with a sheet can be asked. No rule is compiled here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innovatory.language.mistakes import Mistake, nearest
from innovatory.policy.dated import Period
from innovatory.policy.register import LEVELS, LINKS, Row, Text, register
from innovatory.policy.sheet import Sheet
from innovatory.policy.signature import effective

if TYPE_CHECKING:
    from innovatory.policy.library import Library

OF_THE_REGISTER = (
    "level", "link", "kind", "from", "to", "reference", "who", "sources", "confidence", "rule", "founding", "city",
)  # fmt: skip


@dataclass(frozen=True)
class SheetFacts:
    """What a list tells of a sheet.

    Who it is for, the folder it stands in, its file, the state that may be trusted (draft, checked, adopted) and why,
    `unconfirmed` or `found`, its periods as (first day, last day or None), the number of tests at its foot.
    """

    applies_to: str
    jurisdiction: str
    file: str
    state: str
    signature: dict[str, str | None]
    confidence: str
    in_force: tuple[tuple[str, str | None], ...]
    tests: int


@dataclass(frozen=True)
class Entry:
    """One policy in a list: its row of the register and its sheet; one of the two may be missing (None)."""

    id: str
    label: Text
    row: Row | None
    sheet: SheetFacts | None

    @property
    def dates_differ(self) -> bool:
        """Whether the register writes other dates than the sheet; False where only one of them is there."""
        if self.row is None or self.sheet is None:
            return False
        start, end = (None if one is None else one["en"] for one in (self.row.start, self.row.end))
        return self.sheet.in_force != ((start, end),)

    def as_dict(self) -> dict[str, Any]:
        """The entry as plain data: the facts of the register (null where it has no row) beside those of the sheet."""
        row = dict.fromkeys(OF_THE_REGISTER) if self.row is None else self.row.as_dict()
        sheet = None if self.sheet is None else asdict(self.sheet)
        return {**row, "id": self.id, "label": self.label, "sheet": sheet, "dates_differ": self.dates_differ}


def catalogue(library: Library) -> list[Entry]:
    """The entries of all sheets of a library, in the order of their ids."""
    return [entry_of(library, name) for name in sorted(library.located)]


def everything(held: Iterable[Library]) -> list[Entry]:
    """The entries of all rows of the register, then of the sheets of the libraries that have no row.

    Ordered by link and level as `LINKS` and `LEVELS` have them, then as the register lists them.
    """
    sheets = {name: library for library in held for name in library.located}
    rows = sorted(register().values(), key=lambda row: (LINKS.index(row.link), LEVELS.index(row.level)))
    names = dict.fromkeys([*(row.id for row in rows), *sorted(sheets)])
    return [_entry(name, sheets) for name in names]


def find(name: str, held: Iterable[Library]) -> Entry:
    """The entry of an id; `Mistake("name")` with the nearest id of register and libraries if there is none."""
    sheets = {each: library for library in held for each in library.located}
    if name not in sheets and name not in register():
        en, zh = f"no policy {name!r}", f"没有政策 {name!r}"
        raise Mistake("name", en, zh, nearest=nearest(name, [*register(), *sheets]))
    return _entry(name, sheets)


def _entry(name: str, sheets: dict[str, Library]) -> Entry:
    if name in sheets:
        return entry_of(sheets[name], name)
    row = register()[name]
    return Entry(name, row.label, row, None)


def entry_of(library: Library, name: str) -> Entry:
    """The entry of a sheet; a library with inputs of its own has no rows of the register."""
    sheet, located = library.sheet(name), library.located[name]
    row = register().get(name) if library.own is None else None
    label = {"en": sheet.label.en, "zh": sheet.label.zh} if row is None else row.label
    standing = effective(sheet, located)
    facts = SheetFacts(
        sheet.applies_to,
        Path(located.file).parent.name,
        located.file,
        standing.state,
        standing.as_dict(),
        unconfirmed(sheet),
        tuple(map(_days, sheet.in_force)),
        len(sheet.tests),
    )
    return Entry(name, label, row, facts)


def _days(period: Period) -> tuple[str, str | None]:
    return period.start.isoformat(), None if period.end is None else period.end.isoformat()


def matching(entries: Iterable[Entry], text: str) -> list[Entry]:
    """The entries in which every word of a text occurs: in id, labels or who is eligible; capitals do not matter."""
    words = text.casefold().split()
    return [entry for entry in entries if all(word in _searched(entry) for word in words)]


def _searched(entry: Entry) -> str:
    who = {} if entry.row is None or entry.row.who is None else entry.row.who
    return "\n".join([entry.id, *entry.label.values(), *who.values()]).casefold()


def unconfirmed(sheet: Sheet) -> str:
    """`unconfirmed` if the sheet or any part of it is, else `found`."""
    entries = [entry for parameter in sheet.parameters.values() for entry in parameter.values.values()]
    stated = [
        sheet.confidence,
        *(one.confidence for one in sheet.criteria.values()),
        *(one.confidence for one in entries),
    ]
    return "unconfirmed" if any(stated) else "found"
