"""Small cities that several tests of the engine share."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace

import numpy as np

from innovatory.model.initial import initial_state
from innovatory.model.links.technical_research import Tables, tables_of
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import Parameters, with_values
from innovatory.model.quarter import Record, Resolve, advance
from innovatory.model.state import Counters, State

City = tuple[Parameters, Tables, State]


def city(name: str, seed: int, **texts: str) -> City:
    """A preset with some values set (`lambda_` for lambda), its rates, its first state."""
    parameters = with_values(preset(name), {key.rstrip("_"): text for key, text in texts.items()})
    tables = tables_of(parameters)
    return parameters, tables, initial_state(parameters, tables, seed)


def with_rates(found: City, external: list[float] | list[list[float]], entry: float) -> City:
    """The city with other rates by kind and size (from 0 lines on), also such as no preset allows."""
    parameters, tables, state = found
    rates = np.array(external if isinstance(external[0], list) else [external, external])
    highest = float(rates.max())
    return parameters, replace(tables, external=rates, external_max=highest, entry=entry, entry_max=entry), state


def run(found: City, quarters: int, resolve: Resolve | None = None) -> list[Record]:
    """Move the city on by some quarters."""
    parameters, tables, state = found
    more = {} if resolve is None else {"resolve": resolve}
    return [advance(state, parameters, tables, **more) for _ in range(quarters)]


def copied(found: City) -> City:
    """The city once more, sharing nothing that moves."""
    parameters, tables, state = found
    return parameters, tables, deepcopy(state)


def bits(state: State) -> dict[str, bytes]:
    """Everything in a state that later quarters depend on, by name, as bytes."""
    found = {
        f"{name}.{field.name}": np.asarray(getattr(part, field.name)).tobytes()
        for name, part in (("lines", state.lines), ("firms", state.firms), ("ledger", state.ledger))
        for field in fields(part)
    }
    found |= {f"counters.{field.name}": str(getattr(state.counters, field.name)).encode() for field in fields(Counters)}
    return found | {name: repr(getattr(state, name)).encode() for name in ("seed", "quarter", "quality_sum")}
