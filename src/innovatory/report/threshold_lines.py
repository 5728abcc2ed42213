"""What is said of a threshold, line by line, in either language: the same lines stand on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from innovatory.report.figures import Amount, difference, figure
from innovatory.report.words import listing, say, say_many

Evidence = Mapping[str, Any]
"""The evidence of a sheet, or of one of its criteria, as `policy.threshold_evidence` gives it."""

DIGITS = 3


def notes(evidence: Evidence, lang: str) -> list[str]:
    """What must be known of all figures: where the rows come from, and how they count."""
    origins = [say(f"evidence.{origin}", lang) for origin in evidence["origin"] if origin in ("synthetic", "simulated")]
    return [*origins, *([say("evidence.weighted", lang)] if evidence["weighted"] else [])]


def verdict(one: Evidence, lang: str) -> str:
    """What may be said of a threshold in one sentence."""
    if one["verdict"] != "cannot":
        return say(f"evidence.verdict.{one['verdict']}", lang)
    return cannot(one["cannot"] or "few_placebos", lang)


def cannot(why: str, lang: str) -> str:
    """That nothing can be said, and why."""
    return say("evidence.cannot", lang, why=say(f"evidence.why.{why}", lang))


def asked(one: Evidence, lang: str) -> list[str]:
    """What the criterion needs, and of how many rows it is known."""
    lines = []
    if one["threshold"] is not None:
        threshold = figure(one["threshold"], one["unit"], lang)
        lines.append(say("evidence.needed", lang, need=say(f"needs.{one['comparison']}", lang, threshold=threshold)))
    counts = {key: f"{one[key]:,}" for key in ("known", "unknown", "ranged")}
    return [*lines, say_many("evidence.placed", one["known"], lang, **counts)]


def estimate(one: Evidence, lang: str) -> list[str]:
    """The excess with its interval, how it was made, and what speaks against taking it at its word."""
    found = one["estimate"]
    if found is None:
        return []
    lines = [_excess(found, lang), _missing(found, lang)]
    if found["from_afar"]:
        lines.append(say("evidence.from_afar", lang))
    return [*lines, *_placebos(one, lang), _method(one, lang)]


def _missing(found: Evidence, lang: str) -> str:
    if found["missing"] is None:
        return say("evidence.missing_withheld", lang)
    return say("evidence.missing", lang, **_interval("missing", found["missing"], lang))


def _excess(found: Evidence, lang: str) -> str:
    if found["excess"] is None:
        return say("evidence.excess_withheld", lang)
    relative = {key: _number(found["relative"][end], lang) for key, end in RELATIVE.items()}
    return say("evidence.excess", lang, **_interval("excess", found["excess"], lang), **relative)


RELATIVE = {"relative": "value", "least": "low", "most": "high"}


def _interval(name: str, of: Mapping[str, float], lang: str) -> dict[str, str]:
    return {key: _number(of[end], lang) for key, end in ((name, "value"), ("low", "low"), ("high", "high"))}


def _number(number: float | None, lang: str) -> str:
    return figure(number, "count", lang, DIGITS)


def distance(number: float, one: Evidence, lang: str) -> str:
    """A distance on the axis: in percent of the threshold, or in the unit of the value."""
    return figure(number, "1" if one["axis"] == "relative" else one["unit"], lang, DIGITS)


def _method(one: Evidence, lang: str) -> str:
    found = one["estimate"]
    start, end = (distance(each, one, lang) for each in found["region"])
    return say(
        "evidence.method", lang, bin=distance(found["bin"], one, lang), order=found["order"], start=start, end=end
    )


def _placebos(one: Evidence, lang: str) -> Iterator[str]:
    placebo, rounds = one["placebo"], one["round_numbers"]
    tried = f"{placebo['tried']:,}"
    if placebo["p"] is None:
        yield say("evidence.placebo_few", lang, tried=tried)
    else:
        yield say("evidence.placebo", lang, tried=tried, stronger=placebo["stronger"], p=_chance(placebo["p"]))
    if placebo["shown"] is not None and placebo["shown"]["excess"] is not None:
        where, excess = _where(placebo["shown"], one, lang), _interval("excess", placebo["shown"]["excess"], lang)
        yield say("evidence.shown", lang, where=where, **excess)
    if rounds is not None and rounds["many"]:
        share = figure(rounds["share"], "1", lang, DIGITS)
        if rounds["tried"]:
            yield say("evidence.round", lang, share=share, tried=rounds["tried"], stronger=rounds["stronger"])
        else:
            yield say("evidence.round_alone", lang, share=share)


def _where(shown: Evidence, one: Evidence, lang: str) -> str:
    if shown["factor"] is not None:
        return say("evidence.times", lang, factor=f"{shown['factor']:g}")
    return say("evidence.away", lang, shift=difference(shown["shift"], one["unit"], lang, DIGITS))


def _chance(p: float) -> str:
    return f"{p:.2f}"


def near(one: Evidence, lang: str) -> list[str]:
    """How many fail by little."""
    if one["near"] is None:
        return [say("evidence.near_none", lang)]
    return [_near(entry, lang) for entry in one["near"]]


def _near(entry: Evidence, lang: str) -> str:
    within = figure(entry["within"], "1", lang)
    if entry["share"] is None:
        key = "evidence.near_few" if entry["rows"] == "<10" else "evidence.near_withheld"
        return say(key, lang, within=within)
    share = figure(entry["share"], "1", lang, DIGITS)
    return say("evidence.near_rows", lang, within=within, rows=f"{entry['rows']:,}", share=share)


def before_after(one: Evidence, lang: str) -> list[str]:
    """The estimate year by year about a change of the rule, or why there is none."""
    found = one["before_after"]
    if found["cannot"]:
        return [cannot(found["cannot"], lang)]
    lines = [say("evidence.changes", lang, days=listing(found["changes"], lang))]
    for entry in found["years"]:
        facts = {"year": entry["year"], "day": entry["day"]}
        lines.append(say(f"evidence.year.{entry['applies']}", lang, **facts, figures=_figures(entry["asked"], lang)))
        if entry["own"] is not None:
            figures = _figures(entry["own"], lang)
            lines.append(say("evidence.year.own", lang, year=entry["year"], figures=figures))
    return lines


def _figures(found: Evidence, lang: str) -> str:
    if found["cannot"]:
        return cannot(found["cannot"], lang)
    if found["excess"] is None:
        return say("evidence.excess_withheld", lang)
    excess = _interval("excess", found["excess"], lang)
    if found["p"] is None:
        return say("evidence.figures_alone", lang, **excess)
    return say("evidence.figures", lang, **excess, p=_chance(found["p"]))


def cells(one: Evidence, lang: str) -> list[tuple[str, str, str]]:
    """The distribution around the threshold: distance, rows, expected; what is not told stands as <10 and a dash."""
    found = []
    for group in one["density"]:
        ends: Amount = {"low": group["from"], "high": group["to"]}
        unit = "1" if one["axis"] == "relative" else one["unit"]
        told = group["count"] is not None
        rows = _number(group["count"], lang) if told else str(group["rows"])
        found.append((figure(ends, unit, lang, DIGITS), rows, _number(group["expected"], lang) if told else "—"))
    return found
