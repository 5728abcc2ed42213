from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.policy.acts import Act
from innovatory.policy.changes import lay_over
from innovatory.policy.dated import Argument
from innovatory.policy.located import Located, Steps, parse_yaml, read_yaml
from innovatory.policy.rows import Row
from innovatory.policy.shape import Label
from innovatory.policy.sheet import Sheet, read_sheet

CONFORMANCE = Path(__file__).parents[2] / "conformance"
CASES = json.loads((CONFORMANCE / "sheets.json").read_text(encoding="utf-8"))["cases"]
# the kinds that a sheet alone can get wrong; names, units and levers need the inputs and the other sheets
ALONE = ("01", "02", "03", "04", "05", "06", "07", "14", "15", "17")
LOAD_ERRORS = [case for case in CASES if case["group"] == "load_error" and case["id"][-2:] in ALONE]

SHEET = """\
instrument: small
label: {en: Small sheet, zh: 小表}
applies_to: enterprise
sources:
  law: {cite: Law 1, title: {en: A law}, from: 2020-01-01}
in_force: {from: 2020-01-01}
parameters:
  cap:
    unit: yuan
    values:
      2020-01-01: {source: law art 2, value: 5m}
  rate:
    unit: 1
    by: revenue
    values:
      2020-01-01: {source: law art 3, rows: [{up_to: 10m, value: 5%}, {otherwise: 1..3}]}
judged:
  mark: {unit: point, range: 0..30, label: {en: Mark, zh: 评分}}
define:
  size: {unit: yuan, is: revenue}
criteria:
  staff: {value: staff, at_least: 10, source: law art 4, label: {en: Staff, zh: 人数}}
eligible: all
gives: [size]
acts: [{none: because it moves no money}]
signed: {state: draft}
tests:
  - {name: yes, on: 2022-12-31, given: {staff: 10, revenue: [1m, 2m]}, expect: {result: pass}}
  - {name: no, like: yes, given: {staff: 9}, expect: {result: fail, failed: [staff], gap.staff: 1}}
  - {name: open, like: yes, given: {staff: 9..11}, expect: {result: depends, gives.size: 2m}}
"""


def located(text: str = SHEET) -> Located:
    return parse_yaml(text.encode(), "small.yaml")


def changed(changes: dict[str, object]) -> Located:
    found = located()
    return replace(found, data=lay_over(found.data, changes))


def refusal(found: Located) -> Mistake:
    with pytest.raises(Mistake) as caught:
        read_sheet(found)
    mistake = caught.value
    assert mistake.en
    assert mistake.zh
    assert mistake.en != mistake.zh
    return mistake


def spot(mistake: Mistake) -> tuple[int | None, int | None, str | None]:
    assert mistake.place is not None
    assert mistake.place.file == "small.yaml"
    return mistake.place.line, mistake.place.column, mistake.place.path


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return read_sheet(located())


@pytest.mark.parametrize("path", sorted((CONFORMANCE / "toy").glob("toy_*.yaml")), ids=lambda path: path.stem)
def test_toy_sheets_are_read(path: Path) -> None:
    assert read_sheet(read_yaml(path)).instrument == path.stem


@pytest.mark.parametrize("case", LOAD_ERRORS, ids=lambda case: case["id"])
def test_conformance_load_errors(case: dict[str, Any]) -> None:
    found = read_yaml(CONFORMANCE / "toy" / f"{case['sheet']}.yaml")
    mistake = refusal(replace(found, data=lay_over(found.data, case["changes"][case["sheet"]])))
    assert mistake.kind == case["expect"]["error"]
    assert mistake.nearest == case["expect"].get("nearest", mistake.nearest)


def test_amounts_dates_and_rows_are_read(sheet: Sheet) -> None:
    first = date(2020, 1, 1)
    assert sheet.in_force[0].start == first
    assert sheet.parameters["cap"].values[first].value == 5_000_000
    assert sheet.parameters["rate"].values[first].rows == (
        Row("up_to", 10_000_000, 0.05),
        Row("otherwise", None, (1, 3)),
    )
    assert sheet.judged["mark"].range == (0, 30)
    assert sheet.acts == (Act("none", {"because": "because it moves no money"}),)


