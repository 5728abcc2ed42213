"""The list of stored sources, and that every sheet names documents that stand in it."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

import pytest
from applicants import SHEETS

from innovatory import policy
from innovatory.measure.city import read_city
from innovatory.measure.sources import read_sources
from innovatory.policy.documents import documents

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


CHINESE = re.compile(r"[\u4e00-\u9fff]")
OURS = re.compile(
    r"\(in [A-Z][a-z]+|founding document|stored|index|not named|machine-translated|page footer|n\.d\. |General knowledge",
    re.IGNORECASE,
)
"""Words with which a source is described here: no document calls itself so."""


def test_what_is_said_here_of_a_source_is_said_in_chinese_too() -> None:
    city = read_city("shenzhen")
    own = {**city.sources, **read_sources(city.folder / "register")}
    pairs = [(one.title, one.title_zh) for one in (*documents().values(), *own.values())]
    pairs += [(one.publisher, one.publisher_zh) for one in (*documents().values(), *own.values())]
    pairs += [(one.published, one.published_zh) for one in documents().values()]
    pairs += [(one.where, one.where_zh) for one in documents().values()]
    pairs += [(one.address, one.address_zh) for one in own.values()]
    described = [(text, zh) for text, zh in pairs if OURS.search(text) and not text.startswith("http")]
    assert len(described) > 60
    assert [text for text, zh in described if not CHINESE.search(zh)] == []


def test_a_document_that_is_not_english_has_a_chinese_title() -> None:
    """Reposts, agents and authorities in Chinese: their English titles are descriptions of this project."""
    kinds = {"repost", "repost of the legal text", "repost of the text", "agent site", "accounting school", "Q&A site"}
    chinese = [one for one in documents().values() if one.reliability["en"] in kinds]
    assert len(chinese) > 20
    assert [one.id for one in chinese if not CHINESE.search(one.title_zh)] == []
