"""The report of a city as one HTML file in both languages, without any other resource.

Both languages stand in the file; two radio buttons above them choose by style alone, so that it works without a script,
without a network and on paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files

from innovatory.measure.statistics import Figure
from innovatory.report.city_chain import chain
from innovatory.report.city_checks import checks
from innovatory.report.city_conflicts import conflicts
from innovatory.report.city_evidence import evidence_lines
from innovatory.report.city_indicators import families
from innovatory.report.city_policy import costs, desk
from innovatory.report.city_report import CityReport
from innovatory.report.city_sources import sources
from innovatory.report.city_unsaid import unsaid
from innovatory.report.city_words import Key, Teller, key_of
from innovatory.report.words import LANGUAGES, label

STYLES = ("page.css", "budget.css", "city_page.css")
NAMES = {"en": "English", "zh": "中文"}
SECTIONS = ("chain", "indicators", "checks", "conflicts", "unsaid", "sources", "evidence")
STUDIED = ("chain", "indicators", "checks", "costs", "desk", "conflicts", "unsaid", "sources", "evidence")


def page(report: CityReport, first: str = "en") -> str:
    """The whole page as HTML; it opens in the language `first`."""
    style = "".join((files("innovatory") / "report" / name).read_text(encoding="utf-8") for name in STYLES)
    figures = by_series(report.figures)
    bodies = "".join(_language(report, Teller(lang, report.cited, figures)) for lang in LANGUAGES)
    switch = "".join(_choice(lang, checked=lang == first) for lang in LANGUAGES)
    title = " · ".join(dict.fromkeys(label(report.city.label, lang) for lang in LANGUAGES))
    return (
        f'<!doctype html>\n<html lang="{_tag(first)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Innovatory</title><style>{style}</style></head>"
        f'<body class="city">{switch}<main>{bodies}</main></body></html>\n'
    )


def by_series(figures: Iterable[Figure]) -> Mapping[str, Mapping[Key, Figure]]:
    """Published figures by indicator, each under what tells it apart."""
    found: dict[str, dict[Key, Figure]] = defaultdict(dict)
    for one in figures:
        found[one.indicator][key_of(one)] = one
    return found


def _tag(lang: str) -> str:
    return "zh-CN" if lang == "zh" else "en"


def _choice(lang: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return f'<input type="radio" name="language" id="{lang}"{mark}><label for="{lang}" lang="{_tag(lang)}">{NAMES[lang]}</label>'


def _language(report: CityReport, teller: Teller) -> str:
    told = "".join(_section(name, report, teller) for name in _sections(report))
    body = f"{''.join(_head(report, teller))}{told}<footer>{teller.say('report.foot')}</footer>"
    return f'<div class="{teller.lang}" lang="{_tag(teller.lang)}">{body}</div>'


def _sections(report: CityReport) -> tuple[str, ...]:
    return SECTIONS if report.study is None else STUDIED


def _head(report: CityReport, teller: Teller) -> Iterator[str]:
    yield f"<h1>{teller.say('report.title', city=label(report.city.label, teller.lang))}</h1>"
    yield f'<p class="about">{" · ".join(_days(report, teller))}</p>'
    if report.city.invented:
        yield f'<p class="invented">{teller.say("report.invented")}</p>'
    counts = {"said": len(report.said), "all": len(report.measured), "sources": len(report.cited)}
    yield f'<p class="lead">{teller.say("report.lead", **counts)}</p>'
    links = "".join(
        f'<li><a href="#{teller.lang}-{name}">{teller.say(f"report_section.{name}")}</a></li>'
        for name in _sections(report)
    )
    yield f"<nav><ul>{links}</ul></nav>"


def _days(report: CityReport, teller: Teller) -> Iterator[str]:
    """The day of the data: of what was published, and of the records."""
    days = [report.city.sources[name].known_by for name in report.cited if name in report.city.sources]
    known = [day for day in days if day is not None]
    if report.year is not None:
        yield teller.say("report.up_to", year=report.year)
    if known:
        yield teller.say("report.published_by", day=max(known))
    records = report.city.workspace
    yield teller.say("report.no_records") if records is None else teller.say("report.records_of", day=records.as_of)


def _section(name: str, report: CityReport, teller: Teller) -> str:
    told = "".join(_told(name, report, teller))
    return f'<section class="part" id="{teller.lang}-{name}"><h2>{teller.say(f"report_section.{name}")}</h2>{told}</section>'


def _told(name: str, report: CityReport, teller: Teller) -> Iterator[str]:
    if name == "chain":
        yield f"<p>{teller.say('report.chain_says')}</p>"
        yield chain(report.measured, teller)
    elif name == "indicators":
        yield f"<p>{teller.say('report.indicators_say')}</p>"
        yield from families(report.said, teller)
    elif name == "checks":
        yield from checks(report, teller)
    elif name == "conflicts":
        yield from conflicts(report, teller)
    elif name == "unsaid":
        yield from unsaid(report, teller)
    elif name == "costs" and report.study is not None:
        yield from costs(report.study, teller)
    elif name == "desk" and report.study is not None:
        yield from desk(report.study, teller)
    elif name == "sources":
        yield sources(report, teller)
    else:
        yield from evidence_lines(report.evidence, teller)
