"""A rule bound to a day: dated values in place, every criterion a function of one applicant's case.

Bound once per day and assessed year and kept; explaining an applicant is then a few function calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from innovatory.language import ends, tight
from innovatory.language.algebra import Atom, atoms
from innovatory.language.bind import bind
from innovatory.language.door import Inner, admit
from innovatory.language.explain import COMPARISONS, Case, Compiler, Function, Value
from innovatory.language.mistakes import Mistake, Place
from innovatory.language.ranges import evaluator, width_of
from innovatory.language.tree import Node, walk
from innovatory.language.types import Truth, Type
from innovatory.policy.rule import SIGNS, Criterion, Rule, reads

AMOUNT = "amount"
KEPT = 1024  # bound rules kept: some days of every sheet


@dataclass(frozen=True)
class Judgement:
    """What a criterion says of one case: its truth, and value, threshold and margin (value only for `is`)."""

    truth: bool | None
    value: Value
    threshold: Value
    margin: ends.Number | None


class BoundCriterion:
    """A criterion of a day: judged plainly, or tightly where a ranged input stands in several places."""

    def __init__(self, criterion: Criterion, nodes: Mapping[str, Node], compiler: Compiler) -> None:
        self.of = criterion
        self.nodes = nodes
        self.reads = reads(nodes["value"], nodes["threshold"])
        self.value = compiler.function(nodes["value"])
        self.threshold = compiler.function(nodes["threshold"])
        self.judge = COMPARISONS.get(SIGNS.get(criterion.word, ""))
        self.turned = criterion.word in ("at_most", "less_than")
        self.repeated = tight.Plan(nodes["holds"]).repeated
        self.holds: Function = evaluator(nodes["holds"], compiler)
        self.margin: Function | None = evaluator(nodes["margin"], compiler) if criterion.margin is not None else None

    @cached_property
    def years_read(self) -> dict[str, tuple[Atom, ...]]:
        """By series, the years of it that the value and the threshold read."""
        found = {atom for key in ("value", "threshold") for one in walk(self.nodes[key]) for atom in atoms(one)}
        yearly = [atom for atom in found if atom.year is not None]
        return {name: tuple(atom for atom in yearly if atom.name == name) for name in {atom.name for atom in yearly}}

    def judged(self, case: Case) -> Judgement:
        """The criterion's answer for a case."""
        value, threshold = self.value(case), self.threshold(case)
        if self.judge is None or self.margin is None:
            truth = self.holds(case)
            return Judgement(truth if isinstance(truth, bool) else None, value, threshold, None)
        if case.ranged and any(width_of(case, atom) for atom in self.repeated):
            truth, margin = self.holds(case), self.margin(case)
            return Judgement(
                truth if isinstance(truth, bool) else None,
                value,
                threshold,
                margin if isinstance(margin, tuple) else None,
            )
        if not isinstance(value, tuple) or not isinstance(threshold, tuple):
            return Judgement(None, value, threshold, None)
        first, second = (threshold, value) if self.turned else (value, threshold)
        return Judgement(self.judge(value, threshold), value, threshold, ends.add(first, ends.negative(second)))

    def truth(self, case: Case) -> bool | None:
        """Only whether it holds."""
        return self.judged(case).truth


