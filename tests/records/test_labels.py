from __future__ import annotations

import pytest

from innovatory.records.dictionary import Column, Table, tables
from innovatory.records.importing.headers import Headers, tens_of
from innovatory.records.labels import header, value_zh

ALL = [(table, column) for table in tables().values() for column in table.columns.values()]


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        ("enterprise_years", "revenue", "营业收入（元）"),
        ("enterprise_years", "staff_mean", "全年平均职工人数（人）"),
        ("enterprise_years", "segment_market_share", "细分市场占有率"),
        ("enterprise_years", "conversions", "科技成果转化数"),
        ("rd_years", "rd_personnel_fte", "R&D人员全时当量（人年）"),
        ("carrier_years", "floor_area_m2", "面积（平方米）"),
        ("enterprise_years", "rd_accounts", "研发费用（财务口径）（元）"),  # 研发费用 alone asks for its scope
    ],
)
def test_a_header_is_the_label_with_the_unit_of_what_is_measured(table: str, column: str, text: str) -> None:
    assert header(tables()[table].columns[column]) == text


@pytest.mark.parametrize(("table", "column"), ALL, ids=lambda of: of.name)
def test_a_header_is_read_as_its_own_column_with_nothing_to_ask_or_convert(table: Table, column: Column) -> None:
    read = Headers(table).read(header(column))
    assert read is not None
    assert (read.column, read.ambiguous) == (column.name, False)
    assert read.unit is None or tens_of(read.unit, column) == 0
    assert read.unit is not None or column.type != "money"


def test_every_value_of_a_closed_list_has_a_chinese_name() -> None:
    listed = [(table, column) for table, column in ALL if column.type == "cat"]
    for table, column in listed:
        names = [value_zh(table, column, value) for value in column.one_of]
        assert len(set(names)) == len(names), column.name


def test_one_word_has_another_name_in_another_list() -> None:
    carriers, reforms = tables()["carriers"], tables()["reforms"]
    assert value_zh(carriers, carriers.columns["level"], "province") == "省级"
    assert value_zh(reforms, reforms.columns["spread"], "province") == "全省"
    with pytest.raises(KeyError):
        value_zh(carriers, carriers.columns["level"], "village")
