"""The encoding of a file is found or asked; a byte that cannot be decoded is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records.importing.encodings import CHUNK, encoding_of

ROWS = "企业名称,年份\n深圳某某科技有限公司,2023\n"


def found(folder: Path, content: bytes, said: str = "") -> str:
    path = folder / "a.csv"
    path.write_bytes(content)
    return encoding_of(path, said)


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_chinese_text_is_recognised(tmp_path: Path, encoded: str, expected: str) -> None:
    assert found(tmp_path, ROWS.encode(encoded)) == expected


def test_ascii_is_utf_8(tmp_path: Path) -> None:
    assert found(tmp_path, b"a,b\n1,2\n") == "utf-8"


def test_a_wrong_byte_in_utf_8_names_its_line_and_is_not_taken_for_gbk(tmp_path: Path) -> None:
    lines = ROWS.encode().splitlines(keepends=True) * 3
    lines[3] = lines[3][:3] + b"\xff" + lines[3][3:]
    with pytest.raises(Mistake, match="0xff") as caught:
        found(tmp_path, b"".join(lines))
    assert caught.value.place is not None
    assert (caught.value.kind, caught.value.place.line) == ("encoding", 4)


def test_a_byte_that_no_encoding_has_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        found(tmp_path, ROWS.encode("gbk") + b"a,\xff\xff\n")
    assert caught.value.place is not None
    assert caught.value.place.line == 3


def test_a_wrong_byte_behind_the_first_chunk_names_its_line(tmp_path: Path) -> None:
    line = b"abcdefghijklmno\n"
    before = CHUNK // len(line) + 2
    with pytest.raises(Mistake) as caught:
        found(tmp_path, line * before + b"\xff\n", "utf-8")
    assert caught.value.place is not None
    assert caught.value.place.line == before + 1


def test_what_could_be_both_is_asked(tmp_path: Path) -> None:
    """C3 A9 is é in UTF-8 and 茅 in GBK, and nothing else in the file decides."""
    content = b"name\n\xc3\xa9\n"
    with pytest.raises(Mistake, match="--encoding"):
        found(tmp_path, content)
    assert found(tmp_path, content, "utf-8") == "utf-8"
    assert found(tmp_path, content, "GBK") == "gb18030"


def test_an_encoding_that_is_said_must_fit(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        found(tmp_path, ROWS.encode("gbk"), "utf-8")
    assert caught.value.place is not None
    assert (caught.value.kind, caught.value.place.line) == ("encoding", 1)
    with pytest.raises(Mistake, match="latin"):
        found(tmp_path, ROWS.encode("gbk"), "latin")


def test_a_character_cut_at_the_end_of_the_file_is_found(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        found(tmp_path, (ROWS * 3 + "深").encode()[:-1])
    assert caught.value.place is not None
    assert caught.value.place.line == 7
