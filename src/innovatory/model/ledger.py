"""Who pays whom: the accounts of a city in whole yuan, booked on both sides as the transaction matrix allows.

A flow is rounded once and the same integers are booked on both sides, so that every flow adds up to nothing and all
accounts together never change. Which account may receive or pay what is data: `library/ledger`. The identities are
functions that anyone who adds a flow can call (Godley and Lavoie 2007, *Monetary Economics*, chapter 2, on such matrices).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatory.language.mistakes import Mistake
from innovatory.model.transactions import matrix

Whole = NDArray[np.int64]
MOST = 2**63 - 1  # yuan that an account or a flow can hold
MOST_ROUNDED = 2**53  # yuan beyond which a float64 no longer tells one yuan from the next


class UnbalancedError(AssertionError):
    """Money came from nowhere or went nowhere; the message names the flow or the account and the difference."""


@dataclass
class Ledger:
    """The books of a city in yuan.

    `opening` has shape (accounts,): the balances at the start of the quarter; `flows` and `totals` have shape (flows,
    accounts): what each account received (+) or paid (-) in this quarter, and in all closed quarters together.
    """

    opening: Whole
    flows: Whole
    totals: Whole


# Booking ---------------------------------------------------------------------------------------------------------------


def open_ledger(balances: Mapping[str, int]) -> Ledger:
    """Books with these opening balances in yuan; accounts that are not named start with nothing.

    Raises `KeyError` for an account that does not exist and `Mistake("overflow")` for a balance beyond int64.
    """
    table = matrix()
    opening = np.zeros(len(table.accounts), dtype=np.int64)
    for account, yuan in balances.items():
        opening[table.columns[account]] = _held(yuan, account)
    empty = np.zeros((len(table.flows), len(table.accounts)), dtype=np.int64)
    return Ledger(opening, empty, empty.copy())


def pay(ledger: Ledger, flow: str, payer: str, receiver: str, yuan: Whole | int) -> None:
    """Book a flow on both sides: whole yuan that are not negative, an amount or one for each of many payments.

    Raises `KeyError` for an unknown name, `ValueError` for a negative amount, for an account that would pay itself and
    for a side that the matrix does not allow, `Mistake("overflow")` where a sum leaves int64. Nothing is booked then.
    """
    table = matrix()
    row, source, target = table.rows[flow], table.columns[payer], table.columns[receiver]
    if source == target:
        raise ValueError(f"{flow}: {payer} cannot pay itself")
    if not table.may_pay[row, source]:
        raise ValueError(f"{flow}: {payer} does not pay it")
    if not table.may_receive[row, target]:
        raise ValueError(f"{flow}: {receiver} does not receive it")
    booked, amount = ledger.flows[row], _amount(yuan, flow)
    paid, received = _held(int(booked[source]) - amount, flow), _held(int(booked[target]) + amount, flow)
    booked[source], booked[target] = paid, received


def _amount(yuan: Whole | int, flow: str) -> int:
    least = yuan if isinstance(yuan, int) else yuan.min(initial=0)
    if least < 0:
        raise ValueError(f"{flow}: an amount is negative")
    return yuan if isinstance(yuan, int) else exact_sum(yuan)


def rounded(amounts: NDArray[np.float64]) -> Whole:
    """Amounts as whole yuan, halves to the even number; `Mistake("overflow")` for what is not finite or above 2**53."""
    if not bool(np.all(np.abs(amounts) <= MOST_ROUNDED)):  # which NaN fails as well
        raise overflow("an amount")
    return np.rint(amounts).astype(np.int64)


def exact_sum(amounts: Whole) -> int:
    """The sum of whole numbers, exact also where it is larger than int64 holds."""
    high, low = amounts >> np.int64(32), amounts & np.int64(2**32 - 1)
    return (int(high.sum()) << 32) + int(low.sum())


def _held(yuan: int, what: str) -> int:
    if not -MOST <= yuan <= MOST:
        raise overflow(what)
    return yuan


def overflow(what: str) -> Mistake:
    """The mistake of amounts that the books cannot hold."""
    en = f"{what} is too large for the books of the city ({MOST:,} yuan at most); check the amounts of the parameters"
    zh = f"{what} 超出账簿可记录的范围（最多 {MOST:,} 元），请核对参数中的金额"
    return Mistake("overflow", en, zh)


# Identities ------------------------------------------------------------------------------------------------------------


def balances(ledger: Ledger) -> dict[str, int]:
    """What every account holds now, in yuan: its opening balance and the flows of this quarter."""
    held = _sums(ledger.flows, 0)
    return {name: int(ledger.opening[k]) + held[k] for k, name in enumerate(matrix().accounts)}


def assert_balanced(ledger: Ledger) -> None:
    """Raise `UnbalancedError` unless every flow of the quarter adds up to zero and stays on its sides of the matrix.

    It follows that the sum of all accounts is what it was when the quarter began; that is checked all the same.
    """
    table, flows = matrix(), ledger.flows
    for row, difference in enumerate(_sums(flows, 1)):
        if difference:
            raise UnbalancedError(f"{table.flows[row]}: receipts and payments differ by {difference:+,} yuan")
    wrong = ((flows > 0) & ~table.may_receive) | ((flows < 0) & ~table.may_pay)
    if wrong.any():
        row, column = np.argwhere(wrong)[0].tolist()
        told = (
            f"{table.accounts[column]} is booked with {int(flows[row, column]):+,} yuan on a side that is not its own"
        )
        raise UnbalancedError(f"{table.flows[row]}: {told}")
    change = sum(_sums(flows, 0))
    if change:
        raise UnbalancedError(f"all accounts together changed by {change:+,} yuan")


def settle(ledger: Ledger) -> None:
    """The end of a quarter: `assert_balanced`, then `close_quarter`."""
    assert_balanced(ledger)
    close_quarter(ledger)


def close_quarter(ledger: Ledger) -> None:
    """Carry the balances forward, add the quarter's flows to the totals, and begin with empty flows.

    Raises `Mistake("overflow")` where a balance or a total leaves int64; nothing is changed then.
    """
    opening = [_held(yuan, name) for name, yuan in balances(ledger).items()]
    if max(_largest(ledger.totals), _largest(ledger.flows)) > MOST // 2:
        for row, flow in enumerate(matrix().flows):
            for before, more in zip(ledger.totals[row].tolist(), ledger.flows[row].tolist(), strict=True):
                _held(before + more, flow)
    ledger.opening[:] = opening
    ledger.totals += ledger.flows
    ledger.flows[:] = 0


def _sums(flows: Whole, axis: int) -> list[int]:
    """Sums along an axis, exact also where they leave 64 bits."""
    if _largest(flows) <= MOST // max(flows.shape):
        found: list[int] = flows.sum(axis=axis).tolist()
        return found
    return [sum(line) for line in (flows.T if axis == 0 else flows).tolist()]


def _largest(flows: Whole) -> int:
    """The largest amount without its sign."""
    return max(int(flows.max()), -int(flows.min()))
