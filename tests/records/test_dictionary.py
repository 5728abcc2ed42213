from __future__ import annotations

import keyword

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.language.types import Category, Day, Number, Series, Truth
from innovatory.language.units import COUNT, ONE, PERSON, YEAR, YUAN
from innovatory.records.dictionary import (
    BEHIND_IT_AN_ENTERPRISE,
    KINDS,
    NUMERIC,
    desk_columns,
    inputs,
    status_names,
    tables,
)
from innovatory.records.geography import places

TYPES = NUMERIC | {"id", "text", "cat", "bool", "date", "event", "year"}
ALL_COLUMNS = [column for table in tables().values() for column in table.columns.values()]
ALL_NAMES = [column for kind in KINDS for column in desk_columns(kind).values()]

# typed here from the tables of the design, not from the dictionary
ENTERPRISES = """
    enterprise_id name_zh name_en legal_form ownership tax_resident sector hte_field registered_on ended_on ended_by
    local_born moved_in_on spun_off_from group_id lei segment_since district zone_id cluster weight origin source
"""
ENTERPRISE_YEARS = """
    enterprise_id year revenue main_revenue total_income nontaxable_income investment_income hightech_income
    manufacturing_income excluded_income catalogue_income zone_taxable_income transfer_income output value_added exports
    total_cost profit net_profit operating_cash_flow assets_end liabilities_end net_assets_end assets_quarter_mean
    paid_in_capital_end cash_end market_value_end taxable_income_before_extra taxable_income tax_loss income_tax
    local_fiscal_contribution foreign_capital_used_usd rd_hnte rd_hnte_domestic rd_tsme rd_super_deduction rd_accounts
    rd_basic_gifts rd_relabelled staff_mean staff_end staff_quarter_mean st_staff rd_employees degree_staff conversions
    segment_market_share weight origin source
"""
STATUSES = "unit_id status valid_from valid_to level lost_by instrument weight origin source"
PLACES = {("id", "district"), ("id", "zone_id")}
MAY_BE_NEGATIVE = """
    investment_income zone_taxable_income transfer_income value_added profit net_profit operating_cash_flow
    net_assets_end taxable_income_before_extra taxable_income
"""


@pytest.mark.parametrize(
    ("table", "names", "key"),
    [
        ("enterprises", ENTERPRISES, ("enterprise_id",)),
        ("enterprise_years", ENTERPRISE_YEARS, ("enterprise_id", "year")),
        ("statuses", STATUSES, ("unit_id", "status", "valid_from")),
    ],
)
def test_a_table_has_the_columns_and_the_key_of_the_design(table: str, names: str, key: tuple[str, ...]) -> None:
    assert set(tables()[table].columns) == set(names.split())
    assert tables()[table].key == key


def test_required_columns_are_the_keys_and_those_marked_so() -> None:
    names = ("enterprises", "enterprise_years", "statuses")
    required = {name: {c.name for c in tables()[name].columns.values() if c.required} for name in names}
    assert required == {
        "enterprises": {"enterprise_id", "legal_form", "registered_on"},
        "enterprise_years": {"enterprise_id", "year", "revenue"},
        "statuses": {"unit_id", "status", "valid_from"},
    }


@pytest.mark.parametrize("column", [*ALL_COLUMNS, *ALL_NAMES], ids=lambda column: column.name)
def test_a_row_of_the_dictionary_is_sound(column: object) -> None:
    from innovatory.records.dictionary import Column

    assert isinstance(column, Column)
    assert column.name.isidentifier()
    assert column.name == column.name.lower()
    assert not keyword.iskeyword(column.name)
    assert column.type in TYPES
    assert (column.unit is not None) == (column.type in NUMERIC)
    # a category has a closed list; so has the id of a place, from the city folders
    assert bool(column.one_of) == (column.type == "cat" or (column.type, column.name) in PLACES)
    assert set(column.ambiguous) <= set(column.headers)
    assert all((column.zh, column.definition, column.definition_zh))


@pytest.mark.parametrize("name", tables())
def test_a_chinese_header_that_is_not_ambiguous_names_one_column(name: str) -> None:
    columns = tables()[name].columns.values()
    clear = [h for c in columns for h in {c.zh, *c.headers} - set(c.ambiguous)]
    assert sorted(clear) == sorted(set(clear))


def test_a_bare_header_of_research_expense_asks_for_its_scope() -> None:
    columns = tables()["enterprise_years"].columns
    assert {"研发费用", "研发支出", "研发投入"} <= set(columns["rd_accounts"].ambiguous)
    assert columns["staff_mean"].ambiguous == ("员工人数",)
    assert columns["rd_super_deduction"].ambiguous == ()


def test_only_figures_that_can_fall_below_zero_may_be_negative() -> None:
    free = {c.name for c in tables()["enterprise_years"].columns.values() if c.bounds and c.minimum is None}
    assert free == set(MAY_BE_NEGATIVE.split())


