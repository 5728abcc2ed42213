"""The register of policies: every policy that a stored document names, whether or not a rule is stored for it.

National and provincial rows ship with the library, the rows of a city with its folder under `cities/`. Dates stay as
written, since many are known only to the year or not at all; every fact keeps its word of confidence.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from innovatory.language.mistakes import Mistake
from innovatory.policy.cities import cities
from innovatory.policy.csv_file import Line, read_csv
from innovatory.policy.documents import documents

LEVELS = ("national", "province", "city", "zone", "district")
LINKS = (
    "basic research", "technical research", "industrialisation", "technology finance", "talent", "governance", "opening-up",
)  # fmt: skip
"""The five links of the chain in its order, then what serves all of them."""
KINDS = (
    "recognition", "tax", "grant", "award", "fund", "guarantee", "listing", "residence", "quota/floor", "regulation",
    "programme", "institution", "event",
)  # fmt: skip
CONFIDENCE = ("found_in_source", "mixed", "general_knowledge_unconfirmed")
RULES = ("complete", "amount_only", "partial", "none")
"""What is known of the rule itself: all of it, the amount only, some figures, nothing."""

OF_THE_COUNTRY, OF_A_CITY = LEVELS[:2], LEVELS[2:]
TRANSLATED = ("in_force_from", "in_force_to", "legal_reference", "who_is_eligible")
COLUMNS = (
    "id", "name_en", "name_zh", "level", "link", "kind", *TRANSLATED, "source_id", "confidence", "rule_status",
    "named_in_founding_document",
)  # fmt: skip
NOT_RECORDED = ("", "-")

Text = Mapping[str, str]
"""A text by language: `en`, `zh`."""


@dataclass(frozen=True)
class Row:
    """One policy of the register.

    `level`, `link`, `kind`, `confidence`, `rule` are words of `LEVELS`, `LINKS`, `KINDS`, `CONFIDENCE`, `RULES`. `start`
    and `end` are the days on which it begins and ends to be in force, as written ("2017 or 2018"); they, `reference`
    (the legal basis) and `who` (who is eligible) are None where nothing is recorded. `sources` and `founding` (the
    founding documents that name it) are ids of stored documents; `city` is the id of its city, None above the cities.
    """

    id: str
    label: Text
    level: str
    link: str
    kind: str
    start: Text | None
    end: Text | None
    reference: Text | None
    who: Text | None
    sources: tuple[str, ...]
    confidence: str
    rule: str
    founding: tuple[str, ...]
    city: str | None

    def as_dict(self) -> dict[str, Any]:
        """The row as plain data; the dates stand under `from` and `to`."""
        fields = {"start": "from", "end": "to"}
        return {
            fields.get(key, key): list(value) if isinstance(value, tuple) else value
            for key, value in vars(self).items()
        }


def register() -> dict[str, Row]:
    """Every policy of the package by id: national and provincial ones first, then city by city, as their files list them.

    `Mistake` at file, line and column where a file says what cannot be (see `read_register`).
    """
    return dict(_shipped())


@cache
def _shipped() -> Mapping[str, Row]:
    library = Path(str(files("innovatory"))) / "library" / "register"
    known = documents()
    rows = read_register(library, None, known)
    for city in cities().values():
        if (city.folder / "register").is_dir():
            rows |= read_register(city.folder / "register", city.id, known, taken=rows)
    return rows


def read_register(
    folder: Path, city: str | None, stored: Iterable[str], taken: Container[str] = frozenset()
) -> dict[str, Row]:
    """The rows of a folder, `instruments.csv` with the Chinese of its texts in `instruments_zh.csv`, by id.

    `city` is the id of the city whose folder it is (None: the country's), `stored` the ids of the documents that a row
    may name, `taken` the ids that stand elsewhere already. Raises `Mistake` of the kinds of `read_csv` and `missing`,
    `category` (a word that is not in its list), `name` (no id), `name_twice`, `date` (a day that is not in the
    calendar, or an end before the start), `label` (a text without Chinese).
    """
    lines = _by_id(read_csv(folder / "instruments.csv", COLUMNS), taken)
    chinese = _by_id(read_csv(folder / "instruments_zh.csv", ("id", *TRANSLATED)))
    for name, line in chinese.items():
        line.known("id", name, lines)
    return {name: _row(line, chinese.get(name), city, tuple(stored)) for name, line in lines.items()}


def _by_id(lines: Sequence[Line], taken: Container[str] = frozenset()) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines:
        name = line.filled("id")
        if not re.fullmatch("[a-z][a-z0-9_]*", name):
            en, zh = (
                f"{name!r} is no id (small letters, digits, _)",
                f"{name!r} 不能用作标识（限小写字母、数字和下划线）",
            )
            raise Mistake("name", en, zh, place=line.place("id"))
        if name in found or name in taken:
            en, zh = f"the id {name!r} is in the register already", f"标识 {name!r} 在登记表中重复"
            raise Mistake("name_twice", en, zh, place=line.place("id"))
        found[name] = line
    return found


def _row(line: Line, chinese: Line | None, city: str | None, stored: Sequence[str]) -> Row:
    start, end, reference, who = (_text(line, chinese, column) for column in TRANSLATED)
    _check_days(line)
    return Row(
        line["id"],
        {"en": line.filled("name_en"), "zh": line.filled("name_zh")},
        line.one_of("level", OF_THE_COUNTRY if city is None else OF_A_CITY),
        line.one_of("link", LINKS),
        line.one_of("kind", KINDS),
        start,
        end,
        reference,
        who,
        _documents(line, "source_id", stored),
        line.one_of("confidence", CONFIDENCE),
        line.one_of("rule_status", RULES),
        _documents(line, "named_in_founding_document", stored),
        city,
    )


def _documents(line: Line, column: str, stored: Sequence[str]) -> tuple[str, ...]:
    if column == "source_id":
        line.filled(column)
    return tuple(line.known(column, name, stored) for name in line.several(column))


def _text(line: Line, chinese: Line | None, column: str) -> Text | None:
    """A text by language, None where nothing is recorded; what has no words (a day) is the same in both."""
    en, zh = line[column], "" if chinese is None else chinese[column]
    if en in NOT_RECORDED:
        return None
    if re.search("[A-Za-z]{2}", en) and not zh:
        told = f"the text {en!r} of {line['id']} has no Chinese in instruments_zh.csv"
        raise Mistake(
            "label", told, f"{line['id']} 的文本 {en!r} 在 instruments_zh.csv 中没有中文", place=line.place(column)
        )
    return {"en": en, "zh": zh or en}


def _check_days(line: Line) -> None:
    """Days may be known to the year only; but what is written as a day must be one, and the end not before the start."""
    start, end = _day(line, "in_force_from"), _day(line, "in_force_to")
    if start is not None and end is not None and end < start:
        en, zh = f"it ends on {end}, before it starts on {start}", f"截止日 {end} 早于起始日 {start}"
        raise Mistake("date", en, zh, place=line.place("in_force_to"))


def _day(line: Line, column: str) -> date | None:
    """The day that a text begins with; None for a text that begins with none."""
    found = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", line[column])
    if found is None:
        return None
    try:
        return date.fromisoformat(found[0])
    except ValueError:
        en, zh = f"{found[0]} is no day of the calendar", f"{found[0]} 不是有效日期"
        raise Mistake("date", en, zh, place=line.place(column)) from None
