"""The chain of a city as one picture: three links one after the other, two that carry them, each with its key indicators.

Which indicators are key is written in `library/chain.csv`, in the order of their weight; of these the first that have a
value are drawn, and those that have none are named. The picture is laid out by style alone and folds on a narrow screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from innovatory.measure.indicator import indicators
from innovatory.measure.measurement import Measured
from innovatory.policy.csv_file import read_csv
from innovatory.report import city_sparks
from innovatory.report.city_sparks import disputed
from innovatory.report.city_words import Teller

LINKS = ("basic_research", "technical_research", "industrialisation", "technology_finance", "talent")
WHOLE = "all"  # of all three links of research and industry at once
MOST = 4  # indicators of a link
WORDED = ("observed", "bound")  # flags that need no word beside a value


@cache
def keys() -> dict[str, list[str]]:
    """The key indicators of each link by id, and of the whole chain (`all`), in the order of their weight."""
    path = Path(str(files("innovatory"))) / "library" / "chain.csv"
    found: dict[str, list[str]] = {name: [] for name in (WHOLE, *LINKS)}
    for line in read_csv(path, ("link", "indicator")):
        found[line.one_of("link", (WHOLE, *LINKS))].append(line.known("indicator", line["indicator"], indicators()))
    return found


def chain(measured: Sequence[Measured], teller: Teller) -> str:
    """The picture as HTML."""
    by = {one.indicator.id: one for one in measured}
    parts = "".join(_link(link, [by[name] for name in names if name in by], teller) for link, names in keys().items())
    return f'<div class="chain" role="group" aria-label="{teller.say("report.chain")}">{parts}</div>'


def _link(link: str, members: Sequence[Measured], teller: Teller) -> str:
    known = [one for one in members if one.newest is not None][:MOST]
    lacking = [one for one in members if one.newest is None]
    head = teller.say("report.chain_all") if link == WHOLE else teller.say(f"report_link.{link}")
    shown = "".join(_key(one, teller) for one in known)
    told = f'<ul class="keys">{shown}</ul>' if known else ""
    if lacking:
        names = teller.listed(one.indicator.label[teller.lang] for one in lacking)
        told += f'<p class="lacking">{teller.say("report.chain_lacking", names=names)}</p>'
    return f'<section class="link {link}"><h3>{head}</h3>{told}</section>'


def _key(one: Measured, teller: Teller) -> str:
    newest = one.newest
    if newest is None:
        return ""
    name = f'<a class="name" href="#{teller.lang}-i-{one.indicator.id}">{teller.name(one.indicator.label)}</a>'
    value = f'<span class="value">{teller.value(newest, one.indicator)}</span> <span class="year">{newest.year}</span>'
    limits = " · ".join(_flags(one, teller))
    told = f'<span class="limit">{limits}</span>' if limits else ""
    return f'<li>{name}<span class="now">{value}</span>{city_sparks.drawn(one, teller)}{told}</li>'


def _flags(one: Measured, teller: Teller) -> Iterator[str]:
    if one.newest is not None:
        # the words of a bound stand in its value already
        yield from map(escape, teller.limits(one.newest, one.indicator, WORDED))
    if told := disputed(one, teller):
        yield told
