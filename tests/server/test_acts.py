"""What a sheet does is said in words: no name of the rule's language stands in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from innovatory.policy.acts import Act
from innovatory.server.acts import act_told, expression
from innovatory.server.costs import _called
from innovatory.server.sheets import sheets

ID = re.compile(r"\b[a-z0-9]+_[a-z_0-9]+\b|\b(lag|year_mean)\(")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_act_names_an_identifier(lang: str) -> None:
    library = sheets()
    for name in library.located:
        of = library.instrument(name)
        for act in of.sheet.acts:
            told = act_told(act, of, lang)
            assert not ID.search(told), told
            if lang == "zh":
                assert not re.search(r"[a-z]{3,}", told), told


def test_why_a_sheet_does_nothing_is_said_in_the_language() -> None:
    of = sheets().instrument("qianhai_tax_professionals")
    (act,) = of.sheet.acts
    assert "it opens a profession and moves no money" in act_told(act, of, "en")
    assert "仅放开执业资格，不涉及资金" in act_told(act, of, "zh")
    given = Act("none", {"because": "no money moves"})  # a sheet of one's own: the reason stands there as given
    assert "no money moves" in act_told(given, of, "zh")


def test_an_expression_is_said_with_the_labels_of_its_sheet() -> None:
    of = sheets().instrument("basic_research_floor_30")
    assert expression("min_share", of, "zh") == "投入比例下限"
    assert expression("1 / min_share", of, "en") == "1 / Least share"
    assert expression("lag(rd_fund, 0)", of, "zh") == expression("rd_fund", of, "zh")


@pytest.mark.parametrize(
    ("column", "group", "zh", "en"),
    [
        ("district", "440305", "南山区", "Nanshan"),
        ("hte_field", "environment", "资源与环境", "Environment"),
        ("hte_field", "unknown", "未知", "unknown"),
    ],
)
def test_groups_of_a_cost_have_names(column: str, group: str, zh: str, en: str) -> None:
    assert _called(column, group, "zh") == zh
    assert _called(column, group, "en").startswith(en)


def test_a_sheet_names_the_instruments_that_it_excludes(api: Any, get: Callable[..., Any]) -> None:
    """Rates of the super-deduction exclude each other: by what they are called, in the language asked for."""
    excluded = sheets().sheet("rd_super_deduction_general").excludes
    assert excluded
    for lang in ("en", "zh"):
        outcome = get(api, "instruments/rd_super_deduction_general", lang=lang)["rule"]["outcome"]
        lines = [line for part in outcome for line in part["lines"]]
        assert {getattr(sheets().sheet(one).label, lang) for one in excluded} <= set(lines)
