"""The account of a year of one applicant: what it pays and receives, line by line, low and high.

Low is the account in which everything that is open (a mark, a missing figure, a criterion) goes against the applicant,
high the one in which it goes in favour. The worth of an instrument is the account with it less the account without it,
in each of the two; of a recognition, with its status less without. All these ways are settled together, as rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, nan
from typing import Any

import numpy as np

from innovatory.language import ends
from innovatory.language.door import admit
from innovatory.language.explain import Case
from innovatory.language.tree import inputs
from innovatory.language.types import Number, Series
from innovatory.policy.account_rule import low_and_high
from innovatory.policy.books import OF_TAX, Books
from innovatory.policy.bound import BoundRule
from innovatory.policy.explanation import Explanation, explained
from innovatory.policy.settlement import Claim, Floats, Rows, Settled, Truths, settle
from innovatory.records.applicant import Applicant

Record = Mapping[str, Any]
Pair = tuple[float, float]
"""A figure in the account with everything open decided against the applicant, and in its favour."""

UNKNOWN: dict[str, Pair] = {
    "extra": (0.0, inf), "exempt": (0.0, inf), "at_standard": (inf, 0.0), "losses": (0.0, inf), "credit": (0.0, inf),
    "rate": (1.0, 0.0), "part": (0.0, inf),
}  # fmt: skip
NOTHING: Pair = (0.0, 0.0)
ANYTHING = ends.ranged(-1e15, 1e15)  # yuan, persons, counts: beyond all that there is
UNBOUNDED = 1e12  # yuan: no award is as large
LONG = 11  # years that a window may reach back
AGAINST_IS_HIGH = {"at_standard", "rate"}  # entries of which more is worse


@dataclass(frozen=True)
class Way:
    """One way of the account: the statuses set, the sheets that must or must not be used, all others as they are."""

    statuses: Mapping[str, bool | None] = field(default_factory=dict)
    forced: Mapping[str, bool] = field(default_factory=dict)
    only: frozenset[str] | None = None  # the sheets that may be used at all


@dataclass(frozen=True)
class Position:
    """How one sheet stands in one way: whether it may be used, and its entries, each against and in favour."""

    usable: tuple[bool, bool]
    entries: Mapping[str, Pair]


class YearAccount:
    """The account of a record under books; `taxed` is the record as of the day of the taxes, if that is another day."""

    def __init__(self, books: Books, record: Record | Applicant, taxed: Record | Applicant | None = None) -> None:
        self.books = books
        self.record = record.values if isinstance(record, Applicant) else record
        later = record if taxed is None else taxed
        self.taxed = later.values if isinstance(later, Applicant) else later
        self.given = record.given if isinstance(record, Applicant) else None
        self._explained: dict[tuple[Any, ...], Explanation] = {}
        self._positions: dict[tuple[int, tuple[bool, bool]], Position] = {}

    def _record(self, name: str) -> Record:
        return self.taxed if self.books.rules[name].rule.money.keys() & OF_TAX else self.record

    def explanation(
        self, name: str, statuses: Mapping[str, bool | None] | None = None, income: Pair | float | None = None
    ) -> Explanation:
        """A sheet's answer, with some statuses set and the taxable income that the account has worked out."""
        read = self.books.rules[name].names_read
        changed: dict[str, Any] = {}
        for key, value in (statuses or {}).items():
            if f"status({key})" in read:
                changed[f"status({key})"] = value
        if income is not None and self.books.derived in read:
            changed[str(self.books.derived)] = self._derived(name, income)
        if not changed:
            return self._explanation((name,), name, changed)
        return self._explanation(
            (name, *(item for pair in changed.items() for item in (pair[0], str(pair[1])))), name, changed
        )

    def _explanation(self, key: tuple[str, ...], name: str, changed: Mapping[str, Any]) -> Explanation:
        if key not in self._explained:
            record = {**self._record(name), **changed} if changed else self._record(name)
            self._explained[key] = explained(self.books.rules[name], record, self.given)
        return self._explained[key]

    def _derived(self, name: str, income: Pair | float) -> Any:
        """The input that the account works out; of a yearly one the newest year is what it has found."""
        value = income[0] if isinstance(income, tuple) and income[0] == income[1] else income
        if not isinstance(self.books.rules[name].rule.kinds.get(str(self.books.derived)), Series):
            return value
        typed = self._record(name).get(str(self.books.derived))
        return [*typed[:-1], value] if isinstance(typed, list) and typed else [None, value]

    # What the record says of profit and losses ----------------------------------------------------------------------

    @cached_property
    def own(self) -> dict[str, Pair]:
        """Profit, losses and the standard rate, each against and in favour; NaN where the account cannot do without."""
        if self.books.account is None:
            return {"profit": (0.0, 0.0), "losses": (0.0, 0.0), "standard_rate": (0.0, 0.0)}
        case = _admitted(self.books, self.taxed)
        found = {name: low_and_high(function(case)) for name, function in self.books.account.functions.items()}
        profit, losses, rate = found["profit"], found["losses"], found["standard_rate"]
        return {
            "profit": (nan, nan) if profit is None else (profit[1], profit[0]),
            "losses": (0.0, inf) if losses is None else (max(losses[0], 0.0), max(losses[1], 0.0)),
            "standard_rate": (nan, nan) if rate is None else (rate[1], rate[0]),
        }

    def unbounded(self, name: str) -> bool:
        """Whether a sheet may bring an award of which nothing says how much it is."""
        position = self._position(name, Way())
        return position.usable[1] and position.entries.get("unbounded", NOTHING)[1] > 0

    # Ways settled as rows -------------------------------------------------------------------------------------------

    def settled(self, ways: Sequence[Way]) -> tuple[Settled, int]:
        """All ways settled: row i is way i with everything against, row n + i in favour; and n."""
        count = len(ways)
        own = {name: np.repeat(np.array(pair), count) for name, pair in self.own.items()}
        claims = {name: self._claim(name, ways) for name in self.books.paying}
        rate = self.own["standard_rate"][0]
        return settle(own["profit"], own["losses"], rate, claims, self.books.order, _Late(self, ways)), count

    def _claim(self, name: str, ways: Sequence[Way]) -> Claim:
        """A sheet's position in every way: that of the account as it is but where the way sets something it reads."""
        plain = self._position(name, Way())
        found = {row: self._position(name, way) for row, way in enumerate(ways) if self._concerns(name, way)}
        names = {*plain.entries, *(entry for one in found.values() for entry in one.entries)}
        count, late = len(ways), name in self.books.late
        entries = {
            entry: _laid(
                count,
                plain.entries.get(entry, NOTHING),
                {r: one.entries.get(entry, NOTHING) for r, one in found.items()},
            )
            for entry in sorted(names)
        }
        usable = _laid(count, plain.usable, {row: one.usable for row, one in found.items()}) > 0
        return Claim(None if late else usable, entries)

    def _concerns(self, name: str, way: Way) -> bool:
        read = self.books.rules[name].names_read
        return way.only is not None or name in way.forced or any(f"status({key})" in read for key in way.statuses)

    def _position(self, name: str, way: Way) -> Position:
        answer = self.explanation(name, way.statuses)
        if way.only is not None and name not in way.only:
            usable = False, False
        elif name in way.forced:
            usable = way.forced[name], way.forced[name]
        else:
            usable = answer.result == "pass", answer.result in ("pass", "depends")
        key = id(answer), usable
        if key not in self._positions:
            entries = dict.fromkeys(answer.bound.money_nodes, NOTHING)
            if usable[1] or name in self.books.late:
                entries = {entry: pair for name in entries for entry, pair in _pairs(name, answer).items()}
            self._positions[key] = Position(usable, entries)
        return self._positions[key]

    def late_usable(self, name: str, way: Way, income: float, *, favour: bool) -> bool:
        """Whether a sheet that asks for the taxable income may be used in a way, given that income."""
        if way.only is not None and name not in way.only:
            return False
        if name in way.forced:
            return way.forced[name]
        answer = self.explanation(name, way.statuses, None if income != income else income)
        return answer.result == "pass" or (favour and answer.result == "depends")


