"""What an answer says, in sentences: the headline, what each condition needs, what would change it, what is missing.

The same sentences stand in the terminal and in the report. Every sentence is one phrase of `words.csv` per comparison
word and language; nothing here knows a particular rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from innovatory.report import standing
from innovatory.report.figures import difference, exact, figure, side_by_side, unit_beside
from innovatory.report.recorded_names import status_name
from innovatory.report.words import label, listing, say, say_many

Answer = Mapping[str, Any]
"""An explanation as `Explanation.as_dict()` gives it."""

_ARTICLE = re.compile(r"\bart (\d+(?:-\d+)?)((?:\(\d+\))*)")
_CAUTIONS = {
    "not confirmed": "（条款未核实）", "not stored": "（未存档）", "cut off": "（原文不全）", "inferred": "（推断）",
}  # fmt: skip
_IN_ENGLISH = re.compile(r"\(?(?:R&D )?[A-Z]?[a-z]{2,}[A-Za-z0-9'&/ ,()-]*")
NO_MARGIN = "—"
NO_RULE = "no_rule"
MARGIN_DIGITS = 3
LONGER_THAN_ANY = 365_000  # days: what never happened is dated in the year 1 (records.desk.NEVER)
MOST_NAMED = 3  # in a cell of a table; what is missing is listed below it
MARKS = {"pass": "✓", "fail": "✗", "depends": "?"}


@dataclass(frozen=True)
class Inputs:
    """What a reader must know of the inputs of an answer.

    `labels` says what they are called, name → {"en", "zh"}; a name without a label is shown as it is typed.
    """

    labels: Mapping[str, Mapping[str, str]]

    def with_name(self, name: str, lang: str) -> str:
        """A name as it is typed, with its meaning where there is one."""
        meaning = label(self.labels.get(name), lang)
        return say("name.meaning", lang, name=name, meaning=meaning) if meaning else name

    def meant(self, name: str, lang: str) -> str:
        """What a name means, where it is nothing that anybody types; the name where nobody says it."""
        return label(self.labels.get(name), lang) or name

    def short(self, name: str, lang: str) -> str:
        """A name inside a sentence: Chinese meanings are a few characters, English ones a definition and left out."""
        return self.with_name(name, lang) if lang == "zh" else name

    def first(self, names: Sequence[str], lang: str) -> str:
        """Names inside a sentence; of many the first, and how many more there are."""
        return first([self.short(name, lang) for name in names], lang)


def first(items: list[str], lang: str) -> str:
    """Items in a row; of many the first, and how many more there are."""
    rest = len(items) - MOST_NAMED
    if rest <= 1:  # to say "and 1 more" takes as much room as to name it
        return listing(items, lang)
    return say("match.more", lang, names=listing(items[:MOST_NAMED], lang), n=rest)


def headline(answer: Answer, lang: str) -> str:
    """The answer in one line: passes, does not pass, depends or not in force."""
    if answer["result"] == "not_in_force":
        return say("headline.not_in_force", lang, on=answer["on"])
    return say(f"headline.{answer['result']}", lang)


def tally(answer: Answer, lang: str) -> str:
    """How many conditions are met, are not met, cannot be said."""
    results = [criterion["result"] for criterion in answer["criteria"]]
    parts = [
        say_many(f"tally.{result}", results.count(result), lang)
        for result in ("pass", "fail", "depends")
        if result in results
    ]
    return say("tally", lang, parts=listing(parts, lang))


def not_all_needed(answer: Answer) -> bool:
    """Whether a rule is met although a condition is not: it then has several ways to pass."""
    return answer["result"] == "pass" and any(criterion["result"] != "pass" for criterion in answer["criteria"])


def value_and_need(criterion: Answer, lang: str) -> tuple[str, str]:
    """The value of a condition and what it needs, told apart to the last digit that matters."""
    unit = criterion.get("unit") or ""
    value, threshold = side_by_side(criterion["value"], criterion["threshold"], unit, lang)
    if _never(criterion):
        value = say("never", lang)
    return value, say(f"needs.{criterion['comparison']}", lang, threshold=threshold)


def margin(criterion: Answer, lang: str) -> str:
    """The distance to the threshold, positive where there is room; `—` where there is none to measure."""
    if criterion.get("margin") is None or _never(criterion):
        return NO_MARGIN
    unit = unit_beside(criterion.get("unit") or "", criterion["threshold"])
    return difference(criterion["margin"], unit, lang, MARGIN_DIGITS)


def _never(criterion: Answer) -> bool:
    """Whether a number of days is counted from what never happened."""
    value = criterion["value"]
    return (
        criterion.get("unit") == "day"
        and isinstance(value, Mapping)
        and value.get("low") is not None
        and value["low"] > LONGER_THAN_ANY
    )


def sentence(criterion: Answer, lang: str) -> str:
    """A condition in one sentence: its value, what is needed, how it stands."""
    value, need = value_and_need(criterion, lang)
    facts = {"label": label(criterion["label"], lang), "value": value, "need": need}
    return say(f"sentence.{criterion['result']}", lang, **facts)


def change(criterion: Answer, lang: str, inputs: Inputs) -> str:
    """What would change a condition: the least change of one figure, or what has to be known; empty if it is met."""
    if criterion["result"] == "pass":
        return ""
    told = [_gap(criterion, lang, inputs), _reason(criterion, lang, inputs)]
    return say("sentence.join", lang).join(part for part in told if part)


def _gap(criterion: Answer, lang: str, inputs: Inputs) -> str:
    gap = criterion.get("gap")
    if gap is None:
        return say("gap.impossible", lang) if criterion.get("gap_reason") == "impossible" else ""
    low, high = sorted((abs(gap["low"]), abs(gap["high"])))
    direction = "gap.down" if gap["low"] < 0 else "gap.up"
    unit = gap["unit"] if gap["unit"] != criterion.get("unit") else unit_beside(gap["unit"], criterion["threshold"])
    told = say(direction, lang, lever=inputs.short(gap["lever"], lang), amount=exact(low, high, unit, lang))
    spans = [_span(span, unit, lang) for span in criterion.get("passes") or []]
    return told if len(spans) < 2 else say("gap.only", lang, gap=told, spans=say("gap.or", lang).join(spans))


def _span(span: list[float | None], unit: str, lang: str) -> str:
    """A set of changes that pass, from one to another; open where an end is None."""
    low, high = (None if end is None else _signed(end, unit, lang) for end in span)
    if low is None or high is None:
        return say("gap.from" if high is None else "gap.to", lang, end=low or high or "")
    return low if low == high else say("gap.between", lang, low=low, high=high)


def _signed(change: float, unit: str, lang: str) -> str:
    return ("−" if change < 0 else "+") + exact(abs(change), abs(change), unit, lang)


def _reason(criterion: Answer, lang: str, inputs: Inputs) -> str:
    """Why a value is unknown, where one input is to blame."""
    for kind, name in (criterion.get("reason") or {}).items():
        called = inputs.meant if kind == NO_RULE else inputs.short  # a number of the rule is not typed by the applicant
        return say(f"reason.{kind}", lang, name=called(name, lang))
    return ""


def missing(answer: Answer) -> list[str]:
    """What the answer waits for if it depends; else what its undecided conditions wait for, in order."""
    if answer["result"] == "depends":
        return list(answer["missing"])
    return list(dict.fromkeys(name for criterion in answer["criteria"] for name in criterion["missing"]))


def waits_for(answer: Answer, name: str, lang: str) -> str:
    """The conditions that cannot be decided before a name is known."""
    waiting = [criterion for criterion in answer["criteria"] if name in criterion["missing"]]
    return listing([label(criterion["label"], lang) for criterion in waiting], lang)


def gives(answer: Answer, lang: str) -> list[str]:
    """What a pass brings: amounts, rates and statuses."""
    told = [
        say("gives.amount", lang, label=given_name(name, given, lang), amount=figure(given, given["unit"], lang))
        for name, given in (answer["gives"] or {}).items()
        if given is not None and (name != "amount" or answer["result"] != "fail")  # of who fails it is 0, no offer
    ]
    for grant in answer["grants"]:
        facts = {"status": status_name(grant["status"], lang), "start": grant["from"], "end": grant["to"]}
        told.append(say("gives.status", lang, **facts))
    return told


def given_name(name: str, given: Answer, lang: str) -> str:
    """What an amount is called: by its label, by the phrase for the sheet's whole amount, by its name."""
    return label(given.get("label"), lang) or (say("gives.whole", lang) if name == "amount" else name)


