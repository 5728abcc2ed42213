from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.dictionary import Table, tables
from innovatory.records.findings import Finding, Findings
from innovatory.records.validation import validate

AS_OF = date(2025, 1, 1)
YEARS = tables()["enterprise_years"]
ENTERPRISES = tables()["enterprises"]
STATUSES = tables()["statuses"]


def years(**columns: object) -> pl.LazyFrame:
    """Rows of enterprise_years with good keys and revenue, and the columns under test."""
    rows = max((len(values) for values in columns.values() if isinstance(values, list)), default=1)
    base = {"enterprise_id": [f"syn:{n}" for n in range(1, rows + 1)], "year": [2023] * rows, "revenue": [1.0] * rows}
    return pl.LazyFrame({**base, **columns}, strict=False)


def check(frame: pl.LazyFrame, table: Table = YEARS) -> Findings:
    return validate(frame, table, AS_OF)


def only(findings: Findings) -> Finding:
    (finding,) = findings.findings
    return finding


def rules(findings: Findings) -> set[tuple[str, str, int]]:
    return {(finding.rule, finding.column, finding.count) for finding in findings.findings}


def test_the_year_of_the_check_is_no_future() -> None:
    assert check(years(year=[2025, 1900])).findings == ()


def test_a_clean_table_has_no_findings_and_keeps_its_rows() -> None:
    found = check(years(profit=[-3.0, None], staff_mean=[10, 12], segment_market_share=[0.0, 1.0]))
    assert (found.rows, found.findings) == (2, ())
    assert found.good.collect().height == 2
    assert found.bad.collect().is_empty()


@pytest.mark.parametrize("table", [YEARS, ENTERPRISES, STATUSES], ids=lambda table: table.name)
def test_no_rows_are_no_trouble_whatever_their_types(table: Table) -> None:
    found = check(pl.LazyFrame(schema=dict.fromkeys(table.columns, pl.String)), table)
    assert (found.rows, found.findings) == (0, ())
    assert found.good.collect().shape == (0, len(table.columns))
    assert found.bad.collect().is_empty()


@pytest.mark.parametrize(
    ("column", "values", "rule"),
    [
        ("profit", ["1", "x", "2"], "type"),
        ("profit", ["1", "1,000", "2"], "type"),
        ("profit", [True, False, True], "type"),
        ("main_revenue", [0.0, -0.01, None], "negative"),
        ("segment_market_share", [0.5, 1.01, 1.0], "maximum"),
        ("staff_end", [1.0, 2.5, 3.0], "whole"),
        ("conversions", ["1", "0.5", "0"], "whole"),
        ("origin", ["observed", "seen", "synthetic"], "category"),
        ("year", [2023, 2026, 2024], "future"),
        ("year", [2023, 203, 2024], "year"),
        ("year", ["2023", "last", "2024"], "type"),
        ("revenue", [1.0, None, 2.0], "required"),
        ("revenue", ["1", "  ", "2"], "required"),
        ("revenue", [1.0, float("nan"), 2.0], "finite"),
        ("enterprise_id", ["syn:1", "91350100M000100Y44", "91350100M000100Y43"], "check digit"),
    ],
)
def test_the_second_row_breaks_a_rule(column: str, values: list[object], rule: str) -> None:
    found = check(years(**{column: values}))
    (finding,) = [finding for finding in found.findings if finding.column == column]
    assert finding.rule == rule
    assert 2 in [example.row for example in finding.examples]
    assert 2 in found.bad.collect()["_row"].to_list()
    assert found.good.collect().height + found.bad.collect().height == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nan_and_infinity_become_unknown_and_are_counted(value: float) -> None:
    found = check(years(main_revenue=[1.0, value]))
    finding = only(found)
    assert (finding.rule, finding.count, finding.refuses) == ("finite", 1, False)
    assert found.good.collect()["main_revenue"].to_list() == [1.0, None]
    assert found.bad.collect().is_empty()


def test_days_are_told_apart_from_other_texts_and_from_days_to_come() -> None:
    days = ["2020-02-29", "2023-02-29", "2025-01-02", "29.2.2020", "2025-01-01"]
    frame = pl.LazyFrame(
        {"enterprise_id": [f"sim:{n}" for n in range(5)], "legal_form": ["company"] * 5, "registered_on": days}
    )
    found = check(frame, ENTERPRISES)
    assert rules(found) == {("date", "registered_on", 1), ("future", "registered_on", 1), ("type", "registered_on", 1)}
    assert found.good.collect()["registered_on"].to_list() == [date(2020, 2, 29), date(2025, 1, 1)]
    told = dict(found.bad.select("_row", "_rules").collect().rows())
    assert told == {2: "registered_on:date", 3: "registered_on:future", 4: "registered_on:type"}


def test_a_status_may_end_in_the_future_but_not_begin_there() -> None:
    frame = pl.LazyFrame(
        {
            "unit_id": ["syn:1", "syn:2"],
            "status": ["hnte", "hnte"],
            "valid_from": [date(2024, 1, 1), date(2026, 1, 1)],
            "valid_to": [date(2030, 1, 1), None],
        }
    )
    assert rules(check(frame, STATUSES)) == {("future", "valid_from", 1)}


def test_a_day_known_to_the_month_has_a_latest_day_beside_it() -> None:
    frame = pl.LazyFrame(
        {
            "enterprise_id": ["syn:1", "syn:2"],
            "legal_form": ["company", "company"],
            "registered_on": ["2020-05-01", "2020-05-01"],
            "registered_on_latest": ["2020-05-31", "2020-04-30"],
        }
    )
    found = check(frame, ENTERPRISES)
    assert rules(found) == {("reversed", "registered_on_latest", 1)}
    assert found.good.collect()["registered_on_latest"].to_list() == [date(2020, 5, 31)]


