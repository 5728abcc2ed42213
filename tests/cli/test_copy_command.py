"""`innovatory instruments copy` hands out the text of a sheet; `cost` asks the copy like a sheet of the library."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Innovatory = Callable[..., Any]
SHEETS = Path(str(files("innovatory"))) / "library" / "instruments"
REWARD = "longgang_rd_reward"
FIRMS = pl.DataFrame({"id": [f"f{i}" for i in range(40)], "district": "440307", "rd_accounts": [30e6, 31e6] * 20})


def copied(innovatory: Innovatory, path: Path) -> str:
    ended = innovatory("instruments", "copy", REWARD, "--out", path)
    assert (ended.code, ended.err) == (0, "")
    return path.read_text(encoding="utf-8")


def test_the_copy_is_the_text_of_the_sheet(innovatory: Innovatory, tmp_path: Path) -> None:
    copied(innovatory, tmp_path / "mine.yaml")
    assert (tmp_path / "mine.yaml").read_bytes() == (SHEETS / "shenzhen" / f"{REWARD}.yaml").read_bytes()
    assert innovatory("instruments", "lint", tmp_path / "mine.yaml").code == 0


def test_a_file_that_is_there_is_left_as_it_is(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine", encoding="utf-8")
    ended = innovatory("instruments", "copy", REWARD, "--out", path, "--lang", "zh")
    assert (ended.code, ended.out) == (2, "")
    assert "文件已存在" in ended.err
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("out", ["mine.txt", "none/mine.yaml"])
def test_what_cannot_be_a_sheet_is_refused(
    innovatory: Innovatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = innovatory("instruments", "copy", REWARD, "--out", out)
    assert (ended.code, ended.out) == (2, "")
    assert out in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_changed_copy_is_costed_beside_the_sheets_of_the_library(innovatory: Innovatory, tmp_path: Path) -> None:
    text = copied(innovatory, tmp_path / "mine.yaml")
    text = text.replace(f"instrument: {REWARD}", "instrument: mine").replace("value: 0.3m}", "value: 0.4m}")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    FIRMS.write_parquet(tmp_path / "firms.parquet")
    told = innovatory(
        "cost",
        tmp_path / "mine.yaml",
        REWARD,
        "--population",
        tmp_path / "firms.parquet",
        "--on",
        "2025-09-30",
        "--json",
    )
    assert (told.code, told.err) == (0, "")
    found = {one["id"]: one for one in json.loads(told.out)["instruments"]}
    # 40 firms of 30 and 31 m: 400 000 each in the copy, 300 000 at Longgang, at least; up to twice for a little giant
    assert {name: (one["amount_low"], one["amount_high"]) for name, one in found.items()} == {
        "mine": (16e6, 32e6),
        REWARD: (12e6, 24e6),
    }


def test_two_files_of_one_id_are_not_costed_together(innovatory: Innovatory, tmp_path: Path) -> None:
    copied(innovatory, tmp_path / "mine.yaml")
    FIRMS.write_parquet(tmp_path / "firms.parquet")
    ended = innovatory("cost", tmp_path / "mine.yaml", REWARD, "--population", tmp_path / "firms.parquet")
    assert (ended.code, ended.out) == (2, "")
    assert f"mine.yaml and {REWARD} are both the sheet {REWARD}" in ended.err
