"""The budget desk on the terminal: lines, floors, the smallest shift, what a change does, what it rests on.

A wide terminal shows the lines as a table, a narrow one as blocks; nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table

from innovatory.report import budget_sentences as told
from innovatory.report.answer import WIDE, section
from innovatory.report.budget_sentences import ENDS, MARK, Found
from innovatory.report.sentences import MARKS
from innovatory.report.sentences import evidence as evidence_line
from innovatory.report.text import Text, put
from innovatory.report.words import say

STYLES = {"enough": "green", "short": "red", "cannot_say": "yellow"}


def show(found: Found, console: Console, lang: str, saved: Sequence[str] = ()) -> None:
    """Print the answer of the desk in one language; `saved` are sentences about files that were written."""
    put(console, _parts(found, console.width, lang, saved))


def _parts(found: Found, width: int, lang: str, saved: Sequence[str]) -> Iterator[RenderableType]:
    yield Text(say("budget.title", lang, year=found["year"]), style="bold")
    for line in told.head(found, lang):
        yield Text(line, style="dim", overflow="fold")
    for line in told.notices(found, lang):
        yield Text(line, style="yellow", overflow="fold")
    yield ""
    yield Text(told.tally(found, lang), style="bold")
    yield from [_table(found, lang)] if width >= WIDE else _blocks(found, lang)
    yield from _section("budget.section.floors", told.floors(found, lang), lang)
    shifts = [line for end in ENDS for line in told.shift_lines(found, end, lang)]
    yield from _section("budget.section.shift", shifts, lang)
    yield from _section("budget.section.rationing", told.rationing(found, lang), lang)
    yield from _section("budget.section.statuses", told.statuses(found, lang), lang)
    yield from _section("budget.section.reliefs", told.reliefs(found, lang), lang)
    yield from _change(found, lang)
    yield from _section("budget.section.care", told.care(found, lang), lang)
    yield from _section("budget.section.basis", told.basis(found, lang), lang)
    whole = evidence_line(found["evidence"]["shares"], lang)
    yield from _section("section.evidence", [*(_evidence(line, lang) for line in found["lines"]), whole], lang)
    yield from _section("section.saved", list(saved), lang)


def _section(heading: str, lines: list[str], lang: str) -> Iterator[RenderableType]:
    if lines:
        yield from section(say(heading, lang), lines)


def _change(found: Found, lang: str) -> Iterator[RenderableType]:
    if found.get("change") is not None:
        heading = say("budget.section.change", lang, changes=", ".join(found["change"]["changes"]))
        yield from section(heading, told.change(found, lang))


def _evidence(line: Found, lang: str) -> str:
    return f"{line['id']} · {told.evidence(line, lang)}"


def _answer(line: Found, year: int, lang: str) -> Text:
    mark = MARKS[MARK[line["answer"]]]
    return Text(f"{mark} {told.answer(line, year, lang)}", style=STYLES[line["answer"]], overflow="fold")


def _table(found: Found, lang: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(say("budget.head.line", lang), min_width=24, overflow="fold")
    table.add_column(say("budget.head.planned", lang), justify="right", no_wrap=True)
    table.add_column(say("budget.head.claims", lang), min_width=20, overflow="fold")
    table.add_column(say("budget.head.answer", lang), min_width=24, overflow="fold")
    for line in found["lines"]:
        name = Text.assemble(told.named(line, lang), "\n", (line["instrument"] or "", "dim"), overflow="fold")
        expected = Text.assemble(
            told.claims(line["claims"], lang), "\n", (told.assumed(line, lang), "dim"), overflow="fold"
        )
        planned = told.money(line["planned"], lang=lang)
        table.add_row(name, planned, expected, _answer(line, found["year"], lang))
    return table


def _blocks(found: Found, lang: str) -> Iterator[RenderableType]:
    for line in found["lines"]:
        yield Text(told.named(line, lang), style="bold", overflow="fold")
        planned = f"{say('budget.head.planned', lang)}: {told.money(line['planned'], lang=lang)}"
        expected = f"{say('budget.head.claims', lang)}: {told.claims(line['claims'], lang)}"
        for text in (planned, expected):
            yield Padding(Text(text, overflow="fold"), (0, 0, 0, 2))
        yield Padding(_answer(line, found["year"], lang), (0, 0, 0, 2))
