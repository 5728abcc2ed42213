"""`innovatory evidence` reads a table, prints what may be said, writes a page; a user's mistake ends with 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

Innovatory = Callable[..., Any]
FLOOR = ("evidence", "basic_research_floor_30")
ON = ("--on", "2024-06-30")


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 000 invented budgets: of the shares just below 30 %, most went just above it."""
    random = np.random.default_rng(1)
    shares = 0.3 * random.lognormal(0.1, 0.5, 4000)
    movers = (shares >= 0.28) & (shares < 0.3) & (random.random(4000) < 0.9)
    shares[movers] = 0.3 + 0.005 * random.random(int(movers.sum()))
    path = tmp_path_factory.mktemp("budgets") / "budgets.csv"
    table = {"rd_fund": np.full(4000, 1e9), "rd_fund_basic": np.ceil(shares * 1e9), "origin": ["synthetic"] * 4000}
    pl.DataFrame(table).write_csv(path)
    return path


def test_machines_read_all_of_it(innovatory: Innovatory, budgets: Path) -> None:
    ended = innovatory(*FLOOR, "--population", budgets, *ON, "--criterion", "share", "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    (share,) = found["criteria"]
    assert (found["origin"], share["id"], share["verdict"]) == (["synthetic"], "share", "bunching")
    assert share["threshold"] == {"low": 0.3, "high": 0.3}
    assert share["before_after"] == {"cannot": "one_year"}


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["Bunching:", "Synthetic rows", "Near misses", "95%"]),
        ("zh", ["有聚集", "合成数据", "接近达标", "95% 区间"]),
    ],
)
def test_people_read_it_in_their_language_and_have_a_page(
    innovatory: Innovatory, budgets: Path, tmp_path: Path, lang: str, told: list[str]
) -> None:
    out = tmp_path / "evidence.html"
    ended = innovatory(*FLOOR, "--population", budgets, *ON, "--out", out, "--lang", lang)
    assert (ended.code, ended.err) == (0, "")
    shown = "".join(ended.out.split())  # a long path is folded
    assert [one for one in [*told, str(out)] if "".join(one.split()) not in shown] == []
    html = out.read_text(encoding="utf-8")
    assert html.count("<svg") == 2
    assert [one for one in told if one not in html] == []


def test_a_rule_not_in_force_says_so(innovatory: Innovatory, budgets: Path) -> None:
    ended = innovatory(*FLOOR, "--population", budgets, "--on", "2020-10-31")
    assert (ended.code, "Not in force on 2020-10-31" in ended.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--criterion", "shares"), "did you mean share?"),
        (("--out", "page.pdf"), "--out: a file that ends in .html is expected"),
        (("--out", "no/such/folder/page.html"), "the folder does not exist"),
        (("--year", "last"), "a year such as 2023"),
        (("--lang", "fr"), "the language is en or zh"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    innovatory: Innovatory, budgets: Path, words: tuple[str, ...], told: str
) -> None:
    ended = innovatory(*FLOOR, "--population", budgets, *ON, *words)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.parametrize(("name", "told"), [("firms.xlsx", "文件名应以"), ("none.csv", "文件不存在")])
def test_a_wrong_table_is_told_in_chinese(innovatory: Innovatory, tmp_path: Path, name: str, told: str) -> None:
    ended = innovatory(*FLOOR, "--population", tmp_path / name, *ON, "--lang", "zh")
    assert (ended.code, told in ended.err) == (2, True)


def test_a_table_without_rows_is_told(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("spent\n", encoding="utf-8")
    ended = innovatory(*FLOOR, "--population", path, *ON)
    assert (ended.code, "the table has no row" in ended.err) == (2, True)


def test_a_criterion_without_threshold_is_told(innovatory: Innovatory, budgets: Path) -> None:
    ended = innovatory("evidence", "hnte_recognition", "--population", budgets, *ON, "--criterion", "core_ip")
    assert (ended.code, "has no threshold" in ended.err) == (2, True)
