"""Whether a costing and a match say the same of random enterprises: every figure of both, side by side, row by row.

What the match says is read off its answers and its account of one applicant, what the costing says off its arrays; the
figures have the same names on both sides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import inf, isnan, nan
from typing import Any

import numpy as np
import polars as pl
from random_enterprises import Enterprises

from innovatory.policy.account import AGAINST_IS_HIGH, UNBOUNDED, UNKNOWN, Pair, Way, widest
from innovatory.policy.admission import admit_all
from innovatory.policy.books import Books
from innovatory.policy.explanation import Explanation
from innovatory.policy.match import Match
from innovatory.policy.row_account import RowAccounts, RowBooks

YUAN = 0.5  # two amounts agree if no further apart
SHARE = 1e-9  # two rates do
LINES = ("extra", "exempt", "losses", "taxable_income", "rate", "tax_before_credits", "credits", "tax", "losses_new")
SIDES = ("against", "favour")
RESULTS = {"pass": (1.0, 1.0), "depends": (0.0, 1.0), "fail": (0.0, 0.0), "not_in_force": (0.0, 0.0)}
Figures = dict[str, float]


@dataclass
class Compared:
    """What was compared: rows, figures, results by sheet, and the first figures on which the two sides differ."""

    rows: int = 0
    figures: int = 0
    results: Counter[tuple[str, str]] = field(default_factory=Counter)
    different: list[tuple[int, str, float, float]] = field(default_factory=list)


def compared(enterprises: Enterprises, *, worth_of: float = 1.0, most: int = 10) -> Compared:
    """All rows compared, the worth of sheets in a share `worth_of` of them; it stops after `most` differences.

    A difference is the row, the figure's name, what the costing says and what the match says.
    """
    books = enterprises.books
    accounts = row_accounts(enterprises)
    drawn = np.random.default_rng(enterprises.size).random(enterprises.size) < worth_of
    found = Compared()
    for index, record in enumerate(enterprises.records()):
        match = Match(books, record)
        told, costed = of_match(match), of_rows(books, accounts, index)
        if drawn[index]:
            told |= worths_of_match(match)
            costed |= worths_of_rows(books, accounts, index)
        found.rows += 1
        found.figures += len(told)
        found.results.update((name, answer.result) for name, answer in match.answers.items())
        found.different += [(index, *difference) for difference in _differences(costed, told)]
        if len(found.different) >= most:
            break
    return found


def row_accounts(enterprises: Enterprises) -> RowAccounts:
    """The accounts of all rows, as a costing works them out."""
    admitted = admit_all(enterprises.table.lazy(), enterprises.asked)
    lazy: pl.LazyFrame = admitted.frame.to_native()
    return RowBooks(enterprises.books, admitted).over(lazy.collect())


def _differences(costed: Figures, told: Figures) -> list[tuple[str, float, float]]:
    names = dict.fromkeys([*costed, *told])
    pairs = [(name, costed.get(name, nan), told.get(name, nan)) for name in names]
    return [pair for pair in pairs if (pair[0] in costed) != (pair[0] in told) or not _same(*pair)]


def _same(name: str, first: float, second: float) -> bool:
    if isnan(first) or isnan(second):
        return isnan(first) and isnan(second)
    return first == second or abs(first - second) <= (SHARE if name.startswith("rate") else YUAN)


def _sided(name: str, pair: Any) -> Figures:
    return {f"{name} {side}": float(end) for side, end in zip(SIDES, pair, strict=True)}


# What the match says ---------------------------------------------------------------------------------------------------


def of_match(match: Match) -> Figures:
    """Results, near misses and entries of all sheets, the lines of the account and what all sheets bring together."""
    found: Figures = {}
    for name, answer in match.answers.items():
        found |= _sided(f"result of {name}", RESULTS[answer.result])
        found[f"near miss of {name}"] = float(answer.result == "fail" and len(answer.failed) == 1)
        if answer.result in ("pass", "depends"):
            found |= _entries(match.account.explanation(name), name)
    settled, count = match.account.settled([Way(), Way(only=frozenset())])
    for line in (*LINES, "grants", "net"):
        found |= _sided(line, (getattr(settled, line)[0], getattr(settled, line)[count]))
    brings = [settled.net[row] - settled.net[row + 1] for row in (0, count)]
    awards = [settled.grants[row] for row in (0, count)]
    unknown = isnan(brings[0])
    found |= _sided("benefit", awards if unknown else brings)
    found["unbounded favour"] = float(settled.unbounded[count])
    return found


def _entries(answer: Explanation, name: str) -> Figures:
    found: Figures = {}
    for entry in answer.bound.money_nodes:
        value = answer.bound.money(entry, answer.case)
        if value is None and entry == "grant":
            value = answer.bound.money(entry, widest(answer.case, answer.bound))
            bounded = value is not None and value[1][0] < UNBOUNDED
            found |= _sided(f"unbounded of {name}", (0.0, float(not bounded)))
            value = value if bounded else ((0.0, 0.0), (0.0, 0.0))
        elif entry == "grant":
            found |= _sided(f"unbounded of {name}", (0.0, 0.0))
        found |= _sided(f"{entry} of {name}" if entry != "rate" else f"rate of {name}", _ends(entry, value))
    return found


def _ends(entry: str, value: Any) -> Pair:
    if value is None:
        return UNKNOWN[entry]
    low, high = (max(end[0], 0.0) for end in value)
    return (high, low) if entry in AGAINST_IS_HIGH else (low, high)


def worths_of_match(match: Match) -> Figures:
    """The worth of every sheet that brings something; that without bound is infinite."""
    return {
        key: value
        for one in match.matched
        if one.name in match.books.paying
        for key, value in _sided(f"worth of {one.name}", one.worth).items()
    }


# What the costing says -------------------------------------------------------------------------------------------------


def of_rows(books: Books, accounts: RowAccounts, index: int) -> Figures:
    """As `of_match`, of one row of a costing."""
    found: Figures = {}
    for name, rows in accounts.sheets.items():
        maybe = bool(rows.maybe[index])
        found |= _sided(f"result of {name}", (float(rows.sure[index]), float(maybe)))
        found[f"near miss of {name}"] = float(rows.near[index])
        for entry, ends in rows.entries.items() if maybe else ():
            found |= _sided(f"{entry} of {name}", (end[index] for end in ends))
    for line in LINES:
        found |= _sided(line, (end[index] for end in accounts.lines[line]))
    benefit = [end[index] for end in accounts.benefit]
    net = [end[index] for end in accounts.net]
    tax = [end[index] for end in accounts.lines["tax"]]
    unknown = isnan(net[0])
    found |= _sided("grants", benefit if unknown else [one + other for one, other in zip(net, tax, strict=True)])
    return (
        found | _sided("net", net) | _sided("benefit", benefit) | {"unbounded favour": float(accounts.unbounded[index])}
    )


def worths_of_rows(books: Books, accounts: RowAccounts, index: int) -> Figures:
    """As `worths_of_match`, of one row of a costing.

    A costing keeps awards without bound beside the sums, and knows no worth of a relief where the profit is unknown;
    a match says then that nothing bounds it, and that it never costs anything.
    """
    found: Figures = {}
    for name, worth in accounts.worth.items():
        low, high = (float(end[index]) for end in worth)
        rows = accounts.sheets[name]
        if isnan(low):
            low, high = 0.0, (inf if rows.maybe[index] else 0.0)
        elif "unbounded" in rows.entries and rows.maybe[index] and rows.entries["unbounded"][1][index]:
            high = inf
        found |= _sided(f"worth of {name}", (low, high))
    return found
