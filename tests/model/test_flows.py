"""The money of a quarter follows from rates and ownership by hand, and the books are those of the transaction matrix."""

from __future__ import annotations

import numpy as np
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.model.flows import book_founding, book_production, money, opening_ledger, profit_share
from innovatory.model.initial import initial_state
from innovatory.model.ledger import assert_balanced, balances
from innovatory.model.links.technical_research import akcigit_kerr, tables_of
from innovatory.model.parameter_file import preset, preset_names
from innovatory.model.parameters import Parameters, with_values
from innovatory.model.quarter import advance
from innovatory.model.state import State, empty_lines
from innovatory.model.theory.free_entry import moments
from innovatory.model.transactions import matrix

MATRIX = matrix()


def city(name: str, **values: str) -> tuple[Parameters, State]:
    parameters = with_values(preset(name), {"lines": "2000", "years": "5", **values})
    return parameters, initial_state(parameters, tables_of(parameters), 7)


def received(state: State, flow: str) -> int:
    row = state.ledger.flows[MATRIX.flows.index(flow)]
    return int(row[row > 0].sum())


def test_the_flows_of_klette_kortum_by_hand() -> None:
    """λ = 0.06, F = 1.5 and π = 0.15 of 10 million yuan a year (model.md §7.3: χλ² = λF/2 = 0.045 per line and year)."""
    parameters, state = city("klette-kortum")
    book_production(state, parameters, tables_of(parameters))
    line = 2_500_000  # yuan per quarter
    assert received(state, "sales") == 2000 * line
    assert received(state, "production_wages") == 2000 * line * 85 // 100
    assert received(state, "research_wages") == 2000 * line * 45 // 1000
    assert received(state, "dividends") == 2000 * line * 105 // 1000
    assert received(state, "founders_equity") == 0
    book_founding(state.ledger, 20, parameters)
    assert received(state, "founders_equity") == 20 * 15_000_000
    assert_balanced(state.ledger)


def test_the_equilibrium_pays_the_research_of_the_worked_example() -> None:
    """π = 0.15, χ = 12.5, F = 1.5: R&D of incumbents is χλ² = 0.045 and all R&D χλ² + ηF = 0.075 per line (§7.3)."""
    parameters, state = city("klette-kortum-equilibrium")
    tables = tables_of(parameters)
    book_production(state, parameters, tables)
    assert received(state, "research_wages") / (2000 * 2_500_000) == pytest.approx(0.045, abs=1e-6)
    book_founding(state.ledger, round(tables.entry * 2000 / 4), parameters)
    assert received(state, "research_wages") / (2000 * 2_500_000) == pytest.approx(0.075, abs=1e-6)


def test_akcigit_kerr_pays_the_published_research_intensity() -> None:
    """R&D over sales 0.0418 and profit over sales 0.106 (§7.7); a sample of 20 000 lines is within a few per mille."""
    parameters, state = city("akcigit-kerr", lines="20000")
    expected = moments(akcigit_kerr(parameters)).research_intensity
    assert expected == pytest.approx(0.0418, abs=5e-5)
    book_production(state, parameters, tables_of(parameters))
    assert received(state, "sales") == 20000 * 2_500_000
    assert received(state, "research_wages") / received(state, "sales") == pytest.approx(expected, rel=0.01)
    assert received(state, "production_wages") / received(state, "sales") == pytest.approx(1 - 0.106, abs=1e-6)
    assert_balanced(state.ledger)


def test_revenue_is_in_proportion_to_quality() -> None:
    """Two firms of one line each, one of twice the quality: it sells two thirds."""
    parameters, state = city("akcigit-kerr", lines="2", start="singletons")
    state.lines.log_quality[:2] = np.log([1.0, 2.0])
    wages = money().line_revenue / 2 * (1 - profit_share(parameters))
    book_production(state, parameters, tables_of(parameters))
    assert received(state, "production_wages") == pytest.approx(wages, abs=2)
    assert received(state, "sales") == 5_000_000


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_balances_every_quarter_and_leaves_all_money_with_households(name: str) -> None:
    parameters, state = city(name)
    tables, before = tables_of(parameters), balances(state.ledger)
    for _ in range(parameters.quarters):
        advance(state, parameters, tables)
        assert balances(state.ledger) == before
    assert (state.ledger.totals.sum(axis=1) == 0).all()
    assert not state.ledger.flows.any()
    sold = state.ledger.totals[MATRIX.flows.index("sales"), MATRIX.accounts.index("technology_firms")]
    assert sold == parameters.quarters * 2000 * 2_500_000


def test_households_begin_with_what_they_spend_in_a_quarter() -> None:
    parameters, _ = city("klette-kortum", lines="3")
    assert balances(opening_ledger(parameters)) == dict.fromkeys(MATRIX.accounts, 0) | {"households": 7_500_000}


def test_owners_make_good_what_a_firm_lacks() -> None:
    """At λ = 1 research costs F/2 = 0.75 of revenue against a profit of 0.15."""
    parameters, state = city("klette-kortum", **{"lambda": "1"})
    book_production(state, parameters, tables_of(parameters))
    assert received(state, "founders_equity") == round(2000 * 2_500_000 * 0.6)
    assert received(state, "dividends") == 0


def test_sales_that_cannot_be_split_exactly_are_refused() -> None:
    """A line of a hundred years earns 10⁹ yuan; five million of them more than the 2⁵² that are split exactly."""
    parameters, state = city("akcigit-kerr")
    tables = tables_of(parameters)
    book_production(state, with_values(parameters, {"delta": "100", "years": "100"}), tables)
    state.lines = empty_lines(5_000_000, 5_000_000)
    with pytest.raises(Mistake, match="sales is too large"):
        book_production(state, with_values(parameters, {"delta": "100", "years": "100"}), tables)
