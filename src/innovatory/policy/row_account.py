"""The account of a year over the rows of a table: every sheet's claims, the settled lines, what each sheet is worth.

A row has two accounts, as an applicant has: everything open against the unit, and in its favour. Sheets that neither
exclude nor reduce each other, and share no tax, are settled apart, so that the worth of one (the account with it less
the account without) needs only its own group.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import inf, nan

import numpy as np
import polars as pl

from innovatory.language.explain import Case
from innovatory.language.vectors import Stages
from innovatory.policy.account_rule import low_and_high
from innovatory.policy.admission import Admitted, Asked, asked
from innovatory.policy.books import OF_TAX, Books
from innovatory.policy.settlement import LINES, Claim, Floats, Order, Rows, Settled, Truths, Usable, in_rows, settle
from innovatory.policy.sheet_rows import Ends, LateRows, RowSheet, SheetRows, compiled, known, money, table_of

CHUNK = 65_536  # rows settled at a time, which bounds the memory that the lines of all ways take
NO_ROWS: Rows = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True)
class Group:
    """Sheets that are settled together; `taxed` if tax is among what they touch."""

    names: tuple[str, ...]
    taxed: bool


def groups(books: Books) -> list[Group]:
    """The sheets that bring something, in groups that can be settled apart; there is always one that is taxed."""
    taxing = {name for name in books.paying if books.rules[name].money_nodes.keys() & OF_TAX}
    linked = [set(pair) for pair in books.order.excludes]
    linked += [{name, *others} for name, others in books.order.reduced_by.items()]
    found: list[set[str]] = [taxing]
    for together in [*linked, *({name} for name in books.paying)]:
        touching = [group for group in found if group & together]
        found = [group for group in found if not group & together] + [together.union(*touching)]
    taxed = [group for group in found if not group or group & taxing] or [set()]
    return [
        Group(tuple(sorted(group & set(books.paying))), group in taxed)
        for group in [*taxed, *(g for g in found if g not in taxed)]
    ]


def asked_of(books: Books) -> Asked:
    """What the books ask of a table; nothing on a day on which no sheet is in force."""
    account = books.account if any(bound.in_force for bound in books.rules.values()) else None
    nodes = [] if account is None else [account.nodes["profit"], account.nodes["losses"]]
    return asked(
        (bound for bound in books.rules.values() if bound.in_force),
        books.year,
        {} if account is None else account.rule.kinds,
        nodes,
    )


@dataclass(frozen=True)
class RowAccounts:
    """The accounts of n rows: each sheet's rows, the net, what all sheets bring together, the worth of each sheet.

    Yuan, against and in favour. Where the profit is unknown, `net` and the worth of tax sheets are NaN and `benefit`
    holds the awards only. `unbounded` counts, in favour, awards of which nothing says how much they are; `lines` are
    those of the account of tax (see `Settled`), `awards` what each sheet pays, `ranks` what a queue is ordered by.
    """

    sheets: Mapping[str, SheetRows]
    net: Ends
    benefit: Ends
    unbounded: Floats
    worth: Mapping[str, Ends]
    lines: Mapping[str, Ends]
    awards: Mapping[str, Ends]
    ranks: Mapping[str, Floats]


class RowBooks:
    """The books over an admitted table: everything compiled once, then asked of one batch of rows after the other."""

    def __init__(self, books: Books, admitted: Admitted) -> None:
        self.books = books
        self.given = admitted.given
        self.sheets = {name: RowSheet(name, books, admitted) for name, bound in books.rules.items() if bound.in_force}
        self.groups = groups(books)
        for name, sheet in self.sheets.items():
            sheet.prepare(late=name in books.late)
        if self.own is not None:
            assert isinstance(self.own.levels, list)

    def over(self, batch: pl.DataFrame) -> RowAccounts:
        """The accounts of the rows of a batch, settled some rows at a time."""
        claims = BatchClaims(self, batch)
        found = Columns(len(batch), [name for group in self.groups for name in group.names])
        for start in range(0, len(batch), CHUNK):
            rows = slice(start, min(start + CHUNK, len(batch)))
            Settling(self, claims.at(rows)).into(found, rows)
        claims.answer_late(found.lines["taxable_income"])
        pairs = ((found.net[0], found.net[1]), (found.benefit[0], found.benefit[1]))
        return RowAccounts(claims.sheets, *pairs, found.unbounded, found.worth, found.lines, found.awards, claims.ranks)

    @cached_property
    def own(self) -> Stages | None:
        """Low and high of profit and losses; None where there is no account of tax."""
        account = self.books.account
        if account is None or not self.sheets:
            return None
        ends = {name: money(account.nodes[name], self.given) for name in ("profit", "losses")}
        return compiled({f"{name}_{end}": vector for name, pair in ends.items() for end, vector in pair.items()})

    @cached_property
    def standard_rate(self) -> tuple[float, float]:
        """The standard rate against and in favour; NaN where the law of the day has none."""
        if self.books.account is None:
            return 0.0, 0.0
        rate = low_and_high(self.books.account.functions["standard_rate"](Case({})))
        return (nan, nan) if rate is None else (rate[1], rate[0])


class Columns:
    """The columns that the account of n rows fills: each against and in favour."""

    def __init__(self, size: int, names: Collection[str]) -> None:
        self.net, self.benefit = self._pair(size), self._pair(size)
        self.unbounded = np.zeros(size)
        self.worth = {name: self._pair(size) for name in names}
        self.lines = {name: self._pair(size) for name in LINES}
        self.awards = {name: self._pair(size) for name in names}

    @staticmethod
    def _pair(size: int) -> Ends:
        return np.zeros(size), np.zeros(size)


@dataclass
class BatchClaims:
    """The rows of a batch before they are settled: each sheet's rows, profit and losses, against and in favour."""

    of: RowBooks
    batch: pl.DataFrame
    sheets: dict[str, SheetRows] = field(init=False)
    late: dict[str, LateRows] = field(init=False)
    own: dict[str, Ends] = field(init=False)
    ranks: dict[str, Floats] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.sheets = {name: self._sheet(name) for name in self.of.books.rules}
        late = self.of.books.late & self.of.sheets.keys()
        self.late = {name: self.of.sheets[name].late_rows(self.batch) for name in late}
        self.own = self._own()

    def _sheet(self, name: str) -> SheetRows:
        if name not in self.of.sheets:
            none, nothing = np.zeros(len(self.batch), dtype=np.bool_), np.zeros(len(self.batch))
            nodes = self.of.books.rules[name].money_nodes
            return SheetRows(none, none, none, dict.fromkeys(nodes, (nothing, nothing)))
        rows, table = self.of.sheets[name].over(self.batch)
        if "rank_low" in table.columns:
            self.ranks[name] = table["rank_low"].to_numpy()
        return rows

    def _own(self) -> dict[str, Ends]:
        """An unknown profit is NaN, unknown losses may be any."""
        if self.of.own is None:
            nothing = np.zeros(len(self.batch))
            return {"profit": (nothing, nothing), "losses": (nothing, nothing)}
        table = table_of(self.batch, self.of.own)
        found = {name: table[name].to_numpy() for name in table.columns}
        losses = known(found["losses_low"], 0.0), known(found["losses_high"], inf)
        return {"profit": (found["profit_high"], found["profit_low"]), "losses": losses}

    def at(self, rows: slice) -> Claims:
        """Some of the rows."""
        return Claims(
            {name: sheet.at(rows) for name, sheet in self.sheets.items()},
            {name: late.at(rows) for name, late in self.late.items()},
            {name: (ends[0][rows], ends[1][rows]) for name, ends in self.own.items()},
        )

    def answer_late(self, income: Ends) -> None:
        """The answers of late sheets, given the income that the account has worked out, low to high."""
        low, high = np.fmin(*income), np.fmax(*income)
        unknown = np.isnan(income[0])
        for name, late in self.late.items():
            answers = self.of.sheets[name].given_income(late, low, low if np.array_equal(low, high) else high)
            old = self.sheets[name]
            sure, maybe, near = (
                np.where(unknown, was, now) for was, now in zip((old.sure, old.maybe, old.near), answers, strict=True)
            )
            self.sheets[name] = SheetRows(sure, maybe, near, old.entries)


