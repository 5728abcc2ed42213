"""A costing on the terminal: what stands beside what, what may not be told, narrow and wide, in both languages."""

from __future__ import annotations

from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from innovatory.report import cost_sentences
from innovatory.report.cost import MOST_GROUPS, show


def instrument(
    name: str, eligible: float, low: float | None = None, high: float | None = None, **more: Any
) -> dict[str, Any]:
    """An instrument of an answer; without amounts if none are given."""
    money = (
        {}
        if low is None
        else {"amount_low": low, "amount_high": low if high is None else high, "unknown": 0, "unbounded": 0}
    )
    plain = {
        "id": name, "label": {"en": f"Label of {name}", "zh": f"{name}的名称"}, "in_force": True, "confidence": "found",
        "state": "draft", "reform": None, "conditions": 3, "evidence": None, "eligible": eligible, "depends": 7 if eligible else 0, "near_misses": 0, "rationing": None,
    }  # fmt: skip
    return {**plain, **money, **more}


def cell(eligible: float | str, low: float | None, high: float | None = None, **more: Any) -> dict[str, Any]:
    return {
        "eligible": eligible,
        "depends": 0,
        "near_misses": 0,
        "amount_low": low,
        "amount_high": low if high is None else high,
        **more,
    }


def group(units: float | str, eligible: float | str, low: float | None) -> dict[str, Any]:
    return {"units": units, "totals": cell(eligible, low), "instruments": {}}


ANSWER: dict[str, Any] = {
    "on": "2024-06-30", "year": 2023, "reforms": [], "rows": 2000, "units": 2000, "weighted": False, "origins": [],
    "totals": {
        **cell(900, 3e6, 5e6), "unknown": 12, "unbounded": 1, "tax_low": 0, "tax_high": 0, "sum_of_parts_low": 3.5e6,
        "sum_of_parts_high": 5.5e6,
    },
    "instruments": [
        instrument("small", 80, 1e6, 2e6),
        instrument("status", 500, confidence="unconfirmed"),
        instrument("large", 300, 2.5e6, 3.5e6, unbounded=1),
        instrument("nobody", 0, 0.0),
        instrument("old", 0, in_force=False),
    ],
    "groups": {"district": {"North": group(1500, 800, 2e6), "South": group(488, "withheld", None), "unknown": group(12, "<10", None)}},
    "change": None, "few": {"instruments": [], "change": []}, "door": {"staff": {"null": 12}}, "missing_columns": ["profit"],
    "evidence": {"your_records": 0.5, "rule": 0.25, "assumption": 0.25},
}  # fmt: skip
REFORM = {
    "id": "cut", "label": {"en": "The cut", "zh": "削减方案"}, "from": "2024-01-01",
    "expect": {"low": -1e6, "high": -1e6, "source": "the bureau"},
}  # fmt: skip
CHANGE: dict[str, Any] = {
    "on": "2024-06-30", "reforms": [], "totals": cell(900, 4e6), "gainers": 1, "losers": 250, "unchanged": 1700, "open": 49,
    "gained": {"low": 1000.0, "high": 1000.0}, "lost": {"low": -900_000.0, "high": -800_000.0},
    "difference": {"low": -899_000.0, "high": -750_000.0},
    "instruments": [{**one, **({"amount_low": 3.4e6} if one["id"] == "large" else {})} for one in ANSWER["instruments"]],
}  # fmt: skip


def printed(width: int, lang: str, answer: dict[str, Any] | None = None, **more: Any) -> str:
    text = StringIO()
    show({**ANSWER, **(answer or {}), **more}, Console(file=text, width=width, color_system=None), lang, "groups.csv")
    return text.getvalue()


def words(width: int, lang: str, answer: dict[str, Any] | None = None, **more: Any) -> str:
    """What is printed, without regard to its lines."""
    return " ".join(printed(width, lang, answer, **more).split())


REFORMED = {"reforms": [REFORM], "change": CHANGE, "few": {"instruments": ["small"], "change": ["gainers"]}}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("answer", [{}, REFORMED], ids=["law", "reform"])
def test_it_fits_the_terminal(width: int, lang: str, answer: dict[str, Any]) -> None:
    text = printed(width, lang, answer)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    assert "None" not in text


@pytest.mark.parametrize("width", [80, 120])
def test_instruments_stand_with_their_figures_largest_amount_first(width: int) -> None:
    text = words(width, "en")
    assert text.index("Label of large") < text.index("Label of small") < text.index("Label of status")
    for told in (
        "2.5 – 3.5 million yuan, and 1 award without a known limit",
        "1 – 2 million yuan",
        "no amount of its own",
    ):
        assert told in text
    assert "Label of status (unconfirmed)" in text


