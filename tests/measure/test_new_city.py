"""A new city: a folder that is right as it stands, or nothing at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.measure.city import read_city
from innovatory.measure.city_check import check_city_folder
from innovatory.measure.new_city import new_city


def test_a_new_city_is_right_and_has_every_file_it_names(tmp_path: Path) -> None:
    folder = tmp_path / "cities" / "harbour_2"
    files = new_city(folder, "Harbour", "港城")
    assert check_city_folder(folder) == []
    assert {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} == set(files)
    assert [path.name for path in folder.parent.iterdir()] == ["harbour_2"]  # nothing half-made is left


def test_its_tables_have_a_header_and_no_row(tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    new_city(folder, "Harbour", "港城")
    for path in folder.rglob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        least = 2 if path.name == "qualifiers.csv" else 4
        assert (len(rows), len(rows[0]) >= least) == (1, True), path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(min_size=1).filter(lambda name: name.isprintable() and name.strip() == name))
def test_any_printable_name_comes_back_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("named") / "harbour"
    new_city(folder, name, name)
    assert read_city(folder).label == {"en": name, "zh": name}


def test_the_files_explain_themselves_in_both_languages(tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    new_city(folder, "Harbour", "港城")
    for name in ("city.yaml", "targets.yaml", "README.md"):
        text = (folder / name).read_text(encoding="utf-8")
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text.replace("港城", "")), name
    assert yaml.safe_load((folder / "targets.yaml").read_text(encoding="utf-8")) == {"city": "harbour", "targets": []}


@pytest.mark.parametrize(("name", "near"), [("New Harbour", "new_harbour"), ("港城", None), ("2nd", None)])
def test_a_name_that_can_be_no_id_is_refused(tmp_path: Path, name: str, near: str | None) -> None:
    with pytest.raises(Mistake) as told:
        new_city(tmp_path / name, "Harbour", "港城")
    assert (told.value.kind, told.value.nearest) == ("name", near)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    folder.mkdir()
    with pytest.raises(Mistake) as told:
        new_city(folder, "Harbour", "港城")
    assert told.value.kind == "file"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("en", "zh", "option"), [("", "港城", "--en"), ("Harbour", " ", "--zh"), ("A\nB", "港", "--en")]
)
def test_a_city_has_a_name_in_both_languages(tmp_path: Path, en: str, zh: str, option: str) -> None:
    with pytest.raises(Mistake) as told:
        new_city(tmp_path / "harbour", en, zh)
    assert (told.value.kind, told.value.place and told.value.place.path) == ("name", option)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Mistake) as told:
        new_city(tmp_path / "file" / "harbour", "Harbour", "港城")
    assert told.value.kind == "file"
