"""The catalogue of instruments on a day, and one instrument: its entry, its rule beside the law, the documents that name it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from innovatory.language.mistakes import Mistake
from innovatory.policy.catalogue import Entry, everything, find, matching
from innovatory.policy.cities import cities
from innovatory.policy.documents import documents
from innovatory.policy.register import KINDS, LEVELS, LINKS
from innovatory.policy.signature import State
from innovatory.report import standing
from innovatory.report.policies import dates
from innovatory.report.words import label, say
from innovatory.server.heads import stored_document
from innovatory.server.problems import Absent
from innovatory.server.rule import rule
from innovatory.server.shapes import instruments as shapes
from innovatory.server.shapes.parts import Word
from innovatory.server.sheets import every_library

STATES: tuple[State, ...] = get_args(State)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Asked:
    """What the catalogue is narrowed to; an empty word narrows nothing."""

    on: date
    link: str = ""
    level: str = ""
    kind: str = ""
    state: str = ""
    search: str = ""
    in_force: bool | None = None
    sheets: bool = False


def catalogue(asked: Asked, lang: str) -> shapes.Instruments:
    """The policies that fit, and how many have each value of each filter while the other filters stay."""
    entries = _of_the_product(matching(everything(every_library()), asked.search))
    told = [brief(one, asked.on, lang) for one in entries]
    found = [one for one in told if _fits(one, asked)]
    with_rule = sum(one.sheet for one in found)
    return shapes.Instruments(
        on=asked.on.isoformat(),
        summary=say("server.instruments", lang, n=len(found), sheets=with_rule),
        filters=shapes.Filters(
            link=_choices(told, asked, "link", LINKS, lang),
            level=_choices(told, asked, "level", LEVELS, lang),
            kind=_choices(told, asked, "kind", KINDS, lang),
            state=_choices(told, asked, "state", STATES, lang),
        ),
        instruments=found,
    )


def _of_the_product(entries: Iterable[Entry]) -> list[Entry]:
    """The policies of real jurisdictions: a toy one declares inputs of its own and has no row of the register."""
    known = every_library()[0].located
    return [one for one in entries if one.row is not None or one.id in known]


def _value(one: shapes.InstrumentBrief, name: str) -> str | None:
    of = {"link": one.link, "level": one.level, "kind": one.kind, "state": one.state}[name]
    return None if of is None else of.id


def _fits(one: shapes.InstrumentBrief, asked: Asked, without: str = "") -> bool:
    words = {"link": asked.link, "level": asked.level, "kind": asked.kind, "state": asked.state}
    if any(word and name != without and _value(one, name) != word for name, word in words.items()):
        return False
    if asked.in_force is not None and one.in_force is not asked.in_force:
        return False
    return one.sheet or not asked.sheets


def _choices(
    told: Sequence[shapes.InstrumentBrief], asked: Asked, name: str, words: Sequence[str], lang: str
) -> list[shapes.Choice]:
    counts = Counter(_value(one, name) for one in told if _fits(one, asked, without=name))
    family = "list" if name == "state" else name
    return [shapes.Choice(id=one, label=say(f"{family}.{one}", lang), count=counts[one]) for one in words]


def instrument(name: str, on: date, lang: str) -> shapes.Instrument:
    """One instrument on a day; `Absent` with the nearest id if there is none."""
    entry = entry_named(name)
    row = entry.row
    used = () if row is None else row.sources
    return shapes.Instrument(
        entry=brief(entry, on, lang),
        rule=None if entry.sheet is None else rule(every_library()[0].instrument(name), lang),
        unstored=None if entry.sheet is not None else _unstored(entry, lang),
        documents=[stored_document(one, lang) for one in used if one in documents()],
        differences=dates(entry.as_dict(), lang)[1:] if entry.dates_differ else [],
    )


def entry_named(name: str) -> Entry:
    """The entry of an id; `Absent` if there is none."""
    try:
        found = find(name, every_library()[:1])
    except Mistake as mistake:
        raise Absent(mistake.kind, mistake.en, mistake.zh, mistake.nearest) from None
    return found


def _unstored(entry: Entry, lang: str) -> str:
    told = [say("show.no_rule", lang)]
    if entry.row is not None:
        told.append(say(f"rule.{entry.row.rule}", lang))
    return say("sentence.join", lang).join(told)


def brief(entry: Entry, on: date, lang: str) -> shapes.InstrumentBrief:
    """An entry of the catalogue."""
    row, sheet = entry.row, entry.sheet
    city = None if row is None or row.city is None else Word(id=row.city, label=label(cities()[row.city].label, lang))
    start, end = _ends(entry, lang)
    return shapes.InstrumentBrief(
        id=entry.id,
        label=label(entry.label, lang),
        level=None if row is None else _word("level", row.level, lang),
        link=None if row is None else _word("link", row.link, lang),
        kind=None if row is None else _word("kind", row.kind, lang),
        city=city,
        start=start,
        end=end,
        in_force=_in_force(entry, on),
        reference=None if row is None else label(row.reference, lang) or None,
        who=None if row is None else label(row.who, lang) or None,
        rule=None if row is None else _word("rule", row.rule, lang),
        confidence=_confidence(entry, lang),
        sheet=sheet is not None,
        applies_to=None if sheet is None else _word("applies_to", sheet.applies_to, lang),
        state=None if sheet is None else Word(id=sheet.state, label=standing.short({"state": sheet.state}, lang)),
        tests=0 if sheet is None else sheet.tests,
        dates_differ=entry.dates_differ,
    )


def _word(family: str, word: str, lang: str) -> Word:
    return Word(id=word, label=say(f"{family}.{word}", lang))


def _confidence(entry: Entry, lang: str) -> Word:
    """How sure the facts are: what is unconfirmed in the sheet counts before what the register says."""
    if entry.sheet is not None and entry.sheet.confidence == "unconfirmed":
        return Word(id="unconfirmed", label=say("unconfirmed.short", lang))
    if entry.row is None:
        return Word(id="found", label=say("review.found", lang))
    return _word("confidence", entry.row.confidence, lang)


def _ends(entry: Entry, lang: str) -> tuple[str | None, str | None]:
    """From when to when it holds: by the sheet, whose last period is told, else as the register writes it."""
    if entry.sheet is not None:
        return entry.sheet.in_force[0][0], entry.sheet.in_force[-1][1]
    if entry.row is None:
        return None, None
    return label(entry.row.start, lang) or None, label(entry.row.end, lang) or None


def _in_force(entry: Entry, on: date) -> bool | None:
    """Whether it is in force on a day; None where the register does not know the days that would decide."""
    if entry.sheet is not None:
        day = on.isoformat()
        return any(start <= day and (end is None or day <= end) for start, end in entry.sheet.in_force)
    if entry.row is None:
        return None
    start, end = (_day(None if one is None else one["en"]) for one in (entry.row.start, entry.row.end))
    if end is not None and on > end:
        return False
    if start is None:
        return None
    if on < start:
        return False
    return True if end is not None or entry.row.end is None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None and DAY.fullmatch(text) else None
