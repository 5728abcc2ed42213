"""The registers are those of the city's folder, a source for each row; their files hold the same rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from innovatory.measure.city import read_city

Client = Any
Get = Callable[..., Any]
FOLDER = read_city("shenzhen").folder / "register"
AT = "cities/shenzhen/register"
CHINESE = re.compile("[\u4e00-\u9fff]")


def stored(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def names() -> list[str]:
    return sorted(
        path.stem
        for path in FOLDER.glob("*.csv")
        if path.stem not in ("instruments", "instruments_zh", "sources", "sources_zh")
    )


def test_every_register_is_listed_with_its_rows(api: Client, get: Get) -> None:
    for lang in ("en", "zh"):
        found = get(api, AT, lang=lang)["registers"]
        assert {one["id"]: one["rows"] for one in found} == {name: len(stored(name)) for name in names()}
        assert all(bool(CHINESE.search(one["label"] + one["says"])) == (lang == "zh") for one in found)


@pytest.mark.parametrize("name", names())
def test_rows_are_those_of_the_file_in_one_language(api: Client, get: Get, name: str) -> None:
    rows = stored(name)
    for lang in ("en", "zh"):
        found = get(api, f"{AT}/{name}", lang=lang)
        assert [str(one[found["columns"][0]["id"]]) for one in found["rows"]] == [
            next(iter(row.values())) for row in rows
        ]
        assert {key for row in found["rows"] for key in row} <= {one["id"] for one in found["columns"]}
        for told, row in zip(found["rows"], rows, strict=True):
            if f"name_{lang}" in row:
                assert told["name"] == (row[f"name_{lang}"] or row["name_en"] or row["name_zh"] or None)
            assert (told.get("quote") or "") == row.get("quote", "")


@pytest.mark.parametrize("name", names())
def test_columns_and_their_words_are_in_the_language_asked_for(api: Client, get: Get, name: str) -> None:
    for lang in ("en", "zh"):
        for one in get(api, f"{AT}/{name}", lang=lang)["columns"]:
            said = [one["label"], *(told for value, told in one["words"].items() if value != told)]
            wrong = [text for text in said if bool(CHINESE.search(text)) != (lang == "zh") and "ROR" not in text]
            assert wrong == [], one["id"]


@pytest.mark.parametrize("name", ["reforms", "events", "institutions", "carriers", "goals"])
def test_every_source_of_a_row_is_told(api: Client, get: Get, name: str) -> None:
    found = get(api, f"{AT}/{name}")
    cited = {one for row in found["rows"] for one in row["source"].split(";")}
    assert cited <= {one["id"] for one in found["sources"]}


def test_reforms_have_their_status_and_spread(api: Client, get: Get) -> None:
    columns = {one["id"]: one for one in get(api, f"{AT}/reforms")["columns"]}
    assert {"status", "spread", "adopters", "spread_on"} <= columns.keys()
    assert (columns["status"]["kind"], columns["spread_on"]["kind"], columns["adopters"]["kind"]) == (
        "word",
        "day",
        "number",
    )
    assert columns["in_force_on_latest"]["label"].endswith(", at the latest")


def test_files_hold_the_rows_of_both_languages(api: Client, get: Get) -> None:
    found = get(api, f"{AT}/reforms")
    wanted = read_city("shenzhen").register("reforms")
    assert pl.read_parquet(io.BytesIO(api.get(found["twins"]["parquet"]).content)).equals(wanted)
    text = pl.read_csv(io.BytesIO(api.get(found["twins"]["csv"]).content), infer_schema=False)
    sheet = fastexcel.read_excel(api.get(found["twins"]["xlsx"]).content).load_sheet(0).to_polars()
    assert text.columns == sheet.columns == wanted.columns
    assert text["reform_id"].to_list() == sheet["reform_id"].to_list() == [one["reform_id"] for one in found["rows"]]


def test_the_metadata_name_the_columns_of_the_files(api: Client, get: Get) -> None:
    told = get(api, f"{AT}/reforms.metadata.json")
    columns = [one["name"] for one in told["tableSchema"]["columns"]]
    assert columns == read_city("shenzhen").register("reforms").columns
    assert told["dc:source"]


def test_an_unknown_register_is_refused_with_the_nearest(api: Client) -> None:
    found = api.get(f"/api/v1/{AT}/reform")
    assert (found.status_code, found.json()["nearest"]) == (404, "reforms")
    assert api.get(f"/api/v1/{AT}/..%2f..%2fcity").status_code == 404


def test_a_script_in_a_name_is_only_text_and_a_formula_never_runs(own: Path, serving: Callable[..., Client]) -> None:
    """Names of people are data: they leave as JSON text, and as text cells that no spreadsheet runs."""
    (own / "register").mkdir()
    script, formula = "<script>alert(1)</script>", '=HYPERLINK("http://example.com")'
    head = "goal_id,kind,number,name_en,name_zh,indicators,source,quote"
    line = f"g1,action,1,{script},{formula.replace(',', '')},no published measure,x,".replace('"', '""')
    cells = [f'"{cell}"' for cell in line.split(",")]
    (own / "register" / "goals.csv").write_text(f"{head}\n{','.join(cells)}\n", encoding="utf-8")
    client = serving(own)
    found = client.get("/api/v1/cities/lindao/register/goals")
    assert found.headers["content-type"] == "application/json"
    assert found.json()["rows"][0]["name"] == script
    text = client.get("/api/v1/cities/lindao/register/goals.csv").text
    assert "'=HYPERLINK" in text
    assert '"=HYPERLINK' not in text
    sheet = client.get("/api/v1/cities/lindao/register/goals.xlsx").content
    assert fastexcel.read_excel(sheet).load_sheet(0).to_polars()["name_zh"].to_list() == [formula]


def test_registers_that_were_taken_in_as_records_are_shown(lindao: Client, lindao_folder: Path, get: Get) -> None:
    """The invented city has no folder `register`; its reforms and events are among its records."""
    found = {one["id"]: one["rows"] for one in get(lindao, "cities/lindao/register")["registers"]}
    for name in ("reforms", "events", "partnerships"):
        with (lindao_folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert found[name] == len(rows)
        told = get(lindao, f"cities/lindao/register/{name}", lang="zh")["rows"]
        assert sorted(next(iter(one.values())) for one in told) == sorted(next(iter(row.values())) for row in rows)
    assert "enterprises" not in found
