"""The sources that the page of a city cites: what each is, who published it and when, how far it can be relied on."""

from __future__ import annotations

from html import escape

from innovatory.policy.documents import documents
from innovatory.report.city_report import CityReport
from innovatory.report.city_words import Teller
from innovatory.report.recorded_names import recorded_in
from innovatory.report.words import label

COLUMNS = ("number", "source", "published", "reliability", "address")


def sources(report: CityReport, teller: Teller) -> str:
    """The list as a table; a sentence where nothing is cited."""
    if not report.cited:
        return f"<p>{teller.say('report.no_source')}</p>"
    heads = [teller.say(f"report_source.{name}") for name in COLUMNS]
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    rows = "".join(_row(name, number, heads, report, teller) for name, number in report.cited.items())
    return f'<table class="sources"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(name: str, number: int, heads: list[str], report: CityReport, teller: Teller) -> str:
    one = report.sources[name]
    called, publisher, day = (recorded_in(one, field, teller.lang) for field in ("title", "publisher", "published"))
    title = f'<span class="title">{escape(called)}</span>'
    what = f'{title} <span class="small">{escape(publisher)} · <code>{escape(name)}</code></span>'
    published = escape(str(day)) if day else teller.say("check.undated")
    cells = (what, published, *_kept(name, report, teller))
    told = "".join(f'<td data-head="{text}">{cell}</td>' for text, cell in zip(heads[1:], cells, strict=True))
    return f'<tr id="{teller.lang}-s{number}"><th scope="row">{number}</th>{told}</tr>'


def _kept(name: str, report: CityReport, teller: Teller) -> tuple[str, str]:
    """How far a source can be relied on, and where it stands."""
    own = report.city.sources.get(name)
    if own is not None:
        address = own.address_zh if teller.lang == "zh" else own.address
        return teller.say(f"report_reliability.{own.reliability}"), _address(address)
    stored = documents()[name]
    where = stored.where_zh if teller.lang == "zh" else stored.where
    return escape(label(stored.reliability, teller.lang)), _address(where)


def _address(text: str) -> str:
    """Where a source stands, as text: the page links to nothing outside itself."""
    return f'<span class="address">{escape(text)}</span>'
