"""What several answers about a city share: its head with the days of its data, its sources, its links by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from innovatory.measure.checks import WEAK
from innovatory.measure.sources import Source as Published
from innovatory.policy.documents import documents
from innovatory.report.city_chain import LINKS, WHOLE
from innovatory.report.words import label, say
from innovatory.server.served import Held
from innovatory.server.shapes.city import CityHead
from innovatory.server.shapes.parts import Source, Word

UNDATED = "n.d."


def head(held: Held, lang: str) -> CityHead:
    """The city that an answer is about."""
    city = held.city
    invented = say("report.invented", lang) if city.invented else None
    return CityHead(id=city.id, label=label(city.label, lang), days=_days(held, lang), invented=invented)


def _days(held: Held, lang: str) -> list[str]:
    """The day of the data: of what was published, and of the records."""
    published = [one.known_by for one in held.city.sources.values() if one.known_by is not None]
    records = held.city.workspace
    told = [say("report.published_by", lang, day=max(published))] if published else []
    own = say("report.no_records", lang) if records is None else say("report.records_of", lang, day=records.as_of)
    return [*told, own]


def link_name(link: str, lang: str) -> str:
    """What a link of the chain is called; `all` is the chain as a whole."""
    return say("report.chain_all", lang) if link == WHOLE else say(f"report_link.{link}", lang)


def link_words(lang: str, links: Iterable[str] = LINKS) -> list[Word]:
    """Links with their names."""
    return [Word(id=link, label=link_name(link, lang)) for link in links]


def sources(held: Held, names: Iterable[str], lang: str) -> list[Source]:
    """The sources of some ids, each once, in the order in which the city lists them; unknown ids are left out."""
    wanted = set(names)
    known = held.report.sources
    ordered = [*held.city.sources, *(name for name in documents() if name not in held.city.sources)]
    return [_source(held, name, lang) for name in ordered if name in wanted and name in known]


def _source(held: Held, name: str, lang: str) -> Source:
    own = held.city.sources.get(name)
    return stored_document(name, lang) if own is None else told_source(own, lang)


def told_source(own: Published, lang: str) -> Source:
    """A source of a city's published figures or of its registers."""
    return Source(
        id=own.id,
        title=own.title_zh if lang == "zh" else own.title,
        publisher=own.publisher_zh if lang == "zh" else own.publisher,
        published=_published(own.published),
        address=own.address_zh if lang == "zh" else own.address,
        reliability=say(f"report_reliability.{own.reliability}", lang),
        weak=own.reliability in WEAK,
    )


def _published(day: date | tuple[date, date] | None) -> str | None:
    """The day, month or year of publication, as far as it is known."""
    if isinstance(day, tuple):
        first, last = day
        return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"
    return None if day is None else day.isoformat()


def stored_document(name: str, lang: str) -> Source:
    """A stored document of the library as a source."""
    one = documents()[name]
    published = one.published_zh if lang == "zh" else one.published
    return Source(
        id=name,
        title=one.title_zh if lang == "zh" else one.title,
        publisher=one.publisher_zh if lang == "zh" else one.publisher,
        published=None if published == UNDATED else published,
        address=one.where_zh if lang == "zh" else one.where,
        reliability=label(one.reliability, lang),
        weak=False,
    )


def places(frame: pl.DataFrame, lang: str) -> dict[str, str]:
    """What the places of a list (`id`, `name_en`, `name_zh`) are called, by their codes."""
    rows = frame.select("id", "name_en", "name_zh").rows()
    return {one: (zh if lang == "zh" else en) or en or one for one, en, zh in rows}
