"""Units, dates and years of headers become figures in yuan, days and rows of a year; what is unreadable stays readable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.dictionary import tables
from innovatory.records.importing.mapping import answers, mapped
from innovatory.records.importing.shaping import Shaped, shaped
from innovatory.records.importing.sheet import Sheet
from innovatory.records.workspace import read_workspace

Import = Callable[..., Any]


def shape(headers: list[str], rows: list[list[str | None]], table: str = "enterprise_years", year: int | None = None) -> Shaped:  # fmt: skip
    frame = pl.DataFrame(rows, schema={f"c{at}": pl.String for at in range(len(headers))}, orient="row")
    sheet = Sheet(tuple(headers), frame, pl.int_range(2, len(rows) + 2, eager=True))
    plan = mapped(sheet.headers, tables()[table], answers([], []), year, ignore_unknown=False, place="a.csv")
    return shaped(sheet, plan, "a.csv")


@pytest.mark.parametrize(
    ("unit", "typed", "yuan"),
    [
        ("元", "12.5", 12.5), ("千元", "12.5", 12500.0), ("万元", "0.57", 5700.0), ("万元", "1e2", 1e6),
        ("亿元", "0.29", 29000000.0), ("百万元", "-3", -3e6), ("million yuan", "3", 3e6), ("万元", "1,234.5", 12345000.0),
        ("万元", " 7 ", 70000.0), ("万元", None, None),
    ],
)  # fmt: skip
def test_money_comes_to_yuan(unit: str, typed: str | None, yuan: float | None) -> None:
    rows = shape(["统一社会信用代码", "营业收入（元）", f"利润总额（{unit}）"], [["syn:1", "1", typed]], year=2023)
    assert rows.frame["profit"].cast(pl.Float64).to_list() == [yuan]


@given(whole=st.integers(-(10**9), 10**9), cents=st.integers(0, 999999))
def test_a_decimal_figure_is_moved_exactly(whole: int, cents: int) -> None:
    """The converted figure is the float nearest to the exact decimal product."""
    from decimal import Decimal

    text = f"{whole}.{cents:06d}"
    rows = shape(["统一社会信用代码", "营业收入（元）", "利润总额（万元）"], [["syn:1", "1", text]], year=2023)
    assert rows.frame["profit"].cast(pl.Float64).item() == float(Decimal(text) * 10000)


@pytest.mark.parametrize("wrong", ["abc", "1,23", "12万", "--", "1..2"])
def test_what_is_no_figure_stays_as_it_was_written(wrong: str) -> None:
    rows = shape(["统一社会信用代码", "营业收入（万元）"], [["syn:1", wrong], ["syn:2", "0.57"]], year=2023)
    assert rows.frame["revenue"].to_list()[0] == wrong
    assert float(rows.frame["revenue"].to_list()[1]) == 5700.0


def test_percent_comes_to_a_fraction() -> None:
    rows = shape(["统一社会信用代码", "营业收入（元）", "细分市场占有率（％）"], [["syn:1", "1", "12.5"]], year=2023)
    assert rows.frame["segment_market_share"].cast(pl.Float64).to_list() == [0.125]


def test_years_of_headers_become_rows_and_a_year_without_figures_gives_none() -> None:
    headers = ["统一社会信用代码", "2022年营业收入（万元）", "2023年营业收入（万元）", "2023年利润总额（元）"]
    rows = shape(headers, [["syn:1", "1", "2", "3"], ["syn:2", None, "4", None], ["syn:3", "5", " ", None]])
    assert rows.frame.select("enterprise_id", "year", pl.col("revenue").cast(pl.Float64)).rows() == [
        ("syn:1", 2022, 10000.0), ("syn:1", 2023, 20000.0), ("syn:2", 2023, 40000.0), ("syn:3", 2022, 50000.0),
    ]  # fmt: skip
    assert rows.positions.to_list() == [0, 0, 1, 2]
    assert rows.frame["profit"].to_list() == [None, "3", None, None]


def test_last_year_and_figures_without_a_year_follow_the_year_that_is_said() -> None:
    rows = shape(["统一社会信用代码", "营业收入（元）", "上年营业收入（元）"], [["syn:1", "7", "6"]], year=2023)
    assert rows.frame.select("year", "revenue").rows() == [(2022, "6"), (2023, "7")]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2020-01-05", "2020-01-05", None), ("2020/1/5", "2020-01-05", None), ("2020.1.5", "2020-01-05", None),
        ("2020年1月5日", "2020-01-05", None), ("20200105", "2020-01-05", None),
        ("2020-01-05 00:00:00", "2020-01-05", None), ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021年2月", "2021-02-01", "2021-02-28"), ("2021", "2021-01-01", "2021-12-31"),
        ("2020-13", "2020-13", None), ("soon", "soon", None),
    ],
)  # fmt: skip
def test_days_in_many_forms_and_days_known_to_the_month(typed: str, first: str, last: str | None) -> None:
    rows = shape(["统一社会信用代码", "登记类型", "成立日期"], [["syn:1", "company", typed]], "enterprises")
    assert rows.frame["registered_on"].to_list() == [first]
    latest = rows.frame["registered_on_latest"].to_list() if last else [None]
    assert latest == [last]
    assert ("registered_on_latest" in rows.frame.columns) == (last is not None)


def test_a_month_enters_as_its_first_and_last_possible_day(city: Path, import_text: Import) -> None:
    import_text("统一社会信用代码,登记类型,成立日期\nsyn:1,company,2020年2月\nsyn:2,company,2021/3/4\n", "enterprises")
    stored = read_workspace(city).scan("enterprises").collect()
    assert stored["registered_on"].to_list() == [date(2020, 2, 1), date(2021, 3, 4)]
    assert stored["registered_on_latest"].to_list() == [date(2020, 2, 29), None]
