"""What excludes what: only sheets for the same kind of applicant, both ways, and no more than the law says."""

from __future__ import annotations

from innovatory import policy

LIBRARY = policy.standard()
SHEETS = {name: LIBRARY.sheet(name) for name in sorted(LIBRARY.located)}
EXCLUDED = {name: set(sheet.excludes) for name, sheet in SHEETS.items() if sheet.excludes}

# Rates of one and the same deduction; and reliefs of one and the same income tax, of which a person takes the better.
ONE_OF_THEM = [
    {
        "rd_super_deduction_general", "rd_super_deduction_ic", "rd_super_deduction_manufacturing",
        "rd_super_deduction_tsme",
    },
    {"gba_iit_subsidy", "hetao_hk_iit", "qianhai_hk_iit"},
]  # fmt: skip


def test_exactly_the_sheets_of_one_group_exclude_each_other() -> None:
    assert {name: group - {name} for group in ONE_OF_THEM for name in group} == EXCLUDED


def test_what_is_excluded_says_so_as_well() -> None:
    for name, others in EXCLUDED.items():
        assert name not in others
        for other in others:
            assert name in SHEETS[other].excludes, (name, other)


def test_only_sheets_for_the_same_kind_of_applicant_stand_against_each_other() -> None:
    for name, sheet in SHEETS.items():
        for other in (*sheet.excludes, *sheet.reduces):
            assert SHEETS[other].applies_to == sheet.applies_to, (name, other)
