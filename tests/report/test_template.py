"""The spreadsheet to fill in: what a spreadsheet program finds in it, and that it comes back through the import."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import fastexcel
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records.dictionary import tables
from innovatory.report.template import EXPLAINS, WORDS, note, template_header, write_template

TABLES = [tables()[name] for name in ("statuses", "budget_lines")]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(TABLES, path)
    return path


def parts(path: Path, name: str) -> str:
    with ZipFile(path) as book:
        return "\n".join(book.read(one).decode() for one in book.namelist() if name in one)


def cells(path: Path, sheet: str) -> list[tuple[str | None, ...]]:
    found = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    return found.rows()


def test_a_sheet_for_each_table_stands_between_the_explanation_and_the_words(template: Path) -> None:
    assert fastexcel.read_excel(template).sheet_names == [EXPLAINS, "statuses", "budget_lines", WORDS]


@pytest.mark.parametrize("name", ["statuses", "budget_lines"])
def test_a_sheet_is_one_row_of_headers(template: Path, name: str) -> None:
    headers = [template_header(column) for column in tables()[name].columns.values()]
    assert cells(template, name) == [tuple(headers)]


def test_what_is_required_has_a_star_and_money_its_unit() -> None:
    columns = tables()["budget_lines"].columns
    assert template_header(columns["line_id"]) == "预算行标识*"
    assert template_header(columns["planned"]) == "预算（元）"


def test_a_note_defines_in_both_languages_and_names_the_values() -> None:
    table = tables()["budget_lines"]
    text = note(table, table.columns["research_class"])
    assert text.splitlines()[0] == "research_class"
    assert "applied_basic（应用基础研究）" in text
    assert "basic or applied basic research in the classes of the law" in text


def test_every_header_has_its_note(template: Path) -> None:
    notes = unescape(parts(template, "xl/comments"))
    assert notes.count("<comment ") == sum(len(table.columns) for table in TABLES)
    assert "base of the 30 % floor" in notes
    assert "持有的资质" in notes


def test_a_closed_list_points_at_its_words(template: Path) -> None:
    """16 statuses are the first list after the header row of the words: rows 2 to 17."""
    sheet = unescape(parts(template, "worksheets/sheet2.xml"))
    assert f"'{WORDS}'!$C$2:$C$17" in sheet
    words = [row[2] for row in cells(template, WORDS)]
    assert words[1:17] == list(tables()["statuses"].columns["status"].one_of)
    assert ("budget_lines", "研究类别 research_class", "applied_basic", "应用基础研究") in cells(template, WORDS)


def test_truths_years_and_shares_let_in_only_what_they_can_be(template: Path) -> None:
    sheet = unescape(parts(template, "worksheets/sheet3.xml"))
    assert '"是,否"' in sheet
    found = dict(re.findall(r'<dataValidation type="(\w+)"[^>]*sqref="([A-Z])2:', sheet))
    names = list(tables()["budget_lines"].columns)
    assert names["ABCDEFGHIJKLMN".index(found["whole"])] == "year"
    shares = re.findall(r'sqref="([A-Z])2:[A-Z]1048576"><formula1>0</formula1><formula2>1</formula2>', sheet)
    assert [names["ABCDEFGHIJKLMN".index(letter)] for letter in shares] == ["gbard_share"]


def test_the_header_row_stays_in_sight_and_nothing_is_a_formula(template: Path) -> None:
    for number in (2, 3):
        assert 'topLeftCell="A2"' in parts(template, f"worksheets/sheet{number}.xml")
    assert "<f>" not in parts(template, "worksheets/")


def test_both_languages_explain(template: Path) -> None:
    text = "\n".join(cell for row in cells(template, EXPLAINS) for cell in row if cell)
    for told in ("空格表示未知", "means unknown, never 0", "一项资质", "one line of the budget"):
        assert told in text


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(b"filled in")
    with pytest.raises(Mistake) as caught:
        write_template(TABLES, path)
    assert caught.value.kind == "file"
    assert path.read_bytes() == b"filled in"


@pytest.mark.parametrize("name", ["template.xls", "nowhere/template.xlsx"])
def test_a_file_that_cannot_be_written_is_a_mistake(tmp_path: Path, name: str) -> None:
    with pytest.raises(Mistake) as caught:
        write_template(TABLES, tmp_path / name)
    assert caught.value.kind == "file"
