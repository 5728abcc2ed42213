"""How much the ladder simulates: the quick plan fits into twenty seconds on one core, the full one into minutes.

Every rung draws its seeds from a range of its own, so that no two rungs look at the same city.
"""

from __future__ import annotations

from dataclasses import dataclass

SEEDS_OF_A_RUNG = 10_000


@dataclass(frozen=True)
class Plan:
    """Sizes of the rungs: cities of each kind, lines, years. `seed` is that of the whole ladder."""

    name: str
    seed: int
    cities: int  # of 2,000 lines, at Δ = 1 year
    quarterly_cities: int  # of `quarterly_lines`, at Δ = 1/4 year
    quarterly_lines: int
    tiny_cities: int  # of 20 lines
    rates_cities: int  # of 20,000 lines at each of two other pairs of λ and η
    grown_cities: int  # of 2,000 lines, from singletons
    equilibrium_cities: int  # of 2,000 lines
    growth_cities: int  # of `growth_lines`, for a year of quarters
    growth_lines: int
    lives_lines: int  # one city, followed by quarters
    lives_ages: tuple[int, ...]
    policy_cities: int  # Akcigit–Kerr
    policy_lines: int
    policy_years: int
    quality_lines: int  # one Akcigit–Kerr city, until its qualities have settled
    nested_cities: int  # Klette–Kortum as a case of Akcigit–Kerr, of 2,000 lines
    type_cities: int  # two types of firms
    type_lines: int

    def seeds(self, rung: int, count: int) -> range:
        """Seeds of a rung's cities."""
        first = (self.seed * 100 + rung) * SEEDS_OF_A_RUNG
        return range(first, first + count)


QUICK = Plan(
    name="quick", seed=1, cities=80, quarterly_cities=8, quarterly_lines=20_000, tiny_cities=80, rates_cities=0, grown_cities=10,
    equilibrium_cities=20, growth_cities=20, growth_lines=20_000, lives_lines=200_000, lives_ages=(1, 3, 5, 10),
    policy_cities=16, policy_lines=10_000, policy_years=20, quality_lines=0, nested_cities=0, type_cities=0, type_lines=0,
)  # fmt: skip
FULL = Plan(
    name="full", seed=1, cities=600, quarterly_cities=20, quarterly_lines=200_000, tiny_cities=600, rates_cities=20, grown_cities=60,
    equilibrium_cities=100, growth_cities=40, growth_lines=100_000, lives_lines=2_000_000,
    lives_ages=(1, 3, 5, 10, 20, 30), policy_cities=16, policy_lines=200_000, policy_years=20, quality_lines=100_000,
    nested_cities=60, type_cities=60, type_lines=100_000,
)  # fmt: skip
