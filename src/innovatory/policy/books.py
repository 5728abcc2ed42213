"""The sheets that concern one kind of unit, bound to the days on which they are judged, ready for the account of a year.

Taxes of a year are judged on its last day (or on the day of the question, if that lies within the year); awards and
recognitions on the day of the question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from innovatory.language.mistakes import Mistake
from innovatory.language.tree import Node, inputs
from innovatory.policy.account_rule import KIND, BoundAccount
from innovatory.policy.bound import KEPT, BoundRule
from innovatory.policy.library import Library
from innovatory.policy.obtainable import check_obtainable
from innovatory.policy.rule import parameters_of
from innovatory.policy.settlement import BEFORE_INCOME, Order, arranged

OF_TAX = {"extra", "exempt", "at_standard", "losses", "rate", "part", "credit"}  # entries of `Rule.money`


@dataclass(frozen=True, eq=False)
class Books:
    """The bound sheets by id, in the order of their ids, and how they stand to each other."""

    library: Library
    kinds: frozenset[str]
    on: date
    year: int
    rules: dict[str, BoundRule]
    order: Order
    account: BoundAccount | None

    @cached_property
    def paying(self) -> tuple[str, ...]:
        """The sheets that bring something into the account."""
        return tuple(name for name in self.order.order if self.rules[name].money_nodes)

    @cached_property
    def late(self) -> frozenset[str]:
        """The sheets that bring something and ask for the taxable income, which the account works out on the way."""
        derived = self.derived
        return frozenset(name for name in self.paying if derived is not None and derived in self._asked(name))

    def _asked(self, name: str) -> set[str]:
        nodes = [node for one in self.rules[name].criteria for node in one.nodes.values()]
        return {read for node in nodes for read in inputs(node)}

    @property
    def derived(self) -> str | None:
        """The input that the account works out."""
        return None if self.account is None else self.account.rule.file.derives

    def readers(self, status: str) -> tuple[str, ...]:
        """The sheets whose answer or amount reads a status."""
        asked = f"status({status})"
        return tuple(name for name, bound in self.rules.items() if asked in bound.names_read)

    def source(self, name: str, entry: str) -> str:
        """Where an entry of the account comes from: source and article of the values of the day that it is made of.

        Where the entry uses none, the source of the sheet's first criterion.
        """
        bound = self.rules[name]
        found = sources_of(bound.rule.money[entry], bound)
        return "; ".join(found) or next(iter(bound.rule.sheet.criteria.values())).source


def sources_of(node: Node, bound: BoundRule) -> list[str]:
    """The sources, once each, of the parameters that a tree of a rule uses, as of the day."""
    found: dict[str, None] = {}
    for name in sorted(parameters_of(node)):
        parameter = bound.rule.sheet.parameters.get(name)
        days = [day for day in (parameter.values if parameter else ()) if day <= bound.on]
        if parameter is not None and days:
            found[parameter.values[max(days)].source] = None
    return list(found)


def tax_day(on: date, year: int) -> date:
    """The day on which the taxes of a year are judged."""
    return on if on.year <= year else date(year, 12, 31)


def books(library: Library, kinds: Iterable[str], on: date, year: int, names: Collection[str] | None = None) -> Books:
    """The books of a library for some kinds of unit (all sheets of these kinds, or those named).

    Raises `Mistake("circular")` where awards reduce each other in a circle, or a status requires itself.
    """
    return _books(library, frozenset(kinds), on, year, None if names is None else tuple(sorted(set(names))))


@lru_cache(maxsize=KEPT)
def _books(library: Library, kinds: frozenset[str], on: date, year: int, names: tuple[str, ...] | None) -> Books:
    today = library.at(on)
    asked = names if names is not None else _of_kinds(today, kinds)
    for name in asked:
        today.sheet(name)  # a wrong name is told first
    rules = {name: _bound(library, name, on, year) for name in asked}
    check_obtainable(rules)
    try:
        order = arranged(
            asked,
            {name: bound.rule.sheet.excludes for name, bound in rules.items()},
            {name: bound.rule.sheet.reduces for name, bound in rules.items()},
        )
    except ValueError as error:
        raise Mistake(
            "circular", f"awards reduce each other: {error}", f"资助金额相互扣减，形成循环：{error}"
        ) from None
    day = tax_day(on, year)
    rule = library.at(day).account_rule if KIND in kinds else None
    asking = {"" if rule is None else str(rule.file.derives)}
    if not any(bound.money_nodes.keys() & OF_TAX or asking & bound.names_read.keys() for bound in rules.values()):
        rule = None  # nothing touches the tax, and nothing asks what it is worked out from
    account = None if rule is None else BoundAccount(rule, day, year)
    found = Books(library, kinds, on, year, rules, order, account)
    _no_income_from_itself(found)
    return found


def _no_income_from_itself(books: Books) -> None:
    """A sheet that asks for the taxable income cannot be what the income depends on."""
    for name in books.late:
        bound = books.rules[name]
        if bound.money_nodes.keys() & BEFORE_INCOME:
            raise Mistake(
                "circular",
                f"{name} asks for {books.derived} and changes it; the account cannot work it out",
                f"{name} 既以 {books.derived} 为条件又会改变它，年度账户无法计算",
                place=bound.rule.located.key_place_of(("criteria",)),
            )


def _of_kinds(library: Library, kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in sorted(library.located) if library.sheet(name).applies_to in kinds)


def _bound(library: Library, name: str, on: date, year: int) -> BoundRule:
    """The rule of a sheet on the day on which it is judged, as the law stands on that day."""
    taxed = library.at(on).instrument(name).rule.money.keys() & OF_TAX
    day = tax_day(on, year) if taxed else on
    return library.at(day).instrument(name).on(day, year)
