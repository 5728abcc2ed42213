"""Value, threshold and answer of a criterion for every row of a population, as arrays.

Rows whose value or threshold is unknown or a range are left out and counted: where they stand cannot be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from innovatory.language import columns, evaluate
from innovatory.language.columns import Numbers, Truths
from innovatory.language.tree import Comparison, Node
from innovatory.language.types import Truth
from innovatory.language.vectors import Vector, any_column, computed
from innovatory.policy.admission import WEIGHT, Admitted
from innovatory.policy.bound import BoundRule
from innovatory.policy.rule import SIGNS
from innovatory.policy.threshold_bins import Bools, Floats

ENDS = ("value low", "value high", "threshold low", "threshold high")


@dataclass(frozen=True)
class Rows:
    """The rows of one criterion that can be placed, each array (n,), and how many cannot."""

    value: Floats
    threshold: Floats
    weight: Floats
    passes: Bools
    unknown: int
    ranged: int

    @property
    def one_threshold(self) -> float | None:
        """The threshold if it is the same in every row."""
        same = len(self.threshold) and np.all(self.threshold == self.threshold[0])
        return float(self.threshold[0]) if same else None


def measured(bound: BoundRule, admitted: Admitted, thresholds: Mapping[str, Node]) -> dict[str, Rows]:
    """The rows of each criterion named in `thresholds`, which may be those of another day than the values."""
    compiler = evaluate.Compiler(admitted.given)
    outputs: dict[str, Vector] = {}
    for one in bound.criteria:
        if one.of.name in thresholds:
            value, threshold = one.nodes["value"], thresholds[one.of.name]
            holds = Comparison(Truth(), SIGNS[one.of.word], value, threshold)
            ends = (*_ends(value, admitted, compiler), *_ends(threshold, admitted, compiler))
            outputs |= {f"{one.of.name} {end}": vector for end, vector in zip(ENDS, ends, strict=True)}
            outputs[f"{one.of.name} passes"] = _sure(holds, admitted, compiler)
    keep = [WEIGHT] if WEIGHT in admitted.frame.collect_schema() else any_column(admitted.frame.to_native())
    table = computed(admitted.frame.to_native(), outputs, keep).collect()
    return {name: _rows(table, name) for name in thresholds}


def _ends(node: Node, admitted: Admitted, compiler: evaluate.Compiler) -> tuple[Vector, Vector]:
    found = evaluate.evaluated(node, admitted.given, compiler)
    numbers = found if isinstance(found, Numbers) else columns.unknown()
    return numbers.low.expr, numbers.high.expr


def _sure(node: Node, admitted: Admitted, compiler: evaluate.Compiler) -> Vector:
    found = evaluate.evaluated(node, admitted.given, compiler)
    return columns.condition(found.sure if isinstance(found, Truths) else False)


def _rows(table: nw.DataFrame[Any], name: str) -> Rows:
    low, high, first, last = (_floats(table[f"{name} {end}"]) for end in ENDS)
    weight = _floats(table[WEIGHT]) if WEIGHT in table.columns else np.ones(len(table))
    real = weight > 0
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(first) & np.isfinite(last)
    exact = known & (low == high) & (first == last)
    used = real & exact
    passes = table[f"{name} passes"].to_numpy().astype(np.bool_)
    counts = int((real & ~known).sum()), int((real & known & ~exact).sum())
    return Rows(low[used], first[used], weight[used], passes[used], *counts)


def _floats(series: nw.Series[Any]) -> Floats:
    return np.asarray(series.cast(nw.Float64).to_numpy(), dtype=np.float64)
