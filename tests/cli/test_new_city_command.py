"""`innovatory new-city` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Innovatory = Callable[..., Any]
NAMES = ("--en", "Harbour", "--zh", "港城")


def test_a_city_is_made_and_what_to_fill_first_is_told(innovatory: Innovatory, tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    ended = innovatory("new-city", folder, *NAMES)
    assert (ended.code, ended.err) == (0, "")
    assert (folder / "city.yaml").is_file()
    lines = ended.out.splitlines()
    assert [line.split(":")[0].split()[-1] for line in lines[1:5]] == [
        "geography/districts.csv",
        "statistics/sources.csv",
        "statistics/indicators.csv",
        "statistics/figures.csv",
    ]
    assert f"innovatory validate {folder}" in lines[-1]


def test_it_is_told_in_chinese(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("new-city", tmp_path / "harbour", *NAMES, "--lang", "zh")
    assert "行政区及行政区划代码" in ended.out


def test_the_machine_readable_answer_lists_the_files(innovatory: Innovatory, tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    answer = json.loads(innovatory("new-city", folder, *NAMES, "--json").out)
    assert answer["city"] == "harbour"
    assert all((folder / name).is_file() for name in answer["files"])


def test_a_name_is_asked_for(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("new-city", tmp_path / "harbour", "--en", "Harbour")
    assert ended.code == 2
    assert "--zh" in ended.err
    assert not (tmp_path / "harbour").exists()


def test_a_second_time_nothing_is_touched(innovatory: Innovatory, tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    innovatory("new-city", folder, *NAMES)
    (folder / "README.md").write_text("mine", encoding="utf-8")
    ended = innovatory("new-city", folder, *NAMES, "--lang", "zh")
    assert (ended.code, ended.out) == (2, "")
    assert "未作改动" in ended.err
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"
