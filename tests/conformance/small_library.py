"""Small jurisdictions for tests of the account of a year: inputs, an account, and sheets of a line or two each.

The standard rate is 25 %. Every enterprise has a profit, losses and some amounts and truths that sheets ask for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from innovatory.policy.library import Library, folder_library

INPUTS: dict[str, dict[str, Any]] = {
    **{name: {"unit": "yuan"} for name in ("profit", "losses", "rd", "bonus", "zone_income", "asked")},
    **{name: {"unit": "truth"} for name in ("good", "fine")},
    "staff": {"unit": "person"},
    "experts": {"unit": "person"},
    "taxable_income": {"unit": "yuan", "series": "true"},
}
ACCOUNT: dict[str, Any] = {
    "sources": {"tax": {"cite": "Tax law", "title": {"en": "Tax law", "zh": "税法"}, "from": "2008-01-01"}},
    "parameters": {
        "standard_rate": {"unit": "1", "values": {"2008-01-01": {"source": "tax art 4", "value": "25%"}}},
    },
    "derives": "taxable_income",
}
GOOD = {"value": "good", "is": "true"}
FINE = {"value": "fine", "is": "true"}
Act = Mapping[str, Any]


def extra(of: str, rate: str = "100%") -> Act:
    """An extra deduction of a part of an amount."""
    return {"extra_deduction": {"rate": rate, "of": of}}


def reduced(rate: str, **of: str) -> Act:
    """A reduced rate, of the whole or of a part."""
    return {"tax_rate": {"rate": rate, **of}}


def grant(amount: str) -> Act:
    """Money."""
    return {"cash_grant": {"stage": "technical", "amount": amount}}


def sheet(*acts: Act, when: Mapping[str, Mapping[str, str]] | None = None, **more: Any) -> dict[str, Any]:
    """A sheet with acts; `when` are its criteria (`good` if none is said), `more` whatever else it states."""
    criteria = {"good": GOOD} if when is None else when
    stated = {name: {"source": "law art 1", "label": {"en": name, "zh": name}, **one} for name, one in criteria.items()}
    tests = [
        {"name": result, "on": "2024-06-30", "expect": {"result": result}} for result in ("pass", "fail", "depends")
    ]
    return {
        "label": {"en": "Sheet", "zh": "样例"},
        "applies_to": "enterprise",
        "sources": {"law": {"cite": "Law", "title": {"en": "Law", "zh": "法"}, "from": "2008-01-01"}},
        "in_force": {"from": "2010-01-01"},
        "criteria": stated,
        "eligible": "all",
        "acts": [dict(act) for act in acts] or [{"none": "a sheet of a test"}],
        "signed": {"state": "draft"},
        "tests": tests,
        **more,
    }


def recognition(status: str, when: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Any]:
    """A sheet that grants a status for three years."""
    return sheet({"status": status}, when=when, grants={"status": status, "for": "3 years"})


def holds(status: str) -> dict[str, Mapping[str, str]]:
    """The criterion that a status is held."""
    return {"holder": {"value": f"status({status})", "is": "true"}}


def library(
    folder: Path,
    sheets: Mapping[str, Mapping[str, Any]],
    account: Mapping[str, Any] | None = ACCOUNT,
    inputs: Mapping[str, Any] = INPUTS,
) -> Library:
    """The sheets, written to a folder and read again, with their inputs and (unless None) their account."""
    write(folder / "inputs.yaml", {"inputs": dict(inputs)})
    if account is not None:
        write(folder / "account.yaml", account)
    for name, one in sheets.items():
        write(folder / f"{name}.yaml", {"instrument": name, **one})
    return folder_library(folder)


def write(path: Path, data: Mapping[str, Any]) -> None:
    """Plain data as YAML."""
    path.write_text(yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False), encoding="utf-8")


def both(amount: Mapping[str, float | None]) -> Sequence[float | None]:
    """Low and high of an amount of the match."""
    return amount["low"], amount["high"]
