"""Views are asked for their columns over empty tables; what they read is known, and what is missing is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.language.types import Category, Number
from innovatory.language.units import COUNT, DAY, YEAR, YUAN
from innovatory.measure import recorded, views
from innovatory.measure.recorded import NotRecorded, Reader, Records
from innovatory.measure.scan import Rows
from innovatory.measure.views import View, names, read_view, view

STEPS = """-- Time from the start of a project to its result,
-- in the year of the result.
--   days: day - days between the two
--   step: category - always the same
WITH done AS (SELECT * FROM projects WHERE result_on IS NOT NULL)
SELECT year(result_on) AS year, result_on - started_on AS days, 'result' AS step, investment, weight
FROM done
WHERE year(result_on) <= (SELECT year(day) FROM as_of)
"""


def saved(folder: Path, sql: str) -> View:
    path = folder / "steps.sql"
    path.write_text(sql, encoding="utf-8")
    return read_view(path)


def test_columns_have_units_from_the_head_or_the_dictionary(tmp_path: Path) -> None:
    made = saved(tmp_path, STEPS)
    assert made.tables == ("projects",)
    assert made.note == "Time from the start of a project to its result, in the year of the result."
    assert made.columns == {
        "year": Number(YEAR, whole=True),
        "days": Number(DAY, whole=True),
        "step": Category(()),
        "investment": Number(YUAN),
        "weight": Number(),
    }


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("--   days: day - days between the two\n", ""), "unit of column `days` is not known"),
        (("--   days: day", "--   dayz: day"), "`dayz`"),
        (("AS year,", "AS yr,"), "no column `year`"),
        (("FROM projects", "FROM projcts"), "DuckDB refuses it"),
        (("--   days: day", "--   days: fortnight"), "no unit 'fortnight'"),
        (("WITH done", "DROP TABLE projects; WITH done"), "one SELECT"),
        (("WITH done", "DELETE FROM projects RETURNING *; --"), "one SELECT|refuses"),
        (("FROM projects", "FROM read_csv('/etc/passwd')"), "DuckDB refuses it"),
    ],
)
def test_a_wrong_view_is_refused_with_its_file(tmp_path: Path, change: tuple[str, str], wrong: str) -> None:
    with pytest.raises(Mistake, match=wrong) as caught:
        saved(tmp_path, STEPS.replace(*change))
    assert caught.value.place is not None
    assert caught.value.place.file == str(tmp_path / "steps.sql")


def test_a_view_that_is_not_there_is_told_with_the_nearest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "project_steps.sql").write_text(STEPS, encoding="utf-8")
    monkeypatch.setattr(views, "FOLDER", tmp_path)
    with pytest.raises(Mistake) as caught:
        view.__wrapped__("project_step")
    assert caught.value.nearest == "project_steps"


def test_every_view_of_the_library_is_right() -> None:
    assert [name for name in names() if not view(name).tables] == []


# Over records ---------------------------------------------------------------------------------------------------------


@dataclass
class Stored:
    columns: tuple[str, ...]
    rows: int
    origin: tuple[str, ...] = ("observed",)
    basis: dict[str, str] = field(default_factory=dict)


@dataclass
class Folder:
    folder: Path
    tables: dict[str, Stored]
    as_of: date = date(2023, 12, 31)

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


def records(folder: Path, **tables: pl.DataFrame) -> Folder:
    made = Folder(folder, {name: Stored(tuple(frame.columns), frame.height) for name, frame in tables.items()})
    for name, frame in tables.items():
        frame.write_parquet(made.path(name))
    return made


PROJECTS = pl.DataFrame(
    {
        "project_id": ["a", "b", "c", "d"],
        "started_on": [date(2021, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2022, 1, 1)],
        "result_on": [date(2021, 1, 11), date(2022, 1, 1), None, date(2024, 1, 1)],
    }
)


def days(made: Records, monkeypatch: pytest.MonkeyPatch, of: View) -> list[tuple[int, float]] | NotRecorded:
    monkeypatch.setattr(recorded, "names", lambda: ["steps"])
    monkeypatch.setattr(recorded, "view", lambda name: of)
    with Reader(made) as reader:
        rows = reader.rows("steps", ["days", "investment"])
        if isinstance(rows, NotRecorded):
            return rows
        assert (rows.most, rows.weight) == (2, None)
        return read(rows, "year", "days")


def read(rows: Rows, *names: str) -> list[Any]:
    """Some columns of the rows, of whichever engine."""
    return sorted(nw.from_native(rows.frame).lazy().select(*names).collect(backend="polars").rows())


@pytest.mark.parametrize("held", [recorded.HELD, 0])
def test_a_view_reads_stored_tables_up_to_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    """The fourth result lies after the day of the records; the amount invested is not recorded and so unknown."""
    monkeypatch.setattr(recorded, "HELD", held)
    of = saved(tmp_path, STEPS)
    assert days(records(tmp_path, projects=PROJECTS), monkeypatch, of) == [(2021, 10.0), (2022, 365.0)]


def test_a_missing_table_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = saved(tmp_path, STEPS)
    assert days(records(tmp_path), monkeypatch, of) == NotRecorded(tables=("projects",))


def test_a_missing_event_is_not_read_as_not_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = saved(tmp_path, STEPS)
    made = records(tmp_path, projects=PROJECTS.drop("result_on"))
    assert days(made, monkeypatch, of) == NotRecorded(table="projects", columns=("result_on",))


def test_what_is_not_finite_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "--   many: count - infinite\nSELECT year(started_on) AS year, 1.0 / 0 AS many FROM projects"
    of = saved(tmp_path, sql)
    assert of.columns["many"] == Number(COUNT, whole=True)
    monkeypatch.setattr(recorded, "names", lambda: ["steps"])
    monkeypatch.setattr(recorded, "view", lambda name: of)
    with Reader(records(tmp_path, projects=PROJECTS)) as reader:
        rows = reader.rows("steps", ["many"])
        assert isinstance(rows, Rows)
        assert set(read(rows, "many")) == {(None,)}
