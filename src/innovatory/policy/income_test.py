"""What a sheet asks of the taxable income alone, as plain comparisons: the account asks for it thousands of times.

Only where all criteria are needed and each that reads the income compares it with a constant; other sheets are
evaluated as a whole each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from innovatory.language import ends
from innovatory.language.algebra import line
from innovatory.language.columns import greatest_passing, least_passing
from innovatory.language.tree import AtLeast, Comparison, Constant, inputs
from innovatory.policy.bound import BoundCriterion, BoundRule
from innovatory.policy.settlement import Floats, Truths


@dataclass(frozen=True)
class Limit:
    """An income passes at or above (`least`), or at or below the edge, in which the tolerance already is."""

    edge: float
    least: bool

    def passes(self, income: Floats) -> Truths:
        """Whether each income passes."""
        return income >= self.edge if self.least else income <= self.edge


@dataclass(frozen=True)
class IncomeTest:
    """The criteria that read the income, and the limits that they are."""

    criteria: frozenset[str]
    limits: tuple[Limit, ...]

    def answers(
        self, sure: Truths, maybe: Truths, failing: Floats, low: Floats, high: Floats
    ) -> tuple[Truths, Truths, Truths]:
        """Surely, possibly passing and nearly, from what the other criteria say, for an income from low to high."""
        failing = failing.copy()
        for limit in self.limits:
            first = limit.passes(low)
            last = first if low is high else limit.passes(high)
            sure, maybe = sure & first & last, maybe & (first | last)
            failing += ~(first | last)
        return sure, maybe, (failing == 1) & ~maybe


def income_test(bound: BoundRule, derived: str) -> IncomeTest | None:
    """The test of a rule; None where its form is another."""
    eligible = bound.rule.eligible
    if not isinstance(eligible, AtLeast) or eligible.n != len(bound.criteria):
        return None
    asking = [one for one in bound.criteria if derived in inputs(one.nodes["holds"])]
    limits = [_limit(one, derived) for one in asking]
    found = tuple(limit for limit in limits if limit is not None)
    return IncomeTest(frozenset(one.of.name for one in asking), found) if len(found) == len(limits) else None


def _limit(criterion: BoundCriterion, derived: str) -> Limit | None:
    holds = criterion.nodes["holds"]
    if not isinstance(holds, Comparison) or not isinstance(holds.right, Constant):
        return None
    on, value = line(holds.left), holds.right.value
    newest = on is not None and on[0].name == derived and on[0].year in (None, 0) and on[1:] == (1.0, 0.0)
    if not newest or not isinstance(value, tuple) or value[0] != value[1]:
        return None
    edge = float(value[0])
    match holds.sign:
        case ">=":
            return Limit(least_passing(edge, ends.reaches), least=True)
        case ">":
            return Limit(least_passing(edge, ends.exceeds), least=True)
        case "<=":
            return Limit(greatest_passing(edge, ends.reaches), least=False)
        case "<":
            return Limit(greatest_passing(edge, ends.exceeds), least=False)
    return None
