"""The file of a population is read whole or refused, with the line and in words that a user of either language reads."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records.population_file import read, rows


def refusal(path: Path) -> Mistake:
    with pytest.raises(Mistake) as caught:
        rows(path)
    assert caught.value.place is not None
    assert caught.value.place.file == str(path)
    return caught.value


@pytest.mark.parametrize(
    ("content", "line", "en", "zh"),
    [
        (b"", None, "the file is empty", "文件为空"),
        (b"\n\n", None, "the file is empty", "文件为空"),
        (b"id,a\n", None, "the table has no row", "数据表中没有数据行"),
        (b"id,a\nA,1\nB,\xd6\xd0\n", 3, "it is no text in UTF-8", "不是 UTF-8 编码的文本"),
        (b"id,a\nA,1\nB,1,000\n", None, "row 3 has 3 cells, the header 2", "第 3 行有 3 个单元格，表头只有 2 个"),
        (b'id,a\nA,"x\nB,2\n', None, "a quotation mark is not closed", "引号没有闭合"),
        (b"id,a,a\nA,1,2\n", 1, "the column 'a' stands twice in the header", "列 'a' 在表头中出现两次"),
    ],
)
def test_a_broken_csv_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, line: int | None, en: str, zh: str
) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(content)
    found = refusal(path)
    assert en in found.en
    assert zh in found.zh
    assert found.place is not None
    assert found.place.line == line


def test_a_row_with_too_many_cells_is_seen_whichever_columns_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("id,a,b\nA,1,2\nC,1,000,2\n", encoding="utf-8")
    with pytest.raises(Mistake):
        read(path).select("a").collect()


@pytest.mark.parametrize("content", [b"PAR1" * 5, b"id,a\nA,1\n", b""])
def test_what_is_no_parquet_is_refused_in_own_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "firms.parquet"
    path.write_bytes(content)
    found = refusal(path)
    assert found.zh == "无法读取该数据表：不是 Parquet 文件，或文件不完整"
    assert found.en == "the file is no readable table: it is no Parquet file or cut short"


def test_what_is_not_there_or_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").zh == "文件不存在"
    (tmp_path / "firms.csv").mkdir()
    assert refusal(tmp_path / "firms.csv").zh == "这是文件夹"


def test_marks_line_ends_and_breaks_inside_quotes_are_no_faults(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes('\ufeffid,name\r\n"A\r\nB","x,y"\r\nC,\r\n'.encode())
    assert rows(path).collect().to_dicts() == [{"id": "A\r\nB", "name": "x,y"}, {"id": "C", "name": None}]


def test_a_table_without_rows_is_a_table_where_that_is_allowed(tmp_path: Path) -> None:
    pl.DataFrame({"a": []}, schema={"a": pl.Int64}).write_parquet(path := tmp_path / "firms.parquet")
    assert read(path).collect().shape == (0, 1)
    assert refusal(path).en == "the table has no row"
