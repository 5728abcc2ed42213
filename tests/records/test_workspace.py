"""The records of a city: the state before a change or the state after it, for every reader and after every accident."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.records import workspace_commit
from innovatory.records.workspace import Manifest, has_records, read_workspace
from innovatory.records.workspace_check import check_tables
from innovatory.records.workspace_commit import PARTIAL, commit, sweep
from innovatory.records.workspace_lock import LOCK, locked

DAY = date(2024, 6, 30)
CITY = "city: lin\nlabel: {en: Lin, zh: 林市}\nlevel: city\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "lin"
    folder.mkdir()
    (folder / "city.yaml").write_text(CITY, encoding="utf-8")
    return folder


def firms(*names: str) -> pl.LazyFrame:
    days = pl.Series([date(2020, 1, 1)] * len(names), dtype=pl.Date)
    columns = {"enterprise_id": list(names), "legal_form": ["company"] * len(names), "registered_on": days}
    return pl.LazyFrame(columns).with_columns(origin=pl.lit("synthetic"))


def put(city: Path, before: Manifest | None, frame: pl.LazyFrame) -> Manifest:
    with locked(city) as folder:
        return commit(folder, before, before or Manifest(as_of=DAY), {"enterprises": frame})


def names(city: Path) -> list[str]:
    return read_workspace(city).scan("enterprises").collect()["enterprise_id"].to_list()


def files(city: Path) -> set[str]:
    return {path.name for path in (city / "records").iterdir()} - {LOCK}


def test_what_is_written_is_read(city: Path) -> None:
    assert not has_records(city)
    put(city, None, firms("syn:1", "syn:2"))
    records = read_workspace(city)
    stored = records.tables["enterprises"]
    assert (stored.rows, stored.origin, records.as_of) == (2, ("synthetic",), DAY)
    assert stored.columns == ("enterprise_id", "legal_form", "registered_on", "origin")
    assert stored.file == f"enterprises-{stored.sha256[:16]}.parquet"
    assert names(city) == ["syn:1", "syn:2"]


def test_a_reader_of_the_state_before_still_finds_its_files(city: Path) -> None:
    first = put(city, None, firms("syn:1"))
    reader = read_workspace(city)
    lazily = reader.scan("enterprises")
    second = put(city, first, firms("syn:1", "syn:2"))
    assert lazily.collect().height == 1
    assert names(city) == ["syn:1", "syn:2"]
    put(city, second, firms("syn:3"))
    assert first.tables["enterprises"].file not in files(city)
    assert second.tables["enterprises"].file in files(city)


def test_leftovers_of_a_killed_import_are_cleaned(city: Path) -> None:
    first = put(city, None, firms("syn:1"))
    folder = city / "records"
    (folder / f".enterprises{PARTIAL}").write_bytes(b"half")
    (folder / "enterprises-0123456789abcdef.parquet").write_bytes(b"whole but never named")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert names(city) == ["syn:1"]
    sweep(folder)
    assert f".enterprises{PARTIAL}" not in files(city)
    second = put(city, first, firms("syn:2"))
    kept = {first.tables["enterprises"].file, second.tables["enterprises"].file}
    assert files(city) == {*kept, "manifest.json", "notes.txt"}


@pytest.mark.parametrize("step", ["_sync", "_sync_folder", "_replace_manifest", "file_hash"])
def test_a_disk_that_refuses_leaves_the_state_before(city: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    first = put(city, None, firms("syn:1"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workspace_commit, step, full)
    with pytest.raises(Mistake, match="as before") as caught:
        put(city, first, firms("syn:2"))
    assert "保持原状" in caught.value.zh
    assert names(city) == ["syn:1"]


def test_one_import_at_a_time(city: Path) -> None:
    with locked(city), pytest.raises(Mistake) as caught, locked(city):
        pass
    assert caught.value.kind == "busy"
    with locked(city):
        pass


def test_the_lock_of_a_killed_process_is_free(city: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path\n"
        "from innovatory.records.workspace_lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, str(city)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Mistake), locked(city):
            pass
        process.kill()
        process.wait()
    with locked(city):
        pass


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text[: len(text) // 2], "damaged"),
        (lambda text: text.replace('"rows": 1', '"rows": -1'), "damaged"),
        (lambda text: text.replace('"schema_version": 1', '"schema_version": 2'), "version 2"),
        (lambda text: text.replace('"file": "enterprises-', '"file": "../enterprises-'), "damaged"),
        (lambda text: text.replace('"as_of"', '"until"'), "damaged"),
        (lambda text: "\xff", "damaged"),
    ],
)
def test_a_damaged_manifest_is_told(city: Path, change: object, told: str) -> None:
    put(city, None, firms("syn:1"))
    path = city / "records" / "manifest.json"
    assert callable(change)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="latin-1")
    with pytest.raises(Mistake, match=told) as caught:
        read_workspace(city)
    assert caught.value.kind == "records"


def test_a_missing_file_or_table_and_no_records_are_told(city: Path) -> None:
    with pytest.raises(Mistake, match="no records here yet"):
        read_workspace(city)
    manifest = put(city, None, firms("syn:1"))
    with pytest.raises(Mistake, match="no records of the table deals"):
        read_workspace(city).scan("deals")
    (city / "records" / manifest.tables["enterprises"].file).unlink()
    with pytest.raises(Mistake, match="missing"):
        read_workspace(city)


def test_a_folder_that_cannot_be_written_is_told(city: Path) -> None:
    (city / "records").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Mistake) as caught, locked(city):
        pass
    assert caught.value.kind == "file"


def test_an_exchanged_file_is_found_and_a_sound_one_is_sound(city: Path) -> None:
    manifest = put(city, None, firms("syn:1", "syn:2"))
    (sound,) = check_tables(read_workspace(city), city)
    assert (sound.sound, sound.rows, sound.damage) == (True, 2, None)
    path = city / "records" / manifest.tables["enterprises"].file
    firms("syn:1", "syn:9").collect().write_parquet(path)
    (wrong,) = check_tables(read_workspace(city), city)
    assert (wrong.sound, wrong.damage) == (False, "content")
    path.write_bytes(b"")
    (empty,) = check_tables(read_workspace(city), city)
    assert empty.damage == "content"


def test_rows_that_became_wrong_are_found(city: Path) -> None:
    """A row that the records hold keeps the rules of today: here its check digit is wrong and it begins after the day."""
    put(city, None, firms("91350100M000100Y44").with_columns(registered_on=pl.lit(date(2024, 7, 1))))
    (found,) = check_tables(read_workspace(city), city)
    assert {one.rule for one in found.findings} == {"check digit", "future"}
    assert not found.sound


def test_wrong_numbers_of_rows_and_unknown_tables_are_damage(city: Path) -> None:
    put(city, None, firms("syn:1"))
    path = city / "records" / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["tables"]["enterprises"]["rows"] = 7
    path.write_text(json.dumps(told), encoding="utf-8")
    assert [one.damage for one in check_tables(read_workspace(city), city)] == ["rows"]
    told["tables"] = {"firms": told["tables"]["enterprises"] | {"rows": 1, "table": "firms"}}
    path.write_text(json.dumps(told), encoding="utf-8")
    assert [one.damage for one in check_tables(read_workspace(city), city)] == ["table"]


def test_the_manifest_is_forced_to_the_disk_before_old_files_go(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of what reaches the disk: table, its folder, manifest, folder; only then is anything removed."""
    order: list[str] = []
    real_sync, real_folder, real_clean = os.fsync, workspace_commit._sync_folder, workspace_commit.clean
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("sync"), real_sync(handle)))
    monkeypatch.setattr(workspace_commit, "_sync_folder", lambda path: (order.append("folder"), real_folder(path)))
    monkeypatch.setattr(workspace_commit, "clean", lambda *of: (order.append("clean"), real_clean(*of)))
    put(city, None, firms("syn:1"))
    assert order == ["sync", "folder", "sync", "sync", "folder", "sync", "clean"]
