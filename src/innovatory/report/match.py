"""A match on the terminal: what all is worth, every instrument that matters, the account, the next steps, how sure it is.

Instruments that change nothing are named in one line per result. A wide terminal shows tables, a narrow one a few lines
for each instrument. Nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from innovatory.report import match_sentences as told
from innovatory.report.answer import COLOURS, WIDE, section
from innovatory.report.match_sentences import About, Found
from innovatory.report.sentences import MARKS
from innovatory.report.text import Text, put
from innovatory.report.words import label, listing, say

RESULTS = ("pass", "depends", "fail", "not_in_force")
NO_MARK = "–"  # of what is not in force
MEDIUM = 70  # columns from which both amounts of a line fit unbroken beside its name
AMOUNT = 18  # columns of an amount such as −12.34 million yuan


def show(found: Found, console: Console, lang: str, about: About) -> None:
    """Print a match in one language."""
    put(console, _parts(found, console.width, lang, about))


def _parts(found: Found, width: int, lang: str, about: About) -> Iterator[RenderableType]:
    yield from _head(found, lang, about)
    shown = [one for one in found["instruments"] if matters(one, about)]
    if shown:
        yield ""
        yield Text(say("match.list", lang), style="bold")
        yield _table(shown, found, lang, about) if width >= WIDE else _blocks(shown, found, lang, about)
    yield from _section("match.fold", _folded(found, lang, about), lang)
    if told.has_money(found):
        yield from _account(found, width, lang, about)
        yield from _section("account.together", told.totals(found, lang), lang)
        yield from _steps(found, lang, about)
    yield from _section("match.expiring", [told.expiring(one, found, lang) for one in found["expiring"]], lang)
    yield from _section("section.apply", _applications(found, lang), lang)
    yield from _section("section.notes", _notes(found, lang), lang)
    yield from _section("section.evidence", told.sureness(found, lang), lang)


def matters(one: Found, about: About) -> bool:
    """Whether an instrument has a row: it is in force and brings something, or is written for this very kind.

    An enterprise is asked so many rules that those without money are folded.
    """
    own = about.kind != "enterprise" and one["id"] in about.own
    return one["result"] != "not_in_force" and (own or any(told.brings(one[key]) for key in ("worth", "if_passed")))


def _section(heading: str, lines: list[str], lang: str) -> Iterator[RenderableType]:
    if lines:
        yield from section(say(heading, lang), lines)


def _head(found: Found, lang: str, about: About) -> Iterator[RenderableType]:
    title = say("match.title", lang, applicant=about.applicant) if about.applicant else say("match.title.plain", lang)
    yield Text(title, style="bold")
    kind = say(f"applies_to.{about.kind}", lang)
    yield Text(say("match.asked", lang, kind=kind, on=found["on"], year=found["year"]), style="dim")
    yield ""
    amount = told.worth(found["total"], lang)
    yield Text(
        say("match.together", lang, amount=amount) if told.has_money(found) else say("match.no_money", lang),
        style="bold",
    )
    yield Text(_tally(found, lang), overflow="fold")


def _tally(found: Found, lang: str) -> str:
    results = [one["result"] for one in found["instruments"]]
    parts = [
        say("match.tally.part", lang, result=_word("result", one, lang), n=results.count(one))
        for one in RESULTS if one in results
    ]  # fmt: skip
    return say("match.tally", lang, parts=listing(parts, lang))


def _word(part: str, word: str, lang: str, **facts: object) -> str:
    """A phrase of the match for one word of a closed list."""
    return say(f"match.{part}.{word}", lang, **facts)


# The instruments -------------------------------------------------------------------------------------------------------


def _table(shown: list[Found], found: Found, lang: str, about: About) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    for key, least, ratio in (("instrument", 24, 4), ("result", 15, 2), ("worth", 16, 3), ("missing", 22, 4)):
        table.add_column(_word("head", key, lang), min_width=least, ratio=ratio, overflow="fold")
    for one in shown:
        name = Text.assemble(told.named(found, one["id"], lang), "\n", (one["id"], "dim"), overflow="fold")
        cells = (told.worth_of(one, found, lang), told.lacks(one, lang, about.inputs))
        table.add_row(name, _result(one, lang), *(Text(cell, overflow="fold") for cell in cells))
    return table


def _result(one: Found, lang: str) -> Text:
    result = one["result"]
    return Text(f"{MARKS.get(result, NO_MARK)} {_word('result', result, lang)}", style=COLOURS[result])


def _blocks(shown: list[Found], found: Found, lang: str, about: About) -> Group:
    """One instrument after another: its result, its worth, what it lacks."""
    blocks: list[RenderableType] = []
    for one in shown:
        result = _word("result", one["result"], lang)
        lines: list[RenderableType] = [
            Text(say("match.block", lang, name=told.named(found, one["id"], lang), result=result), overflow="fold"),
            Text(one["id"], style="dim", overflow="fold"),
            Text(say("match.block.worth", lang, worth=told.worth_of(one, found, lang)), overflow="fold"),
            _item("→", told.lacks(one, lang, about.inputs)),
        ]
        mark = Text(MARKS.get(one["result"], NO_MARK), style=f"bold {COLOURS[one['result']]}")
        blocks.append(_item(mark, Group(*lines)))
    return Group(*blocks)


def _item(mark: str | Text, text: str | Group) -> Table:
    """A mark with what stands beside it, wrapped under itself."""
    item = Table.grid(padding=(0, 1))
    item.add_row(mark, Text(text, overflow="fold") if isinstance(text, str) else text)
    return item


def _folded(found: Found, lang: str, about: About) -> list[str]:
    """One line for each result, naming the instruments that have no row."""
    lines = []
    for result in RESULTS:
        rest = [one for one in found["instruments"] if one["result"] == result and not matters(one, about)]
        if rest:
            names = say("match.fold.join", lang).join(told.named(found, one["id"], lang) for one in rest)
            lines.append(_word("fold", result, lang, names=names, on=found["on"], n=len(rest)))
    return lines


# The account -----------------------------------------------------------------------------------------------------------


def _account(found: Found, width: int, lang: str, about: About) -> Iterator[RenderableType]:
    yield ""
    yield Text(say("account.title", lang, year=found["year"]), style="bold")
    yield Text(say("account.ends", lang), style="dim", overflow="fold")
    wide = width >= WIDE
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column(say("account.head.line", lang), ratio=1, overflow="fold")
    least = AMOUNT if width >= MEDIUM else None
    for end in ("low", "high"):
        table.add_column(say(f"account.head.{end}", lang), min_width=least, justify="right", overflow="fold")
    if wide:
        table.add_column(say("account.head.source", lang), ratio=1, overflow="fold")
    for line in found["account"]:
        name, source = told.line_name(line, found, lang), told.line_source(line, lang, about)
        first = Text.assemble(name, *(() if wide or not source else ("\n", (source, "dim"))), overflow="fold")
        table.add_row(first, *told.line_ends(line, lang), *((Text(source, overflow="fold"),) if wide else ()))
    yield table


# What to do ------------------------------------------------------------------------------------------------------------


def _steps(found: Found, lang: str, about: About) -> Iterator[RenderableType]:
    yield ""
    yield Text(say("step.title", lang), style="bold")
    steps = [told.step(one, found, lang, about.inputs) for one in found["next_steps"]]
    if not steps:
        yield Padding(Text(say("step.none", lang), overflow="fold"), (0, 0, 0, 1))
    for number, step in enumerate(steps, start=1):
        yield Padding(_item(f"{number}.".rjust(len(f"{len(steps)}.")), step), (0, 0, 0, 1))


def _applications(found: Found, lang: str) -> list[str]:
    """Of what passes and is not held yet, and of every next step."""
    steps = {one["instrument"] for one in found["next_steps"]}
    wanted = [
        one for one in found["instruments"]
        if one["id"] in steps or (one["result"] == "pass" and one["held"] is not True)
    ]  # fmt: skip
    return told.applications(wanted, found, lang)


def _notes(found: Found, lang: str) -> list[str]:
    notes = [
        say("apply.line", lang, heading=label(note, lang), text=listing(note["names"], lang))
        for note in found["applicant_notes"]
    ]
    others = told.not_asked(found, lang)
    return [*notes, *([others] if others else []), say("match.foot", lang)]