def test_what_concerns_nobody_and_what_is_not_in_force_is_folded() -> None:
    text = words(120, "en")
    assert "1 concerns no unit of this table: Label of nobody" in text
    assert "1 is not in force on 2024-06-30: Label of old" in text
    assert "1 项在 2024-06-30 无有效规定：old的名称" in words(120, "zh")


def test_the_total_stands_before_the_sum_of_the_parts_and_says_why_they_differ() -> None:
    text = words(120, "en")
    assert "All together in 2023, after cumulation: 3 – 5 million yuan" in text
    assert "add up to 3.5 – 5.5 million yuan: a relief leaves less for the next one" in text
    same = {**ANSWER["totals"], "sum_of_parts_low": 3e6 + 0.2, "sum_of_parts_high": 5e6}
    assert "add up to the same: 3 – 5 million yuan" in words(120, "en", totals=same)
    assert "The profit of 12 units is not known" in text
    assert "1 award has no known limit" in text


def test_synthetic_and_weighted_rows_say_so_first() -> None:
    text = words(120, "en", origins=["synthetic"], weighted=True, units=64_000.5)
    assert "2,000 rows · standing for 64,000.5 units · On 2024-06-30" in text
    assert "Synthetic rows: these figures say nothing about any city." in text
    assert "合成数据" in words(120, "zh", origins=["synthetic"])
    assert "合成数据" not in words(120, "zh")


# Groups ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "withheld"), [("en", "withheld"), ("zh", "不予显示")])
def test_small_groups_are_shown_as_withheld(lang: str, withheld: str) -> None:
    lines = [line.split() for line in printed(80, lang).splitlines()]
    assert next(line for line in lines if line[:1] == ["South"]) == ["South", "488", withheld, "0", withheld]
    assert "<10" in next(line for line in lines if line[:1] == [{"en": "unknown", "zh": "未知"}[lang]])
    assert "<10" in words(80, lang).split("<10", 1)[1]  # what the sign means stands below


def test_of_many_groups_the_largest_are_shown_and_the_rest_is_told_together() -> None:
    groups = {f"g{n:02}": group(100, 50, n * 1000.0) for n in range(MOST_GROUPS + 5)}
    text = printed(80, "en", groups={"district": groups})
    assert "g24" in text
    assert "g05" in text
    assert "g04" not in text
    (others,) = [line.split() for line in text.splitlines() if "5 others" in line]
    assert others == ["5", "others", "500", "250", "0", "10,000", "yuan"]  # 0 + 1 + 2 + 3 + 4 thousand


def test_the_others_hold_no_withheld_group() -> None:
    groups = {f"g{n:02}": group(100, 50, 1000.0) for n in range(MOST_GROUPS + 2)}
    groups |= {"h1": group("<10", "<10", None), "h2": group(100, "withheld", None), "h3": group("withheld", 50, 900.0)}
    text = printed(80, "en", groups={"district": groups})
    (others,) = [line.split() for line in text.splitlines() if "2 others" in line]
    assert others[2:] == ["200", "100", "0", "2,000", "yuan"]
    assert "3 more groups are withheld." in text


def test_a_group_of_a_budget_shows_what_is_left_after_it() -> None:
    groups = {"North": {"units": 50, "totals": cell(40, 9e6, awarded_low=2e6, awarded_high=2e6), "instruments": {}}}
    totals = {**ANSWER["totals"], "awarded_low": 2e6, "awarded_high": 2e6}
    text = words(80, "en", groups={"district": groups}, totals=totals)
    assert "North 50 40 0 2 million yuan" in text
    assert "After budgets are shared out: 2 million yuan" in text


# Budgets, reforms, change ----------------------------------------------------------------------------------------------

BUDGET = {
    "budget": 2e6, "way": "pro_rata", "claims": {"low": 4e6, "high": 4.3e6}, "spent": {"low": 2e6, "high": 2e6},
    "ratio": {"low": 0.465, "high": 0.5}, "funded": 9,
}  # fmt: skip


def test_a_budget_is_told_with_claims_ratio_and_what_is_spent() -> None:
    pro_rata = words(120, "en", instruments=[instrument("a", 9, 4e6, rationing=BUDGET)])
    assert (
        "budget 2 million yuan, claims 4 – 4.3 million yuan; each claim is paid at 46.5 – 50%, 2 million yuan is spent"
        in pro_rata
    )
    ranked = {**BUDGET, "way": "rank", "ratio": None, "budget": None}
    by_rank = words(120, "en", instruments=[instrument("a", 9, 4e6, rationing=ranked)])
    assert "budget not stated" in by_rank
    assert "9 units are funded for certain" in by_rank


