"""Every case of `conformance/sheets.json`: load errors, one applicant explained, the same applicant as a population.

What an account of the year and rationing will answer is not computed yet; the fields that wait are listed, so that no
case and no field is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import polars as pl
import pytest
import sheet_cases
from language_cases import agrees
from sheet_cases import CASES, FILE

from innovatory.language.mistakes import Mistake
from innovatory.policy.explanation import Explanation

ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame.lazy(),
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}
WAITS_FOR_ACCOUNT = {"account"}
WAITS_FOR_RATIONING = {"awards", "spent", "ratio", "funded", "gainers", "losers", "unchanged"}
OF_LOADING = {"error", "nearest"}
OF_POPULATION = {"counts", "claims", "by"}

LOAD_ERRORS = [case for case in CASES if "error" in case["expect"]]
OF_POPULATIONS = [case for case in CASES if "population" in case]
OF_ONE = [case for case in CASES if "population" not in case and "error" not in case["expect"]]


def identity(case: dict[str, Any]) -> str:
    return str(case["id"])


def number(value: Any) -> Any:
    """A number of the engine in the shape of the file: a number, `[low, high]` or "unknown"."""
    if value is None:
        return "unknown"
    low, high = value[0][0], value[1][0]
    return low if low == high else [low, high]


def margins(answer: Explanation) -> dict[str, Any]:
    pairs = zip(answer.bound.criteria, answer.judgements, strict=True)
    return {criterion.of.name: number(judgement.margin) for criterion, judgement in pairs if criterion.of.margin}


def gaps(answer: Explanation) -> dict[str, Any]:
    return {name: gap.reason or gap.low for name, gap in answer.gaps.items()}


def reasons(answer: Explanation) -> dict[str, Any]:
    return {criterion.of.name: answer.reason(criterion) for criterion in answer.bound.criteria}


def passing(answer: Explanation) -> dict[str, Any]:
    return {name: [list(interval) for interval in gap.passes] for name, gap in answer.gaps.items()}


FOUND: dict[str, Callable[[Explanation], Any]] = {
    "result": lambda answer: answer.result,
    "failed": lambda answer: answer.failed,
    "open": lambda answer: answer.open,
    "missing": lambda answer: sorted(answer.missing),
    "grants": lambda answer: answer.grants(),
    "amount": lambda answer: number(answer.amount),
    "margin": margins,
    "gap": gaps,
    "passes": passing,
    "reason": reasons,
}


def check(field: str, answer: Explanation, want: Any) -> None:
    """Whether a field of the explanation is as expected; of margins, gaps and reasons only those that are named."""
    got = FOUND[field](answer)
    if field == "missing":
        assert got == sorted(want)
    elif field == "gap" and want == {}:
        assert got == {}
    elif isinstance(want, Mapping):
        assert want.keys() <= got.keys()
        for name, one in want.items():
            assert agrees(got[name], one) if field == "margin" else got[name] == one, (name, got[name], one)
    else:
        assert agrees(got, want) if field == "amount" else got == want


@pytest.mark.parametrize("case", LOAD_ERRORS, ids=identity)
def test_a_wrong_sheet_is_refused_with_its_kind_its_place_and_the_nearest_name(case: dict[str, Any]) -> None:
    with pytest.raises(Mistake) as caught:
        sheet_cases.loaded(case)
    assert caught.value.kind == case["expect"]["error"]
    assert caught.value.nearest == case["expect"].get("nearest", caught.value.nearest)
    assert caught.value.place is not None
    assert str(caught.value.place.file).endswith(f"{case['sheet']}.yaml")
    assert caught.value.place.path


@pytest.mark.parametrize("case", OF_ONE, ids=identity)
def test_one_applicant_explained(case: dict[str, Any]) -> None:
    answer = sheet_cases.loaded(case).explain(sheet_cases.record(case), sheet_cases.day(case), sheet_cases.year(case))
    for field in case["expect"].keys() - WAITS_FOR_ACCOUNT:
        check(field, answer, case["expect"][field])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", OF_ONE, ids=identity)
def test_the_same_applicant_as_a_population_of_one(case: dict[str, Any], engine: str) -> None:
    instrument, want = sheet_cases.loaded(case), case["expect"]
    population = ENGINES[engine](sheet_cases.frame(case))
    evaluation = instrument.evaluate(population, sheet_cases.day(case), sheet_cases.year(case))
    (row,) = rows(evaluation.columns())
    if "result" in want:
        assert word(row, in_force=evaluation.bound.in_force) == want["result"]
        assert evaluation.summary()["results"] == counted(want["result"])
    if "failed" in want:
        names = [one.of.name for one in evaluation.bound.criteria]
        assert [name for bit, name in enumerate(names) if row["failed"] >> bit & 1] == want["failed"]
    for name, margin in want.get("margin", {}).items():
        assert agrees(pair(row, f"margin_{name}"), margin), name
    if "amount" in want:
        assert agrees(pair(row, "amount"), want["amount"])


def rows(lazy: Any) -> list[dict[str, Any]]:
    table = lazy.collect() if isinstance(lazy, pl.LazyFrame) else lazy.pl()
    return list(table.iter_rows(named=True))


def word(row: Mapping[str, Any], *, in_force: bool) -> str:
    if not in_force:
        assert not row["passes"]
        assert not row["may_pass"]
        return "not_in_force"
    return "pass" if row["passes"] else "depends" if row["may_pass"] else "fail"


def counted(result: str) -> dict[str, int]:
    if result == "not_in_force":
        return {"not_in_force": 1}
    return {name: int(name == result) for name in ("pass", "depends", "fail")}


def pair(row: Mapping[str, Any], name: str) -> Any:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None or high is None:
        return "unknown"
    return low if low == high else [low, high]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", OF_POPULATIONS, ids=identity)
def test_a_population_counted_and_costed(case: dict[str, Any], engine: str) -> None:
    want = case["expect"]
    population = ENGINES[engine](sheet_cases.of_population(case["population"]))
    evaluation = sheet_cases.loaded(case).evaluate(population, sheet_cases.day(case), sheet_cases.year(case))
    summary = evaluation.summary(by=list(want.get("by", {})))
    assert summary["rows"] == len(FILE["populations"][case["population"]])
    if "counts" in want:
        assert summary["results"] == want["counts"]
    if "claims" in want:
        assert agrees(claims(summary["gives"]["amount"]["low"], summary["gives"]["amount"]["high"]), want["claims"])
    for dimension, groups in want.get("by", {}).items():
        found = summary["by"][dimension]
        assert found.keys() == groups.keys()
        for name, group in groups.items():
            assert found[name]["pass"] == group["pass"]
            assert agrees(claims(found[name]["amount_low"], found[name]["amount_high"]), group["claims"])


def claims(low: float, high: float) -> Any:
    return low if low == high else [low, high]


def test_the_fields_that_wait_are_those_of_the_account_and_of_rationing_and_no_others() -> None:
    waiting = {
        group: {
            field
            for case in CASES
            if case["group"] == group
            for field in case["expect"].keys() - FOUND.keys() - OF_LOADING - OF_POPULATION
        }
        for group in {case["group"] for case in CASES}
    }
    assert {group: fields for group, fields in waiting.items() if fields} == {
        "account": WAITS_FOR_ACCOUNT,
        "population": WAITS_FOR_RATIONING,
    }


def test_the_cases_of_which_nothing_is_checked_yet_ask_for_accounts_and_awards_alone() -> None:
    waiting = WAITS_FOR_ACCOUNT | WAITS_FOR_RATIONING
    assert {case["id"] for case in CASES if case["expect"].keys() <= waiting} == {
        *(f"account-{index:02}" for index in (2, 3, 8, 9, 10, 12, 13, 14)),
        *(f"population-{index:02}" for index in (6, 7, 8, 10)),
    }


def test_every_case_has_an_id_of_its_own_and_is_in_one_list() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) == 106
    assert len(LOAD_ERRORS) + len(OF_ONE) + len(OF_POPULATIONS) == 106
    assert [len(LOAD_ERRORS), len(OF_POPULATIONS)] == [17, 13]
