"""`innovatory instruments` lists and shows policies, tests and lints sheets."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from rich.cells import cell_len

Innovatory = Callable[..., Any]
FLOOR = Path(str(files("innovatory"))) / "library" / "instruments" / "shenzhen" / "basic_research_floor_30.yaml"


def listed(innovatory: Innovatory, *words: str) -> list[dict[str, Any]]:
    ended = innovatory("instruments", "list", *words, "--json")
    assert ended.code == 0, ended.err
    found: list[dict[str, Any]] = json.loads(ended.out)
    return found


def ids(found: list[dict[str, Any]]) -> set[str]:
    return {one["id"] for one in found}


FIRST_SHEETS = {
    "hnte_recognition", "tsme_evaluation", "innovative_sme", "cit_hnte_15", "cit_small_low_profit",
    "rd_super_deduction_general", "rd_super_deduction_manufacturing", "rd_super_deduction_tsme",
    "rd_super_deduction_ic", "ip_pledge_risk_fund", "chinext_ipo_2020", "chinext_ipo_2024",
    "basic_research_floor_30", "gba_iit_subsidy",
}  # fmt: skip


def test_the_list_holds_all_policies_with_and_without_a_sheet(innovatory: Innovatory) -> None:
    found = listed(innovatory)
    assert sum(one["level"] is not None for one in found) == 148
    without = {one["id"] for one in found if one["sheet"] is None}
    assert without >= {"first_stock", "whole_process_chain", "talent_park"}  # no rule of theirs is known
    assert without.isdisjoint(FIRST_SHEETS)
    assert ids(found) >= FIRST_SHEETS


def test_a_policy_in_the_list_has_every_fact_of_the_register(innovatory: Innovatory) -> None:
    (court,) = (one for one in listed(innovatory) if one["id"] == "ip_court")
    assert court == {
        "id": "ip_court",
        "label": {"en": "Shenzhen Intellectual Property Court", "zh": "深圳知识产权法庭"},
        "level": "city",
        "link": "governance",
        "kind": "institution",
        "from": {"en": "2017-12-26", "zh": "2017-12-26"},
        "to": None,
        "reference": {"en": "Approval of the Supreme People's Court", "zh": "最高人民法院批准"},
        "who": {
            "en": "IP cases of the Shenzhen Intermediate Court",
            "zh": "深圳市中级人民法院审理的知识产权案件",
        },
        "sources": ["S001", "S139"],
        "confidence": "found_in_source",
        "rule": "none",
        "founding": ["S001"],
        "city": "shenzhen",
        "sheet": None,
        "dates_differ": False,
    }


def test_the_list_is_cut_by_link_level_and_kind_together(innovatory: Innovatory) -> None:
    assert len(listed(innovatory, "--link", "technology finance")) == 17
    assert len(listed(innovatory, "--level", "district")) == 9
    assert len(listed(innovatory, "--kind", "event")) == 7
    assert ids(listed(innovatory, "--link", "technology finance", "--kind", "guarantee", "--level", "district")) == {
        "pingshan_risk_pool"
    }


def test_a_word_may_be_given_by_its_chinese_name(innovatory: Innovatory) -> None:
    assert listed(innovatory, "--link", "科技金融") == listed(innovatory, "--link", "technology finance")
    assert listed(innovatory, "--level", "区") == listed(innovatory, "--level", "district")
    assert listed(innovatory, "--kind", "Quota/Floor") == listed(innovatory, "--kind", "比例与限额") != []


def test_only_sheets_and_only_what_is_searched(innovatory: Innovatory) -> None:
    with_sheet = listed(innovatory, "--sheets")
    assert ids(with_sheet) >= FIRST_SHEETS | {"toy_grant"}
    assert all(one["sheet"]["tests"] >= 3 for one in with_sheet)
    assert ids(listed(innovatory, "--search", "angel FUND")) == {"angel_fof", "longhua_angel_fof"}
    assert ids(listed(innovatory, "--search", "小巨人", "--level", "national")) == {
        "little_giant_2022",
        "little_giant_2026",
    }


def test_nothing_found_is_said(innovatory: Innovatory) -> None:
    ended = innovatory("instruments", "list", "--search", "nothing of this kind")
    assert (ended.code, ended.out.strip()) == (0, "No policy fits. innovatory instruments list shows all of them.")
    assert listed(innovatory, "--search", "nothing of this kind") == []


@pytest.mark.parametrize(
    ("option", "text", "near"),
    [
        ("--link", "tecnology finance", "technology finance"),
        ("--link", "基础研", "基础研究"),
        ("--level", "citys", "city"),
        ("--kind", "grnt", "grant"),
    ],
)
def test_a_word_that_is_none_is_refused_with_the_nearest(
    innovatory: Innovatory, option: str, text: str, near: str
) -> None:
    for lang, asked in (("en", f"did you mean {near}?"), ("zh", f"是否应为 {near}？")):
        ended = innovatory("instruments", "list", option, text, "--lang", lang)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"{option}: ")
        assert asked in ended.err


def test_a_word_far_from_all_is_refused_with_the_whole_list(innovatory: Innovatory) -> None:
    ended = innovatory("instruments", "list", "--level", "xxxx")
    assert (ended.code, ended.err) == (
        2,
        "--level: 'xxxx' is none of: national, province, city, zone, district\n",
    )


@pytest.mark.parametrize("columns", ["60", "80", "140"])
def test_no_id_of_the_list_is_broken(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    names = ids(listed(innovatory))
    shown = innovatory("instruments", "list", "--lang", "zh").out
    assert {name for name in names if name not in shown} == set()
    assert "国家高新技术企业认定" in shown
    assert max(cell_len(line) for line in shown.splitlines()) <= int(columns)


def test_a_policy_without_a_sheet_is_shown_with_its_documents(innovatory: Innovatory) -> None:
    ended = innovatory("instruments", "show", "ip_court")
    shown = " ".join(ended.out.split())
    assert ended.code == 0
    for told in (
        "Shenzhen Intellectual Property Court · ip_court", "No rule is stored for this policy", "Level: city (Shenzhen)",
        "Link of the chain: governance", "Kind: institution", "In force: 2017-12-26 –",
        "Legal basis: Approval of the Supreme People's Court", "Confidence: found in a stored source",
        "Founding documents that name it: S001", "S139: ",
    ):  # fmt: skip
        assert told in shown


def test_a_policy_without_a_sheet_is_shown_in_chinese(innovatory: Innovatory) -> None:
    shown = "".join(innovatory("instruments", "show", "keytech_horse_race", "--lang", "zh").out.split())
    for told in ("本政策没有规则表", "所属环节：技术攻关", "有效期：2021-07（见于文件）–", "可信度：有存档资料"):
        assert told in shown


def test_a_policy_without_a_sheet_is_given_to_machines_as_it_is_listed(innovatory: Innovatory) -> None:
    (court,) = (one for one in listed(innovatory) if one["id"] == "ip_court")
    assert json.loads(innovatory("instruments", "show", "ip_court", "--json").out) == court


def test_a_sheet_with_other_dates_is_shown_with_both_the_sheets_first(innovatory: Innovatory) -> None:
    # the register ends it on 30 April, the day on which the next standard begins; the sheet on the day before
    shown = " ".join(innovatory("instruments", "show", "chinext_ipo_2020").out.split())
    assert "In force: 2020-06-12 – 2024-04-29; register: 2020-06-12 – 2024-04-30" in shown
    assert "Confidence: mixed: partly found in a stored source, partly general knowledge" in shown


def test_an_id_that_no_policy_has_is_refused(innovatory: Innovatory) -> None:
    ended = innovatory("instruments", "show", "ip_cort", "--lang", "zh")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "没有政策 'ip_cort'，是否应为 ip_court？\n"


def test_without_a_word_the_list_is_shown(innovatory: Innovatory) -> None:
    assert innovatory("instruments").out == innovatory("instruments", "list").out


def test_a_sheet_is_shown_with_its_numbers_and_articles(innovatory: Innovatory) -> None:
    shown = " ".join(innovatory("instruments", "show", "hnte_recognition").out.split())
    for told in ("up to 50m: 5%", "otherwise 3%", "more than 70", "m2016 art 11(7)", "(unconfirmed)", "draft"):
        assert told in shown


def test_a_sheet_is_given_to_machines_as_written(innovatory: Innovatory) -> None:
    shown = json.loads(innovatory("instruments", "show", "basic_research_floor_30", "--json").out)
    assert shown == yaml.load(FLOOR.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def test_the_tests_of_a_sheet_pass(innovatory: Innovatory) -> None:
    ended = innovatory("instruments", "test", "basic_research_floor_30", "--json")
    outcomes = json.loads(ended.out)["basic_research_floor_30"]
    assert ended.code == 0
    assert len(outcomes) >= 3
    assert all(one["passed"] for one in outcomes)


def test_a_test_that_fails_is_told_and_ends_with_1(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "basic_research_floor_30.yaml"
    text = FLOOR.read_text(encoding="utf-8")
    # "one yuan short" of 30 % fails; 25 % lets it pass
    path.write_text(text.replace("value: 30%", "value: 25%"), encoding="utf-8")
    ended = innovatory("instruments", "lint", path)
    assert ended.code == 1
    assert "one yuan short – result: expected fail; got pass" in ended.out


def test_a_sheet_with_a_wrong_key_is_refused_at_its_line(innovatory: Innovatory, tmp_path: Path) -> None:
    path = tmp_path / "basic_research_floor_30.yaml"
    lines = FLOOR.read_text(encoding="utf-8").splitlines()
    wrong = lines.index("eligible: all")
    lines[wrong] = "eligibel: all"
    path.write_text("\n".join(lines), encoding="utf-8")
    ended = innovatory("instruments", "lint", path)
    assert ended.code == 2
    assert f"{path}:{wrong + 1}:" in ended.err
    assert "eligible" in ended.err


def test_the_schema_is_a_schema_and_every_sheet_of_it_is_valid(innovatory: Innovatory) -> None:
    schema = json.loads(innovatory("instruments", "schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "criteria" in schema["properties"]
