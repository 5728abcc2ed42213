"""A query on a real PostgreSQL server: read only, no password anywhere, nothing enters when the server goes away.

`scripts/need_postgresql.sh` provides the server; without it the tests cannot run and say so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import adbc_driver_postgresql.dbapi as postgresql
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from postgresql_server import PASSWORD, TYPED, Server, programs, server

from innovatory.language.mistakes import Mistake
from innovatory.records.dictionary import tables
from innovatory.records.importing.databases import database, read_query
from innovatory.records.importing.enter import Request, import_table
from innovatory.records.importing.mapping import answers
from innovatory.records.importing.reading import Asked
from innovatory.records.workspace import has_records, read_workspace

pytestmark = pytest.mark.skipif(programs() is None, reason="PostgreSQL is missing: run scripts/need_postgresql.sh")

QUERY = 'SELECT code AS "统一社会信用代码", year AS "年份", revenue AS "营业收入（万元）", born AS "备注" FROM firms'
CREATE = "CREATE TABLE firms(code text, year int, revenue numeric(14, 2), born timestamptz)"
INSERT = (
    "INSERT INTO firms VALUES ('syn:1', 2023, 0.57, now()), ('syn:2', 2023, -3, now()), ('syn:3', 2023, 12.5, null)"
)


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as made:
        with postgresql.connect(made.url()) as connection, connection.cursor() as cursor:
            cursor.execute(CREATE)
            cursor.execute(INSERT)
            cursor.execute("CREATE SEQUENCE counter")
            connection.commit()
        yield made


@pytest.fixture
def import_query(city: Path) -> Callable[..., Any]:
    def run(url: str, query: str = QUERY) -> Any:
        said = answers(["备注=-"], [])
        return import_table(Request(Asked(url, query=query), tables()["enterprise_years"], city, said))

    return run


def rows_of(made: Server) -> int:
    return read_query(database(made.url()), "SELECT * FROM firms").rows.height


def test_a_query_enters_without_its_password(running: Server, city: Path, import_query: Callable[..., Any]) -> None:
    done = import_query(running.url())
    log = done.imported
    assert (log.rows, log.used, log.refused, log.kind) == (3, 2, 1, "postgresql")
    assert log.name == f"postgresql://ann@127.0.0.1:{running.port}/postgres"
    stored = read_workspace(city).scan("enterprise_years").sort("enterprise_id").collect()
    assert stored["revenue"].to_list() == [5700.0, 125000.0]
    for path in [*city.rglob("*.json"), *city.glob("*.csv")]:
        text = path.read_text(encoding="utf-8-sig")
        assert PASSWORD not in text
        assert TYPED not in text


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM firms", "WITH gone AS (DELETE FROM firms RETURNING *) SELECT * FROM gone", "SELECT 1; DELETE FROM firms",
        "SELECT set_config('transaction_read_only', 'off', false)", "SELECT nextval('counter')", "SELECT * FROM nowhere",
        "COPY firms TO STDOUT", "SELECT code, code FROM firms LIMIT",
    ],
)  # fmt: skip
def test_only_what_reads_is_answered(running: Server, city: Path, import_query: Callable[..., Any], query: str) -> None:
    with pytest.raises(Mistake) as caught:
        import_query(running.url(), query)
    assert caught.value.kind == "query"
    assert rows_of(running) == 3
    assert not has_records(city)


def test_a_column_twice_and_an_empty_answer_are_told(running: Server, import_query: Callable[..., Any]) -> None:
    for query, kind in (("SELECT code, code FROM firms", "headers"), (f"{QUERY} WHERE year = 1999", "empty")):
        with pytest.raises(Mistake) as caught:
            import_query(running.url(), query)
        assert caught.value.kind == kind


def test_a_comment_at_the_end_hides_nothing(running: Server) -> None:
    assert read_query(database(running.url()), f"{QUERY} -- all of them").rows.height == 3


@pytest.mark.parametrize("password", ["wrong-word", "wr%25ong"])
def test_a_wrong_password_is_told_without_it(running: Server, import_query: Callable[..., Any], password: str) -> None:
    with pytest.raises(Mistake) as caught:
        import_query(running.url(password))
    assert caught.value.kind == "database"
    for text in (caught.value.say("en"), caught.value.say("zh")):
        assert "ong" not in text.replace("password", "")
        assert "ann" in text


def test_a_database_that_disappears_mid_query_lets_nothing_in(city: Path, import_query: Callable[..., Any]) -> None:
    """The server is stopped while it sends: rows have already arrived then, and none of them enters."""
    slow = (
        'SELECT \'syn:\' || x AS "统一社会信用代码", 2023 AS "年份", x AS "营业收入（万元）", repeat(\'a\', 500) AS "备注", '
        'CASE WHEN x > 20000 THEN pg_sleep(0.01)::text END AS "说明" FROM generate_series(1, 1000000) x'
    )
    with server() as made:
        stopper = Thread(target=lambda: (time.sleep(0.7), made.stop_at_once()))
        stopper.start()
        try:
            with pytest.raises(Mistake) as caught:
                import_query(made.url(), slow)
        finally:
            stopper.join()
    assert caught.value.kind == "database"
    assert "未导入任何数据" in caught.value.zh
    assert not has_records(city)
    assert list(city.glob("*.csv")) == []


def test_a_server_that_is_not_there_is_told(city: Path, import_query: Callable[..., Any]) -> None:
    from postgresql_server import free_port

    with pytest.raises(Mistake) as caught:
        import_query(f"postgresql://ann:s3cret@127.0.0.1:{free_port()}/x")
    assert caught.value.kind == "database"
    assert "s3cret" not in str(caught.value)
    assert not has_records(city)
