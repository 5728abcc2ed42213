"""The rule of a sheet: names resolved, units checked, every expression a typed tree.

`compiled` turns the shape of a sheet into its rule, or tells the first thing that is wrong with it, at its place in the
file. What other sheets and the register answer (`status(x)`, `sheet.value`) is known through the `Surroundings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from innovatory.language.calls import AGGREGATES, FUNCTIONS
from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.names import Dated, Entry, Names, dated
from innovatory.language.reader import expression
from innovatory.language.tables import Row, table
from innovatory.language.tree import (
    Arithmetic,
    AtLeast,
    Comparison,
    Constant,
    Extreme,
    Input,
    Lookup,
    Named,
    Node,
    Not,
    Parameter,
    inputs,
    rebuilt_throughout,
    walk,
)  # fmt: skip
from innovatory.language.types import Number, Series, Truth, Type
from innovatory.language.units import BARE, ONE, YUAN, Unit, unit
from innovatory.policy.acts import Act
from innovatory.policy.dated import Parameter as DatedParameter
from innovatory.policy.located import Located, Steps
from innovatory.policy.parts import Criterion as CriterionShape
from innovatory.policy.sheet import Sheet

SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}
UNITS_OF_TERMS: dict[tuple[str, str], Unit] = {
    ("tax_rate", "rate"): ONE, ("tax_rate", "of"): YUAN, ("extra_deduction", "rate"): ONE, ("extra_deduction", "of"): YUAN,
    ("exempt_income", "amount"): YUAN, ("exempt_income", "at_standard_rate"): YUAN,
    ("loss_carry_forward", "amount"): YUAN, ("tax_credit", "amount"): YUAN,
    ("cash_grant", "amount"): YUAN, ("cost_share", "share"): ONE, ("loss_share", "share"): ONE,
    ("loss_share", "capital"): YUAN, ("loss_share", "leverage"): ONE, ("fund_commitment", "amount"): YUAN,
    ("fund_commitment", "leverage"): ONE, ("budget_floor", "share"): ONE, ("person_subsidy", "amount"): YUAN,
    ("protection", "strength"): ONE,
}  # fmt: skip
AMOUNTS = ("cash_grant", "person_subsidy")


@dataclass(frozen=True)
class Surroundings:
    """What a sheet may ask beyond itself: inputs by kind, statuses, the other sheets and their rules."""

    inputs: Callable[[str], Mapping[str, Type]]
    statuses: frozenset[str]
    sheets: frozenset[str]
    rule: Callable[[str], Rule]


@dataclass(frozen=True, eq=False)
class Criterion:
    """One condition: value, comparison word, threshold; `holds` is its truth, `margin` its distance (not for `is`)."""

    name: str
    shape: CriterionShape
    word: str
    value: Node
    threshold: Node
    holds: Node
    margin: Node | None


@dataclass(frozen=True, eq=False)
class Rule:
    """A sheet ready to be bound to a day: typed trees by name, in the order of the sheet."""

    sheet: Sheet
    located: Located
    parameters: Mapping[str, Dated]
    judged: Mapping[str, Type]
    definitions: Mapping[str, Node]
    criteria: tuple[Criterion, ...]
    eligible: Node
    terms: Mapping[tuple[int, str], Node]
    cap: Node | None
    kinds: Mapping[str, Type]
    rationing: Mapping[str, Node]

    @cached_property
    def amount(self) -> Node | None:
        """The money that a pass gives: the sum of what its acts pay, at most `cap`; None if they pay nothing."""
        total = self._summed("amount", *AMOUNTS)
        return total if total is None or self.cap is None else Extreme(Number(YUAN), "min", (total, self.cap))

    @cached_property
    def money(self) -> Mapping[str, Node]:
        """What the acts bring into the account of a year, by entry: yuan, and the reduced rate (of 1).

        `extra` deduction · `exempt` income, `at_standard` the part of the taxed rest that keeps the standard rate ·
        `losses` usable beyond the ordinary ones · `rate`, of the income's part `part` if it is for a part · tax
        `credit` · `grant`.
        """
        found = {
            "extra": self._products("extra_deduction", "rate", "of"),
            "exempt": self._summed("amount", "exempt_income"),
            "at_standard": self._summed("at_standard_rate", "exempt_income"),
            "losses": self._summed("amount", "loss_carry_forward"),
            "rate": self._summed("rate", "tax_rate"),
            "part": self._summed("of", "tax_rate"),
            "credit": self._summed("amount", "tax_credit"),
            "grant": self.amount,
        }
        return {entry: node for entry, node in found.items() if node is not None}

    def _summed(self, term: str, *words: str) -> Node | None:
        acts = [(index, term) for index, act in enumerate(self.sheet.acts) if act.word in words]
        return _sum([self.terms[key] for key in acts if key in self.terms])

    def _products(self, word: str, first: str, second: str) -> Node | None:
        indices = [index for index, act in enumerate(self.sheet.acts) if act.word == word]
        return _sum([Arithmetic(Number(YUAN), "*", self.terms[i, first], self.terms[i, second]) for i in indices])


def compiled(sheet: Sheet, located: Located, around: Surroundings) -> Rule:
    """The rule of a sheet; `Mistake` of kind name, name_twice, circular, unit, type, lever … at its place."""
    return _Compiler(sheet, located, around).rule()


def expressions(
    sheet: Sheet, located: Located, around: Surroundings, texts: Mapping[str, str]
) -> tuple[Mapping[str, Dated], dict[str, Node]]:
    """The parameters of a file without criteria, and the trees of some expressions that stand at its top."""
    compiler = _Compiler(sheet, located, around)
    nodes = {name: compiler.read(text, (name,)) for name, text in texts.items()}
    return compiler.parameters, nodes


class _Compiler:
    """One sheet being compiled: the names known so far and the definitions on the way."""

    def __init__(self, sheet: Sheet, located: Located, around: Surroundings) -> None:
        self.sheet, self.located, self.around = sheet, located, around
        self.kinds = dict(around.inputs(sheet.applies_to))
        self.judged = {name: _judged_type(one) for name, one in sheet.judged.items()}
        self._no_clash()
        self.parameters = {name: self._dated(name, one) for name, one in sheet.parameters.items()}
        self.definitions: dict[str, Node] = {}
        self.open: list[str] = []

    def rule(self) -> Rule:
        """The whole rule."""
        for name in self.sheet.define:
            self._define(name)
        criteria = tuple(self._criterion(name, one) for name, one in self.sheet.criteria.items())
        eligible = self._eligible([criterion.name for criterion in criteria])
        terms = {key: node for index, act in enumerate(self.sheet.acts) for key, node in self._terms(index, act)}
        self._other_sheets()
        self._one_rate()
        budget = self._rationing()
        if self.sheet.call is not None:
            raise self._wrong(
                ("call",), "call", "a called function is not run by this version; write the rule in the language",
                "本版本尚不运行外部函数；请用规则语言书写",
            )  # fmt: skip
        return Rule(
            self.sheet, self.located, self.parameters, self.judged, self.definitions, criteria, eligible, terms, self._cap(),
            {**self.kinds, **self.judged}, budget,
        )  # fmt: skip

    def _no_clash(self) -> None:
        for section in ("parameters", "judged", "define"):
            for name in getattr(self.sheet, section):
                called = section == "parameters" and self.sheet.parameters[name].by is not None
                if name in self.kinds or (called and name in (*FUNCTIONS, *AGGREGATES)):
                    raise self._wrong(
                        (section, name), "name_twice", f"`{name}` is already the name of an input or a function",
                        f"`{name}` 已是输入项或函数的名称",
                    )  # fmt: skip

    def _wrong(self, steps: Steps, kind: str, en: str, zh: str, near: str | None = None) -> Mistake:
        return Mistake(kind, en, zh, nearest=near, place=self.located.place_of(steps))

    def _dated(self, name: str, shape: DatedParameter) -> Dated:
        steps: Steps = ("parameters", name)
        by = self._argument_unit(name, shape)
        try:
            of = unit(shape.unit)
        except Mistake as mistake:
            raise mistake.at(self.located.place_of((*steps, "unit"))) from None
        entries = []
        for day, entry in shape.values.items():
            rows = [Row(row.word, row.edge or 0.0, *_ends(row.value)) for row in entry.rows or ()]
            value = None if entry.value is None else _ends(entry.value)
            entries.append(Entry(day, entry.end, value, table(rows) if rows else None))
        return dated(of, by, entries)

    def _argument_unit(self, name: str, shape: DatedParameter) -> Unit | None:
        if shape.by is None:
            return None
        if shape.by.unit is not None:
            return unit(shape.by.unit)
        of = self.kinds.get(shape.by.name)
        if not isinstance(of, Number | Series):
            near = nearest(shape.by.name, self.kinds)
            raise self._wrong(
                ("parameters", name, "by"), "name", f"no input {shape.by.name!r} that is a number; or write {{label: unit}}",
                f"没有数值输入项 {shape.by.name!r}；或写作 {{标签: 单位}}", near,
            )  # fmt: skip
        return of.unit

    def _names(self, text: str) -> Names:
        """The names that an expression may use; other sheets' values are looked up only where they are asked."""
        asked = {key: self._of_other(*key.split(".")) for key in _values_of_others(text, self.around.sheets)}
        known = {**self.kinds, **self.judged, **{f"status({name})": Truth() for name in self.around.statuses}}
        known |= {key: node.type for key, node in asked.items() if node is not None and node.type is not None}
        known |= {f"{sheet}.·": Truth() for sheet in self.around.sheets if f"{sheet}." in text}
        return Names(known, self.parameters, self.definitions)

    def _of_other(self, sheet: str, name: str) -> Node | None:
        if sheet == self.sheet.instrument:
            return None
        rule = self.around.rule(sheet)
        if name in rule.parameters and rule.parameters[name].by is None:
            return Parameter(Number(rule.parameters[name].unit), name)
        return rule.definitions.get(name)

    def read(self, text: str, steps: Steps) -> Node:
        """The typed tree of an expression of the sheet; a mistake in it is told at its place."""
        for name in _identifiers(text):
            if name in self.sheet.define and name not in self.definitions:
                self._define(name)
        try:
            return self._with_others(expression(text, self._names(text)))
        except Mistake as mistake:
            raise mistake.at(self.located.place_of(steps)) from None

    def _with_others(self, node: Node) -> Node:
        """Values of other sheets replaced by their trees, whose parameters carry the name of their sheet."""

        def replaced(one: Node) -> Node | None:
            if not isinstance(one, Input) or "." not in one.name:
                return None
            sheet, name = one.name.split(".")
            body, other = self._of_other(sheet, name), self.around.rule(sheet)
            self.parameters |= {f"{sheet}.{key}": value for key, value in other.parameters.items() if "." not in key}
            return None if body is None else Named(one.type, one.name, _prefixed(body, sheet))

        return rebuilt_throughout(node, replaced) if any("." in name for name in inputs(node)) else node

    def _define(self, name: str) -> None:
        steps: Steps = ("define", name, "is")
        if name in self.definitions:
            return
        if name in self.open:
            circle = " → ".join([*self.open[self.open.index(name) :], name])
            raise self._wrong(steps, "circular", f"definitions need each other: {circle}", f"定义相互依赖：{circle}")
        self.open.append(name)
        node = self.read(self.sheet.define[name].formula, steps)
        self.open.pop()
        self._has_unit(node, self.sheet.define[name].unit, ("define", name, "unit"))
        stated = self.sheet.define[name].unit
        typed = (
            node.type if stated == "truth" else Number(unit(stated), isinstance(node.type, Number) and node.type.whole)
        )
        self.definitions[name] = node if node.type is not None and unit_of(node) != BARE else _retyped(node, typed)

    def _has_unit(self, node: Node, stated: str, steps: Steps) -> None:
        if stated == "truth":
            if isinstance(node.type, Truth | None):
                return
            raise self._wrong(
                steps, "unit", f"a truth is stated, but this is a {node.type}", f"声明为真假值，实际为 {node.type}"
            )
        try:
            wanted = unit(stated)
        except Mistake as mistake:
            raise mistake.at(self.located.place_of(steps)) from None
        found = unit_of(node)
        if node.type is not None and found not in (BARE, wanted):
            raise self._wrong(
                steps,
                "unit",
                f"the unit stated is {wanted}, that of the value is {found}",
                f"声明的单位是 {wanted}，而值的单位是 {found}",
            )

    def _criterion(self, name: str, shape: CriterionShape) -> Criterion:
        steps: Steps = ("criteria", name)
        word, text = shape.comparison
        value = self.read(shape.value, (*steps, "value"))
        threshold = self.read(text, (*steps, word))
        if word == "is":
            holds, margin = _equals(value, threshold), None
            self._is_truth(holds, (*steps, "value"))
        else:
            compared = self.read(f"({shape.value}) {SIGNS[word]} ({text})", (*steps, word))
            assert isinstance(compared, Comparison)
            value, threshold, holds = compared.left, compared.right, compared
            if shape.unit is not None:
                self._has_unit(value, shape.unit, (*steps, "unit"))
            first, second = (value, threshold) if word in ("at_least", "more_than") else (threshold, value)
            margin = Arithmetic(value.type, "-", first, second)
        self._lever(name, shape, value, threshold)
        return Criterion(name, shape, word, value, threshold, holds, margin)

    def _is_truth(self, node: Node, steps: Steps) -> None:
        if not isinstance(node.type, Truth | None):
            raise self._wrong(
                steps, "type", f"`is` asks for a truth, not a {node.type}", f"`is` 需要真假值，而非 {node.type}"
            )

    def _lever(self, name: str, shape: CriterionShape, value: Node, threshold: Node) -> None:
        if shape.lever is None:
            return
        read = [*inputs(value), *inputs(threshold)]
        if shape.lever not in read:
            raise self._wrong(
                ("criteria", name, "lever"), "lever", f"the criterion does not read {shape.lever!r}; it reads {', '.join(read)}",
                f"该条件并不读取 {shape.lever!r}；它读取 {'、'.join(read)}", nearest(shape.lever, read),
            )  # fmt: skip
        for key, moved in shape.moves.items():
            for one in (key, *moved):
                if not isinstance(self.kinds.get(one), Number | Series):
                    steps: Steps = ("criteria", name, "moves", key)
                    raise self._wrong(
                        steps,
                        "name",
                        f"no input {one!r} that is a number",
                        f"没有数值输入项 {one!r}",
                        nearest(one, self.kinds),
                    )

    def _eligible(self, names: list[str]) -> Node:
        truths: dict[str, Type] = {name: Truth() for name in names}
        text = self.sheet.eligible
        if text in ("all", "any"):
            return AtLeast(Truth(), len(names) if text == "all" else 1, tuple(Input(Truth(), name) for name in names))
        try:
            node = expression(text, Names(truths))
        except Mistake as mistake:
            raise mistake.at(self.located.place_of(("eligible",))) from None
        self._is_truth(node, ("eligible",))
        return node

    def _terms(self, index: int, act: Act) -> Iterable[tuple[tuple[int, str], Node]]:
        for term, text in act.terms.items():
            wanted = UNITS_OF_TERMS.get((act.word, term))
            steps: Steps = ("acts", index, act.word, term)
            if wanted is not None:
                node = self.read(text, steps)
                self._has_unit(node, str(wanted), steps)
                yield (index, term), node
        if act.word == "status" and act.terms["name"] not in self.around.statuses:
            name = act.terms["name"]
            near = nearest(name, self.around.statuses)
            raise self._wrong(("acts", index, "status"), "name", f"no status {name!r}", f"没有资质 {name!r}", near)

    def _cap(self) -> Node | None:
        if self.sheet.cap is None:
            return None
        node = self.read(self.sheet.cap, ("cap",))
        self._has_unit(node, "yuan", ("cap",))
        return node

    def _one_rate(self) -> None:
        rates = [index for index, act in enumerate(self.sheet.acts) if act.word == "tax_rate"]
        if len(rates) > 1:
            raise self._wrong(
                ("acts", rates[1], "tax_rate"), "type", "a sheet has one tax rate; write a sheet for each rate",
                "一张规则表只能有一个税率；请为每个税率单独写规则表",
            )  # fmt: skip

    def _rationing(self) -> dict[str, Node]:
        """The `budget`, the same for all, and what applicants are ranked by (`rank`); nothing if there is none."""
        rationing = self.sheet.rationing
        if rationing is None:
            return {}
        steps: Steps = ("rationing", "budget")
        budget = self.read(rationing.budget, steps)
        self._has_unit(budget, "yuan", steps)
        if inputs(budget):
            raise self._wrong(
                steps, "type", f"a budget is the same for all; it cannot read {', '.join(inputs(budget))}",
                f"预算对所有申请者相同，不能读取 {'、'.join(inputs(budget))}",
            )  # fmt: skip
        if rationing.rank_by is None:
            return {"budget": budget}
        rank = self.read(rationing.rank_by, ("rationing", "rank_by"))
        if not isinstance(rank.type, Number):
            raise self._wrong(
                ("rationing", "rank_by"), "type", f"applicants are ranked by a number, not a {rank.type}",
                f"排序依据须为数值，而非 {rank.type}",
            )  # fmt: skip
        return {"budget": budget, "rank": rank}

    def _other_sheets(self) -> None:
        for key in ("excludes", "reduces"):
            for index, name in enumerate(getattr(self.sheet, key)):
                if name not in self.around.sheets:
                    near = nearest(name, self.around.sheets)
                    raise self._wrong((key, index), "name", f"no sheet {name!r}", f"没有规则表 {name!r}", near)