@dataclass(frozen=True)
class _Late:
    """Answers, row by row, whether a late sheet may be used (see `settle`)."""

    account: YearAccount
    ways: Sequence[Way]

    def __call__(self, name: str, income: Floats, rows: Rows | None) -> Truths:
        count = len(self.ways)
        asked = range(len(income)) if rows is None else rows.tolist()
        answers = [
            self.account.late_usable(name, self.ways[row % count], value, favour=row >= count)
            for row, value in zip(asked, income.tolist(), strict=True)
        ]
        return np.array(answers, dtype=np.bool_)


def _admitted(books: Books, record: Record) -> Case:
    assert books.account is not None
    kinds = books.account.rule.kinds
    read = {name for node in books.account.nodes.values() for name in inputs(node)}
    return Case({name: admit(record[name], kinds[name])[0] for name in sorted(read) if name in record})


def _pairs(entry: str, answer: Explanation) -> dict[str, Pair]:
    """An entry of a sheet against and in favour; what is unknown may be anything (see `UNKNOWN`).

    An award that nothing bounds is counted as `unbounded` beside an amount of nothing, so that sums stay sums.
    """
    value = answer.bound.money(entry, answer.case)
    if value is None and entry == "grant":
        value = answer.bound.money(entry, widest(answer.case, answer.bound))
        if value is None or value[1][0] >= UNBOUNDED:
            return {entry: NOTHING, "unbounded": (0.0, 1.0)}
    if value is None:
        return {entry: UNKNOWN[entry]}
    low, high = max(value[0][0], 0.0), max(value[1][0], 0.0)
    return {entry: (high, low) if entry in AGAINST_IS_HIGH else (low, high)}


def widest(case: Case, bound: BoundRule) -> Case:
    """The case with every unknown number anywhere between less and more than all money: a cap still bounds an award."""
    values = dict(case.values)
    for name in bound.names_read:
        of, value = bound.rule.kinds.get(name), values.get(name)
        if isinstance(of, Number) and value is None:
            values[name] = ANYTHING
        elif isinstance(of, Series):
            years = value if isinstance(value, tuple) else (None,)
            older = (None,) * LONG if years and years[0] is None else ()  # a first year that is known is the first
            values[name] = tuple(ANYTHING if year is None else year for year in (*older, *years))
    wide = Case(values)
    wide.ranged = True
    return wide


def _laid(count: int, plain: tuple[float, float], other: Mapping[int, tuple[float, float]]) -> Floats:
    """A figure in every way, against and in favour: the plain one but for the ways where it is another."""
    values = np.repeat(np.array(plain, dtype=np.float64), count)
    for row, pair in other.items():
        values[row], values[count + row] = pair
    return values
