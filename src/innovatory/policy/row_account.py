"""The account of a year over the rows of a table: every sheet's claims, the settled lines, what each sheet is worth.

A row has two accounts, as an applicant has: everything open against the unit, and in its favour. Sheets that neither
exclude nor reduce each other, and share no tax, are settled apart, so that the worth of one (the account with it less
the account without) needs only its own group.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, nan

import numpy as np
import polars as pl

from innovatory.language.explain import Case
from innovatory.language.vectors import Stages
from innovatory.policy.account_rule import low_and_high
from innovatory.policy.admission import Admitted, Asked, asked
from innovatory.policy.books import OF_TAX, Books
from innovatory.policy.settlement import Claim, Floats, Order, Settled, Truths, settle
from innovatory.policy.sheet_rows import Ends, RowSheet, SheetRows, compiled, known, money, table_of


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
    """What the books ask of a table."""
    account = books.account
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
    holds the awards only. `unbounded` counts, in favour, awards of which nothing says how much they are; `settled` are
    the lines of tax.
    """

    sheets: Mapping[str, SheetRows]
    net: Ends
    benefit: Ends
    worth: Mapping[str, Ends]
    settled: tuple[Settled, Settled]
    unbounded: Floats
    ranks: Mapping[str, Floats] = field(default_factory=dict)


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
        """The accounts of the rows of a batch."""
        return _Batch(self, batch).accounts()

    @cached_property
    def own(self) -> Stages | None:
        """Low and high of profit and losses; None where there is no account of tax."""
        account = self.books.account
        if account is None:
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


class _Batch:
    """One batch of rows being settled."""

    def __init__(self, of: RowBooks, batch: pl.DataFrame) -> None:
        self.of, self.batch = of, batch
        self.books = of.books
        self.ranks: dict[str, Floats] = {}
        self.sheets = {name: self._sheet(name) for name in of.books.rules}

    def _sheet(self, name: str) -> SheetRows:
        if name not in self.of.sheets:
            none, nothing = np.zeros(len(self.batch), dtype=np.bool_), np.zeros(len(self.batch))
            return SheetRows(none, none, none, dict.fromkeys(self.books.rules[name].money_nodes, (nothing, nothing)))
        rows, table = self.of.sheets[name].over(self.batch)
        if "rank_low" in table.columns:
            self.ranks[name] = table["rank_low"].to_numpy()
        return rows

    @cached_property
    def own(self) -> dict[str, Ends]:
        """Profit and losses, each against and in favour; an unknown profit is NaN, unknown losses may be any."""
        if self.of.own is None:
            nothing = np.zeros(len(self.batch))
            return {"profit": (nothing, nothing), "losses": (nothing, nothing)}
        table = table_of(self.batch, self.of.own)
        found = {name: table[name].to_numpy() for name in table.columns}
        losses = known(found["losses_low"], 0.0), known(found["losses_high"], inf)
        return {"profit": (found["profit_high"], found["profit_low"]), "losses": losses}

    def accounts(self) -> RowAccounts:
        """All groups settled with everything, with nothing, and without each sheet in turn."""
        net, benefit = [self._zero(), self._zero()], [self._zero(), self._zero()]
        worth: dict[str, Ends] = {}
        unbounded = self._zero()
        first: tuple[Settled, Settled] | None = None
        for group in self.of.groups:
            whole = self._settled(group, group.names)
            none = self._settled(group, ()) if group.taxed else None
            first = whole if first is None else first
            for end in (0, 1):
                brings = whole[end].net if none is None else whole[end].net - none[end].net
                net[end] = net[end] + whole[end].net
                benefit[end] = benefit[end] + np.where(np.isnan(brings), whole[end].grants, brings)
            unbounded = unbounded + whole[1].unbounded
            worth |= self._worth(group, whole)
        assert first is not None  # there is always a group that is taxed
        self._answer_late(first)
        pair = (net[0], net[1]), (benefit[0], benefit[1])
        return RowAccounts(self.sheets, *pair, worth, first, unbounded, self.ranks)

    def _zero(self) -> Floats:
        return np.zeros(len(self.batch))

    def _worth(self, group: Group, whole: tuple[Settled, Settled]) -> dict[str, Ends]:
        """The account of the group with a sheet less that without it; alone in its group, it is what it brings."""
        if not group.taxed and len(group.names) == 1:
            return {group.names[0]: (whole[0].net, whole[1].net)}
        found = {}
        for name in group.names:
            if not self.sheets[name].maybe.any() and name not in self.books.late:
                found[name] = (np.zeros(len(self.batch)), np.zeros(len(self.batch)))
                continue
            less = self._settled(group, [other for other in group.names if other != name])
            found[name] = (whole[0].net - less[0].net, whole[1].net - less[1].net)
        return found

    def _settled(self, group: Group, names: Collection[str]) -> tuple[Settled, Settled]:
        return self._one(group, names, 0), self._one(group, names, 1)

    def _one(self, group: Group, names: Collection[str], end: int) -> Settled:
        """A group settled with some of its sheets, everything open against (0) or in favour (1)."""
        nothing = np.zeros(len(self.batch))
        profit, losses = (self.own["profit"][end], self.own["losses"][end]) if group.taxed else (nothing, nothing)
        claims = {name: self._claim(name, end) for name in names if self._matters(name)}
        rate = self.of.standard_rate[end] if group.taxed else 0.0
        return settle(
            profit, losses, rate, claims, self._order(names), lambda name, income: self._usable(name, income, end)
        )

    def _matters(self, name: str) -> bool:
        return name in self.of.sheets and (name in self.books.late or bool(self.sheets[name].maybe.any()))

    def _order(self, names: Collection[str]) -> Order:
        whole = self.books.order
        return Order(whole.excludes, whole.reduced_by, tuple(name for name in whole.order if name in names))

    def _claim(self, name: str, end: int) -> Claim:
        rows = self.sheets[name]
        entries = {entry: ends[end] for entry, ends in rows.entries.items()}
        return Claim(None if name in self.books.late else (rows.sure, rows.maybe)[end], entries)

    def _usable(self, name: str, income: Floats, end: int) -> Truths:
        """Whether a late sheet may be used; where the profit is unknown, what the table says of the income decides."""
        answer = self.of.sheets[name].given_income(self.batch, income, income)[end]
        rows = self.sheets[name]
        return np.where(np.isnan(income), (rows.sure, rows.maybe)[end], answer)

    def _answer_late(self, settled: tuple[Settled, Settled]) -> None:
        """The answers of late sheets, given the income that the account has worked out, low to high."""
        first, second = settled[0].taxable_income, settled[1].taxable_income
        low, high = np.fmin(first, second), np.fmax(first, second)
        unknown = np.isnan(first)
        for name in self.books.late & self.of.sheets.keys():
            answers = self.of.sheets[name].given_income(self.batch, low, low if np.array_equal(low, high) else high)
            old = self.sheets[name]
            sure, maybe, near = (
                np.where(unknown, was, now) for was, now in zip((old.sure, old.maybe, old.near), answers, strict=True)
            )
            self.sheets[name] = SheetRows(sure, maybe, near, old.entries)
