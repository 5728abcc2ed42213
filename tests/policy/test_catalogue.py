"""Rows of the register and sheets become one list, each policy once; a sheet's dates stand beside the register's."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.catalogue import Entry, SheetFacts, entry_of, everything, find, matching
from innovatory.policy.library import libraries
from innovatory.policy.register import LEVELS, LINKS, Row, register

ALL = everything(libraries())
BY_ID = {entry.id: entry for entry in ALL}


def test_each_policy_stands_once_and_in_the_order_of_the_chain() -> None:
    assert len(BY_ID) == len(ALL)
    placed = [(LINKS.index(e.row.link), LEVELS.index(e.row.level)) for e in ALL if e.row is not None]
    assert placed == sorted(placed)
    assert ALL[-1].row is None  # what the register does not list comes last


def test_a_policy_has_its_sheet_where_there_is_one() -> None:
    recognition, stock, toy = BY_ID["hnte_recognition"], BY_ID["first_stock"], BY_ID["toy_grant"]
    assert recognition.row is not None
    assert recognition.sheet is not None
    assert (recognition.sheet.jurisdiction, recognition.sheet.applies_to) == ("national", "enterprise")
    assert recognition.sheet.in_force == (("2016-01-01", None),)
    assert recognition.sheet.tests == len(policy.standard().sheet("hnte_recognition").tests)
    assert (stock.row is None, stock.sheet) == (False, None)
    assert (toy.row, toy.sheet is None) == (None, False)


def test_a_sheet_with_other_dates_than_the_register_is_marked() -> None:
    # the register ends the first listing standard on the day on which the second begins, the sheet on the day before
    assert BY_ID["chinext_ipo_2020"].dates_differ
    assert not BY_ID["chinext_ipo_2024"].dates_differ
    assert not BY_ID["first_stock"].dates_differ


def entry(start: str | None, end: str | None, *periods: tuple[str, str | None]) -> Entry:
    first, last = (None if text is None else {"en": text, "zh": text} for text in (start, end))
    label = {"en": "A", "zh": "甲"}
    row = Row("a", label, "city", "talent", "grant", first, last, None, None, ("D",), "mixed", "none", (), "x")
    return Entry("a", label, row, SheetFacts("person", "x", "f", "draft", {}, "found", periods, 3))


@pytest.mark.parametrize(
    ("made", "differ"),
    [
        (entry("2020-01-01", "2021-01-01", ("2020-01-01", "2021-01-01")), False),
        (entry("2020-01-01", None, ("2020-01-01", None)), False),
        (entry("2020", None, ("2020-01-01", None)), True),
        (entry(None, None, ("2020-01-01", None)), True),
        (entry("2020-01-01", "2020-12-31", ("2020-01-01", None)), True),
        (entry("2020-01-01", "2021-01-01", ("2020-01-01", "2020-06-30"), ("2020-08-01", "2021-01-01")), True),
    ],
)
def test_dates_differ_unless_one_period_is_written_alike(made: Entry, differ: bool) -> None:
    assert made.dates_differ is differ


def test_plain_data_has_the_same_keys_for_every_entry() -> None:
    keys = {frozenset(one.as_dict()) for one in ALL}
    assert keys == {
        frozenset({
            "id", "label", "level", "link", "kind", "from", "to", "reference", "who", "sources", "confidence", "rule",
            "founding", "city", "sheet", "dates_differ",
        })
    }  # fmt: skip
    assert BY_ID["toy_grant"].as_dict()["level"] is None


def test_every_word_of_a_search_is_found_whatever_its_capitals() -> None:
    def found(text: str) -> list[str]:
        return sorted(one.id for one in matching(ALL, text))

    assert found("ANGEL fund") == ["angel_fof", "longhua_angel_fof"]
    assert found("天使") == ["angel_fof", "longhua_angel_fof", "vc_angel_investment_deduction"]
    assert found("chinext_ipo") == ["chinext_ipo_2020", "chinext_ipo_2024"]
    assert "new_doctor_subsidy" in found("doctorate")  # stands in who is eligible alone
    assert found("no such words") == []
    assert len(found("")) == len(ALL)


def test_an_unknown_id_is_told_with_the_nearest_of_all_policies() -> None:
    with pytest.raises(Mistake) as raised:
        find("frist_stock", libraries())
    assert (raised.value.kind, raised.value.nearest) == ("name", "first_stock")


def test_a_file_with_the_id_of_a_policy_takes_the_place_of_its_sheet(tmp_path: Path) -> None:
    own = Path(policy.standard().located["basic_research_floor_30"].file)
    copy = tmp_path / own.name
    copy.write_bytes(own.read_bytes())
    library, name = policy.standard().with_file(copy)
    made = entry_of(library, name)
    assert made.row == register()["basic_research_floor_30"]
    assert made.sheet is not None
    assert made.sheet.file == str(copy)
