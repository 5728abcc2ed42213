"""The free constants of the generator: every number that no total gives. What each rests on is told by who states it.

A `Spread` has the middle of a quantity and how far it spreads; in which shape (lognormal, logit-normal, normal) is said
where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FACTORS = ("scale", "technology", "maturity", "performance")
"""The latent factors: how large, how much driven by technology, how old, how well an enterprise does."""

VARIABLES = (
    "rd", "intensity", "productivity", "researcher_cost", "capital", "leverage", "margin", "age", "growth", "high_tech_share",
    "domestic_share", "main_share", "value_added_share", "patents", "class2", "conversions", "marks", "qualities",
    "segment_market_share", "equity", "ordinary_revenue",
)  # fmt: skip
"""The variables that are loaded on the factors."""


@dataclass(frozen=True)
class Spread:
    """The middle of a distribution in the unit of its quantity, and its spread on the scale on which it is normal."""

    middle: float
    spread: float


@dataclass(frozen=True)
class Constants:
    """All constants; money in yuan, shares as fractions.

    `loadings` holds for each variable the loadings on `FACTORS`; `shares_…` the shares of the values of a column, which
    sum to 1; `clusters` the clusters of each group of emerging industries, `income_of_sectors` the sectors (letters) whose
    total income a column tells, `above_size` the revenue (yuan) from which an enterprise of a sector is counted one by one
    in the statistics, `loans` what part of the enterprises borrows on which terms.
    """

    technology_share: float
    exit_rate: float
    growth_before: float
    technology_older: float
    patents_per_enterprise: float
    rd_per_enterprise: float
    rd_tail_index: float
    rd_body_spread: float
    rd_largest_share: float
    rd_intramural_share: float
    rd_scope_spread: float
    scopes: Mapping[str, float]
    intensity: Spread
    productivity: Spread
    researcher_cost: Spread
    capital: Spread
    leverage: Spread
    margin: Spread
    margin_persistence: float
    income_tax_share: float
    revenue_growth: Spread
    rd_growth_spread: float
    assets_growth_spread: float
    high_tech_share: Spread
    domestic_share: Spread
    main_share: Spread
    value_added_share: Spread
    patents: Spread
    patents_follow: float
    class2: Spread
    conversions: Spread
    marks: Spread
    technology_field_share: float
    core_ip_share: float
    qualities_share: float
    sme_staff: float
    sme_revenue: float
    segment_market_share: Spread
    equity_share: float
    equity: Spread
    local_born_share: float
    ordinary_revenue: Spread
    ordinary_dormant_share: float
    ordinary_productivity: Spread
    ordinary_value_added: float
    ordinary_class2_share: float
    ordinary_gdp_share: float
    loadings: Mapping[str, Mapping[str, float]]
    shares_sector: Mapping[str, float]
    shares_technology_sector: Mapping[str, float]
    shares_legal_form: Mapping[str, float]
    shares_ownership: Mapping[str, float]
    shares_hte_field: Mapping[str, float]
    listed_mainland_share: float
    shares_board: Mapping[str, float]
    above_size: Mapping[str, float]
    loans: Mapping[str, float]
    grants_to_rd: float
    income_of_sectors: Mapping[str, tuple[str, ...]]
    clusters: Mapping[str, tuple[str, ...]]
