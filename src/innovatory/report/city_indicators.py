"""The indicators of a city family by family: the newest value of each with its years, flag and sources, and below it what
it means, what it does not show, and every figure there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from innovatory.measure.evidence import together
from innovatory.measure.indicator import FAMILIES
from innovatory.measure.measurement import Measured
from innovatory.measure.observations import Observation
from innovatory.report import city_sparks
from innovatory.report.city_words import Teller

PARTS = ("part_year", "target")  # what is told apart from whole years and stocks
COLUMNS = ("indicator", "newest", "years", "standing", "sources")


def families(measured: Sequence[Measured], teller: Teller) -> Iterator[str]:
    """One section for each family with an indicator that has a value."""
    for family in FAMILIES:
        own = [one for one in measured if one.indicator.entry.family == family]
        if own:
            yield f"<h3>{teller.say(f'indicator_family.{family}')}</h3>{_table(own, teller)}"
            rests = teller.rests_on(together(one.evidence for one in own))
            yield f'<p class="about">{teller.say("report.rests_on", kinds=rests)}</p>'


def _table(own: Iterable[Measured], teller: Teller) -> str:
    heads = [teller.say(f"report_head.{name}") for name in COLUMNS]
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    rows = "".join(_one(one, heads, teller) for one in own)
    return f'<table class="indicators"><thead><tr>{head}</tr></thead>{rows}</table>'


def _one(one: Measured, heads: Sequence[str], teller: Teller) -> str:
    newest = one.newest
    if newest is None:
        return ""
    value = f'<b class="value">{teller.value(newest, one.indicator)}</b> <span class="year">{newest.year}</span>'
    cells = (value, _years(one, teller), _standing(one, newest, teller), _sources(newest, teller))
    told = "".join(f'<td data-head="{head}">{cell}</td>' for head, cell in zip(heads[1:], cells, strict=True))
    name = f'<th scope="row">{teller.name(one.indicator.label)}</th>'
    more = f'<tr class="more"><td colspan="{len(COLUMNS)}">{_more(one, teller)}</td></tr>'
    return f'<tbody id="{teller.lang}-i-{one.indicator.id}"><tr>{name}{told}</tr>{more}</tbody>'


def _years(one: Measured, teller: Teller) -> str:
    picture = city_sparks.drawn(one, teller)
    first, last = city_sparks.years(one)
    return f'{picture}<span class="span">{first}–{last}</span>' if picture else ""


def _standing(one: Measured, newest: Observation, teller: Teller) -> str:
    """The flag of the newest value and its notes, then the years in which sources contradict each other."""
    limits = [escape(text) for text in teller.limits(newest, one.indicator)]
    told = limits or [teller.say(f"measure_flag.{newest.flag}")]
    contested = city_sparks.disputed(one, teller)
    return "<br>".join([*told, *([contested] if contested else [])])


def _sources(newest: Observation, teller: Teller) -> str:
    cited = teller.cite(newest.sources)
    return f'{cited} <span class="small">{escape(teller.rests_on(newest.evidence))}</span>'


def _more(one: Measured, teller: Teller) -> str:
    entry = one.indicator.entry
    pairs = [
        ("means", teller.name(entry.note.model_dump())),
        ("standard", teller.name(entry.standard.model_dump()) if entry.standard else ""),
        ("law", teller.name(entry.law.model_dump()) if entry.law else ""),
        ("shows_not", teller.name(entry.shows_not.model_dump())),
        *(("vintages", f"{each.from_}: {teller.name(each.note.model_dump())}") for each in entry.vintages),
    ]
    told = "".join(f"<dt>{teller.say(f'measure_section.{key}')}</dt><dd>{text}</dd>" for key, text in pairs if text)
    told += f"<dt>{teller.say('report.figures')}</dt><dd>{''.join(_series(one, teller))}</dd>"
    return f"<details><summary>{teller.say('report.more')}</summary><dl>{told}</dl></details>"


def _series(one: Measured, teller: Teller) -> Iterator[str]:
    """Every observation, series by series: what stands in different series is not compared."""
    groups: dict[str, list[Observation]] = defaultdict(list)
    for each in one.observations:
        groups[each.series].append(each)
    for series, group in groups.items():
        told = "; ".join(_observation(each, one, teller) for each in group)
        yield f"<p><code>{escape(series)}</code> {told}</p>"


def _observation(each: Observation, one: Measured, teller: Teller) -> str:
    period = "" if each.period not in PARTS else f" {teller.say(f'measure_period.{each.period}')}"
    note = teller.noted(each)
    mark = "" if each.preferred else ' class="beside"'
    return f"<span{mark}><b>{each.year}</b>{period} {teller.value(each, one.indicator)} {teller.cite(each.sources)}{note}</span>"