def test_what_the_author_expects_stands_beside_what_comes_out() -> None:
    text = words(120, "en", REFORMED)
    assert "The cut (cut), from 2024-01-01" in text
    expected = "Its author expects −1 million yuan a year (the bureau); computed: −899,000 – −750,000 yuan"
    assert f"{expected}, without the reliefs of 12 units whose profit is not known." in text
    known = words(120, "en", REFORMED, totals={**ANSWER["totals"], "unknown": 0})
    assert f"{expected}, 75 – 89.9% of what is expected." in known
    assert "the bureau" in words(120, "zh", REFORMED)


def test_of_several_reforms_the_figures_are_those_of_all_of_them() -> None:
    text = words(120, "en", REFORMED, reforms=[REFORM, {**REFORM, "id": "other", "expect": None}])
    assert "computed for all that differs together" in text


def test_an_expectation_of_nothing_has_no_ratio() -> None:
    expect = {"low": -1e6, "high": 1e6, "source": "the bureau"}
    text = words(120, "en", REFORMED, reforms=[{**REFORM, "expect": expect}])
    assert "of what is expected" not in text


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("2024-07-01", "It has not begun on 2024-06-30"),
        ("2024-06-30", "It begins after the taxes of 2023 are settled"),
        ("2024-01-01", "It begins after the taxes of 2023 are settled"),
        ("2023-12-31", None),
    ],
)
def test_a_reform_that_cannot_show_in_the_figures_says_so(start: str, told: str | None) -> None:
    text = words(120, "en", REFORMED, reforms=[{**REFORM, "from": start}])
    late = [sign for sign in ("It has not begun", "It begins after") if sign in text]
    assert late == ([] if told is None else [told[: len(late[0])]])
    assert told is None or told in text


def test_gainers_and_losers_stand_with_what_they_gain_and_lose() -> None:
    text = words(120, "en", REFORMED)
    for told in (
        "1 unit gains 1,000 yuan",
        "250 units lose, together 800,000 – 900,000 yuan",
        "1,700 units get what they got before",
        "49 units may gain, lose or neither",
        "The difference for all together: −899,000 – −750,000 yuan",
        "Label of large: before 300 eligible, 7 depend, 3.4 – 3.5 million yuan, and 1 award",
    ):
        assert told in text
    assert "Label of small: before" not in text
    chinese = words(120, "zh", REFORMED)
    assert "受损单位 250 个，共 80 – 90 万元" in chinese


def test_figures_of_all_rows_that_few_stand_behind_are_named() -> None:
    text = words(120, "en", REFORMED)
    assert "Keep these to yourself: Label of small; what gainers gain" in text
    assert "Keep these to yourself" not in words(120, "en")


def test_what_the_data_lacked_and_how_sure_it_is_come_last() -> None:
    door = {f"column{n}": {"null": n} for n in range(1, 11)}
    text = words(120, "en", door=door)
    assert "no column for these, unknown in every row: profit" in text
    many = words(120, "en", missing_columns=[f"name{n}" for n in range(1, 101)])
    assert "no column for 100 inputs, unknown in every row: name1, " in many
    assert "name8 … (all in --json)" in many
    assert "name9" not in many
    assert "column10: 10 empty" in text
    assert "column2: 2 empty" not in text
    assert "2 more columns with gaps" in text
    assert "your records 50%" in text
    assert "5 of 5 instruments are drafts" in text
    assert text.endswith("groups.csv")


def test_the_answer_is_not_touched() -> None:
    kept = deepcopy(ANSWER)
    printed(80, "en")
    assert kept == ANSWER


@pytest.mark.parametrize(("count", "told"), [(3, "3"), (1234567, "1,234,567"), (2.5, "2.5"), ("<10", "<10")])
def test_counts_are_whole_unless_rows_are_weighted(count: float | str, told: str) -> None:
    assert cost_sentences.number(count, "en") == told


def test_near_misses_of_a_rule_with_one_condition_are_not_told() -> None:
    """Everybody who fails it fails by exactly one condition, which tells nothing."""
    assert cost_sentences.standing_of(instrument("status", 500) | {"near_misses": 41}, "en")[2] == "41"
    assert cost_sentences.standing_of(instrument("status", 500) | {"near_misses": 41, "conditions": 1}, "en")[2] == "—"
