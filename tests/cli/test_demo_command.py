"""`innovatory demo` writes one report and says what it found, on fewer rows here than there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from innovatory.cli import demo

Innovatory = Callable[..., Any]


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "ROWS", 3000)


def test_the_report_is_written_and_both_languages_are_printed(innovatory: Innovatory, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "demo"
    ended = innovatory("demo", "--out", folder)
    assert (ended.code, ended.err) == (0, "")
    for told in (
        "Does not pass",
        "不符合条件",
        "3,000 rows",
        "3,000 行",
        "Synthetic rows",
        "合成数据",
        str(folder / "report.html"),
    ):
        assert told in ended.out
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "Synthetic rows" in report
    assert "合成数据" in report


def test_machines_get_the_same_numbers(innovatory: Innovatory, tmp_path: Path) -> None:
    told = json.loads(innovatory("demo", "--out", tmp_path, "--json").out)
    assert told["explain"]["result"] == "fail"
    assert sum(told["evaluate"]["results"].values()) == told["evaluate"]["rows"] == 3000
    districts = told["evaluate"]["by"]["district"].values()
    assert sum(one["pass"] for one in districts) == told["evaluate"]["results"]["pass"]
    assert Path(told["report"]).is_file()


def test_a_folder_that_cannot_be_made_is_a_mistake(innovatory: Innovatory, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    ended = innovatory("demo", "--out", tmp_path / "taken" / "demo")
    assert (ended.code, ended.out) == (2, "")
    assert "taken" in ended.err
