"""The prototype queue between a technical success and a market position: it succeeds at rate ι and fails at rate φ.

Prototypes arrive at rate x per line and wait independently (an M/M/∞ queue with two ways out), so that every moment is
the product of arrival rate and mean stay. Rates are per year.
"""

from __future__ import annotations

from innovatory.model.theory.ranges import not_negative, positive


def waiting_per_line(successes: float, industrialisation: float, failure: float) -> float:
    """Prototypes waiting per line, x/(ι+φ); Little's law."""
    return not_negative("successes (x)", successes) * mean_delay(industrialisation, failure)


def mean_delay(industrialisation: float, failure: float) -> float:
    """Years from a technical success to its industrialisation or failure, 1/(ι+φ)."""
    return 1.0 / (positive("industrialisation (ι)", industrialisation) + not_negative("failure (φ)", failure))


def success_share(industrialisation: float, failure: float) -> float:
    """Share of prototypes that reach the market, p_I = ι/(ι+φ)."""
    return industrialisation * mean_delay(industrialisation, failure)


def destruction(entry: float, successes: float, industrialisation: float, failure: float) -> float:
    """Captures per line and year behind the queue, τ = η + x p_I."""
    arriving = not_negative("successes (x)", successes) * success_share(industrialisation, failure)
    return not_negative("entry (η)", entry) + arriving
