"""Simulated runs on the terminal: numbers as they are read, what stands out, what is not compared."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from innovatory.report.simulate import RATE, number, show

ROW = {"quantity": "firms", "theory": 100.0, "simulated": 140.0, "standard_error": 10.0, "z": 4.0}
FOUND: dict[str, Any] = {
    "label": {"en": "A preset", "zh": "某预设"},
    "parameters": {"lambda": 0.06, "lines_max": None},
    "lines": 2000,
    "years": 10.0,
    "seed": 5,
    "run_count": 1,
    "start": None,
    "stationary": True,
    "has_law": True,
    "summary": [ROW],
    "money": {"dividends": 2.5e9},
    "folder": None,
    "chart": None,
}


def shown(found: dict[str, Any], lang: str = "en") -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="standard")
    show(found, console, lang)
    printed = console.file
    assert isinstance(printed, io.StringIO)
    return printed.getvalue()


@pytest.mark.parametrize(
    ("value", "places", "told"),
    [
        (None, 1, "–"),
        (0.0, 1, "0"),
        (12217.51, 1, "12,218"),
        (-20733.2, 1, "-20,733"),
        (43.2, 1, "43.2"),
        (0.374, 2, "0.37"),
        (0.0048790, RATE, "0.004879"),
        (4.879e-05, RATE, "4.879e-05"),
    ],
)
def test_numbers_are_told_as_they_are_read(value: float | None, places: int, told: str) -> None:
    assert number(value, places) == told


def test_a_row_far_from_theory_stands_out() -> None:
    assert "\x1b[31m+4.0" in shown(FOUND)
    assert "\x1b[31m" not in shown(FOUND | {"summary": [ROW | {"z": 2.9}]})


def test_one_run_is_told_as_one() -> None:
    assert "1 run of 10 years with 2,000 technology lines, seed 5" in shown(FOUND)
    assert "3 runs of 10 years with 2,000 technology lines, seeds 5 to 7" in shown(FOUND | {"run_count": 3})
    assert "种子 5 至 7" in shown(FOUND | {"run_count": 3}, "zh")


def test_limits_that_are_not_set_are_not_told() -> None:
    assert "lambda = 0.06" in shown(FOUND)
    assert "lines_max" not in shown(FOUND)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"stationary": False}, "before the stationary law is reached"),
        ({"stationary": False, "has_law": False}, "no closed law of sizes for two types"),
        ({"start": "x.city"}, "the runs begin with a saved city"),
        ({"folder": "kept"}, "Finished runs are kept in kept."),
        ({"chart": "a.svg"}, "Written: a.svg"),
    ],
)
def test_what_is_not_compared_is_said_and_what_is_written_is_named(more: dict[str, Any], told: str) -> None:
    assert told in shown(FOUND | more)


def test_money_is_told_in_million_yuan_by_the_names_of_the_books() -> None:
    text = shown(FOUND, "zh")
    assert "股利" in text
    assert "2,500" in text
