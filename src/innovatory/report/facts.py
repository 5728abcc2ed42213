"""What the founding documents of a city state, on the terminal: each statement with its figure, what other sources say of
it, and where it lives in the product; a count of all at the end.

A figure stands as it was printed. A conflict is said in words, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from innovatory.report.figures import figure
from innovatory.report.recorded_names import recorded_in
from innovatory.report.text import Text, put
from innovatory.report.words import label, listing, say, say_many

WIDE = 90  # columns from which the three cells of a statement stand beside each other
ALL_DIGITS = 12  # a printed figure is never rounded
STATES = {"not_yet": "yellow", "to_come": "dim", "none": "dim"}
BOUNDS = {"lower": ("at_least", "more_than"), "upper": ("at_most", "less_than"), "approximate": ("about", "about")}
WITHOUT_UNIT = frozenset({"count", "1"})  # in English a count is a number

ORDINAL = frozenset({"edition", "rank"})

Data = Mapping[str, Any]
"""Facts, a statement, a figure or a home as plain data (`measure.facts.CityFacts.as_dict`)."""


def show(facts: Data, console: Console, lang: str) -> None:
    """Print the statements document by document, then how many there are of which sort."""
    put(console, [Text(say("facts.title", lang, city=label(facts["label"], lang)), style="bold")])
    for name, document in facts["documents"].items():
        own = [one for one in facts["statements"] if one["document"] == name]
        if own:
            heading = say("facts.document", lang, title=label(document["title"], lang), id=name)
            console.print(Text(f"\n{heading}", style="bold underline"))
            console.print(_table(own, console.width, lang))
    put(console, ["", *(Text(line) for line in totals(facts["counts"], lang))])


def _table(statements: Sequence[Data], width: int, lang: str) -> Table:
    """The statements in three columns, or below each other on a narrow terminal."""
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="dim", expand=True, show_header=width >= WIDE)
    heads = ("statement", "figure", "home") if width >= WIDE else ("statement",)
    for name, ratio in zip(heads, (7, 6, 8), strict=False):
        table.add_column(Text(say(f"facts_head.{name}", lang)), ratio=ratio, overflow="fold")
    for one in statements:
        cells = [_statement(one, lang), _figures(one, lang), _homes(one, lang)]
        table.add_row(*(cells if width >= WIDE else [Text("\n").join(cell for cell in cells if cell.plain)]))
    return table


def _statement(one: Data, lang: str) -> Plain:
    kind = say(f"fact_kind.{one['kind']}", lang)
    return Text.assemble((one["id"], "bold"), (f" {kind}", "dim"), "\n", label(one["text"], lang))


def _figures(one: Data, lang: str) -> Plain:
    """The figure of a statement, then what each other source says of the same indicator and year."""
    if one["figure"] is None:
        return Text("")
    lines = [Text(say("facts.figure", lang, value=printed(one["figure"], lang), year=one["figure"]["year"]))]
    for other in one["other_sources"]:
        key, style = ("facts.conflict", "bold yellow") if other["conflict"] else ("facts.other", "dim")
        by = {"publisher": recorded_in(other, "publisher", lang), "source": other["source"]}
        lines.append(Text(say(key, lang, value=printed(other, lang), **by), style=style))
    for other in one["other_years"]:
        lines.append(Text(say("facts.other_year", lang, year=other["year"], source=other["source"]), style="yellow"))
    return Text("\n").join(lines)


def printed(of: Data, lang: str) -> str:
    """A published figure as printed, in words of the language: `5.49%`, `more than 90 billion yuan`, `23,000`."""
    value = _value(of, lang)
    if of["bound"] not in BOUNDS:
        return value
    return say(f"check.{BOUNDS[of['bound']][bool(of['open'])]}", lang, value=value)


def _value(of: Data, lang: str) -> str:
    unit = of["shown_unit"]
    if unit["en"] == "%":
        return say("unit.percent", lang, n=of["shown"])
    if of["unit"] == "yuan":
        return figure(of["value"], "yuan", lang, ALL_DIGITS)
    if of["unit"] == "person" and "million" in unit["en"]:
        return say("facts.persons", lang, n=figure(of["value"], "number", lang, ALL_DIGITS))
    whole, point, decimals = of["shown"].partition(".")
    number = f"{int(whole):,}{point}{decimals}"
    if unit["en"] in ORDINAL:
        return say(f"facts_ordinal.{unit['en']}", lang, n=number)
    if lang == "en" and unit["en"] in WITHOUT_UNIT:
        return number
    return say("unit.other", lang, n=number, unit=unit[lang])


def _homes(one: Data, lang: str) -> Plain:
    """Where a statement lives: a line per place with the ids there, as `place id, id`."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in one["homes"]:
        groups.setdefault((each["place"], each["state"]), []).append(each["id"])
    lines = [Text(home(*key, ids, lang), style=STATES.get(key[1], "")) for key, ids in groups.items()]
    return Text("\n").join(lines)


def home(place: str, state: str, ids: Sequence[str], lang: str) -> str:
    """The homes in one place: `series rd_gdp_ratio`, `simulation: talent (to come)`, or why there is none."""
    if state == "none":
        return say("facts.nowhere", lang, why=say(f"none.{ids[0]}", lang))
    told = say(f"home.{place}", lang, id=listing(list(ids), lang))
    return told if state == "there" else say(f"home_state.{state}", lang, home=told)


def totals(counts: Data, lang: str) -> Iterator[str]:
    """How many statements there are, with a figure, in conflict, without a home and why; then what is not there yet."""
    facts = {key: counts[key] for key in ("with_figure", "in_conflict", "without_home")}
    yield say_many("facts.count", counts["statements"], lang, **facts)
    if counts["reasons"]:
        told = [
            say("facts.reason", lang, n=number, why=say(f"none.{name}", lang))
            for name, number in counts["reasons"].items()
        ]
        yield say("facts.reasons", lang, reasons=listing(told, lang))
    for key in ("not_there_yet", "to_come"):
        if counts[key]:
            yield say(f"facts_later.{key}", lang, homes=listing(counts[key], lang))
