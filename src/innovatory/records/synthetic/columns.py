"""The columns of a synthetic population: one row an enterprise, a yearly figure as `name_2022`, in this order.

`FLAT` is what the rules read; what the dictionary also has, and nothing else, goes into the tables of records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import polars as pl

ORIGIN = "synthetic"
IDENTITY = ("enterprise_id", "weight", "origin", "technology")
ENTERPRISE = (
    "legal_form", "ownership", "tax_resident", "sector", "hte_field", "registered_on", "local_born", "moved_in_on", "district",
    "cluster", "segment_since",
)  # fmt: skip
YEARLY = (
    "revenue", "main_revenue", "total_income", "hightech_income", "value_added", "total_cost", "profit", "net_profit",
    "assets_end", "liabilities_end", "net_assets_end", "taxable_income_before_extra", "tax_loss", "rd_accounts",
    "rd_hnte", "rd_hnte_domestic", "rd_tsme", "rd_super_deduction", "staff_mean", "staff_end", "st_staff",
    "rd_employees", "conversions", "manufacturing_income", "excluded_income", "investment_income",
)  # fmt: skip
YEARLY_BESIDE = (
    "rd_intramural", "rd_personnel_fte", "base_accepted", "grants_received", "equity_new", "hnte_held",
    "tsme_held",
)  # fmt: skip
"""Yearly, but in no account of the dictionary."""
NOTHING_BEFORE = (
    "rd_accounts", "rd_hnte", "rd_hnte_domestic", "rd_tsme", "rd_super_deduction", "rd_intramural", "base_accepted",
    "grants_received", "equity_new", "hnte_held", "tsme_held",
)  # fmt: skip
"""What an enterprise had none of before its registration; nothing else is told of that time."""
COUNTED = ("ip_class1", "ip_class2", "ip_class1_own", "ip_class1_in_use", "ip_class1_main_product",
           "ip_class1_high_value")  # fmt: skip
FIGURES = ("conversions_per_year", "segment_market_share")
LOANS = ("interest_paid", "guarantee_fee", "insurance_premium", "loan_subsidy_before")
MARKS = {
    "technical_level": 8, "core_support": 8, "ip_acquisition": 6, "standards_part": 2, "rd_rules": 6, "rd_unit": 6,
    "conversion_rules": 4, "talent_rules": 4, "refinement_points": 25, "local_points": 15, "innovation_points": 35,
}  # fmt: skip
"""What an assessor would give, with the most points of each."""
QUALITIES = (
    "core_process_digital", "certified", "own_brand", "own_or_joint_rd_unit", "main_ip_profitable", "key_chain_link",
    "product_field", "fills_gap", "key_chain_supplier",
)  # fmt: skip
"""What an assessor would find true or not."""
TRUTHS = ("core_ip", "sme", "strategic_product", "technology_firm", "first_loan", *QUALITIES)
NONE = ("award_level", "contest", "standard_level", "standard_role", "rd_unit_level")
"""Distinctions that nobody of the population has."""
CLEAN = ("status(prohibited_products)", "status(abnormal_operation)", "status(serious_dishonesty)",
         "status(technology_demonstration)", "status(ip_advantage)", "status(ip_demonstration)")  # fmt: skip
"""Lists on which nobody of the population stands, titles that nobody of it holds."""
ABOVE_SIZE = "status(above_size)"
NO_INCIDENT = "last_serious_incident_on"
LISTING = ("board", "listed_on")
TEXTS = ("enterprise_id", "origin", "legal_form", "ownership", "sector", "hte_field", "district", "cluster",
         "board", *NONE)  # fmt: skip


def valid_from(status: str) -> str:
    """The column of the first day on which a status is held, in the rows of a tier only."""
    return f"status({status})_valid_from"


def valid_to(status: str) -> str:
    """The column of the last day on which a status is held."""
    return f"status({status})_valid_to"


def flat(years: Sequence[int], statuses: Sequence[str], ending: Collection[str] = ()) -> Iterator[tuple[str, pl.DataType]]:  # fmt: skip
    """Every column of the flat table with its type, in order.

    `statuses` are those that were given out, `ending` those of them that run out.
    """
    for name in (*IDENTITY, *ENTERPRISE, *LISTING):
        yield name, _static(name)
    for name in (*YEARLY, *YEARLY_BESIDE):
        for year in sorted(years):
            yield f"{name}_{year}", pl.Float64()
    for name in (*COUNTED, *FIGURES, *LOANS, *MARKS):
        yield name, pl.Float64()
    for name in TRUTHS:
        yield name, pl.Boolean()
    for name in NONE:
        yield name, pl.String()
    yield NO_INCIDENT, pl.Date()
    for name in (*CLEAN, ABOVE_SIZE, *(f"status({status})" for status in statuses)):
        yield name, pl.Boolean()
    for status in ending:
        yield valid_to(status), pl.Date()


def _static(name: str) -> pl.DataType:
    if name == "weight":
        return pl.Float64()
    if name.endswith("_on") or name == "segment_since":
        return pl.Date()
    return pl.String() if name in TEXTS else pl.Boolean()