def test_a_test_is_called_by_its_chinese_name_where_somebody_wrote_it() -> None:
    sheet = read_sheet(parse_yaml(SHEET.replace("{name: no,", "{name: no, zh: 少一人,").encode(), "small.yaml"))
    assert [[case.called(lang) for case in sheet.tests] for lang in ("en", "zh")] == [
        ["yes", "no", "open"],
        ["yes", "少一人", "open"],
    ]


def test_expressions_and_given_values_stay_text(sheet: Sheet) -> None:
    assert sheet.criteria["staff"].comparison == ("at_least", "10")
    assert sheet.define["size"].formula == "revenue"
    assert sheet.tests[0].given == {"staff": "10", "revenue": ("1m", "2m")}
    assert sheet.tests[1].expect["failed"] == ("staff",)


def test_a_table_is_read_by_an_input_or_by_a_label_with_unit(sheet: Sheet) -> None:
    assert sheet.parameters["rate"].by == Argument("revenue", None)
    labelled = read_sheet(changed({"parameters.rate.by": {"growth": "1"}}))
    assert labelled.parameters["rate"].by == Argument("growth", "1")


def test_several_periods_stand_in_the_order_of_time() -> None:
    later, earlier = {"from": "2023-01-01"}, {"from": "2020-01-01", "to": "2021-12-31"}
    periods = read_sheet(changed({"in_force": [later, earlier]})).in_force
    assert [period.start.year for period in periods] == [2020, 2023]
    assert [period.end for period in periods] == [date(2021, 12, 31), None]


def test_what_is_written_for_applicants_is_a_text_or_in_both_languages() -> None:
    apply: dict[str, object] = {
        "authority": {"en": "Bureau", "zh": "局"},
        "window": "not recorded",
        "documents": "none",
    }
    application = read_sheet(changed({"apply": apply})).apply
    assert application is not None
    assert application.authority == Label(en="Bureau", zh="局")
    assert application.window == "not recorded"


def test_a_status_lasts_whole_years() -> None:
    grants = read_sheet(changed({"grants": {"status": "hnte", "for": "3 years"}})).grants
    assert grants is not None
    assert (grants.status, grants.years) == ("hnte", 3)
    assert refusal(changed({"grants": {"status": "hnte", "for": "three years"}})).kind == "literal"