class BoundRule:
    """All criteria, definitions and amounts of a sheet on a day."""

    def __init__(self, rule: Rule, on: date, year: int) -> None:
        self.rule, self.on, self.year = rule, on, year
        self.done: dict[int, Node] = {}
        self.compiler = Compiler()
        self.criteria = tuple(self._criterion(criterion) for criterion in rule.criteria)
        self.definitions = {name: self._bound(node) for name, node in rule.definitions.items()}
        self.amount_node = None if rule.amount is None else self._bound(rule.amount)
        self.money_nodes = {entry: self._bound(node) for entry, node in rule.money.items()}
        self.rationing_nodes = {word: self._bound(node) for word, node in rule.rationing.items()}
        self.eligible = Compiler().function(rule.eligible)
        self.judged_ranges = {
            name: admit(one.range, rule.judged[name])[0] if one.range is not None else None
            for name, one in rule.sheet.judged.items()
        }
        self._functions: dict[str, Function] = {}
        self._read = {name: rule.kinds[name] for name in self.names() if name in rule.kinds}

    def _bound(self, node: Node) -> Node:
        return bind(node, self.rule.parameters, self.on, self.year, self.done)

    def _criterion(self, criterion: Criterion) -> BoundCriterion:
        nodes = {"value": criterion.value, "threshold": criterion.threshold, "holds": criterion.holds}
        if criterion.margin is not None:
            nodes["margin"] = criterion.margin
        return BoundCriterion(criterion, {key: self._bound(node) for key, node in nodes.items()}, self.compiler)

    @property
    def in_force(self) -> bool:
        """Whether the sheet is in force on the day."""
        return any(
            period.start <= self.on and (period.end is None or self.on <= period.end)
            for period in self.rule.sheet.in_force
        )

    def names(self) -> dict[str, None]:
        """Every input that the rule may read, in order."""
        nodes = [node for criterion in self.criteria for node in criterion.nodes.values()]
        return reads(*nodes, *self.values_shown())

    def case(self, record: Mapping[str, object]) -> tuple[Case, dict[str, str]]:
        """The inner case of a record and, by input, why a value given became unknown at the door."""
        values: dict[str, Inner] = dict(self.judged_ranges)
        refused: dict[str, str] = {}
        for name in self.names_read:
            if name in record:
                value, why = _admitted(name, record[name], self._type(name))
                if value is not None or name not in self.judged_ranges:
                    values[name] = value  # a judged value that cannot be used is its declared range (D27)
                some_year = isinstance(value, tuple) and any(year is not None for year in value)
                if why and not (why == "null" and (name in self.judged_ranges or some_year)):
                    refused[name] = why
        return Case(values), refused

    @cached_property
    def names_read(self) -> dict[str, None]:
        """As `names`, found once."""
        return self.names()

    def _type(self, name: str) -> Type:
        return self._read.get(name) or Truth()  # `status(x)` is a truth

    def value(self, name: str, case: Case) -> Value:
        """The value of a definition."""
        if name not in self._functions:
            self._functions[name] = evaluator(self.definitions[name], self.compiler)
        return self._functions[name](case)

    def values_shown(self) -> list[Node]:
        """Definitions, what the acts bring into the account of a year, and what ranks an applicant."""
        return [*self.definitions.values(), *self.money_nodes.values(), *self.rationing_nodes.values()]

    def money(self, entry: str, case: Case) -> ends.Number | None:
        """Low and high of an entry of the account (see `Rule.money`) for a case; None if it is unknown."""
        key = f"money {entry}"
        if key not in self._functions:
            self._functions[key] = evaluator(self.money_nodes[entry], self.compiler)
        value = self._functions[key](case)
        return value if isinstance(value, tuple) else None

    @cached_property
    def budget(self) -> float | None:
        """The budget of the day in yuan (the low end where it is a range); None without one, or where it is unknown."""
        if "budget" not in self.rationing_nodes:
            return None
        value = self.compiler.function(self.rationing_nodes["budget"])(Case({}))
        return value[0][0] if isinstance(value, tuple) else None

    def amount(self, case: Case) -> ends.Number | None:
        """The money that a pass gives; None if unknown, nothing if the sheet pays nothing."""
        if self.amount_node is None:
            return ends.point(0.0)
        if AMOUNT not in self._functions:
            self._functions[AMOUNT] = evaluator(self.amount_node, self.compiler)
        value = self._functions[AMOUNT](case)
        return value if isinstance(value, tuple) else None


def _admitted(name: str, value: object, of: Type) -> tuple[Inner, str | None]:
    try:
        return admit(value, of)
    except Mistake as mistake:
        raise mistake.at(Place(path=name)) from None
