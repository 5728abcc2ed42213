"""A query on an SQLite file: read only, one SELECT, cells of any type as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records.dictionary import tables
from innovatory.records.importing.databases import database, read_query
from innovatory.records.importing.enter import Request, import_table
from innovatory.records.importing.mapping import answers
from innovatory.records.importing.reading import Asked
from innovatory.records.workspace import has_records, read_workspace

QUERY = 'SELECT code AS 统一社会信用代码, year AS 年份, revenue AS "营业收入（万元）" FROM firms'


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "城市 data.db"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE firms(code, year, revenue)")
        rows = [("syn:1", 2023, 0.57), ("syn:2", "2023", "1234.5"), ("syn:3", 2023, -1), ("syn:4", 2023, 10**12)]
        made.executemany("INSERT INTO firms VALUES (?, ?, ?)", rows)
    return path


@pytest.fixture
def import_query(city: Path, base: Path) -> Callable[..., Any]:
    def run(query: str = QUERY, url: str = "") -> Any:
        asked = Asked(url or f"sqlite:///{base}", query=query)
        return import_table(Request(asked, tables()["enterprise_years"], city, answers([], [])))

    return run


def test_a_query_enters_and_its_bad_row_comes_back(city: Path, base: Path, import_query: Callable[..., Any]) -> None:
    log = import_query().imported
    assert (log.rows, log.used, log.refused) == (4, 3, 1)
    assert (log.kind, log.name, log.query, log.sha256) == ("sqlite", f"sqlite:///{base}", QUERY, None)
    rows = read_workspace(city).scan("enterprise_years").sort("enterprise_id").collect()
    assert rows["revenue"].to_list() == [5700.0, 12_345_000.0, 1e16]


@pytest.mark.parametrize("query", [f"{QUERY};", f"{QUERY} -- all of them", f"/* all */ ({QUERY})".replace("(", "").replace(")", ""), f"WITH x AS ({QUERY}) SELECT * FROM x"])  # fmt: skip
def test_a_select_may_have_comments_a_semicolon_and_a_with(base: Path, query: str) -> None:
    assert read_query(database(f"sqlite:///{base}"), query.replace("营业收入万元", "营业收入（万元）")).rows.height == 4


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM firms", "UPDATE firms SET revenue = 0", "DROP TABLE firms", "ATTACH 'x.db' AS x", "", "PRAGMA x=1",
        "WITH x AS (SELECT 1) DELETE FROM firms", "SELECT 1; DELETE FROM firms", "INSERT INTO firms SELECT 1, 2, 3",
        "SELECT * FROM nowhere", "selection",
    ],
)  # fmt: skip
def test_nothing_but_a_select_is_sent_and_nothing_is_changed(
    city: Path, base: Path, import_query: Callable[..., Any], query: str
) -> None:
    before = base.read_bytes()
    with pytest.raises(Mistake) as caught:
        import_query(query)
    assert caught.value.kind == "query"
    assert base.read_bytes() == before
    assert not has_records(city)
    assert [path.name for path in city.parent.glob("*.db")] == [base.name]


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path, import_query: Callable[..., Any]) -> None:
    with pytest.raises(Mistake, match="does not exist"):
        import_query(url=f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("url", ["mysql://a/b", "https://example.org/a.csv", "oracle://u:geheim@h/x"])
def test_other_addresses_are_refused_without_their_password(import_query: Callable[..., Any], url: str) -> None:
    with pytest.raises(Mistake) as caught:
        import_query(url=url)
    assert caught.value.kind == "url"
    assert "geheim" not in str(caught.value)
