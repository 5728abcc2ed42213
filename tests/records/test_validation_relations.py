"""What the columns of a row owe each other: days in order, parts and wholes, shares of one whole."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.dictionary import tables
from innovatory.records.findings import Findings
from innovatory.records.relations import relations
from innovatory.records.validation import validate

AS_OF = date(2025, 1, 1)


def check(name: str, rows: list[dict[str, object]]) -> Findings:
    """The findings for rows of a table; a column is there if some row has it."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    frame = pl.LazyFrame({key: [row.get(key) for row in rows] for key in names}, strict=False)
    return validate(frame, tables()[name], AS_OF)


def told(findings: Findings) -> set[tuple[str, str, int]]:
    return {(finding.rule, finding.column, finding.count) for finding in findings.findings}


def refused(findings: Findings) -> dict[int, str]:
    return dict(findings.bad.select("_row", "_rules").collect().rows())


def performer(number: int, **columns: object) -> dict[str, object]:
    base = {"unit_id": f"syn:{number}", "year": 2023, "performer_sector": "business", "rd_intramural": 100.0}
    return {**base, **columns}


def test_types_of_research_add_to_the_whole_within_a_yuan() -> None:
    rows = [
        performer(1, rd_basic=10.0, rd_applied=20.0, rd_development=70.0),
        performer(2, rd_basic=10.0, rd_applied=20.0, rd_development=69.0),  # one yuan short
        performer(3, rd_basic=10.0, rd_applied=20.0, rd_development=68.9),
        performer(4, rd_basic=10.0, rd_applied=20.0, rd_development=71.1),
    ]
    found = check("rd_years", rows)
    assert told(found) == {("sum", "rd_intramural", 2)}
    assert refused(found) == {3: "rd_intramural:sum", 4: "rd_intramural:sum"}
    assert "rd_basic, rd_applied, rd_development" in found.findings[0].en


def test_unknown_parts_are_held_against_nobody_unless_the_known_ones_are_too_much() -> None:
    rows = [
        performer(1, rd_basic=10.0, rd_applied=None, rd_development=None),
        performer(2, rd_basic=60.0, rd_applied=50.0, rd_development=None),
        performer(3, rd_basic=None, rd_applied=None, rd_development=None),
    ]
    assert refused(check("rd_years", rows)) == {2: "rd_intramural:sum"}


def test_a_part_whose_column_is_absent_is_unknown() -> None:
    assert check("rd_years", [performer(1, rd_basic=10.0, rd_applied=20.0)]).findings == ()


def test_sources_of_funds_add_to_the_whole_too() -> None:
    funds = {f"rd_from_{source}": 0.0 for source in ("government", "higher_education", "non_profit", "abroad")}
    rows = [
        performer(n, rd_from_business=90.0, rd_from_unallocated=rest, **funds) for n, rest in enumerate((10.0, 5.0))
    ]
    assert refused(check("rd_years", rows)) == {2: "rd_intramural:sum"}


@pytest.mark.parametrize("name", [t for t in tables() if any(r.kind == "order" for r in relations(t))])
def test_days_of_every_table_keep_their_order(name: str) -> None:
    """Each later column, a day before the first one, is refused; on the same day it is not."""
    for relation in relations(name):
        if relation.kind == "order" and tables()[name].columns[relation.columns[0]].type != "number":
            for first, last in zip(relation.columns, relation.columns[1:], strict=False):
                pairs = {first: [date(2020, 5, 2)] * 2, last: [date(2020, 5, 2), date(2020, 5, 1)]}
                found = validate(pl.LazyFrame(pairs), tables()[name], AS_OF)
                counts = {(f.column, f.count) for f in found.findings if f.rule == "order"}
                assert counts == {(last, 1)}, (name, last)


def test_a_day_between_that_is_unknown_does_not_hide_a_wrong_order() -> None:
    days = {"applied_on": [date(2024, 5, 1)], "granted_on": [None], "paid_on": [date(2024, 4, 1)]}
    base = {"grant_id": ["g1"], "government": ["gov:city"], "year": [2024]}
    found = validate(
        pl.LazyFrame({**base, **days}, schema_overrides={"granted_on": pl.Date}), tables()["grants"], AS_OF
    )
    assert told(found) == {("order", "paid_on", 1)}
    assert "applied_on" in found.findings[0].zh


