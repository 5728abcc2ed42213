"""What a check says, in sentences: the answer under each definition, the figures that decide it, the law, the sources.

The sentences are the same on the terminal and in the report. Nothing here knows a particular law, city or figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from innovatory.report import standing
from innovatory.report.figures import figure
from innovatory.report.recorded_names import recorded_in
from innovatory.report.sentences import evidence as evidence_line
from innovatory.report.words import label, say, say_many

Data = Mapping[str, Any]
"""A check, a finding or a reading as plain data (`measure.checks.Check.as_dict`)."""
Sources = Mapping[str, Data]
"""Sources by id: title, publisher, published (text, null where it is not known), whether it is weak."""

BILLION = 1e9
HUNDRED_MILLION = 1e8
SHARE_DIGITS = 3  # significant digits of a share that was worked out; of a printed one all that were printed
MOST_DIGITS = 12


def answer(of: Data, lang: str) -> str:
    """The answer of a check or of a finding in words: met, not met, cannot say."""
    return _answer(of["answer"], of["findings"][0] if "findings" in of else of, lang)


def _answer(word: str, one: Data, lang: str) -> str:
    """An answer in words; what is to be equal does not reach or miss anything, which Chinese says with other words."""
    return say(f"check_equal.{word}" if one["comparison"] == "is" else f"check_answer.{word}", lang)


def verdict(check: Data, lang: str) -> str:
    """The whole answer in one sentence: under the law and as policy, or under each definition."""
    told = [finding(one, check, lang) for one in check["findings"]]
    return say("check.findings", lang).join(told)


def finding(one: Data, check: Data, lang: str) -> str:
    """The answer under one definition, with what decides it."""
    facts = {"answer": answer(one, lang), "why": why(one, lang), "year": one["year"]}
    if one["kind"] == "policy":
        return say("check.policy", lang, **facts)
    if one["kind"] == "definition":
        return say("check.definition", lang, label=label(one["label"], lang), **facts)
    return _statute(one, check, facts, lang)


def _statute(one: Data, check: Data, facts: Mapping[str, Any], lang: str) -> str:
    draft = check["law"]["confidence"] == "unconfirmed"
    said = {**facts, "kind": kind(check, lang), "since": one["since"]}
    if one["reason"] == "not_in_force":
        return say("check.statute.before", lang, **said)
    if one["year"] is not None:
        return say("check.statute.year", lang, **said)
    return say("check.statute.draft" if draft else "check.statute", lang, **said)


def kind(check: Data, lang: str) -> str:
    """What is checked: a statutory floor, the floor of a draft, a plan's target, a document's statement."""
    draft = check["law"] is not None and check["law"]["confidence"] == "unconfirmed"
    return say("check_kind.draft", lang) if draft else say(f"check_kind.{check['kind']}", lang)


def why(one: Data, lang: str) -> str:
    """What decides a finding, or why nothing does."""
    if one["reason"] == "decided":
        lead = _lead(one)
        return say("check.notes", lang).join([reading(lead, one, lang), *notes(lead, lang)])
    told = [_beside_others(each, one, lang) for each in one["readings"]]
    return say(f"check_why.{one['reason']}", lang, year=one["year"], figures=say("check.findings", lang).join(told))


def _beside_others(each: Data, one: Data, lang: str) -> str:
    """A reading among others: whether it is preferred, and what it says where another says the opposite."""
    told = [reading(each, one, lang)]
    if len(one["readings"]) > 1 and each["preferred"] and each["figures"]:
        told.append(say("check.preferred", lang))
    told = [say("check.notes", lang).join([*told, *notes(each, lang)])]
    return (
        say("check.reading", lang, value=told[0], answer=_answer(each["answer"], one, lang))
        if one["reason"] == "conflict"
        else told[0]
    )


def _lead(one: Data) -> Data:
    """The reading that is told first: one that decides, preferred, not of a weak source, with its part and whole."""

    def rank(each: Data) -> tuple[bool, bool, bool, int]:
        return each["answer"] == one["answer"], each["preferred"], "weak_source" not in each["notes"], len(each["of"])

    readings: Sequence[Data] = one["readings"]
    return max(readings, key=rank)


def reading(each: Data, one: Data, lang: str) -> str:
    """A value with what it was worked out of: `36.9 % (4.54 of 12.3 bn yuan)`, `more than 93 %`."""
    told = _bounded(each, one, lang)
    beside = [*_worked_out_of(each, lang), *_rows(each, lang)]
    return say("check.of", lang, value=told, of=say("check.notes", lang).join(beside)) if beside else told


def _bounded(each: Data, one: Data, lang: str) -> str:
    low, high, value = each["low"], each["high"], each["value"]
    if value is None and (low is None or high is None):
        return say("check.unknown", lang)
    if value is None:
        ends = [amount(float(end), one["unit"], one["threshold"], lang) for end in (low, high)]
        return say("check.between", lang, low=ends[0], high=ends[1])
    end = {"lower": low, "upper": high, "exact": value}[each["bound"]]
    return _worded(amount(end, one["unit"], one["threshold"], lang, _printed(each)), each, lang)


def _worded(value: str, of: Data, lang: str) -> str:
    """A value with the word of its bound: more than, at least, less than, at most, about."""
    words = {"lower": ("at_least", "more_than"), "upper": ("at_most", "less_than"), "approximate": ("about", "about")}
    return say(f"check.{words[of['bound']][bool(of['open'])]}", lang, value=value) if of["bound"] in words else value


def _printed(each: Data) -> str | None:
    """The share as it was printed, where one figure is all there is."""
    figures = each["figures"]
    return str(figures[0]["shown"]) if len(figures) == 1 and figures[0]["shown_unit"] == "%" else None


def amount(value: float, unit: str, beside: float | None, lang: str, printed: str | None = None) -> str:
    """A value in its unit; a share in percent, with as many digits as tell it apart from what stands beside it."""
    if unit != "1":
        return figure(value, unit, lang)
    return say("check.percent", lang, n=printed if printed is not None else _percent(value, beside))


def _percent(value: float, beside: float | None) -> str:
    for digits in range(SHARE_DIGITS, MOST_DIGITS):
        text = f"{value * 100:.{digits}g}"
        if beside is None or value == beside or float(text) != float(f"{beside * 100:.{digits}g}"):
            break
    return _plain(float(text))


def _plain(number: float) -> str:
    text = f"{number:,.9f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def _worked_out_of(each: Data, lang: str) -> Iterator[str]:
    if len(each["of"]) != 2:
        return
    figures = each["figures"]
    money = not figures or figures[0]["unit"] == "yuan"
    size = 1.0 if not money else BILLION if lang == "en" else HUNDRED_MILLION
    first, second = (_rounded(value / size) for value in each["of"])
    if figures:
        first, second = (_worded(text, of, lang) for text, of in zip((first, second), figures, strict=True))
    if len({one["year"] for one in figures}) == 2:
        yield say("check.increase", lang, later=first, earlier=second)
    else:
        yield say("check.share" if money else "check.share.plain", lang, part=first, whole=second)


def _rounded(number: float) -> str:
    return _plain(float(f"{number:.{MOST_DIGITS}g}"))


def _rows(each: Data, lang: str) -> Iterator[str]:
    if each["basis"] is not None:
        yield say(f"check_basis.{each['basis']}", lang)
        yield say_many("check.lines", each["rows"], lang)
    elif each["rows"] is not None:
        yield say_many("check.rows", each["rows"], lang)


def notes(each: Data, lang: str) -> list[str]:
    """What must be told beside a reading: a budget figure, year inferred, from a weak source …"""
    return [say(f"check_note.{key}", lang) for key in each["notes"]]


def needed(check: Data, lang: str) -> str:
    """What is compared with: `at least 30 %`; under the first definition, the law for a floor."""
    one = check["findings"][0]
    if one["threshold"] is None:
        return ""
    value = amount(one["threshold"], one["unit"], None, lang)
    return say(f"check_need.{one['comparison']}", lang, value=value)


def behind(check: Data, sources: Sources, lang: str) -> list[str]:
    """The law or the document behind a check, what must be known of it, and the evidence line."""
    told = [_law(check["law"], lang)] if check["law"] is not None else [_said_by(check, sources, lang)]
    if check["year_inferred"]:
        told.append(say("check.year_inferred", lang, year=check["findings"][0]["year"]))
    told += [label(one["note"], lang) for one in check["findings"] if one["note"] is not None]
    told += [label(note, lang) for note in check["notes"]]
    return [*told, evidence_line(check["evidence"]["shares"], lang)]


def _law(law: Data, lang: str) -> str:
    facts = {"cite": law["cite"], "state": standing.short({"state": law["state"]}, lang)}
    if not law["article"]:
        return say("check.law.bare", lang, **facts)
    unconfirmed = law["article"] == "article not confirmed"
    article = say("check.article_unconfirmed", lang) if unconfirmed else law["article"]
    return say("check.law", lang, article=article, **facts)


def _said_by(check: Data, sources: Sources, lang: str) -> str:
    return say("check.said_by", lang, source=f"{source(check['source'], sources, lang)} “{check['quote']}”")


def source(name: str, sources: Sources, lang: str) -> str:
    """A source as it is cited: title, publisher, day of publication; its id where nothing is known of it."""
    found = sources.get(name)
    if found is None:
        return name
    title, publisher, published = (recorded_in(found, field, lang) for field in ("title", "publisher", "published"))
    published = published or say("check.undated", lang)
    return say("check.source", lang, title=title, publisher=publisher, published=published)


def figures(check: Data, sources: Sources, lang: str) -> list[str]:
    """Every published figure that was compared, once: its value as printed, its year, its source, what limits it."""
    every = [found for one in check["findings"] for each in one["readings"] for found in each["figures"]]
    once = [found for index, found in enumerate(every) if found not in every[:index]]
    times = Counter((found["indicator"], found["year"]) for found in once)
    return [_cited(found, sources, lang, of_several=times[found["indicator"], found["year"]] > 1) for found in once]


def _cited(found: Data, sources: Sources, lang: str, *, of_several: bool) -> str:
    where = source(found["source"], sources, lang)
    told = say("check.figure", lang, value=_as_printed(found, lang), year=found["year"], source=where)
    weak = sources.get(found["source"], {}).get("weak")
    keys = dict.fromkeys([*found["notes"], *(["weak_source"] if weak else [])])
    beside = [say("check.preferred", lang)] if of_several and found["preferred"] else []
    return say("check.notes", lang).join([told, *beside, *(say(f"check_note.{key}", lang) for key in keys)])


def _as_printed(found: Data, lang: str) -> str:
    """The number as it was printed; in Chinese, and where it counts things, in the units that people read."""
    if found["shown_unit"] == "%":
        value = say("check.percent", lang, n=found["shown"])
    elif lang == "zh" or found["unit"] == "count":
        value = figure(found["value"], found["unit"], lang, MOST_DIGITS)
    else:
        value = f"{found['shown']} {found['shown_unit']}"
    return _worded(value, found, lang)
