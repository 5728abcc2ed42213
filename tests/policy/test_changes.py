from __future__ import annotations

from copy import deepcopy

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.policy.changes import lay_over

DATA = {"cap": {"values": {"2019-01-01": {"value": "1m"}}}, "acts": [{"none": "x"}, {"status": "a"}], "eligible": "all"}


def test_a_value_is_put_and_the_sheet_is_untouched() -> None:
    before = deepcopy(DATA)
    laid = lay_over(DATA, {"cap.values.2019-01-01.value": "2m"})
    assert laid["cap"]["values"]["2019-01-01"]["value"] == "2m"
    laid["acts"][0]["none"] = "y"
    assert before == DATA


def test_missing_parents_are_made_for_new_values() -> None:
    laid = lay_over(DATA, {"criteria.age.moves": {"staff": ["people"]}})
    assert laid["criteria"] == {"age": {"moves": {"staff": ["people"]}}}


@pytest.mark.parametrize("nothing", [None, "null"])
def test_null_removes_a_key(nothing: object) -> None:
    assert lay_over(DATA, {"cap.values": nothing})["cap"] == {}


def test_items_of_a_list_are_counted_from_zero() -> None:
    assert lay_over(DATA, {"acts.1.status": "b"})["acts"] == [{"none": "x"}, {"status": "b"}]
    assert lay_over(DATA, {"acts.0": None})["acts"] == [{"status": "a"}]


def test_changes_are_laid_in_their_order() -> None:
    assert lay_over(DATA, {"cap": {"unit": "1"}, "cap.unit": "yuan"})["cap"] == {"unit": "yuan"}


def test_a_given_change_is_copied_too() -> None:
    change: dict[str, object] = {"a": ["1"]}
    lay_over(DATA, {"new": change})["new"]["a"].append("2")
    assert change == {"a": ["1"]}


@pytest.mark.parametrize(
    ("path", "value", "kind", "near"),
    [
        ("cap.valeus", None, "name", "values"),
        ("caps.values", None, "name", "cap"),
        ("acts.2", {"none": "x"}, "name", None),
        ("acts.first", {"none": "x"}, "name", None),
        ("eligible.any", "x", "type", None),
        ("eligible", 5, "type", None),
        ("cap.unit", {"a": [True]}, "type", None),
    ],
)
def test_a_change_that_fits_nowhere_is_a_mistake(path: str, value: object, kind: str, near: str | None) -> None:
    with pytest.raises(Mistake) as caught:
        lay_over(DATA, {path: value})
    mistake = caught.value
    assert (mistake.kind, mistake.nearest) == (kind, near)
    assert mistake.place is not None
    assert mistake.place.path == path
