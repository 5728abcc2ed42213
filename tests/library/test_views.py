"""The views of the library on a few rows each, at the days on which something begins and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovatory.language.types import Category
from innovatory.measure.indicator import indicators
from innovatory.measure.record_values import Measurable
from innovatory.measure.recorded import connected
from innovatory.measure.views import category_names, names, sql_type, view
from innovatory.records.dictionary import tables
from innovatory.report.words import phrases

Row = dict[str, Any]
Filled = dict[str, list[Row]]
END_OF_2023 = date(2023, 12, 31)


def day(text: str) -> date:
    return date.fromisoformat(text)


def rows(name: str, filled: Mapping[str, Sequence[Row]], as_of: date = END_OF_2023) -> list[Row]:
    """The rows of a view over some rows of its tables; what is not said is empty, a weight is 1."""
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        for table in view(name).tables:
            columns = tables()[table].columns
            described = ", ".join(f'"{column.name}" {sql_type(column)}' for column in columns.values())
            connection.execute(f'CREATE TABLE "{table}" ({described})')
            for row in filled.get(table, ()):
                assert row.keys() <= columns.keys()
                full = {"weight": 1.0, **row} if "weight" in columns else row
                places = ", ".join("?" for _ in full)
                quoted = ", ".join(f'"{one}"' for one in full)
                connection.execute(f'INSERT INTO "{table}" ({quoted}) VALUES ({places})', list(full.values()))
        connection.execute("CREATE TABLE as_of AS SELECT CAST(? AS DATE) AS day", [as_of])
        found = connection.execute(view(name).sql)
        header = [one[0] for one in found.description or ()]
        return [dict(zip(header, row, strict=True)) for row in found.fetchall()]


def firm(name: str, registered: str, **more: Any) -> Row:
    return {"enterprise_id": name, "legal_form": "company", "registered_on": day(registered), **more}


@pytest.mark.parametrize("name", names())
def test_a_view_without_rows_is_empty(name: str) -> None:
    assert rows(name, {}) == []


@pytest.mark.parametrize("name", names())
def test_a_view_tells_what_it_gives(name: str) -> None:
    assert len(view(name).note) > 40
    assert "year" in view(name).columns
    assert "weight" in view(name).columns or not any("weight" in tables()[one].columns for one in view(name).tables)


@pytest.mark.parametrize("name", [one for one in names() if "as_of" in view(one).sql])
def test_a_year_that_is_not_over_is_not_told(name: str, lindao_on: Callable[[date], Measurable]) -> None:
    """On 30 December 2022 the last complete year is 2021; a day later it is 2022."""
    for today, last in ((day("2022-12-30"), 2021), (day("2022-12-31"), 2022)):
        records = lindao_on(today).workspace
        assert records is not None
        with connected(records, view(name).tables) as connection:
            found = connection.execute(f"SELECT max(year), count(*) FROM ({view(name).sql})").fetchone()
        assert found is not None
        assert found[1] == 0 or found[0] <= last


def test_an_enterprise_that_ends_on_the_last_day_is_gone() -> None:
    firms = [firm("a", "2021-12-31", ended_on=day("2022-12-31")), firm("b", "2021-01-01", ended_on=day("2023-01-01"))]
    found = rows("enterprises_at_year_end", {"enterprises": firms})
    assert sorted((row["year"], row["enterprise_id"]) for row in found) == [(2021, "a"), (2021, "b"), (2022, "b")]


def test_an_enterprise_that_moved_in_counts_from_then_and_was_not_born_here() -> None:
    firms = [firm("a", "2015-01-01", moved_in_on=day("2022-06-01"), local_born=False)]
    assert [row["year"] for row in rows("enterprises_at_year_end", {"enterprises": firms})] == [2022, 2023]
    flows = rows("enterprise_demography", {"enterprises": firms})
    assert [(row["year"], row["born"], row["moved_in"]) for row in flows] == [(2022, False, True), (2023, False, False)]
    assert rows("enterprise_survival", {"enterprises": firms}) == []


@pytest.mark.parametrize("form", ["individual_business", "branch"])
def test_individual_businesses_and_branches_are_not_counted(form: str) -> None:
    firms = [firm("a", "2020-01-01") | {"legal_form": form}]
    for name in ("enterprises_at_year_end", "enterprise_demography", "enterprise_survival"):
        assert rows(name, {"enterprises": firms}) == []


def test_the_last_day_of_a_recognition_counts() -> None:
    held = [
        {"unit_id": "a", "status": "hnte", "valid_from": day("2022-12-31"), "valid_to": day("2022-12-31")},
        {"unit_id": "b", "status": "hnte", "valid_from": day("2022-01-01"), "valid_to": day("2022-12-30")},
    ]
    firms = [firm("a", "2020-01-01"), firm("b", "2020-01-01")]
    found = rows("enterprises_at_year_end", {"enterprises": firms, "statuses": held})
    assert [row["enterprise_id"] for row in found if row["hnte"]] == ["a"]
    assert [row["year"] for row in found if row["hnte"]] == [2022]
    flows = rows("recognitions", {"statuses": held})
    assert sorted((row["year"], row["unit_id"], row["held"], row["held_before"]) for row in flows) == [
        (2022, "a", True, False), (2023, "a", False, True),
    ]  # fmt: skip


def test_a_renewed_recognition_is_one_that_was_kept() -> None:
    spells = [
        {"unit_id": "a", "status": "hnte", "valid_from": day("2019-12-01"), "valid_to": day("2022-11-30")},
        {"unit_id": "a", "status": "hnte", "valid_from": day("2022-12-05"), "valid_to": None},
    ]
    found = {row["year"]: (row["held"], row["held_before"]) for row in rows("recognitions", {"statuses": spells})}
    assert found == {
        2019: (True, False),
        2020: (True, True),
        2021: (True, True),
        2022: (True, True),
        2023: (True, True),
    }


@pytest.mark.parametrize(
    ("ended_by", "died"),
    [
        ("bankrupt", True),
        ("revoked", True),
        ("deregistered", True),
        ("merged", False),
        ("moved_out", False),
        (None, None),
    ],
)
def test_only_some_endings_are_deaths(ended_by: str | None, died: bool | None) -> None:
    firms = [firm("a", "2020-05-01", ended_on=day("2021-05-01"), ended_by=ended_by)]
    flows = rows("enterprise_demography", {"enterprises": firms})
    assert [(row["year"], row["died"]) for row in flows] == [(2020, False), (2021, died)]
    survived = {row["years_old"]: row["survived"] for row in rows("enterprise_survival", {"enterprises": firms})}
    left_out = ended_by in ("merged", "moved_out")
    assert survived == ({} if left_out else {1: None if died is None else False, 2: None if died is None else False,
                                              3: None if died is None else False})  # fmt: skip


def test_growth_needs_both_years_and_an_entrant_had_nothing() -> None:
    years = [
        {"enterprise_id": "old", "year": 2021, "value_added": 10.0, "weight": 2.0},
        {"enterprise_id": "old", "year": 2022, "value_added": 12.0, "weight": 3.0},
        {"enterprise_id": "new", "year": 2022, "value_added": 5.0},
        {"enterprise_id": "gone", "year": 2021, "value_added": 7.0},
        {"enterprise_id": "silent", "year": 2021, "value_added": 1.0},
        {"enterprise_id": "silent", "year": 2022, "value_added": None},
    ]
    found = {row["enterprise_id"]: row for row in rows("enterprise_change", {"enterprise_years": years})}
    assert {row["year"] for row in found.values()} == {2022}
    assert {name: (row["value_added"], row["value_added_before"]) for name, row in found.items()} == {
        "old": (36.0, 20.0), "new": (5.0, 0.0), "gone": (0.0, 7.0), "silent": (None, 1.0),
    }  # fmt: skip


def test_ranks_start_at_the_largest_and_skip_what_is_unknown() -> None:
    years = [{"enterprise_id": name, "year": 2022, "revenue": revenue} for name, revenue in
             (("a", 5.0), ("b", 9.0), ("c", None), ("d", 9.0))]  # fmt: skip
    found = rows("enterprise_accounts", {"enterprise_years": years})
    assert {row["enterprise_id"]: row["revenue_rank"] for row in found} == {"a": 3, "b": 1, "c": None, "d": 1}


@settings(max_examples=25, deadline=None)  # each example opens a database
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(1, 99)), min_size=1, max_size=6))
def test_what_is_expected_of_districts_and_clusters_adds_up_to_what_there_is(cells: list[tuple[str, str, int]]) -> None:
    firms = [firm(str(i), "2020-01-01", district=d, cluster=c) for i, (d, c, _) in enumerate(cells)]
    years = [{"enterprise_id": str(i), "year": 2022, "value_added": float(v)} for i, (_, _, v) in enumerate(cells)]
    found = rows("specialisation", {"enterprises": firms, "enterprise_years": years})
    for dimension in ("district", "cluster"):
        for name in {row[dimension] for row in found}:
            group = [row for row in found if row[dimension] == name]
            total = sum(row["value_added"] for row in group)
            assert sum(row["expected_value_added"] for row in group) == pytest.approx(total)
    assert len(found) == len({d for d, _, _ in cells}) * len({c for _, c, _ in cells})


PATENT = {"patent_id": "p", "kind": "invention", "filed_on": day("2021-03-01"), "employee_invention": True}


def test_a_patent_is_in_force_from_its_grant_to_the_day_before_it_lapses() -> None:
    patent = PATENT | {
        "granted_on": day("2021-12-31"),
        "lapsed_on": day("2023-12-31"),
        "pct_filed_on": day("2022-01-01"),
    }
    found = {row["year"]: row for row in rows("patents_by_year", {"patents": [patent]})}
    assert {year: row["in_force"] for year, row in found.items()} == {2021: True, 2022: True, 2023: False}
    assert [year for year, row in found.items() if row["pct_filed"]] == [2022]
    assert [(year, row["days_to_grant"]) for year, row in found.items() if row["granted"]] == [(2021, 305)]


def held(unit: str, since: str, until: str | None = None, role: str = "owner") -> Row:
    return {
        "patent_id": "p", "unit_id": unit, "role": role, "held_from": day(since),
        "held_to": None if until is None else day(until),
    }  # fmt: skip


def test_holders_are_those_of_the_last_day_of_each_year() -> None:
    filled: Filled = {
        "patents": [PATENT],
        "enterprises": [firm("e", "2010-01-01")],
        "statuses": [{"unit_id": "e", "status": "leading", "valid_from": day("2023-01-01")}],
        "patent_applicants": [
            held("u", "2021-03-01", "2022-12-30"), held("e", "2022-12-31"), held("v", "2023-06-01"),
            held("w", "2021-03-01", role="exclusive_licensee"),
        ],
    }  # fmt: skip
    found = {row["year"]: row for row in rows("patent_holders_by_year", filled)}
    assert {year: row["enterprise_part"] for year, row in found.items()} == {2021: 0.0, 2022: 1.0, 2023: 0.5}
    assert {year: row["by_leading"] for year, row in found.items()} == {2021: False, 2022: False, 2023: True}


def test_a_patent_without_a_recorded_holder_has_unknown_holders() -> None:
    (row, *_) = rows("patent_holders_by_year", {"patents": [PATENT], "enterprises": [firm("e", "2010-01-01")]})
    assert (row["by_enterprise"], row["enterprise_part"], row["by_leading"]) == (None, None, None)
    assert [one["joint"] for one in rows("joint_patents", {"patents": [PATENT]})] == [None]


@pytest.mark.parametrize(
    ("units", "joint"), [(["e", "u"], True), (["e"], False), (["u"], False), (["e", "outside:x"], False)]
)
def test_joint_means_an_enterprise_and_academia_of_the_city(units: list[str], joint: bool) -> None:
    filled: Filled = {
        "patents": [PATENT],
        "enterprises": [firm("e", "2010-01-01")],
        "carriers": [{"carrier_id": "u", "kind": "university", "opened_on": day("1990-01-01")}],
        "patent_applicants": [held(unit, "2021-03-01", role="applicant") for unit in units],
        "projects": [{"project_id": "q", "started_on": day("2021-05-01")}],
        "project_partners": [{"project_id": "q", "unit_id": unit, "role": "partner"} for unit in units],
    }
    assert [row["joint"] for row in rows("joint_patents", filled)] == [joint]
    assert [row["joint"] for row in rows("joint_projects", filled)] == [joint]


def test_a_funder_is_no_partner_but_its_money_counts() -> None:
    filled: Filled = {
        "enterprises": [firm("e", "2010-01-01")],
        "carriers": [{"carrier_id": "u", "kind": "university", "opened_on": day("1990-01-01")}],
        "projects": [{"project_id": "q", "started_on": day("2021-05-01")}],
        "project_partners": [
            {"project_id": "q", "unit_id": "u", "role": "lead", "contributed": None},
            {"project_id": "q", "unit_id": "e", "role": "funder", "contributed": 3.0},
        ],
    }
    ((found),) = rows("joint_projects", filled)
    assert (found["joint"], found["enterprise_contribution"]) == (False, 3.0)


@pytest.mark.parametrize(
    ("host", "sector"),
    [("e", "enterprise"), ("u", "university"), ("i", "institute"), ("gov:city", "government"), ("outside:x", "outside"),
     ("nobody", None), (None, None)],
)  # fmt: skip
def test_the_host_of_a_carrier_tells_its_sector(host: str | None, sector: str | None) -> None:
    opened = {"opened_on": day("2023-01-01")}
    filled: Filled = {
        "enterprises": [firm("e", "2010-01-01")],
        "carriers": [
            {"carrier_id": "u", "kind": "university", **opened},
            {"carrier_id": "i", "kind": "research_institute", **opened},
            {"carrier_id": "c", "kind": "laboratory", "host_id": host, **opened},
        ],
    }
    found = {row["carrier_id"]: row for row in rows("carriers_at_year_end", filled)}
    assert found["c"]["host_sector"] == sector
    assert {name: row["rd_institution"] for name, row in found.items()} == {"u": False, "i": True, "c": True}


def test_a_carrier_that_closes_on_the_last_day_is_closed() -> None:
    carrier = {"carrier_id": "c", "kind": "laboratory", "opened_on": day("2022-01-01"), "closed_on": day("2023-12-31")}
    assert [row["year"] for row in rows("carriers_at_year_end", {"carriers": [carrier]})] == [2022]


def test_a_step_is_told_in_the_year_in_which_it_was_reached() -> None:
    project = {"project_id": "q", "started_on": day("2020-01-01"), "result_on": day("2021-01-01"),
               "product_on": day("2023-01-01")}  # fmt: skip
    found = {(row["step"], row["year"]): row["days"] for row in rows("project_steps", {"projects": [project]})}
    assert found == {("start_to_result", 2021): 366, ("result_to_product", 2023): 730}


@pytest.mark.parametrize(("product", "converted"), [("2023-06-01", True), ("2023-06-02", False), (None, False)])
def test_three_years_are_given_for_conversion(product: str | None, converted: bool) -> None:
    project = {"project_id": "q", "started_on": day("2019-01-01"), "result_on": day("2020-06-01"),
               "product_on": None if product is None else day(product)}  # fmt: skip
    found = rows("project_conversion", {"projects": [project]})
    assert [(row["year"], row["converted"]) for row in found] == [(2023, converted)]
    assert rows("project_conversion", {"projects": [project]}, day("2023-06-30")) == []


def test_every_deal_is_counted_once_however_many_invest() -> None:
    deal = {"deal_id": "d", "enterprise_id": "e", "dealt_on": day("2022-05-01"), "amount": 1.0}
    found = rows("deals_by_year", {"deals": [deal | {"investor_id": name} for name in "cab"]})
    assert sorted((row["investor_id"], row["first_of_deal"]) for row in found) == [
        ("a", True),
        ("b", False),
        ("c", False),
    ]


def test_awards_and_standards_shared_by_units_are_one() -> None:
    awards = [{"award_id": "a", "unit_id": unit, "kind": "st_award", "level": "national",
               "awarded_on": day("2022-11-01")} for unit in "uv"]  # fmt: skip
    assert [row["award_id"] for row in rows("awards_by_year", {"awards": awards})] == ["a"]
    standards = [{"standard_id": "s", "unit_id": unit, "role": role, "level": "national",
                  "published_on": day("2022-03-01")} for unit, role in (("u", "took_part"), ("v", "led"))]  # fmt: skip
    assert [row["led"] for row in rows("standards_by_year", {"standards": standards})] == [True]


@pytest.mark.parametrize(("multiple", "punitive"), [(1.0, 0.0), (1.5, 1.0), (None, None)])
def test_damages_are_punitive_above_one(multiple: float | None, punitive: float | None) -> None:
    case = {
        "case_id": "k",
        "filed_on": day("2022-01-01"),
        "closed_on": day("2022-01-31"),
        "punitive_multiple": multiple,
    }
    ((found),) = rows("ip_cases_by_year", {"ip_cases": [case]})
    assert (found["punitive"], found["days"]) == (punitive, 30)


def test_a_listing_has_its_days_in_the_year_of_listing_only() -> None:
    listing = {"enterprise_id": "e", "board": "star", "applied_on": day("2021-12-31"), "listed_on": day("2022-01-10"),
               "delisted_on": day("2023-12-31")}  # fmt: skip
    found = {row["year"]: (row["days"], row["in_market"]) for row in rows("listings_by_year", {"listings": [listing]})}
    assert found == {2021: (None, False), 2022: (10, True), 2023: (None, False)}


def test_a_reform_is_known_from_its_first_day_and_without_any_day_not_at_all() -> None:
    reforms: list[Row] = [
        {"reform_id": "a", "in_force_on": day("2022-07-01")},
        {
            "reform_id": "b",
            "announced_on": day("2022-01-01"),
            "in_force_on": day("2023-01-31"),
            "ended_on": END_OF_2023,
        },
        {"reform_id": "c"},
    ]
    found = sorted((row["reform_id"], row["year"], row["in_force"], row["days_to_force"]) for row in
                   rows("reforms_by_year", {"reforms": reforms}))  # fmt: skip
    assert found == [
        ("a", 2022, True, None),
        ("a", 2023, True, None),
        ("b", 2022, False, None),
        ("b", 2023, False, 395),
    ]


def test_graduates_reach_clusters_by_the_concordance_only() -> None:
    filled: Filled = {
        "graduates": [{"institution_id": "u", "field": code, "education_level": "bachelor", "year": 2022,
                       "graduated": 100.0} for code in ("12", "99")],
        "concordances": [{"scheme": "ford", "code": "12", "cluster": "x", "cluster_share": 0.75},
                         {"scheme": "ford", "code": "12", "cluster": "y", "cluster_share": 0.25},
                         {"scheme": "ipc", "code": "99", "cluster": "x", "cluster_share": 1.0}],
        "enterprises": [firm("e", "2010-01-01", cluster="x"), firm("f", "2010-01-01", cluster="none")],
        "enterprise_years": [{"enterprise_id": name, "year": 2022, "staff_mean": 40.0} for name in "ef"],
    }  # fmt: skip
    found = {row["cluster"]: row for row in rows("coupling_education", filled)}
    assert {name: (row["graduates_share"], row["staff_share"]) for name, row in found.items()} == {
        "x": (0.75, 1.0), "y": (0.25, 0.0),
    }  # fmt: skip


def test_a_performer_is_told_by_each_source_it_reports_and_by_none_it_does_not() -> None:
    university = {"unit_id": "u", "performer_sector": "higher_education", "rd_intramural": 18.0}
    surveyed = [
        {**university, "year": 2023, "rd_from_business": 6.0, "rd_from_government": 12.0, "rd_from_abroad": 0.0},
        {**university, "year": 2022},  # does not tell who pays
        {**university, "year": 2024, "rd_from_business": 7.0},  # not over yet
    ]
    found = rows("rd_by_source_of_funds", {"rd_years": surveyed})
    assert {(row["year"], row["source_of_funds"]): row["amount"] for row in found} == {
        (2023, "business"): 6.0, (2023, "government"): 12.0, (2023, "abroad"): 0.0,
    }  # fmt: skip


def test_what_a_view_groups_by_of_its_own_has_names_in_both_languages() -> None:
    """Categories that no table of the dictionary has, among the dimensions of an indicator over the view."""
    asked = {
        (one.entry.over, name) for one in indicators().values() for name in one.entry.by if one.entry.over in names()
    }
    own = {
        name
        for over, name in asked
        if isinstance(view(over).columns[name], Category)
        and not any(name in tables()[table].columns for table in view(over).tables)
    }
    assert own >= {"source_of_funds", "host_sector", "seller_sector", "buyer_sector"}
    assert {column for column, _ in category_names()} == own
    for name in own:
        assert f"server.dimension.{name}" in phrases()


def test_every_source_of_funds_of_the_survey_is_told_and_named() -> None:
    columns = [name for name in tables()["rd_years"].columns if name.startswith("rd_from_")]
    unit = {"unit_id": "u", "performer_sector": "business", "year": 2023, "rd_intramural": 21.0}
    found = rows("rd_by_source_of_funds", {"rd_years": [unit | {name: i + 1.0 for i, name in enumerate(columns)}]})
    assert [row["amount"] for row in found] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert all(("source_of_funds", row["source_of_funds"]) in category_names() for row in found)
