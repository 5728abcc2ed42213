"""Every table of the design has its columns, its key, its required columns and its closed lists."""

from __future__ import annotations

import pytest

from innovatory.language.mistakes import Mistake
from innovatory.language.units import unit
from innovatory.records.dictionary import GROUPS, Table, table_named, tables
from innovatory.records.relations import relations

ALL = list(tables().values())
ROW = "weight origin source"

# Typed from the tables of the design: `!` is part of the key, `*` required besides.
DESIGN = {
    "rd_years": f"""unit_id! year! performer_sector* rd_intramural* rd_basic rd_applied rd_development rd_from_business
        rd_from_government rd_from_higher_education rd_from_non_profit rd_from_abroad rd_from_unallocated rd_extramural
        rd_personnel_heads rd_personnel_fte researchers_heads researchers_fte {ROW}""",
    "assessments": f"enterprise_id! instrument! item! assessed_on! mark_low* mark_high* {ROW}",
    "incidents": f"incident_id! unit_id* happened_on* serious* kind* {ROW}",
    "carriers": f"""carrier_id! ror name_zh* name_en kind* host_id opened_on* closed_on district zone_id cluster field
        link level {ROW}""",
    "carrier_years": f"""carrier_id! year! staff_end budget floor_area_m2 incubatees_end graduated_firms disclosures
        transfer_staff_fte {ROW}""",
    "awards": f"award_id! unit_id! kind* awarded_on* unit_rank place level {ROW}",
    "standards": f"standard_id! unit_id! role* published_on* level {ROW}",
    "talents": f"""talent_class! skill! district! year! talent_end arrivals departures retirements mean_wage {ROW}""",
    "programmes": f"programme_id! year! institution_id* partner_id education_level* enrolled_end field {ROW}",
    "graduates": f"institution_id! field! education_level! year! graduated* stayed {ROW}",
    "concordances": "scheme! code! cluster! cluster_share* basis* origin source",
    "projects": f"""project_id! mode started_on* result_on pilot_on product_on ended_on outcome investment field cluster
        link rd_type instrument {ROW}""",
    "project_partners": f"project_id! unit_id! role* contributed received {ROW}",
    "patents": f"""patent_id! ipc kind* filed_on* granted_on lapsed_on pct_filed_on employee_invention major high_value
        cluster project_id {ROW}""",
    "patent_applicants": f"""patent_id! unit_id! role* held_from! held_to acquired_by in_use core_of_main_product
        {ROW}""",
    "other_ip": f"""right_id! kind* granted_on* ended_on unit_id* acquired_by in_use core_of_main_product {ROW}""",
    "contracts": f"""contract_id! kind* seller_id* buyer_id* signed_on* amount* technology_amount field cluster
        patent_id {ROW}""",
    "ip_cases": f"""case_id! forum* right_kind* plaintiff_id defendant_id filed_on* closed_on outcome damages fine
        punitive_multiple repeated {ROW}""",
    "funds": f"fund_id! kind* parent_fund_id manager_id founded_on* ended_on government name_zh {ROW}",
    "fund_years": f"""fund_id! year! committed_end paid_in_end public_paid_in_end invested returned payouts cash_end
        covered_loans_end {ROW}""",
    "deals": f"""deal_id! investor_id! enterprise_id* dealt_on* exited_on stage amount post_money exit_amount
        qualified_investor exit_by {ROW}""",
    "loans": f"""loan_id! enterprise_id* lender_id guarantor_id fund_id drawn_on* repaid_on defaulted_on principal*
        interest_rate collateral first_loan bad_principal loss compensation interest_paid guarantee_fee
        insurance_premium {ROW}""",
    "listings": f"""enterprise_id! board! regime route applied_on! accepted_on approved_on listed_on withdrawn_on
        delisted_on proceeds market_value capital_after public_share {ROW}""",
    "grants": f"""grant_id! unit_id government* instrument year* project_id link rd_type cluster applied_on granted_on
        paid_on requested planned granted paid base_accepted rejected_by {ROW}""",
    "budget_lines": """government! year! line_id! name_zh in_rd_fund* research_class* gbard_share link instrument planned
        granted paid origin source""",
    "reforms": """reform_id! name_zh name_en zone_id list_id item_no category authority result status* announced_on
        in_force_on ended_on spread_on spread adopters origin source""",
    "partnerships": "partner_id! country* place* kind* since_on ended_on origin source",
    "events": """event_id! name_zh name_en series edition kind* started_on ended_on visitors exhibitors origin source""",
    "signed_projects": f"""signed_id! event_id unit_id cluster district amount invested signed_on* started_on
        cancelled_on {ROW}""",
    "zones": "zone_id! name_zh name_en valid_from valid_to kind* parent_id catalogue origin source",
    "statistics": """indicator_id! indicator_name year! value! unit* qualifier source_id! quote role* period* bound* flag
        series* released_on preferred origin""",
}
OF_ENTERPRISES = {"enterprises", "enterprise_years", "statuses"}  # in test_dictionary.py


def test_the_tables_are_those_of_the_design_in_its_groups() -> None:
    assert set(tables()) == set(DESIGN) | OF_ENTERPRISES
    assert {table.group for table in ALL} == set(GROUPS)


