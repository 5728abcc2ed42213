"""The differences of sheets on the terminal: sheet by sheet, each value of the first day beside that of the second."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.policy.differences import Amount, Differences, RowChange, SheetDifference, ValueChange
from innovatory.report.amounts import amount, edge
from innovatory.report.sentences import source as article
from innovatory.report.text import Text, put
from innovatory.report.words import label, say, say_many

NOTHING = "—"
Line = tuple[str, str, str]


def show(found: Differences, console: Console, lang: str) -> None:
    """Print what differs; sheets that do not differ are counted."""
    first, second = found.days
    put(console, [Text(say("diff.title", lang, first=first, second=second), style="bold")])
    for sheet in found.sheets:
        put(console, _sheet(sheet, found, lang))
    put(console, ["", Text(say_many("diff.unchanged", found.unchanged, lang))])


def _sheet(sheet: SheetDifference, found: Differences, lang: str) -> Iterator[RenderableType]:
    yield ""
    yield Text.assemble((label(sheet.label, lang), "bold"), f" · {sheet.instrument}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", overflow="fold", ratio=2)
    for day in found.days:
        table.add_column(str(day), overflow="fold", ratio=2)
    for line in _lines(sheet, lang):
        table.add_row(*(Text(cell, overflow="fold") for cell in line))
    yield table


def _lines(sheet: SheetDifference, lang: str) -> Iterator[Line]:
    if sheet.in_force[0] != sheet.in_force[1]:
        old_days, new_days = sheet.in_force
        yield say("diff.in_force", lang), _in_force(old_days, lang), _in_force(new_days, lang)
    if sheet.confidence[0] != sheet.confidence[1]:
        old, new = sheet.confidence
        yield say("diff.confidence", lang), _confidence(old, lang), _confidence(new, lang)
    for value in sheet.values:
        yield from _value(value, lang)
    for text in sheet.texts:
        yield text.path, text.old or NOTHING, text.new or NOTHING


def _in_force(known: bool | None, lang: str) -> str:
    if known is None:
        return say("diff.no_sheet", lang)
    return say("truth.yes" if known else "truth.no", lang)


def _confidence(known: str | None, lang: str) -> str:
    return NOTHING if known is None else say(f"diff.{known}", lang)


def _value(value: ValueChange, lang: str) -> Iterator[Line]:
    """The value with its sources; a table row by row, its sources in the line of its name."""
    name = label(value.label, lang)
    old = _sourced(value.old, value.old_source, value.old_cite, value.old_confidence, value, lang)
    new = _sourced(value.new, value.new_source, value.new_cite, value.new_confidence, value, lang)
    yield (f"{name} ({value.parameter})" if name else value.parameter), old, new
    for row in value.rows:
        yield _row(row, value, lang)


def _row(row: RowChange, value: ValueChange, lang: str) -> Line:
    head = f"· {edge(row.word, row.edge, value.edge_unit or '', lang)}"
    return head, _said(row.old, value.unit, lang) or NOTHING, _said(row.new, value.unit, lang) or NOTHING


def _said(of: Amount | None, unit: str, lang: str) -> str:
    return "" if of is None else amount(of, unit, lang)


def _sourced(
    of: Amount | None, source: str | None, cite: str | None, confidence: str | None, value: ValueChange, lang: str
) -> str:
    """A value with where it stands in the law; the rows of a table follow below its article."""
    if source is None:
        return say("diff.no_rule", lang)
    flag = say("unconfirmed.flag", lang) if confidence == "unconfirmed" else ""
    where = article({"source": source}, {"sources": {source.split()[0]: {"cite": cite}}}, lang)
    return f"{_said(of, value.unit, lang)} [{where}]{flag}".strip()
