"""Real rules on millions of random rows: Polars and DuckDB agree on all of them, `explain` on every edge row and 100 000 more.

An edge row is one where some criterion's margin is zero to 12 digits; round figures make tens of thousands of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from back_ends import ENGINES
from random_rows import Rows, random_rows

from innovatory.language import columns, evaluate, explain
from innovatory.language.columns import Numbers, Truths
from innovatory.language.types import Truth
from innovatory.language.vectors import Vector, computed
from innovatory.policy.bound import BoundRule
from innovatory.policy.library import standard

ROWS, EXPLAINED, ON = 2_500_000, 100_000, date(2024, 6, 30)
EDGE_ROWS = 100_000  # at most so many are explained, drawn without preference
RULES = ["hnte_recognition", "tsme_evaluation", "cit_small_low_profit"]


def vectors(bound: BoundRule, rows: Rows) -> dict[str, Vector]:
    """Each criterion and the result: surely true, possibly true; and how far each margin is from zero."""
    compiler = evaluate.Compiler(rows.given)
    truths: dict[str, Any] = {}
    found: dict[str, Vector] = {}
    for one in bound.criteria:
        truths[one.of.name] = evaluate.evaluated(one.nodes["holds"], rows.given, compiler)
        if "margin" in one.nodes:
            margin = evaluate.evaluated(one.nodes["margin"], rows.given, compiler)
            assert isinstance(margin, Numbers)
            found[f"edge {one.of.name}"] = margin.low.expr.abs()
    truths["result"] = evaluate.evaluated(bound.rule.eligible, truths)
    for name, truth in truths.items():
        assert isinstance(truth, Truths)
        found |= {f"sure {name}": columns.condition(truth.sure), f"maybe {name}": columns.condition(truth.maybe)}
    return found


def table(frame: Any, outputs: dict[str, Vector]) -> pl.DataFrame:
    made = computed(frame, outputs, ["row"]).collect(backend="pyarrow").to_native()
    return pl.DataFrame(made).sort("row")


def told(bound: BoundRule, record: dict[str, Any]) -> dict[str, bool | None]:
    """What `explain` says of every criterion and of the result."""
    case = explain.Case(record)
    truths: dict[str, Any] = {one.of.name: one.truth(case) for one in bound.criteria}
    result = bound.eligible(explain.Case(truths))
    return {**truths, "result": result if isinstance(result, bool) else None}


def edge_rows(found: pl.DataFrame) -> list[int]:
    near = [pl.col(name) <= 1e-6 for name in found.columns if name.startswith("edge ")]
    return found.filter(pl.any_horizontal(near))["row"].to_list() if near else []


@pytest.mark.parametrize(
    ("size", "explained", "unknown", "ranged"),
    [(ROWS, EXPLAINED, 0.0, 0.0), (ROWS, EXPLAINED, 0.03, 0.0), (200_000, 20_000, 0.03, 0.1)],
    ids=["points", "unknowns", "ranges"],
)
@pytest.mark.parametrize("rule", RULES)
def test_back_ends_agree(rule: str, size: int, explained: int, unknown: float, ranged: float) -> None:
    bound = standard().instrument(rule).on(ON)
    types = {name: bound.rule.kinds.get(name, Truth()) for name in bound.names()}
    rows = random_rows(types, size, seed=1, unknown=unknown, ranged=ranged)
    frame, outputs = rows.frame(), vectors(bound, rows)
    first, second = (table(engine(frame), outputs) for engine in ENGINES.values())
    truths = [name for name in outputs if not name.startswith("edge ")]
    assert {name: int((first[name] != second[name]).sum()) for name in truths} == dict.fromkeys(truths, 0)
    random = np.random.default_rng(2)
    edges = np.array(edge_rows(first), dtype=np.int64)
    chosen = {*random.choice(edges, min(len(edges), EDGE_ROWS), replace=False), *random.integers(0, size, explained)}
    assert wrong(bound, rows, first, sorted(map(int, chosen))) == []


def wrong(bound: BoundRule, rows: Rows, found: pl.DataFrame, chosen: list[int]) -> list[tuple[Any, ...]]:
    """The rows, of those chosen, of which `explain` says something else; the first ten."""
    here = found[chosen].to_dict(as_series=False)
    result: list[tuple[Any, ...]] = []
    for place, index in enumerate(chosen):
        record = rows.record(index)
        for name, truth in told(bound, record).items():
            pair = (here[f"sure {name}"][place], here[f"maybe {name}"][place])
            if pair != {True: (True, True), False: (False, False), None: (False, True)}[truth]:
                result.append((index, name, truth, pair, record))
                if len(result) == 10:
                    return result
    return result
