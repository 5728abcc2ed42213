"""An explanation on the terminal: the answer first, then every condition, what is missing, what it gives, how sure it is.

A wide terminal shows the conditions as a table, a narrow one a few lines for each. Nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from innovatory.report import sentences
from innovatory.report.sentences import MARKS, Answer, Inputs
from innovatory.report.text import Text, put
from innovatory.report.words import label, listing, say

WIDE = 96  # columns from which the conditions fit beside each other
COLOURS = {"pass": "green", "fail": "red", "depends": "yellow", "not_in_force": "yellow"}


def show(answer: Answer, console: Console, lang: str, inputs: Inputs, applicant: str = "") -> None:
    """Print an explanation in one language; `applicant` is the name it was asked for."""
    put(console, _parts(answer, console.width, lang, inputs, applicant))


def _parts(answer: Answer, width: int, lang: str, inputs: Inputs, applicant: str) -> Iterator[RenderableType]:
    yield from _head(answer, lang, applicant)
    if answer["criteria"]:
        yield ""
        yield _table(answer, lang, inputs) if width >= WIDE else _blocks(answer, lang, inputs)
    for heading, lines in sections(answer, lang, inputs):
        yield from section(heading, lines)


def sections(answer: Answer, lang: str, inputs: Inputs) -> list[tuple[str, list[str]]]:
    """What stands below the conditions: headings with their lines, empty ones left out."""
    found = (
        ("section.missing", _missing(answer, lang, inputs)),
        ("section.refused", _refused(answer, lang, inputs)),
        ("section.gives" if answer["result"] == "pass" else "section.would_give", sentences.gives(answer, lang)),
        ("section.apply", _apply(answer, lang)),
        ("section.source", _sources(answer, lang)),
        ("section.notes", _notes(answer, lang)),
        ("section.evidence", _sureness(answer, lang)),
    )
    return [(say(heading, lang), lines) for heading, lines in found if lines]


def section(heading: str, lines: list[str]) -> Iterator[RenderableType]:
    """A heading with its lines, each a hanging item that wraps under itself."""
    yield ""
    yield Text(heading, style="bold")
    for line in lines:
        item = Table.grid(padding=(0, 1))
        item.add_row("·", Text(line, overflow="fold"))
        yield Padding(item, (0, 0, 0, 1))


def _head(answer: Answer, lang: str, applicant: str) -> Iterator[RenderableType]:
    yield Text.assemble((label(answer["label"], lang), "bold"), f" · {answer['instrument']}")
    asked = say("about.asked", lang, on=answer["on"], year=answer["year"])
    yield Text(f"{applicant} · {asked}" if applicant else asked, style="dim")
    yield ""
    colour = COLOURS[answer["result"]]
    mark = MARKS.get(answer["result"], "–")
    yield Text(f"{mark} {sentences.headline(answer, lang)}", style=f"bold {colour}")
    if answer["criteria"]:
        yield _indented(sentences.tally(answer, lang))
    if sentences.not_all_needed(answer):
        yield _indented(say("several_ways", lang))
    if answer["confidence"] == "unconfirmed":
        yield _indented(say("unconfirmed", lang), style="yellow")


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style=style, overflow="fold"), (0, 0, 0, 2))


def _table(answer: Answer, lang: str, inputs: Inputs) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("", width=1, no_wrap=True)
    for key, least, ratio in (
        ("condition", 20, 3),
        ("value", 9, 2),
        ("needed", 9, 2),
        ("margin", 8, 2),
        ("change", 16, 3),
    ):
        table.add_column(say(f"head.{key}", lang), min_width=least, ratio=ratio, overflow="fold")
    for criterion in answer["criteria"]:
        value, need = sentences.value_and_need(criterion, lang)
        cells = (
            label(criterion["label"], lang),
            value,
            need,
            sentences.margin(criterion, lang),
            what_changes(criterion, lang, inputs),
        )
        table.add_row(_mark(criterion), *(Text(cell, overflow="fold") for cell in cells))
    return table


def _mark(criterion: Answer) -> Text:
    result = criterion["result"]
    return Text(MARKS[result], style=f"bold {COLOURS[result]}")


def what_changes(criterion: Answer, lang: str, inputs: Inputs) -> str:
    """What would change a condition, or which inputs it still needs."""
    told = [sentences.change(criterion, lang, inputs)]
    if criterion["missing"]:
        told.append(say("waits", lang, names=inputs.first(criterion["missing"], lang)))
    if not criterion["matters"]:
        told.append(say("matters.not", lang))
    return say("sentence.join", lang).join(part for part in told if part)


def _blocks(answer: Answer, lang: str, inputs: Inputs) -> Group:
    """One condition after another: its sentence, its margin, what would change it."""
    blocks: list[RenderableType] = []
    for criterion in answer["criteria"]:
        lines = [Text(sentences.sentence(criterion, lang), overflow="fold")]
        if (room := sentences.margin(criterion, lang)) != sentences.NO_MARGIN:
            lines.append(Text(say("margin", lang, margin=room), style="dim"))
        if change := what_changes(criterion, lang, inputs):
            lines.append(Text(f"→ {change}", overflow="fold"))
        block = Table.grid(padding=(0, 1))
        block.add_row(_mark(criterion), Group(*lines))
        blocks.append(block)
    return Group(*blocks)


def _missing(answer: Answer, lang: str, inputs: Inputs) -> list[str]:
    told = []
    for name in sentences.missing(answer):
        conditions = sentences.waits_for(answer, name, lang)
        shown = inputs.with_name(name, lang)
        told.append(say("missing.for", lang, name=shown, conditions=conditions) if conditions else shown)
    return told


def _notes(answer: Answer, lang: str) -> list[str]:
    """Remarks of the sheet, and what must be told of the values given with the names that it concerns."""
    told = [f"{label(note, lang)}: {listing(note['names'], lang)}" for note in answer.get("applicant_notes") or []]
    return [*(label(note, lang) for note in answer.get("notes") or []), *told]


def _refused(answer: Answer, lang: str, inputs: Inputs) -> list[str]:
    """What was given but could not be used."""
    refused = [(name, why) for name, why in (answer.get("refused") or {}).items() if why != "null"]  # that is missing
    return [
        say("refused", lang, name=inputs.with_name(name, lang), why=say(f"why.{_key(why)}", lang))
        for name, why in refused
    ]


def _key(why: str) -> str:
    return why.replace(" ", "_")


def _apply(answer: Answer, lang: str) -> list[str]:
    if not answer.get("apply"):
        return []
    return [
        say("apply.line", lang, heading=heading, text=text) for heading, text in sentences.application(answer, lang)
    ]


def _sources(answer: Answer, lang: str) -> list[str]:
    told = []
    for criterion in answer["criteria"]:
        flag = say("unconfirmed.flag", lang) if criterion.get("confidence") == "unconfirmed" else ""
        where = sentences.source(criterion, answer, lang)
        told.append(say("source.line", lang, label=label(criterion["label"], lang), where=where) + flag)
    return told


def _sureness(answer: Answer, lang: str) -> list[str]:
    return [sentences.evidence(answer.get("evidence") or {}, lang), sentences.state(answer, lang)]
