"""Rules compiled: names of other sheets, circles, levers, units of acts; every mistake with file, line and nearest name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.policy.library import Library, folder_library

ON = date(2024, 6, 30)
SHEET = """\
instrument: {name}
label: {{en: One, zh: 一}}
applies_to: enterprise
sources: {{law: {{cite: Law, title: {{en: Law, zh: 法}}, from: 2020-01-01}}}}
in_force: {{from: 2020-01-01}}
parameters:
  floor: {{unit: yuan, values: {{2020-01-01: {{source: law art 1, value: 1m}}, 2024-01-01: {{source: law art 1, value: 2m}}}}}}
  rate: {{unit: 1, by: revenue, values: {{2020-01-01: {{source: law art 2, rows: [{{up_to: 10m, value: 5%}}, {{otherwise: 3%}}]}}}}}}
define:
  base: {{unit: yuan, is: "{base}"}}
  share: {{unit: 1, is: "{share}"}}
criteria:
  first: {{value: "{value}", at_least: "{threshold}", {extra}source: law art 1, label: {{en: First, zh: 甲}}}}
eligible: all
acts: [{act}]
signed: {{state: draft}}
tests:
  - {{name: a, on: 2024-06-30, given: {{revenue: 9m, rd_accounts: 3m}}, expect: {{result: pass}}}}
  - {{name: b, like: a, given: {{revenue: 9m}}, expect: {{result: fail}}}}
  - {{name: c, like: a, given: {{revenue: unknown}}, expect: {{result: depends}}}}
