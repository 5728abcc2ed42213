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
    wrong = {one["part"]: one["wrong"] for one in json.loads(ended.out)["files"]}
    assert ended.code == 1
    assert "districts.csv" in wrong["districts"]


def test_the_shipped_cities_are_sound(innovatory: Innovatory) -> None:
    ended = innovatory("validate", "shenzhen")
    assert (ended.code, ended.err.strip()) == (0, "")


def test_what_is_no_city_is_told(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("validate", tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert "new-city" in ended.err
