"""The Akcigit–Kerr economy: what a firm of each size spends on its own lines and on those of others, and free entry.

Source: Akcigit, U. and Kerr, W. R. (2018), "Growth through Heterogeneous Innovations", Journal of Political Economy
126(4), 1374–1443, section III, one type of firm. Rates are per year; money is per unit of mean quality q̄ and line.
"""

from __future__ import annotations

from dataclasses import dataclass

from innovatory.model.theory.ranges import above, positive, within


@dataclass(frozen=True)
class Technology:
    """Research costs: χ_I z^ψ per line (times its quality) and χ_E n^σ̃ x^ψ per firm with n lines, σ̃ = (1−σ)ψ.

    `internal_cost` χ_I, `external_cost` χ_E, `curvature` ψ > 1, `line_share` σ in [0, 1], the part of the firm's lines
    in external research; σ + 1/ψ = 1 is constant returns (Klette–Kortum).
    """

    internal_cost: float
    external_cost: float
    curvature: float
    line_share: float

    def __post_init__(self) -> None:
        positive("internal_cost (χ_I)", self.internal_cost)
        positive("external_cost (χ_E)", self.external_cost)
        above("curvature (ψ)", self.curvature, 1.0)
        within("line_share (σ)", self.line_share, 0.0, 1.0)

    @property
    def size_power(self) -> float:
        """σ̃ = (1−σ)ψ, the power of n in the cost of external research."""
        return (1.0 - self.line_share) * self.curvature


@dataclass(frozen=True)
class Steps:
    """How far an innovation moves quality: λ_I of q_j internally; η_m q̄ if major, η_m α^k q̄ as k-th follow-up.

    `internal` λ_I, `major` η_m, `major_share` θ_m in (0, 1], `decay` α in [0, 1].
    """

    internal: float
    major: float
    major_share: float
    decay: float

    def __post_init__(self) -> None:
        positive("internal (λ_I)", self.internal)
        positive("major (η_m)", self.major)
        above("major_share (θ_m)", within("major_share (θ_m)", self.major_share, 0.0, 1.0), 0.0)
        within("decay (α)", self.decay, 0.0, 1.0)

    @property
    def mean_external(self) -> float:
        """s̄ = η_m (θ_m + (1−θ_m) Σ_k p_k α^(k+1)) with follow-up counts p_k = θ_m(1−θ_m)^k, in q̄."""
        follows = (1.0 - self.major_share) * self.decay
        return self.major * self.major_share * (1.0 + follows / (1.0 - follows))


@dataclass(frozen=True)
class Economy:
    """The primitives: technology, steps, π profit per line, β profit per sale, ρ discount rate, ν_e founding cost."""

    technology: Technology
    steps: Steps
    profit: float
    profit_share: float
    discount: float
    founding: float

    def __post_init__(self) -> None:
        positive("profit (π)", self.profit)
        above("profit_share (β)", within("profit_share (β)", self.profit_share, 0.0, 1.0), 0.0)
        positive("discount (ρ)", self.discount)
        positive("founding (ν_e)", self.founding)


def profit_per_line(quality_share: float) -> float:
    """π = L β^β (1−β)^(2(1−β)) with L = β/(β + (1−β)²), the labour in final goods where all labour is 1.

    From Y = L^β/(1−β) ∫ q_j^β k_j^(1−β) dj with k_j made of labour at q̄ a unit, as in section III.A; β = profit/sales.
    """
    share = above("quality_share (β)", within("quality_share (β)", quality_share, 0.0, 1.0), 0.0)
    labour = share / (share + (1.0 - share) ** 2)
    return float(labour * share**share * (1.0 - share) ** (2.0 * (1.0 - share)))


def published_economy() -> Economy:
    """The economy at the parameters that Akcigit and Kerr print to three digits (their Tables 4 and 6)."""
    technology = Technology(internal_cost=0.346, external_cost=4.066, curvature=2.0, line_share=0.395)
    steps = Steps(internal=0.051, major=0.112, major_share=0.103, decay=0.929)
    return Economy(technology, steps, profit_per_line(0.106), profit_share=0.106, discount=0.02, founding=0.830)