def test_text_from_a_file_becomes_the_types_of_the_dictionary() -> None:
    frame = pl.LazyFrame(
        {
            "enterprise_id": [" syn:1 "],
            "legal_form": ["company"],
            "registered_on": ["2020-05-01"],
            "tax_resident": ["是"],
            "local_born": [""],
            "district": [440305],
            "moved_in_on": [datetime(2021, 5, 6)],
            "weight": ["2.5"],
        }
    )
    found = check(frame, ENTERPRISES)
    assert found.findings == ()
    assert found.good.collect().row(0, named=True) == {
        "enterprise_id": "syn:1",
        "legal_form": "company",
        "registered_on": date(2020, 5, 1),
        "tax_resident": True,
        "local_born": None,
        "district": "440305",
        "moved_in_on": date(2021, 5, 6),
        "weight": 2.5,
    }


def test_a_number_is_no_truth() -> None:
    frame = pl.LazyFrame({"enterprise_id": ["syn:1"], "legal_form": ["company"], "registered_on": [date(2020, 1, 1)]})
    assert rules(check(frame.with_columns(tax_resident=pl.lit(1)), ENTERPRISES)) == {("type", "tax_resident", 1)}


def test_rows_that_share_a_key_are_all_refused() -> None:
    frame = years(enterprise_id=["syn:1", "syn:2", "syn:1", "syn:1"], year=[2023, 2023, 2023, 2022])
    found = check(frame)
    finding = only(found)
    assert (finding.rule, finding.column, finding.count) == ("duplicate", "enterprise_id, year", 2)
    assert [(example.row, example.key) for example in finding.examples] == [
        (1, ("syn:1", "2023")),
        (3, ("syn:1", "2023")),
    ]
    assert found.bad.select("_row", "_rules").collect().rows() == [(1, "key:duplicate"), (3, "key:duplicate")]
    assert found.good.select("enterprise_id", "year").collect().rows() == [("syn:2", 2023), ("syn:1", 2022)]


def test_keys_that_are_unknown_are_missing_and_not_alike() -> None:
    found = check(years(enterprise_id=[None, None, "syn:1"]))
    assert rules(found) == {("required", "enterprise_id", 2)}


def test_a_missing_required_column_leaves_no_good_row() -> None:
    found = check(years().drop("revenue"))
    finding = only(found)
    assert (finding.rule, finding.column, finding.count) == ("missing column", "revenue", 1)
    assert "营业收入" in finding.zh
    assert found.good.collect().is_empty()
    assert found.bad.collect().height == 1


def test_an_unknown_column_is_told_with_the_nearest_and_left_out() -> None:
    found = check(years(proffit=[1.0]))
    finding = only(found)
    assert (finding.rule, finding.column, finding.nearest, finding.refuses) == (
        "unknown column",
        "proffit",
        "profit",
        False,
    )
    assert found.good.collect().columns == ["enterprise_id", "year", "revenue"]


def test_an_example_shows_row_key_and_value_of_the_first_ten() -> None:
    found = check(years(main_revenue=[-1.0 * n for n in range(1, 26)]))
    finding = only(found)
    assert finding.count == 25
    assert [example.row for example in finding.examples] == list(range(1, 11))
    assert finding.examples[2].key == ("syn:3", "2023")
    assert finding.examples[2].value == "-3.0"
    assert finding.en == "main_revenue is negative in 25 rows"
    assert finding.zh == "main_revenue：有 25 行为负数"


def test_mended_rows_come_again() -> None:
    bad = check(years(main_revenue=[-1.0, 0.5])).bad.with_columns(main_revenue=pl.lit(1.0))
    again = check(bad)
    assert again.findings == ()
    assert again.good.collect().height == 1


cells = st.sampled_from([None, "", "1", "-1", "0.5", "x", "nan", "inf", "2024-02-30", "yes"])


@given(st.lists(st.tuples(cells, cells, cells), max_size=12))
def test_every_row_is_either_good_or_bad_and_what_is_good_stays_so(
    rows: list[tuple[str | None, str | None, str | None]],
) -> None:
    frame = pl.LazyFrame(
        {
            "enterprise_id": [f"syn:{index % 9}" for index in range(len(rows))],
            "year": ["2023"] * len(rows),
            **{name: [row[place] for row in rows] for place, name in enumerate(("revenue", "staff_mean", "profit"))},
        },
        schema=dict.fromkeys(("enterprise_id", "year", "revenue", "staff_mean", "profit"), pl.String),
    )
    found = check(frame)
    good, bad = found.good.collect(), found.bad.collect()
    assert good.height + bad.height == found.rows == len(rows)
    assert check(good.lazy()).findings == ()
    # one row by hand: good if its key is its own, revenue is a number of at least 0, staff whole or unknown, profit any
    numbers = {None, "", "1", "-1", "0.5", "nan", "inf"}
    expected = [
        index + 1
        for index, (revenue, staff, profit) in enumerate(rows)
        if len(rows) - 9 <= index < 9
        and revenue in {"1", "0.5"}
        and staff in {None, "", "1", "nan", "inf"}
        and profit in numbers
    ]
    assert sorted(set(range(1, len(rows) + 1)) - set(bad["_row"].to_list())) == expected
