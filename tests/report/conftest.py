"""An answer written by hand in the shape that the rule engine gives, for the tests of what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Made = Callable[..., dict[str, Any]]


def made_criterion(name: str, result: str, **changes: Any) -> dict[str, Any]:
    """A condition on a share: value 12 % against at least 10 %, unless changed."""
    plain = {
        "id": name,
        "label": {"en": f"Label of {name}", "zh": f"{name}标签"},
        "result": result,
        "value": {"low": 0.12, "high": 0.12},
        "unit": "1",
        "comparison": "at_least",
        "threshold": {"low": 0.1, "high": 0.1},
        "margin": {"low": 0.02, "high": 0.02},
        "gap": None,
        "gap_reason": None,
        "passes": None,
        "source": "law art 3",
        "confidence": "found",
        "reason": None,
        "missing": ["staff"] if result == "depends" else [],
        "matters": True,
        "reads": ["staff"],
        "expression": {"value": "a / b", "threshold": "10%"},
    }
    return {**plain, **changes}


def made_answer(result: str, *criteria: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An answer with these conditions."""
    plain = {
        "instrument": "toy",
        "label": {"en": "Toy rule", "zh": "玩具规则"},
        "on": "2024-06-30",
        "year": 2023,
        "result": result,
        "confidence": "found",
        "state": "draft",
        "criteria": list(criteria),
        "gives": {},
        "missing": [],
        "refused": {},
        "grants": [],
        "evidence": {"published": 0, "your_records": 0.75, "rule": 0.25, "assumption": 0, "prior": 0},
        "notes": [],
        "apply": {
            "authority": {"en": "Toy bureau", "zh": "玩具局"},
            "window": "not recorded",
            "documents": "not recorded",
        },
        "sources": {"law": {"cite": "Toy law 7", "title": {"en": "Toy law", "zh": "玩具法"}}},
    }
    return {**plain, **changes}


@pytest.fixture
def criterion() -> Made:
    """Makes a condition of an answer."""
    return made_criterion


@pytest.fixture
def answer() -> Made:
    """Makes an answer."""
    return made_answer