def _sum(nodes: list[Node]) -> Node | None:
    return reduce(lambda a, b: Arithmetic(a.type, "+", a, b), nodes) if nodes else None


def unit_of(node: Node) -> Unit:
    """The unit of a node; that of anything but a number is bare."""
    return node.type.unit if isinstance(node.type, Number) else BARE


def _judged_type(one: object) -> Type:
    stated = getattr(one, "unit", None)
    return Truth() if stated is None else Number(unit(stated))


def _ends(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)


_NAME = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_]\w*")


def _identifiers(text: str) -> list[str]:
    return [word for word in _NAME.findall(text) if word[0] not in "'\""]


def _values_of_others(text: str, sheets: frozenset[str]) -> list[str]:
    found = re.findall(r"\b([A-Za-z_]\w*)\.([A-Za-z_]\w*)", text)
    return [f"{sheet}.{name}" for sheet, name in found if sheet in sheets]


def _prefixed(body: Node, sheet: str) -> Node:
    def renamed(one: Node) -> Node | None:
        if isinstance(one, Parameter | Lookup) and "." not in one.name:
            return replace(one, name=f"{sheet}.{one.name}")
        return None

    return rebuilt_throughout(body, renamed)


def _retyped(node: Node, of: Type | None) -> Node:
    return replace(node, type=of)


def _equals(value: Node, threshold: Node) -> Node:
    if isinstance(threshold, Constant) and isinstance(threshold.value, bool):
        return value if threshold.value else Not(Truth(), value)
    return Comparison(Truth(), "==", value, threshold)


def reads(*nodes: Node) -> dict[str, None]:
    """The inputs that several trees read, in order."""
    return {name: None for node in nodes for name in inputs(node)}


def parameters_of(node: Node) -> set[str]:
    """The parameters that a tree uses."""
    return {one.name for one in walk(node) if isinstance(one, Parameter | Lookup)}
