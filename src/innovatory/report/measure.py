"""Indicators on the terminal: all of a city as a list by family, or one as a page.

A page has the definition with its standard or law, what the indicator does not show, every value with its source and
what limits it, series by series, the sources that disagree, what cannot be said, and what all of it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.report import measured_value, sentences
from innovatory.report.answer import section
from innovatory.report.measured_value import Data, change, group, limits, title, unsaid, value
from innovatory.report.recorded_names import series_label
from innovatory.report.text import Text, put
from innovatory.report.words import label, listing, say

WIDE = 84  # columns from which names stand beside values
Sources = Mapping[str, Data]


def show_list(answer: Data, console: Console, lang: str) -> None:
    """Print the newest value of every indicator, family by family."""
    put(console, _list(answer, console.width, lang))


def _list(answer: Data, width: int, lang: str) -> Iterator[RenderableType]:
    found = answer["indicators"]
    known = sum(one["newest"] is not None for one in found)
    city = label(answer["label"], lang)
    yield Text(say("measure.list_title", lang, city=city, known=known, all=len(found)), style="bold")
    for family in dict.fromkeys(one["family"] for one in found):
        yield ""
        yield Text(say(f"indicator_family.{family}", lang), style="bold underline")
        yield _family([one for one in found if one["family"] == family], width, lang)
    yield ""
    yield Text(say("measure.list_more", lang, city=answer["city"]), style="dim")


def _family(found: Sequence[Data], width: int, lang: str) -> Table:
    """Names, values and years beside each other; the id below the name."""
    table = Table(box=None, padding=(0, 2, 0, 1), show_header=False, expand=width >= WIDE)
    table.add_column(ratio=6, overflow="fold")
    table.add_column(ratio=4, justify="right", overflow="fold")
    table.add_column(ratio=1, justify="right", min_width=4)
    for one in found:
        newest = one["newest"]
        told = say("measure.nothing", lang) if newest is None else value(newest, one, lang)
        name = Text.assemble(title(one, lang), "\n", (one["id"], "dim"))
        table.add_row(
            name, Text(told, style="dim" if newest is None else ""), "" if newest is None else str(newest["year"])
        )
    return table


def show_page(one: Data, sources: Sources, console: Console, lang: str, saved: Sequence[str] = ()) -> None:
    """Print one indicator; `sources` are those of the city by id, `saved` the files that were written."""
    put(console, _page(one, sources, console.width, lang, saved))


def _page(one: Data, sources: Sources, width: int, lang: str, saved: Sequence[str]) -> Iterator[RenderableType]:
    yield Text.assemble((title(one, lang), "bold"), f" · {one['id']}")
    yield Text(say(f"indicator_family.{one['family']}", lang), style="dim")
    for heading in ("means", "standard", "law", "shows_not"):
        text = one["note" if heading == "means" else heading]
        if text is not None:
            yield from section(say(f"measure_section.{heading}", lang), [label(text, lang)])
    yield from _series(one, sources, width, lang)
    for heading, lines in (
        ("measure_section.conflicts", conflicts(one, sources, lang)),
        ("measure_section.unsaid", [unsaid(each, lang) for each in one["unsaid"]]),
        ("measure_section.expression", _expression(one, lang)),
        ("measure_section.vintages", [f"{each['from']}: {label(each['note'], lang)}" for each in one["vintages"]]),
        ("section.evidence", [sentences.evidence(one["evidence"]["shares"], lang)]),
        ("section.saved", list(saved)),
    ):
        if lines:
            yield from section(say(heading, lang), lines)


def _expression(one: Data, lang: str) -> list[str]:
    if one["value"] is None:
        return []
    lines = [say("measure.expression", lang, value=one["value"], over=one["over"])]
    return [*lines, say("measure.dimensions", lang, names=listing(list(one["by"]), lang))] if one["by"] else lines


def _series(one: Data, sources: Sources, width: int, lang: str) -> Iterator[RenderableType]:
    """The observations, series by series; between two series of one origin it is said that they are not compared."""
    kinds = dict.fromkeys((each["origin"], each["series"]) for each in one["observations"])
    before = ""
    for origin, series in kinds:
        yield ""
        if origin == before:
            yield Text(say("measure_series.break", lang), style="yellow")
        yield Text(series_label(one["id"], origin, series, lang), style="bold")
        own = [each for each in one["observations"] if (each["origin"], each["series"]) == (origin, series)]
        yield _table(one, own, sources, width, lang)
        before = origin


def _table(one: Data, own: Sequence[Data], sources: Sources, width: int, lang: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 1), header_style="dim", expand=True)
    heads = [("year", 1), ("value", 4), ("about", 5), ("source", 4)][: 4 if width >= WIDE else 3]
    for name, ratio in heads:
        table.add_column(say(f"measure_head.{name}", lang), ratio=ratio, overflow="fold", min_width=4)
    changes = _changes(one)
    for each in own:
        changed = changes.get((each["origin"], each["series"], tuple(each["group"].items()), each["year"]))
        about = [limits(each, lang), change(changed, one, lang) if changed is not None and each["preferred"] else ""]
        by = measured_value.sources(each, sources, lang)
        told = " · ".join(part for part in (*about, *([by] if width < WIDE else [])) if part)
        shown = value(each, one, lang)
        if each["group"]:
            shown = say("measure.of_group", lang, group=group(each, one, lang), value=shown)
        table.add_row(
            str(each["year"]),
            Text(shown),
            Text(told, style="dim"),
            *([Text(by)] if width >= WIDE else []),
        )
    return table


def _changes(one: Data) -> dict[tuple[Any, ...], Data]:
    return {
        (line["origin"], line["series"], tuple(line["group"].items()), int(year)): found
        for line in one["lines"]
        for year, found in line["changes"].items()
    }


def conflicts(one: Data, sources: Sources, lang: str) -> list[str]:
    """The figures of one year that cannot all be true, one line a year."""
    lines = []
    for found in one["disagreements"]:
        own = [
            each
            for each in one["observations"]
            if (each["origin"], each["year"], each["period"]) == ("published", found["year"], found["period"])
        ]
        told = listing([_of_source(each, one, sources, lang) for each in own], lang)
        key = "measure.conflict.series" if found["kind"] == "series" else "measure.conflict"
        lines.append(
            say(
                "measure.conflict",
                lang,
                year=found["year"],
                values=say(key, lang, values=told) if key.endswith("series") else told,
            )
        )
    return lines


def _of_source(each: Data, one: Data, sources: Sources, lang: str) -> str:
    key = "measure.conflict.preferred" if each["preferred"] else "measure.conflict.one"
    return say(key, lang, value=value(each, one, lang), source=measured_value.sources(each, sources, lang))
