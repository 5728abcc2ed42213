"""What the account of a year needs beside the sheets: a file `account.yaml` in the folder of a jurisdiction.

It says what the standard rate, the profit before any relief and the losses of earlier years are (expressions), and
which input of the sheets the account works out itself (the taxable income).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pydantic import Field

from innovatory.language.bind import bind
from innovatory.language.explain import Compiler, Function, Value
from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.names import Dated
from innovatory.language.ranges import evaluator
from innovatory.language.tree import Node
from innovatory.language.types import Number, Series, Type
from innovatory.language.units import ONE, YUAN
from innovatory.policy.dated import Parameter, Source
from innovatory.policy.located import Located
from innovatory.policy.refusal import read_as
from innovatory.policy.rule import Surroundings, expressions, unit_of
from innovatory.policy.shape import Name, Shape, Text
from innovatory.policy.sheet import Sheet

FILE = "account.yaml"
ASKED = {"standard_rate": ONE, "profit": YUAN, "losses": YUAN}
KIND = "enterprise"  # only enterprises have an account of tax


class AccountFile(Shape):
    """The shape of `account.yaml`."""

    sources: dict[Name, Source] = Field(min_length=1, description="Short key → legal source.")
    parameters: dict[Name, Parameter] = Field(default={}, description="Numbers of the law, dated.")
    standard_rate: Text = Field(default="standard_rate", description="Expression: the rate of who has no reduced one.")
    profit: Text = Field(default="profit", description="Expression: the income of the year before any relief.")
    losses: Text = Field(default="losses", description="Expression: losses of earlier years that anyone may use.")
    derives: Name | None = Field(default=None, description="The input that the account works out: the taxable income.")


@dataclass(frozen=True, eq=False)
class AccountRule:
    """The file ready to be bound to a day."""

    file: AccountFile
    parameters: Mapping[str, Dated]
    nodes: Mapping[str, Node]
    kinds: Mapping[str, Type]


class BoundAccount:
    """The file on a day: the standard rate, and profit and losses as functions of a case (`functions`)."""

    def __init__(self, rule: AccountRule, on: date, year: int) -> None:
        self.rule, self.on, self.year = rule, on, year
        self.nodes = {name: bind(node, rule.parameters, on, year) for name, node in rule.nodes.items()}

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Of a case: the standard rate, profit and losses, each low and high, or None."""
        compiler = Compiler()
        return {name: evaluator(node, compiler) for name, node in self.nodes.items()}

    def source(self, name: str) -> str:
        """The source of a parameter's value of the day; empty if there is none."""
        values = self.rule.file.parameters[name].values if name in self.rule.file.parameters else {}
        days = [day for day in values if day <= self.on]
        return values[max(days)].source if days else ""


def account_rule(located: Located, around: Surroundings) -> AccountRule:
    """The rule of `account.yaml`; `Mistake` at its place as for a sheet, or `name` where an input is missing."""
    file = read_as(AccountFile, located)
    sheet = Sheet.model_construct(
        instrument="account", applies_to=KIND, judged={}, parameters=file.parameters, define={}, criteria={}
    )
    parameters, nodes = expressions(sheet, located, around, {name: getattr(file, name) for name in ASKED})
    kinds = around.inputs(KIND)
    for name, of in ASKED.items():
        if unit_of(nodes[name]) != of:
            raise Mistake(
                "unit", f"`{name}` of the account is in {of}, found {unit_of(nodes[name])}",
                f"年度账户的 `{name}` 单位应为 {of}，实际为 {unit_of(nodes[name])}", place=located.place_of((name,)),
            )  # fmt: skip
    if file.derives is not None and not isinstance(kinds.get(file.derives), Number | Series):
        raise Mistake(
            "name", f"no input {file.derives!r} that is a number", f"没有数值输入项 {file.derives!r}",
            nearest=nearest(file.derives, kinds), place=located.place_of(("derives",)),
        )  # fmt: skip
    return AccountRule(file, parameters, nodes, kinds)


def low_and_high(value: Value) -> tuple[float, float] | None:
    """The two ends of a number; None if it is unknown."""
    return (value[0][0], value[1][0]) if isinstance(value, tuple) else None
