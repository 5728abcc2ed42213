"""Spreadsheets as bureaus make them: merged and two-row headers, several sheets, errors of formulas, real dates."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from innovatory.language.mistakes import Mistake
from innovatory.records.dictionary import tables
from innovatory.records.importing.headers import Headers
from innovatory.records.importing.sheet import Sheet
from innovatory.records.importing.xlsx_files import read_xlsx
from innovatory.records.workspace import read_workspace

Cell = str | float | date | None
KNOWS = Headers(tables()["enterprise_years"]).knows
BARE = ["统一社会信用代码", "营业收入（万元）", "利润总额（万元）"]


def book(path: Path, sheets: Mapping[str, list[list[Cell]]], merges: tuple[str, ...] = ()) -> Path:
    """A workbook with cells as given; `merges` are ranges of the first sheet."""
    with xlsxwriter.Workbook(path) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for merge in merges:
                sheet.merge_range(merge, "")
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def read(path: Path, sheet: str = "") -> Sheet:
    return read_xlsx(path, KNOWS, sheet, ("enterprise_years", "企业年度"))


def test_rows_are_read_with_the_numbers_of_the_spreadsheet(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", {"数据": [BARE, ["syn:1", 0.57, -3], [None, None, None], ["syn:2", 12345.25, None]]}
    )
    found = read(path)
    assert found.headers == tuple(BARE)
    assert found.rows.rows()[0] == ("syn:1", "0.57", "-3")
    assert found.rows.rows()[-1] == ("syn:2", "12345.25", None)
    assert found.numbers.to_list() == [2, 3, 4]
    assert found.read_as == {"sheet": "数据"}


def test_a_table_that_begins_elsewhere_keeps_its_row_numbers(tmp_path: Path) -> None:
    shifted: list[list[Cell]] = [[], [], [None, *BARE], [None, "syn:1", 1, 2]]
    found = read(book(tmp_path / "a.xlsx", {"a": shifted}))
    assert (found.headers, found.numbers.to_list()) == (tuple(BARE), [4])


def test_a_header_merged_sideways_is_joined_where_that_can_only_mean_one_thing(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["统一社会信用代码", "营业收入（万元）", None, "全年平均职工人数"],
        [None, "2022年", "2023年", "2023年"],
        ["syn:1", 1, 2, 3],
    ]
    found = read(book(tmp_path / "a.xlsx", {"a": rows}, ("A1:A2", "B1:C1")))
    assert found.headers == (
        "统一社会信用代码", "2022年营业收入（万元）", "2023年营业收入（万元）", "2023年全年平均职工人数",
    )  # fmt: skip
    assert (found.rows.rows(), found.numbers.to_list()) == ([("syn:1", "1", "2", "3")], [3])


@pytest.mark.parametrize(
    ("top", "below", "cell"),
    [
        (["统一社会信用代码", "合并报表", None], [None, "营业收入（万元）", "利润总额（万元）"], "B1"),
        (["统一社会信用代码", "营业收入（万元）", None], [None, "合计", "其中出口"], "C1"),
        (["统一社会信用代码", None, "利润总额（万元）"], ["syn:1", "4", "5"], "B1"),
        (["高新技术企业统计表", None, None], ["统一社会信用代码", "营业收入（万元）", "利润总额（万元）"], "A1"),
    ],
)
def test_a_header_that_cannot_be_joined_names_its_cell(
    tmp_path: Path, top: list[Cell], below: list[Cell], cell: str
) -> None:
    path = book(tmp_path / "a.xlsx", {"a": [top, below, ["syn:1", 1, 2]]})
    with pytest.raises(Mistake, match=cell) as caught:
        read(path)
    assert caught.value.kind == "headers"
    assert cell in caught.value.zh


def test_the_error_of_a_formula_is_no_missing_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, BARE)
        sheet.write_row(1, 0, ["syn:1", 5, 6])
        sheet.write(2, 0, "syn:2")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write(2, 2, 7)
    found = read(path)
    assert found.rows.rows() == [("syn:1", "5", "6")]
    (broken,) = found.broken
    assert (broken.row, broken.rule, broken.value, broken.position) == (3, "cell error", "#DIV/0!", 1)


def test_the_sheet_is_the_one_named_or_the_one_that_is_called_like_the_table(tmp_path: Path) -> None:
    other: list[list[Cell]] = [BARE, ["syn:9", 9, 9]]
    path = book(tmp_path / "a.xlsx", {"说明": [["填表说明"]], "企业年度": [BARE, ["syn:1", 1, 1]], "b": other})
    assert read(path).rows.rows() == [("syn:1", "1", "1")]
    assert read(path, "b").rows.rows() == [("syn:9", "9", "9")]
    with pytest.raises(Mistake) as caught:
        read(path, "企业年份")
    assert (caught.value.kind, caught.value.nearest) == ("sheet", "企业年度")


def test_the_only_sheet_with_content_needs_no_name(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Sheet1": [BARE, ["syn:1", 1, 1]], "Sheet2": [], "Sheet3": []})
    assert read(path).rows.height == 1


def test_several_sheets_with_content_are_asked(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"x": [BARE], "y": [BARE]})
    with pytest.raises(Mistake, match="--sheet"):
        read(path)


@pytest.mark.parametrize("content", [b"no zip", b""])
def test_what_is_no_spreadsheet_is_told(tmp_path: Path, content: bytes) -> None:
    whole = book(tmp_path / "whole.xlsx", {"a": [BARE]}).read_bytes()
    path = tmp_path / "a.xlsx"
    path.write_bytes(content or whole[: len(whole) // 2])
    with pytest.raises(Mistake) as caught:
        read(path)
    assert caught.value.kind == "file"
    assert caught.value.zh == "无法读取该电子表格：不是 .xlsx 文件、已损坏，或设有密码"


def test_the_reader_of_spreadsheets_is_silent(tmp_path: Path) -> None:
    book(
        tmp_path / "a.xlsx",
        {"说明": [[None, "填表说明"], ["1", "2"]], "enterprise_years": [BARE, ["x", 1.0, 2.0]]},
    )
    program = f"""
from pathlib import Path
from innovatory.records.importing.xlsx_files import read_xlsx
read_xlsx(Path({str(tmp_path / "a.xlsx")!r}), lambda header: True, "", ["enterprise_years"])
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_an_empty_sheet_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        read(book(tmp_path / "a.xlsx", {"a": []}))
    assert caught.value.kind == "empty"


def test_dates_and_money_of_a_spreadsheet_enter(tmp_path: Path, city: Path, import_text: Callable[..., object]) -> None:
    header: list[Cell] = ["统一社会信用代码", "登记类型", "成立日期"]
    import_text(book(tmp_path / "a.xlsx", {"a": [header, ["syn:1", "company", date(2020, 1, 5)]]}), "enterprises")
    import_text(book(tmp_path / "b.xlsx", {"a": [BARE, ["syn:1", 0.57, -3]]}), year=2023)
    records = read_workspace(city)
    assert records.scan("enterprises").collect()["registered_on"].to_list() == [date(2020, 1, 5)]
    assert records.scan("enterprise_years").select("revenue", "profit").collect().rows() == [(5700.0, -30000.0)]
