"""Eligibility says what `innovatory match` and `innovatory explain` say; what cannot be read is told, the rest answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import innovatory
from innovatory.policy.books import books
from innovatory.policy.library import standard
from innovatory.policy.located import read_yaml
from innovatory.records.dictionary import KINDS, desk_columns

Client = Any
Get = Callable[..., Any]


def facts_of(example: str) -> dict[str, Any]:
    data = dict(read_yaml(Path(innovatory.__file__).parent / "library" / "examples" / f"{example}.yaml").data)
    return {name: value for name, value in data.items() if name != "label"}


ROBOTICS = facts_of("example_robotics")
ON = "2024-06-30"
CHINESE = re.compile("[\u4e00-\u9fff]")


def asked(client: Client, facts: dict[str, Any], path: str = "eligibility", **more: Any) -> Any:
    found = client.post(f"/api/v1/{path}", json={"facts": facts, "on": ON, **more})
    assert found.status_code == 200, found.text
    return found.json()


def test_the_answer_is_that_of_the_terminal(api: Client, innovatory: Callable[..., Any]) -> None:
    told = innovatory("match", "--given", "example_robotics", "--on", ON, "--json").told
    found = asked(api, ROBOTICS)
    assert found["problems"] == []
    keys = ("id", "result", "state", "held")
    assert [[one[key] for key in keys] for one in found["instruments"]] == [
        [one[key] for key in keys] for one in told["instruments"]
    ]
    for one, other in zip(found["instruments"], told["instruments"], strict=True):
        assert {end: one["worth"][end] for end in ("low", "high")} == other["worth"]
        assert [each["name"] for each in one["missing"]] == other["missing"]
    assert {end: found["total"][end] for end in ("low", "high")} == told["total"]
    assert [(one["low"], one["high"]) for one in found["account"]] == [
        (one["amount"]["low"], one["amount"]["high"]) for one in told["account"]
    ]
    assert [(one["instrument"], one["kind"]) for one in found["next_steps"]] == [
        (one["instrument"], one["step"]) for one in told["next_steps"]
    ]
    assert found["evidence"]["shares"] == told["evidence"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("example", ["example_robotics", "example_biotech_startup"])
def test_sentences_are_those_of_the_terminal(
    api: Client, innovatory: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, example: str, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", "2000")
    text = innovatory("match", "--given", example, "--on", ON, "--lang", lang).out
    found = asked(api, facts_of(example), lang=lang)
    said = [found["headline"], found["tally"], *found["totals"], *(one["sentence"] for one in found["next_steps"])]
    said += [one["lacks"] for one in found["instruments"] if one["matters"]]
    assert [one for one in said if one not in text] == []


def test_one_more_of_st_staff_would_pass(api: Client) -> None:
    """28 of 286 are 9.79 %, a tenth is asked: one person more of S&T staff (measures of 2016, article 11(4))."""
    (one,) = [one for one in asked(api, ROBOTICS)["instruments"] if one["id"] == "hnte_recognition"]
    assert one["result"] == "fail"
    assert "st_staff + 1 person" in one["changes"]
    assert "st_staff" in [each["name"] for each in one["levers"]]


def test_the_condition_of_one_instrument(api: Client, innovatory: Callable[..., Any]) -> None:
    told = innovatory("explain", "hnte_recognition", "--given", "example_robotics", "--on", ON, "--json").told
    found = asked(api, ROBOTICS, "eligibility/hnte_recognition")
    assert [(one["id"], one["result"]) for one in found["conditions"]] == [
        (one["id"], one["result"]) for one in told["criteria"]
    ]
    (staff,) = [one for one in found["conditions"] if one["id"] == "st_staff"]
    assert (staff["value"], staff["needed"], staff["margin"]) == ("9.79%", "at least 10%", "−0.21 percentage points")
    assert staff["law"] == "国科发火〔2016〕32号 art 11(4)"
    assert found["evidence"]["shares"] == told["evidence"]


def test_numbers_and_truths_may_come_as_such(api: Client) -> None:
    texts = asked(api, {"staff_mean": ["286"], "st_staff": ["28"], "core_ip": "yes", "market_value": "420m"})
    values = asked(api, {"staff_mean": [286], "st_staff": [28.0], "core_ip": True, "market_value": 420_000_000})
    assert texts == values


def test_nothing_typed_leaves_everything_open(api: Client) -> None:
    found = asked(api, {})
    assert found["kind"]["id"] == "enterprise"
    assert (found["counts"]["pass"], found["counts"]["fail"]) == (0, 0)
    assert asked(api, {"st_staff": "", "marks": {}, "revenue": []}) == found


def test_facts_that_cannot_be_read_are_told_and_the_rest_is_answered(api: Client) -> None:
    wrong = {"st_staff": "x", "marks": {"core_ip": "perhaps", "sme": "yes"}, "status": {"hnt": "yes"}, "revenue": "-1"}
    found = asked(api, {"staff_mean": "286", **wrong})
    assert {one["place"]["path"] for one in found["problems"]} == {
        "st_staff",
        "marks.core_ip",
        "status.hnt",
        "revenue",
    }
    assert all(one["en"] and one["zh"] for one in found["problems"])
    assert [one["nearest"] for one in found["problems"] if one["place"]["path"] == "status.hnt"] == ["hnte"]
    rest = asked(api, {"staff_mean": "286", "marks": {"sme": "yes"}})
    assert found["instruments"] == rest["instruments"]


def test_a_name_that_nobody_knows_is_told_with_the_nearest(api: Client) -> None:
    (problem,) = asked(api, {"st_staf": "28", "staff_mean": "286"})["problems"]
    assert (problem["place"]["path"], problem["nearest"]) == ("st_staf", "st_staff")


def test_the_fact_that_most_instruments_wait_for_comes_first(api: Client) -> None:
    found = asked(api, ROBOTICS)
    waiting: dict[str, int] = {}
    for one in found["instruments"]:
        for each in one["missing"] if one["result"] == "depends" else ():
            waiting[each["name"]] = waiting.get(each["name"], 0) + 1
    counts = [len(one["instruments"]) for one in found["deciding"]]
    assert counts == sorted(waiting.values(), reverse=True)[: len(counts)]
    assert all(waiting[one["name"]] == len(one["instruments"]) for one in found["deciding"])


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"facts": {}, "on": "tomorrow"}, "on"),
        ({"facts": {}, "on": "0001-01-01"}, "on"),
        ({"facts": {}, "on": "20240630"}, "on"),
        ({"facts": {}, "lang": "fr"}, "lang"),
        ({"facts": {}, "year": "x"}, "year"),
        ({"facts": {"a": {"b": {"c": "d"}}}}, "facts.a"),
        ({"given": {}}, "facts"),
        ({"facts": {str(number): "1" for number in range(201)}}, "facts"),
    ],
)
def test_what_is_no_question_is_refused_at_its_field(api: Client, sent: dict[str, Any], path: str) -> None:
    found = api.post("/api/v1/eligibility", json=sent)
    assert found.status_code == 422
    assert found.json()["place"]["path"].startswith(path)


def test_the_form_of_another_age_is_refused(api: Client) -> None:
    found = api.get("/api/v1/eligibility/inputs?on=0001-01-01")
    assert (found.status_code, found.json()["place"]["path"]) == (422, "on")


def test_a_year_after_the_day_is_refused(api: Client) -> None:
    found = api.post("/api/v1/eligibility", json={"facts": {}, "on": ON, "year": 2025, "kind": "enterprise"})
    assert (found.status_code, found.json()["kind"]) == (422, "future")


def test_an_instrument_for_others_is_not_explained(api: Client) -> None:
    found = api.post("/api/v1/eligibility/gba_iit_subsidy", json={"facts": {"staff_mean": "1"}, "on": ON})
    assert found.status_code == 404


# The form --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_form_asks_what_a_rule_in_force_reads(api: Client, get: Get, kind: str, lang: str) -> None:
    found = get(api, "eligibility/inputs", kind=kind, on=ON, lang=lang)
    fields = {one["name"]: one for group in found["groups"] for one in group["fields"]}
    own = books(standard(), {kind}, date.fromisoformat(ON), 2023)
    read = {name for bound in own.rules.values() if bound.in_force for name in bound.names_read}
    assert read <= fields.keys() | {one for one in read if one not in desk_columns(kind) and one not in fields}
    assert all(one["read_by"] or one["years"] or one["name"] in desk_columns(kind) for one in fields.values())
    said = [text for one in fields.values() for text in (one["label"], one["definition"]) if text]
    said += [word["label"] for one in fields.values() for word in one["choices"] if one["name"] != "sector"]
    assert [text for text in said if bool(CHINESE.search(text)) != (lang == "zh")] == []


def test_the_years_are_those_that_a_rule_looks_back(api: Client, get: Get) -> None:
    """Three years of R&D for the recognition of 2016; the growth of revenue over two years takes three as well."""
    found = get(api, "eligibility/inputs", on=ON)
    fields = {one["name"]: one for group in found["groups"] for one in group["fields"]}
    assert fields["rd_hnte"]["years"] == [2021, 2022, 2023]
    assert (fields["st_staff"]["unit"], fields["st_staff"]["whole"], fields["st_staff"]["minimum"]) == (
        "person",
        True,
        0,
    )
    assert "hnte_recognition" in fields["st_staff"]["read_by"]
    assert fields["core_ip"]["type"] == "yes_no"
    assert fields["status(hnte)"]["type"] == "status"


def test_what_the_form_gives_as_examples_can_be_sent_back(api: Client, get: Get) -> None:
    for kind in KINDS:
        form = get(api, "eligibility/inputs", kind=kind, on=ON)
        for one in form["examples"]:
            assert asked(api, one["facts"], kind=one["kind"])["problems"] == []
        sent = {
            one["name"]: one["example"]
            for group in form["groups"]
            for one in group["fields"]
            if one["type"] in ("number", "mark", "years") or one["name"] == "statuses"
        }
        assert [(one["place"]["path"], one["en"]) for one in asked(api, sent, kind=kind)["problems"]] == []


def test_a_step_that_asks_for_facts_names_them(api: Client) -> None:
    for one in asked(api, ROBOTICS)["next_steps"]:
        assert bool(one["missing"]) == (one["kind"] == "tell")
        assert all(each["name"] in one["sentence"] for each in [*one["missing"], *one["levers"]])


def test_an_example_says_the_day_it_is_written_for_and_stands_year_by_year(api: Client, get: Get) -> None:
    """Its lists end in 2023, so it is asked on a day of 2024 (`library/examples/example_robotics.yaml`)."""
    (one,) = [one for one in get(api, "eligibility/inputs")["examples"] if one["id"] == "example_robotics"]
    assert (one["on"], one["facts"]["st_staff"]) == (ON, {"2021": "20", "2022": "24", "2023": "28"})
    assert (one["facts"]["core_ip"], one["facts"]["status(above_size)"]) == ("yes", "2019-01-01")
    first, second = asked(api, one["facts"]), asked(api, ROBOTICS)
    assert first["instruments"] == second["instruments"]