"""
PARTS = {
    "base": "max(0, rd_accounts - floor)", "share": "rate(revenue)", "value": "base", "threshold": "floor * 0.5",
    "extra": "", "act": "{none: {because: a test}}",
}  # fmt: skip


def library(folder: Path, **sheets: dict[str, str]) -> Library:
    for name, parts in sheets.items():
        (folder / f"{name}.yaml").write_text(SHEET.format(name=name, **{**PARTS, **parts}), encoding="utf-8")
    return folder_library(folder)


def mistake(folder: Path, **parts: str) -> Mistake:
    with pytest.raises(Mistake) as caught:
        library(folder, one=parts).instrument("one")
    return caught.value


def value_of(library: Library, sheet: str, record: dict[str, Any], on: date = ON) -> tuple[float, float] | None:
    (judgement,) = library.instrument(sheet).explain(record, on).judgements
    return None if not isinstance(judgement.value, tuple) else (judgement.value[0][0], judgement.value[1][0])


def test_a_definition_of_another_sheet_is_computed_with_that_sheets_parameters(tmp_path: Path) -> None:
    two = {"value": "one.base", "base": "rd_accounts"}
    sheets = library(tmp_path, one={}, two=two)
    assert value_of(sheets, "two", {"rd_accounts": [3e6]}) == (1e6, 1e6)
    assert value_of(sheets, "two", {"rd_accounts": [3e6]}, date(2023, 6, 30)) == (2e6, 2e6)
    assert value_of(sheets, "two", {"rd_accounts": [(3e6, 5e6)]}) == (1e6, 3e6)


def test_a_table_inside_a_definition_of_another_sheet_is_that_sheets_table(tmp_path: Path) -> None:
    sheets = library(tmp_path, one={}, two={"value": "one.share", "threshold": "4%"})
    assert value_of(sheets, "two", {"revenue": [10e6]}) == (0.05, 0.05)
    assert value_of(sheets, "two", {"revenue": [10e6 + 1]}) == (0.03, 0.03)


def test_a_parameter_of_another_sheet_may_be_asked(tmp_path: Path) -> None:
    sheets = library(tmp_path, one={}, two={"value": "rd_accounts", "threshold": "one.floor"})
    answer = sheets.instrument("two").explain({"rd_accounts": [1.5e6]}, ON)
    assert (answer.result, sheets.instrument("two").explain({"rd_accounts": [2e6]}, ON).result) == ("fail", "pass")


def test_a_value_that_another_sheet_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        library(tmp_path, one={}, two={"value": "one.bases"}).instrument("two")
    assert caught.value.kind == "name"
    assert caught.value.place is not None
    assert str(caught.value.place.file).endswith("two.yaml")


def test_sheets_that_need_each_other_are_refused(tmp_path: Path) -> None:
    sheets = library(tmp_path, one={"value": "two.base"}, two={"value": "one.base"})
    with pytest.raises(Mistake) as caught:
        sheets.instrument("one")
    assert caught.value.kind == "circular"
    assert "one → two → one" in caught.value.en
    assert "one → two → one" in caught.value.zh


def test_a_library_can_be_asked_again_after_a_circle_was_refused(tmp_path: Path) -> None:
    sheets = library(tmp_path, one={"value": "two.base"}, two={"value": "one.base"}, three={})
    for _ in range(2):
        with pytest.raises(Mistake, match="need each other"):
            sheets.instrument("two")
    assert sheets.instrument("three").explain({"rd_accounts": [9e6]}, ON).result == "pass"


def test_definitions_that_need_each_other_are_refused_with_the_circle(tmp_path: Path) -> None:
    found = mistake(tmp_path, base="rd_accounts * share", share="base / revenue")
    assert found.kind == "circular"
    assert "base → share → base" in found.en
    assert found.place is not None
    assert found.place.line in (10, 11)


def test_a_definition_that_needs_itself_is_refused(tmp_path: Path) -> None:
    assert mistake(tmp_path, base="base + floor").kind == "circular"


def test_definitions_may_stand_before_those_they_need(tmp_path: Path) -> None:
    sheets = library(tmp_path, one={"base": "rd_accounts * share"})
    assert value_of(sheets, "one", {"rd_accounts": [4e7], "revenue": [9e6]}) == (2e6, 2e6)


WRONG = [
    ({"value": "bases"}, "name", 13, "base"),
    ({"value": "rd_acounts"}, "name", 13, "rd_accounts"),
    ({"threshold": "flor"}, "name", 13, "floor"),
    ({"base": "rd_accounts - floors"}, "name", 10, "floor"),
    ({"extra": "lever: revenue, "}, "lever", 13, None),
    ({"extra": "lever: rd_acounts, "}, "lever", 13, "rd_accounts"),
    ({"extra": "lever: rd_accounts, moves: {rd_accounts: [revenu]}, "}, "name", 13, "revenue"),
    ({"extra": "lever: rd_accounts, moves: {rd_accounts: [registered_on]}, "}, "name", 13, "registered_on"),
    ({"extra": "unit: person, "}, "unit", 13, None),
    ({"threshold": "5%"}, "unit", 13, None),
    ({"share": "rd_accounts"}, "unit", 11, None),
    ({"act": "{cash_grant: {stage: technical, amount: share}}"}, "unit", 15, None),
    ({"act": "{tax_rate: {rate: base}}"}, "unit", 15, None),
    ({"act": "{extra_deduction: {rate: share, of: share}}"}, "unit", 15, None),
    ({"act": "{cash_grant: {stage: technical, amount: bas}}"}, "name", 15, "base"),
    ({"act": "{status: hnet}"}, "name", 15, "hnte"),
    ({"act": "{cash_grand: {stage: technical, amount: base}}"}, "unknown_key", 15, "cash_grant"),
    ({"value": "base.__class__"}, "forbidden", 13, None),
    ({"value": "(((base"}, "syntax", 13, None),
]


@pytest.mark.parametrize(("parts", "kind", "line", "near"), WRONG)
def test_a_mistake_names_its_kind_its_file_and_line_and_the_nearest_name(
    tmp_path: Path, parts: dict[str, str], kind: str, line: int, near: str | None
) -> None:
    found = mistake(tmp_path, **parts)
    assert (found.kind, found.nearest) == (kind, near)
    assert found.place is not None
    assert str(found.place.file).endswith("one.yaml")
    assert found.place.line == line
    assert found.say("en").startswith(str(found.place))
    assert found.zh != found.en


def test_excluded_sheets_exist(tmp_path: Path) -> None:
    parts = {"act": "{none: {because: a test}}]\nexcludes: [thre"}
    library(tmp_path, three={})
    found = mistake(tmp_path, **parts)
    assert (found.kind, found.nearest) == ("name", "three")


def test_an_instrument_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        library(tmp_path, three={}).instrument("tree")
    assert (caught.value.kind, caught.value.nearest) == ("name", "three")


def test_a_file_may_stand_beside_a_library_without_changing_it(tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    sheets = library(tmp_path / "sheets", one={})
    library(tmp_path, four={"value": "one.base"})
    extended, name = sheets.with_file(tmp_path / "four.yaml")
    assert name == "four"
    assert extended.instrument("four").explain({"rd_accounts": [9e6]}, ON).result == "pass"
    assert "four" not in sheets.located
