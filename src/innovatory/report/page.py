"""The report as one HTML file: an explanation and a costed population, in both languages, without any other resource.

Both languages stand in the file; two radio buttons above them choose by style alone, so that it works without a script,
without a network and on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import polars as pl

from innovatory.report import answer as terminal
from innovatory.report import charts, costing, sentences
from innovatory.report.figures import difference, share
from innovatory.report.margins import Histogram, histogram
from innovatory.report.sentences import MARKS, Answer, Inputs
from innovatory.report.words import LANGUAGES, label, say, say_many

MOST_GROUPS = 20  # of one dimension; more would hide what they show


@dataclass(frozen=True)
class Explained:
    """An explanation with what is to be known of its inputs and what the applicant is called."""

    answer: Answer
    inputs: Inputs
    applicant: object


@dataclass(frozen=True)
class Costing:
    """A costed population and the margins of a criterion that many rows fail."""

    summary: costing.Summary
    margins: Histogram | None
    unit: str

    @staticmethod
    def of(summary: costing.Summary, columns: pl.LazyFrame, criteria: Sequence[Answer]) -> Costing:
        """Cost with margins from the columns of an evaluation; `criteria` are those of an explanation of the rule.

        The margins are those of the criterion that most rows fail, if at least half of all rows have an exact one.
        """
        measured = {one["id"]: one for one in criteria if one["comparison"] != "is"}
        fails = {one["id"]: one["fail"] for one in summary["criteria"] if one["id"] in measured}
        for name in sorted(fails, key=lambda name: -fails[name]) if summary["rows"] else ():
            strict = measured[name]["comparison"] in ("more_than", "less_than")
            found = histogram(columns, name, strict=strict)
            if found is not None and 2 * found.open <= summary["rows"]:
                return Costing(summary, found, measured[name]["unit"] or "")
        return Costing(summary, None, "")


def page(explained: Explained, costed: Costing) -> str:
    """The whole report as HTML."""
    style = (files("innovatory") / "report" / "page.css").read_text(encoding="utf-8")
    bodies = "".join(_language(explained, costed, lang) for lang in LANGUAGES)
    switch = "".join(_choice(lang, name, checked=lang == "en") for lang, name in (("en", "English"), ("zh", "中文")))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Innovatory · 创新观测与推演</title><style>{style}</style></head>"
        f"<body>{switch}<main>{bodies}</main></body></html>\n"
    )


def _choice(lang: str, name: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return f'<input type="radio" name="language" id="{lang}"{mark}><label for="{lang}" lang="{lang}">{name}</label>'


def _language(explained: Explained, costed: Costing, lang: str) -> str:
    parts = (
        f"<h1>{_say('page.title', lang)}</h1>",
        f'<p class="invented">{_say("page.invented", lang)}</p>',
        *_explanation(explained, lang),
        *_population(costed, lang),
        f"<footer>{_say('page.foot', lang)}</footer>",
    )
    return f'<div class="{lang}" lang="{"zh-CN" if lang == "zh" else "en"}">{"".join(parts)}</div>'


def _say(key: str, lang: str, **facts: object) -> str:
    return escape(say(key, lang, **facts))


def _explanation(explained: Explained, lang: str) -> Iterator[str]:
    answer = explained.answer
    asked = say("about.asked", lang, on=answer["on"], year=answer["year"])
    yield f"<section><h2>{escape(label(answer['label'], lang))}</h2>"
    yield f'<p class="about">{escape(label(explained.applicant, lang))} · {escape(asked)}</p>'
    yield f'<p class="result {answer["result"]}">{MARKS[answer["result"]]} {escape(sentences.headline(answer, lang))}</p>'
    yield f"<p>{escape(sentences.tally(answer, lang))}</p>"
    if answer["confidence"] == "unconfirmed":
        yield f'<p class="unconfirmed">{_say("unconfirmed", lang)}</p>'
    yield _conditions(explained, lang)
    for heading, lines in terminal.sections(answer, lang, explained.inputs):
        yield f"<h3>{escape(heading)}</h3>{_items(lines)}"
    yield "</section>"


def _conditions(explained: Explained, lang: str) -> str:
    heads = [say(f"head.{key}", lang) for key in ("condition", "value", "needed", "margin", "change")]
    rows = []
    for one in explained.answer["criteria"]:
        value, need = sentences.value_and_need(one, lang)
        change = terminal.what_changes(one, lang, explained.inputs)
        cells = zip(heads[1:], (value, need, sentences.margin(one, lang), change), strict=True)
        told = "".join(f'<td data-head="{escape(head)}">{escape(text)}</td>' for head, text in cells)
        result = one["result"]
        mark = f'<span class="mark {result}" title="{_say(f"result.{result}", lang)}">{MARKS[result]}</span>'
        rows.append(f'<tr><th scope="row">{mark} {escape(label(one["label"], lang))}</th>{told}</tr>')
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return f'<table class="conditions"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _items(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _population(costed: Costing, lang: str) -> Iterator[str]:
    summary = costed.summary
    yield f"<section><h2>{_say('page.population', lang)}</h2>"
    asked = say("about.asked", lang, on=summary["on"], year=summary["year"])
    yield f'<p class="about">{escape(label(summary["label"], lang))} · {escape(say_many("rows", summary["rows"], lang))} · {escape(asked)}</p>'
    yield f'<p class="invented">{_say("page.synthetic", lang)}</p>'
    yield _results(summary, lang)
    yield _failures(summary, lang)
    if costed.margins is not None:
        yield _margins(costed.margins, costed, lang)
    for dimension, groups in (summary.get("by") or {}).items():
        yield _groups(dimension, groups, lang)
    for key, lines in (
        ("section.sums", costing.gives(summary, lang)),
        ("section.data", costing.data_lines(summary, lang)),
    ):
        if lines:
            yield f"<h3>{_say(key, lang)}</h3>{_items(lines)}"
    yield f"<h3>{_say('section.evidence', lang)}</h3>{_items([sentences.evidence(summary.get('evidence') or {}, lang)])}</section>"


def _results(summary: costing.Summary, lang: str) -> str:
    results, rows = summary["results"], summary["rows"]
    legend = "".join(
        f'<li><span class="key {result}">{MARKS[result]}</span> {_say("apply.line", lang, heading=say(f"result.{result}", lang), text="")}'
        f"<b>{results[result]:,}</b> ({escape(share(results[result], rows, lang))})</li>"
        for result in costing.RESULTS
    )
    bar = charts.stacked({result: results[result] for result in costing.RESULTS}, say("page.results", lang))
    near = escape(say_many("near", summary["near"], lang))
    return f'<figure><figcaption>{_say("page.results", lang)}</figcaption>{bar}<ul class="legend">{legend}</ul><p>{near}</p></figure>'


def _failures(summary: costing.Summary, lang: str) -> str:
    most = summary["rows"] or 1
    rows = []
    for one in sorted(summary["criteria"], key=lambda one: -one["fail"]):
        name = label(one["label"], lang)
        bar = charts.filled({"fail": one["fail"], "depends": one["depends"]}, most, name)
        told = escape(share(one["fail"], most, lang))
        rows.append(f'<li><span class="name">{escape(name)}</span><span class="number">{told}</span>{bar}</li>')
    return (
        f'<figure><figcaption>{_say("page.failures", lang)}</figcaption><ul class="bars">{"".join(rows)}</ul></figure>'
    )


def _margins(found: Histogram, costed: Costing, lang: str) -> str:
    one = next(one for one in costed.summary["criteria"] if one["id"] == found.criterion)
    caption = say("page.margins", lang, label=label(one["label"], lang))
    ends = [difference(end, costed.unit, lang) for end in (-found.reach, found.reach)]
    axis = f'<p class="ends"><span>{escape(ends[0])}</span><span>{_say("page.threshold", lang)}</span><span>{escape(ends[1])}</span></p>'
    facts = {"most": max(found.counts), "beyond": found.beyond, "open": found.open}
    rest = _say("page.margins_rest", lang, **{key: f"{rows:,}" for key, rows in facts.items()})
    return f"<figure><figcaption>{escape(caption)}</figcaption>{charts.columns(found.counts, caption)}{axis}<p>{rest}</p></figure>"


def _groups(dimension: str, groups: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    rows = []
    for group, counts in sorted(groups.items(), key=lambda item: -item[1]["rows"])[:MOST_GROUPS]:
        name = costing.group_name(group, lang)
        bar = charts.stacked({result: counts[result] for result in costing.RESULTS}, name, 14)
        told = say("page.group", lang, share=share(counts["pass"], counts["rows"], lang), rows=f"{counts['rows']:,}")
        rows.append(f'<li><span class="name">{escape(name)}</span><span class="number">{escape(told)}</span>{bar}</li>')
    caption = _say("page.by", lang, dimension=costing.dimension_name(dimension, lang))
    return f'<figure><figcaption>{caption}</figcaption><ul class="bars">{"".join(rows)}</ul></figure>'
