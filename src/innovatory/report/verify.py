"""The ladder on the terminal: a row for each comparison, by section, and the verdict below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.report.text import Text, put
from innovatory.report.words import say, say_many

Data = Mapping[str, Any]
COLUMNS = ("published", "formula", "simulated", "error", "z", "p", "passed")
MARKS = {"exact": "", "t": "t", "chi2": "c", "normal": "n", "equal": "=", "shown": "", "none": ""}
SMALL_P = 1e-4
LARGE_Z = 9.995  # rounded to two decimals it has five characters with its sign
WIDTHS = (9, 9, 9, 8, 5, 8, 5)
SHORT = "quick"
TELLING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "firms": {}, "firms_if_frozen": {}, "firms_grown": {}, "firms_of_size": {"n": ("1", "4"), "delta": ("1/4",)},
    "steps": {"lines": ("2,000",)}, "self_hits": {"lines": ("20",)}, "entry_rate": {"lines": ("2,000",)},
    "steps_over_lines": {}, "ladder_variance": {}, "survival": {"age": ("1", "5", "10")}, "size_of_survivors": {},
    "mean_growth": {"n": ("1",)}, "growth_variance": {"n": ("1",)}, "growth_slope": {}, "equilibrium_firms": {},
    "research_intensity": {}, "internal_share": {}, "policy_entry_rate": {}, "growth": {}, "citation_ratio": {},
    "internal_growth": {}, "external_growth": {}, "entry_growth": {}, "destruction": {}, "firms_per_line": {},
    "nested_firms": {},
}  # fmt: skip
"""Quantity → the facts of the rows that are shown on one screen."""


def show(found: Data, console: Console, lang: str) -> None:
    """Print a verification as `Verification.as_dict` gives it."""
    put(console, _lines(found, lang))


def _lines(found: Data, lang: str) -> Iterator[RenderableType]:
    yield Text(say("verify.title", lang, plan=say(f"verify.plan.{found['plan']}", lang)), style="bold")
    head = _table()
    head.add_row(*(Text(say(f"verify.head.{name}", lang), style="dim") for name in ("quantity", *COLUMNS)))
    yield head
    for section, members in groupby(found["rows"], lambda row: str(row["section"])):
        yield Text(say(f"verify.section.{section}", lang), style="bold cyan")
        yield from _section(list(members), found["plan"] == SHORT, lang)
    yield _verdict(found, lang)
    tests = sum(row["p"] is not None for row in found["rows"])
    yield Text(say("verify.level", lang, level=f"{found['level']:.1e}", tests=tests), style="dim")
    if found["plan"] == SHORT:
        yield Text(say("verify.all", lang), style="dim")


def _section(rows: Sequence[Data], short: bool, lang: str) -> Iterator[RenderableType]:
    """The rows of a section; in short only the telling ones and those that fail, and how many more pass."""
    shown = [row for row in rows if not short or not row["passed"] or telling(row)]
    table = _table()
    for row in shown:
        table.add_row(*_cells(row, lang))
    if shown:
        yield table
    folded = [row for row in rows if row not in shown]
    if folded and shown:
        yield Text(say_many("verify.more", len(folded), lang), style="dim")
    elif folded:
        yield Text(say("verify.named", lang, names="; ".join(quantity(row, lang) for row in folded)), style="dim")


def _table() -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False, expand=True)
    table.add_column(ratio=1, overflow="fold")
    for width in WIDTHS:
        table.add_column(justify="right", width=width, no_wrap=True)
    return table


def telling(row: Data) -> bool:
    """Whether a row is shown where there is one screen."""
    wanted = TELLING.get(row["quantity"])
    return wanted is not None and all(row["facts"][name] in values for name, values in wanted.items())


def _cells(row: Data, lang: str) -> list[Text]:
    word, style = _outcome(row)
    published = None if row["published"] is None else row["published"]["value"]
    z = "" if row["z"] is None else f"{row['z']:+.{2 if abs(row['z']) < LARGE_Z else 1}f}"
    numbers = [number(published), number(row["formula"]), number(row["simulated"]), number(row["standard_error"], 2)]
    name = Text(f"  {quantity(row, lang)}")
    return [
        name,
        *(Text(one) for one in numbers),
        Text(z),
        Text(f"{chance(row['p'])}{_mark(row)}"),
        Text(say(word, lang), style=style),
    ]


def _outcome(row: Data) -> tuple[str, str]:
    if row["test"] == "shown":
        return "verify.shown", "dim"
    return ("verify.passed", "green") if row["passed"] else ("verify.failed", "bold red")


def quantity(row: Data, lang: str) -> str:
    """What a row is about, in words."""
    return say(f"verify.q.{row['quantity']}", lang, **row["facts"])


def number(value: float | None, digits: int = 5) -> str:
    """A number to so many significant digits, large ones to one decimal; nothing for none."""
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.1f}"
    return f"{value:.{digits}g}" if abs(value) >= 1e-4 or not value else f"{value:.{min(digits, 3)}g}"


def chance(p: float | None) -> str:
    """A p-value to three decimals, small ones as a bound."""
    if p is None:
        return ""
    return f"<{SMALL_P:.0e}" if p < SMALL_P else f"{p:.3f}"


def _mark(row: Data) -> str:
    return f" {MARKS[row['test']]}" if MARKS[row["test"]] else "  "


def _verdict(found: Data, lang: str) -> Text:
    rows, failed = len(found["rows"]), found["failed"]
    if failed:
        return Text(say("verify.verdict.failed", lang, failed=failed, rows=rows), style="bold red")
    tested = sum(row["simulated"] is not None and row["test"] != "shown" for row in found["rows"])
    printed = sum(row["published"] is not None for row in found["rows"])
    return Text(say("verify.verdict.passed", lang, rows=rows, tested=tested, printed=printed), style="bold green")
