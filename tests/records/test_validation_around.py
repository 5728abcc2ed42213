"""A table beside the rest of its city: the city's own lists, other tables, the rows that are stored already."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from innovatory.records.checking import Around
from innovatory.records.closed_lists import closed_lists
from innovatory.records.dictionary import tables
from innovatory.records.findings import Findings
from innovatory.records.validation import validate

AS_OF = date(2025, 1, 1)


def check(name: str, frame: pl.LazyFrame, around: Around | None = None) -> Findings:
    return validate(frame, tables()[name], AS_OF, around)


def told(findings: Findings) -> set[tuple[str, str, int, bool]]:
    return {(one.rule, one.column, one.count, one.refuses) for one in findings.findings}


def firms(*names: str, on: str = "2020-07-01") -> pl.LazyFrame:
    return pl.LazyFrame({"enterprise_id": names, "legal_form": "company", "registered_on": [date.fromisoformat(on)] * len(names)})  # fmt: skip


def years(rows: list[tuple[str, int, float]]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=["enterprise_id", "year", "revenue"], orient="row")


def city(folder: Path) -> Path:
    for name, ids in (("geography/districts", ["d1", "d2"]), ("register/clusters", ["k1"])):
        file = folder / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("id,name_en\n" + "".join(f"{one},{one}\n" for one in ids), encoding="utf-8")
    return folder


def test_a_city_lists_its_districts_and_clusters_and_what_lies_outside(tmp_path: Path) -> None:
    assert closed_lists(city(tmp_path)) == {"district": ("d1", "d2", "other"), "cluster": ("k1", "none")}


def test_a_district_that_the_city_does_not_have_is_refused(tmp_path: Path) -> None:
    around = Around(lists=closed_lists(city(tmp_path)))
    frame = firms("syn:1", "syn:2", "syn:3", "syn:4").with_columns(
        district=pl.Series(["d1", "d9", None, "other"]), zone_id=pl.lit("any"), cluster=pl.lit("k1")
    )
    found = check("enterprises", frame, around)
    assert told(found) == {("listed", "district", 1, True)}
    assert found.findings[0].examples[0].value == "d9"
    assert "d1, d2, other" in found.findings[0].en
    assert found.good.collect().height == 3


def test_without_a_city_every_district_passes() -> None:
    assert check("enterprises", firms("syn:1").with_columns(district=pl.lit("anywhere"))).findings == ()


def test_a_year_before_the_enterprise_was_registered_does_not_exist() -> None:
    around = Around(tables={"enterprises": firms("syn:1")})
    found = check("enterprise_years", years([("syn:1", 2019, 1.0), ("syn:1", 2020, 1.0)]), around)
    assert told(found) == {("too early", "year", 1, True)}
    assert found.bad.select("_row", "_rules").collect().rows() == [(1, "year:too early")]
    assert found.good.select("year").collect().rows() == [(2020,)]


def test_an_identifier_that_no_table_has_is_told_and_kept() -> None:
    around = Around(tables={"enterprises": firms("syn:1")})
    found = check("enterprise_years", years([("syn:1", 2023, 1.0), ("syn:2", 2023, 1.0)]), around)
    assert told(found) == {("reference", "enterprise_id", 1, False)}
    assert [(one.row, one.value) for one in found.findings[0].examples] == [(2, "syn:2")]
    assert found.good.collect().height == 2


def test_a_unit_is_looked_up_only_where_all_its_tables_are_there() -> None:
    frame = pl.LazyFrame({"standard_id": ["a", "b", "c", "d", "e"], "unit_id": ["syn:1", "u1", "f1", "outside:x", "u9"], "role": "led", "published_on": [date(2020, 1, 1)] * 5})  # fmt: skip
    some = {"enterprises": firms("syn:1"), "carriers": pl.LazyFrame({"carrier_id": ["u1"]})}
    assert check("standards", frame, Around(tables=some)).findings == ()
    found = check("standards", frame, Around(tables={**some, "funds": pl.LazyFrame({"fund_id": ["f1"]})}))
    assert told(found) == {("reference", "unit_id", 1, False)}
    assert found.findings[0].examples[0].value == "u9"


def test_rows_may_refer_to_each_other() -> None:
    frame = pl.LazyFrame({"fund_id": ["f1", "f2", "f3"], "kind": "angel", "founded_on": [date(2020, 1, 1)] * 3, "parent_fund_id": [None, "f1", "f0"]})  # fmt: skip
    found = check("funds", frame)
    assert told(found) == {("reference", "parent_fund_id", 1, False)}
    stored = Around(tables={"funds": pl.LazyFrame({"fund_id": ["f0"]})})
    assert check("funds", frame, stored).findings == ()


def test_a_zone_that_arrives_need_not_be_there_already() -> None:
    zones = pl.LazyFrame({"zone_id": ["z2"], "kind": ["park"]})
    assert check("zones", zones, Around(tables={"zones": pl.LazyFrame({"zone_id": ["z1"]})})).findings == ()


# amounts that jump -----------------------------------------------------------------------------------------------------


def test_an_amount_a_thousand_times_that_of_the_year_before_is_suspicious_and_kept() -> None:
    rows = [("syn:1", 2022, 5e6), ("syn:1", 2023, 500.0), ("syn:2", 2023, 999.0), ("syn:2", 2022, 1.0), ("syn:3", 2023, 3.0), ("syn:3", 2022, 3000.0)]  # fmt: skip
    found = check("enterprise_years", years(rows))
    assert told(found) == {("jump", "revenue", 2, False)}
    assert [(one.row, one.value) for one in found.findings[0].examples] == [(2, "500.0"), (5, "3.0")]
    assert found.good.collect().height == 6
    assert "万元" in found.findings[0].en


def test_years_apart_and_other_units_are_not_compared() -> None:
    rows = [("syn:1", 2021, 5e6), ("syn:1", 2023, 500.0), ("syn:2", 2022, 5e6), ("syn:3", 2023, 500.0)]
    assert check("enterprise_years", years(rows)).findings == ()


def test_the_year_before_may_be_stored_already() -> None:
    around = Around(tables={"enterprise_years": years([("syn:1", 2022, 5e6), ("syn:2", 2022, 5e6)])})
    found = check("enterprise_years", years([("syn:1", 2023, 500.0), ("syn:2", 2023, 6e6)]), around)
    assert told(found) == {("jump", "revenue", 1, False)}
    assert found.findings[0].examples[0].key == ("syn:1", "2023")


def test_who_has_no_year_before_is_held_against_the_middle_of_the_table() -> None:
    rows = [(f"syn:{n}", 2023, 1e7) for n in range(20)] + [("syn:20", 2023, 1e4), ("syn:21", 2023, 2e4)]
    found = check("enterprise_years", years(rows))
    assert [(one.row, one.value) for one in found.findings[0].examples] == [(21, "10000.0")]
    assert check("enterprise_years", years(rows[2:])).findings[0].count == 1
    assert check("enterprise_years", years(rows[5:])).findings == ()  # 17 amounts have no middle to speak of


def test_a_giant_that_was_one_before_is_not_suspicious() -> None:
    rows = [(f"syn:{n}", year, 1e7) for n in range(20) for year in (2022, 2023)]
    giant = [("syn:99", 2022, 6e11), ("syn:99", 2023, 6.4e11)]
    found = check("enterprise_years", years([*rows, *giant]))
    assert [one.key for one in found.findings[0].examples] == [("syn:99", "2022")]


def test_a_file_in_ten_thousands_is_seen_beside_what_is_stored() -> None:
    def loans(start: int, amount: float) -> pl.LazyFrame:
        ids = [f"l{n}" for n in range(start, start + 20)]
        return pl.LazyFrame({"loan_id": ids, "enterprise_id": "syn:1", "drawn_on": [date(2023, 1, 1)] * 20, "principal": [amount] * 20})  # fmt: skip

    around = Around(tables={"loans": loans(0, 3e6)})
    assert check("loans", loans(20, 300.0)).findings == ()
    found = check("loans", loans(20, 300.0), around)
    assert told(found) == {("jump", "principal", 20, False)}
    assert check("loans", loans(20, 5e6), around).findings == ()


def test_figures_about_zero_and_unknown_ones_do_not_jump() -> None:
    frame = years([("syn:1", 2022, 0.0), ("syn:1", 2023, 5e6)]).with_columns(
        profit=pl.Series([1.0, 5e6]), main_revenue=pl.Series([None, 1.0])
    )
    assert check("enterprise_years", frame).findings == ()


amounts = st.sampled_from([0.0, 1.0, 999.0, 1000.0, 1001.0, 1e6, 1e9])


@given(st.dictionaries(st.tuples(st.integers(1, 4), st.integers(2018, 2022)), amounts, max_size=18))
def test_jumps_are_those_that_one_finds_row_by_row(facts: dict[tuple[int, int], float]) -> None:
    """Fewer than twenty amounts have no middle: only the year before counts."""
    found = check("enterprise_years", years([(f"syn:{unit}", year, amount) for (unit, year), amount in facts.items()]))
    jumping = sum(
        amount > 0 and before > 0 and max(amount / before, before / amount) >= 1000
        for (unit, year), amount in facts.items()
        for before in [facts.get((unit, year - 1), 0.0)]
    )
    assert sum(one.count for one in found.findings) == jumping
