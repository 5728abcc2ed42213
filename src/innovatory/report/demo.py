"""The demo on the terminal, one short table after the other: a city's key indicators and checks, what fits an enterprise.

Everything stands in full in the pages that the demo writes; here is only what tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.report import budget_sentences, check_sentences, cost_sentences, match_sentences, sentences
from innovatory.report.answer import section
from innovatory.report.check import COLOURS, MARKS
from innovatory.report.city_chain import MOST, WORDED, keys
from innovatory.report.city_page import by_series
from innovatory.report.city_report import CityReport
from innovatory.report.city_words import Teller
from innovatory.report.match_sentences import About
from innovatory.report.policy_study import Studied
from innovatory.report.sentences import Answer
from innovatory.report.text import Text, put
from innovatory.report.words import label, say

STANDING = ("eligible", "depends", "near_misses")
STEPS = 3  # of the next steps of an enterprise


def show_city(report: CityReport, console: Console, lang: str) -> None:
    """Print the key indicators of a city's chain and its checks in one language."""
    put(console, _city(report, lang))


def show_enterprise(answer: Answer, match: Any, console: Console, lang: str, about: About) -> None:
    """Print what one rule says of an enterprise, what all rules together are worth to it, and what to do next."""
    put(console, _enterprise(answer, match, lang, about))


def show_policies(studied: Studied, console: Console, lang: str) -> None:
    """Print what instruments cost on the population and what the budget desk answers; why not, where it cannot be said."""
    put(console, _policies(studied, lang))


def _policies(studied: Studied, lang: str) -> Iterator[RenderableType]:
    yield Text(say("report_section.costs", lang), style="bold")
    if studied.study is None:
        assert studied.mistake is not None  # a city without a study says why
        yield Text(say("demo.no_population", lang, why=getattr(studied.mistake, lang)), style="yellow", overflow="fold")
        return
    found, desk = studied.study.costed, studied.study.desk
    for line in cost_sentences.origins(found, lang):
        yield Text(line, style="yellow", overflow="fold")
    for one in cost_sentences.shown(found):
        facts = dict(zip(STANDING, cost_sentences.standing_of(one, lang), strict=True))
        line = say("cost.block", lang, amount=cost_sentences.amount_of(one, lang), **facts)
        yield Text(f"{cost_sentences.named(one, lang)}: {line}", overflow="fold")
    yield ""
    yield Text(say("report_section.desk", lang), style="bold")
    yield Text(budget_sentences.tally(desk, lang), overflow="fold")
    for each in desk["lines"]:
        mark = sentences.MARKS[budget_sentences.MARK[each["answer"]]]
        told = budget_sentences.answer(each, desk["year"], lang)
        yield Text(f"{mark} {budget_sentences.named(each, lang)}: {told}", overflow="fold")
    for line in budget_sentences.floors(desk, lang):
        yield Text(line, overflow="fold")


def _city(report: CityReport, lang: str) -> Iterator[RenderableType]:
    yield Text(say("report.title", lang, city=label(report.city.label, lang)), style="bold")
    counts = {"said": len(report.said), "all": len(report.measured), "disagreeing": len(report.disagreements)}
    yield Text(say("report.in_short", lang, **counts), style="dim")
    yield ""
    yield _key_table(report, lang)
    yield ""
    yield _check_table(report, lang)
    for check in report.checks:
        if check["kind"] == "floor":
            yield ""
            told = f"{label(check['label'], lang)} – {check_sentences.verdict(check, lang)}"
            yield Text(told, style=COLOURS[check["answer"]], overflow="fold")


def _key_table(report: CityReport, lang: str) -> Table:
    teller = Teller(lang, report.cited, by_series(report.figures))
    by = {one.indicator.id: one for one in report.said}
    table = _table(("indicator", "newest", "year"), lang)
    for names in keys().values():
        for one in [by[name] for name in names if name in by][:MOST]:
            if one.newest is not None:
                value = teller.text(one.newest, one.indicator)
                told = " · ".join([value, *teller.limits(one.newest, one.indicator, WORDED)])
                table.add_row(Text(one.indicator.label[lang]), Text(told, overflow="fold"), str(one.newest.year))
    return table


def _check_table(report: CityReport, lang: str) -> Table:
    table = _table(("check", "answer", "year"), lang)
    for check in report.checks:
        mark = Text(f"{MARKS[check['answer']]} {check_sentences.answer(check, lang)}", style=COLOURS[check["answer"]])
        year = check["findings"][0]["year"]
        table.add_row(Text(label(check["label"], lang), overflow="fold"), mark, "—" if year is None else str(year))
    return table


def _table(heads: tuple[str, str, str], lang: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column(say(f"report_head.{heads[0]}", lang), ratio=3, overflow="fold")
    table.add_column(say(f"report_head.{heads[1]}", lang), ratio=2, overflow="fold")
    table.add_column(say(f"report_head.{heads[2]}", lang), width=5, justify="right")
    return table


def _enterprise(answer: Answer, match: Any, lang: str, about: About) -> Iterator[RenderableType]:
    yield Text(say("match.title", lang, applicant=about.applicant), style="bold")
    told = f"{label(answer['label'], lang)} – {sentences.headline(answer, lang)}"
    yield Text(f"{told} · {sentences.tally(answer, lang)}", overflow="fold")
    yield Text(say("match.together", lang, amount=match_sentences.worth(match["total"], lang)), style="bold")
    steps = [match_sentences.step(one, match, lang, about.inputs) for one in match["next_steps"][:STEPS]]
    if steps:
        yield from section(say("step.title", lang), steps)
