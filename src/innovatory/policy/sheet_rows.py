"""The sheets of the books over the rows of a table: who may use each, and what it brings into the account, as arrays.

The same answers as `account.YearAccount` gives for one applicant, batch by batch of rows, so that millions of them fit
into little memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np
import polars as pl
from numpy.typing import NDArray

from innovatory.language import columns, evaluate
from innovatory.language.columns import Column, Given, Numbers, Values, Years
from innovatory.language.tree import Node
from innovatory.language.types import Number, Series
from innovatory.language.vectors import TEMPORARY, Stages, Vector, column
from innovatory.policy.account import AGAINST_IS_HIGH, ANYTHING, UNBOUNDED, UNKNOWN
from innovatory.policy.admission import Admitted, given_for
from innovatory.policy.books import Books
from innovatory.policy.bound import BoundRule
from innovatory.policy.income_test import IncomeTest, income_test
from innovatory.policy.population import Evaluation
from innovatory.policy.settlement import Floats, Rows, Truths

Ends = tuple[Floats, Floats]
"""A figure of every row with everything open decided against the unit, and in its favour."""

INCOME = (f"{TEMPORARY}income_low", f"{TEMPORARY}income_high")  # columns of the taxable income worked out


@dataclass(frozen=True)
class SheetRows:
    """One sheet over n rows: whether it surely or possibly passes, whether by one criterion only it fails, its entries."""

    sure: Truths
    maybe: Truths
    near: Truths
    entries: Mapping[str, Ends]

    def at(self, rows: slice) -> SheetRows:
        """A part of the rows."""
        entries = {entry: (low[rows], high[rows]) for entry, (low, high) in self.entries.items()}
        return SheetRows(self.sure[rows], self.maybe[rows], self.near[rows], entries)


Answers = tuple[Truths, Truths, Truths]
"""Who surely passes, who possibly does, and who fails by one criterion only."""


@dataclass(frozen=True)
class LateRows:
    """The rows of a late sheet before the income is known: the table, and what its other criteria say of them."""

    table: pl.DataFrame
    others_sure: Truths
    others_maybe: Truths
    others_failing: Floats

    def at(self, rows: slice) -> LateRows:
        """A part of the rows."""
        parts = (self.others_sure[rows], self.others_maybe[rows], self.others_failing[rows])
        return LateRows(self.table[rows], *parts)


class RowSheet:
    """One sheet over an admitted table; `late` if it asks for the taxable income that the account works out."""

    def __init__(self, name: str, books: Books, admitted: Admitted) -> None:
        self.name, self.books = name, books
        self.bound: BoundRule = books.rules[name]
        self.given = given_for(admitted, self.bound)
        self.admitted = admitted

    def prepare(self, *, late: bool) -> None:
        """Compile everything once, before several threads ask."""
        plans = [self.outputs, *([self._widest] if "grant" in self.bound.money_nodes else [])]
        if late:
            plans += [self._at_point, self._at_range] if self.test is None else [self._others]
        for plan in plans:
            assert isinstance(plan.levels, list)

    def _evaluation(self, given: Given) -> Evaluation:
        return Evaluation(self.bound, replace(self.admitted, given=dict(given)))

    @cached_property
    def outputs(self) -> Stages:
        """What is computed for every row: the results as 1 or 0, and low and high of each entry."""
        evaluation = self._evaluation(self.given)
        found = evaluation.counted_results()
        for entry, node in self.bound.money_nodes.items():
            found |= _ends_of(entry, evaluation.values(node))
        if "rank" in self.bound.rationing_nodes:
            found |= _ends_of("rank", evaluation.values(self.bound.rationing_nodes["rank"]))
        return compiled(found)

    def over(self, batch: pl.DataFrame) -> tuple[SheetRows, pl.DataFrame]:
        """The sheet over the rows of a batch, and the table of everything computed."""
        table = table_of(batch, self.outputs)
        sure, maybe = table["sure"].to_numpy() > 0, table["maybe"].to_numpy() > 0
        entries: dict[str, Ends] = {}
        for entry in self.bound.money_nodes:
            entries |= self._entry(entry, table, batch, maybe)
        return SheetRows(sure, maybe, table["near"].to_numpy() > 0, entries), table

    def _entry(self, entry: str, table: pl.DataFrame, batch: pl.DataFrame, maybe: Truths) -> dict[str, Ends]:
        low, high = (table[f"{entry}_{end}"].to_numpy() for end in ("low", "high"))
        if entry == "grant":
            return self._grant(low, high, batch, maybe)
        against, favour = (high, low) if entry in AGAINST_IS_HIGH else (low, high)
        unknown = UNKNOWN[entry]
        return {entry: (known(against, unknown[0]), known(favour, unknown[1]))}

    def _grant(self, low: Floats, high: Floats, batch: pl.DataFrame, maybe: Truths) -> dict[str, Ends]:
        """An award; where it is unknown a cap may still bound it, otherwise it counts as `unbounded`."""
        unbounded = np.zeros(len(low))
        is_open = np.isnan(high) & maybe
        open_rows = np.flatnonzero(is_open)
        low, high = known(low, 0.0), known(high, 0.0)
        if len(open_rows):
            wide = table_of(batch.lazy().filter(pl.Series(is_open)), self._widest)
            lows, highs = wide["grant_low"].to_numpy(), known(wide["grant_high"].to_numpy(), inf)
            bounded = highs < UNBOUNDED
            low[open_rows] = np.where(bounded, known(lows, 0.0), 0.0)
            high[open_rows] = np.where(bounded, highs, 0.0)
            unbounded[open_rows] = np.where(bounded, 0.0, 1.0)
        return {"grant": (low, high), "unbounded": (np.zeros(len(low)), unbounded)}

    @cached_property
    def _widest(self) -> Stages:
        evaluation = self._evaluation({name: _widened(value, self._type(name)) for name, value in self.given.items()})
        return compiled(_ends_of("grant", evaluation.values(self.bound.money_nodes["grant"])))

    def _type(self, name: str) -> object:
        return self.bound.rule.kinds.get(name)

    @cached_property
    def test(self) -> IncomeTest | None:
        """What the sheet asks of the taxable income alone; None if it cannot be told apart from all else."""
        return income_test(self.bound, str(self.books.derived))

    def given_income(self, batch: LateRows, low: Floats, high: Floats, rows: Rows | None = None) -> Answers:
        """Surely, possibly passing and nearly, where the taxable income of some rows is known from low to high."""
        if self.test is not None:
            some = slice(None) if rows is None else rows
            others = batch.others_sure[some], batch.others_maybe[some], batch.others_failing[some]
            return self.test.answers(*others, low, high)
        plan = self._at_point if low is high else self._at_range
        read = batch.table.select(name for name in plan.columns if name not in INCOME)
        ends = pl.Series(INCOME[0], low), pl.Series(INCOME[1], high)
        found = table_of((read if rows is None else read[rows]).with_columns(*ends), plan)
        return found["sure"].to_numpy() > 0, found["maybe"].to_numpy() > 0, found["near"].to_numpy() > 0

    def late_rows(self, batch: pl.DataFrame) -> LateRows:
        """What is known of a late sheet's rows before the income is."""
        if self.test is None:
            none = np.zeros(0, dtype=np.bool_)
            return LateRows(batch, none, none, np.zeros(0))
        found = table_of(batch, self._others)
        sure, maybe, failing = (found[name].to_numpy() for name in ("others_sure", "others_maybe", "others_failing"))
        return LateRows(batch, sure > 0, maybe > 0, failing)

    @cached_property
    def _others(self) -> Stages:
        assert self.test is not None
        return compiled(self._evaluation(self.given).counted_without(self.test.criteria))

    @cached_property
    def _at_point(self) -> Stages:
        end = Column(column(INCOME[0]), 0.0, UNBOUNDED * 1e3)
        return self._with_income(Numbers(end, end))

    @cached_property
    def _at_range(self) -> Stages:
        low, high = (Column(column(name), 0.0, UNBOUNDED * 1e3) for name in INCOME)
        return self._with_income(Numbers(low, high))

    def _with_income(self, income: Numbers) -> Stages:
        derived = str(self.books.derived)
        old = self.given[derived]
        new: Values | Years = income
        if isinstance(old, Years):
            new = Years((income, *old.numbers[1:]), (True, *old.exists[1:]))
        return compiled(self._evaluation({**self.given, derived: new}).counted_results())


