"""Figures in print, and how far they can bind: Akcigit and Kerr print their parameters and results to a few digits.

A result computed from rounded parameters can differ from the printed one by as much as the rounding moves it; the room
is taken to first order. Source: Akcigit and Kerr (2018), Tables 4 and 6 (parameters), 5 and 7 (model columns).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from innovatory.model.theory.akcigit_kerr import Economy, profit_per_line, published_economy
from innovatory.model.theory.free_entry import akcigit_kerr_equilibrium, moments
from innovatory.model.theory.quality import quality_tail_exponent, relative_quality_variance

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
FINER = {
    "destruction": (0.11536, 5e-6),
    "internal": (0.03846, 5e-6),
    "mean_step": (0.06958, 5e-6),
    "x_1": (0.09498, 5e-6),
    "x_2": (0.07913, 5e-6),
    "x_5": (0.06187, 5e-6),
    "x_10": (0.05153, 5e-6),
    "firms": (0.55916, 5e-6),
    "P_1": (0.569, 5e-4),
    "variance": (0.0957, 5e-5),
    "exponent": (54.8, 0.05),
}
"""More of the same economy, worked from parameters with more digits than were printed: figure, half a last unit.

τ, z, s̄, x_n, firms per line, share of firms with one line, variance of quality over its mean and its Pareto exponent."""


@cache
def rounding_room() -> dict[str, float]:
    """Moment or finer figure → how far it moves, to first order, if every parameter is off by half a unit of its last printed digit."""
    middle = results(published_economy())
    moved = [results(one) for one in neighbours(published_economy(), THIRD_DIGIT)]
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


def results(economy: Economy) -> dict[str, float]:
    """The moments of an economy's equilibrium and its finer figures, by the names of `MODEL_COLUMNS` and `FINER`."""
    there = akcigit_kerr_equilibrium(economy, LARGEST)
    steps, z, firms = economy.steps, there.policy.internal, float(there.firms.sum())
    external = {f"x_{n}": float(there.policy.external[n - 1]) for n in (1, 2, 5, 10)}
    return vars(moments(there)) | external | {
        "destruction": there.destruction, "internal": z, "mean_step": steps.mean_external,
        "firms": firms, "P_1": float(there.firms[0]) / firms,
        "variance": relative_quality_variance(steps, there.destruction, z),
        "exponent": quality_tail_exponent(steps, there.destruction, z),
    }  # fmt: skip
