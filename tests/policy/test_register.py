"""The register is read as written, and what cannot be is refused at its file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.policy.cities import cities
from innovatory.policy.csv_file import read_csv
from innovatory.policy.register import COLUMNS, TRANSLATED, read_register

STORED = ("D1", "D2")
FUND = {
    "id": "seed_fund", "name_en": "Seed fund", "name_zh": "种子基金", "level": "city", "link": "technology finance",
    "kind": "fund", "in_force_from": "2017 or 2018", "in_force_to": "", "legal_reference": "Fund agreement",
    "who_is_eligible": "-", "source_id": "D1;D2", "confidence": "mixed", "rule_status": "partial",
    "named_in_founding_document": "D1",
}  # fmt: skip
CHINESE = {
    "id": "seed_fund", "in_force_from": "2017 或 2018", "in_force_to": "", "legal_reference": "基金协议",
    "who_is_eligible": "",
}  # fmt: skip


def table(columns: Sequence[str], *rows: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def folder(path: Path, *rows: dict[str, str], chinese: Sequence[dict[str, str]] = (CHINESE,)) -> Path:
    (path / "instruments.csv").write_text(table(COLUMNS, *rows), encoding="utf-8")
    (path / "instruments_zh.csv").write_text(table(("id", *TRANSLATED), *chinese), encoding="utf-8")
    return path


def refused(path: Path, **changes: str) -> Mistake:
    with pytest.raises(Mistake) as raised:
        read_register(folder(path, {**FUND, **changes}), "somewhere", STORED)
    return raised.value


def test_a_row_says_what_is_written(tmp_path: Path) -> None:
    row = read_register(folder(tmp_path, FUND), "somewhere", STORED)["seed_fund"]
    assert row.as_dict() == {
        "id": "seed_fund",
        "label": {"en": "Seed fund", "zh": "种子基金"},
        "level": "city",
        "link": "technology finance",
        "kind": "fund",
        "from": {"en": "2017 or 2018", "zh": "2017 或 2018"},
        "to": None,
        "reference": {"en": "Fund agreement", "zh": "基金协议"},
        "who": None,
        "sources": ["D1", "D2"],
        "confidence": "mixed",
        "rule": "partial",
        "founding": ["D1"],
        "city": "somewhere",
    }


def test_a_day_is_the_same_in_both_languages(tmp_path: Path) -> None:
    dated = {**FUND, "in_force_from": "2018-06-06", "in_force_to": "2022"}
    row = read_register(folder(tmp_path, dated, chinese=[{**CHINESE, "in_force_from": ""}]), "x", STORED)["seed_fund"]
    assert (row.start, row.end) == ({"en": "2018-06-06", "zh": "2018-06-06"}, {"en": "2022", "zh": "2022"})


@pytest.mark.parametrize(
    ("column", "text", "kind", "near"),
    [
        ("link", "tecnology finance", "category", "technology finance"),
        ("kind", "funds", "category", "fund"),
        ("level", "citty", "category", "city"),
        ("level", "national", "category", None),  # belongs to the country's folder
        ("confidence", "mixd", "category", "mixed"),
        ("rule_status", "partail", "category", "partial"),
        ("source_id", "D1;D22", "category", "D2"),
        ("source_id", "", "missing", None),
        ("named_in_founding_document", "D11", "category", "D1"),
        ("name_zh", "", "missing", None),
        ("id", "Seed Fund", "name", None),
        ("in_force_from", "2018-02-30", "date", None),
        ("who_is_eligible", "Young firms", "label", None),
    ],
)
def test_a_wrong_cell_is_refused_at_its_line_and_column(
    tmp_path: Path, column: str, text: str, kind: str, near: str | None
) -> None:
    mistake = refused(tmp_path, **{column: text})
    assert (mistake.kind, mistake.nearest) == (kind, near)
    assert mistake.place is not None
    assert (mistake.place.file, mistake.place.line) == (str(tmp_path / "instruments.csv"), 2)
    assert mistake.place.path == column


def test_an_end_before_the_start_is_refused(tmp_path: Path) -> None:
    dated = {**FUND, "in_force_from": "2020-01-02", "in_force_to": "2020-01-01 (replaced)"}
    chinese = {**CHINESE, "in_force_to": "2020-01-01（已被取代）"}
    with pytest.raises(Mistake) as raised:
        read_register(folder(tmp_path, dated, chinese=[chinese]), "x", STORED)
    assert raised.value.kind == "date"
    assert raised.value.place is not None
    assert raised.value.place.path == "in_force_to"


def test_a_city_level_does_not_belong_to_the_country(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as raised:
        read_register(folder(tmp_path, FUND), None, STORED)
    assert raised.value.place is not None
    assert raised.value.place.path == "level"


def test_an_id_stands_once_in_all_files(tmp_path: Path) -> None:
    twice = folder(tmp_path, FUND, FUND)
    with pytest.raises(Mistake, match="already") as raised:
        read_register(twice, "x", STORED)
    assert raised.value.place is not None
    assert raised.value.place.line == 3
    once = folder(tmp_path, FUND)
    with pytest.raises(Mistake, match="already"):
        read_register(once, "x", STORED, taken={"seed_fund"})


def test_chinese_for_no_row_is_refused_in_its_own_file(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as raised:
        read_register(folder(tmp_path, FUND, chinese=[CHINESE, {**CHINESE, "id": "seed_fnd"}]), "x", STORED)
    assert raised.value.nearest == "seed_fund"
    assert raised.value.place is not None
    assert (raised.value.place.file, raised.value.place.line) == (str(tmp_path / "instruments_zh.csv"), 3)


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("", "columns", 1),
        ("a,c\n", "columns", 1),
        ("b,a\n", "columns", 1),
        ("a,b\n1,2\n3\n", "cells", 3),
        ("a,b\n1,2,3\n", "cells", 2),
        ('a,b\n"1\n1",2\n3\n', "cells", 4),  # a cell of two lines before it
        ('a,b\n1,2\n"3,4\n', "csv", 3),
    ],
)
def test_a_broken_table_is_refused_at_its_line(tmp_path: Path, text: str, kind: str, line: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Mistake) as raised:
        read_csv(path, ("a", "b"))
    assert raised.value.kind == kind
    assert raised.value.place is not None
    assert (raised.value.place.file, raised.value.place.line) == (str(path), line)


def test_a_file_that_is_not_there_or_not_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as missing:
        read_csv(tmp_path / "none.csv", ("a",))
    (tmp_path / "gbk.csv").write_bytes("a\n深圳\n".encode("gbk"))
    with pytest.raises(Mistake) as encoded:
        read_csv(tmp_path / "gbk.csv", ("a",))
    assert (missing.value.kind, encoded.value.kind) == ("file", "encoding")


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_what_is_written_is_read_with_the_number_of_its_line(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text(table(("a", "b"), *({"a": a, "b": b} for a, b in rows)), encoding="utf-8", newline="")
    lines = read_csv(path, ("a", "b"))
    assert [(line["a"], line["b"]) for line in lines] == rows
    assert [line.number for line in lines] == list(range(2, 2 + len(rows)))


def city(path: Path, name: str, text: str) -> Path:
    (path / name).mkdir()
    (path / name / "city.yaml").write_text(text, encoding="utf-8")
    return path


def test_every_folder_with_a_city_file_is_a_city(tmp_path: Path) -> None:
    city(tmp_path, "north", "city: north\nlabel: {en: North, zh: 北市}\nlevel: city\n")
    city(tmp_path, "east", "city: east\nlabel: {en: East, zh: 东市}\nlevel: city\n")
    (tmp_path / "drafts").mkdir()
    found = cities(tmp_path)
    assert list(found) == ["east", "north"]
    assert (found["north"].label, found["north"].folder) == ({"en": "North", "zh": "北市"}, tmp_path / "north")


def test_a_city_is_named_as_its_folder(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as raised:
        cities(city(tmp_path, "north", "city: nord\nlabel: {en: North, zh: 北市}\nlevel: city\n"))
    assert (raised.value.kind, raised.value.nearest) == ("name", "north")
    assert raised.value.place is not None
    assert raised.value.place.line == 1
