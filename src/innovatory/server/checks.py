"""The checks of a city as an answer, each with the sentences that the terminal and the report say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, get_args

from innovatory.measure.indicator import indicators
from innovatory.measure.targets import named, read_targets
from innovatory.report import check_sentences as sentences
from innovatory.report.check import tally
from innovatory.report.words import label, say
from innovatory.server.figures import evidence_told
from innovatory.server.heads import head
from innovatory.server.served import Held
from innovatory.server.shapes.city import Check, Checks, Finding, LinkId

Data = Mapping[str, Any]
ORDER: tuple[LinkId, ...] = get_args(LinkId)
FULL = 60  # the vote of an indicator, divisible by the number of its links


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


def links_of(check: Data, held: Held) -> tuple[LinkId, ...]:
    """The links of the chain that a check speaks of: those that most of the indicators it compares belong to.

    An indicator of several links counts for each in part. What speaks of three links alike, or of none, is a check of
    the whole chain.
    """
    votes: Counter[LinkId] = Counter()
    known = _links_by_name()
    for name in held.once(("names of checks",), lambda: _names(held)).get(check["id"], ()):
        for link in known.get(name, ()):
            votes[link] += FULL // len(known[name])
    most = max(votes.values(), default=0)
    found = tuple(link for link in ORDER if votes[link] and 2 * votes[link] >= most)
    return found if 0 < len(found) < 3 else ("all",)


def _links_by_name() -> dict[str, tuple[LinkId, ...]]:
    """The links of each indicator, by its id and by the published series that it reads."""
    entries = [one.entry for one in indicators().values()]
    found: dict[str, tuple[LinkId, ...]] = {one.series: one.links for one in entries if one.series}
    return found | {one.id: one.links for one in entries}


def _names(held: Held) -> dict[str, list[str]]:
    """The series and indicators that each check names in `targets.yaml`, once each, by the id of the check."""
    targets = read_targets(held.city.folder)
    found: dict[str, list[str]] = {}
    for steps, what, name in named(targets):
        if what in ("published", "indicator"):
            check = targets.targets[int(steps[1])].id if steps[0] == "targets" else str(steps[1])
            found.setdefault(check, []).append(name)
    return {check: list(dict.fromkeys(names)) for check, names in found.items()}


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
        quote=None if one["law"] is not None else one["quote"],
        figures=sentences.figures(one, held.report.sources, lang),
        links=list(links_of(one, held)),
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
