"""The checks of a city on the terminal: a table of answers, then for each check its sentence, figures, law and evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table

from innovatory.report import check_sentences as sentences
from innovatory.report.answer import section
from innovatory.report.check_sentences import Data
from innovatory.report.text import Text, put
from innovatory.report.words import label, say

Checks = Mapping[str, Any]
"""The checks of a city as plain data: `city` (label by language), `year` (or None), `checks`, `sources` by id."""

MARKS = {"met": "✓", "not_met": "✗", "cannot_say": "?"}
COLOURS = {"met": "green", "not_met": "red", "cannot_say": "yellow"}


def show(found: Checks, console: Console, lang: str) -> None:
    """Print the checks of a city in one language."""
    put(console, _parts(found, lang))


def _parts(found: Checks, lang: str) -> Iterator[RenderableType]:
    key = "check.title" if found["year"] is None else "check.title.year"
    yield Text(say(key, lang, city=label(found["city"], lang), year=found["year"]), style="bold")
    if not found["checks"]:
        yield Text(say("check.none", lang))
        return
    yield Text(tally(found, lang), style="dim")
    yield ""
    yield _table(found["checks"], lang)
    for check in found["checks"]:
        yield from _block(check, found["sources"], lang)


def tally(found: Checks, lang: str) -> str:
    """How many checks have which answer."""
    counts = Counter(check["answer"] for check in found["checks"])
    return say("check.tally", lang, **{key: counts[key] for key in MARKS})


def _table(checks: list[Data], lang: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("", width=1, no_wrap=True)
    table.add_column(say("check.head.answer", lang), no_wrap=True)
    table.add_column(say("check.head.what", lang), ratio=1, overflow="fold")
    table.add_column(say("check.head.year", lang), no_wrap=True, justify="right")
    for check in checks:
        told, year = Text(label(check["label"], lang), overflow="fold"), check["findings"][0]["year"]
        table.add_row(_mark(check), sentences.answer(check, lang), told, "—" if year is None else str(year))
    return table


def _mark(of: Data) -> Text:
    return Text(MARKS[of["answer"]], style=f"bold {COLOURS[of['answer']]}")


def _block(check: Data, sources: sentences.Sources, lang: str) -> Iterator[RenderableType]:
    yield ""
    head = Text.assemble(_mark(check), " ", (label(check["label"], lang), "bold"), f" · {check['id']}", overflow="fold")
    yield head
    yield _indented(
        f"{sentences.kind(check, lang)} · {say('check.needed', lang, needed=sentences.needed(check, lang))}"
    )
    yield from _told(check, lang)
    for line in sentences.behind(check, sources, lang):
        yield _indented(line, "dim")
    if lines := sentences.figures(check, sources, lang):
        yield from section(say("check.figures", lang), lines)


def _told(check: Data, lang: str) -> Iterator[RenderableType]:
    """The answer: of a floor in one sentence, of a target in one for each definition with its own mark."""
    if check["kind"] == "floor":
        yield _indented(sentences.verdict(check, lang), COLOURS[check["answer"]])
        return
    if check["reason"] == "by_definition":
        yield _indented(say("check.by_definition", lang))
    for one in check["findings"]:
        line = Table.grid(padding=(0, 1))
        line.add_row(_mark(one), Text(sentences.finding(one, check, lang), overflow="fold"))
        yield Padding(line, (0, 0, 0, 2))


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style=style, overflow="fold"), (0, 0, 0, 2))
