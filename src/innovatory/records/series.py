"""Figures by year as the desk takes them: one figure, a list ending in the assessed year, or year by year.

A year that nobody typed is unknown; a year before the enterprise was registered does not exist, so that windows of
the language shorten over it (D20). This file decides which of the two a missing year is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from innovatory.language.mistakes import Mistake, Place
from innovatory.records.amounts import Figure
from innovatory.records.dictionary import Bounds
from innovatory.records.readings import read_figure, text_of


@dataclass(frozen=True)
class Window:
    """The assessed year `newest`, the day of the question, and the first year in which the enterprise can have existed."""

    newest: int
    on: date
    founded: int | None


def read_series(raw: object, name: str, within: Bounds, window: Window) -> list[Figure]:
    """The figures of a yearly name, oldest first, the last one being that of the assessed year.

    Where years before the first typed one exist or may exist, a single None stands for all of them: every window
    that reaches back that far is then unknown, and none is taken for the shorter life of a young enterprise.
    """
    typed = {year: _read(entry, name, year, within) for year, entry in _by_year(raw, name, window).items()}
    first, newest, founded = min(typed), window.newest, window.founded
    while founded is not None and first < founded and first < newest and typed.get(first) is None:
        first += 1  # nothing was known there, and the enterprise did not exist
    figures = [typed.get(year) for year in range(first, newest + 1)]
    older = founded is None or first > founded
    return [None, *figures] if older and figures[0] is not None else figures


def mean_of_last_three(figures: list[Figure]) -> Figure:
    """The mean of the last three years, of fewer if the enterprise is younger; None if one of them is unknown."""
    lows, highs = [], []
    for figure in figures[-3:]:
        if figure is None:
            return None
        low, high = figure if isinstance(figure, tuple) else (figure, figure)
        lows.append(low)
        highs.append(high)
    low, high = sum(lows) / len(lows), sum(highs) / len(highs)
    return low if low == high else (low, high)


def _by_year(raw: object, name: str, window: Window) -> dict[int, object]:
    if isinstance(raw, str):
        return {window.newest: raw}
    if isinstance(raw, Mapping):
        entries = {_year(key, name, window): entry for key, entry in raw.items()}
    elif isinstance(raw, (list, tuple)):
        entries = {window.newest - len(raw) + 1 + index: entry for index, entry in enumerate(raw)}
    else:
        entries = {window.newest: raw}
    if not entries:
        raise Mistake("type", "at least one year is expected, not an empty list", "至少应填一年的数字，不能为空")
    return entries


def _year(key: object, name: str, window: Window) -> int:
    newest, on = window.newest, window.on
    text = str(key)
    if len(text) != 4 or not text.isascii() or not text.isdigit() or text < "1900":
        raise Mistake(
            "date", f"a year such as {newest} is expected, not {text!r}", f"此处应填年份，如 {newest}，不能是 {text!r}"
        )
    year = int(text)
    place = Place(path=f"{name}.{year}")
    if year > on.year:
        raise Mistake("future", f"the year {year} is in the future of {on}", f"{year} 年晚于提问日 {on}", place=place)
    if year > newest:
        raise Mistake(
            "future",
            f"the year {year} comes after the assessed year {newest}; leave it out or assess a later year",
            f"{year} 年晚于评估年度 {newest}；请删去该年，或评估更晚的年度",
            place=place,
        )
    return year


def _read(entry: object, name: str, year: int, within: Bounds) -> Figure:
    try:
        return read_figure(text_of(entry), within)
    except Mistake as mistake:
        raise mistake.at(Place(path=f"{name}.{year}")) from None
