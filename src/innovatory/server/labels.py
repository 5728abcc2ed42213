"""What the inputs of the sheets for a kind of applicant are called, and which citations its sheets have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from innovatory.measure.city import read_city
from innovatory.policy.books import Books
from innovatory.policy.cities import cities
from innovatory.policy.match import ENTERPRISE, Match
from innovatory.records.dictionary import Column, desk_columns, tables
from innovatory.records.labels import value_zh
from innovatory.report.match_sentences import ACCOUNT, About
from innovatory.report.sentences import Inputs
from innovatory.report.words import label, phrases, say

STATUSES = "statuses"
NONE = re.compile(r" ?\bnone\b ?")
KEPT = 64  # days and kinds of applicant
PLACES = {"district": "districts", "zone_id": "zones", "cluster": "clusters"}


def about(found: Match) -> About:
    """What a reader must know beside the answer: names of inputs, citations, the sheets for this kind of applicant."""
    return _about(found.books, ENTERPRISE if found.applicant is None else found.applicant.kind)


@lru_cache(maxsize=KEPT)
def _about(books: Books, kind: str) -> About:
    sheets = {name: bound.rule.sheet for name, bound in books.rules.items()}
    labels: dict[str, Any] = {
        name: {"en": column.definition, "zh": column.zh} for name, column in desk_columns(kind).items()
    }
    for sheet in sheets.values():
        for shapes in (sheet.parameters, sheet.judged):
            labels |= {name: {"en": one.label.en, "zh": one.label.zh} for name, one in shapes.items() if one.label}
    labels |= {f"status({one})": {lang: status_label(one, lang) for lang in ("en", "zh")} for one in _statuses(books)}
    cites = {name: {key: source.cite for key, source in sheet.sources.items()} for name, sheet in sheets.items()}
    if books.account is not None:
        cites[ACCOUNT] = {key: source.cite for key, source in books.account.rule.file.sources.items()}
    own = frozenset(name for name, sheet in sheets.items() if sheet.applies_to == kind)
    return About(kind, "", Inputs(labels), cites, own)


def _statuses(books: Books) -> set[str]:
    read = {name for bound in books.rules.values() for name in bound.names_read}
    return {name[7:-1] for name in read if name.startswith("status(")}


def status_label(status: str, lang: str) -> str:
    """What a status is called: by the dictionary, where it knows it."""
    table = tables()[STATUSES]
    if lang == "zh" and status in table.columns["status"].one_of:
        return value_zh(table, table.columns["status"], status)
    key = f"server.status_name.{status}"
    return say("server.status", lang, name=say(key, lang) if key in phrases() else status.replace("_", " "))


def unit_name(unit: str | None, lang: str) -> str | None:
    """What a base unit is called; nothing for a number without one."""
    keys = (f"review.unit_{unit}", f"server.unit.{unit}")
    return next((say(key, lang) for key in keys if key in phrases()), unit)


def column_name(name: str, lang: str) -> str:
    """What the dictionary calls a column of an enterprise, with its year if it has one."""
    if name.startswith("status("):
        return status_label(name[7:-1], lang)
    stem, _, year = name.rpartition("_")
    known = desk_columns(ENTERPRISE)
    column = known.get(name) or (known.get(stem) if year.isdigit() else None)
    if column is None or lang == "en":
        return name
    return f"{column.zh} {year}" if name not in known else column.zh


def worded(text: str, lang: str) -> str:
    """A definition whose code word for nothing is said as the choices of the form say it."""
    return NONE.sub(say("server.choice.none", lang), text) if lang == "zh" else text


def input_label(name: str, of: About, lang: str) -> str:
    """What an input is called; its name where nothing else is known."""
    return label(of.inputs.labels.get(name), lang) or name


def dimension(name: str, lang: str) -> str:
    """What a dimension is called: by its own phrase, else as the dictionary calls a column of that name."""
    key = f"server.dimension.{name}"
    if key in phrases():
        return say(key, lang)
    if lang == "en":
        return name.replace("_", " ")
    return next((table.columns[name].zh for table in tables().values() if name in table.columns), name)


@cache
def _places(name: str) -> Mapping[str, Mapping[str, str]]:
    """The names of the places of all shipped cities, by code."""
    frames = [getattr(read_city(city), PLACES[name]) for city in cities()]
    return {
        one: {"en": en or one, "zh": zh or one}
        for frame in frames
        for one, en, zh in frame.select("id", "name_en", "name_zh").rows()
    }


def _plain(value: str, lang: str) -> str:
    key = f"server.choice.{value}"
    return say(key, lang) if key in phrases() else value


def value_label(column: Column, value: str, lang: str) -> str:
    """What a value of a closed list of the desk, or the code of a place, is called."""
    if column.name in PLACES:
        return label(_places(column.name).get(value), lang) or _plain(value, lang)
    key = next(
        (
            one
            for one in (
                f"server.choice.{column.name}.{value}",
                *([f"server.choice.{value}"] if value != "other" else []),
            )
            if one in phrases()
        ),
        None,
    )
    if key is not None:
        return say(key, lang)
    if lang == "en":
        return value.replace("_", " ")
    own = [one for one in tables().values() if column.name in one.columns and value in one.columns[column.name].one_of]
    return value_zh((own or list(tables().values()))[0], column, value)
