"""What to do next: apply, then tell, then close gaps, the least cost per worth first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_library import FINE, both, extra, grant, holds, library, recognition, reduced, sheet

from innovatory.policy.match import match

ON = date(2024, 6, 30)
M = 1e6
RICH = {"profit": 10 * M, "losses": 0.0, "good": True}
RD = {"value": "rd", "at_least": "5m", "lever": "rd"}
EXPERTS = {"value": "experts / staff", "at_least": "10%", "lever": "experts"}
Step = dict[str, Any]


def steps(folder: Path, sheets: Mapping[str, Mapping[str, Any]], record: Mapping[str, Any]) -> list[Step]:
    found: list[Step] = match(library(folder, sheets), record, ON).as_dict()["next_steps"]
    return found


def named(found: list[Step]) -> list[tuple[str, str]]:
    return [(step["step"], step["instrument"]) for step in found]


def test_apply_comes_before_tell_and_tell_before_close_whatever_they_bring(tmp_path: Path) -> None:
    sheets = {
        "closes": sheet(grant("9m"), when={"rd": RD}),
        "depends": sheet(grant("500k"), when={"fine": FINE}),
        "passes": sheet(grant("1k")),
    }
    found = steps(tmp_path, sheets, {**RICH, "rd": 4.9 * M})
    assert named(found) == [("apply", "passes"), ("tell", "depends"), ("close", "closes")]
    assert [both(step["worth"]) for step in found] == [(1_000, 1_000), (0, 500_000), (9 * M, 9 * M)]
    assert found[1]["missing"] == ["fine"]


def test_what_brings_more_is_applied_for_and_told_first(tmp_path: Path) -> None:
    sheets = {
        "a": sheet(grant("1k")),
        "b": sheet(grant("2k")),
        "c": sheet(grant("3k"), when={"fine": FINE}),
        "d": sheet(grant("4k"), when={"fine": FINE}),
    }
    assert named(steps(tmp_path, sheets, RICH)) == [("apply", "b"), ("apply", "a"), ("tell", "d"), ("tell", "c")]


def test_gaps_are_closed_in_the_order_of_cost_per_worth(tmp_path: Path) -> None:
    """100 000 of R&D are missing and 2 of 10 experts: 1 yuan per yuan, a quarter of the staff, 0.2 yuan per yuan."""
    sheets = {
        "dear": sheet(grant("100k"), when={"rd": RD}),
        "hiring": sheet(grant("200k"), when={"experts": EXPERTS}),
        "cheap": sheet(grant("500k"), when={"rd": RD}),
    }
    found = steps(tmp_path, sheets, {**RICH, "rd": 4.9 * M, "experts": 8.0, "staff": 100.0})
    assert named(found) == [("close", "cheap"), ("close", "hiring"), ("close", "dear")]
    assert [step["cost"] for step in found] == [
        {"yuan": 100_000, "per_worth": pytest.approx(0.2)},
        {"yuan": 0, "per_worth": 0},
        {"yuan": 100_000, "per_worth": pytest.approx(1.0)},
    ]
    (gap,) = found[1]["gaps"]
    assert (gap["lever"], gap["change"], gap["unit"], gap["share"]) == (
        "experts",
        {"low": 2, "high": 2},
        "person",
        0.25,
    )


def test_all_gaps_of_a_sheet_are_closed_together(tmp_path: Path) -> None:
    more = {"value": "bonus", "at_least": "300k", "lever": "bonus"}
    (step,) = steps(
        tmp_path, {"both": sheet(grant("1m"), when={"rd": RD, "more": more})}, {**RICH, "rd": 4 * M, "bonus": 0.0}
    )
    assert [gap["lever"] for gap in step["gaps"]] == ["rd", "bonus"]
    assert step["cost"] == {"yuan": 1.3 * M, "per_worth": pytest.approx(1.3)}


def test_a_gap_that_no_lever_closes_is_no_step(tmp_path: Path) -> None:
    sheets = {
        "no_lever": sheet(grant("1m"), when={"fine": FINE}),
        "one_of_two": sheet(grant("1m"), when={"rd": RD, "fine": FINE}),
        "impossible": sheet(grant("1m"), when={"rd": {"value": "min(rd, 4m)", "at_least": "5m", "lever": "rd"}}),
    }
    assert steps(tmp_path, sheets, {**RICH, "rd": 4 * M, "fine": False}) == []


def test_a_recognition_is_applied_for_unless_it_is_held(tmp_path: Path) -> None:
    found = library(tmp_path, {"champion": recognition("champ"), "rate": sheet(reduced("15%"), when=holds("champ"))})
    told = {held: match(found, {**RICH, "status(champ)": held}, ON).as_dict()["next_steps"] for held in (True, False)}
    assert named(told[False]) == [("apply", "champion")]
    assert named(told[True]) == [("apply", "rate")]
    assert list(both(told[False][0]["worth"])) == pytest.approx([1 * M, 1 * M])


def test_a_recognition_that_fails_is_closed_for_what_its_status_would_bring(tmp_path: Path) -> None:
    sheets = {"champion": recognition("champ", {"rd": RD}), "rate": sheet(reduced("15%"), when=holds("champ"))}
    (step,) = steps(tmp_path, sheets, {**RICH, "rd": 4 * M, "status(champ)": False})
    assert (step["step"], step["instrument"]) == ("close", "champion")
    assert list(both(step["worth"])) == pytest.approx([1 * M, 1 * M])
    assert step["cost"] == {"yuan": 1 * M, "per_worth": pytest.approx(1.0)}


def test_what_brings_nothing_is_no_step(tmp_path: Path) -> None:
    sheets = {
        "loser": sheet(reduced("20%")),
        "winner": sheet(reduced("15%")),
        "nothing": sheet(grant("bonus"), when={"rd": RD}),
        "over": sheet(grant("1m"), in_force={"from": "2010-01-01", "to": "2024-06-29"}),
        "no_money": sheet(),
    }
    assert named(steps(tmp_path, sheets, {**RICH, "rd": 4 * M, "bonus": 0.0})) == [("apply", "winner")]


def test_an_award_without_bound_is_a_step_without_a_high(tmp_path: Path) -> None:
    sheets = {"open": sheet(grant("bonus")), "far": sheet(grant("bonus"), when={"rd": RD})}
    found = steps(tmp_path, sheets, {**RICH, "rd": 4 * M})
    assert [(step["step"], both(step["worth"])) for step in found] == [("apply", (0, None)), ("close", (0, None))]
    assert found[1]["cost"] == {"yuan": 1 * M, "per_worth": None}


def test_at_most_ten_steps_are_told_the_best(tmp_path: Path) -> None:
    sheets = {f"g{index:02}": sheet(grant(f"{index}k")) for index in range(1, 13)}
    found = steps(tmp_path, sheets, RICH)
    assert named(found) == [("apply", f"g{index:02}") for index in range(12, 2, -1)]
    assert all("rank" not in step for step in found)


def test_a_gap_of_who_has_nothing_yet_comes_last(tmp_path: Path) -> None:
    """Where nobody is there, no share of what is there can be told."""
    sheets = {"from_zero": sheet(grant("5m"), when={"experts": EXPERTS}), "dear": sheet(grant("1k"), when={"rd": RD})}
    found = steps(tmp_path, sheets, {**RICH, "rd": 0.0, "experts": 0.0, "staff": 100.0})
    assert named(found) == [("close", "dear"), ("close", "from_zero")]
    assert found[1]["gaps"][0]["share"] is None


def test_the_worth_of_a_step_is_after_what_excludes_and_what_is_taxed(tmp_path: Path) -> None:
    """A deduction of 4 m at 15 % is worth 0.6 m, not 1 m."""
    sheets = {"deduction": sheet(extra("4m")), "rate": sheet(reduced("15%"))}
    found = steps(tmp_path, sheets, RICH)
    assert {step["instrument"]: both(step["worth"])[0] for step in found} == {
        "deduction": pytest.approx(0.6 * M), "rate": pytest.approx(0.6 * M),
    }  # fmt: skip


def test_what_may_bring_without_bound_is_told_before_what_brings_little(tmp_path: Path) -> None:
    sheets = {"little": sheet(grant("1"), when={"fine": FINE}), "open": sheet(grant("bonus"), when={"fine": FINE})}
    assert named(steps(tmp_path, sheets, RICH)) == [("tell", "open"), ("tell", "little")]