@pytest.mark.parametrize("name", DESIGN)
def test_a_table_has_the_columns_of_the_design(name: str) -> None:
    table, words = tables()[name], DESIGN[name].split()
    assert set(table.columns) == {word.rstrip("!*") for word in words}
    assert set(table.key) == {word.rstrip("!") for word in words if word.endswith("!")}
    assert {c.name for c in table.columns.values() if c.required} == {w.rstrip("!*") for w in words if w[-1] in "!*"}


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_a_table_says_what_a_row_is(table: Table) -> None:
    assert all((table.zh, table.en, table.row, table.row_zh))
    assert table.weighted == ("weight" in table.columns)


def test_registers_the_concordance_and_the_budget_have_no_weight() -> None:
    unweighted = {table.name for table in ALL if not table.weighted}
    registers = {"reforms", "partnerships", "events", "zones", "statistics"}
    assert unweighted == {"concordances", "budget_lines"} | registers


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("rd_years", "performer_sector", "business government higher_education private_non_profit"),
        ("talents", "talent_class", "academician high_level overseas doctor graduate professional_technician rd total"),
        ("listings", "board", "main chinext star bse hkex other"),
        ("budget_lines", "research_class", "basic applied_basic other"),
        ("projects", "rd_type", "basic applied experimental_development none"),
        ("carriers", "link", "basic_research technical_research industrialisation technology_finance talent"),
        ("loans", "collateral", "patent trademark mixed_ip property none"),
        ("statistics", "role", "start fit check show"),
    ],
)
def test_a_closed_list_is_that_of_the_design(name: str, column: str, values: str) -> None:
    assert tables()[name].columns[column].one_of == tuple(values.split())


def test_a_case_can_be_about_every_kind_of_right_and_about_a_secret() -> None:
    kinds = {*tables()["patents"].columns["kind"].one_of, *tables()["other_ip"].columns["kind"].one_of}
    assert set(tables()["ip_cases"].columns["right_kind"].one_of) == kinds | {"trade_secret"}


@pytest.mark.parametrize(
    ("name", "column", "of"),
    [
        ("rd_years", "rd_personnel_fte", "fte"),
        ("rd_years", "rd_intramural", "yuan"),
        ("carrier_years", "floor_area_m2", "m2"),
        ("graduates", "stayed", "person"),
        ("loans", "interest_rate", "1"),
        ("patents", "weight", "1"),
    ],
)
def test_a_number_has_the_unit_of_the_design(name: str, column: str, of: str) -> None:
    assert tables()[name].columns[column].unit == unit(of)


def test_only_marks_and_published_values_may_be_negative_outside_the_accounts() -> None:
    free = {
        f"{table.name}.{c.name}"
        for table in ALL
        for c in table.columns.values()
        if c.bounds and c.minimum is None and table.name != "enterprise_years"
    }
    assert free == {"assessments.mark_low", "assessments.mark_high", "statistics.value"}


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_references_and_relations_name_columns_that_exist(table: Table) -> None:
    for column in table.columns.values():
        for target in column.references:
            other, _, name = target.partition(".")
            assert tables()[other].key == (name,), target
    for relation in relations(table.name):
        assert set(relation.columns) <= set(table.columns), relation
        for name in relation.by:
            other, _, column_name = name.rpartition(".")
            assert column_name in tables()[other or table.name].columns, relation


def test_every_relation_is_of_a_table() -> None:
    of_tables = [relation for table in ALL for relation in relations(table.name)]
    assert {relation.kind for relation in of_tables} == {"order", "part", "sum", "shares", "since"}
    assert len(of_tables) == len(set(of_tables))


def test_a_table_is_found_by_its_name_and_by_its_label() -> None:
    assert table_named("grants") is table_named(" 资助 ") is tables()["grants"]


def test_an_unknown_table_is_refused_with_the_nearest() -> None:
    with pytest.raises(Mistake) as caught:
        table_named("enterprise_year")
    assert (caught.value.kind, caught.value.nearest) == ("name", "enterprise_years")


# headers that the design adds for import, one of each line of its list
@pytest.mark.parametrize(
    ("name", "column", "headers"),
    [
        ("rd_years", "rd_personnel_heads", "R&D人员合计"),
        ("rd_years", "rd_intramural", "R&D经费支出 R&D内部支出"),
        ("grants", "planned", "拟资助金额 安排金额"),
        ("grants", "paid", "拨付金额 到账金额"),
        ("deals", "amount", "融资金额"),
        ("contracts", "amount", "成交金额"),
        ("signed_projects", "amount", "签约金额"),
        ("loans", "principal", "贷款金额"),
    ],
)
def test_further_headers_of_the_design_are_read(name: str, column: str, headers: str) -> None:
    found = tables()[name].columns[column]
    assert set(headers.split()) <= set(found.headers) - set(found.ambiguous)


@pytest.mark.parametrize(("name", "column", "header"), [("grants", "granted", "资助金额"), ("loans", "principal", "质押金额")])  # fmt: skip
def test_an_ambiguous_header_needs_a_question(name: str, column: str, header: str) -> None:
    assert header in tables()[name].columns[column].ambiguous
