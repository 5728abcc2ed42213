"""What every instrument answers one applicant, in the sentences of `innovatory match` and `innovatory explain`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from innovatory.language.mistakes import nearest
from innovatory.policy.applicants import matched
from innovatory.policy.match import ENTERPRISE, Match
from innovatory.policy.register import register
from innovatory.report import answer as answers
from innovatory.report import match_sentences as told
from innovatory.report import sentences, standing
from innovatory.report.match import RESULTS, matters
from innovatory.report.match_sentences import About
from innovatory.report.words import label, listing, say, say_many
from innovatory.server.facts import Given, given_of, read_on, reading
from innovatory.server.figures import evidence_told
from innovatory.server.labels import about, input_label
from innovatory.server.problems import Absent
from innovatory.server.shapes import eligibility as shapes
from innovatory.server.shapes.parts import Lines, Problem, Range, Result, Word
from innovatory.server.sheets import sheets

Found = Mapping[str, Any]
MOST_DECIDING = 6


def match_of(facts: shapes.Facts) -> tuple[Match, list[Problem]]:
    """The match of what was typed, and what of it could not be read."""
    on = read_on(facts.on)

    def read(given: Given) -> Match:
        kind = facts.kind or (None if given else ENTERPRISE)
        return matched(sheets(), given, on, facts.year, kind)

    return reading(given_of(facts), read)


def eligibility(facts: shapes.Facts) -> shapes.Eligibility:
    """Everything that the applicant may claim, what it is worth together, what to do next."""
    match, problems = match_of(facts)
    found, lang, of = match.as_dict(), facts.lang, about(match)
    counts = Counter(one["result"] for one in found["instruments"])
    has_money = told.has_money(found)
    return shapes.Eligibility(
        kind=Word(id=of.kind, label=say(f"applies_to.{of.kind}", lang)),
        on=found["on"],
        year=found["year"],
        headline=_headline(found, has_money, lang),
        tally=_tally(counts, lang),
        counts={one: counts[one] for one in get_args(Result)},
        total=_worth(found["total"], lang),
        instruments=[_matched(one, found, of, lang) for one in found["instruments"]],
        account=[_line(one, found, of, lang) for one in found["account"]] if has_money else [],
        totals=told.totals(found, lang) if has_money else [],
        next_steps=[
            shapes.Step(
                instrument=one["instrument"],
                kind=one["step"],
                sentence=told.step(one, found, lang, of.inputs),
                missing=_missing(one.get("missing") or [], of, lang),
                levers=_levers(one.get("gaps") or [], of, lang),
                worth=_worth(one["worth"], lang),
            )
            for one in found["next_steps"]
        ],
        deciding=_deciding(found, of, lang),
        expiring=[told.expiring(one, found, lang) for one in found["expiring"]],
        notes=_notes(found, lang),
        not_asked=told.not_asked(found, lang),
        foot=say("server.eligibility.foot", lang),
        evidence=evidence_told(found["evidence"], lang),
        sureness=told.sureness(found, lang)[1:],
        problems=problems,
    )


def _headline(found: Found, has_money: bool, lang: str) -> str:
    if not has_money:
        return say("match.no_money", lang)
    return say("match.together", lang, amount=told.worth(found["total"], lang))


def _tally(counts: Mapping[str, int], lang: str) -> str:
    parts = [
        say("match.tally.part", lang, result=say(f"match.result.{one}", lang), n=counts[one])
        for one in RESULTS
        if counts[one]
    ]
    return say("match.tally", lang, parts=listing(parts, lang))


def _worth(amount: told.Range, lang: str) -> Range:
    return Range(low=amount["low"], high=amount["high"], text=told.worth(amount, lang))


def _matched(one: Found, found: Found, of: About, lang: str) -> shapes.Matched:
    changes, not_met = told.gaps(one["gaps"], lang, of.inputs)
    return shapes.Matched(
        id=one["id"],
        label=label(one["label"], lang),
        result=one["result"],
        result_text=say(f"match.result.{one['result']}", lang),
        worth=_worth(one["worth"], lang),
        if_passed=_worth(one["if_passed"], lang),
        worth_text=told.worth_of(one, found, lang),
        lacks="" if one["result"] == "not_in_force" else told.lacks(one, lang, of.inputs),
        changes=changes,
        not_met=not_met,
        missing=_missing(one["missing"], of, lang),
        levers=_levers(one["gaps"], of, lang),
        confirmed=one["confidence"] != "unconfirmed",
        state=one["state"],
        standing=_standing(one, lang),
        law=_law(one["id"], of, lang),
        held=one["held"],
        matters=matters(one, of),
        own=one["id"] in of.own,
        apply=[say("apply.line", lang, heading=head, text=text) for head, text in sentences.application(one, lang)],
    )


def _law(name: str, of: About, lang: str) -> str:
    """The legal basis as the register has it in the language, else the citations of the sheet."""
    row = register().get(name)
    told_by_register = "" if row is None or lang != "en" else label(row.reference, lang)
    return told_by_register or listing(list(dict.fromkeys(of.cites[name].values())), lang)


def _standing(one: Found, lang: str) -> str:
    told_state = standing.short({"state": one["state"]}, lang)
    unsure = [say("unconfirmed.short", lang)] if one["confidence"] == "unconfirmed" else []
    return listing([told_state, *unsure], lang)


def _missing(names: Sequence[str], of: About, lang: str) -> list[shapes.Missing]:
    return [shapes.Missing(name=name, label=_capital(input_label(name, of, lang))) for name in names]


def _levers(gaps: Sequence[Found], of: About, lang: str) -> list[shapes.Missing]:
    """The facts whose change would close gaps, each once."""
    return _missing(list(dict.fromkeys(one["lever"] for one in gaps if one["change"] is not None)), of, lang)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(one: Found, found: Found, of: About, lang: str) -> shapes.AccountLine:
    low, high = told.line_ends(one, lang)
    return shapes.AccountLine(
        line=one["line"],
        label=told.line_name(one, found, lang),
        instrument=one["instrument"],
        low=one["amount"]["low"],
        high=one["amount"]["high"],
        low_text=low,
        high_text=high,
        source=told.line_source(one, lang, of),
    )


def _deciding(found: Found, of: About, lang: str) -> list[shapes.Deciding]:
    """The facts that most instruments wait for; of equals that of which most may hang in yuan."""
    waiting: dict[str, list[str]] = {}
    hangs: Counter[str] = Counter()
    for one in found["instruments"]:
        if one["result"] == "depends":
            for name in one["missing"]:
                waiting.setdefault(name, []).append(one["id"])
                hangs[name] += int(one["if_passed"]["high"] or 0)
    ranked = sorted(waiting, key=lambda name: (-len(waiting[name]), -hangs[name], name))
    return [
        shapes.Deciding(
            name=name,
            label=_capital(input_label(name, of, lang)),
            instruments=waiting[name],
            sentence=say_many("server.deciding", len(waiting[name]), lang, label=_capital(input_label(name, of, lang))),
        )
        for name in ranked[:MOST_DECIDING]
    ]


def _notes(found: Found, lang: str) -> list[str]:
    return [
        say("apply.line", lang, heading=label(note, lang), text=listing(note["names"], lang))
        for note in found["applicant_notes"]
    ]


# One instrument --------------------------------------------------------------------------------------------------------


def explanation(name: str, facts: shapes.Facts) -> shapes.Explanation:
    """One instrument for the applicant, condition by condition; `Absent` if no such sheet is asked of its kind."""
    match, problems = match_of(facts)
    if name not in match.answers:
        near = nearest(name, match.answers)
        raise Absent(
            "name",
            f"no instrument {name!r} is asked of this kind of applicant",
            f"该类申请者不涉及政策工具 {name!r}",
            near,
        )
    found, lang, of = match.answers[name].as_dict(), facts.lang, about(match)
    return shapes.Explanation(
        id=name,
        label=label(found["label"], lang),
        on=found["on"],
        year=found["year"],
        result=found["result"],
        headline=sentences.headline(found, lang),
        tally=sentences.tally(found, lang) if found["criteria"] else "",
        several_ways=say("several_ways", lang) if sentences.not_all_needed(found) else None,
        unconfirmed=say("unconfirmed", lang) if found["confidence"] == "unconfirmed" else None,
        conditions=[_condition(one, found, of, lang) for one in found["criteria"]],
        sections=[Lines(heading=head, lines=lines) for head, lines in answers.sections(found, lang, of.inputs)],
        evidence=evidence_told(found.get("evidence") or {}, lang),
        problems=problems,
    )


def _condition(one: Found, found: Found, of: About, lang: str) -> shapes.ConditionAnswer:
    value, need = sentences.value_and_need(one, lang)
    return shapes.ConditionAnswer(
        id=one["id"],
        label=label(one["label"], lang),
        result=one["result"],
        sentence=sentences.sentence(one, lang),
        value=value,
        needed=need,
        margin=sentences.margin(one, lang),
        change=answers.what_changes(one, lang, of.inputs),
        missing=_missing(one["missing"], of, lang),
        matters=one["matters"],
        law=sentences.source(one, found, lang),
        confirmed=one.get("confidence") != "unconfirmed",
    )
