"""A city by its name or its folder, and what is wrong with a folder."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.city import City, read_city
from innovatory.measure.city_check import check_city_folder
from innovatory.measure.new_city import new_city


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "harbour"
    new_city(made, "Harbour", "港城")
    return made


def put(folder: Path, name: str, *lines: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")


def square(name: str) -> str:
    ring = "[[0,0],[1,0],[1,1],[0,0]]"
    geometry = f'{{"type":"Polygon","coordinates":[{ring}]}}'
    feature = f'{{"type":"Feature","id":"{name}","properties":{{}},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection","features":[{feature}]}}'


def test_a_shipped_city_is_found_by_its_name_and_by_its_folder() -> None:
    by_name = read_city("shenzhen")
    by_folder = read_city(by_name.folder)
    assert (by_name.id, by_name.label["zh"]) == ("shenzhen", "深圳市")
    assert (by_folder.id, by_folder.label) == (by_name.id, by_name.label)


def test_a_misspelt_name_is_told_with_the_nearest_city() -> None:
    with pytest.raises(Mistake) as told:
        read_city("shenzen")
    assert (told.value.kind, told.value.nearest) == ("city", "shenzhen")


def test_a_folder_that_is_no_city_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as told:
        read_city(tmp_path)
    assert told.value.kind == "city"
    assert "city.yaml" in told.value.en


def test_the_places_of_the_shipped_city_and_of_its_maps_are_the_same() -> None:
    city = read_city("shenzhen")
    ids = city.districts["id"].to_list()
    assert len(ids) == len(set(ids)) == 11
    assert city.outlines is not None
    assert city.tiles is not None
    assert {one["id"] for one in city.tiles["features"]} == set(ids)
    assert set(ids) - {one["id"] for one in city.outlines["features"]} == {"sz-shenshan"}  # no reusable boundary


def test_outer_rings_run_counter_clockwise() -> None:
    """The shoelace formula is positive for a ring that runs counter-clockwise (RFC 7946, section 3.1.6)."""
    outlines = read_city("shenzhen").outlines
    assert outlines is not None
    for feature in outlines["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for ring in (part[0] for part in parts):
            assert sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)) > 0


def test_an_empty_city_says_that_it_has_nothing(folder: Path) -> None:
    city = read_city(folder)
    assert (city.figures, dict(city.sources), city.outlines, city.tiles, city.workspace) == ((), {}, None, None, None)
    assert city.districts.columns == ["id", "name_en", "name_zh", "kind", "parent"]
    assert city.districts.is_empty()


def test_a_city_without_a_part_has_none_of_it(folder: Path) -> None:
    for path in sorted(folder.rglob("*.csv")):
        path.unlink()
    city = read_city(folder)
    assert (city.figures, city.registers) == ((), ())
    assert city.zones.is_empty()
    assert city.clusters.is_empty()
    assert check_city_folder(folder) == []


def test_a_register_has_the_types_of_the_dictionary_and_its_further_columns_as_text(folder: Path) -> None:
    (folder / "register" / "partnerships.csv").write_text(
        "partner_id,country,place,kind,since_on,quote\np1,Germany,Nuremberg,sister,1997-05-27,a city\n"
        "p2,Japan,Tsukuba,exchange,,\n",
        encoding="utf-8",
    )
    frame = read_city(folder).register("partnerships")
    assert frame.select("partner_id", "since_on", "quote").rows() == [
        ("p1", date(1997, 5, 27), "a city"),
        ("p2", None, None),
    ]
    assert frame.schema["since_on"] == pl.Date


def test_a_register_that_is_not_there_is_told_with_the_nearest_one(folder: Path) -> None:
    with pytest.raises(Mistake) as told:
        read_city(folder).register("reform")
    assert (told.value.kind, told.value.nearest) == ("table", "reforms")


def test_a_wrong_register_is_told_at_its_line(folder: Path) -> None:
    (folder / "register" / "partnerships.csv").write_text(
        'partner_id,country,place,kind\np1,"two\nlines",One,sister\np2,Japan,Tsukuba,friend\n', encoding="utf-8"
    )
    (found,) = check_city_folder(folder)
    assert (found.kind, found.place and (found.place.line, found.place.path)) == ("category", (4, "kind"))
    with pytest.raises(Mistake):
        read_city(folder).register("partnerships")


@pytest.mark.parametrize(
    ("file", "line", "kind"),
    [
        ("geography/districts.csv", "1,North,,district,", "missing"),
        ("geography/districts.csv", "1,North,北区,district", "cells"),
        ("geography/zones.csv", "z,Zone,区,other\nz,Zone,区,other", "twice"),
        ("statistics/sources.csv", "s,Title,Publisher,soon,x,press", "date"),
        ("register/clusters.csv", "c,Ships,,,,,,,", "missing"),
    ],
)
def test_what_is_wrong_with_a_part_is_told_at_its_file(folder: Path, file: str, line: str, kind: str) -> None:
    put(folder, file, line)
    (found,) = check_city_folder(folder)
    assert (found.kind, found.place and found.place.file) == (kind, str(folder / file))


def test_mistakes_of_several_parts_are_told_together(folder: Path) -> None:
    put(folder, "geography/districts.csv", "1,North,,district,")
    put(folder, "statistics/indicators.csv", "x,X,甲,bushels,斗")
    assert [one.kind for one in check_city_folder(folder)] == ["unit", "missing"]


def test_a_map_may_show_only_districts_of_the_city(folder: Path) -> None:
    put(folder, "geography/districts.csv", "north_1,North,北区,district,")
    map_file = folder / "geography" / "tiles.geojson"
    map_file.write_text(square("north_1"), encoding="utf-8")
    assert check_city_folder(folder) == []
    map_file.write_text(square("north_2"), encoding="utf-8")
    assert [(one.kind, one.nearest) for one in check_city_folder(folder)] == [("map", "north_1")]
    map_file.write_text('{"type": "Feature"}', encoding="utf-8")
    assert [one.kind for one in check_city_folder(folder)] == ["map"]


def test_a_broken_city_file_is_told_alone(folder: Path) -> None:
    (folder / "city.yaml").write_text("city: other\nlabel: {en: A, zh: 甲}\nlevel: city\n", encoding="utf-8")
    assert [(one.kind, one.nearest) for one in check_city_folder(folder)] == [("name", "harbour")]
    (folder / "city.yaml").unlink()
    assert [one.kind for one in check_city_folder(folder)] == ["city"]


def test_a_broken_neighbour_does_not_matter(folder: Path) -> None:
    neighbour = folder.parent / "neighbour"
    neighbour.mkdir()
    (neighbour / "city.yaml").write_text("city: [", encoding="utf-8")
    assert read_city(folder).id == "harbour"


def test_the_shipped_statistics_places_and_targets_are_right() -> None:
    city: City = read_city("shenzhen")
    parts = tuple(str(city.folder / part) for part in ("city.yaml", "statistics", "geography", "targets.yaml"))
    found = [one for one in check_city_folder(city.folder) if str(one.place).startswith(parts)]
    assert [one.say() for one in found] == []
