"""A rule on a population, on the terminal: how many pass, where the failures are, what the data lacked, what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.records.dictionary import desk_columns
from innovatory.report.answer import COLOURS, section
from innovatory.report.figures import figure, share
from innovatory.report.sentences import MARKS, evidence, given_name, state
from innovatory.report.text import Text, put
from innovatory.report.words import label, say, say_many

Summary = Mapping[str, Any]
"""A costed population as `Evaluation.summary()` gives it."""

RESULTS = ("pass", "depends", "fail")
LONGEST_BAR = 24  # characters
MOST_GROUPS = 30  # of one dimension on the terminal; the report and --json hold all


def show(summary: Summary, console: Console, lang: str, saved: str = "") -> None:
    """Print a costed population in one language; `saved` is the file its columns were written to."""
    put(console, _parts(summary, lang, saved))


def _parts(summary: Summary, lang: str, saved: str) -> Iterator[RenderableType]:
    yield from _head(summary, lang)
    yield ""
    if "not_in_force" in summary["results"]:
        yield Text(say("headline.not_in_force", lang, on=summary["on"]), style="bold yellow")
        return
    yield from _results(summary, lang)
    if summary["rows"]:
        yield ""
        yield _criteria(summary, lang)
    for dimension, groups in (summary.get("by") or {}).items():
        yield ""
        yield _groups(dimension, groups, lang)
        if len(groups) > MOST_GROUPS:
            yield Text(say("by.more", lang, n=len(groups) - MOST_GROUPS), style="dim")
    sections = (
        ("section.sums", gives(summary, lang)),
        ("section.data", data_lines(summary, lang)),
        ("section.evidence", [evidence(summary.get("evidence") or {}, lang), *_state(summary, lang)]),
        ("section.saved", [saved] if saved else []),
    )
    for heading, lines in sections:
        if lines:
            yield from section(say(heading, lang), lines)


def _state(summary: Summary, lang: str) -> list[str]:
    return [state(summary, lang)] if "state" in summary else []


def _head(summary: Summary, lang: str) -> Iterator[RenderableType]:
    yield Text.assemble((label(summary["label"], lang), "bold"), f" · {summary['instrument']}")
    asked = say("about.asked", lang, on=summary["on"], year=summary["year"])
    yield Text(f"{say_many('rows', summary['rows'], lang)} · {asked}", style="dim")


def _results(summary: Summary, lang: str) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, 1))
    for _ in ("mark", "result"):
        table.add_column()
    for _ in ("rows", "share"):
        table.add_column(justify="right")
    for result in RESULTS:
        number, rows = summary["results"][result], summary["rows"]
        bar = "█" * max(1 if number else 0, round(LONGEST_BAR * number / rows)) if rows else ""
        name = Text(say(f"result.{result}", lang))
        table.add_row(
            Text(MARKS[result], style=f"bold {COLOURS[result]}"),
            name,
            f"{number:,}",
            share(number, rows, lang),
            Text(bar, style=COLOURS[result]),
        )
    yield table
    if summary.get("near") is not None:
        yield Text(say_many("near", summary["near"], lang), style="dim")


def _criteria(summary: Summary, lang: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(say("head.condition", lang), overflow="fold")
    for result in RESULTS:
        table.add_column(say(f"result.{result}", lang), justify="right")
    for criterion in summary["criteria"]:
        table.add_row(Text(label(criterion["label"], lang)), *(f"{criterion[result]:,}" for result in RESULTS))
    return table


def _groups(dimension: str, groups: Mapping[str, Mapping[str, Any]], lang: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(say("head.by", lang, dimension=dimension_name(dimension, lang)), overflow="fold")
    for result in RESULTS:
        table.add_column(say(f"result.{result}", lang), justify="right")
    table.add_column(say("head.pass_share", lang), justify="right")
    largest = sorted(groups.items(), key=lambda item: -item[1]["rows"])[:MOST_GROUPS]
    for group, counts in largest:
        numbers = (f"{counts[result]:,}" for result in RESULTS)
        table.add_row(Text(group_name(group, lang)), *numbers, share(counts["pass"], counts["rows"], lang))
    return table


def dimension_name(name: str, lang: str) -> str:
    """What a column is called: in Chinese by the dictionary, where it knows it, in English as it is typed."""
    column = desk_columns("enterprise").get(name)
    return column.zh if lang == "zh" and column is not None else name


def group_name(group: str | None, lang: str) -> str:
    """The name of a group; rows whose dimension is not known are a group of their own."""
    return say("truth.unknown", lang) if group in (None, "", "null", "unknown") else str(group)


def gives(summary: Summary, lang: str) -> list[str]:
    """What all rows receive together, low and high; rows whose amount is unknown are left out and counted."""
    return [_sum(name, given, lang) for name, given in (summary.get("gives") or {}).items()]


def _sum(name: str, given: Mapping[str, Any], lang: str) -> str:
    amount = figure(given, given["unit"], lang)
    told = say("gives.total", lang, label=given_name(name, given, lang), amount=amount)
    unknown = given.get("unknown_rows") or 0
    return told + say_many("gives.unknown", unknown, lang) if unknown else told


def data_lines(summary: Summary, lang: str) -> list[str]:
    """What the rule asks for and the data did not have, column by column."""
    told = [say("data.column", lang, column=column) for column in summary.get("missing_columns") or []]
    for column, counts in (summary.get("door") or {}).items():
        reasons = [say(f"door.{why.replace(' ', '_')}", lang, n=f"{n:,}") for why, n in counts.items() if n]
        if reasons:
            told.append(say("data.door", lang, column=column, reasons=say("data.join", lang).join(reasons)))
    return told
