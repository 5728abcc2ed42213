"""Floors are judged by their sheets: on budget lines by plan, grant and payment, on published figures, under the law only."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from innovatory.language.mistakes import Place
from innovatory.language.units import unit
from innovatory.measure.denominators import Facts
from innovatory.measure.floors import floors_of, law_of, policy, splits, statute
from innovatory.measure.statistics import Figure
from innovatory.measure.targets import Answered, FloorFigures, Policy
from innovatory.policy.library import standard

FLOOR = "basic_research_floor_30"
INPUTS = FloorFigures(inputs={"rd_fund": "funds", "rd_fund_basic": "basic"}, printed="share")


def figure(series: str, year: int, shown: str, of: str = "bn yuan", **said: Any) -> Figure:
    """A figure of a test: `shown` in bn yuan or %, as it would be read from a city's statistics."""
    value, base = (float(shown) / 100, "1") if of == "%" else (float(shown) * 1e9, "yuan")
    facts = {
        "qualifier": "", "source": "a", "quote": shown, "role": "show", "period": "full_year", "bound": "exact",
        "flag": "observed", "series": series, "released_on": None, "preferred": True,
    } | said  # fmt: skip
    return Figure(series, {"en": series, "zh": series}, year, value, unit(base), shown, of, of, place=Place(), **facts)


def facts(*figures: Figure) -> Facts:
    return Facts(
        {
            (one.indicator, one.year): [
                two for two in figures if (two.indicator, two.year) == (one.indicator, one.year)
            ]
            for one in figures
        }
    )


def lines(*rows: tuple[int, float | None, float | None, str, bool], government: str = "gov:city") -> pl.LazyFrame:
    """Budget lines: year, planned, paid, research class, whether in the fund."""
    names = ["year", "planned", "paid", "research_class", "in_rd_fund"]
    table = pl.DataFrame(
        rows,
        schema=dict(zip(names, (pl.Int64, pl.Float64, pl.Float64, pl.String, pl.Boolean), strict=True)),
        orient="row",
    )
    extra = {"government": government, "origin": "observed"}
    return table.with_columns(
        pl.lit(None, pl.Float64).alias("granted"), *(pl.lit(value).alias(name) for name, value in extra.items())
    ).lazy()


def test_a_floor_applies_to_the_city_of_its_folder_and_where_a_city_names_it() -> None:
    assert [one.sheet.instrument for one in floors_of("shenzhen", {}, standard())] == [FLOOR]
    assert floors_of("lindao", {}, standard()) == []
    named = floors_of("shenzhen", {"guangdong_basic_research_third": FloorFigures()}, standard())
    assert [one.sheet.instrument for one in named] == [FLOOR, "guangdong_basic_research_third"]


def test_the_law_is_told_with_its_days_and_the_unconfirmed_article() -> None:
    law = law_of(standard().instrument(FLOOR))
    assert (law.start, law.end, law.article, law.state) == (date(2020, 11, 1), None, "article not confirmed", "draft")
    assert law_of(standard().instrument("guangdong_basic_research_third")).confidence == "unconfirmed"


def test_lines_are_added_up_by_year_and_basis_and_those_outside_the_fund_are_left_out() -> None:
    budget = lines(
        (2023, 3e9, 2.5e9, "basic", True), (2023, 1e9, 1e9, "applied_basic", True), (2023, 6e9, 6e9, "other", True),
        (2023, 9e9, 9e9, "basic", False),
    )  # fmt: skip
    planned, paid = splits(budget)
    assert (planned.year, planned.basis, planned.rows, planned.empty) == (2023, "planned", 3, 0)
    assert planned.inputs == {"rd_fund": 10e9, "rd_fund_basic": 4e9}
    assert (paid.basis, paid.inputs) == ("paid", {"rd_fund": 9.5e9, "rd_fund_basic": 3.5e9})


def test_money_of_another_government_is_not_the_citys() -> None:
    assert splits(lines((2023, 3e9, 3e9, "basic", True), government="gov:440305")) == []


def test_a_line_without_an_amount_leaves_the_sums_unknown_never_smaller() -> None:
    planned, paid = splits(lines((2023, 3e9, None, "basic", True), (2023, 7e9, 7e9, "other", True)))
    assert planned.inputs == {"rd_fund": 10e9, "rd_fund_basic": 3e9}
    assert (paid.inputs, paid.empty) == ({"rd_fund": None, "rd_fund_basic": None}, 1)


@pytest.mark.parametrize(
    ("basic", "answer"), [(3e9, "met"), (3e9 - 1, "not_met")]
)  # 30 % of 10 bn is 3 bn: the floor holds on it, and one yuan below it does not
def test_the_sheet_judges_the_budget_on_the_floor_and_one_yuan_below(basic: float, answer: str) -> None:
    budget = splits(lines((2023, basic, None, "basic", True), (2023, 10e9 - basic, None, "other", True)))
    found = statute(standard().instrument(FLOOR), facts(), FloorFigures(), budget, None)
    assert (found.answer, found.year, found.since) == (answer, 2023, "2020-11-01")
    (judged,) = found.judged
    assert (judged.reading.basis, judged.reading.rows, judged.reading.of) == ("planned", 2, (basic, 10e9))


