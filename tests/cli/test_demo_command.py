"""`innovatory demo` writes two pages and says what it found, on fewer rows here than there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from innovatory.cli import demo, demo_policies

Innovatory = Callable[..., Any]


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "ROWS", 3000)
    monkeypatch.setattr(demo_policies, "WEIGHT", 500)


def test_two_pages_are_written_and_both_languages_are_printed(
    innovatory: Innovatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    folder = tmp_path / "new" / "demo"
    ended = innovatory("demo", "--out", folder)
    assert (ended.code, ended.err) == (0, "")
    for told in (
        "R&D expenditure as a share of GDP",
        "研发经费投入强度",
        "36.87% · estimated · a budget figure",
        "? cannot say",
        "无法判断",
        "Does not pass",
        "不符合条件",
        "3,000 rows",
        "3,000 行",
        "Synthetic rows",
        "合成数据",
    ):
        assert told in ended.out
    pages = [folder / "report.html", folder / "explanation.html"]
    assert all(str(page) in ended.out for page in pages)
    city, enterprise = (page.read_text(encoding="utf-8") for page in pages)
    assert "5.49%" in city
    assert "Synthetic rows" in enterprise
    assert "合成数据" in enterprise


def test_machines_get_the_same_numbers(innovatory: Innovatory, tmp_path: Path) -> None:
    told = json.loads(innovatory("demo", "--out", tmp_path, "--json").out)
    assert told["explain"]["result"] == "fail"
    assert sum(told["evaluate"]["results"].values()) == told["evaluate"]["rows"] == 3000
    districts = told["evaluate"]["by"]["district"].values()
    assert sum(one["pass"] for one in districts) == told["evaluate"]["results"]["pass"]
    assert {one["answer"] for one in told["checks"]} == {"met", "not_met", "cannot_say"}
    assert Path(told["report"]).is_file()
    assert Path(told["explanation"]).is_file()
    _policies_are_costed_and_budgeted_on_the_population(told, tmp_path)


def _policies_are_costed_and_budgeted_on_the_population(told: dict[str, Any], folder: Path) -> None:
    found = {one["id"]: one for one in told["costed"]["instruments"]}
    assert set(found) == set(demo_policies.INSTRUMENTS)
    assert told["costed"]["units"] == 2_457_740  # enterprises of Shenzhen at the end of 2022, as published
    assert found["cit_hnte_15"]["eligible"] == 23_000  # high-tech enterprises of 2022, as published
    assert {line["id"] for line in told["budget"]["lines"]} == {f"K0{n}" for n in range(1, 8)}
    page = (folder / "report.html").read_text(encoding="utf-8")
    for heading in ("What instruments cost on a synthetic population", "预算测算（虚构预算表）"):
        assert f"<h2>{heading}</h2>" in page
    assert 'href="population.html"' in page
    assert (folder / "population.html").is_file()


def test_a_city_that_publishes_too_little_for_a_population_says_so(innovatory: Innovatory, tmp_path: Path) -> None:
    told = json.loads(innovatory("demo", "--out", tmp_path, "--city", "lindao", "--json").out)
    assert told["city"] == "lindao"
    assert told["costed"] is None
    assert told["no_population"]["en"]
    assert "synthetic population" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_a_mistake(innovatory: Innovatory, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    ended = innovatory("demo", "--out", tmp_path / "taken" / "demo")
    assert (ended.code, ended.out) == (2, "")
    assert "taken" in ended.err
