"""The account of a year as arithmetic over rows: profit → extra deductions → exempt income → losses → one rate →
credits → grants, with what excludes and what reduces what (D29).

Rows are enterprises, or ways of one enterprise's account. Explanation and costing call the same function, so that both
give the same yuan. Every sheet enters as a claim that may or may not be used in a row; the combination with the highest
net is taken, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Rows = NDArray[np.intp]
MORE = 1e13  # yuan: an award of which nothing says how much it is may be more than any that is known
BEFORE_INCOME = frozenset({"extra", "exempt", "at_standard", "losses"})  # entries that the taxable income depends on
Usable = Callable[[str, Floats, Rows | None], Truths]
"""Whether a sheet that asks for the taxable income may be used, given that income in some rows (None: in all)."""


@dataclass(frozen=True)
class Claim:
    """What one sheet brings into the account: whether it may be used, and its entries (see `Rule.money`), by row.

    `usable` is None for a sheet that asks for the taxable income, which is known only on the way.
    """

    usable: Truths | None
    entries: Mapping[str, Floats]

    def at(self, rows: Rows) -> Claim:
        """The claim in some rows."""
        usable = None if self.usable is None else self.usable[rows]
        return Claim(usable, {entry: values[rows] for entry, values in self.entries.items()})

    def acts(self) -> Truths:
        """In which rows the sheet may be used and brings anything (a rate of nothing is much)."""
        first = next(iter(self.entries.values()))
        may = np.ones(len(first), dtype=np.bool_) if self.usable is None else self.usable
        brings = [values != 0 for entry, values in self.entries.items() if entry not in ("rate", "part")]
        return may if "rate" in self.entries or not brings else may & np.any(brings, axis=0)


@dataclass
class Settled:
    """The lines of the account, yuan by row (the rate is of 1), and what each sheet brought.

    `unbounded` counts awards of which nothing says how much they are; they are nothing in `grants` and `net`.

    `taken` says in which rows a sheet was used, `rated` in which its rate is the one taken; `brought` holds what it
    brought, by sheet and entry.
    """

    extra: Floats
    exempt: Floats
    losses: Floats
    taxable_income: Floats
    rate: Floats
    tax_before_credits: Floats
    credits: Floats
    tax: Floats
    grants: Floats
    net: Floats
    losses_new: Floats
    unbounded: Floats
    taken: dict[str, Truths] = field(default_factory=dict)
    rated: dict[str, Truths] = field(default_factory=dict)
    brought: dict[tuple[str, str], Floats] = field(default_factory=dict)

    @property
    def rank(self) -> Floats:
        """What accounts are compared by: the net (the awards, where the tax is unknown), awards without bound first."""
        return np.where(np.isnan(self.net), self.grants, self.net) + self.unbounded * MORE

    def unbounded_of(self, name: str) -> Floats:
        """In which rows (1) a sheet brings an award of which nothing says how much it is."""
        return self.brought.get((name, "unbounded"), np.zeros(self.net.shape))

    def rate_of(self, name: str) -> Truths:
        """In which rows the rate of a sheet is the one taken."""
        return self.rated.get(name, np.zeros(self.net.shape, dtype=np.bool_))


@dataclass(frozen=True)
class Order:
    """How sheets stand to each other: which exclude each other, and whose award which others lower.

    `excludes` are pairs of sheets; `reduced_by` names for a sheet those whose awards are taken off its own, and `order`
    lists all sheets so that those come first.
    """

    excludes: frozenset[frozenset[str]]
    reduced_by: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]


def settle(
    profit: Floats, losses: Floats, standard_rate: float, claims: Mapping[str, Claim], order: Order, usable: Usable
) -> Settled:
    """The account of every row; `profit` and `losses` in yuan. NaN (an unknown profit) makes the tax and the net NaN."""
    alone, joint = _components(claims, order)
    later = {name for part in (*alone, *joint) for name in part}
    fixed = {name: claim for name, claim in claims.items() if name not in later}
    for part in alone:
        fixed |= _best_alone({name: claims[name] for name in claims if name in part}, order)
    best: Settled | None = None
    for chosen in product(*(independent(part, order.excludes) for part in joint)):
        names = {name for part in chosen for name in part}
        taken = fixed | {name: claims[name] for name in claims if name in names}
        in_order = {name: taken[name] for name in order.order if name in taken}
        settled = _with_optional(profit, losses, standard_rate, in_order, order, usable)
        best = settled if best is None else _better(best, settled)
    assert best is not None  # a product of no parts has one member
    return best


def _with_optional(
    profit: Floats,
    losses: Floats,
    standard_rate: float,
    claims: dict[str, Claim],
    order: Order,
    usable: Usable,
    decided: frozenset[str] = frozenset(),
) -> Settled:
    """The account with all of these claims, but without those whose use would cost, row by row.

    Exempt income may cost: the part of it that is taxed keeps the standard rate, where the enterprise has a lower one.
    An award that lowers several others may cost more than it brings.
    """
    optional = [name for name in claims if name not in decided and _may_cost(name, claims, order)]
    if not optional:
        return _settled(profit, losses, standard_rate, claims, order, usable)
    name = optional[0]
    whole = _with_optional(profit, losses, standard_rate, claims, order, usable, decided | {name})
    rows = np.flatnonzero(claims[name].acts())
    if len(rows):
        without = {other: claim.at(rows) for other, claim in claims.items() if other != name}
        inner = in_rows(usable, rows)
        less = _with_optional(profit[rows], losses[rows], standard_rate, without, order, inner, decided)
        _take_better(whole, less, rows)
    return whole


def _may_cost(name: str, claims: Mapping[str, Claim], order: Order) -> bool:
    lowered = [other for other, by in order.reduced_by.items() if name in by and other in claims]
    return len(lowered) > 1 or bool(np.any(claims[name].entries.get("at_standard", 0.0)))


def in_rows(usable: Usable, rows: Rows) -> Usable:
    """`usable` of an account that holds only some rows of another."""
    return lambda name, income, inner: usable(name, income, rows if inner is None else rows[inner])


def _take_better(whole: Settled, other: Settled, rows: Rows) -> None:
    """Put another account into the rows in which it is better."""
    picked = np.flatnonzero(other.rank > whole.rank[rows])
    for name in LINES:
        getattr(whole, name)[rows[picked]] = getattr(other, name)[picked]
    whole.taken = _overlaid(whole.taken, other.taken, rows, picked)
    whole.rated = _overlaid(whole.rated, other.rated, rows, picked)
    whole.brought = _overlaid(whole.brought, other.brought, rows, picked)


Key = TypeVar("Key")
Kind = TypeVar("Kind", np.float64, np.bool_)


def _overlaid(
    mine: dict[Key, NDArray[Kind]], others: Mapping[Key, NDArray[Kind]], rows: Rows, picked: Rows
) -> dict[Key, NDArray[Kind]]:
    """Arrays with those of another account in the rows picked; nothing where the other has none."""
    found = {}
    for key, values in mine.items():
        found[key] = values.copy()
        found[key][rows[picked]] = others[key][picked] if key in others else values.dtype.type(0)
    return found


def _components(claims: Mapping[str, Claim], order: Order) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """Groups of sheets that exclude each other: those decided by one line alone, and those that need the whole account."""
    groups: list[set[str]] = []
    for pair in order.excludes:
        if pair <= claims.keys():
            touching = [group for group in groups if group & pair]
            groups = [group for group in groups if not group & pair] + [set(pair).union(*touching)]
    found = sorted((frozenset(group) for group in groups), key=sorted)
    # an award for who has a high income may be lost by a larger deduction: then the whole account decides
    awards = any(claim.usable is None and not claim.entries.keys() <= {"rate", "part"} for claim in claims.values())
    lines = {"grant"} if awards else {"grant", "extra"}
    alone = [group for group in found if _line_of({name: claims[name] for name in group}, order) in lines]
    return alone, [group for group in found if group not in alone]


def _line_of(claims: Mapping[str, Claim], order: Order) -> str | None:
    """The one line that all sheets of a group feed, if more in it is never worse: extra deductions, or grants."""
    entries = {entry for claim in claims.values() for entry in claim.entries} - {"unbounded"}
    reducing = {other for others in order.reduced_by.values() for other in others} | order.reduced_by.keys()
    plain = all(claim.usable is not None for claim in claims.values()) and not reducing & claims.keys()
    return entries.pop() if plain and len(entries) == 1 and entries <= {"extra", "grant"} else None


def independent(names: frozenset[str], excludes: frozenset[frozenset[str]]) -> list[frozenset[str]]:
    """The largest sets of sheets of which none excludes another, in the order of their names."""
    found: list[frozenset[str]] = []
    for size in range(len(names), 0, -1):
        for some in combinations(sorted(names), size):
            chosen = frozenset(some)
            if not any(pair <= chosen for pair in excludes) and not any(chosen < larger for larger in found):
                found.append(chosen)
    return found


def _best_alone(claims: Mapping[str, Claim], order: Order) -> dict[str, Claim]:
    """The claims of a group with those put out of use that do not stand in the row's best set."""
    entry = _line_of(claims, order)
    assert entry is not None
    sets = independent(frozenset(claims), order.excludes)
    usable = {name: claim.usable for name, claim in claims.items() if claim.usable is not None}
    brings = {name: np.where(mask, _amount(claims[name], entry), 0.0) for name, mask in usable.items()}
    totals = np.stack([sum((brings[name] for name in sorted(chosen)), np.zeros(())) for chosen in sets])
    best = np.argmax(totals, axis=0)
    allowed = {name: np.array([name in chosen for chosen in sets])[best] for name in claims}
    return {name: Claim(mask & allowed[name], claims[name].entries) for name, mask in usable.items()}