@pytest.mark.parametrize(
    ("path", "value", "kind", "near"),
    [
        ("lable", "x", "unknown_key", "label"),
        ("criteria.staff.at_leats", "3", "unknown_key", "at_least"),
        ("parameters.cap.valeus", {}, "unknown_key", "values"),
        ("sources.law.cites", "x", "unknown_key", "cite"),
        ("parameters.cap.values.2020-01-01.too", "2021-01-01", "unknown_key", "to"),
        ("tests.0.expects", {}, "unknown_key", "expect"),
        ("tests.0.expect.gapp", "1", "unknown_key", None),
        ("tests.0.expect.resutl", "pass", "unknown_key", "result"),
        ("gives", ["sise"], "name", "size"),
        ("acts.0", {"cash_grnt": {"stage": "x", "amount": "1"}}, "unknown_key", "cash_grant"),
        ("acts.0", {"cash_grant": {"stage": "x", "amuont": "1"}}, "unknown_key", "amount"),
        ("acts.0", {"cash_grant": {"stage": "x"}}, "missing_key", None),
        ("acts.0", {"cash_grant": "5m"}, "type", None),
        ("acts.0", {"status": "a", "none": "b"}, "type", None),
        ("acts.0", {"none": {"because_zh": "不涉及资金"}}, "missing_key", None),
        ("acts.0", {"none": {"because": "no money", "because_ch": "不涉及资金"}}, "unknown_key", "because_zh"),
        ("tests.0.zh", "", "label", None),
        ("instrument", None, "missing_key", None),
        ("signed", None, "missing_key", None),
        ("parameters.cap.unit", None, "missing_key", None),
        ("parameters.cap.values.2020-01-01.value", None, "missing_key", None),
        ("parameters.cap.values", {}, "missing_key", None),
        ("signed.state", "adopted", "missing_key", None),
        ("criteria", "", "missing_key", None),
        ("applies_to", "enterprize", "category", "enterprise"),
        ("tests.0.expect.result", "passes", "category", "pass"),
        ("label.zh", None, "label", None),
        ("label", "Small sheet", "label", None),
        ("criteria.staff.label.en", "", "label", None),
        ("criteria.staff.source", "", "no_source", None),
        ("parameters.cap.values.2020-01-01.source", None, "no_source", None),
        ("parameters.cap.values.2020-01-01.source", "lav art 2", "name", "law"),
        ("instrument", "Small Sheet", "name", None),
        ("parameters.Cap", {"unit": "1", "values": {"2020-01-01": {"source": "law 1", "value": "1"}}}, "name", None),
        ("tests.1.like", "yess", "name", "yes"),
        ("tests.1.name", "yes", "name_twice", None),
        ("define.cap", {"unit": "yuan", "is": "revenue"}, "name_twice", None),
        ("judged.size", {"truth": "true", "label": {"en": "a", "zh": "b"}}, "name_twice", None),
        ("in_force.from", "2020-1-1", "date", None),
        ("in_force.to", "2019-12-31", "date", None),
        ("parameters.cap.values.2021-02-29", {"source": "law 1", "value": "1"}, "date", None),
        ("parameters.cap.values.2020-01-01.to", "2019-12-31", "date", None),
        ("tests.0.on", "31/12/2022", "date", None),
        ("tests.1.year", "22", "date", None),
        ("in_force", [{"from": "2020-01-01"}, {"from": "2021-01-01"}], "overlap", None),
        ("in_force", [{"from": "2020-01-01", "to": "2021-01-01"}, {"from": "2021-01-01"}], "overlap", None),
        ("parameters.cap.values.2020-01-01.value", "5e6", "literal", None),
        ("parameters.cap.values.2020-01-01.value", "3..1", "range", None),
        ("judged.mark.range", "30", "range", None),
        ("judged.mark.range", "30..0", "range", None),
        ("parameters.cap.values.2020-01-01.value", ["5m"], "type", None),
        ("parameters.cap.values.2020-01-01.rows", [{"otherwise": "1"}], "table", None),
        ("parameters.rate.by", None, "table", None),
        ("parameters.cap.by", "revenue", "table", None),
        ("parameters.rate.by", {"a": "1", "b": "1"}, "type", None),
        ("criteria.staff", "staff", "type", None),
        ("excludes", "other", "type", None),
        ("eligible", ["staff"], "type", None),
        ("judged.mark.truth", "true", "type", None),
        ("rationing", {"budget": "cap"}, "missing_key", None),
        ("rationing", {"budget": "cap", "share": "pro_rata", "rank_by": "size"}, "type", None),
        ("call", {"function": "a b", "inputs": ["x"], "unit": "1", "tests": [{"given": {}, "expect": "1"}]}, "type", None),
        ("tests", None, "missing_key", None),
        ("tests", [], "no_tests", None),
    ],
)  # fmt: skip
def test_each_mistake_has_its_kind_and_nearest_name(path: str, value: object, kind: str, near: str | None) -> None:
    mistake = refusal(changed({path: value}))
    assert (mistake.kind, mistake.nearest) == (kind, near)


@pytest.mark.parametrize("missing", ["pass", "fail", "depends"])
def test_a_sheet_ships_a_pass_a_fail_and_a_depends(missing: str) -> None:
    text = "\n".join(line for line in SHEET.splitlines() if f"result: {missing}" not in line)
    text = text.replace("name: no, like: yes", "name: no, on: 2022-12-31").replace(
        "open, like: yes", "open, on: 2022-12-31"
    )
    mistake = refusal(located(text))
    assert mistake.kind == "no_tests"
    assert mistake.en.endswith(f"missing: {missing}")


@pytest.mark.parametrize(("key", "near"), [("gap.stuff", "staff"), ("margin.size", None), ("gives.sise", "size")])
def test_expectations_of_a_part_name_a_part_of_the_sheet(key: str, near: str | None) -> None:
    mistake = refusal(located(SHEET.replace("gives.size", key)))
    assert (mistake.kind, mistake.nearest, spot(mistake)[2]) == ("name", near, f"tests.2.expect.{key}")


def test_a_text_torn_by_its_comma_is_said_to_need_quotes() -> None:
    mistake = refusal(located(SHEET.replace("en: Mark,", "en: Mark, small or large,")))
    assert (mistake.kind, spot(mistake)[2]) == ("unknown_key", "judged.mark.label.small or large")
    assert "quoted" in mistake.en
    assert "引号" in mistake.zh


