"""What a measured number rests on: the evidence line of every result of this layer, in one place.

Facts are counted by kind and told as shares that sum to 1, under the same five names as the answers of a rule have, so
that one sentence serves all. Which state the rules are in (adopted, checked, draft, unconfirmed) is told beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any

KINDS = ("published", "your_records", "rule", "assumption", "prior")


@dataclass(frozen=True)
class Evidence:
    """How many facts behind a result are of which kind; `rules` counts them by their state.

    Counts are whole numbers of facts (a published figure, a column of the records, a parameter of a rule …), never rows:
    a million rows of one column are one fact.
    """

    published: int = 0
    your_records: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)
    assumption: int = 0
    prior: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The number of facts by kind, in the order of `KINDS`."""
        numbers = (self.published, self.your_records, sum(self.rules.values()), self.assumption, self.prior)
        return dict(zip(KINDS, numbers, strict=True))

    def shares(self) -> dict[str, float]:
        """The share of each kind; they sum to 1, or are all 0 where nothing is behind a result."""
        total = sum(self.counts.values())
        return {kind: count / total if total else 0.0 for kind, count in self.counts.items()}

    def as_dict(self) -> dict[str, Any]:
        """Plain data: the shares, the counts, and the rules by state."""
        return {"shares": self.shares(), "counts": self.counts, "rules": dict(self.rules)}

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.published + other.published,
            self.your_records + other.your_records,
            dict(Counter(self.rules) + Counter(other.rules)),
            self.assumption + other.assumption,
            self.prior + other.prior,
        )


def together(parts: Iterable[Evidence]) -> Evidence:
    """The evidence of several results as one: their facts added."""
    return reduce(add, parts, Evidence())
