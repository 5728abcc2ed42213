"""Policies on the page of a city: what instruments cost on its synthetic population, who nearly may claim, the budget desk.

The sentences are those of `innovatory cost` and `innovatory budget`; what the population rests on stands first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from innovatory.report import budget_page, population_words
from innovatory.report import cost_sentences as told
from innovatory.report.city_words import Teller
from innovatory.report.cost_sentences import Found
from innovatory.report.policy_study import PolicyStudy
from innovatory.report.sentences import evidence as evidence_line

COLUMNS = ("eligible", "depends", "near_misses")
HEADING = "h3"


def costs(study: PolicyStudy, teller: Teller) -> Iterator[str]:
    """The costed instruments as HTML: a row of figures for each, and below it what the figures rest on."""
    lang, found = teller.lang, study.costed
    yield from _population(study, teller)
    yield f'<p class="about">{teller.say("report.cost_asked", on=found["on"], year=found["year"])}</p>'
    heads = ("instrument", *COLUMNS, "amount")
    top = "".join(f'<th scope="col">{teller.say(f"cost.head.{head}")}</th>' for head in heads)
    rows = "".join(_rows(one, teller) for one in told.shown(found))
    yield f'<table class="lines costs"><thead><tr>{top}</tr></thead>{rows}</table>'
    yield _items([line for line, _ in told.totals(found, lang)])
    yield f'<p class="about">{escape(evidence_line(found["evidence"], lang))}</p>'
    yield f"<p>{teller.say('report.near_misses')}</p>"
    yield f"<details><summary>{teller.say('report.cost_more')}</summary>{_items([*told.data(found, lang), *told.sureness(found, lang)])}</details>"


def desk(study: PolicyStudy, teller: Teller) -> Iterator[str]:
    """The budget desk as HTML, as on its own page."""
    yield budget_page.body(study.desk, teller.lang, HEADING)


def _population(study: PolicyStudy, teller: Teller) -> Iterator[str]:
    found = study.population
    facts = {key: found["basis"]["counts"].get(key, 0) for key in ("published", "derived", "assumed")}
    page = f'<a href="{escape(study.page, quote=True)}">{teller.say("report.population_page")}</a>'
    key = "report.population" if found["weight"] == 1 else "report.population_weighted"
    says = teller.say(key, rows=f"{found['rows']:,}", year=found["year"], weight=found["weight"])
    yield f'<p class="invented">{" ".join(escape(line) for line in told.origins(study.costed, teller.lang))}</p>'
    yield f"<p>{says} {teller.say('report.population_basis', **facts)} {page}</p>"
    missed = [one for one in found["totals"] if one["met"] in ("missed", "pool_too_small")]
    names = [population_words.total_name(one, teller.lang) for one in missed]
    if names:
        yield f"<p>{teller.say('report.population_missed', names=teller.listed(names))}</p>"


def _rows(one: Found, teller: Teller) -> str:
    """An instrument in a body of its own: its figures, then their evidence line."""
    heads = [teller.say(f"cost.head.{key}") for key in (*COLUMNS, "amount")]
    texts = [*told.standing_of(one, teller.lang), told.amount_of(one, teller.lang)]
    cells = "".join(f'<td data-head="{head}">{escape(text)}</td>' for head, text in zip(heads, texts, strict=True))
    rests = escape(evidence_line(one["evidence"], teller.lang))
    first = f'<tr><th scope="row">{escape(told.named(one, teller.lang))}</th>{cells}</tr>'
    return (
        f'<tbody>{first}<tr class="more"><td colspan="5"><code>{escape(one["id"])}</code> · {rests}</td></tr></tbody>'
    )


def _items(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""
