"""Instruments say what `innovatory instruments` and `innovatory cost` say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from innovatory.policy.library import standard
from innovatory.policy.register import KINDS, LEVELS, LINKS, register
from innovatory.policy.signature import fingerprint

Client = Any
Get = Callable[..., Any]
CHINESE = re.compile("[\u4e00-\u9fff]")
GRANT = "sz_hte_cultivation_grant"
DAY = "2023-12-31"


def test_every_policy_is_in_the_catalogue(api: Client, get: Get) -> None:
    found = get(api, "instruments", on=DAY)["instruments"]
    assert {one["id"] for one in found} == {*register(), *standard().located}
    assert {one["id"] for one in found if one["sheet"]} == set(standard().located)


def test_the_catalogue_says_what_the_terminal_lists(api: Client, get: Get, innovatory: Callable[..., Any]) -> None:
    told = {one["id"]: one for one in innovatory("instruments", "list", "--json").told}
    for one in get(api, "instruments", on=DAY, lang="zh")["instruments"]:
        row = told[one["id"]]
        assert one["label"] == row["label"]["zh"]
        assert [one[key] and one[key]["id"] for key in ("level", "link", "kind", "rule")] == [
            row[key] for key in ("level", "link", "kind", "rule")
        ]
        assert (one["state"] and one["state"]["id"], one["tests"]) == (
            (row["sheet"]["state"], row["sheet"]["tests"]) if row["sheet"] else (None, 0)
        )


@pytest.mark.parametrize(("name", "words"), [("link", LINKS), ("level", LEVELS), ("kind", KINDS)])
def test_filters_count_what_they_leave(api: Client, get: Get, name: str, words: tuple[str, ...]) -> None:
    others = {"level": "city"} if name != "level" else {"link": "talent"}
    whole = get(api, "instruments", on=DAY, **others)
    assert [one["id"] for one in whole["filters"][name]] == list(words)
    for one in whole["filters"][name]:
        left = get(api, "instruments", on=DAY, **others, **{name: one["id"]})
        assert len(left["instruments"]) == one["count"]
        assert all(each[name]["id"] == one["id"] for each in left["instruments"])


def test_a_search_looks_into_both_languages(api: Client, get: Get) -> None:
    for text in ("高新技术企业认定", "HIGH-TECH enterprise recognition"):
        assert "hnte_recognition" in [one["id"] for one in get(api, "instruments", search=text)["instruments"]]
    assert get(api, "instruments", search="no such words")["instruments"] == []


def test_what_is_in_force_depends_on_the_day(api: Client, get: Get) -> None:
    """The Qianhai rate of 2014 held to the end of 2020, its successor since the day after (sheets; Caishui [2021] 30)."""
    for day, wanted in (("2020-12-31", [True, False]), ("2021-01-01", [False, True])):
        found = {one["id"]: one["in_force"] for one in get(api, "instruments", on=day)["instruments"]}
        assert [found[name] for name in ("qianhai_cit_15_2014", "qianhai_cit_15_2021")] == wanted
        only = get(api, "instruments", on=day, in_force=True)["instruments"]
        assert {one["id"] for one in only} == {name for name, there in found.items() if there}


def test_a_day_known_to_the_year_decides_nothing(api: Client, get: Get) -> None:
    found = {one["id"]: one for one in get(api, "instruments", on=DAY)["instruments"]}
    assert (found["nobel_laboratories"]["start"], found["nobel_laboratories"]["in_force"]) == ("2017", None)


def test_a_word_that_is_no_filter_is_refused(api: Client) -> None:
    found = api.get("/api/v1/instruments", params={"kind": "grants"})
    assert (found.status_code, found.json()["nearest"], found.json()["place"]["path"]) == (422, "grant", "kind")


def test_the_rule_stands_beside_its_law(api: Client, get: Get, innovatory: Callable[..., Any]) -> None:
    """The measures of 2016: 365 days, a tenth of staff, 5, 4 and 3 % of revenue, 60 % of income, more than 70 points."""
    sheet = innovatory("instruments", "show", "hnte_recognition", "--json").told
    rule = get(api, "instruments/hnte_recognition", on=DAY)["rule"]
    assert [one["id"] for one in rule["conditions"]] == list(sheet["criteria"])
    by = {one["id"]: one for one in rule["conditions"]}
    assert (by["registered"]["threshold"], by["st_staff"]["threshold"]) == ("365 days", "10%")
    assert by["st_staff"]["law"]["cite"] == "国科发火〔2016〕32号"
    assert by["st_staff"]["law"]["article"] == "art 11(4)"
    (dated,) = by["rd_intensity"]["thresholds"]
    assert [(one["edge"], one["value"]) for one in dated["tiers"]] == [
        ("up to 50 million yuan incl.", "5%"),
        ("up to 200 million yuan incl.", "4%"),
        ("otherwise", "3%"),
    ]
    assert by["score"]["comparison"] == "more than (the threshold does not pass)"
    assert all(one["passed"] for one in rule["tests"])
    assert [one["name"] for one in rule["tests"]] == [one["name"] for one in sheet["tests"]]
    located = standard().located["hnte_recognition"]
    assert (rule["signature"]["state"], rule["signature"]["fingerprint"]) == ("draft", fingerprint(located))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_stored_rule_can_be_told(api: Client, get: Get, lang: str) -> None:
    for name in standard().located:
        found = get(api, f"instruments/{name}", on=DAY, lang=lang)
        sheet = standard().sheet(name)
        assert len(found["rule"]["conditions"]) == len(sheet.criteria)
        assert sum(len(one["values"]) for one in found["rule"]["parameters"]) == sum(
            len(one.values) for one in sheet.parameters.values()
        )
        labels = [one["label"] for one in (*found["rule"]["conditions"], *found["rule"]["judged"])]
        assert [text for text in labels if bool(CHINESE.search(text)) != (lang == "zh")] == []


def test_a_policy_without_a_rule_says_so(api: Client, get: Get) -> None:
    found = get(api, "instruments/nobel_laboratories")
    assert found["rule"] is None
    assert found["unstored"]
    assert [one["id"] for one in found["documents"]] == list(register()["nobel_laboratories"].sources)


def test_an_unknown_instrument_is_refused_with_the_nearest(api: Client) -> None:
    for path in ("instruments/hnte_recognitio", "instruments/hnte_recognitio/cost"):
        found = api.get(f"/api/v1/{path}")
        assert (found.status_code, found.json()["nearest"]) == (404, "hnte_recognition")


# Cost ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    """Twelve firms in one district that surely get something, fifteen in another of which a condition is open."""
    rd = [30e6] * 12 + [60e6] * 15
    path = tmp_path / "firms.parquet"
    years = {f"rd_{name}_{year}": rd for name in ("accounts", "super_deduction") for year in range(2019, 2027)}
    years |= {f"revenue_{year}": rd for year in range(2019, 2027)}
    facts = {"status_above_size": False, "first_batch": False, "cultivation_conditions": [True] * 12 + [None] * 15}
    pl.DataFrame({**years, **facts, "district": ["440303"] * 12 + ["440304"] * 15}).write_parquet(path)
    return path


def test_the_cost_is_that_of_the_terminal(
    firms: Path, serving: Callable[..., Client], get: Get, innovatory: Callable[..., Any]
) -> None:
    client = serving(None, firms)
    first = get(client, f"instruments/{GRANT}/cost")
    assert first["state"] in ("computing", "ready")
    client.app.served.costs.wait()
    found = get(client, f"instruments/{GRANT}/cost")
    told = innovatory("cost", "--population", firms, "--by", "district", "--json").told
    (one,) = [each for each in told["instruments"] if each["id"] == GRANT]
    assert found["state"] == "ready"
    assert [found[key] for key in ("rows", "eligible", "depends", "near_misses")] == [
        27,
        one["eligible"],
        one["depends"],
        one["near_misses"],
    ]
    assert (found["amount"]["low"], found["amount"]["high"]) == (one["amount_low"], one["amount_high"])
    (by,) = found["groups"]
    assert (by["dimension"]["id"], {group["units"] for group in by["groups"]}) == ("district", {"12", "15"})
    assert found["evidence"]["shares"] == told["evidence"]


def test_small_groups_are_withheld(tmp_path: Path, serving: Callable[..., Client], get: Get) -> None:
    path = tmp_path / "few.parquet"
    pl.DataFrame({"revenue_2025": [1e6] * 20, "district": ["440303"] * 17 + ["440304"] * 3}).write_parquet(path)
    client = serving(None, path)
    get(client, "instruments/hnte_recognition/cost")
    client.app.served.costs.wait()
    (by,) = get(client, "instruments/hnte_recognition/cost")["groups"]
    assert {group["units"] for group in by["groups"]} & {"<10"}


def test_without_a_population_it_is_said(api: Client, get: Get) -> None:
    found = get(api, f"instruments/{GRANT}/cost")
    assert (found["state"], found["eligible"], found["amount"]) == ("no_population", None, None)
    assert "--population" in found["sentence"]


def test_a_rule_for_persons_is_not_asked_of_enterprises(api: Client, get: Get) -> None:
    assert get(api, "instruments/gba_iit_subsidy/cost")["state"] == "not_asked"
    assert get(api, "instruments/nobel_laboratories/cost")["state"] == "not_asked"


def test_a_population_that_cannot_be_costed_fails_with_its_mistake(
    tmp_path: Path, serving: Callable[..., Client], get: Get
) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("enterprise_id,revenue_2025\na,many\n", encoding="utf-8")
    client = serving(None, path)
    get(client, f"instruments/{GRANT}/cost")
    client.app.served.costs.wait()
    found = get(client, f"instruments/{GRANT}/cost")
    assert found["state"] == "failed"
    assert "revenue" in found["sentence"]


def test_a_population_is_costed_for_the_year_after_its_figures(
    tmp_path: Path, serving: Callable[..., Client], get: Get, innovatory: Callable[..., Any]
) -> None:
    """Figures up to 2022 are claims of 2023: ten surely get the grant of that year, five if a condition holds."""
    rd = [30e6] * 10 + [60e6] * 5
    path = tmp_path / "firms.parquet"
    years = {f"rd_accounts_{year}": rd for year in (2020, 2021)} | {"rd_super_deduction_2021": rd, "revenue_2022": rd}
    facts = {"status_above_size": False, "first_batch": False, "cultivation_conditions": [True] * 10 + [None] * 5}
    pl.DataFrame({**years, **facts}).write_parquet(path)
    client = serving(None, path)
    client.app.served.costs.start()
    client.app.served.costs.wait()
    found = get(client, f"instruments/{GRANT}/cost")
    assert (found["on"], found["year"], found["eligible"], found["depends"]) == ("2023-12-31", 2022, 10, 5)
    told = innovatory("cost", GRANT, "--population", path, "--on", "2023-12-31", "--json").told["instruments"][0]
    assert (found["amount"]["low"], found["amount"]["high"]) == (told["amount_low"], told["amount_high"])


def test_sheets_are_compiled_once_however_many_ask_at_the_start() -> None:
    """Two threads that load sheets at once would each take the other's for a circle."""
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from datetime import date\n"
        "from innovatory.server.form import form\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    found = list(pool.map(lambda kind: form(kind, date(2024, 6, 30), None, 'en').kind.id, ['enterprise', 'person', 'fund', 'project'] * 4))\n"
        "print(len(found))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.stdout.strip(), ended.stderr) == ("16", "")


