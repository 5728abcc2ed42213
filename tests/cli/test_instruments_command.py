"""`innovatory instruments` lists, shows, tests and lints sheets."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

Innovatory = Callable[..., Any]
FLOOR = Path(str(files("innovatory"))) / "library" / "instruments" / "shenzhen" / "basic_research_floor_30.yaml"


def test_the_list_holds_the_fourteen_sheets(innovatory: Innovatory) -> None:
    listed = json.loads(innovatory("instruments", "list", "--json").out)
    assert {
        "hnte_recognition", "tsme_evaluation", "innovative_sme", "cit_hnte_15", "cit_small_low_profit",
        "rd_super_deduction_general", "rd_super_deduction_manufacturing", "rd_super_deduction_tsme",
        "rd_super_deduction_ic", "ip_pledge_risk_fund", "chinext_ipo_2020", "chinext_ipo_2024",
        "basic_research_floor_30", "gba_iit_subsidy",
    } <= {one["id"] for one in listed}  # fmt: skip
    assert all(one["state"] == "draft" for one in listed)


@pytest.mark.parametrize("columns", ["60", "140"])
def test_no_id_of_the_list_is_broken(innovatory: Innovatory, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ids = [one["id"] for one in json.loads(innovatory("instruments", "list", "--json").out)]
    shown = innovatory("instruments", "list", "--lang", "zh").out
    assert [name for name in ids if name not in shown] == []
    assert "国家高新技术企业认定" in shown


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
