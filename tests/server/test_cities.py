"""Cities, chain and checks say what the terminal says; what cannot be said is said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from innovatory.measure.city import read_city
from innovatory.policy.cities import cities

Client = Any
Get = Callable[..., Any]
CHINESE = re.compile("[\u4e00-\u9fff]")
LINKS = ["all", "basic_research", "technical_research", "industrialisation", "technology_finance", "talent"]


def test_every_shipped_city_is_served_and_the_one_with_documents_first(api: Client, get: Get) -> None:
    found = get(api, "cities")
    assert [one["id"] for one in found["cities"]] == list(cities())
    assert found["default"] == "shenzhen"
    assert [one["invented"] for one in found["cities"]] == [one["id"] == "lindao" for one in found["cities"]]


def test_a_folder_is_the_only_city_and_has_its_records(lindao: Client, get: Get) -> None:
    (one,) = get(lindao, "cities")["cities"]
    assert (one["id"], one["records_as_of"]) == ("lindao", "2023-12-31")
    assert get(lindao, "about")["importable"] == ["lindao"]


def test_nothing_can_be_imported_into_shipped_cities(api: Client, get: Get) -> None:
    assert get(api, "about")["importable"] == []


def test_the_five_links_stand_in_the_order_of_the_chain(api: Client, get: Get) -> None:
    chain = get(api, "cities/shenzhen/chain")
    assert [one["id"] for one in chain["links"]] == LINKS
    assert all({one["role"] for one in link["flows"]} == {"input", "flow", "leak"} - _without(link["id"])
               for link in chain["links"][1:])  # fmt: skip
    assert chain["links"][0]["flows"] == []


def _without(link: str) -> set[str]:
    return {"leak"} if link == "basic_research" else set()  # no indicator of the library tells what it loses


def test_figures_are_those_of_the_terminal(api: Client, get: Get, innovatory: Callable[..., Any]) -> None:
    told = {one["id"]: one for one in innovatory("measure", "shenzhen", "--json").told["indicators"]}
    shown = [figure for link in get(api, "cities/shenzhen/chain")["links"] for figure in link["figures"]]
    assert len(shown) > 15
    for figure in shown:
        newest = told[figure["id"]]["newest"]
        assert {key: figure["value"][key] for key in ("year", "low", "high", "unit")} == {
            key: newest[key] for key in ("year", "low", "high", "unit")
        }
        assert figure["sources"] == newest["sources"]
        assert figure["evidence"]["shares"] == newest["evidence"]


def test_the_expenditure_of_the_press_release(api: Client, get: Get) -> None:
    """6.67 % of GDP in 2024, 0.21 points more than 6.46 % in 2023 (`cities/shenzhen/statistics/figures.csv`)."""
    first = get(api, "cities/shenzhen/chain")["links"][0]["figures"][0]
    assert (first["id"], first["value"]["text"], first["value"]["year"]) == ("rd_gdp_ratio", "6.67%", 2024)
    assert first["change"] == "+0.21 percentage points on the year before"


def test_a_break_ends_a_line_of_the_sparkline(api: Client, get: Get) -> None:
    """R&D is not joined across the break of 2018 to 2019 (design: indicators.md, section 3)."""
    spark = get(api, "cities/shenzhen/chain")["links"][0]["figures"][0]["spark"]
    assert [(line[0]["year"], line[-1]["year"]) for line in spark["lines"]] == [(2011, 2018), (2019, 2024)]


def test_every_source_that_is_cited_is_told(api: Client, get: Get) -> None:
    chain = get(api, "cities/shenzhen/chain")
    cited = {name for link in chain["links"] for figure in link["figures"] for name in figure["sources"]}
    assert cited | set(chain["sankey"]["sources"]) <= {one["id"] for one in chain["sources"]}


def test_what_has_no_value_says_why(lindao: Client, api: Client, get: Get) -> None:
    for client, city in ((api, "shenzhen"), (api, "lindao"), (lindao, "lindao")):
        for link in get(client, f"cities/{city}/chain")["links"]:
            assert all(one["why"] for one in link["lacking"])
            assert all((one["figure"] is None) == bool(one["why"]) for one in link["flows"])


@pytest.mark.parametrize("path", ["chain", "checks", "indicators"])
def test_english_has_no_chinese_but_quotes_and_names(api: Client, get: Get, path: str) -> None:
    """What the product says itself; sources and laws keep their own names."""
    own = ("label", "text", "sentence", "says", "lead", "needed", "answer_text", "change", "title", "tally", "why")
    assert [text for text in _texts(get(api, f"cities/shenzhen/{path}"), own) if CHINESE.search(text)] == []


def _texts(of: Any, keys: tuple[str, ...]) -> list[str]:
    if isinstance(of, list):
        return [text for one in of for text in _texts(one, keys)]
    if not isinstance(of, dict):
        return []
    found = [text for key, one in of.items() if key not in ("sources", "findings") for text in _texts(one, keys)]
    return found + [of[key] for key in keys if isinstance(of.get(key), str)]


def test_published_parts_add_up_to_the_total(api: Client, get: Get) -> None:
    """2021: 168.2 bn yuan, of which enterprises 158.2, institutes 6.19, universities 3.52, basic research 12.2."""
    picture = get(api, "cities/shenzhen/chain")["sankey"]
    assert picture["year"] == 2021
    values = {(one["source"], one["target"]): (one["value"], one["derived"]) for one in picture["streams"]}
    assert values == {
        ("part.business", "whole.rd"): (158.2e9, False),
        ("part.institutes", "whole.rd"): (6.19e9, False),
        ("part.higher_education", "whole.rd"): (3.52e9, False),
        ("part.rest", "whole.rd"): (pytest.approx(0.29e9), True),
        ("whole.rd", "type.basic"): (12.2e9, False),
        ("whole.rd", "type.other"): (156.0e9, True),
    }
    assert len(picture["unsaid"]) == 2


def test_recorded_money_flows_from_payers_through_performers_to_types(lindao: Client, get: Get) -> None:
    """What goes into a performer goes out of it, and is what the survey says it spent."""
    picture = get(lindao, "cities/lindao/chain")["sankey"]
    rows = pl.read_csv(read_city("lindao").folder / "tables" / "rd_years.csv").filter(pl.col("year") == picture["year"])
    assert picture["year"] == pl.read_csv(read_city("lindao").folder / "tables" / "rd_years.csv")["year"].max()
    into: defaultdict[str, float] = defaultdict(float)
    out: defaultdict[str, float] = defaultdict(float)
    for one in picture["streams"]:
        into[one["target"]] += one["value"]
        out[one["source"]] += one["value"]
    weight = rows["weight"].fill_null(1) if "weight" in rows.columns else pl.Series([1] * rows.height)
    spent = rows.with_columns(spent=pl.col("rd_intramural") * weight).group_by("performer_sector").agg(pl.sum("spent"))
    assert spent.height > 1
    for sector, yuan in spent.rows():
        assert into[f"performer.{sector}"] == pytest.approx(yuan)
        assert out[f"performer.{sector}"] == pytest.approx(yuan)


def test_without_figures_or_records_nothing_is_drawn(api: Client, get: Get) -> None:
    picture = get(api, "cities/lindao/chain", lang="zh")["sankey"]
    assert (picture["year"], picture["streams"], picture["evidence"]) == (None, [], None)
    assert picture["unsaid"]


def test_checks_are_those_of_the_terminal(api: Client, get: Get, innovatory: Callable[..., Any]) -> None:
    told = {one["id"]: one for one in innovatory("check", "shenzhen", "--json").told["checks"]}
    for lang in ("en", "zh"):
        found = get(api, "cities/shenzhen/checks", lang=lang)
        assert [one["id"] for one in found["checks"]] == list(told)
        for one in found["checks"]:
            assert (one["answer"], one["verdict"]) == (told[one["id"]]["answer"], told[one["id"]]["says"][lang])
            assert one["evidence"]["shares"] == told[one["id"]]["evidence"]["shares"]
        answers = [one["answer"] for one in found["checks"]]
        assert [found[key] for key in ("met", "not_met", "cannot_say")] == [
            answers.count(key) for key in ("met", "not_met", "cannot_say")
        ]


def test_the_floor_stands_at_basic_research_and_cannot_be_said(api: Client, get: Get) -> None:
    """No split is published after the day of the law; as policy of 2019 it is met, 36.9 % (indicators.md, section 4)."""
    floor = get(api, "cities/shenzhen/checks")["checks"][0]
    assert (floor["id"], floor["answer"], floor["links"]) == (
        "basic_research_floor_30",
        "cannot_say",
        ["basic_research"],
    )
    assert [one["answer"] for one in floor["findings"]] == ["cannot_say", "met"]
    assert "36.9 % (4.54 of 12.3 bn yuan" in floor["verdict"]
    assert floor["needed"] == "at least 30 %"


def test_a_check_stands_beside_its_links(api: Client, get: Get) -> None:
    chain = get(api, "cities/shenzhen/chain")
    links = {one["id"]: set(one["links"]) for one in get(api, "cities/shenzhen/checks")["checks"]}
    for link in chain["links"]:
        assert {one["id"] for one in link["checks"]} == {name for name, own in links.items() if link["id"] in own}


def test_an_unknown_city_is_refused_with_the_nearest(api: Client) -> None:
    found = api.get("/api/v1/cities/shenzen/chain")
    assert (found.status_code, found.json()["nearest"]) == (404, "shenzhen")


def test_the_map_has_a_tile_for_every_district_it_draws(api: Client, get: Get) -> None:
    found = get(api, "cities/shenzhen/map", lang="zh")
    known = {one["id"] for one in found["districts"]}
    assert {one["id"] for one in found["tiles"]["features"]} <= known
    assert all(CHINESE.search(one["label"]) for one in found["districts"])


def test_sources_are_those_of_the_figures(api: Client, get: Get) -> None:
    city = read_city("shenzhen")
    assert [one["id"] for one in get(api, "cities/shenzhen/sources")["sources"]] == list(city.sources)
