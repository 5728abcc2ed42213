"""The conformance cases notice a wrong language: each mutant breaks one rule, and some case must fail for it.

A mutant replaces one function of a back end by one that breaks the rule; the cases are then run as always.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import Any

import pytest
from back_ends import run
from language_cases import OF_ONE_RECORD, agrees

from innovatory.language import bind, columns, ends, evaluate, explain, operations, tables, windows
from innovatory.language.columns import Column, Condition, Numbers, Truths
from innovatory.language.explain import Case
from innovatory.language.names import Dated
from innovatory.language.tree import Lookup
from innovatory.language.vectors import Vector, select

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]


def failing(back_end: str) -> list[str]:
    """The cases of one record that a back end gets wrong."""
    return [
        case["id"]
        for case in OF_ONE_RECORD
        if not agrees(run(case, back_end), case["expect"], sound_only=case.get("sound_only", False))
    ]


def without_tolerance(patch: Patch) -> None:
    """Comparisons are those of float64: the tolerance is far below its last digit."""
    patch.setattr(ends, "EPSILON", 1e-30)


def otherwise_on_unknown(patch: Patch) -> None:
    """An undecided condition takes the *else* branch, as Polars, DuckDB and Spark do."""

    def choice(condition: Any, then: Any, otherwise: Any) -> Any:
        return lambda case: then(case) if condition(case) else otherwise(case)

    honest = operations.choice
    patch.setattr(explain, "_choice", choice)
    patch.setattr(evaluate, "choice", lambda test, a, b: honest(Truths(test.sure, test.sure), a, b))


def half_to_even(patch: Patch) -> None:
    """`round` is Python's."""
    patch.setattr(ends, "round_half_away", lambda value, digits: round(value, digits) + 0.0)

    def half_even(x: Vector, size: Vector, digits: int) -> tuple[Vector, Vector]:
        power = 10.0**digits
        scaled = size * power
        below = scaled.floor()
        odd = (below / 2.0).floor().equals(below / 2.0)
        whole = select((scaled - below).equals(0.5) & odd, below, (scaled + 0.5).floor())
        return select(x < 0.0, -(whole / power), whole / power), scaled

    patch.setattr(operations, "_half_away", half_even)


def strict_at_most(patch: Patch) -> None:
    """`<=` is read as `<`."""
    honest = operations.compared
    patch.setitem(explain.COMPARISONS, "<=", explain.COMPARISONS["<"])
    patch.setattr(evaluate, "compared", lambda sign, a, b: honest("<" if sign == "<=" else sign, a, b))


def two_valued(patch: Patch) -> None:
    """In `and`, `or`, `not` unknown is false."""

    def not_(of: Any) -> Any:
        return lambda case: not of(case)

    def at_least(n: int, of: Any) -> Any:
        return lambda case: sum(one(case) is True for one in of) >= n

    honest = operations.at_least
    patch.setattr(explain, "_not", not_)
    patch.setattr(explain, "_at_least", at_least)
    patch.setattr(evaluate, "at_least", lambda n, of: honest(n, [Truths(one.sure, one.sure) for one in of]))


def up_to_is_below(patch: Patch) -> None:
    """A row `up_to: 5` no longer takes 5."""
    honest, honest_columns = tables.fits, operations._fits

    def fits(word: str, edge: float, x: tuple[float, int]) -> bool:
        return honest("below" if word == "up_to" else word, edge, x)

    def fits_columns(word: str, x: Column, edge: Column) -> Condition:
        return honest_columns("below" if word == "up_to" else word, x, edge)

    patch.setattr(explain, "fits", fits)
    patch.setattr(operations, "_fits", fits_columns)


def hull_of_ends(patch: Patch) -> None:
    """A table read over a range is the hull of its values at the two ends; what lies between is forgotten."""
    honest, honest_columns = explain._lookup, operations.lookup

    def lookup(node: Lookup, argument: Any) -> Any:
        at: list[Any] = [None]
        single = honest(node, lambda case: at[0])

        def compute(case: Case) -> Any:
            number = argument(case)
            if number is None:
                at[0] = None
                return single(case)
            values = []
            for end in number:
                at[0] = (end, end)
                values.append(single(case))
            return explain.hull(*values)

        return compute

    def lookup_columns(node: Lookup, a: Numbers) -> Numbers:
        sides = [honest_columns(node, Numbers(end, end, a.gaps)) for end in (a.low, a.high)]
        low = reduce(columns.lesser, [side.low for side in sides])
        return Numbers(low, reduce(columns.larger, [side.high for side in sides]), any(side.gaps for side in sides))

    patch.setattr(explain, "_lookup", lookup)
    patch.setattr(evaluate, "lookup", lookup_columns)


def oldest_year_counts(patch: Patch) -> None:
    """An oldest year of zero or less is a base like any other: there is no growth."""
    honest, honest_columns = explain.growth_of, windows._from_oldest

    def growth_of(window: list[ends.Number]) -> ends.Number | None:
        return None if window[0][1][0] <= 0 else honest(window)

    def from_oldest(numbers: tuple[Numbers, ...]) -> Numbers:
        return columns.blank(numbers[-1].low.expr > 0, honest_columns(numbers))

    patch.setattr(explain, "growth_of", growth_of)
    patch.setattr(windows, "_from_oldest", from_oldest)


def months_by_days(patch: Patch) -> None:
    """A mean over a year weighs every day alike, not every month."""

    def year_mean(dated: Dated, year: int) -> tuple[float, float] | None:
        total = [0.0, 0.0]
        for month in range(1, 13):
            for day in range(1, monthrange(year, month)[1] + 1):
                entry = dated.on(date(year, month, day))
                if entry is None or entry.value is None:
                    return None
                total = [total[0] + entry.value[0], total[1] + entry.value[1]]
        return total[0] / (365 + isleap(year)), total[1] / (365 + isleap(year))

    patch.setattr(bind, "year_mean", year_mean)


MUTANTS: list[Mutant] = [
    without_tolerance, otherwise_on_unknown, half_to_even, strict_at_most, two_valued, up_to_is_below, hull_of_ends,
    oldest_year_counts, months_by_days,
]  # fmt: skip


@pytest.mark.parametrize("back_end", ["explain", "polars"])
def test_no_case_fails_without_a_mutant(back_end: str) -> None:
    assert failing(back_end) == []


@pytest.mark.parametrize("back_end", ["explain", "polars"])
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_some_case_fails_for_each_mutant(mutant: Mutant, back_end: str, monkeypatch: Patch) -> None:
    mutant(monkeypatch)
    assert failing(back_end) != []
