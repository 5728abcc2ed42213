"""Simulated cities as the rungs ask for them: a preset with values, a seed, a kernel, and what is counted on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from innovatory.experiment.ladder.shelf import Arrays, Shelf
from innovatory.model.initial import initial_state
from innovatory.model.lines import resolve as walk_lines
from innovatory.model.links.technical_research import tables_of
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import Parameters, with_values
from innovatory.model.quarter import Record, Resolve, advance
from innovatory.model.state import Counters, State, broken, sizes

TRUE_KERNEL: Resolve = walk_lines


@dataclass(frozen=True)
class Engine:
    """What simulates the cities of a rung: the kernel, and the shelf where finished ones are kept, if there is one."""

    resolve: Resolve
    shelf: Shelf | None = None

    def once(self, seed: int, look: Callable[[], Arrays]) -> Arrays:
        """What is seen of the city with this seed: from the shelf, or looked at now and put there."""
        there = None if self.shelf is None else self.shelf.found(seed)
        if there is not None:
            return there
        seen = look()
        if self.shelf is not None:
            self.shelf.keep(seed, seen)
        return seen


@dataclass(frozen=True)
class Setting:
    """A preset and the values set in it, as a user would set them."""

    preset: str
    values: Mapping[str, float | str]

    def parameters(self) -> Parameters:
        """The parameters, checked; `Mistake` for a value out of range."""
        return with_values(preset(self.preset), {name: f"{value}" for name, value in self.values.items()})

    @property
    def lines(self) -> int:
        """J."""
        return int(self.values["lines"])

    @property
    def years(self) -> float:
        """T."""
        return float(self.values["years"])


@dataclass(frozen=True)
class Seen:
    """A city at the end of its run: firms by lines owned, log quality by line, counts of events, whether it is whole."""

    sizes: NDArray[np.int64]
    log_quality: NDArray[np.float32]
    counters: Counters
    firms: int
    firm_years: float
    growth: float
    whole: bool

    def as_arrays(self) -> Arrays:
        """The same for the shelf."""
        return {
            "sizes": self.sizes,
            "log_quality": self.log_quality,
            "counters": np.array(astuple(self.counters)),
            "firms": np.array(self.firms),
            "firm_years": np.array(self.firm_years),
            "growth": np.array(self.growth),
            "whole": np.array(self.whole),
        }


def seen_of(arrays: Arrays) -> Seen:
    """The opposite of `Seen.as_arrays`."""
    return Seen(
        sizes=arrays["sizes"],
        log_quality=arrays["log_quality"],
        counters=Counters(*arrays["counters"].tolist()),
        firms=int(arrays["firms"]),
        firm_years=float(arrays["firm_years"]),
        growth=float(arrays["growth"]),
        whole=bool(arrays["whole"]),
    )


def history(setting: Setting, seed: int, resolve: Resolve) -> Iterator[tuple[State, Record | None]]:
    """The city at its start, with None, and after every period with what the period did; the state is one and moves."""
    parameters = setting.parameters()
    tables = tables_of(parameters)
    state = initial_state(parameters, tables, seed)
    yield state, None
    for _ in range(parameters.quarters):
        record = advance(state, parameters, tables, resolve)
        yield state, record


def city(setting: Setting, seed: int, engine: Engine) -> Seen:
    """One city at its end, simulated once; within a rung its seed tells it."""
    return seen_of(engine.once(seed, lambda: _run(setting, seed, engine.resolve).as_arrays()))


def _run(setting: Setting, seed: int, resolve: Resolve) -> Seen:
    """One city run to its end; firm-years by the trapezoidal rule over its periods."""
    period = setting.parameters().size.delta
    firms: list[int] = []
    growth = 0.0
    for state, record in history(setting, seed, resolve):
        firms.append(state.firms.count)
        growth += record.growth if record is not None else 0.0
    years = period * (sum(firms) - (firms[0] + firms[-1]) / 2.0)
    logs = state.lines.log_quality[: state.lines.count]
    return Seen(sizes(state), logs, state.counters, state.firms.count, years, growth, not broken(state))


def cities(setting: Setting, seeds: Iterable[int], engine: Engine) -> list[Seen]:
    """Independent cities, one for each seed."""
    return [city(setting, seed, engine) for seed in seeds]


def count_of_size(seen: Iterable[Seen], size: int) -> int:
    """Firms of a size in all cities."""
    return sum(int(one.sizes[size]) for one in seen if size < len(one.sizes))


def hits(seen: Seen, step: float) -> NDArray[np.int64]:
    """Steps that each line has made, where all steps multiply quality by 1 + s: its log quality over ln(1+s)."""
    return np.asarray(np.rint(seen.log_quality.astype(np.float64) / np.log1p(step)), dtype=np.int64)
