"""Headers as bureaus write them say their column, unit and year; what may mean several things is not decided."""

from __future__ import annotations

import pytest

from innovatory.records.dictionary import tables
from innovatory.records.importing.headers import Headers, Reading, plain, tens_of

YEARS = Headers(tables()["enterprise_years"])
FIRMS = Headers(tables()["enterprises"])


@pytest.mark.parametrize(
    ("header", "column", "unit", "year"),
    [
        ("营业收入", "revenue", None, None),
        (" * 营业　收入 ", "revenue", None, None),
        ("销售收入（万元）", "revenue", "万元", None),
        ("营业收入(千元)", "revenue", "千元", None),
        ("营业收入【亿元】", "revenue", "亿元", None),
        ("营业收入（单位：万元）", "revenue", "万元", None),
        ("高新技术产品（服务）收入（元）", "hightech_income", "元", None),
        ("高新技术产品（服务）收入", "hightech_income", None, None),
        ("2023年营业收入（万元）", "revenue", "万元", 2023),
        ("２０２３年度营业收入（万元）", "revenue", "万元", 2023),
        ("营业收入（万元）2023年", "revenue", "万元", 2023),
        ("营业收入（2023年）（万元）", "revenue", "万元", 2023),
        ("revenue_2021", "revenue", None, 2021),
        ("细分市场占有率（％）", "segment_market_share", "%", None),
        ("当年可结转亏损", "tax_loss", None, None),  # 当年 is part of the label, no year
        ("年末职工人数", "staff_end", None, None),
        ("实际使用外资（万美元）", "foreign_capital_used_usd", "万美元", None),
        ("REVENUE", "revenue", None, None),
    ],
)
def test_a_header_says_column_unit_and_year(header: str, column: str, unit: str | None, year: int | None) -> None:
    assert YEARS.read(header) == Reading(column, unit, year)


@pytest.mark.parametrize(("header", "year"), [("上年营业收入", -1), ("本年度营业收入", 0), ("去年营业收入", -1)])
def test_this_year_and_last_year_are_relative(header: str, year: int) -> None:
    assert YEARS.read(header) == Reading("revenue", None, year, relative=True)


@pytest.mark.parametrize(
    "header", ["研发费用", "研发费用（万元）", "2023年研发费用", "近三年研发费用", "员工人数", "利润"]
)
def test_an_ambiguous_header_is_not_decided(header: str) -> None:
    found = YEARS.read(header)
    assert found is not None
    assert found.ambiguous


def test_a_bare_rd_expense_may_be_of_any_accounting() -> None:
    columns = {column.name for column in YEARS.candidates("2023年研发费用（万元）")}
    assert {"rd_accounts", "rd_hnte", "rd_tsme", "rd_super_deduction"} <= columns


def test_the_last_possible_day_has_a_header_of_its_own() -> None:
    assert FIRMS.read("registered_on_latest") == Reading("registered_on_latest")
    assert FIRMS.read("注册日期") == Reading("registered_on")


@pytest.mark.parametrize("header", ["备注", "营业收入率", "", "2023", "（万元）"])
def test_what_is_no_header_is_unknown(header: str) -> None:
    assert YEARS.read(header) is None


def test_every_header_of_the_dictionary_is_read_as_its_own_column() -> None:
    """No label is cut at a unit or a year that belongs to it, no two columns of a table share one."""
    wrong = []
    for table in tables().values():
        headers = Headers(table)
        for column in table.columns.values():
            for header in (column.name, column.zh, *column.headers):
                found = headers.read(header)
                if found is None or (found.column, found.unit, found.year) != (column.name, None, None):
                    wrong.append((table.name, header, found))
    assert wrong == []


def test_every_money_column_takes_a_unit_behind_its_label() -> None:
    for table in tables().values():
        for column in table.columns.values():
            if column.type == "money":
                found = Headers(table).read(f"{column.zh}（万元）")
                assert found is not None
                assert (found.column, found.unit) == (column.name, "万元"), (table.name, column.name)


def test_a_unit_must_fit_its_column() -> None:
    columns = tables()["enterprise_years"].columns
    assert tens_of("万元", columns["revenue"]) == 4
    assert tens_of("100 million yuan", columns["revenue"]) == 8
    assert tens_of("人", columns["staff_mean"]) == 0
    assert tens_of("%", columns["segment_market_share"]) == -2
    assert tens_of("人", columns["revenue"]) is None
    assert tens_of("万元", columns["staff_mean"]) is None


def test_plain_takes_away_what_does_not_matter() -> None:
    assert plain("　*Ⅰ类 知识产权数（件）") == "i类知识产权数(件)"
