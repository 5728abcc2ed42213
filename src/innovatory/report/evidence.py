"""Threshold evidence on the terminal: for each condition what may be said, the estimate, the placebos, near misses."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.report import costing, sentences, threshold_lines
from innovatory.report.answer import section
from innovatory.report.text import Text, put
from innovatory.report.threshold_lines import Evidence
from innovatory.report.words import label, say, say_many

STYLES = {"bunching": "bold yellow", "round_numbers": "bold", "none_seen": "bold", "cannot": "bold dim"}


def show(evidence: Evidence, console: Console, lang: str, saved: str = "") -> None:
    """Print the evidence in one language; `saved` is the file its page was written to."""
    put(console, _parts(evidence, lang, saved))


def _parts(evidence: Evidence, lang: str, saved: str) -> Iterator[RenderableType]:
    yield Text.assemble((label(evidence["label"], lang), "bold"), f" · {evidence['instrument']}")
    asked = say("about.asked", lang, on=evidence["on"], year=evidence["year"])
    yield Text(f"{say_many('rows', evidence['rows'], lang)} · {asked}", style="dim")
    for note in threshold_lines.notes(evidence, lang):
        yield Text(note, style="yellow")
    if evidence["confidence"] == "unconfirmed":
        yield Text(say("unconfirmed", lang), style="yellow")
    if not evidence["in_force"]:
        yield Text(say("headline.not_in_force", lang, on=evidence["on"]), style="bold yellow")
        return
    for one in evidence["criteria"]:
        yield from _criterion(one, lang)
    if not evidence["criteria"]:
        yield Text(say("evidence.no_threshold", lang))
    for heading, lines in (
        ("section.data", costing.data_lines(evidence, lang)),
        ("section.evidence", [sentences.evidence(evidence["evidence"], lang)]),
        ("section.saved", [saved] if saved else []),
    ):
        if lines:
            yield from section(say(heading, lang), lines)


def _criterion(one: Evidence, lang: str) -> Iterator[RenderableType]:
    yield ""
    yield Text.assemble((label(one["label"], lang), "bold"), f" · {one['id']}")
    for line in threshold_lines.asked(one, lang):
        yield Text(line, style="dim")
    yield Text(threshold_lines.verdict(one, lang), style=STYLES[one["verdict"]])
    if lines := threshold_lines.estimate(one, lang):
        yield from section(say("evidence.density", lang), lines)
        yield _density(one, lang)
    yield from section(say("evidence.near", lang), threshold_lines.near(one, lang))
    yield from section(say("evidence.before_after", lang), threshold_lines.before_after(one, lang))


def _density(one: Evidence, lang: str) -> Table:
    """The groups of bins inside the region and next to it, where the threshold is decided."""
    table = Table(box=None, pad_edge=True, padding=(0, 2, 0, 1), header_style="dim")
    table.add_column(say("evidence.distance", lang), justify="right")
    table.add_column(say("evidence.rows", lang), justify="right")
    table.add_column(say("evidence.expected", lang), justify="right")
    start, end = one["estimate"]["region"]
    close = [start <= group["to"] and group["from"] <= end for group in one["density"]]
    for cells, shown in zip(threshold_lines.cells(one, lang), close, strict=True):
        if shown:
            table.add_row(*cells)
    return table
