"""Every case of `conformance/language.json` on every back end that a plain installation has."""

from __future__ import annotations

from typing import Any

import pytest
from back_ends import run
from language_cases import CASES, OF_ONE_RECORD, agrees, loaded

BACK_ENDS = ["explain", "polars", "duckdb", "polars, loose facts", "duckdb, loose facts"]


def identity(case: dict[str, Any]) -> str:
    return str(case["id"])


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize("case", CASES, ids=identity)
def test_case(case: dict[str, Any], back_end: str) -> None:
    engine, _, facts = back_end.partition(", ")
    got = run(case, engine, loose=bool(facts))
    assert agrees(got, case["expect"], sound_only=case.get("sound_only", False)), (case, got)


@pytest.mark.parametrize("case", [case for case in OF_ONE_RECORD if "door" in case], ids=identity)
def test_door_tells_why_an_input_became_unknown(case: dict[str, Any]) -> None:
    assert loaded(case).door == case["door"]


def test_every_case_has_an_id_of_its_own() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) == 740


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1.0 + 3e-9, 1), ([1, 2.1], [1, 2]), (True, 1), (1, True), ("unknown", 1), (1, "unknown"), ("unknown", True),
        ([1, 2], 1), ({"error": "unit"}, {"error": "type"}), ({"groups": {"a": 1}}, {"groups": {"a": 1, "b": 2}}),
    ],
)  # fmt: skip
def test_a_different_answer_does_not_agree(got: Any, want: Any) -> None:
    assert not agrees(got, want)


def test_a_narrower_answer_does_not_agree_even_where_only_soundness_is_asked() -> None:
    assert not agrees([0.1, 1], [0, 1], sound_only=True)
    assert agrees([-1, 1], [0, 1], sound_only=True)
    assert not agrees(False, True, sound_only=True)
