"""The fixed phrases of everything people look at, in English and Chinese, from the files of `library/words`.

A phrase has an id and placeholders in braces; the same placeholders stand in both languages. The files are one list, cut
by what the phrases speak of. Legal terms and the labels of a sheet are not phrases: they come with the sheet.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh")


@cache
def phrases() -> Mapping[str, tuple[str, str]]:
    """Every phrase by its id, as (English, Chinese)."""
    folder = files("innovatory") / "library" / "words"
    texts = [one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".csv")]
    return {row["id"]: (row["en"], row["zh"]) for text in texts for row in csv.DictReader(text.splitlines())}


def say(key: str, lang: str, /, **facts: object) -> str:
    """The phrase `key` in `lang` (`en` or `zh`) with its placeholders filled; `KeyError` for an unknown phrase."""
    return phrases()[key][LANGUAGES.index(lang)].format(**facts)


def say_many(key: str, number: int, lang: str, /, **facts: object) -> str:
    """A phrase that counts something: `key.one` for one, `key` for all other numbers; the number stands in {n}."""
    form = f"{key}.one" if number == 1 and f"{key}.one" in phrases() else key
    return say(form, lang, n=f"{number:,}", **facts)


def label(of: Any, lang: str) -> str:
    """A label of a sheet, which is a text or has a text per language; English stands in for a missing Chinese one."""
    if isinstance(of, Mapping):
        return str(of.get(lang) or of.get("en") or "")
    return "" if of is None else str(of)


def listing(items: list[str], lang: str) -> str:
    """Items in a row, as one writes them in the language."""
    return ("、" if lang == "zh" else ", ").join(items)
