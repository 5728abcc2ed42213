"""A costing on the terminal: what all instruments cost together, each by itself, budgets, groups, who gains and loses.

A wide terminal shows the instruments as a table, a narrow one two lines for each. Figures of small groups come withheld
(`policy.disclosure`); nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table

from innovatory.report import cost_sentences as told
from innovatory.report.answer import WIDE, section
from innovatory.report.cost_sentences import Found
from innovatory.report.costing import dimension_name, group_name
from innovatory.report.text import Text, put
from innovatory.report.words import say, say_many

MOST_GROUPS = 20  # of one dimension; --json and --out hold all
COLUMNS = ("eligible", "depends", "near_misses")


def show(found: Found, console: Console, lang: str, saved: str = "") -> None:
    """Print an answer that may be told in one language; `saved` is the file its groups were written to."""
    put(console, _parts(found, console.width, lang, saved))


def _parts(found: Found, width: int, lang: str, saved: str) -> Iterator[RenderableType]:
    yield from _head(found, lang)
    yield from _section("cost.reforms", told.reforms(found, lang), lang)
    yield ""
    for line, style in told.totals(found, lang):
        yield Text(line, style=style, overflow="fold")
    shown = told.shown(found)
    if shown:
        yield ""
        yield Text(say("cost.list", lang), style="bold")
        yield from [_table(shown, lang)] if width >= WIDE else _blocks(shown, lang)
    yield from _section("cost.others_here", told.folded(found, lang), lang)
    yield from _section("cost.budgets", told.budgets(found, lang), lang)
    for dimension, groups in found["groups"].items():
        yield ""
        yield _groups(dimension, groups, lang)
    yield from _lines(told.notes_on_groups(found, MOST_GROUPS, lang))
    yield from _section("cost.change", told.change(found, lang), lang)
    yield from _section("cost.publish", told.few(found, lang), lang)
    yield from _section("section.data", told.data(found, lang), lang)
    yield from _section("section.evidence", told.sureness(found, lang), lang)
    yield from _section("section.saved", [saved] if saved else [], lang)


def _section(heading: str, lines: list[str], lang: str) -> Iterator[RenderableType]:
    if lines:
        yield from section(say(heading, lang), lines)


def _lines(lines: list[str]) -> Iterator[RenderableType]:
    yield from (Text(line, style="dim", overflow="fold") for line in lines)


def _head(found: Found, lang: str) -> Iterator[RenderableType]:
    yield Text(say_many("cost.title", len(found["instruments"]), lang), style="bold")
    facts = [say_many("rows", found["rows"], lang)]
    if found["weighted"]:
        facts.append(say("cost.units", lang, n=told.number(found["units"], lang)))
    yield Text(" · ".join([*facts, say("about.asked", lang, on=found["on"], year=found["year"])]), style="dim")
    for line in told.origins(found, lang):
        yield Text(line, style="yellow", overflow="fold")


def _grid(first: str, least: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first, min_width=least, overflow="fold")
    return table


def _table(shown: list[Found], lang: str) -> Table:
    table = _grid(say("cost.head.instrument", lang), 30)
    for key in COLUMNS:
        table.add_column(say(f"cost.head.{key}", lang), justify="right", no_wrap=True)
    table.add_column(say("cost.head.amount", lang), justify="right", min_width=20, overflow="fold")
    for one in shown:
        name = Text.assemble(told.named(one, lang), "\n", (one["id"], "dim"), overflow="fold")
        table.add_row(name, *told.standing_of(one, lang), told.amount_of(one, lang))
    return table


def _blocks(shown: list[Found], lang: str) -> Iterator[RenderableType]:
    """Two lines for each instrument: its name, its figures."""
    for one in shown:
        yield Text(told.named(one, lang), overflow="fold")
        facts = dict(zip(COLUMNS, told.standing_of(one, lang), strict=True))
        line = say("cost.block", lang, amount=told.amount_of(one, lang), **facts)
        yield Padding(Text(line, overflow="fold"), (0, 0, 0, 2))


def _groups(dimension: str, groups: Found, lang: str) -> Table:
    """The groups of the largest amounts, then the rest told together, then how many are withheld."""
    table = _grid(say("head.by", lang, dimension=dimension_name(dimension, lang)), 12)
    for key in ("units", *COLUMNS[:2]):
        table.add_column(say(f"cost.head.{key}", lang), justify="right", no_wrap=True)
    table.add_column(say("cost.head.amount", lang), justify="right", min_width=16, overflow="fold")
    first, rest = told.largest(groups, MOST_GROUPS)
    for name, group in first:
        table.add_row(Text(group_name(name, lang), overflow="fold"), *told.group_cells(group, lang))
    if rest:
        others = say_many("cost.others", len(rest), lang)
        table.add_row(Text(others, style="dim"), *told.group_cells(told.together([group for _, group in rest]), lang))
    return table