def test_a_chinese_answer_names_no_article_in_english(api: Client, get: Get) -> None:
    """A passage without a number is named by its document; that it is unconfirmed or not stored in full stays said."""
    words = re.compile("[a-z]{3}")
    for name in standard().located:
        rule = get(api, f"instruments/{name}", on=DAY, lang="zh")["rule"]
        laws = [one["law"] for one in rule["conditions"]]
        laws += [value["law"] for one in rule["parameters"] for value in one["values"]]
        assert [one["article"] for one in laws if words.search(one["article"])] == [], name
        written = [one.source for one in standard().sheet(name).criteria.values()]
        for law, source in zip(laws, written, strict=False):
            assert ("未核实" in law["article"]) == ("not confirmed" in source)
            assert ("未存档" in law["article"]) == ("not stored" in source)


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("cit_hnte_15", "who meets all conditions", "符合全部条件者"),
        (  # its sheet: (recognised or doctor) and conditions
            "peacock_plan",
            "({recognised} or {doctor}) and {conditions}",
            "（{recognised}或{doctor}）且{conditions}",
        ),
    ],
)
def test_who_passes_is_said_with_the_labels_of_the_conditions(
    get: Get, api: Client, name: str, en: str, zh: str
) -> None:
    for lang, told in (("en", en), ("zh", zh)):
        rule = get(api, f"instruments/{name}", lang=lang)["rule"]
        labels = {one["id"]: f"“{one['label']}”" for one in rule["conditions"]}
        assert rule["eligible"] == told.format(**labels)


def test_tests_are_named_in_the_language(get: Get, api: Client) -> None:
    told = {lang: get(api, "instruments/cit_hnte_15", lang=lang)["rule"]["tests"] for lang in ("en", "zh")}
    assert told["en"][0]["name"] == "holder with profit"
    assert told["zh"][0]["name"] == "持证企业，有盈利"
