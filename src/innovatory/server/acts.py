"""What a sheet does when it passes, in words: its acts with their terms, and the instruments it cannot be joined with.

A term is a word of a closed list, or an expression over what the sheet defines; its names are said as the sheet labels
them, so that no name of the rule's language stands in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from innovatory.policy.acts import Act
from innovatory.policy.library import Instrument
from innovatory.records.dictionary import desk_columns
from innovatory.report.words import label, listing, phrases, say
from innovatory.server.labels import status_label

SAME_YEAR = re.compile(r"(?:lag\((\w+), 0\)|year_mean\((\w+)\))")
NAME = re.compile(r"\b[a-z][a-z_0-9]*\b")
WORDS = ("stage", "loan_kind", "skill", "market")
REASON, REASON_ZH = "because", "because_zh"


def act_told(act: Act, of: Instrument, lang: str) -> str:
    """One act with its terms: `pays a grant (technical research, amount of the grant)`."""
    key = f"review.act_{act.word}"
    told = say(key, lang) if key in phrases() else act.word
    terms = listing(list(_terms(act, of, lang)), lang)
    return say("server.act", lang, act=told, terms=terms) if terms else told


def _terms(act: Act, of: Instrument, lang: str) -> Iterator[str]:
    for name, value in act.terms.items():
        text = str(value)
        if name == REASON:
            yield str(act.terms.get(REASON_ZH, text)) if lang == "zh" else text
        elif name == REASON_ZH:
            continue
        elif name == "name":
            yield status_label(text, lang)
        elif name in WORDS:
            yield _word(text, lang)
        elif text != "unknown":
            yield expression(text, of, lang)


def _word(text: str, lang: str) -> str:
    keys = (f"link.{text.replace('_', ' ')}", f"server.act_word.{text}")
    return next((say(key, lang) for key in keys if key in phrases()), text.replace("_", " "))


def expression(text: str, of: Instrument, lang: str) -> str:
    """An expression with the names of the sheet and of the dictionary said in words."""
    plain = SAME_YEAR.sub(lambda found: found[1] or found[2], text)
    return NAME.sub(lambda found: _named(found[0], of, lang), plain)


def _named(name: str, of: Instrument, lang: str) -> str:
    sheet = of.sheet
    own = next((one[name] for one in (sheet.define, sheet.parameters, sheet.judged) if name in one), None)
    if own is not None and own.label:
        return label(own.label.model_dump(), lang)
    column = desk_columns(sheet.applies_to).get(name)
    if column is not None:
        return column.zh if lang == "zh" else column.definition
    key = f"server.act_word.{name}"
    return say(key, lang) if key in phrases() else name.replace("_", " ")


def sheet_label(name: str, of: Instrument, lang: str) -> str:
    """What another instrument is called."""
    return label(of.library.sheet(name).label.model_dump(), lang) if name in of.library.located else name
