"""What people call what is recorded: the series of published figures, the tables and columns of records, the statuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from innovatory.records.dictionary import tables
from innovatory.records.labels import value_zh
from innovatory.report.words import listing, phrases, say


def series_label(indicator: str, origin: str, series: str, lang: str) -> str:
    """A series of an indicator: where its values come from, and for one of several published ones which it is.

    A series is named after its indicator with a word that tells it from the others; a word without a phrase is shown.
    """
    told = say(f"measure_series.{origin}", lang)
    if origin != "published" or series == indicator:
        return told
    word = series.removeprefix(f"{indicator}_")
    key = f"series_kind.{word}"
    which = say(key, lang) if key in phrases() else word.replace("_", " ")
    return say("measure_series.one_of", lang, published=told, which=which)


def table_names(names: Iterable[str], lang: str) -> str:
    """Tables of records as the dictionary calls them, one after the other."""
    known = tables()
    told = [(known[name].zh if lang == "zh" else known[name].en.lower()) if name in known else name for name in names]
    return listing(told, lang)


def column_names(names: Iterable[str], of: Sequence[str], lang: str) -> str:
    """Columns of some tables as the dictionary calls them: in Chinese by their label, in English by their name in words."""
    return listing([_column(name, of, lang) for name in names], lang)


def _column(name: str, of: Sequence[str], lang: str) -> str:
    if lang == "en":
        return name.replace("_", " ")
    places = [tables()[one] for one in of if one in tables()] + list(tables().values())
    return next((one.columns[name].zh for one in places if name in one.columns), name)


def status_name(name: str, lang: str) -> str:
    """A status by its name, in Chinese by what the dictionary calls it."""
    table = tables()["statuses"]
    known = name in table.columns["status"].one_of
    return value_zh(table, table.columns["status"], name) if lang == "zh" and known else name


def status_inputs() -> dict[str, dict[str, str]]:
    """The names under which statuses are typed, `status(hnte)`, with what the dictionary calls them in Chinese."""
    known = tables()["statuses"].columns["status"].one_of
    return {f"status({one})": {"zh": status_name(one, "zh")} for one in known}


def recorded_in(of: Mapping[str, Any], field: str, lang: str) -> Any:
    """What was recorded of a source under `title`, `publisher` or `published`, in Chinese where it has that."""
    return of[f"{field}_zh"] if lang == "zh" else of[field]
