"""Judged names are one name space: whoever types one for an applicant answers it for every sheet that asks it.

A name that stands in several sheets must mean the same in all of them, and two names must never be called the same.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from innovatory import policy
from innovatory.policy.parts import Judged
from innovatory.records.dictionary import KINDS, desk_columns

LIBRARY = policy.standard()
JUDGED: dict[str, dict[str, Judged]] = defaultdict(dict)
for _sheet in sorted(LIBRARY.located):
    for _name, _one in LIBRARY.sheet(_sheet).judged.items():
        JUDGED[_name][_sheet] = _one

# Each of these was read in all its sheets and found to be one fact; another sheet that asks it has to be read as well.
ONE_FACT_IN_SEVERAL_SHEETS = {
    "branch_in_qianhai": {"qianhai_cit_15_2014", "qianhai_cit_15_2021", "qianhai_cit_15_2026"},
    "hetao_field": {"hetao_basic_research_grant", "hetao_incubator_grant", "hetao_platform_grant"},
    "micro_small_medium": {"msme_loan_risk_pool", "pingshan_risk_pool", "sz_financing_guarantee_fund"},
    "product_field": {"little_giant_2022", "little_giant_2026"},
    "sme": {"innovative_sme", "little_giant_2022", "little_giant_2026", "specialised_sme"},
    "special_structure": {"chinext_ipo_2020", "chinext_ipo_2024", "star_ipo_2019"},
}


def test_what_several_sheets_ask_was_read_in_all_of_them() -> None:
    assert {name: set(asked) for name, asked in JUDGED.items() if len(asked) > 1} == ONE_FACT_IN_SEVERAL_SHEETS


@pytest.mark.parametrize("name", ONE_FACT_IN_SEVERAL_SHEETS)
def test_a_shared_name_has_one_type_range_label_and_kind_of_applicant(name: str) -> None:
    first, *others = JUDGED[name].values()
    for other in others:
        assert (other.unit, other.range, other.truth) == (first.unit, first.range, first.truth)
        assert other.label == first.label
    assert len({LIBRARY.sheet(sheet).applies_to for sheet in JUDGED[name]}) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_names_are_never_called_the_same(lang: str) -> None:
    called: dict[str, set[str]] = defaultdict(set)
    for name, asked in JUDGED.items():
        for one in asked.values():
            called[getattr(one.label, lang)].add(name)
    assert {label: names for label, names in called.items() if len(names) > 1} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_no_judged_name_is_that_of_a_figure(kind: str) -> None:
    """Not even for another kind of applicant: a file says by its names who asks."""
    assert JUDGED.keys() & desk_columns(kind).keys() == set()
