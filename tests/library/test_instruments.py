"""Every sheet of the library: its own tests, what a sheet must ship, what its answers look like as plain data."""

from __future__ import annotations

import json
import re
from functools import cache
from math import isclose
from typing import Any

import applicants
import pytest
from applicants import SHEETS, Typed

from innovatory import policy
from innovatory.policy.foot import Outcome

CASES = [(sheet, case.name) for sheet in SHEETS for case in applicants.of(sheet)]
PASSING = [case for sheet in SHEETS for case in applicants.of(sheet) if case.result == "pass"]
CHINESE = re.compile(r"[一-鿿]")


def identity(case: Typed) -> str:
    return f"{case.sheet}: {case.name}"


@cache
def outcomes(sheet: str) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in policy.load(sheet).check()}


@pytest.mark.parametrize(("sheet", "name"), CASES)
def test_a_test_at_the_foot_of_a_sheet_passes(sheet: str, name: str) -> None:
    outcome = outcomes(sheet)[name]
    assert outcome.passed, outcome.differences


def test_every_sheet_is_in_the_catalogue() -> None:
    assert {entry.id for entry in policy.catalogue()} >= set(SHEETS)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_ships_a_pass_a_fail_and_a_depends(sheet: str) -> None:
    assert {"pass", "fail", "depends"} <= {case.result for case in applicants.of(sheet)}


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_id_of_a_sheet_is_the_name_of_its_file(sheet: str) -> None:
    assert policy.load(sheet).sheet.instrument == sheet


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_label_is_written_in_english_and_in_chinese(sheet: str) -> None:
    labels = list(texts_of(policy.standard().located[sheet].data))
    assert labels
    for path, label in labels:
        assert re.search("[A-Za-z]", label["en"]), path
        assert not CHINESE.search(label["en"]), path
        if "zh" in label or path[-1] != "title":
            assert CHINESE.search(label["zh"]), path


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_a_page_shows_of_a_sheet_is_written_in_chinese_too(sheet: str) -> None:
    """Names of tests, each its own; reasons of acts; definitions; when and with what to apply."""
    of = policy.load(sheet).sheet
    names = [case.zh or "" for case in of.tests]
    assert [one for one in names if not CHINESE.search(one)] == []
    assert len(set(names)) == len(names)
    assert all(CHINESE.search(act.terms["because_zh"]) for act in of.acts if act.word == "none")
    assert [name for name, one in of.define.items() if one.label is None] == []
    applying = of.apply.model_dump() if of.apply else {}
    assert [text for text in applying.values() if isinstance(text, str) and text != "not recorded"] == []


def texts_of(data: Any, *path: str | int) -> Any:
    """Every text in two languages, with the keys that lead to it."""
    if isinstance(data, dict):
        if "en" in data:
            yield path, data
        for key, inner in data.items():
            yield from texts_of(inner, *path, key)
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            yield from texts_of(inner, *path, index)


KEYS = {
    "instrument", "label", "on", "year", "result", "confidence", "state", "criteria", "gives", "missing", "refused",
    "grants", "evidence", "notes", "applicant_notes", "apply", "sources",
}  # fmt: skip
OF_A_CRITERION = {
    "id", "label", "result", "value", "unit", "comparison", "threshold", "margin", "gap", "gap_reason", "passes",
    "source", "confidence", "reason", "reads", "expression",
}  # fmt: skip


@pytest.mark.parametrize("case", [applicants.of(sheet)[0] for sheet in SHEETS] + PASSING[::7], ids=identity)
def test_the_answer_is_plain_data_with_the_same_keys_always(case: Typed) -> None:
    answer = case.instrument.explain(case.read(), case.on, case.year).as_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert answer.keys() >= KEYS
    assert [one["id"] for one in answer["criteria"]] == list(case.instrument.sheet.criteria)
    for one in answer["criteria"]:
        assert one.keys() >= OF_A_CRITERION
        assert one["label"].keys() == {"en", "zh"}
        assert one["result"] in ("pass", "fail", "depends")
        assert (one["margin"] is None) or one["margin"]["low"] <= one["margin"]["high"]
        assert one["comparison"] != "is" or one["margin"] is None
    for given in answer["gives"].values():
        assert {"low", "high", "unit"} <= given.keys()
    assert isclose(sum(answer["evidence"].values()), 1.0)
    assert answer["evidence"].keys() == {"published", "your_records", "rule", "assumption", "prior"}
    assert all(answer["sources"][one["source"].split()[0]] for one in answer["criteria"])


@pytest.mark.parametrize("case", PASSING, ids=identity)
def test_holding_out_one_input_never_fails_who_passes_and_depends_only_where_it_is_read(case: Typed) -> None:
    whole = case.read()
    for name in case.given:
        rest = {key: value for key, value in case.given.items() if key != name}
        held_out = case.read(rest)
        answer = case.instrument.explain(held_out, case.on, case.year)
        assert answer.result in ("pass", "depends"), name
        changed = {
            key
            for key in whole.values.keys() | held_out.values.keys()
            if whole.values.get(key) != held_out.values.get(key)
        }
        if answer.result == "depends":
            reads = {one.of.name: set(one.reads) for one in answer.bound.criteria}
            assert any(reads[criterion] & changed for criterion in answer.open), name


@pytest.mark.parametrize("sheet", SHEETS)
def test_some_input_held_out_leaves_the_answer_open(sheet: str) -> None:
    case = next(case for case in applicants.of(sheet) if case.result == "pass")
    open_ones = []
    for name in case.given:
        rest = {key: value for key, value in case.given.items() if key != name}
        if case.instrument.explain(case.read(rest), case.on, case.year).result == "depends":
            open_ones.append(name)
    assert open_ones
