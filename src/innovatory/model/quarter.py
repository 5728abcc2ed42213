"""One quarter of a city, on one page: named actions in economic order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from innovatory.model import lines
from innovatory.model.clocks import Clocks, clocks
from innovatory.model.enterprises import check_room, leave, lose_pace
from innovatory.model.flows import book_founding, book_production
from innovatory.model.ledger import settle
from innovatory.model.links.technical_research import Tables
from innovatory.model.parameters import Parameters
from innovatory.model.state import Counters, State, log_quality_index

Resolve = Callable[[State, Clocks], lines.Walk]
"""What walks the events of a quarter: `lines.resolve`, or the reference of the tests."""


@dataclass(frozen=True)
class Record:
    """What a quarter did: its number from 0, its events, firms at its end, log growth of the city's quality index."""

    quarter: int
    counts: Counters
    firms: int
    growth: float


def advance(state: State, parameters: Parameters, tables: Tables, resolve: Resolve = lines.resolve) -> Record:
    """Move the state by one quarter.

    `Mistake` of kind `capacity` if its entrants do not fit; the state is then still whole, that before the quarter.
    """
    plan = clocks(state, parameters, tables)
    check_room(state, plan)
    book_production(state, parameters, tables)
    before = log_quality_index(state, tables.quality.additive)

    walk = resolve(state, plan)  # external and internal innovations, entry
    leave(state.firms, walk.dead)
    book_founding(state.ledger, walk.counts.entries, parameters)
    lose_pace(state.firms, tables.switch, parameters.size.delta, state.seed, state.quarter)
    settle(state.ledger)

    state.counters.add(walk.counts)
    state.quarter += 1
    return Record(
        state.quarter - 1, walk.counts, state.firms.count, log_quality_index(state, tables.quality.additive) - before
    )
