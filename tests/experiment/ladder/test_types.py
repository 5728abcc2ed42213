"""The rung on two types: the fitted exponent on samples of the law, and cities whose firms stay fast too long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from innovatory.experiment.ladder import types
from innovatory.experiment.ladder.city import TRUE_KERNEL, Engine, Setting
from innovatory.experiment.ladder.plan import QUICK, Plan
from innovatory.experiment.ladder.rows import Quantity, Row
from innovatory.model.theory.two_types import fast_firms_from_size

OF = Quantity("types", "types_exponent")
LARGEST = 2_000
PLAN = replace(QUICK, type_cities=6, type_lines=10_000)


def drawn(tail: float, cities: int, firms: int, samples: int) -> list[NDArray[np.float64]]:
    """Samples of counts by city and size, firms drawn from the exact law; what lies above `LARGEST` is laid on it."""
    chances = np.exp(types.log_chances(np.arange(types.FITTED_FROM, LARGEST + 1), tail))
    below, generator = np.cumsum(chances)[:-1], np.random.default_rng(3)
    sizes = types.FITTED_FROM + np.searchsorted(below, generator.random((samples, cities, firms)))
    return [np.array([np.bincount(city, minlength=LARGEST + 1) for city in sample], dtype=float) for sample in sizes]


def test_the_chances_of_sizes_sum_to_one() -> None:
    chances = np.exp(types.log_chances(np.arange(types.FITTED_FROM, LARGEST + 1), 2.5))
    assert chances.sum() == pytest.approx(1.0, abs=1e-5)


def test_the_exponent_is_found_and_its_error_is_right() -> None:
    """Over 60 samples z has mean 0 and deviation 1, as Student's t with 19 degrees of freedom has: sd √(19/17)."""
    z = np.array([types.exponent(OF, firms).z for firms in drawn(2.5, 20, 400, samples=60)])
    assert abs(z.mean()) < 3.0 / 60**0.5
    assert 0.75 < z.std(ddof=1) < 1.35


@pytest.mark.parametrize("tail", [2.2, 2.8])
def test_another_exponent_fails_and_is_found_nearly(tail: float) -> None:
    row = types.exponent(OF, drawn(tail, 20, 4_000, samples=1)[0])
    assert not row.passes(1e-4)
    assert row.simulated == pytest.approx(tail, abs=0.06)


@pytest.mark.parametrize("n", types.FROM_SIZES)
def test_switches_at_the_ends_of_quarters_hardly_move_the_number_of_fast_firms(n: int) -> None:
    """P(at least n lines at age a) is weighed with e^(νΔ/2 − νΔ⌈a/Δ⌉), as the rung counts, and with e^(−νa)."""
    kinds, tau, step = types.TYPES, types.DESTRUCTION, 1 / types.QUARTERS
    nodes, weights = np.polynomial.legendre.leggauss(8)
    quarter = np.arange(0, 800)[:, np.newaxis]
    age = (quarter + (nodes + 1) / 2) * step
    grown = np.exp((kinds.fast - tau) * age)
    below = kinds.fast * grown - tau
    chance = (kinds.fast - tau) * grown / below * (kinds.fast * (grown - 1) / below) ** (n - 1) * weights * step / 2
    counted = (chance * np.exp(kinds.switch * step * (0.5 - (quarter + 1)))).sum()
    meant = (chance * np.exp(-kinds.switch * age)).sum()
    expected = float(fast_firms_from_size(kinds, types.ENTRY, tau, n))
    assert meant * kinds.entrants * types.ENTRY == pytest.approx(expected, rel=1e-10)
    assert counted == pytest.approx(meant, rel=2.5e-4)


def rows(plan: Plan) -> dict[str, Row]:
    found = types.two_types(plan, Engine(TRUE_KERNEL))
    return {f"{row.quantity} {row.facts.get('n', '')}".strip(): row for row in found}


def test_small_cities_pass_and_firms_that_stay_fast_too_long_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(row.passes(1e-4) for row in rows(PLAN).values())
    true = types._setting

    def slower(plan: Plan) -> Setting:
        asked = true(plan)
        return replace(asked, values=dict(asked.values) | {"switch": 0.2})

    monkeypatch.setattr(types, "_setting", slower)
    failed = {name for name, row in rows(PLAN).items() if not row.passes(1e-3)}
    assert failed >= {"types_share", "types_firms 1", "types_firms 5"}
