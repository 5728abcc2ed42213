"""How a synthetic population is told: totals, published values, recognitions and what was held out, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from innovatory.report.figures import figure
from innovatory.report.words import label, listing, phrases, say

Data = Mapping[str, Any]
DIGITS = 12
UNITS = {"yuan": "yuan", "count": "count", "person-years": "count"}


def total_name(one: Data, lang: str) -> str:
    """The name of a total."""
    stem, year = one["id"], one["year"]
    if stem.endswith(f"_{year}"):
        stem = stem.removesuffix(f"_{year}")
    key = f"populate.total.{stem}"
    return say(key, lang, year=year) if key in phrases() else stem


def name_of(total: str, lang: str) -> str:
    """The name of a total by its id, which may end in a year."""
    stem, _, year = total.rpartition("_")
    known = {"id": total, "year": int(year)} if year.isdigit() else {"id": total, "year": 0}
    return total_name(known, lang) if known["year"] or f"populate.total.{total}" in phrases() else total or stem


def amount(value: float | None, unit: str, lang: str) -> str:
    """A total in its unit: every unit of what is counted, money to six digits."""
    if value is None:
        return "—"
    if unit != "yuan":
        return f"{round(value):,}"
    return figure(value, "yuan", lang, 6)


def published(one: Data, lang: str) -> str:
    """What is published of a total: as printed, as a bound, or worked out."""
    known = one["published"]
    if known is None and one["lacks"]:
        return say("populate.lacks", lang, indicator=one["lacks"])
    if known is None:
        years = listing([str(year) for year in one["elsewhere"]], lang)
        return say("populate.elsewhere", lang, years=years) if years else say("populate.never", lang)
    told = amount(known["value"], one["unit"], lang)
    if known["how"] in ("interpolated", "worked_out", "assumed"):
        return say("populate.ours", lang, n=told)
    return bounded(known["value"], known["figures"][0]["bound"], one["unit"], lang)


def bounded(value: float, bound: str, unit: str, lang: str) -> str:
    """A published value as far as it was printed: exact, about, a bound."""
    told = amount(value, unit, lang)
    key = {"lower": "populate.more_than", "upper": "populate.at_most", "approximate": "populate.about_n"}.get(bound)
    return say(key, lang, n=told) if key else told


def met(one: Data, lang: str) -> str:
    """Whether it was met."""
    return say(f"populate.met.{one['met']}", lang)


def grounds(one: Data, lang: str) -> list[str]:
    """What a total rests on: its basis, how it is known, its figures with their sources and roles."""
    known = one["published"]
    if known is None:
        return []
    basis, how = known["basis"], known["how"]
    return [
        say(f"populate.basis.{basis}", lang),
        say(f"populate.how.{how}", lang),
        *(_source(each, lang) for each in known["figures"]),
    ]


def _source(figure_of: Data, lang: str) -> str:
    """A published figure as printed, with its source and what it serves for."""
    role, unit = figure_of["role"], figure_of["unit_zh" if lang == "zh" else "unit"]
    served = say(f"populate.role.{role}", lang)
    told = f"{figure_of['indicator']} {figure_of['year']}: {figure_of['shown']} {unit}"
    return f"{told} [{figure_of['source']}; {served}]"


def variable(name: str, lang: str) -> str:
    """A variable of the generator."""
    return say(f"populate.variable.{name}", lang)


def given(one: Data, lang: str) -> str:
    """One recognition: how many have it, of how many who may pass which rule."""
    name, pool = say(f"populate.total.{one['status']}", lang), one["pool"]
    if one["aimed"] is None:
        return say("populate.given_none", lang, name=name)
    units = f"{round(one['units']):,}"
    if pool is None:
        return say("populate.given_free", lang, name=name, units=units)
    told = say(
        "populate.given", lang, name=name, units=units, may=f"{round(pool['may']):,}", sure=f"{round(pool['sure']):,}",
        sheet=pool["instrument"], day=pool["on"],
    )  # fmt: skip
    more = [told]
    if pool["first_day"]:
        more.append(say("populate.first_day", lang))
    if one["units"] < one["aimed"]:
        more.append(say("populate.short", lang, n=f"{round(one['aimed'] - one['units']):,}"))
    if one["basis"] == "assumed":
        more.append(say("populate.assumed_part", lang, share=figure(one["aimed"] / max(pool["may"], 1), "1", lang, 3)))
    more += _intake(one["intake"], lang)
    return ("" if lang == "zh" else " ").join(more)


def _intake(intake: Sequence[Data], lang: str) -> list[str]:
    """When those who hold a recognition got it, where it runs out."""
    years = [_recognised(year, lang) for year in intake]
    return [say("populate.intake", lang, years=listing(years, lang))] if years else []


def _recognised(of: Data, lang: str) -> str:
    told = {"year": of["year"], "units": f"{round(of['units']):,}"}
    if of["published"] is None:
        return say("populate.intake_year", lang, **told)
    return say("populate.intake_printed", lang, **told, printed=f"{round(of['published']):,}")


def relaxed(one: Data, lang: str, totals: Mapping[str, Data]) -> str:
    """A total that had to give way, and the relations that force it."""
    unit = totals[one["total"]]["unit"]
    names = listing([_relation(name, lang) for name in one["relations"]], lang)
    return say(
        "populate.relaxed", lang, total=name_of(one["total"], lang), printed=amount(one["printed"], unit, lang),
        met=amount(one["met"], unit, lang), relations=names,
    )  # fmt: skip


def _relation(name: str, lang: str) -> str:
    key = f"populate.relation.{name}"
    if key in phrases():
        return say(key, lang)
    part, _, whole = name.partition("_within_")
    return say("populate.relation.within", lang, part=name_of(part, lang), whole=name_of(whole, lang))


def untuned(found: Data, lang: str) -> Iterator[str]:
    """What was learnt and what is told with it."""
    learnt = found["applications"]
    if learnt is None:
        yield say("populate.no_applications", lang)
    else:
        first = learnt["set_on"][0]
        years = [one["year"] for one in learnt["set_on"]]
        share = figure(first["told"] / first["pool"], "1", lang, 3)
        change = f"{learnt['change']:+.3f}"
        yield say(
            "populate.applications",
            lang,
            years=f"{min(years)}–{max(years)}",
            share=share,
            since=learnt["since"],
            change=change,
        )
        for one in learnt["told"]:
            off = (
                say("populate.kept", lang)
                if one["off"] is None
                else say("populate.off", lang, off=f"{one['off']:+.1%}")
            )
            printed = f"{round(one['published']):,}"
            key = {"lower": "populate.more_than", "approximate": "populate.about_n"}.get(one["bound"])
            told = say(key, lang, n=printed) if key else printed
            yield say("populate.told", lang, year=one["year"], told=f"{round(one['told']):,}", published=told, off=off)
    yield from _plans(found, lang)


def _plans(found: Data, lang: str) -> Iterator[str]:
    for one in found["plans"]:
        if one["told"]["firms"] is None:
            yield _means(one, lang)
            continue
        yield say(
            "populate.plan", lang, sheet=one["instrument"], year=one["year"], source=one["source"],
            tuned=say("populate.tuned" if one["tuned"] else "populate.untuned", lang),
            firms=f"{round(one['told']['firms']):,}", amount=figure(one["told"]["amount"], "yuan", lang),
            firms0=f"{round(one['published']['firms']):,}", amount0=figure(one["published"]["amount"], "yuan", lang),
        )  # fmt: skip
    for one in found["unfit"]:
        told = {"firms": f"{round(one['firms']):,}", "amount": figure(one["amount"], "yuan", lang)}
        yield say("populate.unfit", lang, sheet=one["instrument"], year=one["year"], **told)
    if not found["plans"] and not found["unfit"]:
        yield say("populate.no_plans", lang)


def _means(one: Data, lang: str) -> str:
    """A plan of a grant of which nothing is known of who applies: the mean amounts beside each other."""
    mean, mean0 = one["most"] / max(one["performers"], 1), one["published"]["amount"] / one["published"]["firms"]
    return say(
        "populate.plan_mean", lang, sheet=one["instrument"], year=one["year"], source=one["source"],
        mean=figure(mean, "yuan", lang), mean0=figure(mean0, "yuan", lang), firms=f"{round(one['performers']):,}",
        firms0=f"{round(one['published']['firms']):,}",
    )  # fmt: skip


def adjusted(of: Data, lang: str) -> str:
    """What was scaled so that sums are met."""
    factors = list(of["value_added_factors"].values()) or [1.0]
    return say(
        "populate.adjusted", lang, stretch=f"{of['tail_stretch']:.3f}", low=f"{min(factors):.3f}", high=f"{max(factors):.3f}",
        ordinary=f"{of['ordinary_revenue_factor']:.3f}", exits=figure(of["exits"], "1", lang, 3),
    )  # fmt: skip


def constants(found: Data, lang: str) -> str:
    """How many constants rest on what."""
    counts = dict.fromkeys(("published", "derived", "assumed"), 0)
    for one in found.values():
        counts[one["basis"]] += 1
    return say("populate.constants", lang, n=len(found), **counts)


def named(of: Any, lang: str) -> str:
    """A label in the language."""
    return label(of, lang)