def test_only_terms_plans_and_targets_may_lie_in_the_future() -> None:
    future = {f"{name}.{c.name}" for name, table in tables().items() for c in table.columns.values() if c.future}
    terms = {"statuses.valid_to", "zones.valid_to", "funds.ended_on", "patent_applicants.held_to", "other_ip.ended_on"}
    plans = {"grants.year", "budget_lines.year", "statistics.year", "reforms.in_force_on", "reforms.ended_on"}
    assert future == terms | plans | {"events.started_on", "events.ended_on"}


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("revenue", Series(YUAN)),
        ("staff_mean", Series(PERSON)),
        ("conversions", Series(COUNT)),
        ("segment_market_share", Series(ONE)),
        ("equity_new", Series(YUAN)),
        ("grants_received", Series(YUAN)),
        ("rd_funded_elsewhere", Series(YUAN)),
        ("interest_paid", Number(YUAN)),
        ("market_value", Number(YUAN)),
        ("public_share", Number(ONE)),
        ("ip_class1", Number(COUNT, whole=True)),
        ("conversions_per_year", Number(COUNT / YEAR)),
        ("registered_on", Day()),
        ("ended_on", Day()),
        ("last_serious_incident_on", Day()),
        ("tax_resident", Truth()),
        ("first_loan", Truth()),
        ("award_level", Category(("none", "international", "national", "province", "city", "district"))),
        ("standard_role", Category(("none", "led", "took_part"))),
    ],
)
def test_an_enterprise_is_asked_in_the_types_of_the_design(name: str, of: object) -> None:
    assert inputs("enterprise")[name] == of


def test_identifiers_texts_and_facts_about_the_row_are_no_inputs() -> None:
    hidden = {
        "enterprise_id",
        "year",
        "name_zh",
        "sector",
        "weight",
        "origin",
        "source",
        "lei",
        "age",
        "rd",
    }
    assert hidden.isdisjoint(inputs("enterprise"))


def test_district_and_zone_are_asked_as_one_of_the_places_of_the_cities() -> None:
    for kind in ("enterprise", "loan", "investment", "ip_purchase", "project"):
        assert inputs(kind)["district"] == Category(places("district"))
        assert inputs(kind)["zone_id"] == Category(places("zone_id"))
    assert inputs("fund")["district"] == Category(places("district"))  # a fund is registered in a district itself
    assert {"district", "zone_id"}.isdisjoint(inputs("person"))


# what a row of each kind is about, beside the enterprise behind it: borrower, investee, buyer, host
BEHIND = {
    "loan": {"fund_capital_left", "covered_loans", "bad_principal", "principal", "loss"},
    "investment": {"amount", "held_months", "age_at_investment"},
    "ip_purchase": {"price", "licence_fee", "seller_place"},
    "project": {"investment", "local_budget", "construction_share", "staff_share", "commissioned_share"},
}


@pytest.mark.parametrize("kind", BEHIND)
def test_some_kinds_know_the_enterprise_behind_them(kind: str) -> None:
    behind, own = inputs("enterprise"), inputs(kind)
    assert own.keys() >= behind.keys() | BEHIND[kind]
    assert BEHIND[kind].isdisjoint(behind)
    assert own["revenue"] == Series(YUAN)
    assert own["staff_mean"] == Series(PERSON)


def test_the_kinds_with_an_enterprise_behind_them_are_named_in_one_place() -> None:
    assert {"enterprise", *BEHIND} == BEHIND_IT_AN_ENTERPRISE
    assert set(KINDS) - BEHIND_IT_AN_ENTERPRISE == {"person", "budget", "fund"}


def test_facts_of_the_loan_itself_win_over_those_of_the_borrower() -> None:
    """`interest_paid` of a loan is that of the loan, not of all loans of the borrower."""
    of_loan, of_borrower = desk_columns("loan")["interest_paid"], desk_columns("enterprise")["interest_paid"]
    assert "the loan" in of_loan.definition
    assert of_loan.definition != of_borrower.definition


def test_months_of_an_investment_are_counted() -> None:
    assert inputs("investment")["held_months"] == Number(COUNT, whole=True)


@pytest.mark.parametrize("kind", ["person", "budget", "fund"])
def test_other_kinds_stand_for_themselves(kind: str) -> None:
    assert "revenue" not in inputs(kind)


def test_a_budget_has_the_research_funds_of_city_and_province_and_their_basic_parts() -> None:
    funds = ("rd_fund", "rd_fund_basic", "provincial_rd_fund", "provincial_rd_fund_basic")
    assert inputs("budget") == dict.fromkeys(funds, Number(YUAN))


def test_the_statuses_of_the_dictionary() -> None:
    assert len(status_names()) == 16
    assert {"hnte", "tsme", "little_giant", "serious_dishonesty"} <= set(status_names())


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(Mistake) as caught:
        inputs("enterprize")
    assert (caught.value.kind, caught.value.nearest) == ("name", "enterprise")


def test_what_is_handed_out_can_be_changed_without_harm() -> None:
    inputs("budget").clear()
    tables().clear()
    assert inputs("budget")
    assert tables()
