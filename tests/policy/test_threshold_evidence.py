"""From a sheet and a table to the evidence: the axis, near misses, round numbers, years, and what is withheld."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.policy.before_after import day_in
from innovatory.policy.bunching import Estimate, Interval
from innovatory.policy.library import Instrument, folder_library
from innovatory.policy.placebo import Placebos, Track
from innovatory.policy.threshold_analysis import Analysis, RoundNumbers, analysed, placed
from innovatory.policy.threshold_bins import Counts, Grid, Spot
from innovatory.policy.threshold_evidence import threshold_evidence
from innovatory.policy.threshold_rows import Rows

ON = date(2024, 6, 30)
SHEET = """
instrument: plain
label: {en: Plain, zh: 样例}
applies_to: enterprise
sources: {law: {cite: Law, title: {en: Law, zh: 法}, from: 2020-01-01}}
in_force: {from: 2020-01-01, to: 2030-12-31}
parameters:
  least: {unit: 1, values: {2020-01-01: {source: law art 1, value: 10%}, 2022-01-01: {source: law art 1, value: 15%}}}
  by_size: {unit: 1, by: revenue, values: {2020-01-01: {source: law art 1, rows: [{up_to: 50m, value: 5%}, {otherwise: 3%}]}}}
criteria:
  share:     {value: hightech_income / total_income, at_least: least, source: law art 1, label: {en: Share, zh: 占比}}
  intensity: {value: rd_hnte / revenue, at_least: by_size(revenue), source: law art 2, label: {en: R&D, zh: 研发}}
  staff:     {value: staff_mean, at_most: 300, unit: person, source: law art 3, label: {en: Staff, zh: 人数}}
  profit:    {value: profit, more_than: 0, source: law art 4, label: {en: Profit, zh: 利润}}
  resident:  {value: tax_resident, is: true, source: law art 5, label: {en: Resident, zh: 居民}}
eligible: all
acts: [{none: because it is a test}]
signed: {state: draft}
tests:
  - {name: a, on: 2024-06-30, given: {hightech_income: 20, total_income: 100, rd_hnte: 10, revenue: 100, staff_mean: 10, profit: 1, tax_resident: true}, expect: {result: pass}}
  - {name: b, like: a, given: {profit: 0}, expect: {result: fail}}
  - {name: c, like: a, given: {profit: unknown}, expect: {result: depends}}
