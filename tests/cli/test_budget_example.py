"""The shipped plan on a synthetic population of the city shows every kind of answer that the desk has."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from innovatory.measure.city import read_city
from innovatory.measure.population_make import Asked, plan, write_file

Innovatory = Callable[..., Any]
TEN_THOUSAND = 10_000


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A row for twenty enterprises, the largest performers of R&D for themselves."""
    path = tmp_path_factory.mktemp("population") / "firms.parquet"
    write_file(plan(Asked(read_city("shenzhen"), 2022, weight=20)), path, lambda _done, _all: None)
    return path


@pytest.fixture(scope="module")
def answer(population: Path) -> dict[str, Any]:
    from contextlib import redirect_stdout
    from io import StringIO

    from innovatory.cli.doors import run

    words = ["budget", "budget_shenzhen_example", "--population", str(population), "--year", "2023", "--json"]
    with redirect_stdout(StringIO()) as out:
        assert run(words) == 0
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_one_line_is_enough_one_short_and_others_cannot_say(answer: dict[str, Any]) -> None:
    lines = {one["id"]: one for one in answer["lines"]}
    answers = {name: lines[name]["answer"] for name in ("K04", "K05", "K06", "K07")}
    assert answers == {"K04": "short", "K05": "cannot_say", "K06": "cannot_say", "K07": "enough"}
    # claims on both sides of the plan, not an unknown end
    claims = lines["K05"]["claims"]
    assert claims["low"] < 20_000 * TEN_THOUSAND < claims["high"]
    # nothing is published of what an enterprise pays into the city's budget
    assert "local_fiscal_contribution" in lines["K06"]["population"]["lacking"]


def test_the_floor_is_missed_until_money_moves(answer: dict[str, Any]) -> None:
    # basic and applied basic research 115,000 + 55,000 of 600,000 (ten thousand yuan): 30 % are 180,000
    (floor,) = answer["floors"]
    assert floor["answer"] == "not_met"
    assert floor["short"] == {"low": 10_000 * TEN_THOUSAND, "high": 10_000 * TEN_THOUSAND}
    for shift in ("low", "high"):
        assert answer["shifts"][shift]["floors"][0]["answer"] == "met"