def test_a_day_known_to_the_month_counts_with_its_last_possible_day() -> None:
    """Lapsed in May 2020, granted on the 20th: that can be so; granted in June it cannot."""
    row = {"patent_id": "p", "kind": "invention", "filed_on": "2018-01-01", "lapsed_on": "2020-05-01"}
    rows = [
        {**row, "patent_id": "p1", "granted_on": "2020-05-20", "lapsed_on_latest": "2020-05-31"},
        {**row, "patent_id": "p2", "granted_on": "2020-06-01", "lapsed_on_latest": "2020-05-31"},
    ]
    assert refused(check("patents", rows)) == {2: "lapsed_on:order"}


@pytest.mark.parametrize(
    ("name", "part", "whole", "row"),
    [
        ("graduates", "stayed", "graduated", {"institution_id": "c", "field": "11", "education_level": "master", "year": 2023}),
        ("enterprise_years", "rd_hnte_domestic", "rd_hnte", {"enterprise_id": "syn:1", "year": 2023, "revenue": 9e9}),
        ("fund_years", "public_paid_in_end", "paid_in_end", {"fund_id": "f", "year": 2023}),
    ],
)  # fmt: skip
def test_a_part_is_not_more_than_its_whole(name: str, part: str, whole: str, row: dict[str, object]) -> None:
    assert check(name, [{**row, part: 5, whole: 5}]).findings == ()
    assert told(check(name, [{**row, part: 6, whole: 5}])) == {("part", part, 1)}


def test_shares_of_one_code_add_to_at_most_one() -> None:
    def row(code: str, cluster: str, share: float) -> dict[str, object]:
        return {"scheme": "ipc", "code": code, "cluster": cluster, "cluster_share": share, "basis": "assumed"}

    rows = [row("H04", "a", 0.6), row("H04", "b", 0.4), row("H05", "a", 0.6), row("H05", "b", 0.5), row("H06", "a", 1)]
    found = check("concordances", rows)
    assert told(found) == {("shares", "cluster_share", 2)}
    assert refused(found) == {3: "cluster_share:shares", 4: "cluster_share:shares"}
    tenths = [row("H04", f"c{n}", 0.1) for n in range(10)]  # in binary their sum is not exactly 1
    assert check("concordances", tenths).findings == ()


@pytest.mark.parametrize("code", ["91350100M000100Y44", "OI3501000M00010Y43"])
def test_a_unit_that_looks_like_a_credit_code_has_its_check_digit(code: str) -> None:
    rows = [performer(1), performer(2, unit_id=code), performer(3, unit_id="university-7")]
    assert refused(check("rd_years", rows)) == {2: "unit_id:check digit"}
    assert check("rd_years", [performer(1, unit_id="91350100M000100Y43")]).findings == ()


def test_a_target_may_be_of_a_year_to_come() -> None:
    row = {"indicator_id": "rd_gdp_ratio", "value": "6", "unit": "%", "source_id": "s", "series": "s1"}
    row |= {"role": "show", "period": "target", "bound": "lower", "year": "2030"}
    assert check("statistics", [row]).findings == ()
    assert told(check("statistics", [{**row, "role": "fit check"}])) == {("category", "role", 1)}
    assert told(check("statistics", [{**row, "role": ""}])) == {("required", "role", 1)}


@given(st.lists(st.integers(0, 50), min_size=3, max_size=3), st.integers(0, 150))
def test_three_known_parts_are_refused_exactly_when_they_miss_the_whole(parts: list[int], whole: int) -> None:
    names = ("rd_basic", "rd_applied", "rd_development")
    row = performer(1, rd_intramural=float(whole), **dict(zip(names, map(float, parts), strict=True)))
    assert bool(check("rd_years", [row]).findings) == (abs(sum(parts) - whole) > 1)
