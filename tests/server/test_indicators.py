"""Indicators say what `innovatory measure` says; their files hold the same data; the snippet gives the same table."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import fastexcel
import polars as pl
import pytest

from innovatory.measure.city import read_city
from innovatory.measure.indicator import indicators
from innovatory.measure.measurement import measure
from innovatory.measure.value_table import value_table

Client = Any
Get = Callable[..., Any]
AT = "cities/shenzhen/indicators"


def test_the_catalogue_has_every_indicator_once(api: Client, get: Get) -> None:
    found = get(api, AT)
    assert [one["id"] for one in found["indicators"]] == list(indicators())
    assert found["known"] == sum(one["figure"] is not None for one in found["indicators"])
    assert all((one["figure"] is None) == bool(one["why"]) for one in found["indicators"])


@pytest.mark.parametrize("name", ["rd_gdp_ratio", "hte_total", "sei_va_gdp_share", "angel_investment_gdp_share"])
def test_one_indicator_is_as_the_terminal_measures_it(
    api: Client, get: Get, innovatory: Callable[..., Any], name: str
) -> None:
    (told,) = innovatory("measure", "shenzhen", name, "--json").told["indicators"]
    found = get(api, f"{AT}/{name}")
    observed = [one for series in found["series"] for one in series["observations"]]
    facts = [
        [(one["year"], one["low"], one["high"], one["sources"]) for one in of]
        for of in (observed, told["observations"])
    ]
    assert sorted(facts[0], key=str) == sorted(facts[1], key=str)
    assert found["evidence"]["shares"] == told["evidence"]["shares"]
    assert (found["note"], found["shows_not"]) == (told["note"]["en"], told["shows_not"]["en"])
    assert [(one["year"], one["kind"]) for one in found["conflicts"]] == [
        (one["year"], one["kind"]) for one in told["disagreements"]
    ]


def test_contradicting_figures_are_both_told(api: Client, get: Get) -> None:
    """The page of 2023-10-10 gives 5.49 % for 2022, the statistics bureau 5.81 % (indicators.md, section 3)."""
    found = get(api, f"{AT}/rd_gdp_ratio")
    assert 2022 in found["figure"]["disputed_years"]
    (said,) = [one["sentence"] for one in found["conflicts"] if one["year"] == 2022]
    assert "5.49%" in said
    assert "5.81%" in said


def test_a_break_is_told_between_series(api: Client, get: Get) -> None:
    series = get(api, f"{AT}/rd_gdp_ratio")["series"]
    assert series[0]["after_break"] is None
    assert all(one["after_break"] for one in series[1:])


def test_years_narrow_the_answer_and_its_files(api: Client, get: Get) -> None:
    found = get(api, f"{AT}/rd_gdp_ratio", **{"from": 2020, "to": 2021})
    assert {one["year"] for series in found["series"] for one in series["observations"]} == {2020, 2021}
    assert found["twins"]["csv"].endswith(".csv?from=2020&to=2021")
    rows = pl.read_csv(io.BytesIO(api.get(found["twins"]["csv"]).content))
    assert set(rows["year"]) == {2020, 2021}


def test_files_hold_what_the_json_says(api: Client, get: Get) -> None:
    found = get(api, f"{AT}/rd_expenditure")
    wanted = value_table(measure(read_city("shenzhen"), ["rd_expenditure"]))
    told = [(one["year"], one["low"], one["high"]) for own in found["series"] for one in own["observations"]]
    files = {kind: api.get(found["twins"][kind]) for kind in ("csv", "parquet", "xlsx")}
    assert pl.read_parquet(io.BytesIO(files["parquet"].content)).equals(wanted)
    sheets = {
        "csv": pl.read_csv(io.BytesIO(files["csv"].content)),
        "xlsx": fastexcel.read_excel(files["xlsx"].content).load_sheet(0).to_polars(),
    }
    for table in sheets.values():
        assert table.columns == wanted.columns
        assert sorted(table.select("year", "low", "high").rows(), key=str) == sorted(told, key=str)
    assert files["csv"].headers["content-disposition"] == 'attachment; filename="shenzhen_rd_expenditure.csv"'


def test_the_metadata_describe_every_column_and_every_source(api: Client, get: Get) -> None:
    found = get(api, f"{AT}/rd_gdp_ratio")
    for lang in ("en", "zh"):
        told = get(api, f"{AT}/rd_gdp_ratio.metadata.json", lang=lang)
        columns = told["tableSchema"]["columns"]
        assert [one["name"] for one in columns] == pl.read_csv(io.BytesIO(api.get(told["url"]).content)).columns
        assert all(one["dc:description"] not in ("", one["name"]) for one in columns)
        assert {one["id"] for one in told["dc:source"]} == {one["id"] for one in found["sources"]}


def test_the_snippet_gives_the_same_table(api: Client, get: Get, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    exec(get(api, f"{AT}/hte_total")["python"], names)
    assert names["table"].equals(value_table(measure(read_city("shenzhen"), ["hte_total"])))
    assert capsys.readouterr().out


def test_the_snippet_of_a_folder_and_its_dimensions(lindao: Client, get: Get) -> None:
    names: dict[str, Any] = {}
    found = get(lindao, "cities/lindao/indicators/rd_expenditure", by="performer_sector")
    exec(found["python"], names)
    observed = [one for series in found["series"] for one in series["observations"]]
    assert sorted((one["year"], one["codes"]["performer_sector"], one["low"]) for one in observed) == sorted(
        names["table"].select("year", "performer_sector", "low").rows()
    )


def test_records_are_told_by_a_dimension(lindao: Client, get: Get, innovatory: Callable[..., Any]) -> None:
    found = get(lindao, "cities/lindao/indicators/rd_expenditure", by="performer_sector", lang="zh")
    observed = [one for series in found["series"] for one in series["observations"]]
    assert {one["group"]["performer_sector"] for one in observed} >= {"企业", "高等教育"} or len(observed) > 2
    assert all(one["rows"] for one in observed)
    assert found["by"] == [{"id": "performer_sector", "label": "执行部门"}]


def test_a_public_view_withholds_what_the_gate_withholds(
    lindao: Client, get: Get, lindao_folder: Any, innovatory: Callable[..., Any]
) -> None:
    words = ("measure", lindao_folder, "rd_expenditure", "--by", "performer_sector", "--json")
    (told,) = innovatory(*words, "--public").told["indicators"]
    found = get(lindao, "cities/lindao/indicators/rd_expenditure", by="performer_sector", public=True)
    observed = [one for series in found["series"] for one in series["observations"]]
    assert [one["low"] for one in sorted(observed, key=_order)] == [
        one["low"] for one in sorted(told["observations"], key=lambda one: (one["year"], str(one["group"])))
    ]
    assert any(one["low"] is None for one in observed)
    assert "public=true" in found["twins"]["csv"]
    rows = pl.read_csv(io.BytesIO(lindao.get(found["twins"]["csv"]).content))
    assert rows["low"].null_count() == sum(one["low"] is None for one in observed)


def _order(one: dict[str, Any]) -> tuple[int, str]:
    return one["year"], str(one["codes"])


def test_what_is_asked_wrongly_is_told_with_the_nearest(api: Client) -> None:
    found = api.get(f"/api/v1/{AT}/rd_gdp")
    assert (found.status_code, found.json()["nearest"]) == (404, "rd_gdp_ratio")
    found = api.get(f"/api/v1/{AT}/rd_gdp_ratio", params={"by": "performer"})
    assert (found.status_code, found.json()["kind"], found.json()["nearest"]) == (422, "dimension", "performer_sector")
    found = api.get(f"/api/v1/{AT}/rd_gdp_ratio", params={"from": 2021, "to": 2020})
    assert (found.status_code, found.json()["kind"]) == (422, "years")
    found = api.get(f"/api/v1/{AT}/rd_gdp_ratio", params={"form": 2021})
    assert (found.status_code, found.json()["nearest"]) == (422, "from")
    found = api.get(f"/api/v1/{AT}/rd_gdp_ratio", params={"from": "x"})
    assert (found.status_code, found.json()["place"]["path"]) == (422, "from")
    found = api.get(f"/api/v1/{AT}/rd_gdp_ratio", params={"lang": "zz"})
    assert (found.status_code, found.json()["place"]["path"]) == (422, "lang")
