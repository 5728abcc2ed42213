"""Closed forms of the simulation: what each mechanism must give where theory can say it exactly.

Use them beside the simulation or alone; docs/theory.md lists every function with its equation and source. A number
outside the range of a formula raises `OutOfRangeError`, a `ValueError` that names the range. Rates are per year.
"""

from innovatory.model.theory.akcigit_kerr import Economy, Steps, Technology, published_economy
from innovatory.model.theory.discretisation import firm_count_bias
from innovatory.model.theory.equilibrium import Primitives, klette_kortum_equilibrium
from innovatory.model.theory.ewens import (
    Ewens,
    covariance_of_counts,
    draw_owners,
    mean_counts,
    mean_firms,
    stationary_law,
    variance_of_firms,
)
from innovatory.model.theory.ewens_exact import Law, law_of_count, law_of_firms
from innovatory.model.theory.free_entry import Equilibrium, Moments, akcigit_kerr_equilibrium, moments
from innovatory.model.theory.klette_kortum import (
    Rates,
    entry_rate,
    firms_of_size,
    firms_per_line,
    growth_rate,
    mean_size,
    share_of_lines,
    size_distribution,
)
from innovatory.model.theory.quality import relative_quality_variance
from innovatory.model.theory.ranges import OutOfRangeError
from innovatory.model.theory.research_policy import Policy, Status, research_policy
from innovatory.model.theory.survival import growth_variance, hazard, mean_growth, mean_size_at, survival
from innovatory.model.theory.user_cost import b_index

__all__ = [
    "Economy",
    "Equilibrium",
    "Ewens",
    "Law",
    "Moments",
    "OutOfRangeError",
    "Policy",
    "Primitives",
    "Rates",
    "Status",
    "Steps",
    "Technology",
    "akcigit_kerr_equilibrium",
    "b_index",
    "covariance_of_counts",
    "draw_owners",
    "entry_rate",
    "firm_count_bias",
    "firms_of_size",
    "firms_per_line",
    "growth_rate",
    "growth_variance",
    "hazard",
    "klette_kortum_equilibrium",
    "law_of_count",
    "law_of_firms",
    "mean_counts",
    "mean_firms",
    "mean_growth",
    "mean_size",
    "mean_size_at",
    "moments",
    "published_economy",
    "relative_quality_variance",
    "research_policy",
    "share_of_lines",
    "size_distribution",
    "stationary_law",
    "survival",
    "variance_of_firms",
]
