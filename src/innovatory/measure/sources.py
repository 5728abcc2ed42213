"""The sources of a city's published figures: what they are, when they were published, how far they can be relied on.

They stand in `statistics/sources.csv` of the city folder. A date may be known to the day, the month or the year only.
What was recorded in English of a source that is not English stands in Chinese in `sources_zh.csv` beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from innovatory.language.mistakes import Mistake
from innovatory.policy.csv_file import Line, read_csv
from innovatory.policy.documents import in_chinese
from innovatory.records.amounts import day

FILE, CHINESE = "sources.csv", "sources_zh.csv"
COLUMNS = ("source_id", "title", "publisher", "published", "url_or_file", "reliability")
IN_CHINESE = ("title", "publisher", "url_or_file")

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
    """One source. `published` is a day, its first and last possible day where only month or year is known, or None.

    `title`, `publisher` and `address` stand as recorded; under `_zh` in Chinese, as recorded where nobody wrote it.
    """

    id: str
    title: str
    publisher: str
    published: date | tuple[date, date] | None
    address: str
    reliability: str
    title_zh: str
    publisher_zh: str
    address_zh: str

    @property
    def known_by(self) -> date | None:
        """The day by which it was surely published; None if that is not recorded."""
        return self.published[1] if isinstance(self.published, tuple) else self.published


def read_sources(folder: Path) -> dict[str, Source]:
    """The sources in a folder of statistics by id.

    Raises `Mistake` as `read_csv` does, and of kind `missing`, `category` (reliability; an id of `sources_zh.csv` that
    is no source), `date`, `twice`.
    """
    found: dict[str, Source] = {}
    lines = read_csv(folder / FILE, COLUMNS)
    chinese = in_chinese(folder / CHINESE, IN_CHINESE, {line["source_id"] for line in lines})
    for line in lines:
        source = _source(line, chinese.get(line["source_id"], {}))
        if source.id in found:
            en, zh = f"the source {source.id} stands here a second time", f"来源 {source.id} 重复出现"
            raise Mistake("twice", en, zh, place=line.place("source_id"))
        found[source.id] = source
    return found


def _source(line: Line, chinese: Mapping[str, str]) -> Source:
    title, publisher, address = (line.filled(column) for column in IN_CHINESE)
    title_zh, publisher_zh, address_zh = (chinese.get(column) or line[column] for column in IN_CHINESE)
    return Source(
        id=line.filled("source_id"),
        title=title,
        publisher=publisher,
        published=_published(line),
        address=address,
        reliability=line.one_of("reliability", RELIABILITY),
        title_zh=title_zh,
        publisher_zh=publisher_zh,
        address_zh=address_zh,
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
