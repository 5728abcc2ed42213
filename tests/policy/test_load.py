"""What may be loaded: an id with a sheet, a file; an id without a sheet is told as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from innovatory import policy
from innovatory.language.mistakes import Mistake
from innovatory.policy.register import register


def refused(name: str) -> Mistake:
    with pytest.raises(Mistake) as caught:
        policy.load(name)
    return caught.value


def test_an_id_and_its_file_are_the_same_instrument() -> None:
    by_id = policy.load("cit_hnte_15")
    by_file = policy.load(Path(by_id.rule.located.file))
    assert by_file.sheet == by_id.sheet


@pytest.mark.parametrize("name", ["talent_day", "sti_action_plan_2020", "chtf"])
def test_a_policy_of_the_register_without_a_rule_is_told_as_such(name: str) -> None:
    mistake, row = refused(name), register()[name]
    assert mistake.kind == "name"
    assert mistake.nearest is None
    for text, label in ((mistake.en, row.label["en"]), (mistake.zh, row.label["zh"])):
        assert label in text
        assert f"`innovatory instruments show {name}`" in text
    assert "no rule is stored" in mistake.en
    assert "尚无规则表" in mistake.zh


def test_a_name_that_is_in_no_list_is_told_with_the_nearest_that_has_a_sheet() -> None:
    mistake = refused("hnte_recogniton")
    assert (mistake.kind, mistake.nearest) == ("name", "hnte_recognition")
    assert "register" not in mistake.en


def test_every_policy_of_the_register_loads_or_is_told_without_a_rule() -> None:
    stored = policy.standard().located
    for name in register():
        if name not in stored:
            assert "no rule is stored" in refused(name).en, name