def _amount(claim: Claim, entry: str) -> Floats:
    return claim.entries[entry] + MORE * claim.entries.get("unbounded", np.zeros(()))


def _better(first: Settled, second: Settled) -> Settled:
    """Row by row the account with the higher net; the first where they are equal."""
    pick = second.rank > first.rank
    lines = {name: np.where(pick, getattr(second, name), getattr(first, name)) for name in LINES}
    none, nothing = np.zeros_like(pick), np.zeros_like(first.net)
    taken, rated = (
        {name: np.where(pick, after.get(name, none), before.get(name, none)) for name in {**before, **after}}
        for before, after in ((first.taken, second.taken), (first.rated, second.rated))
    )
    brought = {
        key: np.where(pick, second.brought.get(key, nothing), first.brought.get(key, nothing))
        for key in {**first.brought, **second.brought}
    }
    return Settled(**lines, taken=taken, rated=rated, brought=brought)


LINES = (
    "extra", "exempt", "losses", "taxable_income", "rate", "tax_before_credits", "credits", "tax", "grants", "net",
    "losses_new", "unbounded",
)  # fmt: skip


def _settled(
    profit: Floats, losses: Floats, standard_rate: float, claims: Mapping[str, Claim], order: Order, usable: Usable
) -> Settled:
    """The account in which every claim that may be used is used, but for the rates, of which one is taken."""
    book = _Book(profit, {name: claim for name, claim in claims.items() if claim.usable is not None})
    extra = book.total("extra")
    left = profit - extra
    exempt = np.minimum(book.total("exempt"), np.maximum(left, 0.0))
    kept = np.maximum(left, 0.0) - exempt
    at_standard = np.minimum(book.total("at_standard"), kept)
    used = np.minimum(losses + book.total("losses"), kept)
    base = kept - used
    book.claims |= {
        name: Claim(usable(name, base, None), claim.entries) for name, claim in claims.items() if claim.usable is None
    }
    tax, rate, chosen = _taxed(book, base, at_standard, standard_rate)
    credits = np.minimum(book.total("credit"), tax)
    grants = _granted(book, order)
    due = tax - credits
    settled = Settled(
        extra, exempt, used, base, rate, tax, credits, due, grants, grants - due, np.maximum(-left, 0.0),
        book.total("unbounded"),
    )  # fmt: skip
    settled.brought = book.brought
    settled.taken, settled.rated = book.taken(chosen), chosen
    return settled


