"""The list of policies on the terminal: grouped by link, dates of sheet and register, what is not sure, counts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from innovatory.report.policies import dates, show_list

TEXT = {"en": "2019 (as published)", "zh": "2019（公布时）"}


def made(name: str, **changes: Any) -> dict[str, Any]:
    """A grant of a city without a sheet, unless changed."""
    plain = {
        "id": name, "label": {"en": f"Policy {name}", "zh": f"政策{name}"}, "level": "city", "link": "talent",
        "kind": "grant", "from": TEXT, "to": None, "confidence": "found_in_source", "sheet": None,
        "dates_differ": False,
    }  # fmt: skip
    return {**plain, **changes}


def sheet(*periods: tuple[str, str | None], **changes: Any) -> dict[str, Any]:
    facts = {"jurisdiction": "toy", "state": "draft", "confidence": "found", "in_force": periods, "tests": 3}
    return {**facts, **changes}


def shown(*entries: dict[str, Any], lang: str = "en", width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO())
    with console.capture() as captured:
        show_list(entries, console, lang)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def test_policies_stand_under_their_link_and_are_counted() -> None:
    lines = shown(
        made("a", link="basic research"), made("b"), made("c", sheet=sheet(("2020-01-01", None)), dates_differ=True)
    ).splitlines()
    heads = [line for line in lines if " · " in line]
    assert heads == ["Basic research · 1", "Talent · 2"]
    assert "3 policies of the register, 1 with a rule sheet." in lines


def test_a_sheet_that_the_register_does_not_list_stands_apart_and_is_not_counted() -> None:
    text = shown(made("a"), made("t", level=None, link=None, confidence=None, sheet=sheet(("2020-01-01", None))))
    assert "Not in the register · 1" in text
    assert "1 policy of the register, 0 with a rule sheet." in text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ["2019 (as published) –"]),
        ({"from": None}, ["dates not recorded"]),
        ({"from": None, "to": {"en": "2020", "zh": "2020"}}, ["– 2020"]),
        ({"to": {"en": "2020", "zh": "2020"}}, ["2019 (as published) – 2020"]),
        ({"sheet": sheet(("2019-01-01", "2020-12-31"))}, ["2019-01-01 – 2020-12-31"]),
        (
            {"sheet": sheet(("2019-01-01", "2019-06-30"), ("2020-01-01", None)), "dates_differ": True},
            ["2019-01-01 – 2019-06-30, 2020-01-01 –", "register: 2019 (as published) –"],
        ),
    ],
)
def test_dates_are_those_of_the_sheet_and_then_others_of_the_register(changes: dict[str, Any], told: list[str]) -> None:
    assert dates(made("a", **changes), "en") == told


@pytest.mark.parametrize(
    ("changes", "told", "silent"),
    [
        ({}, "no sheet", "unconfirmed"),
        ({"confidence": "mixed"}, "mixed: partly unconfirmed", "general knowledge"),
        ({"confidence": "general_knowledge_unconfirmed"}, "general knowledge,", "mixed"),
        ({"sheet": sheet(("2020-01-01", None))}, "sheet: draft, 3 tests", "unconfirmed"),
        ({"sheet": sheet(("2020-01-01", None), tests=1)}, "sheet: draft, 1 test", "tests"),
        ({"sheet": sheet(("2020-01-01", None), confidence="unconfirmed")}, "unconfirmed", "mixed"),
    ],
)
def test_a_policy_says_whether_it_has_a_sheet_and_what_is_not_sure(
    changes: dict[str, Any], told: str, silent: str
) -> None:
    text = shown(made("a", **changes))
    assert told in text
    assert silent not in text


@pytest.mark.parametrize("width", [50, 75, 76, 80, 100, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_fits_the_terminal_and_breaks_no_id(width: int, lang: str) -> None:
    long = "a_very_long_name_of_a_policy_here_"  # 34 letters
    text = shown(made(long, kind="institution"), made("b", kind="recognition"), lang=lang, width=width)
    assert long in text
    assert max(map(cell_len, text.splitlines())) <= width
    assert ("institution" if lang == "en" else "机构与平台") in text
