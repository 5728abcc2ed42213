"""The checks of a city as an answer, each with the sentences that the terminal and the report say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from innovatory.measure.indicator import indicators
from innovatory.report import check_sentences as sentences
from innovatory.report.check import tally
from innovatory.report.words import label, say
from innovatory.server.figures import evidence_told
from innovatory.server.heads import head
from innovatory.server.served import Held
from innovatory.server.shapes.city import Check, Checks, Finding, LinkId

Data = Mapping[str, Any]
ORDER: tuple[LinkId, ...] = get_args(LinkId)


def checks(held: Held, lang: str) -> Checks:
    """All checks of a city in one language."""
    found = held.report.checks
    counts = Counter(one["answer"] for one in found)
    return Checks(
        city=head(held, lang),
        tally=tally({"checks": found}, lang) if found else say("check.none", lang),
        met=counts["met"],
        not_met=counts["not_met"],
        cannot_say=counts["cannot_say"],
        checks=[_check(one, held, lang) for one in found],
    )


def links_of(check: Data) -> tuple[LinkId, ...]:
    """The links of the chain that a check speaks of: those of the indicators whose figures it compares.

    What speaks of three links or more, or of none, is a check of the whole chain.
    """
    by_series = _by_series()
    names = {figure["indicator"] for figure in _figures(check)}
    found = {link for name in names for link in by_series.get(name, ())}
    return tuple(link for link in ORDER if link in found) if 0 < len(found) < 3 else ("all",)


def _by_series() -> dict[str, tuple[str, ...]]:
    """The links of each indicator, by its id and by the published series that it reads."""
    entries = [one.entry for one in indicators().values()]
    return {one.series: one.links for one in entries if one.series} | {one.id: one.links for one in entries}


def _figures(check: Data) -> Iterator[Data]:
    for one in check["findings"]:
        for each in one["readings"]:
            yield from each["figures"]


def _check(one: Data, held: Held, lang: str) -> Check:
    return Check(
        id=one["id"],
        kind=one["kind"],
        kind_text=sentences.kind(one, lang),
        label=label(one["label"], lang),
        answer=one["answer"],
        answer_text=sentences.answer(one, lang),
        needed=sentences.needed(one, lang),
        verdict=sentences.verdict(one, lang),
        by_definition=say("check.by_definition", lang) if one["reason"] == "by_definition" else None,
        findings=[_finding(each, one, lang) for each in one["findings"]],
        behind=sentences.behind(one, held.report.sources, lang),
        figures=sentences.figures(one, held.report.sources, lang),
        links=list(links_of(one)),
        instrument=one["id"] if one["kind"] == "floor" else None,
        evidence=evidence_told(one["evidence"]["shares"], lang),
    )


def _finding(one: Data, check: Data, lang: str) -> Finding:
    return Finding(
        kind=one["kind"],
        year=one["year"],
        answer=one["answer"],
        answer_text=sentences.answer(one, lang),
        sentence=sentences.finding(one, check, lang),
    )