def application(answer: Answer, lang: str) -> list[tuple[str, str]]:
    """Where, when and with what to apply, as (heading, text)."""
    told = answer.get("apply") or {}
    return [(say(f"apply.{key}", lang), recorded(told.get(key), lang)) for key in ("authority", "window", "documents")]


def recorded(of: Any, lang: str) -> str:
    """A text of a sheet; `not recorded` in the language of the reader."""
    text = label(of, lang)
    return say("not_recorded", lang) if text in ("", "not recorded", "未记载") else text


def evidence(shares: Mapping[str, float], lang: str) -> str:
    """The evidence line: which share of the facts behind a number rests on what."""
    parts = [
        say("evidence.part", lang, of=say(f"evidence.{kind}", lang), share=figure(float(part), "1", lang, 2))
        for kind, part in shares.items()
        if part
    ]
    return say("evidence", lang, parts=say("evidence.join", lang).join(parts)) if parts else say("evidence.none", lang)


def state(answer: Answer, lang: str) -> str:
    """How far the sheet has been reviewed, by whom, and why a signature does not hold any more."""
    return standing.state(answer, lang)


def source(criterion: Answer, answer: Answer, lang: str) -> str:
    """The article behind a condition: `国科发火〔2016〕32号 art 11(4)`, the title left to the list of sources."""
    key, _, article = criterion["source"].partition(" ")
    cite = (answer.get("sources") or {}).get(key, {}).get("cite", key)
    if lang == "zh":
        article = _ARTICLE.sub(r"第\1条\2", article)
        for caution, told in _CAUTIONS.items():
            article = re.sub(rf"\([^()]*{caution}[^()]*\)", told, article)
        article = _IN_ENGLISH.sub("", article).strip()  # a passage that only has an English name: the document is named
    return f"{cite} {article}".strip().replace(" （", "（")
