"""`innovatory describe` tells the tables and their columns and writes the spreadsheet to fill in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastexcel
import pytest

from innovatory.records.dictionary import tables

Innovatory = Callable[..., Any]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["Technology finance", "loans", "Loans: one loan to one enterprise", "34 tables"]),
        ("zh", ["科技金融", "loans", "贷款：一家企业的一笔贷款", "34 张数据表"]),
    ],
)
def test_without_a_table_all_are_listed_by_group(innovatory: Innovatory, lang: str, told: list[str]) -> None:
    ended = innovatory("describe", "--lang", lang)
    assert ended.code == 0
    assert [one for one in told if one not in ended.out] == []
    assert all(name in ended.out for name in tables())


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            [
                "Key: enterprise_id, year",
                "revenue  营业收入 · amount in yuan · required",
                "Also read under: 销售收入, 营业总收入",
                "profit  利润总额 · amount in yuan · may be negative",
                "several columns are called so: 利润",
                "main_revenue is part of revenue",
                "no year before that of enterprises.registered_on",
            ],
        ),
        (
            "zh",
            [
                "主键：enterprise_id、year",
                "revenue  营业收入 · 金额（元） · 必填",
                "observed（实测）",
                "导入时须确认的表头：利润",
            ],
        ),
    ],
)
def test_a_table_tells_its_columns(innovatory: Innovatory, lang: str, told: list[str]) -> None:
    ended = innovatory("describe", "企业年度", "--lang", lang)
    assert ended.code == 0
    assert [one for one in told if one not in ended.out] == []


def test_machines_read_every_column(innovatory: Innovatory) -> None:
    (table,) = json.loads(innovatory("describe", "budget_lines", "--json").out)
    assert table["key"] == ["government", "year", "line_id"]
    columns = {column["name"]: column for column in table["columns"]}
    assert columns["gbard_share"]["maximum"] == 1.0
    assert columns["planned"]["header"] == "预算（元）"
    assert columns["research_class"]["values"][1] == {"value": "applied_basic", "zh": "应用基础研究"}
    listed = json.loads(innovatory("describe", "--json").out)
    assert [one["table"] for one in listed] == list(tables())


def test_a_table_named_twice_is_told_once(innovatory: Innovatory) -> None:
    found = json.loads(innovatory("describe", "grants", "资助", "zones", "--json").out)
    assert [one["table"] for one in found] == ["grants", "zones"]


def test_a_template_of_some_tables_or_of_all_is_written(innovatory: Innovatory, tmp_path: Path) -> None:
    some, every = tmp_path / "some.xlsx", tmp_path / "every.xlsx"
    ended = innovatory("describe", "grants", "zones", "--xlsx", some)
    assert (ended.code, "2 sheets" in ended.out.replace("\n", " ")) == (0, True)
    assert fastexcel.read_excel(some).sheet_names[1:-1] == ["grants", "zones"]
    told = json.loads(innovatory("describe", "--xlsx", every, "--json").out)
    assert told == {"file": str(every), "tables": list(tables())}
    assert fastexcel.read_excel(every).sheet_names[1:-1] == list(tables())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("enterprise_year",), "enterprise_years"),
        (("enterprises", "--xlsx", "x.csv"), ".xlsx"),
        (("--lang", "fr"), "fr"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    innovatory: Innovatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = innovatory("describe", *words)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert list(tmp_path.iterdir()) == []
