"""A fingerprint tells cities apart by who owns what, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from innovatory.model.fingerprint import fingerprint
from innovatory.model.initial import initial_state
from innovatory.model.links.technical_research import tables_of
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import with_values
from innovatory.model.quarter import advance
from innovatory.model.state import State


def city() -> State:
    parameters = with_values(preset("klette-kortum"), {"lines": "300", "years": "2"})
    tables = tables_of(parameters)
    state = initial_state(parameters, tables, 3)
    for _ in range(parameters.quarters):
        advance(state, parameters, tables)
    return state


def test_a_fingerprint_knows_no_slots_and_no_quality_but_every_owner() -> None:
    state = city()
    firms, order = state.firms, np.random.default_rng(1).permutation(len(state.firms.lines))
    place = np.argsort(order).astype(np.int32)
    moved = replace(
        state,
        lines=replace(state.lines, owner=place[state.lines.owner], log_quality=state.lines.log_quality + 1),
        firms=replace(firms, **{name: getattr(firms, name)[order] for name in ("uid", "lines", "kind")}),
    )
    assert fingerprint(moved) == fingerprint(state)
    owner = state.lines.owner.copy()
    owner[0] = next(other for other in owner if other != owner[0])
    assert fingerprint(replace(state, lines=replace(state.lines, owner=owner))) != fingerprint(state)
