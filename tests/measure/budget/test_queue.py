"""What a planned amount gives where a sheet shares a budget out: pro rata, and by rank, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from innovatory.measure.budget.desk import Desk
from innovatory.measure.budget.expectation import expected
from innovatory.measure.budget.plan import Plan
from innovatory.measure.budget.queue import Queue, QueueParts, by_rank, pro_rata
from innovatory.policy.library import libraries

Written = Callable[..., Plan]


def queue(*claims: tuple[bool, float, float]) -> Queue:
    sure, low, high = (np.array(column) for column in zip(*claims, strict=True))
    return Queue(sure.astype(np.bool_), low.astype(np.float64), high.astype(np.float64), np.ones(len(claims)))


def test_pro_rata_everybody_gets_the_same_part() -> None:
    # 6 to 8 m are claimed, 4 m are planned
    found = pro_rata(6e6, 8e6, 4e6)
    assert (found.ratio, found.spent) == ((0.5, 4 / 6), (4e6, 4e6))
    assert pro_rata(1e6, 8e6, 4e6).ratio == (0.5, 1.0)


def test_by_rank_the_first_are_paid_until_the_money_ends() -> None:
    found = by_rank(queue((True, 3, 3), (True, 3, 3), (True, 3, 3)), 7)
    assert (found.queue, found.funded, found.reached, found.spent) == (3, 2, 2, (6, 6))


def test_an_open_claim_in_front_leaves_those_behind_it_open() -> None:
    # the first may fail; if it does, the second and the third are paid, else the second alone
    found = by_rank(queue((False, 3, 3), (True, 3, 3), (True, 3, 3)), 6)
    assert (found.funded, found.reached) == (1, 3)


def test_a_queue_is_ordered_by_rank_then_by_id_over_batches() -> None:
    parts, one = QueueParts(), np.ones(2)
    sure = np.array([True, True])
    parts.add(sure, np.array([1.0, 2.0]), np.array([1.0, 2.0]), one, np.array([5.0, 9.0]), ["b", "x"])
    parts.add(sure, np.array([3.0, 0.0]), np.array([3.0, 0.0]), one, np.array([5.0, 99.0]), ["a", "y"])
    # who claims nothing does not stand in it
    assert parts.ordered().low.tolist() == [2.0, 3.0, 1.0]


def test_nobody_stands_in_an_empty_queue() -> None:
    assert by_rank(QueueParts().ordered(), 5).queue == 0


@pytest.mark.parametrize(("planned", "ratio"), [(150_000, 0.5), (300_000, 1.0)])
def test_the_line_is_the_budget_that_its_sheet_shares_out(plan_of: Written, planned: int, ratio: float) -> None:
    toys = libraries()[1]
    # 5 % of 2 m in three firms: 300 000 are claimed
    firms = pl.DataFrame({"rd_declared": [2e6] * 3, "rd_accepted": [2e6] * 3, "sector": ["services"] * 3})
    plan = plan_of(f"K,,toy_grant,{planned},yes,other,,,,")
    found = Desk(plan, toys, expected(toys, firms.lazy(), plan.instruments, 2023)).as_dict()
    (line,) = found["lines"]
    assert line["claims"] == {"low": 300_000, "high": 300_000}
    assert line["rationing"]["ratio"] == {"low": ratio, "high": ratio}
    assert line["answer"] == ("short" if ratio < 1 else "enough")
