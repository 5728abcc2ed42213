"""The list of stored sources, and that every sheet names documents that stand in it."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from applicants import SHEETS

from innovatory import policy

with (files("innovatory") / "library" / "sources.csv").open(encoding="utf-8", newline="") as file:
    SOURCES = list(csv.DictReader(file))
IDS = {source["source_id"] for source in SOURCES}


def test_every_source_has_an_id_of_its_own_a_title_and_a_place() -> None:
    assert len(IDS) == len(SOURCES) > 100
    for source in SOURCES:
        assert all(source[key] for key in ("title", "publisher", "published", "url_or_file", "reliability_note"))


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_documents_of_a_sheet_stand_in_the_list(sheet: str) -> None:
    stored = [key for source in policy.load(sheet).sheet.sources.values() for key in source.stored]
    assert stored
    assert set(stored) <= IDS
