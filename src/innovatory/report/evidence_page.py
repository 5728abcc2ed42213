"""Threshold evidence as one HTML file in both languages, with a chart per condition; it loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from innovatory.report import costing, sentences, threshold_lines
from innovatory.report.charts import TALL
from innovatory.report.threshold_lines import Evidence
from innovatory.report.words import LANGUAGES, label, say, say_many

STYLE = "svg .expected { stroke: var(--ink); stroke-width: 2; } svg text { font-size: 12px; fill: var(--soft); }"


def page(evidence: Evidence, first: str) -> str:
    """The whole page, which opens in the language `first`."""
    style = (files("innovatory") / "report" / "page.css").read_text(encoding="utf-8") + STYLE
    bodies = "".join(_language(evidence, lang) for lang in LANGUAGES)
    switch = "".join(_choice(lang, name, first) for lang, name in (("en", "English"), ("zh", "中文")))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Innovatory · 创新观测与推演</title><style>{style}</style></head>"
        f"<body>{switch}<main>{bodies}</main></body></html>\n"
    )


def _choice(lang: str, name: str, first: str) -> str:
    mark = " checked" if lang == first else ""
    return f'<input type="radio" name="language" id="{lang}"{mark}><label for="{lang}" lang="{lang}">{name}</label>'


def _language(evidence: Evidence, lang: str) -> str:
    rows = say_many("rows", evidence["rows"], lang)
    asked = say("about.asked", lang, on=evidence["on"], year=evidence["year"])
    notes = threshold_lines.notes(evidence, lang)
    parts = (
        _element("h1", say("evidence.title", lang)),
        _element("p", f"{label(evidence['label'], lang)} · {rows} · {asked}", "about"),
        *(_element("p", note, "invented") for note in notes),
        *([_element("p", say("unconfirmed", lang), "unconfirmed")] if evidence["confidence"] == "unconfirmed" else []),
        *_criteria(evidence, lang),
        *_rest(evidence, lang),
        _element("footer", say("page.foot", lang)),
    )
    return f'<div class="{lang}" lang="{"zh-CN" if lang == "zh" else "en"}">{"".join(parts)}</div>'


def _criteria(evidence: Evidence, lang: str) -> Iterator[str]:
    if not evidence["in_force"]:
        yield _element("p", say("headline.not_in_force", lang, on=evidence["on"]), "result")
    elif not evidence["criteria"]:
        yield _element("p", say("evidence.no_threshold", lang))
    for one in evidence["criteria"]:
        yield f"<section>{''.join(_criterion(one, lang))}</section>"


def _criterion(one: Evidence, lang: str) -> Iterator[str]:
    yield _element("h2", label(one["label"], lang))
    for line in threshold_lines.asked(one, lang):
        yield _element("p", line, "about")
    yield _element("p", threshold_lines.verdict(one, lang), "result")
    if one["density"]:
        yield _figure(one, lang)
    if lines := threshold_lines.estimate(one, lang):
        yield _items(lines)
    yield _element("h3", say("evidence.near", lang)) + _items(threshold_lines.near(one, lang))
    yield _element("h3", say("evidence.before_after", lang)) + _items(threshold_lines.before_after(one, lang))


def _rest(evidence: Evidence, lang: str) -> Iterator[str]:
    lacking = costing.data_lines(evidence, lang)
    if lacking:
        yield _element("h3", say("section.data", lang)) + _items(lacking)
    told = sentences.evidence(evidence["evidence"], lang)
    yield _element("h3", say("section.evidence", lang)) + _items([told])


def _figure(one: Evidence, lang: str) -> str:
    caption = say("evidence.chart", lang, label=label(one["label"], lang))
    ends = [threshold_lines.distance(one["density"][index][key], one, lang) for index, key in ((0, "from"), (-1, "to"))]
    axis = "".join(f"<span>{escape(text)}</span>" for text in (ends[0], say("page.threshold", lang), ends[1]))
    sides = _element("p", say("evidence.chart_sides", lang))
    chart = density(one, caption)
    return f'<figure>{_element("figcaption", caption)}{chart}<p class="ends">{axis}</p>{sides}</figure>'


def density(one: Evidence, title: str) -> str:
    """The chart: a bar per group of bins, as high as its rows per bin, the expected height as a line across it.

    Both sides take half of the width, whatever the data cover, so that the threshold stands in the middle; a group
    whose rows are not told has no bar but the sign <10.
    """
    groups = one["density"]
    reach = max(-groups[0]["from"], groups[-1]["to"])
    heights = [
        group[key] / group["bins"] for group in groups for key in ("count", "expected") if group[key] is not None
    ]
    most = max([*heights, 0.0]) or 1.0
    drawn = [part for group in groups for part in _bar(group, reach, most)]
    drawn.append(f'<line class="edge" x1="50%" x2="50%" y1="0" y2="{TALL}"/>')
    drawn.append(f'<line class="axis" x1="0" x2="100%" y1="{TALL}" y2="{TALL}"/>')
    named = f"<title>{escape(title)}</title>"
    return f'<svg role="img" width="100%" height="{TALL + 1}">{named}{"".join(drawn)}</svg>'


def _bar(group: Evidence, reach: float, most: float) -> Iterator[str]:
    start, end = (50 + 50 * group[key] / reach for key in ("from", "to"))
    if group["count"] is None:
        yield f'<text x="{(start + end) / 2:.3f}%" y="{TALL - 6}" text-anchor="middle">{escape(str(group["rows"]))}</text>'
        return
    side = "pass" if group["from"] >= 0 else "fail"
    height = TALL * group["count"] / group["bins"] / most
    place = f'x="{start:.3f}%" width="{(end - start) * 0.94:.3f}%"'
    yield f'<rect class="{side}" {place} y="{TALL - height:.1f}" height="{height:.1f}"/>'
    level = TALL - TALL * max(0.0, group["expected"]) / group["bins"] / most
    yield f'<line class="expected" x1="{start:.3f}%" x2="{end:.3f}%" y1="{level:.1f}" y2="{level:.1f}"/>'


def _element(name: str, text: str, of: str = "") -> str:
    kind = f' class="{of}"' if of else ""
    return f"<{name}{kind}>{escape(text)}</{name}>"


def _items(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(_element("li", line) for line in lines) + "</ul>"