"""


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    folder = tmp_path_factory.mktemp("sheets")
    (folder / "plain.yaml").write_text(SHEET, encoding="utf-8")
    return folder_library(folder).instrument("plain")


def shares(values: Any, **columns: Any) -> pl.DataFrame:
    """Rows with these shares of high-tech income, exactly for whole thousandths."""
    income = np.asarray(values, dtype=np.float64)
    return pl.DataFrame({"hightech_income": income * 1000, "total_income": np.full(len(income), 1000.0), **columns})


def one(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["criteria"] if each["id"] == name)


def bunched(seed: int, n: int, threshold: float, moved: float = 0.8) -> Any:
    """Shares of which those just below a threshold went just above it."""
    random = np.random.default_rng(seed)
    values = threshold * random.lognormal(0.1, 0.6, n)
    movers = (values >= 0.93 * threshold) & (values < threshold) & (random.random(n) < moved)
    values[movers] = threshold * (1 + 0.02 * random.random(int(movers.sum())))
    return values


# Near misses and sides -----------------------------------------------------------------------------------------------


def test_near_misses_are_counted_by_hand(sheet: Instrument) -> None:
    # of 15 %: 1 % is 0.15, 5 % is 0.75, 10 % is 1.5 points of percent; what is exactly so far off counts as near
    values = [0.1485] * 10 + [0.149] * 5 + [0.1425] * 12 + [0.135] * 20 + [0.1349] * 30 + [0.15] * 7
    found = threshold_evidence(sheet, shares(values), ON, only=["share"])
    near = one(found, "share")["near"]
    assert [(entry["within"], entry["rows"], entry["count"]) for entry in near] == [
        (0.01, 15, 15.0),
        (0.05, 27, 27.0),
        (0.1, 47, 47.0),
    ]
    assert near[2]["share"] == pytest.approx(47 / 84)


def test_near_misses_by_weight_tell_rows_and_weights(sheet: Instrument) -> None:
    table = shares([0.149] * 12 + [0.5] * 8, weight=[2.5] * 12 + [1.0] * 8)
    found = threshold_evidence(sheet, table, ON, only=["share"])
    assert found["weighted"] is True
    assert one(found, "share")["near"][0] == {
        "within": 0.01,
        "rows": 12,
        "count": 30.0,
        "share": pytest.approx(30 / 38),
    }


def test_small_groups_are_neither_told_nor_to_be_had_by_subtraction(sheet: Instrument) -> None:
    # 4 rows within 1 %, 14 within 5 %, 20 within 10 %: 20 − 14 would tell of 6
    values = [0.149] * 4 + [0.145] * 10 + [0.137] * 6 + [0.5] * 5
    near = one(threshold_evidence(sheet, shares(values), ON, only=["share"]), "share")["near"]
    assert [entry["rows"] for entry in near] == ["<10", "withheld", 20]
    assert [entry["share"] is None for entry in near] == [True, True, False]


def test_an_upper_threshold_is_turned_so_that_passing_is_above(sheet: Instrument) -> None:
    table = pl.DataFrame({"staff_mean": [300.0] * 11 + [303.0] * 12 + [290.0] * 3})
    found = one(threshold_evidence(sheet, table, ON, only=["staff"]), "staff")
    assert [entry["rows"] for entry in found["near"]] == [12, 12, 12]
    assert (found["axis"], found["reach"]) == ("unit", 150.0)


def test_what_stands_on_a_strict_threshold_fails(sheet: Instrument) -> None:
    rows = Rows(np.array([0.0, 1.0, -1.0]), np.zeros(3), np.ones(3), np.array([False, True, False]), 0, 0)
    _, sample = placed(rows, "more_than", "yuan")
    assert sample.split(np.array([0.0]), 1e-9).tolist() == [2]


def test_the_rule_decides_on_which_side_of_an_edge_a_value_stands() -> None:
    # the comparison forgives ε of the terms: 1.15 − 1 is below 0.15 in float64 and passes
    value = np.array([1.15 - 1])
    assert value[0] < 0.15
    _, sample = placed(Rows(value, np.array([0.15]), np.ones(1), np.array([True]), 0, 0), "at_least", "1")
    assert sample.at.tolist() == [1.0]


def test_unknown_and_ranged_rows_are_left_out_and_counted(sheet: Instrument) -> None:
    table = pl.DataFrame({"profit_low": [1.0, 1.0, None, 5.0], "profit_high": [2.0, 1.0, None, 5.0]})
    found = one(threshold_evidence(sheet, table, ON, only=["profit"]), "profit")
    assert (found["known"], found["unknown"], found["ranged"]) == (2, 1, 1)
    assert (found["near"], found["verdict"], found["cannot"]) == (None, "cannot", "few_rows")


def test_no_column_at_all_is_unknown_in_every_row(sheet: Instrument) -> None:
    found = one(threshold_evidence(sheet, shares([0.5] * 60), ON, only=["staff"]), "staff")
    assert (found["known"], found["unknown"], found["threshold"], found["cannot"]) == (0, 60, None, "no_rows")


# The estimate --------------------------------------------------------------------------------------------------------


def test_planted_bunching_is_called_so_and_the_chart_holds_every_row(sheet: Instrument) -> None:
    table = shares(bunched(1, 6000, 0.15), origin=["synthetic"] * 6000)
    found = threshold_evidence(sheet, table, ON, only=["share"])
    share = one(found, "share")
    assert (found["origin"], share["verdict"], share["axis"]) == (["synthetic"], "bunching", "relative")
    assert share["placebo"]["stronger"] == 0
    assert share["placebo"]["shown"]["factor"] == 1.25
    assert sum(group["rows"] for group in share["density"]) == share["estimate"]["rows"]
    assert sum(group["expected"] for group in share["density"]) == pytest.approx(share["estimate"]["rows"])
    assert json.loads(json.dumps(found)) == found


def test_rows_of_different_thresholds_stand_together(sheet: Instrument) -> None:
    small, large = bunched(2, 4000, 0.05), bunched(3, 4000, 0.03)
    revenue = np.repeat([40e6, 90e6], 4000)
    table = pl.DataFrame({"rd_hnte": np.concatenate((small, large)) * revenue, "revenue": revenue})
    found = one(threshold_evidence(sheet, table, ON, only=["intensity"]), "intensity")
    assert (found["threshold"], found["verdict"]) == ({"low": 0.03, "high": 0.05}, "bunching")


def test_a_rule_not_in_force_has_no_evidence(sheet: Instrument) -> None:
    found = threshold_evidence(sheet, shares([0.5] * 60), date(2019, 6, 30))
    assert (found["in_force"], found["criteria"]) == (False, [])


def test_every_criterion_with_a_threshold_is_looked_at(sheet: Instrument) -> None:
    found = threshold_evidence(sheet, shares([0.5] * 60), ON)
    assert [each["id"] for each in found["criteria"]] == ["share", "intensity", "staff", "profit"]


@pytest.mark.parametrize(("name", "kind", "near"), [("shares", "name", "share"), ("resident", "criterion", None)])
def test_a_wrong_criterion_is_told(sheet: Instrument, name: str, kind: str, near: str | None) -> None:
    with pytest.raises(Mistake) as told:
        threshold_evidence(sheet, shares([0.5]), ON, only=[name])
    assert (told.value.kind, told.value.nearest) == (kind, near)


def test_bunching_under_an_upper_threshold_is_found(sheet: Instrument) -> None:
    random = np.random.default_rng(9)
    staff = np.round(300 * random.lognormal(-0.1, 0.5, 8000))
    movers = (staff > 300) & (staff <= 325) & (random.random(8000) < 0.8)
    staff[movers] = 300 - np.round(8 * random.random(int(movers.sum())))
    found = one(threshold_evidence(sheet, pl.DataFrame({"staff_mean": staff}), ON, only=["staff"]), "staff")
    assert (found["axis"], found["verdict"], found["placebo"]["stronger"]) == ("unit", "bunching", 0)


def test_a_grouped_row_counts_as_many_units_as_it_stands_for(sheet: Instrument) -> None:
    values = bunched(1, 6000, 0.15)
    single = one(threshold_evidence(sheet, shares(values), ON, only=["share"]), "share")["estimate"]
    grouped = one(threshold_evidence(sheet, shares(values, weight=[3.0] * 6000), ON, only=["share"]), "share")[
        "estimate"
    ]
    assert grouped["excess"]["value"] == pytest.approx(3 * single["excess"]["value"])
    assert (grouped["rows"], grouped["relative"]["value"]) == (
        single["rows"],
        pytest.approx(single["relative"]["value"]),
    )


def test_rows_without_weight_are_no_rows(sheet: Instrument) -> None:
    table = shares([0.149] * 12 + [0.5] * 8, weight=[1.0] * 12 + [0.0] * 8)
    found = one(threshold_evidence(sheet, table, ON, only=["share"]), "share")
    assert (found["known"], found["near"][0]["share"]) == (12, 1.0)


# What may be said ----------------------------------------------------------------------------------------------------


def analysis(low: float, tried: int, stronger: int, rounds: RoundNumbers | None) -> Analysis:
    """An analysis whose excess has this lower end and whose placebos came out so."""
    window = Grid(0.05, 10, 2, 1)
    counts = np.full(20, 100)
    interval = Interval(50.0, low, 90.0)
    of = Counts(window, window.numbers, counts, counts * 1.0, counts * 1.0, np.cumsum(counts) - counts)
    estimate = Estimate(interval, interval, interval, 3, 4.0, of, counts * 1.0)
    track = Track(Spot(1.0), 0.5, True, 1.0, False)
    return Analysis(track, window, estimate, Placebos(tried, stronger), None, rounds)


@pytest.mark.parametrize(
    ("low", "tried", "stronger", "rounds", "verdict"),
    [
        (10, 39, 1, None, "bunching"),  # p = 2 / 40
        (10, 39, 2, None, "none_seen"),  # p = 3 / 40
        (0, 39, 0, None, "none_seen"),
        (10, 18, 0, None, "cannot"),
        (10, 39, 0, RoundNumbers(0.06, 0.0, Placebos(12, 0)), "bunching"),
        (10, 39, 0, RoundNumbers(0.06, 0.0, Placebos(12, 1)), "round_numbers"),
        (10, 39, 0, RoundNumbers(0.06, 0.0, Placebos(0, 0)), "round_numbers"),
        (10, 39, 0, RoundNumbers(0.04, 0.0, Placebos(0, 0)), "bunching"),
        (10, 39, 0, RoundNumbers(0.06, 0.05, Placebos(0, 0)), "bunching"),  # not twice what chance puts there
    ],
)
def test_a_verdict_needs_placebos_interval_and_no_habit(
    low: float, tried: int, stronger: int, rounds: RoundNumbers | None, verdict: str
) -> None:
    assert analysis(low, tried, stronger, rounds).verdict == verdict


# Round numbers -------------------------------------------------------------------------------------------------------


def rounded(seed: int, often: float) -> Rows:
    """Values about a threshold of 60 %, of which some are rounded to whole multiples of 5 %; nobody cares for the rule."""
    random = np.random.default_rng(seed)
    values = 0.6 * random.lognormal(0.1, 0.5, 6000)
    habit = random.random(6000) < often
    values[habit] = np.round(values[habit] / 0.05) * 0.05
    threshold = np.full(6000, 0.6)
    return Rows(values, threshold, np.ones(6000), values >= threshold - 1e-12, 0, 0)


@pytest.mark.parametrize("seed", range(6))
def test_a_habit_of_round_numbers_is_not_called_bunching(seed: int) -> None:
    found = analysed(rounded(seed, 0.2), "at_least", "1")
    assert found.round_numbers is not None
    assert found.round_numbers.many
    assert found.verdict in ("round_numbers", "none_seen")


def test_bunching_beyond_the_habit_is_called_so_with_the_habit_noted() -> None:
    rows = rounded(7, 0.2)
    values = rows.value.copy()
    movers = (values >= 0.55) & (values < 0.6 - 1e-9)
    values[movers] = 0.6
    found = analysed(Rows(values, rows.threshold, rows.weight, values >= 0.6 - 1e-12, 0, 0), "at_least", "1")
    assert found.round_numbers is not None
    assert (found.round_numbers.many, found.round_numbers.placebos.stronger, found.verdict) == (True, 0, "bunching")


def test_values_that_are_not_rounded_are_not_spoken_of() -> None:
    found = analysed(rounded(8, 0.0), "at_least", "1").round_numbers
    assert found is not None
    assert (found.share, found.many) == (0.0, False)


# Before and after ----------------------------------------------------------------------------------------------------


def years(*of: tuple[int, float]) -> pl.DataFrame:
    """A year of shares bunched at a threshold, for each pair."""
    parts = [shares(bunched(year, 5000, at), year=[year] * 5000) for year, at in of]
    return pl.concat(parts)


def test_the_estimate_is_made_year_by_year_about_a_change(sheet: Instrument) -> None:
    # the day of 2020 is 30 June 2021, when 10 % held; from 2022 it is 15 %
    table = years((2020, 0.10), (2021, 0.15), (2023, 0.15))
    found = one(threshold_evidence(sheet, table, ON, only=["share"]), "share")["before_after"]
    assert found["changes"] == ["2022-01-01"]
    before, after, now = found["years"]
    assert [(each["year"], each["day"], each["applies"]) for each in found["years"]] == [
        (2020, "2021-06-30", "other_threshold"),
        (2021, "2022-06-30", "in_force"),
        (2023, "2024-06-30", "in_force"),
    ]
    assert before["own"]["verdict"] == "bunching"
    assert before["asked"]["verdict"] == "none_seen"
    assert [each["asked"]["verdict"] for each in (after, now)] == ["bunching", "bunching"]
    assert [each["own"] for each in (after, now)] == [None, None]


def test_a_year_before_the_sheet_is_judged_at_the_threshold_that_came(sheet: Instrument) -> None:
    table = years((2018, 0.30), (2020, 0.10))
    found = threshold_evidence(sheet, table, date(2021, 6, 30), only=["share"])
    entries = one(found, "share")["before_after"]
    assert entries["changes"] == ["2020-01-01"]
    assert [each["applies"] for each in entries["years"]] == ["not_in_force", "in_force"]
    assert [each["asked"]["verdict"] for each in entries["years"]] == ["none_seen", "bunching"]


def test_a_year_after_the_sheet_is_not_in_force_though_its_numbers_stand(sheet: Instrument) -> None:
    table = years((2029, 0.15), (2030, 0.15))
    found = one(threshold_evidence(sheet, table, date(2030, 6, 30), only=["share"]), "share")["before_after"]
    assert found["changes"] == ["2031-01-01"]
    assert [each["applies"] for each in found["years"]] == ["in_force", "not_in_force"]


@pytest.mark.parametrize(("on", "changes"), [(date(2022, 1, 1), ["2022-01-01"]), (date(2023, 1, 1), None)])
def test_a_change_holds_from_its_own_day_on(sheet: Instrument, on: date, changes: list[str] | None) -> None:
    table = shares([0.5] * 80, year=[on.year - 2] * 40 + [on.year - 1] * 40)
    found = one(threshold_evidence(sheet, table, on, only=["share"]), "share")["before_after"]
    assert found.get("changes") == changes


def test_the_same_day_of_a_common_year_is_the_28th() -> None:
    assert (day_in(date(2024, 2, 29), -1), day_in(date(2024, 2, 29), -4)) == (date(2023, 2, 28), date(2020, 2, 29))


def test_one_year_and_no_change_cannot_be_compared(sheet: Instrument) -> None:
    without = one(threshold_evidence(sheet, shares([0.5] * 60), ON, only=["share"]), "share")
    same = one(threshold_evidence(sheet, years((2022, 0.15), (2023, 0.15)), ON, only=["share"]), "share")
    assert [each["before_after"] for each in (without, same)] == [{"cannot": "one_year"}, {"cannot": "no_change"}]


def test_only_the_assessed_year_is_counted(sheet: Instrument) -> None:
    found = threshold_evidence(sheet, years((2022, 0.15), (2023, 0.15)), ON, only=["share"])
    assert (found["rows"], one(found, "share")["known"]) == (5000, 5000)


def test_a_year_that_is_not_there_and_a_year_that_is_none_are_told(sheet: Instrument) -> None:
    with pytest.raises(Mistake) as missing:
        threshold_evidence(sheet, years((2020, 0.1), (2021, 0.1)), ON)
    assert (missing.value.kind, "2020 – 2021" in missing.value.en) == ("year", True)
    with pytest.raises(Mistake) as wrong:
        threshold_evidence(sheet, shares([0.5], year=["last"]), ON)
    assert wrong.value.kind == "type"


# Nothing small leaks -------------------------------------------------------------------------------------------------


def rows_told(value: Any) -> Iterator[Any]:
    """Every `rows` that stands anywhere in an answer about a criterion."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "rows" and each is not None)
        yield from (told for each in value.values() for told in rows_told(each))
    elif isinstance(value, list):
        yield from (told for each in value for told in rows_told(each))


