"""Figures in print, and how far they can bind: Akcigit and Kerr print their parameters and results to a few digits.

A result computed from rounded parameters can differ from the printed one by as much as the rounding moves it; the room
is taken to first order. Source: Akcigit and Kerr (2018), Tables 4 and 6 (parameters), 5 and 7 (model columns).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from innovatory.model.theory.akcigit_kerr import Economy, profit_per_line, published_economy
from innovatory.model.theory.free_entry import akcigit_kerr_equilibrium, moments

THIRD_DIGIT = 0.0005  # half a unit of the last printed digit of every parameter
LARGEST = 256

MODEL_COLUMNS = {
    "profitability": (0.106, 0.0005),
    "research_intensity": (0.042, 0.0005),
    "citation_ratio": (0.732, 0.0005),
    "internal_share": (0.250, 0.0005),
    "entry_rate": (0.066, 0.0005),
    "growth": (0.010, 0.0005),
    "internal_growth": (0.0020, 0.00005),
    "external_growth": (0.0055, 0.00005),
    "entry_growth": (0.0026, 0.00005),
}
"""Moment → the printed figure of the model and half a unit of its last digit."""


@cache
def rounding_room() -> dict[str, float]:
    """Moment → how far it moves, to first order, if every parameter is off by half a unit of its last printed digit."""
    middle = _moments(published_economy())
    moved = [_moments(one) for one in neighbours(published_economy(), THIRD_DIGIT)]
    return {name: sum(abs(one[name] - value) for one in moved) for name, value in middle.items()}


def neighbours(economy: Economy, change: float) -> list[Economy]:
    """The economy with each printed parameter raised by `change`, one at a time; π follows β."""
    technology, steps, share = economy.technology, economy.steps, economy.profit_share + change
    return [
        *(
            replace(economy, technology=replace(technology, **{name: getattr(technology, name) + change}))
            for name in ("internal_cost", "external_cost", "line_share")
        ),
        *(
            replace(economy, steps=replace(steps, **{name: getattr(steps, name) + change}))
            for name in ("internal", "major", "major_share", "decay")
        ),
        replace(economy, profit_share=share, profit=profit_per_line(share)),
        replace(economy, founding=economy.founding + change),
    ]


def _moments(economy: Economy) -> dict[str, float]:
    return dict(vars(moments(akcigit_kerr_equilibrium(economy, LARGEST))))
