from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from innovatory.language.mistakes import Mistake
from innovatory.policy.rows import EDGE_WORDS, Row, Rows, unreachable_row

LANGUAGE = json.loads((Path(__file__).parents[2] / "conformance" / "language.json").read_text(encoding="utf-8"))
TABLES = [case for case in LANGUAGE["cases"] if case["group"] == "tables" and int(case["id"][-2:]) >= 62]


def read(rows: object) -> tuple[Row, ...]:
    """The rows as a sheet reads them, or the `Mistake` that Pydantic carries."""
    try:
        return TypeAdapter[tuple[Row, ...]](Rows).validate_python(rows)
    except ValidationError as error:
        raise error.errors()[0]["ctx"]["mistake"] from None


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case["id"])
def test_conformance_tables(case: dict[str, Any]) -> None:
    rows = [{word: str(number) for word, number in row.items()} for row in case["tables"]["t"]["rows"]]
    if not isinstance(case["expect"], dict):
        assert len(read(rows)) == len(rows)
        return
    with pytest.raises(Mistake) as caught:
        read(rows)
    assert caught.value.kind == case["expect"]["error"]


@pytest.mark.parametrize(
    ("rows", "kind", "near"),
    [
        ([{"upto": "5", "value": "1"}, {"otherwise": "2"}], "unknown_key", "up_to"),
        ([{"up_to": "5", "vaule": "1"}, {"otherwise": "2"}], "unknown_key", "value"),
        ([{"up_to": "5"}, {"otherwise": "2"}], "missing_key", None),
        ([{"value": "1"}, {"otherwise": "2"}], "table", None),
        ([{"otherwise": "2", "value": "1"}], "table", None),
        ([{}], "table", None),
        ([{"up_to": "1..2", "value": "1"}, {"otherwise": "2"}], "literal", None),
        ([{"up_to": "5", "value": "2..1"}, {"otherwise": "2"}], "range", None),
        ([{"up_to": "5", "value": ""}, {"otherwise": "2"}], "missing_key", None),
        (["otherwise"], "type", None),
        ("5%", "type", None),
    ],
)
def test_each_wrong_row_has_its_kind(rows: object, kind: str, near: str | None) -> None:
    with pytest.raises(Mistake) as caught:
        read(rows)
    assert (caught.value.kind, caught.value.nearest) == (kind, near)


def fits(row: Row, x: float) -> bool:
    """The meaning of the words, as the design states it (independent of the cuts)."""
    if row.edge is None:
        return True
    return {"up_to": x <= row.edge, "below": x < row.edge, "from": x >= row.edge, "above": x > row.edge}[row.word]


edges = st.integers(-3, 3).map(float)
edge_rows = st.builds(Row, st.sampled_from(EDGE_WORDS), edges, st.just(1.0))
rows_of_a_table = st.lists(edge_rows | st.just(Row("otherwise", None, 1.0)), max_size=6)


@given(rows_of_a_table)
def test_a_row_is_unreachable_exactly_if_rows_above_take_all_its_numbers(rows: list[Row]) -> None:
    # between whole edges all numbers fare alike, so halves stand for the open stretches
    trials = [half / 2 for half in range(-8, 9)]
    taken: list[float] = []
    expected = None
    for index, row in enumerate(rows):
        news = [x for x in trials if fits(row, x) and x not in taken]
        if not news:
            expected = index
            break
        taken += news
    assert unreachable_row(rows) == expected
