"""What only the rule can get wrong: names, units, levers, circles; each told at its line with the nearest valid name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.library import Library, folder_library

TOY = Path(policy.load("toy_grant").rule.located.file).parent
ON = date(2022, 12, 31)
ALPHA = {"rd_declared": 2.8e6, "rd_accepted": 2.5e6, "sector": "services"}
Edited = Callable[..., Library]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Makes a library of the toy sheets in which one sheet has a text replaced, or one is added."""

    def made(sheet: str, old: str = "", new: str = "") -> Library:
        for path in TOY.glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            assert old in text or path.stem != sheet
            (tmp_path / path.name).write_text(
                text.replace(old, new, 1) if path.stem == sheet else text, encoding="utf-8"
            )
        return folder_library(tmp_path)

    return made


MISTAKES = {
    # sheet, text, replacement, kind, nearest, text of the line that is named
    "unknown input": ("toy_champion", "value: rd_staff / staff,", "value: rd_staff / stafff,", "name", "staff", "rd_staff / stafff"),
    "unknown definition": ("toy_grant", "amount: amount", "amount: amuont", "name", "amount", "amuont"),
    "unit of a threshold": ("toy_grant", "at_least: min_base", "at_least: first_rate", "unit", None, "at_least: first_rate"),
    "unit of a definition": ("toy_grant", "base:   {unit: yuan", "base:   {unit: person", "unit", None, "unit: person"),
    "unit of an act": ("toy_grant", "amount: amount}", "amount: first_rate}", "unit", None, "amount: first_rate"),
    "no such unit": ("toy_grant", "base:   {unit: yuan", "base:   {unit: yaun", "unit", "yuan", "unit: yaun"),
    "circle": ("toy_grant", 'is: "min(rd_declared, rd_accepted)"', "is: amount", "circular", None, "is: "),
    "lever not read": ("toy_grant", "lever: rd_declared", "lever: rd_declare", "lever", "rd_declared", "lever: rd_declare"),
    "moved input": ("toy_champion", "[total_income, revenue]", "[total_incom, revenue]", "name", "total_income", "total_incom,"),
    "two in one place": ("toy_grant", "define:\n", "define:\n  sector: {unit: yuan, is: rd_declared}\n", "name_twice", None, "sector: {unit"),
    "status nobody grants": ("toy_relief", "status(toy_champion), is", "status(toy_champoin), is", "name", "status(toy_champion)", "toy_champoin"),
    "sheet to exclude": ("toy_relief", "excludes: [toy_grant]", "excludes: [toy_grants]", "name", "toy_grant", "toy_grants"),
    "rank by nothing": ("toy_grant", "share: pro_rata", "rank_by: bsae", "name", "base", "rank_by: bsae"),
    "argument of a table": ("toy_champion", "at_least: min_rd(revenue)", "at_least: min_rd(staff)", "unit", None, "min_rd(staff)"),
    "attributes": ("toy_grant", "at_least: min_base", "at_least: base.real", "forbidden", None, "base.real"),
    "calls": ("toy_grant", "at_least: min_base", "at_least: open(base)", "name", None, "open(base)"),
    "too deep": ("toy_grant", "at_least: min_base", f'at_least: "{"(" * 70}base{")" * 70}"', "depth", None, "((("),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_at_its_line(case: str, edited: Edited) -> None:
    sheet, old, new, kind, near, text = MISTAKES[case]
    library = edited(sheet, old, new)
    with pytest.raises(Mistake) as told:
        library.instrument(sheet)
    place = told.value.place
    assert (told.value.kind, told.value.nearest) == (kind, near)
    assert place is not None
    assert str(place.file).endswith(f"{sheet}.yaml")
    lines = Path(str(place.file)).read_text(encoding="utf-8").splitlines()
    assert text in lines[(place.line or 0) - 1]
    assert told.value.say("zh") != told.value.say("en")


def test_a_value_of_another_sheet_is_its_definition_on_the_day(edited: Edited) -> None:
    # 5 % of 2.5 m is 125 000; half of it
    library = edited("toy_grant")
    path = Path(library.located["toy_floor"].file)
    text = path.read_text(encoding="utf-8").replace("applies_to: budget", "applies_to: enterprise")
    text = text.replace(
        "value: basic_money / rd_money, at_least: floor, lever: basic_money",
        "value: toy_grant.amount / 2, at_least: toy_grant.min_base * 20%",
    )
    path.write_text(text, encoding="utf-8")
    answer = folder_library(path.parent).instrument("toy_floor").explain(ALPHA, ON, 2022)
    assert answer.judgements[0].value == ((62_500.0, 62_500.0),) * 2
    assert answer.judgements[0].threshold == ((100_000.0, 100_000.0),) * 2  # 20 % of 0.5 m
    assert answer.result == "fail"
    # before 2022 the rate was 10 %
    assert folder_library(path.parent).instrument("toy_floor").explain(ALPHA, date(2021, 12, 31), 2021).result == "pass"


def test_sheets_that_need_each_other_are_refused(edited: Edited) -> None:
    library = edited("toy_grant", "at_least: min_base", "at_least: toy_floor.floor * base")
    path = Path(library.located["toy_floor"].file)
    path.write_text(
        path.read_text(encoding="utf-8").replace("at_least: floor", "at_least: toy_grant.first_rate"), encoding="utf-8"
    )
    with pytest.raises(Mistake) as told:
        folder_library(path.parent).instrument("toy_floor")
    assert told.value.kind == "circular"
    assert "toy_floor → toy_grant → toy_floor" in str(told.value)


def test_a_cap_holds_the_amount_down(edited: Edited) -> None:
    answer = (
        edited("toy_grant", "eligible: all", "eligible: all\ncap: 100k")
        .instrument("toy_grant")
        .explain(ALPHA, ON, 2022)
    )
    assert answer.amount == ((100_000.0, 100_000.0),) * 2


def test_a_called_function_is_refused_not_ignored(edited: Edited) -> None:
    call = "call: {function: 'a:b', inputs: [rd_declared], unit: yuan, tests: [{given: {rd_declared: 1}, expect: 1}]}"
    with pytest.raises(Mistake) as told:
        edited("toy_grant", "eligible: all", f"eligible: all\n{call}").instrument("toy_grant")
    assert told.value.kind == "call"


def test_statuses_held_for_years_end_the_day_before_the_anniversary() -> None:
    grants = policy.load("toy_champion").rule.sheet.grants
    assert grants is not None
    assert (grants.status, grants.years) == ("toy_champion", 3)


def test_a_range_of_days_may_leave_the_answer_open() -> None:
    # registered some day of December 2021: a year and more before 31 December 2022, or not, by the day
    asked = policy.load("toy_champion")
    held = {"registered_on": (date(2021, 12, 30), date(2022, 1, 2))}
    truths = {
        one.of.name: said.truth
        for one, said in zip(asked.on(ON, 2022).criteria, asked.explain(held, ON, 2022).judgements, strict=True)
    }
    assert truths["age"] is None
    early = asked.explain({"registered_on": (date(2021, 12, 1), date(2021, 12, 31))}, ON, 2022)
    assert early.judgements[0].truth is True  # 365 days on the last of them