@given(seed=st.integers(0, 10_000), n=st.sampled_from([300, 700, 1500]), hole=st.floats(0, 1))
@settings(deadline=None, max_examples=25)
def test_no_group_of_fewer_than_ten_rows_is_told(sheet: Instrument, seed: int, n: int, hole: float) -> None:
    found = one(threshold_evidence(sheet, shares(bunched(seed, n, 0.15, hole)), ON, only=["share"]), "share")
    assert [rows for rows in rows_told(found) if isinstance(rows, int) and rows < 10] == []
    for group in found["density"]:
        told = [group[key] is not None for key in ("count", "expected")]
        assert told == [group["rows"] != "<10"] * 2
    if any(group["rows"] == "<10" for group in found["density"]):
        assert found["estimate"]["rows"] is None


def test_a_hole_below_the_threshold_withholds_what_is_missing(sheet: Instrument) -> None:
    random = np.random.default_rng(4)
    values = 0.15 * (0.3 + 1.4 * random.random(3000))
    values[(values > 0.134) & (values < 0.15)] = 0.1505
    found = one(threshold_evidence(sheet, shares(values), ON, only=["share"]), "share")
    assert found["estimate"]["missing"] is None
    assert found["estimate"]["excess"]["low"] > 0
    assert [group["rows"] == "<10" for group in found["density"]] == [False] * len(found["density"])


def test_a_total_that_would_give_a_small_group_away_is_withheld(sheet: Instrument) -> None:
    # 5 rows from half the threshold to nine tenths of it, many on either side of the threshold
    values = [*np.linspace(0.075, 0.13, 5), *np.linspace(0.1351, 0.1499, 400), *np.linspace(0.15, 0.23, 2000)]
    found = one(threshold_evidence(sheet, shares(values), ON, only=["share"]), "share")
    assert [group["rows"] for group in found["density"]].count("<10") == 1
    assert (found["density"][0]["rows"], found["estimate"]["rows"]) == ("<10", None)