def compiled(outputs: Mapping[str, Vector]) -> Stages:
    """Outputs written once as expressions of Polars, to be computed over one batch after the other."""
    return Stages(outputs, pl)


def table_of(batch: pl.DataFrame | pl.LazyFrame, outputs: Stages) -> pl.DataFrame:
    """Compiled outputs over a batch of rows; a constant is repeated for every row."""
    lazy = batch.lazy()
    first = lazy.collect_schema().names()[:1]
    found: pl.DataFrame = outputs.run(lazy, first).select(*outputs.roots).collect()
    return found


def _ends_of(name: str, value: Values) -> dict[str, Vector]:
    number = value if isinstance(value, Numbers) else columns.unknown()
    return {f"{name}_low": number.low.expr.number(), f"{name}_high": number.high.expr.number()}


def known(values: NDArray[np.float64], unknown: float) -> Floats:
    """What is known, never below nothing; what stands for the unknown elsewhere."""
    return np.where(np.isnan(values), unknown, np.maximum(values, 0.0))


def _widened(value: Values | Years, of: object) -> Values | Years:
    """An unknown number anywhere between less and more than all there is (see `account.widest`)."""
    if isinstance(value, Years):
        return Years(tuple(_wide(number) for number in value.numbers), value.exists)
    return _wide(value) if isinstance(value, Numbers) and isinstance(of, Number | Series) else value


def _wide(number: Numbers) -> Numbers:
    if not number.gaps:
        return number
    (least, _), (most, _) = ANYTHING
    if number.low.least == -inf:
        return columns.constant(least, most)
    return Numbers(
        Column(number.low.expr.fill_null(least), least, max(number.low.most, most)),
        Column(number.high.expr.fill_null(most), min(number.high.least, least), most),
    )


def money(node: Node, given: Given) -> dict[str, Vector]:
    """Low and high of a tree over given columns, as vectors named `low` and `high`."""
    value = evaluate.evaluated(node, given)
    number = value if isinstance(value, Numbers) else columns.unknown()
    return {"low": number.low.expr.number(), "high": number.high.expr.number()}
