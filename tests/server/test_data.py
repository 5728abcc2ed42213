"""The tables with what is there; a check that keeps nothing; an import into the folder that was given, and nowhere else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from innovatory.records.dictionary import tables
from innovatory.records.workspace import read_workspace

Client = Any
Get = Callable[..., Any]
ROW = "event_id,name_zh,name_en,kind,started_on,source\n"
GOOD = "new_fair,新展会,New fair,fair,2023-05-01,book\n"
BAD = "bad_fair,坏展会,Bad fair,feast,2023-13-01,book\n"


def sent(client: Client, content: str | bytes, path: str = "check", **form: Any) -> Any:
    body = content.encode() if isinstance(content, str) else content
    data = {"table": "events", **form}
    return client.post(f"/api/v1/data/{path}", data=data, files={"file": ("events.csv", body, "text/csv")})


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def uploads() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob(f"innovatory-upload-{os.getpid()}-*")}


def test_the_dictionary_is_told_beside_what_is_there(lindao: Client, lindao_folder: Path, get: Get) -> None:
    found = get(lindao, "data/tables", lang="zh")
    stored = read_workspace(lindao_folder).tables
    assert {one["id"]: one["there"] for one in found["tables"]} == {
        name: stored[name].rows if name in stored else None for name in tables()
    }
    for one in found["tables"]:
        assert [each["name"] for each in one["columns"]] == list(tables()[one["id"]].columns)
        assert sum(each["rows"] for each in one["origins"]) == (one["there"] or 0)
    assert found["importable"] is True


def test_a_city_without_records_has_none_of_any_table(api: Client, get: Get) -> None:
    found = get(api, "data/tables", city="shenzhen")
    assert {one["there"] for one in found["tables"]} == {None}
    assert found["importable"] is False


def test_an_empty_spreadsheet_has_the_sheet_of_its_table(api: Client) -> None:
    found = api.get("/api/v1/data/tables/events/template.xlsx")
    assert "events" in fastexcel.read_excel(found.content).sheet_names
    assert api.get("/api/v1/data/tables/event/template.xlsx").json()["nearest"] == "events"


def test_a_check_tells_every_rule_and_keeps_nothing(lindao: Client, lindao_folder: Path) -> None:
    before = files_of(lindao_folder)
    found = sent(lindao, ROW + GOOD + BAD).json()
    assert [found[key] for key in ("rows", "used", "refused", "entered")] == [2, 1, 1, False]
    broken = {(one["column"], tuple(each["row"] for each in one["examples"])) for one in found["findings"]}
    assert broken == {("kind", (3,)), ("started_on", (3,))}
    assert "bad_fair" in found["refused_csv"]
    assert "new_fair" not in found["refused_csv"]
    assert files_of(lindao_folder) == before
    assert uploads() == set()


def test_a_check_says_what_the_import_says(
    own: Path, serving: Callable[..., Client], innovatory: Callable[..., Any]
) -> None:
    client = serving(own)
    checked = sent(client, ROW + GOOD + BAD, lang="zh").json()
    path = own.parent / "events.csv"
    path.write_text(ROW + GOOD + BAD, encoding="utf-8")
    told = innovatory("import", path, "--table", "events", "--into", own, "--json").told
    keys = ("rows", "used", "refused", "duplicate", "replaced", "as_of", "left_out", "headers")
    assert {key: checked[key] for key in keys} == {key: told[key] for key in keys}
    assert [(one["rule"], one["column"], one["count"], one["sentence"]) for one in checked["findings"]] == [
        (one["rule"], one["column"], one["count"], one["zh"]) for one in told["findings"]
    ]


def test_a_value_outside_its_list_is_told_with_the_nearest(
    lindao: Client, tmp_path: Path, innovatory: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, own: Path
) -> None:
    """A `conferense` is none of the kinds of events; `conference` is."""
    text = ROW + GOOD.replace(",fair,", ",conferense,")
    (found,) = sent(lindao, text).json()["findings"]
    assert [(one["value"], one["nearest"]) for one in found["examples"]] == [("conferense", "conference")]
    monkeypatch.setenv("COLUMNS", "400")
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    assert "conferense → conference" in innovatory("import", path, "--table", "events", "--into", own).out


def test_an_empty_cell_comes_back_empty(lindao: Client) -> None:
    found = sent(lindao, ROW + ",坏展会,Bad fair,fair,2023-05-01,book\n").json()["findings"]
    told = [(part["value"], part["key"]) for one in found for part in one["examples"]]
    assert told
    assert all(text == "" for value, key in told for text in (value, *key))


def test_rows_that_are_there_already_are_found_by_a_check(lindao: Client, lindao_folder: Path) -> None:
    path = lindao_folder / "tables" / "events.csv"
    found = sent(lindao, path.read_bytes()).json()
    assert (found["used"], found["duplicate"]) == (0, found["rows"])


def test_an_import_enters_and_is_seen_at_once(own: Path, serving: Callable[..., Client], get: Get) -> None:
    client = serving(own)
    before = {one["id"]: one["there"] for one in get(client, "data/tables")["tables"]}
    found = sent(client, ROW + GOOD + BAD, "import").json()
    assert (found["entered"], found["used"], found["refused"]) == (True, 1, 1)
    told = {one["id"]: one for one in get(client, "data/tables")["tables"]}
    assert told["events"]["there"] == before["events"] + 1
    assert (told["events"]["vintages"][-1]["name"], told["events"]["vintages"][-1]["used"]) == ("events.csv", 1)
    events = read_workspace(own).scan("events").collect()
    assert "new_fair" in events["event_id"]
    assert "bad_fair" not in events["event_id"]
    assert list(own.glob("refused-*")) == []
    assert uploads() == set()


def test_with_strict_nothing_enters(own: Path, serving: Callable[..., Client]) -> None:
    before = files_of(own / "records")
    found = sent(serving(own), ROW + GOOD + BAD, "import", strict="true").json()
    assert (found["entered"], found["used"]) == (False, 1)
    assert found["headline"].startswith("Nothing entered")
    assert files_of(own / "records") == before


def test_a_change_by_another_process_is_seen(
    own: Path, serving: Callable[..., Client], get: Get, innovatory: Callable[..., Any]
) -> None:
    client = serving(own)
    before = {one["id"]: one["there"] for one in get(client, "data/tables")["tables"]}
    path = own.parent / "events.csv"
    path.write_text(ROW + GOOD, encoding="utf-8")
    assert innovatory("import", path, "--table", "events", "--into", own).code == 0
    client.app.served._looked = 0.0  # as if a second had passed
    after = {one["id"]: one["there"] for one in get(client, "data/tables")["tables"]}
    assert after["events"] == before["events"] + 1


def test_without_a_folder_nothing_can_be_imported(api: Client) -> None:
    found = sent(api, ROW + GOOD, "import", city="lindao")
    assert (found.status_code, found.json()["kind"]) == (403, "not_importable")


def test_a_folder_that_cannot_be_written_to_takes_nothing(
    own: Path, serving: Callable[..., Client], get: Get, monkeypatch: Any
) -> None:
    monkeypatch.setattr("innovatory.server.served.os.access", lambda path, mode: False)
    client = serving(own)
    assert get(client, "about")["importable"] == []
    assert sent(client, ROW + GOOD, "import").status_code == 403


def test_headers_may_be_answered(lindao: Client) -> None:
    text = "编号,name_zh,kind,started_on,note of ours\nnew_fair,新展会,fair,2023-05-01,x\n"
    assert sent(lindao, text).status_code == 422
    form = {"headers": ["编号=event_id", "note of ours=-"], "source": "book"}
    found = sent(lindao, text, **form).json()
    assert (found["used"], found["left_out"]) == (1, ["note of ours"])


def test_a_spreadsheet_is_read_as_one(lindao: Client, tmp_path: Path) -> None:
    path = tmp_path / "events.xlsx"
    pl.DataFrame({"event_id": ["new_fair"], "name_zh": ["新展会"], "kind": ["fair"], "source": ["book"]}).write_excel(
        path
    )
    files = {"file": ("events.xlsx", path.read_bytes(), "application/octet-stream")}
    found = lindao.post("/api/v1/data/check", data={"table": "events"}, files=files).json()
    assert (found["used"], found["file"]) == (1, "events.xlsx")


def test_an_unknown_table_is_refused_with_the_nearest(lindao: Client) -> None:
    found = sent(lindao, ROW, table="event")
    assert (found.status_code, found.json()["nearest"]) == (404, "events")
