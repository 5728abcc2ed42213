"""Small plans and small populations: ten firms that may claim by one sheet each, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from innovatory.measure.budget.plan import Line, Plan
from innovatory.measure.budget.plan_file import PlanFile, read_plan
from innovatory.policy.library import libraries

YEAR = 2023
HEAD = "line_id,name_zh,instrument,planned (yuan),in_rd_fund,research_class,take_up_low,take_up_high,least (yuan),most (yuan)\n"

Written = Callable[..., Plan]


@pytest.fixture
def plan_of(tmp_path: Path) -> Written:
    """A plan read from lines of CSV, under the usual header or another one."""

    def read(*lines: str, head: str = HEAD, year: int = YEAR, name: str = "plan.csv") -> Plan:
        path = tmp_path / name
        path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        return read_plan(PlanFile(str(path)), year, libraries())

    return read


@pytest.fixture
def cultivated() -> pl.DataFrame:
    """Firms for the cultivation grant of 2023, which looks at the R&D of 2021.

    Ten with 30 m of R&D, no growth: 100,000 yuan each, for certain. Five with 60 m: 200,000 yuan each, if a condition
    holds that is not known. Four with 0.9 m below the size threshold: nothing.
    """
    rd = [30e6] * 10 + [60e6] * 5 + [0.9e6] * 4
    return pl.DataFrame(
        {
            "enterprise_id": [f"e{i:02}" for i in range(19)],
            "rd_accounts_2020": rd,
            "rd_accounts_2021": rd,
            "rd_super_deduction_2020": rd,
            "rd_super_deduction_2021": rd,
            "revenue_2022": [1e8] * 19,
            "status_above_size": [False] * 19,
            "first_batch": [False] * 19,
            "cultivation_conditions": [True] * 10 + [None] * 5 + [True] * 4,
        }
    )


@pytest.fixture
def line_of() -> Callable[..., Line]:
    """A line of the R&D fund without an instrument, with some other facts."""

    def line(name: str, planned: int, **facts: Any) -> Line:
        usual: dict[str, Any] = {
            "row": 2, "label": {"en": name, "zh": name}, "instrument": None, "in_rd_fund": True,
            "research_class": "other", "link": None, "take_up": None, "least": None, "most": None,
        }  # fmt: skip
        return Line(id=name, planned=planned, **{**usual, **facts})

    return line
