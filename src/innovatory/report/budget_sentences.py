"""What the budget desk says, in sentences: lines, floors, the smallest shift, statuses, a change, what to look at.

Everything is read from the plain data of `measure.budget.desk`; the terminal and the page say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from innovatory.report import standing
from innovatory.report.figures import difference, figure
from innovatory.report.recorded_names import status_name
from innovatory.report.sentences import evidence as evidence_line
from innovatory.report.words import label, listing, say, say_many

Found = Mapping[str, Any]
MARK = {"enough": "pass", "met": "pass", "short": "fail", "not_met": "fail", "cannot_say": "depends"}
"""The mark (colour and sign of the house) of each answer."""
ENDS = ("low", "high")
MOST_NAMES = 6  # of columns that are missing; the plain data have all
MOST_DECIMALS = 4


def money(low: float, high: float | None = None, lang: str = "en") -> str:
    """An amount in yuan, or a range of two."""
    return figure({"low": low, "high": low if high is None else high}, "yuan", lang)


def count(number: float, lang: str) -> str:
    """A number of enterprises."""
    return f"{number:,.0f}" if number == int(number) else figure(number, "number", lang)


def named(line: Found, lang: str) -> str:
    """A line by its id and name."""
    name = label(line["label"], lang)
    return line["id"] if name == line["id"] else f"{line['id']} {name}"


def names(columns: Sequence[str], line: Found, lang: str) -> str:
    """What some inputs of a line are called; of many the first."""
    called = [label(line["names"].get(name, name), lang) for name in columns[:MOST_NAMES]]
    first = listing(called, lang) if lang == "zh" else "; ".join(called)  # a label may hold commas itself
    return first if len(columns) <= MOST_NAMES else f"{first} …"


# Lines -----------------------------------------------------------------------------------------------------------------


def answer(line: Found, year: int, lang: str) -> str:
    """The answer of a line: enough, short by so much, cannot say and why."""
    short, reason = line["short"] or {}, line["reason"]
    if line["answer"] == "enough":
        spare = line["planned"] - line["claims"]["high"]
        return say("budget.enough.spare", lang, spare=money(spare, lang=lang)) if spare else say("budget.enough", lang)
    if line["answer"] == "short":
        if short["high"] is None:
            return say("budget.short.at_least", lang, amount=money(short["low"], lang=lang))
        return say("budget.short", lang, amount=money(short["low"], short["high"], lang))
    facts: dict[str, object] = {"year": year}
    if reason == "between":
        facts["amount"] = money(short["high"], lang=lang)
    elif reason == "unknown_amount":
        facts["n"] = count(line["population"]["unbounded"], lang)
    elif reason == "lacking":
        facts["names"] = names(line["population"]["lacking"], line, lang)
    return say(f"budget.{reason}", lang, **facts)


def claims(ends: Found | None, lang: str) -> str:
    """Expected claims, low to high."""
    if ends is None:
        return say("budget.claims.none", lang)
    if ends["high"] is None:
        known = say("budget.claims.at_least", lang, amount=money(ends["low"], lang=lang))
        return known if ends["low"] else say("budget.claims.unknown", lang)
    return money(ends["low"], ends["high"], lang)


def assumed(line: Found, lang: str) -> str:
    """Which part of the claims is expected, and by whom that is said; nothing for a line without claims."""
    if line["claims"] is None:
        return ""
    if line["take_up"] is None:
        return say("budget.if_all", lang)
    return say("budget.take_up", lang, range=figure(line["take_up"], "1", lang))


def who(line: Found, lang: str) -> str:
    """How many surely may claim and how many may."""
    found = line["population"]
    if found is None:
        return ""
    return say("budget.who", lang, sure=count(found["sure"], lang), may=count(found["may"], lang))


def if_all(line: Found, lang: str) -> str:
    """The claims if all who may claim do; nothing for a line without claims."""
    found = line["population"]
    if found is None or line["claims"] is None:
        return ""
    high = None if found["unbounded"] or found["lacking"] else round(found["all_high"])
    return claims({"low": round(found["low"]), "high": high}, lang)


def evidence(of: Found, lang: str) -> str:
    """The evidence line of an answer."""
    return evidence_line(of["evidence"]["shares"], lang)


def rationing(found: Found, lang: str) -> list[str]:
    """What the plan gives where a sheet shares a budget out."""
    told = []
    for line in found["lines"]:
        one = line["rationing"]
        if one is None:
            continue
        facts: dict[str, object] = {"line": named(line, lang)}
        if one["way"] == "pro_rata":
            facts["ratio"] = figure(one["ratio"], "1", lang)
        else:
            facts |= {key: count(one[key], lang) for key in ("queue", "funded", "reached")}
        told.append(say(f"budget.ration.{'pro_rata' if one['way'] == 'pro_rata' else 'rank'}", lang, **facts))
    return told


# Floors and shifts -----------------------------------------------------------------------------------------------------


def floors(found: Found, lang: str) -> list[str]:
    """Every floor with its answer, its share, its law."""
    return [floor(one, found["year"], lang) for one in found["floors"]] or [say("budget.no_floor", lang)]


def floor(one: Found, year: int, lang: str) -> str:
    """What a floor says of the plan."""
    key = "budget.floor" if one["reason"] == "decided" else f"budget.floor.{one['reason']}"
    facts: dict[str, object] = {
        "label": label(one["label"], lang),
        "answer": say(f"check_answer.{one['answer']}", lang),
        "law": law(one["law"], lang),
        "year": year,
        "fund": money(one["fund"], lang=lang),
        "basic": money(one["basic"]["low"], one["basic"]["high"], lang),
        "share": figure(one["share"], "1", lang),
        "threshold": figure(one["threshold"], "1", lang),
    }
    told = say(key, lang, **facts)
    short = one["short"]
    if one["answer"] == "not_met" and short is not None:
        told += say("budget.floor.short", lang, amount=money(short["low"], short["high"], lang))
    return told


def law(one: Found, lang: str) -> str:
    """The law behind a floor, with its article as the sheet has it, and how far the sheet may be trusted."""
    unsure = one["article"] == "article not confirmed"
    article = say("check.article_unconfirmed", lang) if unsure else one["article"]
    return say("budget.floor.law", lang, cite=one["cite"], article=article, state=standing.short(one, lang))


def shift_lines(found: Found, end: str, lang: str) -> list[str]:
    """The smallest shift for one end of the claims: whether all is met, what moves, what binds."""
    one = found["shifts"][end]
    facts = {"end": say(f"budget.shift.{end}", lang), "moved": money(one["moved"], lang=lang)}
    if one["feasible"]:
        told = [say("budget.shift.moved" if one["moved"] else "budget.shift.none", lang, **facts)]
        return [*told, *_moves(found, one, end, lang), *_open(found, one, lang)]
    short = sum(one["short"].values()) + sum(one["floors_short"].values())
    told = [say("budget.shift.not", lang, end=facts["end"], short=money(short, lang=lang))]
    told += _shortfalls(found, one, lang)
    if one["moved"]:
        told.append(say("budget.shift.best", lang, moved=facts["moved"]))
    return [*told, *_moves(found, one, end, lang), *_binding(found, one, lang), *_open(found, one, lang)]


def _by_id(found: Found) -> dict[str, Found]:
    return {line["id"]: line for line in found["lines"]}


def _moves(found: Found, one: Found, end: str, lang: str) -> Iterator[str]:
    lines = _by_id(found)
    for name, move in one["moves"].items():
        after = money(lines[name]["after"][end], lang=lang)
        yield say(
            "budget.shift.move", lang, line=named(lines[name], lang), change=difference(move, "yuan", lang), after=after
        )


def _shortfalls(found: Found, one: Found, lang: str) -> Iterator[str]:
    lines = _by_id(found)
    for name, short in one["short"].items():
        yield say("budget.shift.line_short", lang, line=named(lines[name], lang), amount=money(short, lang=lang))
    for name, short in one["floors_short"].items():
        yield say(
            "budget.shift.floor_short", lang, floor=_floor_name(found, name, lang), amount=money(short, lang=lang)
        )


def _floor_name(found: Found, name: str, lang: str) -> str:
    return label(next(one["label"] for one in found["floors"] if one["instrument"] == name), lang)


def _binding(found: Found, one: Found, lang: str) -> Iterator[str]:
    """What one more yuan takes off the shortfall, at every end that binds."""
    lines = _by_id(found)
    for bound in one["binding"]:
        gains = [
            say(f"budget.gain.{key}", lang, yuan=f"{bound[key]:.{MOST_DECIMALS}f}".rstrip("0").rstrip("."))
            for key in ("floors", "claims")
            if bound[key] > 0
        ]
        name = {
            "pot": lambda name: say(f"budget_pot.{name}", lang),
            "floor": lambda name: _floor_name(found, name, lang),
        }.get(bound["kind"], lambda name: named(lines[name], lang))(bound["name"])
        yield say(f"budget.bind.{bound['kind']}", lang, name=name, gain=listing(gains, lang))


def _open(found: Found, one: Found, lang: str) -> list[str]:
    lines = _by_id(found)
    told = [named(lines[name], lang) for name in one["open_lines"]]
    return [say("budget.shift.open", lang, lines=listing(told, lang))] if told else []


# The rest --------------------------------------------------------------------------------------------------------------


def head(found: Found, lang: str) -> list[str]:
    """What was asked: the plan and the population."""
    lines = say_many("budget.lines", len(found["lines"]), lang)
    amounts = {"planned": money(found["planned"], lang=lang), "fund": money(found["pots"]["rd_fund"], lang=lang)}
    rows = say_many("rows", found["population"]["rows"], lang)
    return [
        say("budget.head", lang, file=found["file"], lines=lines, **amounts),
        say("budget.population", lang, rows=rows),
    ]


def notices(found: Found, lang: str) -> list[str]:
    """What has to be said before any figure."""
    told = []
    if {"synthetic", "simulated"} & set(found["population"]["origins"]):
        told.append(say("budget.invented_population", lang))
    if {"synthetic", "simulated"} & set(found["plan_origins"]):
        told.append(say("budget.invented_plan", lang))
    return [*told, *([say("budget.weighted", lang)] if found["population"]["weighted"] else [])]


def statuses(found: Found, lang: str) -> list[str]:
    """How the statuses that the instruments read stand in the year."""
    told = []
    for one in found["statuses"]:
        key = "status" if one["ends_known"] else "status.no_end" if one["granted_by"] else "status.not_granted"
        facts = {name: count(one[name], lang) for name in ("held", "ending", "renewable", "new")}
        told.append(say(f"budget.{key}", lang, status=status_name(one["status"], lang), year=found["year"], **facts))
    return told


def reliefs(found: Found, lang: str) -> list[str]:
    """Taxes forgone under instruments that lines name."""
    told = []
    for one in found["reliefs"]:
        key = "relief.at_least" if one["unbounded"] else "relief.line"
        amount = money(one["low"], None if one["unbounded"] else one["high"], lang)
        told.append(say(f"budget.{key}", lang, label=label(one["label"], lang), amount=amount))
    return told


def change(found: Found, lang: str) -> list[str]:
    """What a change does to lines, floors and the shift; nothing without one."""
    changed = found.get("change")
    if changed is None:
        return []
    told = [_changed_line(one, found, lang) for one in changed["lines"] if one["changed"]]
    same = sum(not one["changed"] for one in changed["lines"])
    told += [say_many("budget.change.same", same, lang)] if same else []
    for one in changed["floors"]:
        ends = {key: say(f"check_answer.{one[key]}", lang) for key in ("before", "after")}
        first, then = (figure(one["threshold"][key], "1", lang) for key in ("before", "after"))
        if one["before"] != one["after"] or first != then:
            floor_name = label(one["label"], lang)
            told.append(say("budget.change.floor", lang, floor=floor_name, first=first, then=then, **ends))
    for end in ENDS:
        told += _changed_shift(changed["shifts"][end], end, lang)
    return told


def _changed_line(one: Found, found: Found, lang: str) -> str:
    line = _by_id(found)[one["id"]]
    ends = [claims(one[key]["claims"], lang) for key in ("before", "after")]
    answers = [answer({**line, **one[key]}, found["year"], lang) for key in ("before", "after")]
    told = (
        answers[0]
        if answers[0] == answers[1]
        else say("budget.change.answer", lang, before=answers[0], after=answers[1])
    )
    return say("budget.change.line", lang, line=named(line, lang), before=ends[0], after=ends[1], answer=told)


def _changed_shift(one: Found, end: str, lang: str) -> list[str]:
    if one["before"] == one["after"] and one["feasible"]["before"] == one["feasible"]["after"]:
        return []
    told = []
    for key in ("before", "after"):
        amount = money(one[key], lang=lang)
        told.append(amount if one["feasible"][key] else say("budget.change.not_all", lang, amount=amount))
    return [say("budget.change.shift", lang, end=say(f"budget.shift.{end}", lang), before=told[0], after=told[1])]


def care(found: Found, lang: str) -> list[str]:
    """What somebody should look at: units in doubt, missing columns, small groups, columns that were not read."""
    told = []
    for line in found["lines"]:
        own = line["population"]
        if line["doubt"] is not None:
            told.append(say("budget.care.doubt", lang, line=named(line, lang), factor=f"{line['doubt']:,}"))
        if own is not None and own["missing"]:
            told.append(
                say("budget.care.missing", lang, line=named(line, lang), names=names(own["missing"], line, lang))
            )
        if own is not None and own["few"]:
            told.append(say("budget.care.few", lang, line=named(line, lang)))
    if found["left_out"]:
        told.append(say("budget.care.left_out", lang, names=listing(list(found["left_out"]), lang)))
    return told


def basis(found: Found, lang: str) -> list[str]:
    """How the figures are to be read."""
    asked = say("budget.basis.claims", lang, assessed=found["year"] - 1, year=found["year"])
    return [asked, say("budget.basis.awards", lang), say("budget.basis.shift", lang)]


def tally(found: Found, lang: str) -> str:
    """How many lines are enough, short, cannot say."""
    return say("budget.tally", lang, **found["tally"])
