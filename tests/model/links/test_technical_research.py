"""Rates of a preset: as given, from equilibrium, from the policy of the firm; ceilings; thresholds."""

from __future__ import annotations

import numpy as np
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.model.clocks import thresholds
from innovatory.model.links.technical_research import akcigit_kerr, tables_of
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import with_values


def test_constant_rates_are_those_given() -> None:
    tables = tables_of(preset("klette-kortum"))
    assert tables.external.tolist() == [[0.0, 0.06], [0.0, 0.06]]
    assert (tables.entry, tables.internal, tables.candidates) == (0.04, 0.0, 0.1)


def test_the_equilibrium_of_the_worked_example() -> None:
    """model.md §7.3: π = 0.15, χ = 12.5, F = 1.5, r = 0.05 give λ = 0.06, η = 0.02."""
    tables = tables_of(preset("klette-kortum-equilibrium"))
    assert tables.external[0, 1] == pytest.approx(0.06, rel=1e-12)
    assert tables.entry == pytest.approx(0.02, rel=1e-12)


def test_rates_of_akcigit_kerr_are_the_published_regression_numbers() -> None:
    """model.md §7.7: x_1, x_2, x_5, x_10 = 0.09498, 0.07913, 0.06187, 0.05153; z = 0.03846; τ = 0.11536.

    The published parameters have three digits, and with them the numbers: 0.3 %.
    """
    parameters = preset("akcigit-kerr")
    tables = tables_of(parameters)
    assert tables.external[0, [1, 2, 5, 10]] == pytest.approx([0.09498, 0.07913, 0.06187, 0.05153], rel=3e-3)
    assert tables.internal == pytest.approx(0.03846, rel=4e-3)
    firms = akcigit_kerr(parameters).firms
    captures = float((np.arange(1, len(firms) + 1) * firms * tables.external[0, 1:]).sum())
    assert tables.entry + captures == pytest.approx(0.11536, rel=2e-3)


def test_steps_fall_with_the_follow_up_count() -> None:
    quality = tables_of(preset("akcigit-kerr")).quality
    assert quality.external[:3] == pytest.approx([0.112, 0.112 * 0.929, 0.112 * 0.929**2])
    assert quality.internal == pytest.approx(np.log(1.051))


@pytest.mark.parametrize(("name", "text"), [("lambda_max", "0.05"), ("eta_max", "0.03")])
def test_a_ceiling_below_a_rate_is_refused(name: str, text: str) -> None:
    with pytest.raises(Mistake, match=f"{name} = {text} is below"):
        tables_of(with_values(preset("klette-kortum"), {name: text}))


@pytest.mark.parametrize(
    ("name", "texts", "zh"),
    [
        ("klette-kortum-equilibrium", {"interest": "0.5"}, "新设企业始终不划算"),
        ("akcigit-kerr", {"entry_cost": "1000"}, "请改变进入成本（founding (ν_e) = 1000）"),
        ("akcigit-kerr", {"curvature": "1.0001"}, "请提高曲率（curvature (ψ) = 1.0001）"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_without_an_equilibrium_it_is_told_in_both_languages(name: str, texts: dict[str, str], zh: str) -> None:
    with pytest.raises(Mistake) as caught:
        tables_of(with_values(preset(name), texts))
    assert caught.value.kind == "range"
    assert "equilibrium" in caught.value.en
    assert caught.value.zh.startswith("这组参数没有存在进入的均衡：")
    assert zh in caught.value.zh
    assert "expected" not in caught.value.zh


def test_too_many_events_in_a_period_are_refused() -> None:
    texts = {"lines": "1000000000", "lambda": "90", "delta": "10", "years": "10"}
    with pytest.raises(Mistake, match="candidate events"):
        tables_of(with_values(preset("klette-kortum"), texts))


def test_thresholds_are_rates_as_parts_of_all_candidates() -> None:
    found = thresholds(np.array([[0.0, 0.05], [0.0, 0.2]]), 0.2)
    assert found.tolist() == [[0, 2**30], [0, 2**32 - 1]]
    assert thresholds(np.array([[0.0, 0.1], [0.0, 0.1]]), 0.2).tolist() == [[0, 2**31]]
