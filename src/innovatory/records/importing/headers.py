"""What a header of a source says: which column of a table, in which unit, of which year.

A header matches when it is the name, the label or a further header of a column after blanks, full-width forms and `*`
are taken away; a unit in brackets behind it and a year before or after it are read as such.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from innovatory.records.dictionary import Column, Table
from innovatory.records.importing.sheet import BYTE_ORDER_MARK

# powers of ten by what is written before the unit
_TENS = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_MONEY = {f"{prefix}{base}": tens for prefix, tens in _TENS.items() for base in ("元", "元人民币", "人民币元")} | {
    "yuan": 0, "rmb": 0, "cny": 0, "thousandyuan": 3, "10thousandyuan": 4, "millionyuan": 6, "100millionyuan": 8,
    "billionyuan": 9,
}  # fmt: skip
_PEOPLE = {f"{prefix}{base}": tens for prefix, tens in _TENS.items() for base in ("人", "人年", "人次")}
_COUNTS = {f"{prefix}{base}": _TENS[prefix] for prefix in ("", "千", "万") for base in "个项件家户只笔台座部份种"}
_SHARES = {"%": -2, "百分比": -2, "percent": -2, "‰": -3}
_OTHERS = {f"{prefix}{base}": tens for prefix, tens in _TENS.items() for base in ("美元", "平方米", "分")}
UNITS_OF = {"money": _MONEY, "persons": _PEOPLE, "fte": _PEOPLE, "share": _SHARES, "count": _COUNTS,
            "number": _OTHERS | _COUNTS | _SHARES | _PEOPLE}  # fmt: skip
UNITS: Mapping[str, int] = {unit: tens for units in UNITS_OF.values() for unit, tens in units.items()}
OWN = ("_row", "_column", "_rule", "_value")  # of a file of refused rows that was corrected and comes again

_NOTHING = re.compile(rf"[\s*_\u200b\u200c\u200d{BYTE_ORDER_MARK}\"'“”‘’]+")
_BRACKETS = re.compile(r"[(\[【](?:单位:?)?([^()\[\]【】]+)[)\]】]")
_YEAR_BEFORE = re.compile(r"\(?((?:19|20)[0-9]{2})(?:年度|年末|年底|年)?\)?(.+)")
_YEAR_BEHIND = re.compile(r"(.+?)\(?((?:19|20)[0-9]{2})(?:年度|年末|年底|年)?\)?")
_RELATIVE = {"上年度": -1, "上一年度": -1, "上年末": -1, "上年": -1, "去年": -1, "本年度": 0, "本年末": 0, "本年": 0}


@dataclass(frozen=True)
class Reading:
    """One thing a header can mean: a column, the unit written in it (None: none), its year.

    `year` is a year of the calendar, or 0 and -1 for this and last year if `relative`; None where no year is written.
    `ambiguous` tells that the header is used for several columns.
    """

    column: str
    unit: str | None = None
    year: int | None = None
    relative: bool = False
    ambiguous: bool = False


def plain(text: str) -> str:
    """A header without blanks, full-width forms, `*`, quotation marks and underscores, in small letters."""
    return _NOTHING.sub("", unicodedata.normalize("NFKC", text)).lower()


def tens_of(unit: str, column: Column) -> int | None:
    """The power of ten that takes figures in a unit to the dictionary's unit of the column; None if it does not fit."""
    return UNITS_OF.get(column.type, {}).get(plain(unit))


@dataclass(frozen=True)
class Headers:
    """The headers under which the columns of a table are known."""

    table: Table

    @cached_property
    def _known(self) -> Mapping[str, list[Column]]:
        """Columns by plain header, those for which it is ambiguous left out."""
        found: dict[str, list[Column]] = {}
        for column in self.table.columns.values():
            unsure = {plain(header) for header in column.ambiguous}
            for header in {plain(text) for text in (column.name, column.zh, *column.headers)} - unsure:
                found.setdefault(header, []).append(column)
            if column.type in ("date", "event"):
                found.setdefault(plain(f"{column.name}_latest"), []).append(column)
        return found

    @cached_property
    def _unsure(self) -> Mapping[str, list[Column]]:
        found: dict[str, list[Column]] = {}
        for column in self.table.columns.values():
            for header in {plain(text) for text in column.ambiguous}:
                found.setdefault(header, []).append(column)
        return found

    def knows(self, header: str) -> bool:
        """Whether a header says a column of the table, if only one of several."""
        return self.read(header) is not None

    def read(self, header: str) -> Reading | None:
        """What a header means, None if it is unknown."""
        text = plain(header)
        for name, unit, year, relative in _cuts(text):
            found = self._column(name)
            if found is not None:
                column, unsure = found
                return Reading(column, unit, year, relative, unsure)
        return None

    def stem(self, header: str) -> str:
        """A header without the unit and the year that it names."""
        text = plain(header)
        return next((name for name, *_ in _cuts(text) if self._column(name)), list(_cuts(text))[-1][0])

    def candidates(self, header: str) -> list[Column]:
        """The columns that an ambiguous header may mean: those that say so, and those whose label contains it."""
        text = self.stem(header)
        sure = [*self._unsure.get(text, []), *self._known.get(text, [])]
        near = [
            column
            for column in self.table.columns.values()
            if any(text in plain(label) for label in (column.zh, *column.headers, *column.ambiguous))
        ]
        return list({column.name: column for column in (*sure, *near)}.values())

    def _column(self, name: str) -> tuple[str, bool] | None:
        unsure, known = self._unsure.get(name, []), self._known.get(name, [])
        if unsure or len(known) > 1:
            return (unsure or known)[0].name, True
        if not known:
            return None
        column = known[0].name
        return (f"{column}_latest" if name == plain(f"{column}_latest") else column), False


def _cuts(text: str) -> Iterator[tuple[str, str | None, int | None, bool]]:
    """The header as it stands, then without its unit, without its year, without both: name, unit, year, relative."""
    for name, unit in _units(text):
        yield name, unit, None, False
    for name, unit in _units(text):
        for rest, year, relative in _years(name):
            yield rest, unit, year, relative
            for inner, found in _units(rest):
                if unit is None and found is not None:
                    yield inner, found, year, relative


def _units(text: str) -> Iterator[tuple[str, str | None]]:
    yield text, None
    for cut in reversed(list(_BRACKETS.finditer(text))):
        before, unit, behind = text[: cut.start()], cut[1], text[cut.end() :]
        if before and unit in UNITS:
            yield before + behind, unit
            if unit.endswith("美元"):
                yield f"{before}(美元){behind}", unit


def _years(text: str) -> Iterator[tuple[str, int, bool]]:
    before, behind = _YEAR_BEFORE.fullmatch(text), _YEAR_BEHIND.fullmatch(text)
    if before is not None:
        yield before[2], int(before[1]), False
    if behind is not None:
        yield behind[1], int(behind[2]), False
    for words, year in _RELATIVE.items():
        if text.startswith(words) and len(text) > len(words):
            yield text[len(words) :], year, True
