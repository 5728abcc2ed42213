"""`innovatory validate`: sound records are called sound; damage, rows that became wrong and wrong files are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Innovatory = Callable[..., Any]
ROWS = "统一社会信用代码,登记类型,成立日期,行政区\nsyn:1,company,2020-01-05,L1\nsyn:2,company,2021-03-04,L2\n"


@pytest.fixture
def city(tmp_path: Path, innovatory: Innovatory) -> Path:
    """A city with two districts and two enterprises."""
    folder = tmp_path / "lin"
    (folder / "geography").mkdir(parents=True)
    (folder / "city.yaml").write_text("city: lin\nlabel: {en: Lin, zh: 林市}\nlevel: city\n", encoding="utf-8")
    places = "id,name_en,name_zh,kind,parent\nL1,East,东区,district,\nL2,West,西区,district,\n"
    (folder / "geography" / "districts.csv").write_text(places, encoding="utf-8")
    rows = tmp_path / "rows.csv"
    rows.write_text(ROWS, encoding="utf-8")
    command = ("import", rows, "--table", "enterprises", "--into", folder, "--as-of", "2024-06-30")
    assert innovatory(*command).code == 0
    return folder


def test_a_sound_city_is_called_sound_in_both_languages(innovatory: Innovatory, city: Path) -> None:
    ended = innovatory("validate", city)
    assert (ended.code, ended.err.strip()) == (0, "")
    assert "enterprises (Enterprises): 2 rows" in ended.out
    assert "Everything is as it should be." in ended.out
    assert "全部无误" in innovatory("validate", city, "--lang", "zh").out


def test_a_district_that_was_taken_off_the_list_is_found(innovatory: Innovatory, city: Path) -> None:
    places = city / "geography" / "districts.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("L2,West,西区,district,\n", ""), encoding="utf-8")
    ended = innovatory("validate", city, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["sound"]) == (1, False)
    ((finding,),) = [table["findings"] for table in told["tables"]]
    assert (finding["rule"], finding["column"], finding["examples"][0]["value"]) == ("listed", "district", "L2")


def test_an_exchanged_file_is_found(innovatory: Innovatory, city: Path) -> None:
    (path,) = (city / "records").glob("*.parquet")
    pl.read_parquet(path).head(1).write_parquet(path)
    ended = innovatory("validate", city)
    assert ended.code == 1
    assert "not the one that was written" in ended.out
    assert "文件与写入时不一致" in innovatory("validate", city, "--lang", "zh").out


def test_a_wrong_file_of_the_city_is_told(innovatory: Innovatory, city: Path) -> None:
    (city / "geography" / "districts.csv").write_text("id,name\nL1,East\nL2,West\n", encoding="utf-8")
    ended = innovatory("validate", city, "--json")
    wrong = {one["part"]: one["mistakes"] for one in json.loads(ended.out)["files"]}
    assert ended.code == 2
    assert [(one["kind"], one["file"], one["line"]) for one in wrong["districts"]] == [
        ("columns", str(city / "geography" / "districts.csv"), 1)
    ]


FIGURES = {
    "statistics/indicators.csv": "indicator_id,name_en,name_zh,unit,unit_zh\nships,Ships,船舶,count,艘\n",
    "statistics/sources.csv": "source_id,title,publisher,published,url_or_file,reliability\ns,Ships,Port,2024-01-02,x,press\n",
    "statistics/figures.csv": (
        "indicator_id,indicator_name,year,value,unit,qualifier,source_id,quote,role,period,bound,flag,series,released_on,preferred\n"
        "ships,Ships,2023,7,count,,s,7 ships,show,stock,exact,observed,ships,,yes\n"
    ),
}
TARGETS = (
    "city: {city}\ntargets:\n  - id: fleet\n    kind: plan\n    year: 2025\n    at_least: 9\n    unit: count\n    source: s\n"
    "    label: {{en: Fleet, zh: 船队}}\n    quote: 9 ships\n    answers:\n      - {{label: {{en: Ships, zh: 船舶}}, series: {series}}}\n"
)
PLACES = "id,name_en,name_zh,kind,parent\nL1,East,东区,district,\n"
CLUSTERS = "id,name_en,name_zh,kind,source_id,version,confidence,note_en,note_zh\n"
MAP = '{"type": "FeatureCollection", "features": [{"id": "L1"}, {"id": "L9"}]}'
WRONG = [
    ("targets.yaml", TARGETS.format(city="lin", series="shops"), "targets", "name", 12, "targets.0.answers.0.series"),
    ("targets.yaml", TARGETS.format(city="lan", series="ships"), "targets", "name", 1, "city"),
    ("targets.yaml", "city: lin\ntargets: [\n", "targets", "yaml", None, None),
    ("geography/tiles.geojson", MAP, "tiles", "map", None, "features.1.id"),
    ("geography/districts.geojson", MAP, "outlines", "map", None, "features.1.id"),
    ("geography/tiles.geojson", '{"features": [{"type": "Feature"}]}', "tiles", "map", None, None),
    ("geography/districts.csv", PLACES + "L2,West,西区,district,\nL1,South,南区,district,\n", "districts", "twice", 4, "id"),
    ("geography/districts.csv", PLACES + "L2,West,西区,district,\n,South,南区,district,\n", "districts", "missing", 4, "id"),
    ("geography/zones.csv", "id,name_en,name_zh,kind\nz,Zone,,other\n", "zones", "missing", 2, "name_zh"),
    ("register/clusters.csv", CLUSTERS + "c,Ships,船舶,,,,,,\nc,Boats,舟艇,,,,,,\n", "clusters", "twice", 3, "id"),
    ("register/partnerships.csv", "partner_id,country,place,kind\np,Japan,Tsukuba,friend\n", "register/partnerships", "category", 2, "kind"),
    ("register/notes.csv", "note,by\none,two,three\n", "register/notes", "cells", 2, None),
    ("statistics/figures.csv", FIGURES["statistics/figures.csv"].replace(",7,", ",many,"), "figures", "type", 2, "value"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "part", "kind", "line", "path"), WRONG)
def test_each_kind_of_wrong_file_is_told_with_its_place_in_both_languages(
    innovatory: Innovatory, city: Path, file: str, text: str, part: str, kind: str, line: int | None, path: str | None
) -> None:
    for name, content in (FIGURES | {file: text}).items():
        (city / name).parent.mkdir(exist_ok=True)
        (city / name).write_text(content, encoding="utf-8")
    ended = innovatory("validate", city, "--json")
    assert ended.code == 2
    told = json.loads(ended.out)["files"]
    ((found,),) = [one["mistakes"] for one in told if not one["sound"]]
    assert (next(one["part"] for one in told if not one["sound"]), found["kind"]) == (part, kind)
    assert found["file"] == str(city / file)
    assert line in (None, found["line"])
    assert path in (None, found["path"])
    for lang, sentence in (("en", found["en"]), ("zh", found["zh"])):
        shown = innovatory("validate", city, "--lang", lang)
        assert shown.code == 2
        # the page wraps its lines
        assert "".join(sentence.split()) in "".join(shown.out.split())
        assert Path(file).name in "".join(shown.out.split())


def test_all_mistakes_of_a_folder_are_told_at_once(innovatory: Innovatory, city: Path) -> None:
    (city / "geography" / "zones.csv").write_text("id,name_en,name_zh,kind\n,A,甲,\nz,,,\nz,B,乙,\n", encoding="utf-8")
    (city / "targets.yaml").write_text("city: elsewhere\n", encoding="utf-8")
    # a district without a Chinese name is a district all the same
    (city / "geography" / "districts.csv").write_text(PLACES + "L2,West,,district,\n", encoding="utf-8")
    (city / "geography" / "tiles.geojson").write_text('{"features": [{"id": "L2"}, {"id": "L3"}]}', encoding="utf-8")
    told = json.loads(innovatory("validate", city, "--json").out)["files"]
    places = {
        one["part"]: [(of["kind"], of["line"], of["path"]) for of in one["mistakes"]]
        for one in told
        if not one["sound"]
    }
    assert places == {
        "districts": [("missing", 3, "name_zh")],
        "tiles": [("map", None, "features.1.id")],
        "zones": [("missing", 2, "id"), ("missing", 3, "name_en"), ("missing", 3, "name_zh"), ("twice", 4, "id")],
        "targets": [("name", 1, "city")],
    }


def test_a_wrong_city_file_is_told(innovatory: Innovatory, city: Path) -> None:
    (city / "city.yaml").write_text("city: other\nlabel: {en: Lin, zh: 林市}\nlevel: city\n", encoding="utf-8")
    ended = innovatory("validate", city)
    assert (ended.code, ended.out) == (2, "")
    assert "city.yaml" in ended.err


def test_the_shipped_cities_are_sound(innovatory: Innovatory) -> None:
    ended = innovatory("validate", "shenzhen")
    assert (ended.code, ended.err.strip()) == (0, "")


def test_what_is_no_city_is_told(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("validate", tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert "new-city" in ended.err
