"""`innovatory evaluate` counts a population, writes its rows and says what the data lacked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Innovatory = Callable[..., Any]
ON = ("--on", "2024-06-30")


@pytest.fixture
def budgets(tmp_path: Path) -> Path:
    """Five budgets: 30 %, 29 %, 31 %, one without its basic research, one infinite."""
    path = tmp_path / "budgets.csv"
    rows = ["city,region,rd_fund,rd_fund_basic", "a,N,100,30", "b,N,100,29", "c,S,100,31", "d,S,100,", "e,S,inf,1"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def counted(innovatory: Innovatory, *words: object) -> dict[str, Any]:
    ended = innovatory("evaluate", "basic_research_floor_30", *words, *ON, "--json")
    assert (ended.code, ended.err) == (0, "")
    summary: dict[str, Any] = json.loads(ended.out)
    return summary


def test_every_row_has_one_result(innovatory: Innovatory, budgets: Path) -> None:
    summary = counted(innovatory, "--population", budgets)
    assert summary["rows"] == 5
    assert summary["results"] == {"pass": 2, "depends": 2, "fail": 1}
    assert summary["door"]["rd_fund_basic"]["null"] == 1
    assert summary["door"]["rd_fund"]["infinite"] == 1


def test_groups_add_up(innovatory: Innovatory, budgets: Path) -> None:
    groups = counted(innovatory, "--population", budgets, "--by", "region")["by"]["region"]
    assert {name: (one["pass"], one["depends"], one["fail"]) for name, one in groups.items()} == {
        "N": (1, 0, 1),
        "S": (1, 2, 0),
    }


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_rows_are_written_with_their_id(innovatory: Innovatory, budgets: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"rows.{ending}"
    counted(innovatory, "--population", budgets, "--out", out)
    written = pl.read_parquet(out) if ending == "parquet" else pl.read_csv(out)
    assert written["city"].to_list() == ["a", "b", "c", "d", "e"]
    assert written["margin_share_low"].to_list()[1] == pytest.approx(-0.01)


def test_parquet_and_csv_are_counted_alike(innovatory: Innovatory, budgets: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "budgets.parquet"
    pl.read_csv(budgets).write_parquet(parquet)
    from_csv, from_parquet = (counted(innovatory, "--population", path) for path in (budgets, parquet))
    assert from_csv == from_parquet


def test_a_population_without_a_column_depends_on_it(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "budgets.csv"
    path.write_text("city,rd_fund\na,100\n", encoding="utf-8")
    summary = counted(innovatory, "--population", path)
    assert summary["missing_columns"] == ["rd_fund_basic"]
    assert summary["results"]["depends"] == 1


def test_the_population_itself_is_never_written_over(innovatory: Innovatory, budgets: Path) -> None:
    before = budgets.read_bytes()
    for name in (budgets, budgets.parent / "." / budgets.name):
        ended = innovatory("evaluate", "basic_research_floor_30", "--population", budgets, "--out", name, *ON)
        assert (ended.code, ended.out) == (2, "")
        assert "--out is the table of the population itself" in ended.err
    assert budgets.read_bytes() == before


def test_a_folder_that_is_not_there_is_told_before_the_work(innovatory: Innovatory, budgets: Path) -> None:
    words = "evaluate", "basic_research_floor_30", "--population", budgets, "--out", budgets.parent / "no" / "rows.csv"
    ended = innovatory(*words, "--lang", "zh")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("no/rows.csv: 文件夹不存在\n")


def test_a_population_in_another_encoding_is_a_mistake_of_the_user(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "budgets.csv"
    path.write_bytes("city,rd_fund,rd_fund_basic\n深圳,100,30\n".encode("gbk"))
    ended = innovatory("evaluate", "basic_research_floor_30", "--population", path, *ON)
    assert (ended.code, ended.out) == (2, "")
    assert f"{path}:2: the file is no readable table: it is no text in UTF-8" in ended.err


def test_negative_weights_and_impossible_days_are_counted_as_such(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("id,weight,registered_on\na,-3,2019-13-01\nb,2,2019-12-01\n", encoding="utf-8")
    ended = innovatory("evaluate", "hnte_recognition", "--population", path, *ON)
    assert ended.code == 0
    assert "weight: 1 negative" in ended.out
    assert "registered_on: 1 no day" in ended.out


def test_zero_rows_are_counted_as_zero(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "budgets.parquet"
    pl.DataFrame({"city": [], "rd_fund": [], "rd_fund_basic": []}, schema={"city": pl.String, "rd_fund": pl.Float64, "rd_fund_basic": pl.Float64}).write_parquet(path)  # fmt: skip
    summary = counted(innovatory, "--population", path)
    assert summary["rows"] == 0
    assert summary["results"] == {"pass": 0, "depends": 0, "fail": 0}
    assert innovatory("evaluate", "basic_research_floor_30", "--population", path, *ON).code == 0


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["5 rows", "Near misses: 1 row fails", "By region", "rd_fund_basic: 1 empty"]),
        ("zh", ["5 行", "接近达标：1 行", "按 region", "rd_fund_basic：1 个空值"]),
    ],
)
def test_people_read_the_counts_in_their_language(
    innovatory: Innovatory, budgets: Path, lang: str, told: list[str]
) -> None:
    words = ("evaluate", "basic_research_floor_30", "--population", budgets, *ON, "--by", "region", "--lang", lang)
    ended = innovatory(*words)
    assert ended.code == 0
    assert [one for one in told if one not in ended.out] == []