def test_plan_and_payment_that_disagree_decide_nothing_and_are_both_shown() -> None:
    budget = splits(lines((2023, 3e9, 2e9, "basic", True), (2023, 7e9, 8e9, "other", True)))
    found = statute(standard().instrument(FLOOR), facts(), FloorFigures(), budget, None)
    assert (found.answer, found.reason) == ("cannot_say", "conflict")
    assert [(one.reading.basis, one.reading.value, one.answer) for one in found.judged] == [
        ("planned", 0.3, "met"), ("paid", 0.2, "not_met"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(2023, None, None, "basic", True), (2023, 7e9, None, "other", True)], "no_amount"),
        ([(2023, 0.0, None, "basic", True), (2023, 0.0, None, "other", True)], "nothing"),
    ],
)
def test_missing_amounts_and_an_empty_fund_decide_nothing(rows: list[Any], reason: str) -> None:
    found = statute(standard().instrument(FLOOR), facts(), FloorFigures(), splits(lines(*rows)), None)
    assert (found.answer, found.reason) == ("cannot_say", reason)


def test_synthetic_lines_are_said_to_be_synthetic() -> None:
    budget = splits(lines((2023, 3e9, None, "basic", True)).with_columns(origin=pl.lit("synthetic")))
    (judged,) = statute(standard().instrument(FLOOR), facts(), FloorFigures(), budget, None).judged
    assert judged.reading.notes == ("synthetic",)


def test_figures_from_before_the_law_say_nothing_of_the_law() -> None:
    before = facts(figure("funds", 2019, "12.3"), figure("basic", 2019, "4.54"), figure("share", 2019, "36.87", "%"))
    found = statute(standard().instrument(FLOOR), before, INPUTS, (), None)
    assert (found.answer, found.reason, found.year, found.judged) == ("cannot_say", "none_since", None, ())
    asked = statute(standard().instrument(FLOOR), before, INPUTS, (), 2019)
    assert (asked.answer, asked.reason) == ("cannot_say", "not_in_force")


def test_published_figures_under_the_law_are_judged_by_the_sheet_with_what_rounding_leaves_open() -> None:
    since = facts(figure("funds", 2022, "10.0"), figure("basic", 2022, "3.1"))
    found = statute(standard().instrument(FLOOR), since, INPUTS, (), None)
    (judged,) = found.judged
    # 3.05 / 10.05 = 0.30348… and 3.15 / 9.95 = 0.31658…: both above 30 %
    assert (found.answer, found.year) == ("met", 2022)
    assert judged.reading.low == pytest.approx(3.05 / 10.05, rel=1e-9)
    assert judged.reading.high == pytest.approx(3.15 / 9.95, rel=1e-9)
    near = facts(figure("funds", 2022, "10.0"), figure("basic", 2022, "3.0"))
    assert statute(standard().instrument(FLOOR), near, INPUTS, (), None).reason == "too_wide"


def test_a_lower_bound_decides_only_upwards() -> None:
    more = {"bound": "lower", "qualifier": "more than"}
    enough = facts(figure("funds", 2022, "10.0"), figure("basic", 2022, "3.5", **more))
    assert statute(standard().instrument(FLOOR), enough, INPUTS, (), None).answer == "met"
    little = facts(figure("funds", 2022, "10.0"), figure("basic", 2022, "2.5", **more))
    assert statute(standard().instrument(FLOOR), little, INPUTS, (), None).reason == "too_wide"


def test_the_text_of_the_law_is_no_figure_of_what_was_spent() -> None:
    text = figure("share", 2023, "30", "%", bound="lower", qualifier="no less than (legal floor)")
    assert statute(standard().instrument(FLOOR), facts(text), INPUTS, (), None).reason == "none_since"
    target = figure("share", 2023, "31", "%", period="target")
    assert statute(standard().instrument(FLOOR), facts(target), INPUTS, (), None).reason == "none_since"


def test_a_policy_before_the_law_is_answered_in_its_latest_year_with_figures() -> None:
    label = {"en": "x", "zh": "某"}
    answer = Answered.model_validate({"label": label, "part": "basic", "whole": "funds"})
    of = Policy.model_validate(
        {"label": label, "from": "2019", "to": "2020", "at_least": "30%", "source": "a", "answer": answer}
    )
    known = facts(figure("funds", 2019, "12.3"), figure("basic", 2019, "4.54"))
    found = policy(of, known, "1", None)
    assert found is not None
    assert (found.year, found.answer, found.judged[0].reading.of) == (2019, "met", (4.54e9, 12.3e9))
    assert policy(of, known, "1", 2021) is None
    empty = policy(of, known, "1", 2020)
    assert empty is not None
    assert (empty.answer, empty.reason) == ("cannot_say", "no_figure")
