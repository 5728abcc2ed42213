"""What differs between two days, or between a library and a change of it: derived by hand from the sheets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.changes import lay_over
from innovatory.policy.differences import Differences, RowChange, SheetDifference, TextChange, differences, merged
from innovatory.policy.library import Library, libraries

TOY = next(library for library in libraries() if "toy_grant" in library.located)
ON = date(2022, 12, 31)


def changed(name: str, changes: dict[str, object]) -> Library:
    """The toy library with changes laid over one sheet."""
    old = TOY.located[name]
    return TOY.with_sheets({name: replace(old, data=lay_over(old.data, changes))})


def between(first: date, second: date, name: str) -> SheetDifference | None:
    library = policy.standard()
    found = differences(library, first, library, second, [name])
    assert found.unchanged == (0 if found.sheets else 1)
    return found.sheets[0] if found.sheets else None


def reformed(name: str, changes: dict[str, object]) -> SheetDifference:
    found = differences(TOY, ON, changed(name, changes), ON)
    assert found.unchanged == len(TOY.located) - 1
    return found.sheets[0]


def test_the_rates_of_the_toy_grant_change_with_the_year() -> None:
    found = differences(TOY, date(2021, 12, 31), TOY, date(2022, 1, 1), ["toy_grant"])
    (sheet,) = found.sheets
    assert [(one.parameter, one.old, one.new, one.unit) for one in sheet.values] == [
        ("first_rate", 0.1, 0.05, "1"),
        ("second_rate", 0.05, 0.025, "1"),
    ]
    assert sheet.values[0].old_source == sheet.values[0].new_source == "toy_notice art 3"
    assert sheet.values[0].new_cite == "Toy notice 7"
    assert (sheet.in_force, sheet.texts) == ((True, True), ())


def test_sheets_that_do_not_differ_are_counted() -> None:
    found = differences(TOY, date(2021, 12, 31), TOY, date(2022, 1, 1))
    assert [sheet.instrument for sheet in found.sheets] == ["toy_grant"]
    assert found.unchanged == len(TOY.located) - 1


def test_the_same_value_from_another_source_is_no_difference() -> None:
    # 100 % for the last quarter of 2022 by one announcement, and by another from 2023 on
    assert between(date(2022, 12, 31), date(2023, 1, 1), "rd_super_deduction_general") is None


def test_a_value_that_is_confirmed_from_a_day_on_is_a_difference() -> None:
    sheet = between(date(2015, 12, 31), date(2016, 1, 1), "rd_super_deduction_general")
    assert sheet is not None
    rate, excluded = sheet.values
    assert (rate.old, rate.new, rate.old_confidence, rate.new_confidence) == (0.5, 0.5, "unconfirmed", "found")
    assert (excluded.parameter, excluded.old, excluded.new) == ("max_excluded_share", None, 0.5)
    assert (excluded.old_source, excluded.old_confidence) == (None, None)
    assert sheet.confidence == ("unconfirmed", "found")


def test_a_rule_that_ends_is_not_in_force_the_day_after() -> None:
    sheet = between(date(2027, 12, 31), date(2028, 1, 1), "rd_super_deduction_ic")
    assert sheet is not None
    assert sheet.in_force == (True, False)
    assert [(one.parameter, one.old, one.new) for one in sheet.values] == [("rate", 1.2, None)]


POINTS = "parameters.patent_points.values.2020-01-01"


def test_tables_are_compared_row_by_row() -> None:
    rows = [
        {"from": "6", "value": "25..30"},
        {"from": "2", "value": "14..18"},
        {"from": "1", "value": "1..6"},
        {"otherwise": "0"},
    ]
    (value,) = reformed("toy_champion", {f"{POINTS}.rows": rows}).values
    assert (value.parameter, value.by, value.edge_unit, value.unit) == ("patent_points", "patents", "count", "point")
    assert value.rows == (
        RowChange("from", 5.0, (25.0, 30.0), None),
        RowChange("from", 6.0, None, (25.0, 30.0)),
        RowChange("from", 2.0, (13.0, 18.0), (14.0, 18.0)),
    )


def test_rows_that_may_change_places_are_no_difference() -> None:
    high, low, rest = {"from": "9", "value": "1"}, {"up_to": "5", "value": "2"}, {"otherwise": "0"}
    old = changed("toy_champion", {f"{POINTS}.rows": [high, low, rest]})
    new = changed("toy_champion", {f"{POINTS}.rows": [low, high, rest]})
    assert differences(old, ON, new, ON).sheets == ()
    other = changed("toy_champion", {f"{POINTS}.rows": [low, {**high, "value": "3"}, rest]})
    (value,) = differences(old, ON, other, ON).sheets[0].values
    assert value.rows == (RowChange("from", 9.0, 1.0, 3.0),)


def test_a_table_that_begins_has_all_its_rows() -> None:
    (sheet,) = differences(TOY, date(2019, 12, 31), TOY, date(2020, 1, 1), ["toy_champion"]).sheets
    least = next(one for one in sheet.values if one.parameter == "min_core")
    assert least.rows == (RowChange("up_to", 1e7, None, 0.5), RowChange("otherwise", None, None, 0.6))
    assert (least.old, least.new, least.edge_unit) == (None, None, "yuan")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("criteria.rd_staff.at_least", "10%", "8%"),
        ("eligible", "all", "any"),
        ("judged.panel.range", "0..50", "0..60"),
        ("parameters.growth_points.by.rate", "1", "year"),
    ],
)
def test_a_reform_of_a_text_of_the_rule_is_told_at_its_path(path: str, old: str, new: str) -> None:
    sheet = reformed("toy_champion", {path: new})
    assert sheet.texts == (TextChange(path, old, new),)
    assert sheet.values == ()


def test_a_reform_of_a_value_is_told_once_and_as_a_number() -> None:
    sheet = reformed("toy_grant", {"parameters.cap.values.2019-01-01.value": "1500k"})
    assert [(one.parameter, one.old, one.new) for one in sheet.values] == [("cap", 1e6, 1.5e6)]
    assert sheet.texts == ()


def test_the_same_number_written_otherwise_is_no_difference() -> None:
    found = differences(TOY, ON, changed("toy_grant", {"parameters.cap.values.2019-01-01.value": "1000k"}), ON)
    assert (found.sheets, found.unchanged) == ((), len(TOY.located))


def test_labels_notes_and_signatures_are_no_rule() -> None:
    assert differences(TOY, ON, changed("toy_grant", {"label.en": "Grant", "notes": []}), ON).sheets == ()


def test_a_sheet_of_one_library_alone() -> None:
    rest = {name: one for name, one in TOY.located.items() if name != "toy_grant"}
    fewer = Library(rest, TOY.inputs, TOY.status_names, TOY.own)
    (sheet,) = differences(fewer, ON, TOY, ON, ["toy_grant"]).sheets
    assert (sheet.in_force, sheet.confidence) == ((None, True), (None, "found"))
    assert {one.parameter: one.new for one in sheet.values}["cap"] == 1e6
    assert all(one.old is None and one.old_source is None for one in sheet.values)


def test_a_name_that_neither_library_has_is_refused() -> None:
    with pytest.raises(Mistake) as refused:
        differences(TOY, ON, TOY, ON, ["toy_grand"])
    assert (refused.value.kind, refused.value.nearest) == ("name", "toy_grant")


DAYS = st.dates(date(2005, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS)
def test_from_the_second_day_to_the_first_everything_is_the_other_way_round(first: date, second: date) -> None:
    library = policy.standard()
    there, back = differences(library, first, library, second), differences(library, second, library, first)
    assert there.unchanged == back.unchanged
    assert [_turned(sheet) for sheet in there.sheets] == [_told(sheet) for sheet in back.sheets]


def _told(sheet: SheetDifference) -> object:
    values = {
        (one.parameter, one.old, one.new, one.old_source, one.new_source, frozenset(one.rows)) for one in sheet.values
    }
    return sheet.instrument, sheet.in_force, sheet.confidence, values


def _turned(sheet: SheetDifference) -> object:
    values = {
        (
            one.parameter, one.new, one.old, one.new_source, one.old_source,
            frozenset(RowChange(row.word, row.edge, row.new, row.old) for row in one.rows),
        )
        for one in sheet.values
    }  # fmt: skip
    return sheet.instrument, sheet.in_force[::-1], sheet.confidence[::-1], values


@given(DAYS)
def test_a_day_does_not_differ_from_itself(day: date) -> None:
    found = differences(policy.standard(), day, policy.standard(), day)
    assert (found.sheets, found.unchanged) == ((), len(policy.standard().located))


def test_differences_are_plain_data() -> None:
    found = differences(TOY, date(2019, 12, 31), TOY, date(2020, 1, 1))
    plain = found.as_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["days"] == ["2019-12-31", "2020-01-01"]
    points = next(one for sheet in plain["sheets"] for one in sheet["values"] if one["parameter"] == "patent_points")
    assert points["rows"][0] == {"word": "from", "edge": 5.0, "old": None, "new": [25.0, 30.0]}


def test_parts_are_put_together() -> None:
    days = (ON, ON + timedelta(days=1))
    parts = [Differences(days, (), 3), differences(TOY, date(2021, 12, 31), TOY, date(2022, 1, 1), ["toy_grant"])]
    assert merged(parts) == Differences(days, parts[1].sheets, 3)
