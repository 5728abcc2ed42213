"""What a match says, in sentences: what an instrument is worth, what it lacks, the lines of the account, the next steps.

Everything is read from the plain data of `Match.as_dict`; what that does not hold (what inputs and sources are called,
which sheets are written for this kind of applicant) comes as `About`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from innovatory.report import sentences
from innovatory.report.figures import exact, figure
from innovatory.report.recorded_names import status_name
from innovatory.report.sentences import Inputs, first
from innovatory.report.words import label, listing, say

Found = Mapping[str, Any]
"""A match as `Match.as_dict()` gives it, or one of its parts."""
Range = Mapping[str, float | None]

ACCOUNT = ""  # stands for the account itself among the sources
NEAR = 0.5  # yuan: amounts that differ by less are the same


@dataclass(frozen=True)
class About:
    """What a reader must know beside the match.

    `kind` is the kind of applicant, `applicant` what it is called; `inputs` says what names mean; `cites` holds for each
    sheet (and `ACCOUNT`) the citation of every source key; `own` are the sheets written for this very kind.
    """

    kind: str
    applicant: str
    inputs: Inputs
    cites: Mapping[str, Mapping[str, str]]
    own: frozenset[str]


def named(found: Found, name: str, lang: str) -> str:
    """What an instrument is called, marked where it is unconfirmed."""
    one = next((one for one in found["instruments"] if one["id"] == name), None)
    if one is None:
        return name
    flag = say("unconfirmed.flag", lang) if one["confidence"] == "unconfirmed" else ""
    return label(one["label"], lang) + flag


def worth(amount: Range, lang: str) -> str:
    """A worth in money: a range, one end where the other has no bound, `cannot say` where neither is known."""
    low, high = amount["low"], amount["high"]
    if low is None and high is None:
        return say("match.worth.cannot_say", lang)
    if high is None:
        at_least = figure(low, "yuan", lang)
        return say("match.worth.at_least", lang, amount=at_least) if low else say("match.worth.unbounded", lang)
    if low is None:
        return say("match.worth.at_most", lang, amount=figure(high, "yuan", lang))
    return figure(amount, "yuan", lang)


def brings(amount: Range) -> bool:
    """Whether an amount may be anything but nothing."""
    return any(end is None or abs(end) >= NEAR for end in (amount["low"], amount["high"]))


def worth_of(one: Found, found: Found, lang: str) -> str:
    """What an instrument is worth as things stand; if that is nothing, what it would be worth if it passed.

    One that is used in the account and worth nothing is one that another would replace.
    """
    if brings(one["worth"]):
        return worth(one["worth"], lang)
    if one["result"] == "pass" and replaceable(one["id"], found):
        return say("match.worth.replaceable", lang)
    if one["result"] != "pass" and brings(one["if_passed"]):
        return say("match.worth.if_passed", lang, worth=worth(one["if_passed"], lang))
    return say("match.worth.none", lang)


def replaceable(name: str, found: Found) -> bool:
    """Whether the account pays an award of an instrument, or taxes an income at its rate."""
    income = [line["amount"] for line in found["account"] if line["line"] == "taxable_income"]
    for line in (line for line in found["account"] if line["instrument"] == name):
        if line["line"] == "grant" and brings(line["amount"]):
            return True
        if line["line"] == "tax_rate" and any(brings(amount) for amount in income):
            return True
    return False


def lacks(one: Found, lang: str, inputs: Inputs) -> str:
    """What an instrument waits for, or how far the applicant is from it; nothing where its status is held anyway."""
    if one["held"] is True:
        return say("match.held", lang)
    if one["result"] == "depends":
        return say("match.depends_on", lang, names=inputs.first(one["missing"], lang))
    if one["result"] == "pass":
        return say("match.complete", lang)
    changes, others = gaps(one["gaps"], lang, inputs)
    told = [say("match.short", lang, gaps=first(changes, lang))] if changes else []
    told += [say("match.not_met", lang, labels=first(others, lang))] if others else []
    return say("sentence.join", lang).join(told)


def gaps(of: list[Found], lang: str, inputs: Inputs) -> tuple[list[str], list[str]]:
    """The changes of figures that would pass, once each, and the labels of conditions that no figure can change."""
    changes = [_change(gap, lang, inputs) for gap in of if gap["change"] is not None]
    return list(dict.fromkeys(changes)), [label(gap["label"], lang) for gap in of if gap["change"] is None]


def _change(gap: Found, lang: str, inputs: Inputs) -> str:
    low, high = gap["change"]["low"], gap["change"]["high"]
    ends = sorted((abs(low), abs(low if high is None else high)))
    amount = exact(ends[0], ends[1], gap["unit"], lang)
    return say("gap.down" if low < 0 else "gap.up", lang, lever=inputs.short(gap["lever"], lang), amount=amount)


# The account -----------------------------------------------------------------------------------------------------------


def line_name(line: Found, found: Found, lang: str) -> str:
    """What a line of the account is called, with the instrument that it comes from."""
    name = say(f"account.line.{line['line']}", lang)
    if line["instrument"] is None:
        return name
    return say("account.of", lang, line=name, instrument=named(found, line["instrument"], lang))


def line_ends(line: Found, lang: str) -> tuple[str, str]:
    """The low and the high end of a line; one that has no bound or cannot be said in words."""
    low, high, unit = line["amount"]["low"], line["amount"]["high"], _unit(line)
    if low is None and high is None:
        unknown = say("match.worth.cannot_say", lang)
        return unknown, unknown
    without = say("match.worth.unbounded", lang)
    return (without if low is None else figure(low, unit, lang), without if high is None else figure(high, unit, lang))


def _unit(line: Found) -> str:
    return "1" if line["line"] == "tax_rate" else "yuan"


def line_source(line: Found, lang: str, about: About) -> str:
    """The law behind a line, each citation once with all its articles: `国科发火〔2016〕32号 art 11(4), art 12`."""
    articles: dict[str, dict[str, None]] = {}
    for part in (part for part in line["source"].split("; ") if part):
        key, _, article = part.partition(" ")
        articles.setdefault(key, {})[article] = None
    cites = {**_cites_of_all(about), **about.cites.get(line["instrument"] or ACCOUNT, {})}
    sources = {"sources": {key: {"cite": cite} for key, cite in cites.items()}}
    told = [sentences.source({"source": f"{key} {', '.join(found)}"}, sources, lang) for key, found in articles.items()]
    return say("sentence.join", lang).join(told)


def _cites_of_all(about: About) -> dict[str, str]:
    """Citations by keys that mean the same wherever they stand: for a line that comes from several sheets."""
    found: dict[str, set[str]] = {}
    for cites in about.cites.values():
        for key, cite in cites.items():
            found.setdefault(key, set()).add(cite)
    return {key: next(iter(cites)) for key, cites in found.items() if len(cites) == 1}


def has_money(found: Found) -> bool:
    """Whether the account has a line that is not nothing."""
    return any(line["line"] != "tax_rate" and brings(line["amount"]) for line in found["account"])


def totals(found: Found, lang: str) -> list[str]:
    """The worth of all together beside the sum of the parts, and why they differ."""
    total, parts = found["total"], found["sum_of_parts"]
    told = [
        say("account.total", lang, amount=worth(total, lang)),
        say("account.parts", lang, amount=worth(parts, lang)),
    ]
    return [*told, say(f"account.{_compared(total, parts)}", lang)]


def _compared(total: Range, parts: Range) -> str:
    pairs = [(total[end], parts[end]) for end in ("low", "high")]
    known = [(first, second) for first, second in pairs if first is not None and second is not None]
    if any(abs(first - second) >= NEAR for first, second in known):
        return "differ"
    return "same" if len(known) == len(pairs) else "unsaid"


# What to do ------------------------------------------------------------------------------------------------------------


def step(of: Found, found: Found, lang: str, inputs: Inputs) -> str:
    """A next step in one sentence, with what it would be worth and what it takes."""
    facts = {"name": named(found, of["instrument"], lang), "worth": worth(of["worth"], lang)}
    if of["step"] == "tell":
        names = listing([inputs.with_name(name, lang) for name in of["missing"]], lang)
        return say("step.tell", lang, names=names, **facts)
    if of["step"] == "close":
        changes, _ = gaps(of["gaps"], lang, inputs)
        told = say("step.close", lang, gaps=listing(changes, lang), **facts)
        return say("sentence.join", lang).join((told, cost(of["cost"], lang)))
    return say("step.apply", lang, **facts)


def cost(of: Found, lang: str) -> str:
    """What closing a gap takes in yuan, and per yuan of worth; people are not turned into yuan."""
    if not of["yuan"]:
        return say("step.cost.people", lang)
    yuan = exact(of["yuan"], of["yuan"], "yuan", lang)
    if of["per_worth"] is None:
        return say("step.cost.plain", lang, yuan=yuan)
    return say("step.cost", lang, yuan=yuan, ratio=figure(of["per_worth"], "", lang, 3))


def expiring(of: Found, found: Found, lang: str) -> str:
    """A status that ends soon, with the days left and what would renew it."""
    facts = {
        "status": status_name(of["status"], lang),
        "until": of["until"],
        "days": figure(of["days_left"], "day", lang),
    }
    names = listing([named(found, name, lang) for name in of["instruments"]], lang)
    return (
        say("match.expiring.line", lang, names=names, **facts) if names else say("match.expiring.plain", lang, **facts)
    )


def applications(wanted: list[Found], found: Found, lang: str) -> list[str]:
    """Where, when and with what to apply, a line for each instrument; those of which nothing is recorded in one line."""
    nothing = say("not_recorded", lang)
    told, silent = [], []
    for one in wanted:
        pairs = sentences.application(one, lang)
        facts = [say("apply.line", lang, heading=heading, text=text) for heading, text in pairs]
        name = named(found, one["id"], lang)
        if all(text == nothing for _, text in pairs):
            silent.append(name)
        else:
            told.append(say("match.apply.line", lang, name=name, facts=say("sentence.join", lang).join(facts)))
    return [
        *told,
        *([say("match.apply.silent", lang, names=say("match.fold.join", lang).join(silent))] if silent else []),
    ]


def not_asked(found: Found, lang: str) -> str:
    """The kinds of applicant whose rules were left out, with how many; empty if there are none."""
    kinds = [one["applies_to"] for one in found["not_asked"]]
    counts = [
        say("match.not_asked.kind", lang, kind=say(f"applies_to.{kind}", lang), n=kinds.count(kind))
        for kind in dict.fromkeys(kinds)
    ]
    return say("match.not_asked", lang, kinds=listing(counts, lang)) if counts else ""


def sureness(found: Found, lang: str) -> list[str]:
    """What the match rests on, how many of its sheets are drafts, how many are unconfirmed."""
    asked = found["instruments"]
    of, drafts = len(asked), sum(one["state"] == "draft" for one in asked)
    unconfirmed = sum(one["confidence"] == "unconfirmed" for one in asked)
    told = [sentences.evidence(found["evidence"], lang)]
    told += [say("match.drafts", lang, n=drafts, of=of)] if drafts else []
    return [*told, *([say("match.unconfirmed", lang, n=unconfirmed, of=of)] if unconfirmed else [])]
