"""The books balance to the yuan, whatever is booked; what would break them is refused or named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatory.language.mistakes import Mistake
from innovatory.model.ledger import (
    MOST,
    Ledger,
    UnbalancedError,
    assert_balanced,
    balances,
    close_quarter,
    exact_sum,
    open_ledger,
    pay,
    rounded,
)
from innovatory.model.transactions import matrix

TABLE = matrix()
PAIRS = [
    (flow, payer, receiver)
    for flow in TABLE.flows
    for payer in TABLE.accounts
    for receiver in TABLE.accounts
    if payer != receiver and "-" in TABLE.signs.get((flow, payer), "") and "+" in TABLE.signs.get((flow, receiver), "")
]
AMOUNTS = st.lists(st.floats(0.0, 1e12), max_size=20)


def books() -> Ledger:
    return open_ledger({"households": 10**15, "city": 5})


@given(st.lists(st.tuples(st.sampled_from(PAIRS), AMOUNTS), max_size=30))
def test_any_flows_leave_the_books_balanced_and_the_money_where_it_was_counted(
    booked: list[tuple[tuple[str, str, str], list[float]]],
) -> None:
    ledger, expected = books(), dict.fromkeys(TABLE.accounts, 0) | {"households": 10**15, "city": 5}
    for (flow, payer, receiver), amounts in booked:
        yuan = rounded(np.array(amounts, dtype=np.float64))
        pay(ledger, flow, payer, receiver, yuan)
        expected[payer] -= sum(yuan.tolist())
        expected[receiver] += sum(yuan.tolist())
        assert_balanced(ledger)
    assert balances(ledger) == expected
    close_quarter(ledger)
    assert balances(ledger) == expected
    assert sum(expected.values()) == 10**15 + 5


@given(st.integers(1, 10**12), st.sampled_from(PAIRS), st.sampled_from([-1, 1]))
def test_a_flow_that_does_not_add_up_is_named_with_its_difference(
    amount: int, pair: tuple[str, str, str], off: int
) -> None:
    ledger = books()
    flow, payer, receiver = pair
    pay(ledger, flow, payer, receiver, amount)
    ledger.flows[TABLE.flows.index(flow), TABLE.accounts.index(receiver)] += off
    with pytest.raises(UnbalancedError, match=rf"^{flow}: .*{'[+]1' if off == 1 else '-1'} yuan"):
        assert_balanced(ledger)


def test_a_booking_on_the_wrong_side_is_named() -> None:
    ledger = books()
    row = ledger.flows[TABLE.flows.index("grants")]
    row[TABLE.accounts.index("city")], row[TABLE.accounts.index("households")] = 3, -3
    with pytest.raises(UnbalancedError, match=r"grants: households .* -3 yuan|grants: city .* \+3 yuan"):
        assert_balanced(ledger)


def test_totals_gather_all_quarters() -> None:
    ledger = books()
    for _ in range(3):
        pay(ledger, "dividends", "technology_firms", "households", np.array([2, 3]))
        close_quarter(ledger)
    row = ledger.totals[TABLE.flows.index("dividends")]
    assert row[TABLE.accounts.index("households")] == 15
    assert row.sum() == 0
    assert not ledger.flows.any()


@pytest.mark.parametrize(
    ("flow", "payer", "receiver", "yuan", "error"),
    [
        ("grants", "households", "city", 1, ValueError),
        ("grants", "city", "city", 1, ValueError),
        ("grants", "city", "households", -1, ValueError),
        ("gifts", "city", "households", 1, KeyError),
        ("grants", "town", "households", 1, KeyError),
        ("loans", "bank", "technology_firms", MOST + 1, Mistake),
    ],
)
def test_what_may_not_be_booked_is_refused_and_leaves_no_trace(
    flow: str, payer: str, receiver: str, yuan: int, error: type[Exception]
) -> None:
    ledger = books()
    with pytest.raises(error):
        pay(ledger, flow, payer, receiver, yuan)
    assert not ledger.flows.any()


def test_amounts_beyond_int64_are_refused_in_both_languages() -> None:
    ledger = books()
    with pytest.raises(Mistake) as caught:
        pay(ledger, "loans", "bank", "technology_firms", np.full(3, 2**62))
    assert caught.value.kind == "overflow"
    assert "loans" in caught.value.en
    assert "loans" in caught.value.zh
    pay(ledger, "loans", "bank", "technology_firms", MOST)
    close_quarter(ledger)
    pay(ledger, "loans", "bank", "technology_firms", 1)
    with pytest.raises(Mistake):
        close_quarter(ledger)


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 1e16, -1e16])
def test_an_amount_that_float_cannot_hold_to_the_yuan_is_refused(amount: float) -> None:
    with pytest.raises(Mistake, match="too large"):
        rounded(np.array([1.0, amount]))


def test_halves_are_rounded_to_the_even_yuan() -> None:
    assert rounded(np.array([0.5, 1.5, 2.5, -0.5, 2.4])).tolist() == [0, 2, 2, 0, 2]


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20))
def test_sums_are_exact_beyond_int64(values: list[int]) -> None:
    assert exact_sum(np.array(values, dtype=np.int64)) == sum(values)
