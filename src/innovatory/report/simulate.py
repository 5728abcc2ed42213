"""Simulated runs on the terminal: theory beside simulation, the money that went round, the effect of a change by horizon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table

from innovatory.model.transactions import matrix
from innovatory.report.answer import section
from innovatory.report.text import Text, put
from innovatory.report.words import LANGUAGES, listing, say, say_many

Data = Mapping[str, Any]
RATE = 5  # places of a rate per year
FAR = 3.0  # standard errors from which a row stands out


def show(found: Data, console: Console, lang: str) -> None:
    """Print runs of one arm, or of two arms in pairs, as `cli.simulate` puts them together."""
    put(console, _pairs(found, lang) if "effects" in found else _runs(found, lang))


def number(value: float | None, places: int = 0) -> str:
    """A number for a table: thousands without decimals, small ones with `places` of them, rates with four digits."""
    if value is None:
        return "–"
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}" if places == RATE else f"{value:.{places}f}"


def _runs(found: Data, lang: str) -> Iterator[RenderableType]:
    yield from _heading(found, "simulate.about", lang)
    if found["start"]:
        yield Text(say("simulate.start", lang, file=found["start"]))
        yield Text(say("simulate.no_theory", lang), style="yellow")
    elif not found["stationary"]:
        key = "simulate.not_stationary" if found["has_law"] else "simulate.no_law"
        yield Text(say(key, lang), style="yellow")
    yield ""
    yield _table(found["summary"], lang)
    yield from section(say("simulate.section.money", lang), [say("simulate.money.about", lang)])
    yield _money(found["money"], lang)
    yield ""
    yield Text(say("simulate.rows.note", lang), style="dim")
    yield from _files(found, lang)


def _heading(found: Data, about: str, lang: str) -> Iterator[RenderableType]:
    yield Text(found["label"][lang], style="bold")
    runs, first = found["run_count"], found["seed"]
    facts = {"first": first, "last": first + runs - 1, "years": found["years"], "lines": f"{found['lines']:,}"}
    key = f"{about}.one" if runs == 1 and about == "simulate.about" else about
    yield Text(say(key, lang, runs=say_many("simulate.runs", runs, lang), **facts))
    yield Text(say("simulate.set", lang, values=_values(found["parameters"], lang)), style="dim")


def _values(values: Data, lang: str) -> str:
    return listing([f"{name} = {_plain(value)}" for name, value in values.items() if value is not None], lang)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _table(rows: Sequence[Data], lang: str) -> Table:
    table = _columns(("quantity", "theory", "simulated", "error", "z"), lang)
    for row in rows:
        places = RATE if row["quantity"] == "growth" else 1
        cells = [number(row["theory"], places), number(row["simulated"], places)]
        cells.append(number(row["standard_error"], max(places, 2)))
        z = row["z"]
        far = z is not None and abs(z) > FAR
        name = say(f"simulate.quantity.{row['quantity']}", lang)
        table.add_row(
            Text(name), *(Text(cell) for cell in cells), Text("–" if z is None else f"{z:+.1f}", "red" if far else "")
        )
    return table


def _money(money: Data, lang: str) -> Table:
    table = _columns(("flow", "yuan"), lang)
    labels = matrix().labels
    for flow, yuan in money.items():
        table.add_row(Text(labels[flow][LANGUAGES.index(lang)]), Text(number(yuan / 1e6, 1)))
    return table


def _columns(names: Sequence[str], lang: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 1), header_style="dim")
    for place, name in enumerate(names):
        table.add_column(say(f"simulate.head.{name}", lang), justify="left" if place == 0 else "right", overflow="fold")
    return table


def _files(found: Data, lang: str) -> Iterator[RenderableType]:
    if found["folder"]:
        yield Text(say("simulate.kept", lang, folder=found["folder"]))
    if found["chart"]:
        yield Text(say("simulate.written", lang, files=found["chart"]))


# Pairs -----------------------------------------------------------------------------------------------------------------


def _pairs(found: Data, lang: str) -> Iterator[RenderableType]:
    yield from _heading(found, "simulate.pair.about", lang)
    yield Text(say("simulate.pair.change", lang, values=_values(found["against"], lang)))
    if not found["effects"]:
        yield Text(say("simulate.pair.few", lang), style="yellow")
        return
    for quantity in dict.fromkeys(one["quantity"] for one in found["effects"]):
        yield from section(say(f"simulate.effect.{quantity}", lang), [])
        yield _effects([one for one in found["effects"] if one["quantity"] == quantity], lang)
    yield ""
    yield Text(say("simulate.pair.note", lang), style="dim")
    yield from _files(found, lang)


def _effects(rows: Sequence[Data], lang: str) -> Table:
    table = _columns(("years", "base", "difference", "error", "ratio"), lang)
    for row in rows:
        places = RATE if row["quantity"] == "growth" else 2
        cells = [number(row[name], places) for name in ("base", "difference", "standard_error")]
        ratio = "–" if row["ratio"] is None else f"{row['ratio']:.3f}"
        table.add_row(*(Text(cell) for cell in (f"{row['years']:g}", *cells, ratio)))
    return table
