"""`innovatory population` writes invented enterprises that the rules read, and never over a file that is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Innovatory = Callable[..., Any]
ON = ("--on", "2024-06-30")


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_table_is_marked_as_synthetic_and_read_by_a_rule(
    innovatory: Innovatory, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"firms.{ending}"
    ended = innovatory("population", "--invented", "1,200", "--out", path, *ON)
    assert (ended.code, ended.err) == (0, "")
    assert "1,200" in ended.out
    assert "2021 to 2023" in ended.out
    table = pl.read_csv(path) if ending == "csv" else pl.read_parquet(path)
    assert (table.height, table["origin"].unique().to_list()) == (1200, ["synthetic"])
    assert {"revenue_2021", "revenue_2023"} <= set(table.columns)
    assert "revenue_2020" not in table.columns
    told = json.loads(innovatory("evaluate", "hnte_recognition", "--population", path, *ON, "--json").out)
    assert told["rows"] == 1200


def test_the_same_day_gives_the_same_rows(innovatory: Innovatory, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        assert innovatory("population", "--invented", "30", "--out", tmp_path / name, *ON, "--json").code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_file_that_is_there_is_left_as_it_is(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("mine", encoding="utf-8")
    ended = innovatory("population", "--invented", "30", "--out", path, *ON, "--lang", "zh")
    assert (ended.code, ended.out) == (2, "")
    assert "文件已存在" in ended.err
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("number", ["0", "-5", "many", "1.5", "1e6", "10000001", "²"])
def test_a_number_of_enterprises_is_whole_and_bounded(innovatory: Innovatory, tmp_path: Path, number: str) -> None:
    ended = innovatory("population", f"--invented={number}", "--out", tmp_path / "a.csv", *ON)
    assert (ended.code, ended.out) == (2, "")
    assert "--invented" in ended.err
    assert not (tmp_path / "a.csv").exists()


def test_only_tables_are_written(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("population", "--invented", "5", "--out", tmp_path / "a.xlsx", *ON)
    assert (ended.code, ended.out) == (2, "")
    assert ".parquet or .csv" in ended.err