@dataclass(frozen=True)
class Claims:
    """Some rows before they are settled (see `BatchClaims`)."""

    sheets: Mapping[str, SheetRows]
    late: Mapping[str, LateRows]
    own: Mapping[str, Ends]


class Settling:
    """Some rows being settled."""

    def __init__(self, of: RowBooks, claims: Claims) -> None:
        self.of, self.books, self.rows = of, of.books, claims
        self.size = len(claims.own["profit"][0])
        self.claims = tuple(
            {name: self._claim(name, end) for name in self.books.paying if self._may(name, end)} for end in (0, 1)
        )

    def _may(self, name: str, end: int) -> bool:
        if name not in self.of.sheets:
            return False
        rows = self.rows.sheets[name]
        return name in self.books.late or bool((rows.sure, rows.maybe)[end].any())

    def _claim(self, name: str, end: int) -> Claim:
        rows = self.rows.sheets[name]
        usable = None if name in self.books.late else (rows.sure, rows.maybe)[end]
        return Claim(usable, {entry: ends[end] for entry, ends in rows.entries.items()})

    def into(self, found: Columns, rows: slice) -> None:
        """All groups settled with everything, with nothing, and without each sheet in turn, put into the columns."""
        for group in self.of.groups:
            for end in (0, 1):
                self._group(group, end, found, rows)

    def _group(self, group: Group, end: int, found: Columns, rows: slice) -> None:
        claims = {name: claim for name, claim in self.claims[end].items() if name in group.names}
        if not claims and not group.taxed:
            return
        whole = self._one(group, claims, end)
        brings = whole.net - self._one(group, {}, end).net if group.taxed else whole.net
        found.net[end][rows] += whole.net
        found.benefit[end][rows] += np.where(np.isnan(brings), whole.grants, brings)
        if end == 1:
            found.unbounded[rows] += whole.unbounded
        if group.taxed:
            for name in LINES:
                found.lines[name][end][rows] = getattr(whole, name)
        for name in group.names:
            award = whole.brought.get((name, "grant"))
            if award is not None:
                found.awards[name][end][rows] = award
            found.worth[name][end][rows] = self._worth(group, whole, claims, name, end)

    def _worth(self, group: Group, whole: Settled, claims: Mapping[str, Claim], name: str, end: int) -> Floats:
        """The account of the group with a sheet less that without; only rows in which it brings something are settled."""
        if not group.taxed and len(group.names) == 1:
            return whole.net
        worth = np.where(np.isnan(whole.net), whole.net, 0.0)
        award = whole.brought.get((name, "grant"))
        if award is not None and not self.books.rules[name].money_nodes.keys() & OF_TAX:
            # beside a relief whose worth is unknown, an award may be worth nothing, and never more than itself
            worth = np.where(np.isnan(whole.net), award if end else 0.0, 0.0)
        rows = np.flatnonzero(claims[name].acts()) if name in claims else NO_ROWS
        if len(rows):
            others = {other: claim.at(rows) for other, claim in claims.items() if other != name}
            less = whole.net[rows] - self._one(group, others, end, rows).net
            worth[rows] = np.where(np.isnan(less), worth[rows], less)
        return worth

    def _one(self, group: Group, claims: Mapping[str, Claim], end: int, rows: Rows | None = None) -> Settled:
        """A group settled with some claims, everything open against (0) or in favour (1), in some rows or in all."""
        own = (
            self.rows.own
            if group.taxed
            else {"profit": (np.zeros(self.size),) * 2, "losses": (np.zeros(self.size),) * 2}
        )
        profit, losses = own["profit"][end], own["losses"][end]
        usable: Usable = partial(self._usable, end)
        if rows is not None:
            profit, losses, usable = profit[rows], losses[rows], in_rows(usable, rows)
        rate = self.of.standard_rate[end] if group.taxed else 0.0
        return settle(profit, losses, rate, claims, self._order(claims), usable)

    def _order(self, names: Collection[str]) -> Order:
        whole = self.books.order
        return Order(whole.excludes, whole.reduced_by, tuple(name for name in whole.order if name in names))

    def _usable(self, end: int, name: str, income: Floats, rows: Rows | None) -> Truths:
        """Whether a late sheet may be used; where the profit is unknown, what the table says of the income decides."""
        answer = self.of.sheets[name].given_income(self.rows.late[name], income, income, rows)[end]
        sheet = self.rows.sheets[name]
        asked = (sheet.sure, sheet.maybe)[end]
        return np.where(np.isnan(income), asked if rows is None else asked[rows], answer)
