"""The Klette–Kortum economy from its primitives: free entry and the research choice of a firm give λ and η.

Source: Klette and Kortum (2004), sections II and V, with cost χx² per line. Money is in units of the revenue of one
line and year; rates are per year.
"""

from __future__ import annotations

from dataclasses import dataclass

from innovatory.model.theory.klette_kortum import Rates
from innovatory.model.theory.ranges import OutOfRangeError, not_negative, positive


@dataclass(frozen=True)
class Primitives:
    """π profit per line and year, χ scale of research cost, F founding cost, r interest per year."""

    profit: float
    cost: float
    founding: float
    interest: float

    def __post_init__(self) -> None:
        positive("profit (π)", self.profit)
        positive("cost (χ)", self.cost)
        positive("founding (F)", self.founding)
        not_negative("interest (r)", self.interest)


def klette_kortum_equilibrium(primitives: Primitives) -> Rates:
    """λ = F/(2χ) and η = (π − χλ²)/F − r, from 2χx = v, v = F and (r + τ − λ)v = π − χλ².

    `OutOfRangeError` where nobody enters (η ≤ 0): the founding cost is above what a line is worth.
    """
    innovation = primitives.founding / (2.0 * primitives.cost)
    entry = (primitives.profit - primitives.cost * innovation**2) / primitives.founding - primitives.interest
    if not entry > 0.0:
        most = "primitives with (π − χλ²)/F > r, so that founding a firm pays"
        raise OutOfRangeError("entry (η)", entry, most)
    return Rates(innovation, entry)


def research_per_line(primitives: Primitives) -> float:
    """Resources spent on research and founding per line and year, χλ² + ηF."""
    rates = klette_kortum_equilibrium(primitives)
    return primitives.cost * rates.innovation**2 + rates.entry * primitives.founding
