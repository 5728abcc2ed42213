"""The checks on the page of a city: how many have which answer, then each with its sentence, law, figures and evidence.

The sentences are those of `innovatory check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from innovatory.report import check_sentences as sentences
from innovatory.report.check import MARKS
from innovatory.report.check_sentences import Data
from innovatory.report.city_report import CityReport
from innovatory.report.city_words import Teller
from innovatory.report.words import label, say

CLASSES = {"met": "pass", "not_met": "fail", "cannot_say": "depends"}


def checks(report: CityReport, teller: Teller) -> Iterator[str]:
    """The checks as HTML; a sentence where there are none."""
    if not report.checks:
        yield f"<p>{teller.say('check.none')}</p>"
        return
    counts = {key: sum(one["answer"] == key for one in report.checks) for key in MARKS}
    yield f'<p class="about">{teller.say("check.tally", **counts)}</p>'
    for check in report.checks:
        yield f'<article class="check">{"".join(_check(check, report.sources, teller))}</article>'


def _check(check: Data, sources: sentences.Sources, teller: Teller) -> Iterator[str]:
    lang = teller.lang
    yield f"<h3>{_mark(check, teller)} {escape(label(check['label'], lang))}</h3>"
    needed = say("check.needed", lang, needed=sentences.needed(check, lang))
    yield f'<p class="about">{escape(f"{sentences.kind(check, lang)} · {needed}")}</p>'
    yield from _told(check, teller)
    behind = sentences.behind(check, sources, lang)
    yield f'<p class="small">{escape(behind[0])}</p>'
    figures = sentences.figures(check, sources, lang)
    told = _items(behind[1:]) + (f"<p>{teller.say('check.figures')}</p>{_items(figures)}" if figures else "")
    yield f"<details><summary>{teller.say('report.check_more')}</summary>{told}</details>"


def _told(check: Data, teller: Teller) -> Iterator[str]:
    """The answer: of a floor in one sentence, of a target in one for each definition with its own mark."""
    if check["kind"] == "floor":
        yield f'<p class="verdict {CLASSES[check["answer"]]}">{escape(sentences.verdict(check, teller.lang))}</p>'
        return
    if check["reason"] == "by_definition":
        yield f"<p>{teller.say('check.by_definition')}</p>"
    told = [
        f"<li>{_mark(one, teller)} {escape(sentences.finding(one, check, teller.lang))}</li>"
        for one in check["findings"]
    ]
    yield f'<ul class="findings">{"".join(told)}</ul>'


def _mark(of: Data, teller: Teller) -> str:
    said = escape(sentences.answer(of, teller.lang))
    return f'<span class="mark {CLASSES[of["answer"]]}" title="{said}">{MARKS[of["answer"]]}</span>'


def _items(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""
