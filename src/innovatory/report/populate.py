"""A synthetic population on the terminal: its totals met or not, its recognitions, and what was not tuned."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.report import population_words as words
from innovatory.report.answer import section
from innovatory.report.population_words import Data
from innovatory.report.text import Text, put
from innovatory.report.words import say

STYLES = {"exact": "green", "kept": "green", "close": "green", "missed": "red", "pool_too_small": "red"}


def show(found: Data, report: str, console: Console, lang: str) -> None:
    """Print what was made; `report` is the file of the totals report."""
    put(console, _lines(found, report, lang))


def _lines(found: Data, report: str, lang: str) -> Iterator[RenderableType]:
    yield Text(say("populate.title", lang, city=words.named(found["label"], lang), year=found["year"]), style="bold")
    first, last = found["years"][0], found["years"][-1]
    facts = {"first": first, "last": last, "seed": found["seed"], "weight": found["weight"]}
    yield Text(say("populate.about", lang, rows=f"{found['rows']:,}", **facts))
    yield Text(say("populate.synthetic", lang), style="yellow")
    yield ""
    yield _totals(found, lang)
    totals = {one["id"]: one for one in found["totals"]}
    contradictions = [words.relaxed(one, lang, totals) for one in found["relaxed"]]
    for key, lines in (
        ("contradictions", contradictions),
        ("recognitions", [words.given(one, lang) for one in found["recognitions"]]),
        ("untuned", list(words.untuned(found["untuned"], lang))),
        ("constants", [words.constants(found["constants"], lang), words.adjusted(found["adjusted"], lang)]),
        ("columns", [say("populate.columns", lang, **_counts(found))]),
        ("written", [say("populate.written", lang, file=found["written"], report=report)]),
    ):
        if lines:
            yield from section(say(f"populate.section.{key}", lang), lines)


def _counts(found: Data) -> dict[str, int]:
    return dict.fromkeys(("published", "derived", "assumed"), 0) | dict(found["basis"]["counts"])


def _totals(found: Data, lang: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 1), header_style="dim", expand=True)
    for name, ratio in (("total", 5), ("published", 4), ("achieved", 3), ("met", 3)):
        table.add_column(say(f"populate.head.{name}", lang), ratio=ratio, overflow="fold", min_width=4)
    for one in found["totals"]:
        reached = words.amount(one["achieved"], one["unit"], lang)
        style = STYLES.get(one["met"], "dim")
        cells = (words.total_name(one, lang), words.published(one, lang), reached)
        table.add_row(*(Text(cell) for cell in cells), Text(words.met(one, lang), style=style))
    return table
