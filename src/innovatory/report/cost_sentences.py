"""What a costing says, in sentences: totals, reforms and what their authors expect, budgets, groups, who gains and loses.

Everything is read from the plain data of `policy.disclosure.disclosed`. Withheld counts come as texts, withheld amounts
as None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from innovatory.policy.withheld import WITHHELD
from innovatory.report import costing, match_sentences
from innovatory.report.figures import difference, figure
from innovatory.report.words import label, listing, say, say_many

Found = Mapping[str, Any]
"""An answer that may be told, or one of its parts."""
Group = tuple[str, Found]

NEAR = 0.5  # yuan: amounts that differ by less are the same
MOST_COLUMNS = 8  # with gaps, on the terminal
NEVER_SAME = 1e-9  # of the larger of two amounts
ENDS = ("low", "high")


def number(count: float | str, lang: str) -> str:
    """A count, whole or of weighted rows; `<10` or `withheld` where it may not be told."""
    if isinstance(count, str):
        return say("cost.withheld", lang) if count == WITHHELD else count
    return f"{count:,}" if isinstance(count, int) else f"{count:,.1f}"


def pair(of: Found, name: str) -> dict[str, Any]:
    """Low and high of a figure of a cell; None where it is withheld."""
    return {end: of.get(f"{name}_{end}") for end in ENDS}


def money(ends: Found, lang: str) -> str:
    """Low and high in yuan, `withheld` where they may not be told."""
    if any(ends[end] is None for end in ENDS):
        return say("cost.withheld", lang)
    low, high = sorted((ends["low"], ends["high"]))
    return figure({"low": low, "high": low if _same(low, high) else high}, "yuan", lang)


def _same(first: float, second: float) -> bool:
    return abs(first - second) <= max(NEAR, NEVER_SAME * max(abs(first), abs(second)))


def origins(found: Found, lang: str) -> list[str]:
    """What must be said first of rows that were not observed, and of weights."""
    told = [say(f"cost.{origin}", lang) for origin in ("synthetic", "simulated") if origin in found["origins"]]
    return [*told, *([say("evidence.weighted", lang)] if found["weighted"] else [])]


# Reforms and totals ----------------------------------------------------------------------------------------------------


def reforms(found: Found, lang: str) -> list[str]:
    """The reforms, from when they hold, what is expected of each and what comes out; what all is compared with."""
    told = []
    for one in found["reforms"]:
        told.append(say("cost.reform", lang, label=label(one["label"], lang), id=one["id"], day=one["from"]))
        told += [say(f"cost.{late}", lang, on=found["on"], year=found["year"]) for late in _late(one, found)]
        told += [_expected(one, found, lang)] if one["expect"] is not None else []
    if found["change"] is not None:
        without = "without_reform" if found["reforms"] else "compared"
        told.append(say(f"cost.{without}", lang, on=found["change"]["on"]))
    return told


def _late(reform: Found, found: Found) -> list[str]:
    """Whether a reform has not begun on the day, or only after the taxes of the year are settled."""
    if reform["from"] > found["on"]:
        return ["not_begun"]
    return ["after_taxes"] if reform["from"] > min(found["on"], f"{found['year']}-12-31") else []


def _expected(reform: Found, found: Found, lang: str) -> str:
    expect, came = reform["expect"], found["change"]["difference"]
    computed = difference(came, "yuan", lang)
    if unknown := found["totals"]["unknown"]:
        computed = say_many("cost.expected.partial", unknown, lang, computed=computed)
    elif (ratio := _ratio(expect, came)) is not None:
        computed = say("cost.expected.ratio", lang, computed=computed, ratio=figure(ratio, "1", lang, 3))
    facts = {"expected": figure(expect, "yuan", lang), "source": expect["source"], "computed": computed}
    together = "together" if len(found["reforms"]) > 1 or found["change"]["on"] != found["on"] else "alone"
    return say(f"cost.expected.{together}", lang, **facts)


def _ratio(expect: Found, came: Found) -> dict[str, float] | None:
    """What comes out as a part of what is expected; None where that may be nothing."""
    if expect["low"] * expect["high"] <= 0:
        return None
    ratios = [came[one] / expect[other] for one in ENDS for other in ENDS]
    return {"low": min(ratios), "high": max(ratios)}


def totals(found: Found, lang: str) -> list[tuple[str, str]]:
    """Lines with their styles: after cumulation, after budgets, the sum of the parts, what is not in them."""
    total = found["totals"]
    after, parts = pair(total, "amount"), pair(total, "sum_of_parts")
    told = [(say("cost.total", lang, year=found["year"], amount=money(after, lang)), "bold")]
    if "awarded_low" in total:
        told.append((say("cost.after_budgets", lang, amount=money(pair(total, "awarded"), lang)), "bold"))
    same = all(_same(after[end], parts[end]) for end in ENDS)
    told.append((say(f"cost.parts.{'same' if same else 'differ'}", lang, amount=money(parts, lang)), ""))
    if total["unknown"]:
        told.append((say_many("cost.unknown", total["unknown"], lang), "yellow"))
    if total["unbounded"]:
        told.append((say_many("cost.unbounded", total["unbounded"], lang), "yellow"))
    return told


# Instruments -----------------------------------------------------------------------------------------------------------


def concerns(one: Found) -> bool:
    """Whether anybody may claim or nearly could, or an amount moves."""
    counts = any(one[key] for key in ("eligible", "depends", "near_misses"))
    return bool(one["in_force"]) and (counts or any(pair(one, "amount").values()))


def shown(found: Found) -> list[Found]:
    """The instruments that have a row, largest amount first, then those that most are eligible for."""
    return sorted(
        (one for one in found["instruments"] if concerns(one)),
        key=lambda one: (-(one.get("amount_high") or 0.0), -one["eligible"], -one["depends"], one["id"]),
    )


def folded(found: Found, lang: str) -> list[str]:
    """Those that concern nobody in one line, those not in force in another."""
    rest = [one for one in found["instruments"] if not concerns(one)]
    groups = {
        "nobody": [one for one in rest if one["in_force"]],
        "not_in_force": [one for one in rest if not one["in_force"]],
    }
    join = say("match.fold.join", lang)
    return [
        say_many(f"cost.{key}", len(ones), lang, on=found["on"], names=join.join(named(one, lang) for one in ones))
        for key, ones in groups.items()
        if ones
    ]


def named(one: Found, lang: str) -> str:
    """What an instrument is called, marked where it is unconfirmed or changed by a reform."""
    flag = say("unconfirmed.flag", lang) if one["confidence"] == "unconfirmed" else ""
    changed = say("cost.changed", lang, id=one["reform"]) if one["reform"] else ""
    return label(one["label"], lang) + flag + changed


def near_misses(one: Found, lang: str) -> str:
    """How many fail by exactly one condition; a dash where there is no more than one, so that everybody would."""
    return "—" if one["conditions"] < 2 else number(one["near_misses"], lang)


def standing_of(one: Found, lang: str) -> list[str]:
    """Who may claim, who may or may not, who nearly may: the three counts of a row."""
    return [number(one["eligible"], lang), number(one["depends"], lang), near_misses(one, lang)]


def amount_of(one: Found, lang: str) -> str:
    """The amount of an instrument, with how many awards nothing bounds; that it has none of its own."""
    if "amount_low" not in one:
        return say("cost.no_amount", lang)
    amount = money(pair(one, "amount"), lang)
    return say_many("cost.more", one["unbounded"], lang, amount=amount) if one["unbounded"] else amount


def budgets(found: Found, lang: str) -> list[str]:
    """How each budget was shared out."""
    told = []
    for one in found["instruments"]:
        if (of := one["rationing"]) is None:
            continue
        budget = say("cost.no_budget", lang) if of["budget"] is None else figure(of["budget"], "yuan", lang)
        facts = {"name": named(one, lang), "budget": budget, "claims": money(of["claims"], lang)}
        facts |= {"spent": money(of["spent"], lang), "funded": number(of["funded"], lang)}
        ratio = "" if of["ratio"] is None else figure(of["ratio"], "1", lang)
        told.append(say(f"cost.{of['way']}", lang, ratio=ratio, **facts))
    return told


# Groups ----------------------------------------------------------------------------------------------------------------


def _brings(totals: Found) -> dict[str, Any]:
    """What a group gets: after budgets where there are any."""
    return pair(totals, "awarded" if "awarded_low" in totals else "amount")


def _told(group: Found) -> bool:
    return _brings(group["totals"])["high"] is not None


def largest(groups: Mapping[str, Found], most: int) -> tuple[list[Group], list[Group]]:
    """The groups shown one by one, largest amount first and withheld ones last, and the others that may be told.

    Withheld groups are no part of the others: what is told of those together must not give one of them away.
    """
    ordered = sorted(
        groups.items(), key=lambda item: (not _told(item[1]), -(_brings(item[1]["totals"])["high"] or 0.0), item[0])
    )
    return ordered[:most], [item for item in ordered[most:] if _open(item[1])]


def _open(group: Found) -> bool:
    """Whether every figure of the row of a group may be told."""
    counts = (group["units"], group["totals"]["eligible"], group["totals"]["depends"])
    return _told(group) and not any(isinstance(count, str) for count in counts)


def together(groups: Sequence[Found]) -> Found:
    """Groups summed as one."""
    sums = {name: sum(group["totals"][name] for group in groups) for name in ("eligible", "depends")}
    brought = [_brings(group["totals"]) for group in groups]
    ends = {f"amount_{end}": sum(one[end] for one in brought) for end in ENDS}
    return {"units": sum(group["units"] for group in groups), "totals": {**sums, **ends}}


def group_cells(group: Found, lang: str) -> list[str]:
    """Units, eligible, depends and the amount of a group."""
    totals = group["totals"]
    counts = [number(count, lang) for count in (group["units"], totals["eligible"], totals["depends"])]
    return [*counts, money(_brings(totals), lang)]


def notes_on_groups(found: Found, most: int, lang: str) -> list[str]:
    """Below the groups: those not shown because they are withheld, what the signs mean, where the rest stands."""
    if not found["groups"]:
        return []
    hidden = 0
    for groups in found["groups"].values():
        first, rest = largest(groups, most)
        hidden += len(groups) - len(first) - len(rest)
    told = [say_many("cost.groups_withheld", hidden, lang)] if hidden else []
    told += [say("cost.small", lang)] if _any_withheld(found) else []
    return [*told, *([say("cost.per_instrument", lang)] if len(found["instruments"]) > 1 else [])]


def _any_withheld(found: Found) -> bool:
    rows = [group for groups in found["groups"].values() for group in groups.values()]
    return any(not _open(group) for group in rows)


# Who gains and who loses -----------------------------------------------------------------------------------------------


def change(found: Found, lang: str) -> list[str]:
    """Who gains, who loses, and by how much; instruments whose figures differ, before → after."""
    of = found["change"]
    if of is None:
        return []
    lost = {"low": -of["lost"]["high"], "high": -of["lost"]["low"]}
    told = [
        say_many("cost.gainers", of["gainers"], lang, amount=money(of["gained"], lang)),
        say_many("cost.losers", of["losers"], lang, amount=money(lost, lang)),
        say_many("cost.unchanged", of["unchanged"], lang),
        say_many("cost.open", of["open"], lang),
        say("cost.difference", lang, amount=difference(_near_nothing(of["difference"]), "yuan", lang)),
    ]
    return told + _moved(found, lang)


def _near_nothing(ends: Found) -> dict[str, float]:
    return {end: 0.0 if abs(ends[end]) < NEAR else ends[end] for end in ENDS}


def _moved(found: Found, lang: str) -> list[str]:
    before = {one["id"]: one for one in found["change"]["instruments"]}
    told = []
    for one in found["instruments"]:
        other = before.get(one["id"])
        if other is not None and _differ(one, other):
            facts = {
                "name": named(one, lang),
                "before": _standing(other, found, lang),
                "after": _standing(one, found, lang),
            }
            told.append(say("cost.moved", lang, **facts))
    return told


def _differ(one: Found, other: Found) -> bool:
    counts = any(one[key] != other[key] for key in ("eligible", "depends", "in_force"))
    now, then = pair(one, "amount"), pair(other, "amount")
    return counts or any(not _same(now[end] or 0.0, then[end] or 0.0) for end in ENDS)


def _standing(one: Found, found: Found, lang: str) -> str:
    if not one["in_force"]:
        return say("match.result.not_in_force", lang)
    eligible, depends = (number(one[key], lang) for key in ("eligible", "depends"))
    return say("cost.standing", lang, eligible=eligible, depends=depends, amount=amount_of(one, lang))


# What to know of the figures -------------------------------------------------------------------------------------------


def few(found: Found, lang: str) -> list[str]:
    """Figures of all rows together that fewer than ten rows stand behind."""
    names = {one["id"]: named(one, lang) for one in found["instruments"]}
    listed = [names[name] for name in found["few"]["instruments"]]
    listed += [say(f"cost.few.{key}", lang) for key in found["few"]["change"]]
    return [say("cost.few", lang, names=say("match.fold.join", lang).join(listed))] if listed else []


def data(found: Found, lang: str) -> list[str]:
    """What the instruments ask for and the table does not have, and the columns with most gaps."""
    told = _columns(found["missing_columns"], lang)
    door = sorted(found["door"].items(), key=lambda item: (-sum(item[1].values()), item[0]))
    told += costing.data_lines({"door": dict(door[:MOST_COLUMNS])}, lang)
    rest = len(door) - MOST_COLUMNS
    return [*told, *([say_many("cost.columns_more", rest, lang)] if rest > 0 else [])]


def _columns(missing: Sequence[str], lang: str) -> list[str]:
    """Columns that the table does not have: a few are named, of many the first."""
    if len(missing) <= MOST_COLUMNS:
        return [say("cost.columns", lang, names=listing(list(missing), lang))] if missing else []
    first = listing(list(missing[:MOST_COLUMNS]), lang)
    return [say("cost.columns_first", lang, n=len(missing), names=first)]


def sureness(found: Found, lang: str) -> list[str]:
    """What the costing rests on, how many of its sheets are drafts, how many are unconfirmed."""
    return match_sentences.sureness(found, lang)
