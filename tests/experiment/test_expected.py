"""Theory stands beside simulation only where it holds, with the numbers of the model's verification section."""

from __future__ import annotations

from itertools import pairwise
from math import log, sqrt

import pytest

from innovatory.experiment.executor import ThisProcess
from innovatory.experiment.expected import Expected, expectations, is_stationary, rows, size_law
from innovatory.experiment.results import Run
from innovatory.experiment.runs import Plan, simulate
from innovatory.model.parameter_file import preset, preset_names
from innovatory.model.parameters import Parameters, with_values


def parameters(name: str = "klette-kortum", **values: str) -> Parameters:
    return with_values(preset(name), {"lines": "2000", "years": "10", **values})


def run(firms: int) -> Run:
    return Run(1, 4, firms, {1: firms}, 0, 0, 0, 0, 0, 0, 0.0, "", {})


def test_klette_kortum_has_the_worked_values() -> None:
    """Model.md §7.2 with J = 2 000 and §7.8 with s = 0.05."""
    found = expectations(parameters())
    assert found["firms"].mean == pytest.approx(1222.02, abs=0.005)
    assert found["firms"].sd == pytest.approx(20.53, abs=0.005)
    means = [found[f"size_{n}"].mean for n in (1, 2, 3, 4)]
    assert means == pytest.approx([800.24, 240.10, 96.03, 43.20], abs=0.005)
    assert found["growth"].mean == pytest.approx(0.004879, abs=5e-7)
    assert found["growth"].sd == pytest.approx(sqrt(0.1 * log(1.05) ** 2 / (2000 * 10)))
    assert found["entries"] == Expected(800.0, sqrt(800.0))
    assert found["candidates"].mean == pytest.approx(2000.0)


def test_hits_on_own_lines_follow_from_homozygosity() -> None:
    """Two lines drawn have one owner with probability 1/J + (1−1/J)/(1+Θ), Θ = Jη/λ; here Θ = J and J = 10."""
    found = expectations(parameters(lines="10", **{"lambda": "0.05", "eta": "0.05"}))
    assert found["self_hits"].mean == pytest.approx(0.05 * 10 * 10 * (0.1 + 0.9 / 11))
    assert found["self_hits"].mean + found["captures"].mean == pytest.approx(5.0)


def test_the_equilibrium_has_the_worked_rates() -> None:
    """§7.3: η = 0.02 and τ = 0.08 from primitives."""
    found = expectations(parameters("klette-kortum-equilibrium"))
    assert found["entries"].mean == pytest.approx(0.02 * 2000 * 10)
    assert found["accepted"].mean == pytest.approx(0.08 * 2000 * 10)


def test_akcigit_kerr_has_the_published_equilibrium() -> None:
    """§7.7: 0.55916 firms per line, P_1 = 0.569, τ = 0.11536, z = 0.03846, g = 0.00998 (0.00996 in the simulation)."""
    found = expectations(parameters("akcigit-kerr"))
    assert found["firms"].mean / 2000 == pytest.approx(0.5592, abs=2e-3)
    assert found["size_1"].mean / found["firms"].mean == pytest.approx(0.569, abs=1e-3)
    assert found["accepted"].mean == pytest.approx((0.11536 + 0.03846) * 20_000, rel=2e-3)
    assert found["growth"].mean == pytest.approx(0.00998, abs=5e-5)


def test_a_city_of_singletons_is_compared_only_with_what_always_holds() -> None:
    """Burn-in of §7.2: ln(Jη/τ)/η years, 167 for J = 2 000."""
    young, old = parameters(start="singletons"), parameters(start="singletons", years="200")
    assert not is_stationary(young)
    assert is_stationary(old)
    assert set(expectations(young)) == {"candidates", "entries", "accepted", "growth"}
    assert expectations(old)["firms"] == expectations(parameters())["firms"]
    assert "exits" not in expectations(old)
    assert size_law(young, 5) == []


def test_two_types_are_compared_only_with_their_clocks() -> None:
    assert set(expectations(parameters("two-types"))) == {"candidates", "entries"}


def test_firms_of_at_least_one_line_are_all_firms() -> None:
    law = size_law(parameters(), 40)
    assert law[0] == (1.0, pytest.approx(1222.02, abs=0.005))
    assert law[1][1] == pytest.approx(1222.02 - 800.24, abs=0.01)
    assert all(one[1] > other[1] > 0 for one, other in pairwise(law))


def test_a_row_tells_the_distance_in_standard_errors() -> None:
    found = {row.quantity: row for row in rows([run(98), run(106)], {"firms": Expected(100.0, 4.0)})}
    firms = found["firms"]
    assert (firms.simulated, firms.standard_error) == (102.0, pytest.approx(4 / sqrt(2)))
    assert firms.z == pytest.approx(2 / (4 / sqrt(2)))
    assert (found["largest"].theory, found["largest"].z, found["largest"].standard_error) == (None, None, 0.0)


def test_without_a_deviation_in_theory_that_of_the_runs_stands_in() -> None:
    (firms, *_) = rows([run(98), run(106)], {"firms": Expected(100.0)})
    assert (firms.standard_error, firms.z) == (pytest.approx(4.0), None)
    (many, *_) = rows([run(98), run(106)] * 5, {"firms": Expected(100.0)})
    assert many.z == pytest.approx(2.0 / sqrt(160 / 9 / 10))
    (single, *_) = rows([run(98)], {"firms": Expected(100.0)})
    assert (single.standard_error, single.z) == (None, None)


@pytest.mark.parametrize("name", preset_names())
def test_runs_agree_with_what_is_expected(name: str) -> None:
    """Fixed seeds; 4.5 standard errors of exact moments are passed once in 100 000 rows."""
    asked = parameters(name, years="20")
    found = [run[0] for run in simulate(Plan((asked,), 1, 20), ThisProcess(), lambda *_: None)]
    compared = [row for row in rows(found, expectations(asked)) if row.z is not None]
    assert len(compared) >= 2
    assert [row for row in compared if abs(row.z or 0.0) > 4.5] == []
