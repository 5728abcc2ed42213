"""What in a synthetic population is fact, what was worked out and what is assumed, dimension by dimension, as HTML.

First the table that an economist reads; behind it, folded, every constant with its reason and every column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from innovatory.records.synthetic.columns import LOANS, MARKS, QUALITIES
from innovatory.report import population_words as words
from innovatory.report.figures import figure
from innovatory.report.words import label, listing, say

BASES = ("published", "derived", "assumed")
Data = Mapping[str, Any]
_YEAR = re.compile(r"_[12][0-9]{3}$")
RECOGNITIONS = ("hnte", "tsme", "specialised_sme", "little_giant", "listed", "listed_mainland", "unicorn")
DIMENSIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "number": (("enterprises", "enterprises_new"), ("registered_on",)),
    "research": (("technology", "rd"), ("technology", "rd_intramural", "rd_accounts")),
    "recognitions": (RECOGNITIONS, tuple(f"status({name})" for name in RECOGNITIONS)),
    "ends": ((), tuple(f"status({name})_valid_to" for name in RECOGNITIONS)),
    "patents": (("patents",), ("ip_class1",)),
    "emerging": (("sei_va",), ("value_added",)),
    "groups": (("sei_va_",), ("cluster",)),
    "rd_staff": (("rd_personnel",), ("rd_personnel_fte", "st_staff")),
    "accounts": ((), ("revenue", "profit", "assets_end", "liabilities_end")),
    "staff": ((), ("staff_mean",)),
    "place": ((), ("sector", "district", "ownership", "legal_form", "hte_field")),
    "size": ((), ("sme", "status(above_size)")),
    "judged": ((), (*MARKS, *QUALITIES)),
    "money": ((), (*LOANS, "equity_new", "grants_received")),
}  # fmt: skip
"""Dimensions with the ids of their totals, a year behind them left off (with `_` at the end: all that begin so), and their
columns, likewise."""


def facts(found: Data, lang: str) -> Iterator[str]:
    """The table of dimensions: what is known in total, who has how much, and whether results may be told by it."""
    heads = [say(f"populate.head.{name}", lang) for name in ("dimension", "in_total", "who", "told_by")]
    rows = "".join(_dimension(found, name, heads, lang) for name in DIMENSIONS)
    yield f"<table class='facts'><thead><tr>{headed(heads)}</tr></thead><tbody>{rows}</tbody></table>"
    counts = dict.fromkeys(BASES, 0) | found["basis"]["counts"]
    yield f"<p>{escape(words.constants(found['constants'], lang))} {escape(say('populate.columns', lang, **counts))}</p>"


def _dimension(found: Data, name: str, heads: Sequence[str], lang: str) -> str:
    totals, columns = DIMENSIONS[name]
    cells = (
        _in_total(found, totals, lang),
        escape(say(f"populate.fact.{name}.who", lang)),
        _told_by(found, columns, lang),
    )
    shown = "".join(f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in zip(heads[1:], cells, strict=True))
    return f'<tr><th scope="row">{escape(say(f"populate.fact.{name}", lang))}</th>{shown}</tr>'


def _in_total(found: Data, ids: Sequence[str], lang: str) -> str:
    """The totals of a dimension by what they rest on; those of which nothing is known at the end."""
    named: dict[str, list[str]] = {}
    for one in found["totals"]:
        if _belongs(_YEAR.sub("", one["id"]), ids):
            basis = one["published"]["basis"] if one["published"] else "missing"
            named.setdefault(basis, []).append(words.total_name(one, lang).lstrip("… "))
    parts = [
        f"<div>{basis_of(basis, lang)} {escape(listing(named[basis], lang))}</div>"
        for basis in (*BASES, "missing")
        if basis in named
    ]
    return "".join(parts) or f'<span class="basis-missing">{escape(say("populate.no_total", lang))}</span>'


def _belongs(total: str, ids: Sequence[str]) -> bool:
    return any(total == one or (one.endswith("_") and total.startswith(one)) for one in ids)


def _told_by(found: Data, columns: Sequence[str], lang: str) -> str:
    """Whether results may be told by the columns: by none that is assumed."""
    bases = {_YEAR.sub("", name): of for name, of in found["basis"]["columns"].items()}
    own = [name for name in columns if name in bases]
    may = [name for name in own if bases[name] != "assumed"]
    if len(may) == len(own):
        return escape(say("populate.may", lang)) if own else "—"
    if not may:
        return escape(say("populate.may_not", lang))
    return f'{escape(say("populate.may_some", lang))} <span class="names">{escape(", ".join(may))}</span>'


def headed(heads: Sequence[str]) -> str:
    """The heads of a table."""
    return "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)


def basis_of(basis: str, lang: str) -> str:
    """A basis as a coloured word."""
    return f'<span class="basis-{basis}">{escape(say(f"populate.basis.{basis}", lang))}</span>'


def unfitted(found: Data, lang: str) -> Iterator[str]:
    """Sums that nothing was fitted to, beside the nearest published figure."""
    if not found["unfitted"]:
        yield f"<p>{escape(say('populate.nothing_beside', lang))}</p>"
        return
    heads = [say(f"populate.head.{name}", lang) for name in ("sum", "achieved", "published", "beside")]
    rows = "".join(_unfitted(one, heads, lang) for one in found["unfitted"])
    yield f"<table><thead><tr>{headed(heads)}</tr></thead><tbody>{rows}</tbody></table>"


def _unfitted(one: Data, heads: Sequence[str], lang: str) -> str:
    unit = "yuan" if one["indicator"] == "hightech_output" else "count"
    printed = one["published"]
    cells = (
        words.amount(one["achieved"], unit, lang),
        f"{words.bounded(printed['value'], printed['bound'], unit, lang)} ({printed['year']}) [{printed['source']}]",
        say(f"populate.beside.{one['indicator']}.why", lang),
    )
    name = say(f"populate.beside.{one['indicator']}", lang)
    shown = "".join(
        f'<td data-head="{escape(head)}">{escape(cell)}</td>' for head, cell in zip(heads[1:], cells, strict=True)
    )
    return f'<tr><th scope="row">{escape(name)}</th>{shown}</tr>'


# Constants and columns, folded -----------------------------------------------------------------------------------------


def constants(found: Data, lang: str) -> Iterator[str]:
    """Every constant with its value, basis and reason."""
    yield f"<p>{escape(words.adjusted(found['adjusted'], lang))}</p>"
    heads = [say(f"populate.head.{name}", lang) for name in ("constant", "value", "why")]
    rows = [_constant(name, one, heads, lang) for name, one in found["constants"].items()]
    rows += [_constant(name, one, heads, lang) for name, one in found["applications_assumed"].items()]
    table = f"<table><thead><tr>{headed(heads)}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    yield folded(say("populate.all_constants", lang, n=len(rows)), table)


def folded(title: str, body: str) -> str:
    """A part that opens on demand, and in print."""
    return f"<details><summary>{escape(title)}</summary>{body}</details>"


def _constant(name: str, one: Data, heads: Sequence[str], lang: str) -> str:
    set_on = say("populate.set_on", lang, figures=listing(list(one["set_on"]), lang)) if one["set_on"] else ""
    own = say("populate.of_city", lang) if one.get("of_the_city") else ""
    more = " · ".join(part for part in (own, set_on) if part)
    why = f'{basis_of(one["basis"], lang)} <span class="why">{escape(more)}</span><div class="why">{escape(label(one["why"], lang))}</div>'
    value = f'<span class="names">{escape(_value(one, lang))}</span>'
    cells = "".join(
        f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in zip(heads[1:], (value, why), strict=True)
    )
    return f'<tr><th scope="row">{escape(label(one["label"], lang))}<div class="names">{escape(name)}</div></th>{cells}</tr>'


def _value(one: Data, lang: str) -> str:
    value = one["value"]
    unit = {"1": "share", "yuan": "yuan"}.get(one.get("unit") or "", "number")
    if not isinstance(value, Mapping):
        return figure(float(value), unit, lang, 6)
    if set(value) == {"middle", "spread"}:
        return say(
            "populate.middle", lang, middle=figure(value["middle"], unit, lang, 6), spread=f"{value['spread']:g}"
        )
    return "; ".join(f"{name}: {_part(part, unit, lang)}" for name, part in value.items()) or "—"


def _part(part: Any, unit: str, lang: str) -> str:
    if isinstance(part, Mapping):
        return ", ".join(f"{name} {value:g}" for name, value in part.items())
    if not isinstance(part, float):
        return ", ".join(part)
    return figure(part, unit, lang, 6) if unit == "yuan" else f"{part:g}"


def columns(found: Data, lang: str) -> Iterator[str]:
    """Every column, a yearly one once, by what it rests on."""
    for basis in BASES:
        names = dict.fromkeys(_YEAR.sub("", name) for name, of in found["basis"]["columns"].items() if of == basis)
        body = f'<p class="names">{escape(", ".join(names))}</p>'
        yield folded(f"{say(f'populate.basis.{basis}', lang)}: {len(names)}", body)
