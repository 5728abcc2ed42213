"""CSV files of all kinds become the same rows; lines that are no rows are set aside with their number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.records.importing.csv_files import read_csv
from innovatory.records.importing.sheet import Sheet, without_blank_rows


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> Sheet:
    path = folder / "a.csv"
    path.write_bytes(text.encode(encoding))
    return read_csv(path, lambda header: header in ("名称", "name"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_delimiter_encoding_and_line_end_gives_the_same_rows(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    text = end.join(delimiter.join(cells) for cells in (["名称", "值"], ["甲", "1"], ["乙", ""])) + end
    found = sheet(tmp_path, text, encoding)
    assert (found.headers, found.rows.rows()) == (("名称", "值"), [("甲", "1"), ("乙", None)])
    assert found.numbers.to_list() == [2, 3]


def test_a_known_header_decides_between_delimiters(tmp_path: Path) -> None:
    found = sheet(tmp_path, "name;a,b,c,d\nx;1,2\n")
    assert found.headers == ("name", "a,b,c,d")
    assert found.rows.rows() == [("x", "1,2")]


def test_lines_of_a_wrong_length_are_set_aside_with_their_number(tmp_path: Path) -> None:
    found = sheet(tmp_path, "name,b\n1,2\n3\n4,5\n6,7,8\n")
    assert found.rows.rows() == [("1", "2"), ("4", "5")]
    assert found.numbers.to_list() == [2, 4]
    assert [(one.row, one.cells, one.value) for one in found.broken] == [
        (3, ("3", ""), "3"),
        (5, ("6", "7"), "6,7,8"),  # the value tells the whole line
    ]


def test_quotation_marks_hold_delimiters_and_line_breaks(tmp_path: Path) -> None:
    found = sheet(tmp_path, '"name\n（全称）",b\n"x,""y""\nz",2\n3,4\n')
    assert found.headers == ("name\n（全称）", "b")
    assert found.rows.rows() == [('x,"y"\nz', "2"), ("3", "4")]
    assert found.numbers.to_list() == [2, 3]


def test_a_quotation_mark_that_is_not_closed_is_refused_and_swallows_nothing(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="not closed") as caught:
        sheet(tmp_path, 'name,b\n1,2\n3,"4\n5,6\n')
    assert caught.value.place is not None
    assert caught.value.place.line == 3


def test_blank_lines_keep_the_numbers_of_the_others(tmp_path: Path) -> None:
    found = without_blank_rows(sheet(tmp_path, "\nname,b\n\n1,2\n,\n3,4\n"))
    assert found.rows.rows() == [("1", "2"), ("3", "4")]
    assert found.numbers.to_list() == [4, 6]


def test_only_blank_lines_are_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        sheet(tmp_path, "\n\n")
    assert caught.value.kind == "empty"


@pytest.mark.parametrize(("text", "told"), [("name,name\n1,2\n", "twice"), ("name,\n1,2\n", "column B has no header")])
def test_headers_are_each_there_and_once(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Mistake, match=told):
        sheet(tmp_path, text)


def test_a_delimiter_at_the_end_of_every_line_makes_no_column(tmp_path: Path) -> None:
    found = sheet(tmp_path, "name,b,,\n1,2,,\n3,4\n")
    assert (found.headers, found.rows.rows()) == (("name", "b"), [("1", "2")])
    assert [(one.row, one.cells) for one in found.broken] == [(3, ("3", "4"))]


CELLS = st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\0\ufeff"), max_size=6), min_size=2, max_size=2), max_size=8)  # fmt: skip


@given(rows=CELLS)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """Cells of any text, written as the standard library writes CSV, come back; an empty cell is null."""
    import csv

    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([["name", "企业名称"], *rows])
    found = read_csv(path, lambda header: header == "name", "utf-8")
    assert found.rows.rows() == [tuple(cell or None for cell in row) for row in rows]
