"""A status that requires itself is refused, directly or by way of others; one of several ways in is enough."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.policy.books import books
from innovatory.policy.library import Library, folder_library, libraries

ON = date(2024, 12, 31)


def sheet(name: str, grants: str, criterion: str) -> str:
    return f"""
instrument: {name}
label: {{en: {name}, zh: 资质}}
applies_to: enterprise
sources: {{law: {{cite: Law, title: {{en: Law, zh: 法}}, from: 2020-01-01}}}}
in_force: {{from: 2020-01-01}}
criteria:
  one: {{value: "{criterion}", is: true, source: law art 1, label: {{en: One, zh: 条件一}}}}
eligible: all
grants: {{status: {grants}, for: 3 years}}
acts: [{{status: {grants}}}]
signed: {{state: draft}}
tests:
  - {{name: a, on: 2024-12-31, expect: {{result: pass}}}}
  - {{name: b, on: 2024-12-31, expect: {{result: fail}}}}
  - {{name: c, on: 2024-12-31, expect: {{result: depends}}}}
"""


def library(folder: Path, **sheets: tuple[str, str]) -> Library:
    (folder / "inputs.yaml").write_text("inputs:\n  staff: {unit: person}\n", encoding="utf-8")
    for name, (grants, criterion) in sheets.items():
        (folder / f"{name}.yaml").write_text(sheet(name, grants, criterion), encoding="utf-8")
    return folder_library(folder)


def test_a_status_that_requires_itself_is_refused_with_the_sheet(tmp_path: Path) -> None:
    held = library(tmp_path, gold=("golden", "status(golden) and staff >= 3"))
    with pytest.raises(Mistake) as caught:
        books(held, ["enterprise"], ON, 2024)
    assert caught.value.kind == "circular"
    assert "golden" in caught.value.en
    assert "golden" in caught.value.zh
    assert str(caught.value.place.file if caught.value.place else "").endswith("gold.yaml")


def test_two_statuses_that_require_each_other_are_refused(tmp_path: Path) -> None:
    held = library(tmp_path, first=("one", "status(two)"), second=("two", "status(one)"))
    with pytest.raises(Mistake) as caught:
        books(held, ["enterprise"], ON, 2024)
    assert "one, two" in caught.value.en


def test_a_renewal_beside_another_way_in_is_no_circle(tmp_path: Path) -> None:
    held = library(tmp_path, entry=("golden", "staff >= 3"), renewal=("golden", "status(golden)"))
    assert len(books(held, ["enterprise"], ON, 2024).rules) == 2


def test_one_of_several_ways_to_pass_is_enough(tmp_path: Path) -> None:
    held = library(tmp_path, gold=("golden", "status(golden) or staff >= 3"))
    assert len(books(held, ["enterprise"], ON, 2024).rules) == 1


def test_no_status_of_the_shipped_library_requires_itself() -> None:
    for held in libraries():
        assert books(held, ["enterprise"], ON, 2024).rules