@dataclass
class _Book:
    """The claims of one combination and what they have brought so far."""

    profit: Floats
    claims: dict[str, Claim]
    brought: dict[tuple[str, str], Floats] = field(default_factory=dict)

    def total(self, entry: str) -> Floats:
        """The sum of an entry over the sheets that may be used."""
        total: Floats | None = None
        for name, claim in self.claims.items():
            if entry in claim.entries and claim.usable is not None:
                self.brought[name, entry] = brings = np.where(claim.usable, claim.entries[entry], 0.0)
                total = brings if total is None else total + brings
        return np.zeros_like(self.profit) if total is None else total

    def taken(self, chosen: Mapping[str, Truths]) -> dict[str, Truths]:
        """In which rows each sheet is used; one that brings a rate and nothing else, where its rate is chosen."""
        taken = {}
        for name, claim in self.claims.items():
            only_rate = claim.entries.keys() <= {"rate", "part"}
            idle = bool(claim.entries) and not any((name, entry) in self.brought for entry in claim.entries)
            taken[name] = chosen[name] if only_rate else np.asarray(claim.usable) & (not idle)
        return taken


def _taxed(
    book: _Book, base: Floats, at_standard: Floats, standard_rate: float
) -> tuple[Floats, Floats, dict[str, Truths]]:
    """The least tax over the standard rate and each reduced one; of equal taxes that of the lower rate."""
    tax, rate = standard_rate * base, np.full_like(base, standard_rate)
    names = [""]  # sheets with a rate; `taken` holds by row the place of the one whose rate it is
    taken = np.zeros(len(base), dtype=np.int16)
    ordinary = np.minimum(at_standard, base) if at_standard.any() else None
    for name, claim in book.claims.items():
        if "rate" not in claim.entries or claim.usable is None:
            continue
        reduced = claim.entries["rate"]
        if "part" in claim.entries:
            part = np.minimum(np.maximum(claim.entries["part"], 0.0), base)
            # of income that keeps the standard rate, what does not fit beside the part lies within it
            other = reduced * part + standard_rate * (base - part)
            within = None if ordinary is None else np.maximum(ordinary - (base - part), 0.0)
        else:
            other, within = reduced * base, ordinary
        if within is not None:
            other = other + np.maximum(standard_rate - reduced, 0.0) * within
        pick = claim.usable & ((other < tax) | ((other == tax) & (reduced < rate)))
        np.copyto(tax, other, where=pick)
        np.copyto(rate, reduced, where=pick)
        taken[pick] = len(names)
        names.append(name)
    return tax, rate, {name: taken == place for place, name in enumerate(names) if place}


