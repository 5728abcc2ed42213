"""What the served population will claim, and the desks that are set up on it: under the law as it is, and as changed.

Claims under the law as it is are kept by year and instruments; those under a change are worked out each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.measure.budget.change import changed, sheets_of
from innovatory.measure.budget.desk import Desk
from innovatory.measure.budget.expectation import Expectation, expected, library_of
from innovatory.measure.budget.plan import Plan
from innovatory.policy.library import Library
from innovatory.records.population_file import rows
from innovatory.server.change import Changed
from innovatory.server.sheets import every_library, sheets

CHANGES = "changes"  # the field of a request in which changes stand


class Claims:
    """What instruments will be asked for by the served population, kept by year and instruments once it is known."""

    def __init__(self, population: Path | None) -> None:
        self.population = population
        self._kept: dict[tuple[int, tuple[str, ...]], Expectation] = {}
        self._lock = Lock()

    def of(self, plan: Plan, library: Library) -> Expectation:
        """The claims that a plan meets; none where no population is served."""
        if self.population is None:
            return expected(library, pl.LazyFrame(), plan.instruments, plan.year)
        with self._lock:  # two of these at once would only wait for each other's memory
            key = (plan.year, tuple(sorted(plan.instruments)))
            if library is not sheets() or key not in self._kept:
                found = expected(library, rows(self.population), plan.instruments, plan.year)
                if library is not sheets():
                    return found
                self._kept[key] = found
            return self._kept[key]


def desk_of(plan: Plan, claims: Claims) -> Desk:
    """The desk over a plan under the law as it is."""
    library = library_of(every_library(), plan.instruments)
    return Desk(plan, library, claims.of(plan, library))


def desks_of(plan: Plan, changes: Sequence[str], claims: Claims) -> tuple[Desk, Changed | None]:
    """The desk over a plan, and over it under other values of the rules (`sheet.parameter=value`) where any are given.

    Raises `Mistake` at the field `changes` for a change that cannot be made.
    """
    if not changes:
        return desk_of(plan, claims), None
    library = library_of(every_library(), [*plan.instruments, *sheets_of(changes, every_library())])
    try:
        reformed = changed(library, changes, plan.year)
        after = Desk(plan, reformed, claims.of(plan, reformed))
    except Mistake as mistake:
        raise Mistake(
            mistake.kind, mistake.en, mistake.zh, nearest=mistake.nearest, place=Place(path=CHANGES)
        ) from None
    return Desk(plan, library, claims.of(plan, library)), Changed(after, tuple(changes))
