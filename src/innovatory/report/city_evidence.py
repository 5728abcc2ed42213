"""The evidence line of a whole page: how many facts of which kind it rests on, and in which state its rules are."""

from __future__ import annotations

from collections.abc import Iterator

from innovatory.measure.evidence import Evidence
from innovatory.report.city_words import Teller
from innovatory.report.figures import figure
from innovatory.report.words import listing, say


def evidence_lines(evidence: Evidence, teller: Teller) -> Iterator[str]:
    """The line as HTML; a sentence where nothing is behind the page."""
    counts, shares = evidence.counts, evidence.shares()
    if not any(counts.values()):
        yield f"<p>{teller.say('evidence.none')}</p>"
        return
    lang = teller.lang
    parts = [
        say(
            "report.evidence_part",
            lang,
            of=say(f"evidence.{kind}", lang),
            n=f"{number:,}",
            share=figure(shares[kind], "1", lang, 3),
        )
        for kind, number in counts.items()
        if number
    ]
    yield f"<p>{teller.many('report.evidence', sum(counts.values()), parts=say('evidence.join', lang).join(parts))}</p>"
    if evidence.rules:
        told = [
            say("report.rule_state", lang, state=say(f"report_rule.{state}", lang), n=number)
            for state, number in evidence.rules.items()
        ]
        yield f"<p>{teller.say('report.rules', states=listing(told, lang))}</p>"