def _granted(book: _Book, order: Order) -> Floats:
    """The awards, each lowered by those that reduce it, never below nothing."""
    book.total("grant")
    total = np.zeros_like(book.profit)
    for name in order.order:
        if (name, "grant") in book.brought:
            award = book.brought[name, "grant"]
            for other in order.reduced_by.get(name, ()):
                award = award - book.brought.get((other, "grant"), np.zeros_like(award))
            book.brought[name, "grant"] = award = np.maximum(award, 0.0)
            total = total + award
    return total


def arranged(
    names: Sequence[str], excludes: Mapping[str, Sequence[str]], reduces: Mapping[str, Sequence[str]]
) -> Order:
    """How sheets stand to each other, from what each of them says; `ValueError` with the names if reducing goes round.

    Excluding holds both ways, whoever says it; the order of sheets is that of their names but for what reduces what.
    """
    pairs = frozenset(
        frozenset((name, other))
        for name in names
        for other in excludes.get(name, ())
        if other in names and other != name
    )
    reduced_by = {
        name: tuple(sorted(other for other in names if name in reduces.get(other, ()) and other != name))
        for name in names
    }
    ordered: list[str] = []
    waiting = sorted(names)
    while waiting:
        ready = next((name for name in waiting if all(other in ordered for other in reduced_by[name])), None)
        if ready is None:
            raise ValueError(" → ".join(_circle(waiting, reduced_by)))
        ordered.append(ready)
        waiting.remove(ready)
    return Order(pairs, {name: others for name, others in reduced_by.items() if others}, tuple(ordered))


def _circle(waiting: Sequence[str], reduced_by: Mapping[str, Sequence[str]]) -> list[str]:
    """The sheets of a circle, in the order in which each reduces the next, the first name first."""
    path = [waiting[0]]
    while True:
        following = next(other for other in reduced_by[path[-1]] if other in waiting)
        if following in path:
            circle = path[path.index(following) :][::-1]
            start = circle.index(min(circle))
            return circle[start:] + circle[:start]
        path.append(following)
