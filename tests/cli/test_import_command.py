"""`innovatory import`: what it prints, how it ends, what it never prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from innovatory.records.workspace import read_workspace

Innovatory = Callable[..., Any]
ROWS = "统一社会信用代码,年份,营业收入（万元）\nsyn:1,2023,0.57\nsyn:2,2023,-3\nsyn:2,2022,8\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "lin"
    folder.mkdir()
    (folder / "city.yaml").write_text("city: lin\nlabel: {en: Lin, zh: 林市}\nlevel: city\n", encoding="utf-8")
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_the_report_says_used_refused_and_where_the_refused_rows_are(
    innovatory: Innovatory, city: Path, file: Path
) -> None:
    ended = innovatory("import", file, "--table", "enterprise_years", "--into", city, "--as-of", "2024-06-30")
    assert (ended.code, ended.err) == (0, "")
    (refused,) = city.glob("refused-*.csv")
    for part in ("used           2", "refused        1", "revenue is negative in 1 row (row 3)", "up to 2024-06-30"):
        assert part in ended.out
    assert refused.name in ended.out.replace("\n", "")
    assert read_workspace(city).tables["enterprise_years"].rows == 2


def test_it_speaks_chinese_and_takes_the_chinese_name_of_a_table(
    innovatory: Innovatory, city: Path, file: Path
) -> None:
    ended = innovatory("import", file, "--table", "企业年度", "--into", city, "--lang", "zh")
    assert (ended.code, ended.err) == (0, "")
    for part in ("企业年度（enterprise_years）", "采用", "退回", "有 1 行为负数（第 3 行）", "单位：万元", "改正后"):
        assert part in ended.out.replace("\n", "")


def test_json_is_the_line_of_the_log_and_what_was_found(innovatory: Innovatory, city: Path, file: Path) -> None:
    command = ("import", file, "--table", "enterprise_years", "--into", city, "--source", "tax-2023")
    told = json.loads(innovatory(*command, "--as-of", "2024-06-30", "--json").out)
    assert {key: told[key] for key in ("entered", "rows", "used", "refused", "duplicate", "replaced", "source")} == {
        "entered": True, "rows": 3, "used": 2, "refused": 1, "duplicate": 0, "replaced": 0, "source": "tax-2023",
    }  # fmt: skip
    assert told["headers"][2] == {"header": "营业收入（万元）", "column": "revenue", "unit": "万元", "year": None}
    (finding,) = told["findings"]
    assert (finding["rule"], finding["examples"][0]["row"], finding["examples"][0]["key"]) == (
        "negative", 3, ["syn:2", "2023"],
    )  # fmt: skip
    assert Path(told["refused_file"]).is_file()
    (logged,) = read_workspace(city).manifest.log
    assert (logged.sha256, logged.size) == (told["sha256"], file.stat().st_size)


def test_strict_ends_with_one_and_takes_nothing_in(innovatory: Innovatory, city: Path, file: Path) -> None:
    ended = innovatory("import", file, "--table", "enterprise_years", "--into", city, "--strict")
    assert (ended.code, ended.err) == (1, "")
    assert "Nothing was taken in" in ended.out
    assert "used           0" in ended.out
    assert not (city / "records" / "manifest.json").exists()


def test_unit_map_and_year_are_said_and_remembered(innovatory: Innovatory, city: Path, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("信用代码,营业收入,上年营业收入,研发费用,备注\nsyn:1,2,1,0.5,x\n", encoding="utf-8")
    command = ["import", path, "--table", "enterprise_years", "--into", city, "--source", "tax", "--year", "2023"]
    open_questions = innovatory(*command)
    assert open_questions.code == 2
    for part in ("营业收入", "研发费用=rd_accounts", "备注"):
        assert part in open_questions.err
    said = ["--unit", "亿元", "--map", "研发费用=rd_accounts", "--ignore-unknown"]
    assert innovatory(*command, *said).code == 0
    rows = read_workspace(city).scan("enterprise_years").sort("year").collect()
    assert rows.select("year", "revenue", "rd_accounts").rows() == [(2022, 1e8, None), (2023, 2e8, 5e7)]
    again = innovatory(*command, "--ignore-unknown")
    assert again.code == 0
    assert "earlier imports of the source tax" in again.out


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (("--table", "enterprise_year"), "enterprise_years"),
        (("--as-of", "tomorrow"), "--as-of"),
        (("--as-of", "2999-01-01"), "still to come"),
        (("--year", "23"), "--year"),
        (("--unit", "公斤"), "--unit"),
        (("--unit", "revenu=元"), "revenue"),
        (("--map", "备注"), "--map"),
        (("--source", "a b"), "--source"),
        (("--refused", "x.xlsx"), ".csv"),
        (("--sheet", "a"), "--sheet"),
        (("--query", "SELECT 1"), "--query"),
        (("--encoding", "latin"), "--encoding"),
        (("--lang", "fr"), "--lang"),
    ],
)
def test_a_wrong_option_is_told_and_nothing_enters(
    innovatory: Innovatory, city: Path, file: Path, extra: tuple[str, str], told: str
) -> None:
    table = () if extra[0] == "--table" else ("--table", "enterprise_years")
    ended = innovatory("import", file, *table, "--into", city, *extra)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert not (city / "records" / "manifest.json").exists()


@pytest.mark.parametrize("name", ["none.csv", "rows.json", "lin"])
def test_what_is_no_file_to_import_is_told(innovatory: Innovatory, city: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "rows.json").write_text("[]", encoding="utf-8")
    ended = innovatory("import", tmp_path / name, "--table", "enterprises", "--into", city)
    assert (ended.code, ended.out) == (2, "")
    assert name in ended.err


def test_a_password_is_never_printed(innovatory: Innovatory, city: Path) -> None:
    url = "postgresql://ann:s3cret@127.0.0.1:1/x?sslpassword=hidd3n"
    for extra in (("--query", "SELECT 1 AS year"), ("--query", "DELETE FROM x"), ()):
        ended = innovatory("import", url, "--table", "enterprises", "--into", city, *extra)
        assert ended.code == 2
        assert "s3cret" not in ended.out + ended.err
        assert "hidd3n" not in ended.out + ended.err
