"""The answer of the desk as a table: the rows of the plan as they stand in its file, and beside each line what it meets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from innovatory.measure.budget.plan import Plan
from innovatory.measure.budget.plan_columns import RESULTS

LANGUAGES = ("en", "zh")
AMOUNTS = (
    "claims_low",
    "claims_high",
    "if_all_low",
    "if_all_high",
    "short_low",
    "short_high",
    "after_low",
    "after_high",
)


def result_table(plan: Plan, told: Mapping[str, Any], words: Mapping[str, tuple[str, str]], lang: str) -> pl.DataFrame:
    """The rows of the plan with the columns of `RESULTS`, in whole yuan; empty where there is nothing to say.

    `told` is `Desk.as_dict()`; `words` are, by line, the answer and the evidence line in the language.
    """
    by_row = {line["row"]: _results(line, words[line["id"]]) for line in told["lines"]}
    empty: dict[str, Any] = dict.fromkeys(RESULTS)
    schema = {name: pl.Int64 if name in AMOUNTS else pl.String for name in RESULTS}
    found = pl.DataFrame([by_row.get(row, empty) for row in plan.rows], schema=schema)
    headers = {name: pair[LANGUAGES.index(lang)] for name, pair in RESULTS.items()}
    return plan.written.hstack(found.rename(headers))


def _results(line: Mapping[str, Any], words: tuple[str, str]) -> dict[str, Any]:
    claims, short, found = line["claims"] or {}, line["short"] or {}, line["population"] or {}
    return {
        "claims_low": claims.get("low"),
        "claims_high": claims.get("high"),
        "if_all_low": _whole(found.get("low")),
        "if_all_high": None if found.get("unbounded") else _whole(found.get("all_high")),
        "answer": words[0],
        "short_low": short.get("low"),
        "short_high": short.get("high"),
        "after_low": line["after"]["low"],
        "after_high": line["after"]["high"],
        "evidence": words[1],
    }


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)
