"""A row's answer does not depend on the rows beside it: unknown, ranged and short rows in one table, answers by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from back_ends import ENGINES, Population, collected, evaluated, explained, inner_values, outputs_of
from expressions import TYPES, bound
from language_cases import agrees, answer

from innovatory.language import evaluate
from innovatory.language.columns import Years
from innovatory.language.door import admit
from innovatory.language.tree import inputs

EDGE = 200.0
HAIR = EDGE * 4e-12  # beyond the tolerance of a comparison, within the slit between the cells of a repeated input

TABLES: list[tuple[str, list[dict[str, Any]], list[Any]]] = [
    ("years_since(d) >= 3", [{"d": None}, {"d": date(2017, 5, 19)}, {"d": None}], ["unknown", True, "unknown"]),
    ("years_since(d)", [{"d": None}, {"d": date(2017, 5, 19)}], ["unknown", 7]),
    (  # node by node: a missing n decides neither side (D15), a ranged one is either above or not
        "n > 10 or n <= 10",
        [{"n": None}, {"n": (5, 20)}, {"n": 10}],
        ["unknown", True, True],
    ),
    ("rate(abs(200 - x))", [{"x": None}, {"x": (90, 299)}, {"x": 200}], [[0.03, 0.06], [0.04, 0.05], 0.05]),
    (
        "years_since(d) >= 3 and d > 2020-02-29",
        [{"d": (date(2020, 2, 1), date(2020, 2, 29))}, {"d": None}, {"d": date(2020, 6, 30)}],
        [False, "unknown", True],
    ),
    (  # an oldest year of zero is left out; the year after it is then a base like any other (D21)
        "growth(s, 2)",
        [{"s": [0, -5, 10]}, {"s": [0, 5, 10]}, {"s": [0, 10]}, {"s": [5, 5, 10]}, {"s": [7]}, {"s": [4, 6]}, {"s": None}],
        ["unknown", 1, "unknown", 0.5, "unknown", 0.5, "unknown"],
    ),
    (  # lag 1 decides whether growth counts: with one year there is none, whatever another row has there
        "0 if lag(s, 1) <= 0 else mark(growth(s, 2))",
        [{"s": [67]}, {"s": [100, (100, 110)]}, {"s": [-3, 5]}],
        [[0, 10], [0, 2], 0],
    ),
    (
        "x - rate(x) * x",
        [{"x": (EDGE + HAIR, EDGE + 2 * HAIR)}, {"x": EDGE + HAIR}, {"x": (EDGE - 2 * HAIR, EDGE - HAIR)}, {"x": (100, 120)}],
        [194, 194, 192, [96, 115.2]],
    ),
    ("x > 200 or x <= 100", [{"x": (50, EDGE + HAIR)}, {"x": (EDGE + HAIR, 300)}, {"x": EDGE + HAIR}], ["unknown", True, True]),
    (
        "x if d in [2024-02-29, 2020-01-01] else unknown",
        [{"x": 5, "d": date(2024, 2, 29)}, {"x": 5, "d": (date(2021, 1, 1), date(2025, 1, 1))}, {"x": 5, "d": None}],
        [5, "unknown", "unknown"],
    ),
    (
        "'a' if d < 2020-01-01 or d > 2024-01-01 else kind",
        [
            {"kind": "b", "d": date(2024, 2, 29)}, {"kind": "a", "d": (date(2021, 1, 1), date(2025, 1, 1))},
            {"kind": "b", "d": (date(2021, 1, 1), date(2025, 1, 1))}, {"kind": "b", "d": (date(2021, 1, 1), date(2022, 1, 1))},
            {"kind": None, "d": (date(2018, 1, 1), date(2019, 1, 1))}, {"kind": "b", "d": None}, {"kind": "a", "d": None},
        ],
        [{"text": "a"}, {"text": "a"}, "unknown", {"text": "b"}, {"text": "a"}, "unknown", {"text": "a"}],
    ),
    ("max(z, 5) - min(z, 9)", [{"z": None}, {"z": (4, 6)}, {"z": 4}], ["unknown", [0, 1], 1]),
]  # fmt: skip


def records(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: admit(value, TYPES[name])[0] for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("back_end", ["explain", *ENGINES])
@pytest.mark.parametrize("loose", [False, True])
@pytest.mark.parametrize(("text", "rows", "want"), TABLES, ids=[text for text, _, _ in TABLES])
def test_rows(text: str, rows: list[dict[str, Any]], want: list[Any], loose: bool, back_end: str) -> None:
    node = bound(text)
    if back_end == "explain":
        values = explained(node, records(rows))
    else:
        types = {name: TYPES[name] for name in inputs(node)}
        values = evaluated(node, types, records(rows), back_end, loose=loose)
    got = [answer(value, node.type) for value in values]
    assert [agrees(one, other) for one, other in zip(got, want, strict=True)] == [True] * len(want), got


@pytest.mark.parametrize("engine", ENGINES)
def test_a_figure_of_a_year_that_does_not_exist_is_not_read(engine: str) -> None:
    """A table may hold a figure for a year before the enterprise was registered; the year does not exist all the same."""
    rows = Population()
    rows.admit("s", [admit(years, TYPES["s"])[0] for years in ([7, 100], [60, (60, 90)])], TYPES["s"])
    years = rows.given["s"]
    assert isinstance(years, Years)
    exists = rows.add([False, True], pl.Boolean)
    rows.given["s"] = Years(years.numbers, (years.exists[0], exists))
    node = bound("s + lag(s, 1) if lag(s, 1) <= 50 else s - lag(s, 1)")
    value = evaluate.evaluated(node, rows.given)
    row = list(rows.data)[-1]
    found = inner_values(collected(ENGINES[engine](rows.frame()), outputs_of(value), row), value)
    assert [answer(one, node.type) for one in found] == ["unknown", [0, 30]]
