"""Enterprises made up for the account of a year: settled by the program, and by an oracle that tries every subset.

The oracle is written from the rule alone (D29), one row and one subset of sheets at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from math import inf, isclose

import numpy as np
from hypothesis import strategies as st

from innovatory.policy.settlement import Claim, Floats, Rows, Settled, Truths, arranged, settle

STANDARD = 0.25
Entries = Mapping[str, float]


@dataclass(frozen=True)
class World:
    """One enterprise: what each sheet brings, whether it may be used, up to which income, and how sheets stand."""

    profit: float
    sheets: Mapping[str, Entries]
    losses: float = 0.0
    excludes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reduces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unused: frozenset[str] = frozenset()  # sheets that may not be used
    limits: Mapping[str, float] = field(default_factory=dict)  # sheets that ask for a taxable income up to a limit


def account(world: World) -> Settled:
    """The one row of a world settled."""
    return together([world])


def together(worlds: Sequence[World]) -> Settled:
    """Worlds of the same sheets, settled as rows of one account."""
    first = worlds[0]
    claims = {name: _claim(worlds, name) for name in first.sheets}
    order = arranged(list(first.sheets), first.excludes, first.reduces)

    def usable(name: str, income: Floats, rows: Rows | None) -> Truths:
        asked = range(len(worlds)) if rows is None else rows.tolist()
        limits = np.array([worlds[row].limits[name] for row in asked])
        barred = np.array([name in worlds[row].unused for row in asked])
        return np.asarray((income <= limits) & ~barred)

    profit, losses = (np.array([getattr(world, name) for world in worlds]) for name in ("profit", "losses"))
    return settle(profit, losses, STANDARD, claims, order, usable)


def _claim(worlds: Sequence[World], name: str) -> Claim:
    entries = {entry: np.array([world.sheets[name][entry] for world in worlds]) for entry in worlds[0].sheets[name]}
    return Claim(
        None if name in worlds[0].limits else np.array([name not in world.unused for world in worlds]), entries
    )


def value(settled: Settled, name: str) -> float:
    """A line of the first row."""
    return float(getattr(settled, name)[0])


# Against every subset ------------------------------------------------------------------------------------------------


def best(world: World) -> float:
    """The best net of any subset of the sheets in which none excludes another."""
    pairs = {frozenset((name, other)) for name, others in world.excludes.items() for other in others}
    names = [name for name in world.sheets if name not in world.unused]
    return max(net(world, subset) for subset in subsets(names) if not any(pair <= set(subset) for pair in pairs))


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def net(world: World, used: tuple[str, ...]) -> float:
    """What is left of a subset: grants less tax; -inf where a sheet of it may not be used with its own income."""

    def total(entry: str) -> float:
        return sum(world.sheets[name].get(entry, 0.0) for name in used)

    after = world.profit - total("extra")
    taxed = max(after, 0.0) - min(total("exempt"), max(after, 0.0))
    half = min(total("at_standard"), taxed)
    income = taxed - min(world.losses + total("losses"), taxed)
    if any(income > world.limits[name] for name in used if name in world.limits):
        return -inf
    taxes = [STANDARD * income]
    for name in used:
        if "rate" in world.sheets[name]:
            at_reduced = min(world.sheets[name].get("part", inf), income)
            kept = min(half, income)
            rate = min(world.sheets[name]["rate"], STANDARD)
            taxes.append(rate * at_reduced + STANDARD * (income - at_reduced) + (STANDARD - rate) * kept)
    return paid(world, used) - max(min(taxes) - total("credit"), 0.0)


def paid(world: World, used: tuple[str, ...]) -> float:
    """The awards of a subset, each less those that reduce it."""

    def award(name: str) -> float:
        reducing = [other for other in used if name in world.reduces.get(other, ()) and "grant" in world.sheets[other]]
        return max(world.sheets[name]["grant"] - sum(award(other) for other in reducing), 0.0)

    return sum(award(name) for name in used if "grant" in world.sheets[name])


AMOUNTS = st.integers(0, 40).map(float)
RATES = st.sampled_from([0.05, 0.15, 0.2, 0.3])
KINDS = ("extra", "exempt", "losses", "rate", "credit", "grant")
NAMES = "abcdef"


@st.composite
def entries(draw: st.DrawFn, *, zoned: bool) -> dict[str, float]:
    """What a sheet brings: one thing or two, such as a relief with an award.

    A rate for a part and income kept at the standard rate do not meet: what is `zoned` has the first alone.
    """
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2))
    found = {kind: draw(amounts_of(kind)) for kind in kinds}
    if "rate" in found and zoned and draw(st.booleans()):
        found["part"] = draw(AMOUNTS)
    if "exempt" in found and not zoned:
        found["at_standard"] = draw(AMOUNTS)
    return found


def amounts_of(entry: str) -> st.SearchStrategy[float]:
    return RATES if entry == "rate" else AMOUNTS


@st.composite
def worlds(draw: st.DrawFn, rows: int = 1) -> list[World]:
    """Rows of the same sheets and relations, each with amounts of its own.

    A sheet reduces at most one other: of two, leaving it may be better.
    """
    zoned, names = draw(st.booleans()), NAMES[: draw(st.integers(1, 6))]
    sheets = {name: draw(entries(zoned=zoned)) for name in names}
    excludes = {name: draw(_others_of(name, NAMES)) for name in names}
    reduces = {name: draw(_others_of(name, names[index + 1 :], most=1)) for index, name in enumerate(names)}
    asking = [
        name for name in names if sheets[name].keys() <= {"rate", "part", "credit", "grant"} and draw(st.booleans())
    ]
    found = []
    for _ in range(rows):
        mine = {name: {entry: draw(amounts_of(entry)) for entry in sheets[name]} for name in names}
        limits = {name: draw(AMOUNTS) for name in asking}
        unused = frozenset(draw(st.sets(st.sampled_from(names), max_size=2)))
        profit, losses = float(draw(st.integers(-20, 120))), draw(AMOUNTS)
        found.append(World(profit, mine, losses, excludes, reduces, unused, limits))
    return found


def _others_of(name: str, names: str, most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    others = [other for other in names if other != name]
    return st.lists(st.sampled_from(others), max_size=most).map(tuple) if others else st.just(())


def close(first: float, second: float) -> bool:
    return isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)
