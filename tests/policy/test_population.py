"""The door of a population: bad columns are named, bad values become unknown and are counted, no row is lost."""

from __future__ import annotations

from datetime import date
from math import inf, nan
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import polars as pl
import populations
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from populations import ENGINES

from innovatory.language.mistakes import Mistake
from innovatory.policy.library import Instrument, folder_library
from innovatory.policy.population import Evaluation

ON, YEAR = date(2024, 6, 30), 2023
SHEET = """
instrument: plain
label: {en: Plain, zh: 样例}
applies_to: enterprise
sources: {law: {cite: Law, title: {en: Law, zh: 法}, from: 2020-01-01}}
in_force: {from: 2020-01-01, to: 2030-12-31}
parameters:
  least: {unit: 1, by: revenue, values: {2020-01-01: {source: law art 1, rows: [{up_to: 50m, value: 5%}, {otherwise: 3%}]}}}
judged:
  mark: {unit: point, range: 0..10, label: {en: Mark, zh: 分}}
  good: {truth: true, label: {en: Good, zh: 好}}
define:
  amount: {unit: yuan, is: 10% * rd_accounts}
criteria:
  age:       {value: days_since(registered_on), at_least: 365, unit: day, source: law art 1, label: {en: Age, zh: 年限}}
  staff:     {value: st_staff / staff_mean, at_least: 10%, lever: st_staff, source: law art 1, label: {en: Staff, zh: 人员}}
  intensity: {value: "sum_last(rd_hnte, 3) / sum_last(revenue, 3)", at_least: least(revenue), source: law art 1, label: {en: R&D, zh: 研发}}
  growth:    {value: "growth(revenue, 2)", more_than: 0, source: law art 1, label: {en: Growth, zh: 增长}}
  mark:      {value: mark, more_than: 5, unit: point, source: law art 1, label: {en: Mark, zh: 分}}
  good:      {value: good, is: true, source: law art 1, label: {en: Good, zh: 好}}
  holder:    {value: status(hnte), is: true, source: law art 1, label: {en: Holder, zh: 资质}}
  field:     {value: "hte_field != 'none'", is: true, source: law art 1, label: {en: Field, zh: 领域}}
eligible: at_least_n(7, age, staff, intensity, growth, mark, good, holder, field)
acts: [{cash_grant: {stage: technical, amount: amount}}]
signed: {state: draft}
tests:
  - {name: a, on: 2024-06-30, given: {registered_on: 2020-01-01, st_staff: 1, staff_mean: 1, rd_hnte: [1, 1, 1], revenue: [1, 2, 3], mark: 6, good: true, status(hnte): true, hte_field: energy}, expect: {result: pass}}
  - {name: b, like: a, given: {st_staff: 0, mark: 1}, expect: {result: fail}}
  - {name: c, like: a, given: {st_staff: 0, mark: unknown}, expect: {result: depends}}
"""
CLEAN: dict[str, Any] = {
    "registered_on": date(2020, 1, 1), "st_staff_2023": 12.0, "staff_mean_2023": 120.0, "revenue_2023": 62e6,
    "revenue_2022": 56e6, "revenue_2021": 50e6, "rd_hnte_2023": 3.1e6, "rd_hnte_2022": 2.9e6, "rd_hnte_2021": 2.6e6,
    "mark": 6.0, "good": True, "status(hnte)": True, "hte_field": "energy", "rd_accounts_2023": 1e6,
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    folder = tmp_path_factory.mktemp("sheets")
    (folder / "plain.yaml").write_text(SHEET, encoding="utf-8")
    return folder_library(folder).instrument("plain")


def frame(*rows: dict[str, Any], **columns: Any) -> pl.DataFrame:
    """Clean rows, or one; some columns replaced, those that are None left out."""
    table = pl.DataFrame([{**CLEAN, **row} for row in rows or ({},)])
    for name, values in columns.items():
        table = table.drop(name, strict=False) if values is None else table.with_columns(pl.Series(name, values))
    return table


def evaluated(plain: Instrument, table: pl.DataFrame, engine: str = "polars") -> Evaluation:
    return plain.evaluate(ENGINES[engine](table), ON)


def words(plain: Instrument, table: pl.DataFrame, engine: str = "polars") -> list[str]:
    table = table.with_row_index("row")
    return [populations.word(row) for row in populations.rows(evaluated(plain, table, engine).columns(keep=["row"]))]


def open_criteria(plain: Instrument, table: pl.DataFrame) -> list[str]:
    return [one["id"] for one in evaluated(plain, table).summary()["criteria"] if one["depends"]]


def test_the_tests_of_the_sheet_used_here_pass(plain: Instrument) -> None:
    assert all(outcome.passed for outcome in plain.check())


@pytest.mark.parametrize("engine", ENGINES)
def test_a_clean_row_passes_and_nothing_is_counted(plain: Instrument, engine: str) -> None:
    summary = evaluated(plain, frame(), engine).summary()
    assert summary["results"] == {"pass": 1, "depends": 0, "fail": 0}
    assert (summary["door"], summary["missing_columns"], summary["rows"]) == ({}, [], 1)
    assert summary["gives"]["amount"]["low"] == summary["gives"]["amount"]["high"] == pytest.approx(1e5)


@pytest.mark.parametrize(
    ("name", "values"),
    [("st_staff_2023", ["twelve"]), ("registered_on", [20200101]), ("good", ["yes"]), ("hte_field", [1.5]),
     ("weight", ["much"]), ("status(hnte)", [1])],
)  # fmt: skip
def test_a_column_of_the_wrong_type_is_named(plain: Instrument, name: str, values: list[Any]) -> None:
    with pytest.raises(Mistake) as caught:
        evaluated(plain, frame(**{name: values}))
    assert caught.value.kind == "type"
    assert name in caught.value.en
    assert name in caught.value.zh
    assert caught.value.place is not None
    assert caught.value.place.path == name


BAD = [
    ({"st_staff_2023": None}, "st_staff_2023", "null", ["staff"]),
    ({"st_staff_2023": nan}, "st_staff_2023", "nan", ["staff"]),
    ({"staff_mean_2023": inf}, "staff_mean_2023", "infinite", ["staff"]),
    ({"rd_hnte_2022": -inf}, "rd_hnte_2022", "infinite", ["intensity"]),
    ({"hte_field": "alchemy"}, "hte_field", "category", ["field"]),
    ({"hte_field": None}, "hte_field", "null", ["field"]),
    ({"registered_on": None}, "registered_on", "null", ["age"]),
    ({"good": None}, "good", "null", ["good"]),
    ({"status(hnte)": None}, "status(hnte)", "null", ["holder"]),
    ({"mark": None}, "mark", "null", ["mark"]),
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("row", "name", "kind", "opened"), BAD)
def test_a_value_that_cannot_be_used_is_unknown_and_counted(
    plain: Instrument, row: dict[str, Any], name: str, kind: str, opened: list[str], engine: str
) -> None:
    table = frame({}, row, {})
    summary = evaluated(plain, table, engine).summary()
    assert summary["door"] == {name: {kind: 1}}
    assert summary["rows"] == sum(summary["results"].values()) == 3
    assert open_criteria(plain, frame(row, {}).head(1)) == opened


@pytest.mark.parametrize("engine", ENGINES)
def test_zero_revenue_leaves_the_ratio_open_without_a_warning(plain: Instrument, engine: str) -> None:
    zero = {f"revenue_{year}": 0.0 for year in (2021, 2022, 2023)}
    table = frame({}, zero)
    assert words(plain, table, engine) == ["pass", "depends"]
    assert set(open_criteria(plain, frame(zero))) == {"intensity", "growth"}


@pytest.mark.parametrize("engine", ENGINES)
def test_half_persons_are_unknown_and_counted(plain: Instrument, engine: str) -> None:
    summary = evaluated(plain, frame({}, {"st_staff_2023": 12.5}), engine).summary()
    assert summary["door"] == {"st_staff_2023": {"not whole": 1}}
    assert summary["criteria"][1]["depends"] == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reversed_or_half_known_range_is_unknown(plain: Instrument, engine: str) -> None:
    table = frame({}, {}, {}, mark=None, mark_low=[6.0, 8.0, 9.0], mark_high=[7.0, 6.0, None])
    evaluation = evaluated(plain, table.with_row_index("row"), engine)
    rows = populations.rows(evaluation.columns(keep=["row"]))
    assert evaluation.admitted.counts == {"mark_low": {"null": 1, "reversed": 1}}
    # a mark that cannot be used is its declared range 0..10
    assert [populations.pair(row, "margin_mark") for row in rows] == [(1.0, 2.0), (-5.0, 5.0), (-5.0, 5.0)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_half_known_range_of_an_input_is_unknown(plain: Instrument, engine: str) -> None:
    table = frame({}, {}, st_staff_2023=None, st_staff_2023_low=[12.0, 50.0], st_staff_2023_high=[13.0, None])
    rows = populations.rows(evaluated(plain, table.with_row_index("row"), engine).columns(keep=["row"]))
    assert [populations.pair(row, "margin_staff") is None for row in rows] == [False, True]
    assert words(plain, table, engine) == ["pass", "pass"]  # seven of eight are enough
    assert open_criteria(plain, table) == ["staff"]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_rows_give_zeros(plain: Instrument, engine: str) -> None:
    summary = evaluated(plain, frame().clear(), engine).summary()
    assert summary["rows"] == 0
    assert summary["results"] == {"pass": 0, "depends": 0, "fail": 0}
    assert summary["near"] == 0
    assert words(plain, frame().clear(), engine) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_numbers_as_integers_are_taken(plain: Instrument, engine: str) -> None:
    table = frame().with_columns(
        pl.col("^(revenue|rd|st_staff|staff).*$").cast(pl.Int64), mark=pl.Series([6], dtype=pl.UInt8)
    )
    assert words(plain, table, engine) == ["pass"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["st_staff_2023", "registered_on", "good", "hte_field", "status(hnte)"])
@pytest.mark.parametrize("of", [pl.Null, pl.String])
def test_a_column_in_which_nothing_stands_is_unknown(plain: Instrument, name: str, of: Any, engine: str) -> None:
    table = frame({}, {}).with_columns(pl.Series(name, [None, None], dtype=of))
    summary = evaluated(plain, table, engine).summary()
    assert summary["door"] == {name: {"null": 2}}
    assert summary["results"] == {"pass": 2, "depends": 0, "fail": 0}  # seven of eight
    assert sum(one["depends"] for one in summary["criteria"]) == 2


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["registered_on", "good", "hte_field", "status(hnte)"])
def test_a_missing_column_is_reported_and_unknown(plain: Instrument, name: str, engine: str) -> None:
    evaluation = evaluated(plain, frame(**{name: None}), engine)
    summary = evaluation.summary()
    assert summary["missing_columns"] == [name]
    assert sum(one["depends"] for one in summary["criteria"]) == 1
    assert len(populations.rows(evaluation.columns())) == 1


def test_columns_that_no_rule_reads_are_left_alone(plain: Instrument) -> None:
    assert evaluated(plain, frame(revenues=["a"], st_staff_duplicated_0=[9.0])).summary()["door"] == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_yearly_name_without_a_year_is_the_assessed_year(plain: Instrument, engine: str) -> None:
    table = frame().rename({"st_staff_2023": "st_staff", "staff_mean_2023": "staff_mean"})
    assert words(plain, table, engine) == ["pass"]
    assert evaluated(plain, table, engine).admitted.missing_columns == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_status_may_be_a_column_without_brackets(plain: Instrument, engine: str) -> None:
    table = frame().rename({"status(hnte)": "status_hnte"})
    assert evaluated(plain, table, engine).summary()["missing_columns"] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_day_known_to_the_year_is_a_range_and_a_day_without_a_latest_one_is_exact(
    plain: Instrument, engine: str
) -> None:
    first, exact = date(2023, 1, 1), date(2023, 7, 1)
    table = frame({"registered_on": first}, {"registered_on": exact}, {"registered_on": exact})
    table = table.with_columns(registered_on_latest=pl.Series([date(2023, 12, 31), None, date(2023, 6, 1)]))
    evaluation = evaluated(plain, table.with_row_index("row"), engine)
    rows = populations.rows(evaluation.columns(keep=["row"]))
    # 30 June 2024 less 31 and 1 January 2023, less 1 July 2023 (over a leap day), less 365
    assert [populations.pair(row, "margin_age") for row in rows] == [(-183.0, 181.0), (0.0, 0.0), None]
    assert evaluation.admitted.counts == {"registered_on": {"reversed": 1}}


@pytest.mark.parametrize("engine", ENGINES)
def test_days_written_as_text_are_read_and_others_counted(plain: Instrument, engine: str) -> None:
    texts = ["2020-01-01", "2023-02-29", "1.1.2020", None, "2024-02-29", "0000-01-01", "2020-01-01 "]
    evaluation = evaluated(plain, frame(*[{}] * 7, registered_on=texts).with_row_index("row"), engine)
    rows = populations.rows(evaluation.columns(keep=["row"]))
    assert evaluation.admitted.counts == {"registered_on": {"null": 1, "date": 4}}
    # 1 January 2020 is 1642 days before, 29 February 2024 is 122
    known = {0: (1277.0, 1277.0), 4: (-243.0, -243.0)}
    assert [populations.pair(row, "margin_age") for row in rows] == [known.get(index) for index in range(7)]


def test_a_bad_latest_day_leaves_the_day_unknown(plain: Instrument) -> None:
    table = frame({}, {}, registered_on=["2020-01-01"] * 2, registered_on_latest=["2020-13-01", None])
    rows = populations.rows(evaluated(plain, table.with_row_index("row")).columns(keep=["row"]))
    assert [populations.pair(row, "margin_age") for row in rows] == [None, (1277.0, 1277.0)]


def test_a_csv_file_is_taken_as_it_is_written(plain: Instrument, tmp_path: Path) -> None:
    file = tmp_path / "firms.csv"
    frame({}, {"st_staff_2023": None}).write_csv(file)
    for table in (pl.scan_csv(file), duckdb.read_csv(str(file))):
        assert plain.evaluate(table, ON).summary()["results"] == {"pass": 2, "depends": 0, "fail": 0}


@pytest.mark.parametrize("engine", ENGINES)
def test_years_before_registration_do_not_exist_and_later_ones_are_unknown(plain: Instrument, engine: str) -> None:
    young = {"registered_on": date(2022, 5, 1), "revenue_2021": None, "rd_hnte_2021": None}
    holed = {"registered_on": date(2019, 5, 1), "revenue_2021": None, "rd_hnte_2021": None}
    undated = {"registered_on": None, "revenue_2021": None, "rd_hnte_2021": None}
    table = frame(young, holed, undated).with_row_index("row")
    rows = populations.rows(evaluated(plain, table, engine).columns(keep=["row"]))
    margins = [populations.pair(row, "margin_intensity") for row in rows]
    assert margins[0] == pytest.approx([6.0 / 118.0 - 0.03] * 2)
    assert margins[1:] == [None, None]


def test_windows_begin_at_registration_whether_or_not_the_rule_reads_that_day(tmp_path: Path) -> None:
    """What a sheet says of a young enterprise may not depend on which other sheets are asked beside it."""
    lines = [line for line in SHEET.splitlines() if not line.startswith("  age:")]
    undated = "\n".join(lines).replace("at_least_n(7, age, ", "at_least_n(6, ")
    (tmp_path / "plain.yaml").write_text(undated, encoding="utf-8")
    table = frame({"registered_on": date(2022, 5, 1), "revenue_2021": None, "rd_hnte_2021": None}).with_row_index("row")
    rows = populations.rows(folder_library(tmp_path).instrument("plain").evaluate(table, ON).columns(keep=["row"]))
    assert populations.pair(rows[0], "margin_intensity") == pytest.approx([6.0 / 118.0 - 0.03] * 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_count_by_their_weight_and_a_weight_that_cannot_be_used_is_one_and_counted(
    plain: Instrument, engine: str
) -> None:
    fails = {"st_staff_2023": 0.0, "mark": 1.0}
    table = frame({}, fails, {}, {}, {}, weight=[2.5, 10.0, None, nan, -3.0])
    summary = evaluated(plain, table, engine).summary()
    assert summary["results"] == {"pass": 5.5, "depends": 0, "fail": 10}
    assert summary["door"] == {"weight": {"null": 1, "nan": 1, "negative": 1}}
    assert summary["gives"]["amount"]["low"] == pytest.approx(5.5e5)
    assert summary["rows"] == 5


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_hold_every_row_also_where_the_group_is_unknown(plain: Instrument, engine: str) -> None:
    fails = {"st_staff_2023": 0.0, "mark": 1.0}
    table = frame({}, fails, {}, {}, district=["a", "a", None, "unknown"])
    groups = evaluated(plain, table, engine).summary(by=["district"])["by"]["district"]
    assert list(groups) == ["a", "unknown"]
    assert {name: (one["rows"], one["pass"], one["fail"]) for name, one in groups.items()} == {
        "a": (2, 1, 1),
        "unknown": (2, 2, 0),
    }


def test_a_misspelt_dimension_is_refused_with_the_nearest_column(plain: Instrument) -> None:
    with pytest.raises(Mistake) as caught:
        evaluated(plain, frame(district=["a"])).summary(by=["distrikt"])
    assert (caught.value.kind, caught.value.nearest) == ("name", "district")


def test_outside_its_days_a_sheet_answers_not_in_force_for_every_row(plain: Instrument) -> None:
    evaluation = plain.evaluate(frame({}, {}), date(2031, 1, 1), YEAR)
    assert evaluation.summary()["results"] == {"not_in_force": 2}
    assert not any(row["may_pass"] for row in populations.rows(evaluation.columns()))


def test_near_misses_are_those_who_fail_by_one_criterion(plain: Instrument) -> None:
    # `eligible` asks for seven of eight: two failures fail, none of them by one criterion alone
    assert evaluated(plain, frame({"st_staff_2023": 0.0, "mark": 1.0})).summary()["near"] == 0


# Random rows with every defect: the row's answer is that of its explanation ------------------------------------------


def figures(chance: Random) -> Any:
    return chance.choice([None, 0.0, nan, inf, -inf, 7.5, float(chance.randint(0, 40)), float(chance.randint(1, 300))])


def money(chance: Random) -> Any:
    return chance.choice(
        [None, 0.0, -1e6, nan, inf, 5e7, 50000001.0, *(float(chance.randint(1, 10**8)) for _ in "abc")]
    )


def day(chance: Random) -> Any:
    return chance.choice([None, *(date.fromordinal(chance.randint(736695, 739000)) for _ in "abc")])


def row_of(chance: Random) -> dict[str, Any]:
    """A row with defects in any place; days lie between 2018 and 2024."""
    return {
        "registered_on": day(chance),
        "registered_on_latest": chance.choice([None, None, day(chance)]),
        "st_staff_2023": figures(chance),
        "staff_mean_2023": figures(chance),
        **{f"{name}_{year}": money(chance) for name in ("revenue", "rd_hnte") for year in (2021, 2022, 2023)},
        "rd_accounts_2023_low": money(chance),
        "rd_accounts_2023_high": money(chance),
        "mark_low": chance.choice([None, float(chance.randint(0, 10))]),
        "mark_high": chance.choice([None, float(chance.randint(0, 10))]),
        "good": chance.choice([None, True, False]),
        "status_hnte": chance.choice([None, True, False]),
        "hte_field": chance.choice([None, "energy", "none", "alchemy"]),
    }


def record(row: dict[str, Any]) -> dict[str, Any]:
    """The same facts as a record: what the door of a population makes unknown is left unknown here by hand."""
    registered = day_of(row["registered_on"], row["registered_on_latest"])
    return {
        "registered_on": registered,
        "st_staff": [row["st_staff_2023"]],
        "staff_mean": [row["staff_mean_2023"]],
        "revenue": series(row, "revenue", registered),
        "rd_hnte": series(row, "rd_hnte", registered),
        "rd_accounts": [range_of(row["rd_accounts_2023_low"], row["rd_accounts_2023_high"])],
        "mark": range_of(row["mark_low"], row["mark_high"]),
        "good": row["good"],
        "status(hnte)": row["status_hnte"],
        "hte_field": row["hte_field"],
    }


def day_of(first: date | None, last: date | None) -> Any:
    if first is None or (last is not None and last < first):
        return None
    return first if last is None else (first, last)


def range_of(low: float | None, high: float | None) -> Any:
    return None if unusable(low) or unusable(high) or low > high else (low, high)


def unusable(value: float | None) -> bool:
    return value is None or value in (inf, -inf) or value != value


def series(row: dict[str, Any], name: str, registered: Any) -> list[Any]:
    """The years as typed; those before the first usable one and before registration do not exist."""
    founded = registered[0] if isinstance(registered, tuple) else registered
    years = [2021, 2022, 2023]
    while founded is not None and len(years) > 1 and years[0] < founded.year and unusable(row[f"{name}_{years[0]}"]):
        years.pop(0)
    return [row[f"{name}_{year}"] for year in years]


TEXTS, TRUTHS, DAYS = ("hte_field",), ("good", "status_hnte"), ("registered_on", "registered_on_latest")
TYPES = {**dict.fromkeys(TEXTS, pl.String), **dict.fromkeys(TRUTHS, pl.Boolean), **dict.fromkeys(DAYS, pl.Date)}


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_row_is_answered_like_its_record_explained(plain: Instrument, engine: str, seed: int) -> None:
    chance = Random(seed)
    drawn = [row_of(chance) for _ in range(300)]
    schema = {name: TYPES.get(name, pl.Float64) for name in drawn[0]}
    evaluation = evaluated(plain, pl.DataFrame(drawn, schema=schema).with_row_index("row"), engine)
    rows = populations.rows(evaluation.columns(keep=["row"]))
    assert len(rows) == len(drawn)
    for row, shown in zip(drawn, rows, strict=True):
        assert populations.differences(plain.explain(record(row), ON, YEAR), shown) == [], row
    assert sum(evaluation.summary()["results"].values()) == len(drawn)
