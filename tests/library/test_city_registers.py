"""The registers and statements that ship: what the founding documents name, counted by hand from their text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.city import City, read_city
from innovatory.measure.facts import CityFacts, has_facts, read_facts
from innovatory.measure.indicator import indicators
from innovatory.measure.register_tables import NO_MEASURE, Register, read_registers
from innovatory.policy.cities import cities
from innovatory.policy.documents import documents

CHINESE = re.compile(r"[一-鿿]")
CITIES = sorted(name for name, city in cities().items() if has_facts(city.folder))
BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3]


@cache
def city() -> City:
    (name,) = CITIES
    return read_city(name)


@cache
def facts() -> CityFacts:
    return read_facts(city(), frozenset(indicators()))


@cache
def registers() -> dict[str, Register]:
    return read_registers(city().folder, {*documents(), *city().sources})


# ---- statements


def test_each_of_the_51_figures_of_the_founding_documents_is_stated_once() -> None:
    sources = {one.source for one in facts().documents.values()}
    published = Counter((one.indicator, one.year, one.source) for one in city().figures if one.source in sources)
    stated = [one.figure for one in facts().statements if one.figure is not None]
    assert Counter((one.indicator, one.year, one.source) for one in stated) == published
    assert len(stated) == 51


def test_what_other_sources_contradict_is_known() -> None:
    # R&D / GDP of 2022: 5.49 % against 5.81 %; signed at the conference of 2022: 870 against 879 billion yuan
    conflicts = {
        (one.figure.indicator, one.figure.year, one.figure.shown): [
            other.figure.shown for other in one.others if other.conflict
        ]
        for one in facts().statements
        if one.figure is not None and one.conflict
    }
    assert conflicts == {("rd_gdp_ratio", 2022, "5.49"): ["5.81"], ("invest_conf_amount", 2022, "870"): ["879"]}


def test_the_contradicted_ratio_is_the_one_published_for_the_year_before() -> None:
    (ratio,) = [one for one in facts().statements if one.figure is not None and one.figure.shown == "5.49"]
    assert {one.year for one in ratio.other_years} == {2021}


def test_every_home_is_there_but_the_simulation() -> None:
    counts = facts().counts()
    assert counts["not_there_yet"] == []
    assert all(home.startswith("model:") for home in counts["to_come"])


def test_statements_are_restated_in_both_languages() -> None:
    for one in facts().statements:
        assert CHINESE.search(one.text["zh"]), one.id
        assert not CHINESE.search(one.text["en"]), one.id
        assert one.text["en"].endswith("."), one.id
        assert one.text["zh"].endswith("。"), one.id


def text_of(document: str) -> str:
    path = BESIDE_THE_CHECKOUT / "shared" / "data" / city().id / "founding" / facts().documents[document].source
    if not path.is_file():
        pytest.skip("the founding documents are not part of the project")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["S001", "S002"])
def test_quotes_are_the_words_of_the_document_in_their_order_and_leave_nothing_out(document: str) -> None:
    text, at = text_of(document), 0
    left = list(text)
    for one in facts().statements:
        if one.document != document:
            continue
        at = text.find(one.quote, at)
        assert at >= 0, one.id
        left[at : at + len(one.quote)] = "|" * len(one.quote)
    rest = [part.strip() for part in "".join(left).split("|")]
    # between the quotes: words that join, and headings that repeat what follows them
    words = [part for part in rest if len(re.findall(r"[A-Za-z]{3,}", part)) > 7]
    assert words == []
    assert sum(len(part) for part in rest) < 0.08 * len(text)


# ---- registers


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("goals", 15),  # five actions, five forces, five places
        ("events", 14),  # five of 2017, Talent Day, two fairs, six investment conferences
        ("funds", 2),
        ("partnerships", 0),
        ("signed_projects", 0),
        ("clusters", 32),
    ],
)
def test_the_registers_have_what_the_documents_name(name: str, rows: int) -> None:
    assert len(registers()[name].lines) == rows


def test_the_documents_name_these_events_and_places() -> None:
    assert {
        "chtf_2017", "innovation_contest_international_2017", "collegiate_net_security_2017", "smart_bus_pilot_2017",
        "talent_exchange_conference_2017", "talent_day_2017", "icif", "isle", "investment_conference_2022",
    } <= set(registers()["events"].lines)  # fmt: skip
    assert {
        "sz-qianhai", "sz-hetao", "sz-liuxiandong", "sz-baoan-internet-plus", "sz-longgang-apollo",
        "sz-pingshan-julongshan",
    } <= set(registers()["zones"].lines)  # fmt: skip
    assert {"huawei", "byd", "tencent", "dji"} <= set(registers()["named_enterprises"].lines)


def test_lists_say_how_far_their_items_are_known() -> None:
    lists = registers()["lists"].lines
    assert Counter(line["items"] for line in lists.values()) == {"none": 14, "some": 4, "all": 3}
    assert {name for name, line in lists.items() if line["items"] == "all"} == {
        "clusters_2022", "future_industries_2022", "services_trade_cases_2021",
    }  # fmt: skip
    numbers = {f"{one.indicator}|{one.year}": one.shown for one in city().figures}
    for name, line in lists.items():
        known = len(line.several("members"))
        if line["items"] == "all":
            assert known == int(numbers[line["figure"]]), name
        else:
            assert known < float(numbers[line["figure"]]) * (1e6 if name == "talents_2017" else 1), name
            assert known == 0 or line["items"] == "some", name


def test_the_reforms_of_a_list_are_its_members() -> None:
    lists = registers()["lists"].lines
    for reform in registers()["reforms"].lines.values():
        if reform["list_id"]:
            assert reform["reform_id"] in lists[reform["list_id"]].several("members")


def test_the_growth_market_reform_began_on_its_day_and_best_practice_is_spread() -> None:
    reforms = registers()["reforms"].lines
    assert reforms["gem_registration_2020"]["in_force_on"] == "2020-08-24"
    assert reforms["authorised_list_40"]["announced_on"][:4] == "2020"
    assert reforms["ndrc_18_44"]["spread_on"] == "2022-10-14"
    assert {reforms[name]["spread"] for name in ("best_practice_qualifications", "best_practice_medical")} == {
        "national"
    }


def test_goals_have_two_measures_or_none() -> None:
    goals = registers()["goals"].lines
    assert Counter(line["kind"] for line in goals.values()) == {"action": 5, "force": 5, "place": 5}
    without = {name for name, line in goals.items() if line["indicators"] == NO_MEASURE}
    assert without == {"force_2", "force_5"}


def test_rows_of_the_founding_documents_are_quoted_in_their_words() -> None:
    founding = {one.id for one in facts().documents.values()}
    for register in registers().values():
        for name, line in register.lines.items():
            if "quote" in line.cells and founding & set(line.several("source")) and "investment_conf" not in name:
                assert line["quote"], name


@pytest.mark.parametrize("document", ["S001", "S002"])
def test_quotes_of_the_registers_are_words_of_the_document(document: str) -> None:
    text = text_of(document)
    for register in registers().values():
        for name, line in register.lines.items():
            if line.cells.get("quote") and line.several("source")[0] == document:
                assert line["quote"] in text, name


def test_names_and_notes_have_both_languages() -> None:
    for register in registers().values():
        for name, line in register.lines.items():
            assert CHINESE.search(line["name_zh"]), name
            assert not CHINESE.search(line["name_en"]), name
            for column in ("note", "category", "authority", "result"):
                english = line.cells.get("note_en" if column == "note" else column, "")
                if f"{column}_zh" in line.cells:
                    assert bool(english) == bool(CHINESE.search(line[f"{column}_zh"])), (name, column)


def test_research_organisations_have_a_ror_id_of_their_own() -> None:
    named = ("carriers", "institutions", "named_enterprises")
    ids = [line["ror"] for name in named for line in registers()[name].lines.values() if line["ror"]]
    assert len(ids) == len(set(ids)) == 26
    assert all(re.fullmatch(r"https://ror\.org/0[0-9a-z]{6}[0-9]{2}", one) for one in ids)


def test_the_registers_are_tables_of_the_city() -> None:
    for name in registers():
        assert city().register(name).height <= len(registers()[name].lines)


# ---- what a register may not say

INSTITUTIONS = "institution_id,ror,name_zh,name_en,kind,level,district,zone_id,opened_on,opened_on_latest,closed_on,source,quote,note_en,note_zh\n"


@pytest.mark.parametrize(
    ("file", "text", "kind", "line"),
    [
        ("reform.csv", "reform_id\n", "name", None),
        ("reforms.csv", "name_en,reform_id,status,source\n", "columns", 1),
        ("reforms.csv", "reform_id,statut,source\n", "columns", 1),
        ("reforms.csv", "reform_id,status,source\na,done,S001\n", "category", 2),
        ("reforms.csv", "reform_id,status,source\na,announced,S999\n", "category", 2),
        ("reforms.csv", "reform_id,status,source\na,announced,\n", "missing", 2),
        ("reforms.csv", "reform_id,status,source\na,announced,S001\na,announced,S001\n", None, None),
        ("reforms.csv", "reform_id,status,list_id,source\na,announced,no_list,S001\n", "category", 2),
        ("reforms.csv", "reform_id,status,zone_id,source\na,announced,no_zone,S001\n", None, 2),
        ("events.csv", "event_id,kind,started_on,started_on_latest,source\na,fair,,2017-12-31,S001\n", "missing", 2),
        (
            "events.csv",
            "event_id,kind,started_on,started_on_latest,source\na,fair,2017-05-01,2017-04-01,S001\n",
            "reversed",
            2,
        ),
        ("events.csv", "event_id,kind,started_on,started_on_latest,source\na,fair,2017-05-01,2017,S001\n", "type", 2),
        ("institutions.csv", f"{INSTITUTIONS}a,,法庭,Court,court,,,,2017-05-01,2017-04-01,,S001,,,\n", "date", 2),
        ("institutions.csv", f"{INSTITUTIONS}a,,法庭,Court,court,,,,2017-05,2017-06-01,,S001,,,\n", "date", 2),
        ("institutions.csv", f"{INSTITUTIONS}a,,法庭,Court,tribunal,,,,,,,S001,,,\n", "category", 2),
        ("institutions.csv", f"{INSTITUTIONS}a,,法庭,Court,court,,,,,,,S001,,Opened late.,\n", "missing", 2),
        ("events.csv", "event_id,kind,source,note_zh\na,fair,S001,日期未见记载。\n", "missing", 2),
        ("events.csv", "event_id,kind,edition,source\na,fair,first,S001\n", "type", 2),
        ("events.csv", "event_id,kind,source\nA b,fair,S001\n", "name", 2),
        ("events.csv", f"event_id,kind,source,quote\na,fair,S001,{'x' * 201}\n", "quote", 2),
        (
            "goals.csv",
            "goal_id,kind,number,name_en,name_zh,indicators,source,quote\na,action,1,G,目标,one,S001,\n",
            "goal",
            2,
        ),
        (
            "lists.csv",
            "list_id,name_en,name_zh,figure,table,members,items,source,quote,note_en,note_zh\n"
            "a,L,清单,,reforms,none,some,S001,,,\n",
            "category",
            2,
        ),
    ],
)
def test_a_register_that_is_wrong_is_refused_at_its_place(
    tmp_path: Path, file: str, text: str, kind: str | None, line: int | None
) -> None:
    path = tmp_path / "register" / file
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Mistake) as refused:
        read_registers(tmp_path, {"S001"})
    assert kind in (None, refused.value.kind)
    assert refused.value.place is not None
    assert line in (None, refused.value.place.line)
    assert refused.value.place.file == str(path)


def test_a_city_without_registers_has_none(tmp_path: Path) -> None:
    assert read_registers(tmp_path) == {}
