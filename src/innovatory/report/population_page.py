"""The totals report of a synthetic population as one HTML file in both languages, without any other resource.

From it one reads what in the population is fact, what was worked out and what is assumed: the totals with their sources,
what was held out, every constant with its reason, and pictures beside published figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from innovatory.report import population_plots as plots
from innovatory.report import population_words as words
from innovatory.report.figures import figure
from innovatory.report.words import LANGUAGES, label, listing, say

STYLES = ("page.css", "population_page.css")
NAMES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-CN"}
BASES = ("published", "derived", "assumed")
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
    facts = {
        "rows": f"{found['rows']:,}",
        "first": first,
        "last": last,
        "seed": found["seed"],
        "weight": found["weight"],
    }
    yield f'<p class="about">{_say("populate.about", lang, **facts)}</p>'
    yield f'<p class="invented">{_say("populate.synthetic", lang)}</p>'
    yield f"<p>{_say('populate.lead', lang)}</p>"
    for key, parts in (
        ("totals", _totals(found, lang)),
        ("contradictions", _contradictions(found, lang)),
        ("recognitions", _lines(words.given(one, lang) for one in found["recognitions"])),
        ("untuned", _untuned(found, lang)),
        ("plots", _plots(found, lang)),
        ("joint", _joint(found, lang)),
        ("constants", _constants(found, lang)),
        ("columns", _columns(found, lang)),
        ("sources", _sources(found)),
    ):
        yield f"<section><h2>{_say(f'populate.section.{key}', lang)}</h2>{''.join(parts)}</section>"
    yield f"<footer>{_say('populate.foot', lang)}</footer>"


def _lines(lines: Iterable[str]) -> Iterator[str]:
    yield "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


# Totals ----------------------------------------------------------------------------------------------------------------


def _totals(found: Data, lang: str) -> Iterator[str]:
    heads = [say(f"populate.head.{name}", lang) for name in ("total", "published", "achieved", "met", "basis")]
    rows = "".join(_total(one, heads, lang) for one in found["totals"])
    yield f"<table><thead><tr>{_heads(heads)}</tr></thead><tbody>{rows}</tbody></table>"
    if any(
        each["role"] == "check" for one in found["totals"] if one["published"] for each in one["published"]["figures"]
    ):
        yield f'<p class="about">{_say("populate.roles", lang)}</p>'


def _heads(heads: Sequence[str]) -> str:
    return "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)


def _total(one: Data, heads: Sequence[str], lang: str) -> str:
    basis = one["published"]["basis"] if one["published"] else "missing"
    grounds = words.grounds(one, lang)
    told = f'<span class="basis-{basis}">{escape(grounds[0])}</span>' if grounds else ""
    why = "<br>".join(escape(line) for line in grounds[1:])
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
        yield from _lines(words.relaxed(one, lang, totals) for one in found["relaxed"])
    else:
        yield f"<p>{_say('populate.no_contradiction', lang)}</p>"


# What was held out, and pictures ---------------------------------------------------------------------------------------


def _untuned(found: Data, lang: str) -> Iterator[str]:
    yield from _lines(words.untuned(found["untuned"], lang))
    learnt = found["untuned"]["applications"]
    if learnt is not None:
        title = say("populate.plot.told", lang)
        yield _figure(title, plots.told(learnt, title), say("populate.plot.told_says", lang))


def _figure(title: str, drawn: str, says: str) -> str:
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawn}<p class='about'>{escape(says)}</p></figure>"


def _plots(found: Data, lang: str) -> Iterator[str]:
    compared = found["tails"]
    title = say("populate.plot.tail", lang, n=compared["compared"])
    if compared["generated"] is None or compared["p_value"] is None:
        yield f"<p>{_say('populate.plot.tail_unknown', lang)}</p>"
    else:
        own, other = compared["generated"], compared["published"]
        says = say(
            "populate.plot.tail_says", lang, index=f"{own['index']:.3f}", error=f"{own['error']:.3f}",
            index0=f"{other['index']:.3f}", error0=f"{other['error']:.3f}", p=f"{compared['p_value']:.2f}",
        )  # fmt: skip
        legend = "".join(
            f'<li><span class="swatch {name}"></span>{_say(f"populate.plot.{name}", lang)}</li>'
            for name in ("published", "generated")
        )
        yield _figure(title, f'<ul class="legend">{legend}</ul>{plots.tails(compared["shown"], title)}', says)
    title = say("populate.plot.ages", lang)
    yield _figure(title, plots.ages(found["plots"]["registered"], title), say("populate.plot.ages_says", lang))
    title = say("populate.plot.joint", lang)
    yield _figure(title, plots.joint(found["plots"]["rd_and_revenue"], title), say("populate.plot.joint_says", lang))
    yield from _sizes(found, lang)


def _sizes(found: Data, lang: str) -> Iterator[str]:
    yield f"<h3>{_say('populate.plot.sizes', lang)}</h3>"
    yield from _lines(
        f"{say('populate.size', lang, low=f'{10 ** int(power):,}', high=f'{10 ** (int(power) + 1):,}')}: {round(units):,}"
        for power, units in found["plots"]["sizes"]
    )


def _joint(found: Data, lang: str) -> Iterator[str]:
    yield f"<p>{_say('populate.joint', lang)}</p>"
    yield from _lines(
        f"{words.variable(one['first'], lang)} × {words.variable(one['second'], lang)}: {one['value']:+.2f}"
        for one in found["correlations"]
    )


# Constants, columns, sources -------------------------------------------------------------------------------------------


def _constants(found: Data, lang: str) -> Iterator[str]:
    yield f"<p>{escape(words.constants(found['constants'], lang))}</p>"
    yield f"<p>{escape(words.adjusted(found['adjusted'], lang))}</p>"
    heads = [say(f"populate.head.{name}", lang) for name in ("constant", "value", "why")]
    rows = [_constant(name, one, heads, lang) for name, one in found["constants"].items()]
    rows += [_constant(name, one, heads, lang) for name, one in found["applications_assumed"].items()]
    yield f"<table><thead><tr>{_heads(heads)}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _constant(name: str, one: Data, heads: Sequence[str], lang: str) -> str:
    told = _basis(one["basis"], lang)
    set_on = say("populate.set_on", lang, figures=listing(list(one["set_on"]), lang)) if one["set_on"] else ""
    own = say("populate.of_city", lang) if one.get("of_the_city") else ""
    more = " · ".join(part for part in (own, set_on) if part)
    why = f'{told} <span class="why">{escape(more)}</span><div class="why">{escape(label(one["why"], lang))}</div>'
    value = f'<span class="names">{escape(_value(one, lang))}</span>'
    cells = "".join(
        f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in zip(heads[1:], (value, why), strict=True)
    )
    return f'<tr><th scope="row">{escape(label(one["label"], lang))}<div class="names">{escape(name)}</div></th>{cells}</tr>'


def _value(one: Data, lang: str) -> str:
    value = one["value"]
    unit = {"1": "share", "yuan": "yuan"}.get(one.get("unit") or "", "number")
    if not isinstance(value, Mapping):
        return figure(float(value), unit, lang, 6)
    if set(value) == {"middle", "spread"}:
        return say(
            "populate.middle", lang, middle=figure(value["middle"], unit, lang, 6), spread=f"{value['spread']:g}"
        )
    return "; ".join(f"{name}: {_part(part)}" for name, part in value.items()) or "—"


def _part(part: Any) -> str:
    if isinstance(part, Mapping):
        return ", ".join(f"{name} {value:g}" for name, value in part.items())
    return f"{part:g}" if isinstance(part, float) else ", ".join(part)


def _columns(found: Data, lang: str) -> Iterator[str]:
    counts = dict.fromkeys(BASES, 0) | found["basis"]["counts"]
    yield f"<p>{_say('populate.columns', lang, **counts)}</p>"
    for basis in BASES:
        names = [name for name, of in found["basis"]["columns"].items() if of == basis]
        yield f'<p>{_basis(basis, lang)} <span class="names">{escape(", ".join(names))}</span></p>'


def _basis(basis: str, lang: str) -> str:
    return f'<span class="basis-{basis}">{_say(f"populate.basis.{basis}", lang)}</span>'


def _sources(found: Data) -> Iterator[str]:
    yield from _lines(f"{name}: {one['title']} ({one['publisher']})" for name, one in found["sources"].items())
