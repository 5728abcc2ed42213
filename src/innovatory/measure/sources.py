"""The sources of a city's published figures: what they are, when they were published, how far they can be relied on.

They stand in `statistics/sources.csv` of the city folder. A date may be known to the day, the month or the year only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from innovatory.language.mistakes import Mistake
from innovatory.policy.csv_file import Line, read_csv
from innovatory.records.amounts import day

FILE = "sources.csv"
COLUMNS = ("source_id", "title", "publisher", "published", "url_or_file", "reliability")

Reliability = Literal["official", "transcription", "press", "release", "mirror", "study", "aggregator", "invented"]
"""How a source came to its figures.

official: a public body on its own pages · transcription: an official text or table copied by others · press: a
newspaper, agency or broadcaster · release: the organiser or company itself · mirror: a named publication on another
host · study: a researcher, consultant or think tank · aggregator: a site that gathers others' figures · invented: the
figures of an invented city.
"""
RELIABILITY: tuple[str, ...] = get_args(Reliability)


@dataclass(frozen=True)
class Source:
    """One source. `published` is a day, its first and last possible day where only month or year is known, or None."""

    id: str
    title: str
    publisher: str
    published: date | tuple[date, date] | None
    address: str
    reliability: str

    @property
    def known_by(self) -> date | None:
        """The day by which it was surely published; None if that is not recorded."""
        return self.published[1] if isinstance(self.published, tuple) else self.published


def read_sources(folder: Path) -> dict[str, Source]:
    """The sources in a folder of statistics by id.

    Raises `Mistake` as `read_csv` does, and of kind `missing`, `category` (reliability), `date`, `twice`.
    """
    found: dict[str, Source] = {}
    for line in read_csv(folder / FILE, COLUMNS):
        source = _source(line)
        if source.id in found:
            en, zh = f"the source {source.id} stands here a second time", f"来源 {source.id} 重复出现"
            raise Mistake("twice", en, zh, place=line.place("source_id"))
        found[source.id] = source
    return found


def _source(line: Line) -> Source:
    return Source(
        id=line.filled("source_id"),
        title=line.filled("title"),
        publisher=line.filled("publisher"),
        published=_published(line),
        address=line.filled("url_or_file"),
        reliability=line.one_of("reliability", RELIABILITY),
    )


def _published(line: Line) -> date | tuple[date, date] | None:
    text = line["published"]
    if not text:
        return None
    try:
        if re.fullmatch(r"[0-9-]+", text):
            return day(text)
    except Mistake:
        pass
    en = f"a day, month or year such as 2024-01-30, 2024-01 or 2024 is expected, not {text!r}"
    zh = f"应为日期、月份或年份（如 2024-01-30、2024-01、2024），不能是 {text!r}"
    raise Mistake("date", en, zh, place=line.place("published"))
