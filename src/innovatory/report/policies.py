"""The list of all policies on the terminal, link by link of the chain, and the facts that the register has of one.

Three columns fit any width: what a policy is called, what it is, since when it holds and whether a rule is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from innovatory.report import standing
from innovatory.report.answer import section
from innovatory.report.text import Text, put
from innovatory.report.words import label, listing, say, say_many

INDENT, GAP = 2, 2  # columns of the terminal
ID_AT_LEAST = 34  # columns; ids are not broken
WIDE = 76  # columns from which level and kind have a column of their own
SECOND = 11  # columns of the longest word for a level or a kind
LAST = 34  # most columns for dates and rule

Entry = Mapping[str, Any]
"""An entry of the catalogue as plain data (`policy.catalogue.Entry.as_dict`)."""


def show_list(entries: Sequence[Entry], console: Console, lang: str) -> None:
    """Print policies under their links; those that the register does not list come last."""
    if not entries:
        put(console, [Text(say("list.none", lang))])
        return
    widths = _widths(entries, console.width)
    heads = [Text(say(f"list.head.{name}", lang)) for name in ("policy", "class", "dates")]
    console.print(_table(widths, [heads], "dim"))
    for link in dict.fromkeys(entry["link"] for entry in entries):
        own = [entry for entry in entries if entry["link"] == link]
        console.print(Text(f"\n{_heading(link, lang)} · {len(own)}", style="bold underline"))
        console.print(_table(widths, [_cells(entry, lang) for entry in own]))
    listed = [entry for entry in entries if entry["level"] is not None]
    with_sheet = sum(entry["sheet"] is not None for entry in listed)
    counted = say_many("list.count", len(listed), lang, sheets=with_sheet)
    put(console, ["", Text(counted), Text(say("list.foot", lang), style="dim")])


def _heading(link: str | None, lang: str) -> str:
    told = say("list.unregistered", lang) if link is None else say(f"link.{link}", lang)
    return told[:1].upper() + told[1:]


def _widths(entries: Sequence[Entry], width: int) -> list[int]:
    """The widths of the columns, three or on a narrow terminal two; the first is never narrower than an id."""
    middle = [SECOND] if width >= WIDE else []
    rest = width - INDENT - sum(GAP + each for each in [*middle, 0])
    first = max(ID_AT_LEAST, *(len(entry["id"]) for entry in entries), rest * 6 // 10, rest - LAST)
    return [first, *middle, max(1, rest - first)]


def _table(widths: Sequence[int], rows: Sequence[Sequence[Plain]], style: str = "") -> Table:
    """Rows of three cells; where there are two columns only, the second cell stands above the third."""
    table = Table.grid(padding=(0, GAP, 0, 0))
    for width in (0, *widths):
        table.add_column(width=width, overflow="fold", style=style)
    for first, *others in rows:
        table.add_row("", first, *(others if len(widths) > len(others) else [Text("\n").join(others)]))
    return table


def _cells(entry: Entry, lang: str) -> tuple[Plain, Plain, Plain]:
    policy = Text.assemble((entry["id"], "bold"), "\n", label(entry["label"], lang))
    return policy, Text("\n".join(_class(entry, lang))), Text("\n").join(_holds(entry, lang))


def _class(entry: Entry, lang: str) -> tuple[str, ...]:
    if entry["level"] is None:
        return (str(entry["sheet"]["jurisdiction"]),)
    return say(f"level.{entry['level']}", lang), say(f"kind.{entry['kind']}", lang)


def _holds(entry: Entry, lang: str) -> Iterator[Text]:
    """Since when a policy holds, whether it has a sheet, and what is not sure of it."""
    yield from (Text(line) for line in dates(entry, lang))
    if entry["sheet"] is None:
        yield Text(say("list.no_sheet", lang), style="dim")
    else:
        state = standing.short(entry["sheet"], lang)
        yield Text(say_many("list.sheet", entry["sheet"]["tests"], lang, state=state), style="green")
    if unsure := _unsure(entry, lang):
        yield Text(unsure, style="yellow")


def _unsure(entry: Entry, lang: str) -> str:
    """What is not sure of the facts in the register, else of the sheet; empty if all was found in a stored source."""
    if entry["confidence"] not in (None, "found_in_source"):
        return say(f"list.{entry['confidence']}", lang)
    unconfirmed = entry["sheet"] is not None and entry["sheet"]["confidence"] == "unconfirmed"
    return say("unconfirmed.short", lang) if unconfirmed else ""


def dates(entry: Entry, lang: str) -> list[str]:
    """The dates of the sheet first, then those of the register if they are others."""
    of_register = _registered_dates(entry, lang)
    if entry["sheet"] is None:
        return [of_register]
    periods = [" – ".join([start, end or ""]).rstrip() for start, end in entry["sheet"]["in_force"]]
    told = [listing(periods, lang)]
    return [*told, say("list.register_dates", lang, dates=of_register)] if entry["dates_differ"] else told


def _registered_dates(entry: Entry, lang: str) -> str:
    start, end = label(entry["from"], lang), label(entry["to"], lang)
    return f"{start} – {end}".strip() if start or end else say("list.no_dates", lang)


def show_unstored(entry: Entry, console: Console, lang: str) -> None:
    """Print the name of a policy that has no sheet, that no rule is stored, and what is known of the rule."""
    put(console, [Text.assemble((label(entry["label"], lang), "bold"), f" · {entry['id']}")])
    put(console, section(say("section.rule", lang), [say("show.no_rule", lang), say(f"rule.{entry['rule']}", lang)]))


def show_register(entry: Entry, city: Any, documents: Mapping[str, Any], console: Console, lang: str) -> None:
    """Print what the register has of a policy and which documents say so; nothing for a policy that it does not list.

    `city` is the name of its city by language (None for a policy of the country), `documents` are the stored documents
    by id.
    """
    if entry["level"] is None:
        return
    facts = [say("show.fact", lang, heading=head, text=text) for head, text in _row_facts(entry, city, lang)]
    sources = [_document(documents[name], lang) for name in entry["sources"]]
    for heading, lines in (("section.register", facts), ("section.documents", sources)):
        put(console, section(say(heading, lang), lines))


def _row_facts(entry: Entry, city: Any, lang: str) -> Iterator[tuple[str, str]]:
    level = say(f"level.{entry['level']}", lang)
    yield (
        say("row.level", lang),
        level if city is None else say("row.of_city", lang, level=level, city=label(city, lang)),
    )
    yield say("row.link", lang), say(f"link.{entry['link']}", lang)
    yield say("row.kind", lang), say(f"kind.{entry['kind']}", lang)
    yield say("row.dates", lang), say("show.join", lang).join(dates(entry, lang))
    for name in ("reference", "who"):
        yield say(f"row.{name}", lang), label(entry[name], lang) or say("not_recorded", lang)
    yield say("row.confidence", lang), say(f"confidence.{entry['confidence']}", lang)
    if entry["founding"]:
        yield say("row.founding", lang), listing(list(entry["founding"]), lang)


def _document(document: Any, lang: str) -> str:
    chinese = lang == "zh"
    published = document.published_zh if chinese else document.published
    facts = {
        "id": document.id,
        "title": document.title_zh if chinese else document.title,
        "publisher": document.publisher_zh if chinese else document.publisher,
        "published": say("row.undated", lang) if published == "n.d." else published,
    }
    return say("show.document", lang, **facts, reliability=document.reliability[lang])
