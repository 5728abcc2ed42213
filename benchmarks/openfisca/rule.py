"""The rule of `hnte_polars.py` as an OpenFisca tax-benefit system: dated parameters, scales and formulas.

OpenFisca-Core is under the AGPL. This file runs only in the separate environment `build/openfisca-venv`; the package
Innovatory neither depends on OpenFisca nor imports it, and this folder is not part of the wheel.

OpenFisca stores every float variable as float32. `system(numpy.float64)` sets the type of each variable to float64
after it is added, through its public attribute `dtype`; `system(numpy.float32)` leaves it as shipped. It has no
tolerant comparison, so its thresholds are plain float comparisons, unlike the 12 digits of the yardstick.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

YEAR = "2024"
START = "2016-01-01"
INPUTS = (
    "age_days",
    "staff",
    "st_staff",
    "revenue_1",
    "revenue_2",
    "revenue_3",
    "rd_1",
    "rd_2",
    "rd_3",
    "net_assets_1",
    "net_assets_2",
    "net_assets_3",
    "total_income",
    "high_tech_income",
    "conversions_per_year",
    "ip_low",
    "ip_extra",
    "management",
)

Enterprise = build_entity(key="enterprise", plural="enterprises", label="An enterprise", is_person=True)


def _dated(value: float) -> dict[str, Any]:
    return {"values": {START: {"value": value}}}


def _scale(*brackets: tuple[float, float]) -> dict[str, Any]:
    """A scale of (threshold, amount) in rising order: one amount for the whole bracket, nothing below the first."""
    rows = [{"threshold": {START: {"value": edge}}, "amount": {START: {"value": amount}}} for edge, amount in brackets]
    return {"brackets": rows, "metadata": {"type": "single_amount"}}


PARAMETERS = {
    "min_age_days": _dated(365),
    "min_st_staff": _dated(0.10),
    "min_high_tech": _dated(0.60),
    "pass_mark": _dated(70),
    "min_rd_intensity": _scale((0, 0.05), (50e6, 0.04), (200e6, 0.03)),  # each edge belongs to the bracket below
    "conversion_low": _scale((1, 1), (2, 7), (3, 13), (4, 19), (5, 25)),
    "conversion_high": _scale((1, 6), (2, 12), (3, 18), (4, 24), (5, 30)),
    "growth_low": _scale((0, 1), (0.05, 3), (0.15, 5), (0.25, 7), (0.35, 9)),  # a growth of exactly 0 earns nothing
    "growth_high": _scale((0, 2), (0.05, 4), (0.15, 6), (0.25, 8), (0.35, 10)),
}


def _growth(enterprise: Any, period: Any, name: str) -> Any:
    """Mean of the last two yearly growth rates of a series of three years."""
    first, second, third = (enterprise(f"{name}_{year}", period) for year in (1, 2, 3))
    return (second / first + third / second) / 2 - 1


def revenue_growth(enterprise, period):
    return _growth(enterprise, period, "revenue")


def net_assets_growth(enterprise, period):
    return _growth(enterprise, period, "net_assets")


def hard_criteria(enterprise, period, parameters):
    """The four criteria without judgement: age, staff, R&D intensity, high-tech income."""
    law = parameters(period)
    spent = sum(enterprise(f"rd_{year}", period) for year in (1, 2, 3))
    earned = sum(enterprise(f"revenue_{year}", period) for year in (1, 2, 3))
    need = law.min_rd_intensity.calc(enterprise("revenue_3", period), right=True)
    return (
        (enterprise("age_days", period) >= law.min_age_days)
        & (enterprise("st_staff", period) / enterprise("staff", period) >= law.min_st_staff)
        & (spent / earned >= need)
        & (enterprise("high_tech_income", period) / enterprise("total_income", period) >= law.min_high_tech)
    )


def _marks(enterprise: Any, period: Any, conversion: Any, growth: Any) -> Any:
    assets, revenue = enterprise("net_assets_growth", period), enterprise("revenue_growth", period)
    return (
        enterprise("ip_low", period)
        + conversion.calc(enterprise("conversions_per_year", period))
        + enterprise("management", period)
        + growth.calc(assets) * (assets > 0)
        + growth.calc(revenue) * (revenue > 0)
    )


def score_low(enterprise, period, parameters):
    law = parameters(period)
    return _marks(enterprise, period, law.conversion_low, law.growth_low)


def score_high(enterprise, period, parameters):
    law = parameters(period)
    return _marks(enterprise, period, law.conversion_high, law.growth_high) + enterprise("ip_extra", period)


def passes(enterprise, period, parameters):
    return enterprise("hard_criteria", period) & (enterprise("score_low", period) > parameters(period).pass_mark)


def may_pass(enterprise, period, parameters):
    return enterprise("hard_criteria", period) & (enterprise("score_high", period) > parameters(period).pass_mark)


COMPUTED = {
    "revenue_growth": (float, revenue_growth),
    "net_assets_growth": (float, net_assets_growth),
    "hard_criteria": (bool, hard_criteria),
    "score_low": (float, score_low),
    "score_high": (float, score_high),
    "passes": (bool, passes),
    "may_pass": (bool, may_pass),
}


def system(precision: type[np.floating]) -> TaxBenefitSystem:
    """The tax-benefit system whose float variables are stored as `precision` (float32 is what OpenFisca ships)."""
    made = TaxBenefitSystem([Enterprise])
    made.parameters = ParameterNode("", data=PARAMETERS)
    shared = {"entity": Enterprise, "definition_period": DateUnit.YEAR}
    for name in INPUTS:
        made.add_variable(type(name, (Variable,), {**shared, "value_type": float}))
    for name, (value_type, formula) in COMPUTED.items():
        made.add_variable(type(name, (Variable,), {**shared, "value_type": value_type, "formula": formula}))
    for variable in made.get_variables().values():
        if variable.value_type is float:
            variable.dtype = precision
    return made
