"""The account of a year as lines to be read: each with its amounts, low and high, its instrument and its source."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite
from typing import Any

from innovatory.policy.account import Pair, YearAccount
from innovatory.policy.books import Books
from innovatory.policy.settlement import Settled

Line = dict[str, Any]
PER_SHEET = {
    "extra": "extra_deduction",
    "exempt": "exempt_income",
    "losses": "more_losses",
    "credit": "tax_credit",
    "grant": "grant",
}
TOTALS = {
    "losses": "losses_used",
    "taxable_income": "taxable_income",
    "tax": "tax",
    "net": "net",
    "losses_new": "losses_new",
}


def lines(books: Books, settled: Settled, rows: tuple[int, int], account: YearAccount) -> list[Line]:
    """The lines in the order of the account; `rows` are those with everything against and in favour.

    A line is `line`, `amount` (yuan; the tax rate of 1), `source` and `instrument` (null for the account's own lines).
    """
    return list(_lines(books, settled, rows, account))


def _lines(books: Books, settled: Settled, rows: tuple[int, int], account: YearAccount) -> Iterator[Line]:
    if books.account is not None:
        yield _line("profit", account.own["profit"])
        yield from _of_sheets(books, settled, rows, "extra")
        yield from _of_sheets(books, settled, rows, "exempt")
        yield from _of_sheets(books, settled, rows, "losses")
        yield _total(settled, rows, "losses")
        yield _total(settled, rows, "taxable_income")
        yield _rate(books, settled, rows)
        yield from _of_sheets(books, settled, rows, "credit")
        yield _total(settled, rows, "tax")
    yield from _of_sheets(books, settled, rows, "grant")
    net = float(settled.net[rows[0]]), float(settled.net[rows[1]]) + (inf if settled.unbounded[rows[1]] else 0.0)
    yield _line("net", net)
    if books.account is not None and any(settled.losses_new[list(rows)] > 0):
        yield _total(settled, rows, "losses_new")


def _line(name: str, amount: Pair, source: str = "", instrument: str | None = None) -> Line:
    return {"line": name, "amount": plain(amount), "source": source, "instrument": instrument}


def _total(settled: Settled, rows: tuple[int, int], name: str) -> Line:
    values = getattr(settled, name)
    return _line(TOTALS[name], (float(values[rows[0]]), float(values[rows[1]])))


def _of_sheets(books: Books, settled: Settled, rows: tuple[int, int], entry: str) -> Iterator[Line]:
    for name in books.order.order:
        values = settled.brought.get((name, entry))
        shown = values is not None and (
            any(values[list(rows)]) or (entry == "grant" and any(settled.unbounded_of(name)[list(rows)]))
        )
        if values is not None and shown:
            pair = float(values[rows[0]]), float(values[rows[1]])
            if entry == "grant" and settled.unbounded_of(name)[rows[1]]:
                pair = pair[0], inf
            yield _line(PER_SHEET[entry], pair, books.source(name, entry), name)


def _rate(books: Books, settled: Settled, rows: tuple[int, int]) -> Line:
    """The one rate that is taken, and whose it is: the standard rate's source where none is."""
    assert books.account is not None
    pair = float(settled.rate[rows[0]]), float(settled.rate[rows[1]])
    chosen = [
        name for name in books.order.order
        if "rate" in books.rules[name].money_nodes and any(settled.rate_of(name)[list(rows)])
    ]  # fmt: skip
    source = "; ".join(books.source(name, "rate") for name in chosen) or books.account.source("standard_rate")
    return _line("tax_rate", pair, source, chosen[0] if len(chosen) == 1 else None)


def plain(pair: Pair) -> dict[str, float | None]:
    """A figure as low and high in the order of their size; null where it has no bound or cannot be said."""
    if any(end != end for end in pair):
        return {"low": None, "high": None}
    low, high = sorted(pair)
    return {"low": low if isfinite(low) else None, "high": high if isfinite(high) else None}
