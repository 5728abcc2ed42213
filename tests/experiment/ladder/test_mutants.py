"""The ladder against wrong kernels: each must fail it, in the rows that speak of what is wrong; the true ones must not.

The kernels are written in plain Python, event by event, for constant rates and multiplicative steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp

import numpy as np
import pytest

from innovatory.experiment.ladder.city import TRUE_KERNEL
from innovatory.experiment.ladder.plan import QUICK
from innovatory.experiment.ladder.rows import Row
from innovatory.experiment.verification import climb
from innovatory.model.clocks import Clocks
from innovatory.model.events import BLOCK, CAPTURE, ENTRY, lay_out, marks_of
from innovatory.model.lines import Walk
from innovatory.model.quarter import Resolve
from innovatory.model.state import Counters, State

STRICT = 1e-4
PLANS = {
    "yearly": replace(QUICK, cities=5),
    "tiny": replace(QUICK, tiny_cities=60),
    "frozen": replace(QUICK, cities=30),  # frozen owners show in the number of firms alone, by 1.7 %
}


@dataclass(frozen=True)
class Rule:
    """The true rule by default; each field makes one thing wrong."""

    self_hits: bool = True  # False: an innovation on an own line is dropped
    merge: bool = False  # of several hits on a line in a period only the last one counts
    frozen: bool = False  # innovators are the owners at the start of the period
    bias: float = 1.0  # targets are those of u^bias: the first lines are hit more often
    spare: bool = False  # every other hit that would end a firm falls on the next line instead


@dataclass
class Counted:
    entries: int = 0
    captures: int = 0
    self_hits: int = 0
    lost: int = 0


def kernel(rule: Rule) -> Resolve:
    """What `innovatory.model.lines.resolve` does, under a rule."""

    def resolve(state: State, clocks: Clocks) -> Walk:
        events = [e for e in candidates(state, clocks) if e[0] in (ENTRY, CAPTURE)]
        void = clocks.candidates - len(events)
        targets = [aimed(target, state.lines.count, rule) for _, target, _, _ in events]
        last = {target: place for place, target in enumerate(targets)}
        before, counted = state.lines.owner.copy(), Counted()
        for place, (what, _, source, event) in enumerate(events):
            if rule.spare and event % 2 and state.firms.lines[state.lines.owner[targets[place]]] == 1:
                targets[place] = (targets[place] + 1) % state.lines.count
            if rule.merge and last[targets[place]] != place:
                counted.lost += 1
            elif what == ENTRY:
                found(state, clocks, targets[place], event, counted)
            else:
                winner = int((before if rule.frozen else state.lines.owner)[source])
                innovate(state, winner, targets[place], clocks.quality.external[0], counted, rule)
        hits = counted.entries + counted.captures + counted.self_hits
        state.quality_sum += hits * float(clocks.quality.external[0])
        dead = settle(state)
        return Walk(counts(clocks, counted, void, dead), np.array(dead, dtype=np.int32))

    return resolve


def candidates(state: State, clocks: Clocks) -> Iterator[tuple[int, int, int, int]]:
    """(kind, target, source, number) of every candidate event in the order of time."""
    marks = marks_of(clocks, state.lines.count)
    drawn, what = np.empty((4, BLOCK), dtype=np.uint32), np.empty(BLOCK, dtype=np.uint8)
    target, source = np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    for start in range(0, clocks.candidates, BLOCK):
        size = lay_out(start, marks, drawn, what, target, source)
        yield from zip(
            what[:size].tolist(),
            target[:size].tolist(),
            source[:size].tolist(),
            range(start, start + size),
            strict=True,
        )


def aimed(target: int, lines: int, rule: Rule) -> int:
    return target if rule.bias == 1.0 else int(lines * ((target + 0.5) / lines) ** rule.bias)


def found(state: State, clocks: Clocks, line: int, event: int, counted: Counted) -> None:
    firms = state.firms
    firms.free_count -= 1
    slot = int(firms.free[firms.free_count])
    firms.uid[slot] = (clocks.quarter + 1 << 32) + event
    state.lines.owner[line] = slot
    hit(state, clocks.quality.external[0], line)
    counted.entries += 1


def innovate(state: State, winner: int, line: int, step: float, counted: Counted, rule: Rule) -> None:
    if state.lines.owner[line] == winner:
        if not rule.self_hits:
            counted.lost += 1
            return
        counted.self_hits += 1
    else:
        counted.captures += 1
    state.lines.owner[line] = winner
    hit(state, step, line)


def hit(state: State, size: float, line: int) -> None:
    state.lines.log_quality[line] += np.float32(size)


def settle(state: State) -> list[int]:
    """Lines of all firms counted anew; the slots of those that have none left."""
    firms = state.firms
    firms.lines[:] = np.bincount(state.lines.owner[: state.lines.count], minlength=len(firms.lines))
    dead = np.flatnonzero((firms.uid >= 0) & (firms.lines == 0))
    return [int(slot) for slot in dead]


def counts(clocks: Clocks, counted: Counted, void: int, dead: list[int]) -> Counters:
    accepted = counted.entries + counted.captures + counted.self_hits
    return Counters(
        candidates=clocks.candidates, accepted=accepted, rejected=counted.lost, void=void, entries=counted.entries,
        captures=counted.captures, self_hits=counted.self_hits, exits=len(dead),
    )  # fmt: skip


# The ladder ------------------------------------------------------------------------------------------------------------


def climbed(rule: Rule, rung: str) -> tuple[Row, ...]:
    return climb(PLANS[rung], [rung], kernel(rule)).rows


def failed(rows: tuple[Row, ...]) -> set[str]:
    """Quantities that fail at a level stricter than that of any plan."""
    return {row.quantity for row in rows if not row.passes(STRICT)}


@pytest.mark.parametrize("rung", ["yearly", "tiny"])
def test_the_true_rule_passes_and_gives_the_rows_of_the_engine(rung: str) -> None:
    found = climbed(Rule(), rung)
    assert failed(found) == set()
    assert found == climb(PLANS[rung], [rung], TRUE_KERNEL).rows


@pytest.mark.parametrize(
    ("rule", "rung", "telling"),
    [
        (Rule(self_hits=False), "tiny", {"self_hits", "steps"}),
        (Rule(merge=True), "tiny", {"steps"}),
        (Rule(frozen=True), "frozen", {"firms"}),
        (Rule(bias=1.1), "yearly", {"steps_over_lines"}),
        (Rule(spare=True), "yearly", {"firms", "firms_of_size"}),
    ],
    ids=["self-hits dropped", "double hits merged", "owners frozen", "first lines favoured", "single lines spared"],
)
def test_a_wrong_rule_fails_where_it_is_wrong(rule: Rule, rung: str, telling: set[str]) -> None:
    plan, name = PLANS[rung], "yearly" if rung == "frozen" else rung
    assert failed(climb(plan, [name], kernel(rule)).rows) >= telling


def test_frozen_owners_lead_to_as_many_firms_as_is_said_of_them() -> None:
    """Θ_sync in place of Θ: 20.9 firms more (of 1,222, sd 20.5), all but e^(−ηT) = 9 % of which are there after 60 years."""
    rows = {row.quantity: row for row in climb(PLANS["frozen"], ["yearly"], kernel(Rule(frozen=True))).rows}
    true, frozen = rows["firms"], rows["firms_if_frozen"]
    excess = frozen.formula - true.formula
    assert excess == pytest.approx(0.0171 * 1222.02, abs=0.1)
    assert true.simulated is not None
    error = 20.53 / 30**0.5
    assert abs(true.simulated - true.formula - (1 - exp(-0.04 * 60)) * excess) < 4 * error
    assert excess > 5 * error