def test_two_comparisons_and_none() -> None:
    assert refusal(changed({"criteria.staff.at_most": "9"})).kind == "two_comparisons"
    assert refusal(changed({"criteria.staff.at_least": None})).kind == "no_comparison"


def test_entries_of_one_parameter_share_no_day() -> None:
    def second(end: str) -> Located:
        later = {"source": "law art 2", "value": "6m"}
        return changed({"parameters.cap.values.2022-01-01": later, "parameters.cap.values.2020-01-01.to": end})

    assert read_sheet(second("2021-12-31")).parameters["cap"].values[date(2022, 1, 1)].value == 6_000_000
    assert refusal(second("2022-01-01")).kind == "overlap"


def test_a_misspelt_key_stands_at_the_key() -> None:
    mistake = refusal(located(SHEET.replace("at_least: 10", "at_leats: 10")))
    # `  staff: {value: staff, at_leats…` begins its key in column 25
    assert spot(mistake) == (22, 25, "criteria.staff.at_leats")


def test_a_wrong_value_stands_at_the_value() -> None:
    mistake = refusal(located(SHEET.replace("{from: 2020-01-01}", "{from: 2020-13-01}")))
    assert spot(mistake) == (6, 18, "in_force.from")


def test_a_row_stands_at_the_row() -> None:
    mistake = refusal(located(SHEET.replace("{otherwise: 1..3}", "{up_to: 5m, value: 1}, {otherwise: 1}")))
    assert mistake.kind == "unreachable"
    assert spot(mistake) == (16, 71, "parameters.rate.values.2020-01-01.rows.1")


def test_a_missing_key_stands_at_its_mapping_and_says_its_path() -> None:
    mistake = refusal(located(SHEET.replace(", source: law art 4", "")))
    assert (mistake.kind, *spot(mistake)) == ("no_source", 22, 3, "criteria.staff.source")


def test_the_first_mistake_in_the_file_is_told() -> None:
    text = SHEET.replace("at_least: 10", "at_leats: 10").replace("range: 0..30", "range: 30..0")
    assert refusal(located(text)).kind == "range"
    text = SHEET.replace("at_least: 10", "at_leats: 10").replace("signed: {state: draft}", "signed: {state: signed}")
    assert refusal(located(text)).kind == "unknown_key"


def test_a_misspelt_key_is_told_before_the_key_that_it_leaves_missing() -> None:
    mistake = refusal(located(SHEET.replace("art 4, label:", "art 4, lable:")))
    assert (mistake.kind, mistake.nearest) == ("unknown_key", "label")


def test_a_message_says_what_was_expected_in_both_languages() -> None:
    mistake = refusal(changed({"applies_to": "enterprize"}))
    for lang in ("en", "zh"):
        assert "enterprise, person, fund" in mistake.say(lang).replace("、", ", ")
        assert "small.yaml:3:13 · applies_to" in mistake.say(lang)


CHAMPION = read_yaml(CONFORMANCE / "toy" / "toy_champion.yaml")
JUNK: list[object] = ["", "x", "-1..", "2024-02-30", [], ["x"], [[]], {}, {"x": "y"}, [{"x": {}}], {"en": []}]


@given(
    st.sampled_from(sorted(filter(None, CHAMPION.spots), key=str)),
    st.sampled_from(JUNK),
    st.sampled_from(["", "other"]),
)
@settings(max_examples=300, deadline=None)
def test_junk_in_any_place_is_read_or_told_in_both_languages(steps: Steps, junk: object, beside: str) -> None:
    data = deepcopy(CHAMPION.data)
    holder: Any = data
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] = junk
    if beside and isinstance(holder, dict):
        holder[beside] = junk
    found = sentence_or_sheet(replace(CHAMPION, data=data))
    assert isinstance(found, Sheet) or (found.en and found.zh and found.place and found.place.line)


def sentence_or_sheet(found: Located) -> Sheet | Mistake:
    try:
        return read_sheet(found)
    except Mistake as mistake:
        return mistake


def test_a_sheet_cannot_be_changed(sheet: Sheet) -> None:
    with pytest.raises(ValueError, match="frozen"):
        sheet.eligible = "any"
