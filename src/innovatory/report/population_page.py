"""The totals report of a synthetic population as one HTML file in both languages, without any other resource.

From it one reads what in the population is fact, what was worked out and what is assumed: the totals with their sources,
what was held out, every constant with its reason, and pictures beside published figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from innovatory.report import population_drawn as drawn
from innovatory.report import population_facts as facts
from innovatory.report import population_plots as plots
from innovatory.report import population_words as words
from innovatory.report.recorded_names import recorded_in
from innovatory.report.words import LANGUAGES, label, say

STYLES = ("page.css", "population_page.css")
NAMES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-CN"}
MANY = 5  # more lines of grounds than these are folded
Data = Mapping[str, Any]


def page(found: Data, first: str = "en") -> str:
    """The whole page as HTML; it opens in the language `first`."""
    style = "".join((files("innovatory") / "report" / name).read_text(encoding="utf-8") for name in STYLES)
    bodies = "".join(
        f'<div class="{lang}" lang="{TAGS[lang]}">{"".join(_body(found, lang))}</div>' for lang in LANGUAGES
    )
    switch = "".join(
        f'<input type="radio" name="language" id="{lang}"{" checked" if lang == first else ""}>'
        f'<label for="{lang}" lang="{TAGS[lang]}">{NAMES[lang]}</label>'
        for lang in LANGUAGES
    )
    title = " · ".join(dict.fromkeys(label(found["label"], lang) for lang in LANGUAGES))
    return (
        f'<!doctype html>\n<html lang="{TAGS[first]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} {found['year']} · Innovatory</title><style>{style}</style></head>"
        f'<body class="population">{switch}<main>{bodies}</main></body></html>\n'
    )


def _say(key: str, lang: str, **facts: object) -> str:
    return escape(say(key, lang, **facts))


def _body(found: Data, lang: str) -> Iterator[str]:
    yield f"<h1>{_say('populate.title', lang, city=label(found['label'], lang), year=found['year'])}</h1>"
    first, last = found["years"][0], found["years"][-1]
    told = {
        "rows": f"{found['rows']:,}",
        "first": first,
        "last": last,
        "seed": found["seed"],
        "weight": found["weight"],
    }
    yield f'<p class="about">{_say("populate.about", lang, **told)}</p>'
    yield f'<p class="invented">{_say("populate.synthetic", lang)}</p>'
    yield f"<p>{_say('populate.lead', lang)}</p>"
    for key, parts in (
        ("facts", facts.facts(found, lang)),
        ("totals", _totals(found, lang)),
        ("recognitions", _lines(words.given(one, lang) for one in found["recognitions"])),
        ("untuned", _untuned(found, lang)),
        ("unfitted", facts.unfitted(found, lang)),
        ("plots", drawn.distributions(found, lang)),
        ("joint", drawn.together(found, lang)),
        ("constants", facts.constants(found, lang)),
        ("columns", facts.columns(found, lang)),
        ("sources", _sources(found, lang)),
    ):
        yield f"<section><h2>{_say(f'populate.section.{key}', lang)}</h2>{''.join(parts)}</section>"
    yield f"<footer>{_say('populate.foot', lang)}</footer>"


def _lines(lines: Iterable[str]) -> Iterator[str]:
    yield "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


# Totals ----------------------------------------------------------------------------------------------------------------


def _totals(found: Data, lang: str) -> Iterator[str]:
    heads = [say(f"populate.head.{name}", lang) for name in ("total", "published", "achieved", "met", "basis")]
    rows = "".join(_total(one, heads, lang) for one in found["totals"])
    yield f"<table><thead><tr>{facts.headed(heads)}</tr></thead><tbody>{rows}</tbody></table>"
    if any(
        each["role"] == "check" for one in found["totals"] if one["published"] for each in one["published"]["figures"]
    ):
        yield f'<p class="about">{_say("populate.roles", lang)}</p>'
    yield from _contradictions(found, lang)


def _total(one: Data, heads: Sequence[str], lang: str) -> str:
    basis = one["published"]["basis"] if one["published"] else "missing"
    grounds = words.grounds(one, lang)
    told = f'<span class="basis-{basis}">{escape(grounds[0])}</span> · {escape(grounds[1])}' if grounds else ""
    why = "<br>".join(escape(line) for line in grounds[2:])
    if len(grounds) > MANY:
        why = facts.folded(say("populate.figures", lang, n=len(grounds) - 2), why)
    cells = (
        escape(words.published(one, lang)),
        escape(words.amount(one["achieved"], one["unit"], lang)),
        f'<span class="met-{one["met"]}">{escape(words.met(one, lang))}</span>',
        f'{told}<div class="why">{why}</div>' if told else "",
    )
    shown = "".join(f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in zip(heads[1:], cells, strict=True))
    return f'<tr><th scope="row">{escape(words.total_name(one, lang))}</th>{shown}</tr>'


def _contradictions(found: Data, lang: str) -> Iterator[str]:
    totals = {one["id"]: one for one in found["totals"]}
    if found["relaxed"]:
        yield f"<h3>{_say('populate.section.contradictions', lang)}</h3>"
        yield from _lines(words.relaxed(one, lang, totals) for one in found["relaxed"])
    else:
        yield f"<p>{_say('populate.no_contradiction', lang)}</p>"


# What was held out -------------------------------------------------------------------------------------------


def _untuned(found: Data, lang: str) -> Iterator[str]:
    yield from _lines(words.untuned(found["untuned"], lang))
    learnt = found["untuned"]["applications"]
    if learnt is not None:
        title = say("populate.plot.told", lang)
        yield drawn.pictured(title, plots.told(learnt, title), say("populate.plot.told_says", lang))


def _sources(found: Data, lang: str) -> Iterator[str]:
    told = (
        (name, *(recorded_in(one, field, lang) for field in ("title", "publisher")))
        for name, one in found["sources"].items()
    )
    yield from _lines(f"{name}: {title} ({publisher})" for name, title, publisher in told)
