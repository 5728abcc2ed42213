"""What the population tells of years and plans that it was not tuned to.

How many apply for the high-tech recognition is learnt from the counts of 2017 to 2020 and told for 2021 to 2023; how many
take a grant up is set on one published plan and told for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from innovatory.language.mistakes import Mistake
from innovatory.measure.city import City
from innovatory.measure.population_applications import Applications, Counted, Told, learnt, untuned
from innovatory.measure.population_constants import Parameters, Plan
from innovatory.measure.population_figures import own
from innovatory.measure.population_grant import PlanTold, TakeUp, claims, set_on, told
from innovatory.measure.population_make import tier_of
from innovatory.measure.population_recognition import pool
from innovatory.measure.population_totals import COUNTS
from innovatory.records.synthetic.flat import completed

LEARN, TELL = range(2017, 2021), range(2021, 2024)
STATUS = "hnte"


@dataclass(frozen=True)
class Study:
    """Applications as learnt (None: no exact count to learn from) with the years told; the take-up with the plans.

    `unfit` are plans on which no take-up could be set: the population has too little to claim.
    """

    applications: Applications | None
    years: tuple[Told, ...]
    take_up: TakeUp | None
    plans: tuple[PlanTold, ...]
    unfit: tuple[Plan, ...]


def study(city: City, parameters: Parameters, seed: int) -> Study:
    """Tell the years and plans of a city that were held out; what is not published is left out."""
    return _Study(city, parameters, seed).made()


class _Study:
    def __init__(self, city: City, parameters: Parameters, seed: int) -> None:
        self.city, self.parameters, self.seed = city, parameters, seed
        self._frames: dict[int, pl.DataFrame | None] = {}

    def made(self) -> Study:
        applications = learnt(list(self._counted(LEARN)))
        years = untuned(applications, list(self._counted(TELL))) if applications else []
        take_up, plans, unfit = self._grants()
        self._frames.clear()
        return Study(applications, tuple(years), take_up, tuple(plans), tuple(unfit))

    def _frame(self, year: int) -> pl.DataFrame | None:
        """The performers of R&D of a year, None where the city's figures do not suffice."""
        if year not in self._frames:
            try:
                tier = tier_of(self.city, year, self.parameters, self.seed)
            except Mistake as mistake:
                if mistake.kind not in ("population", "year"):
                    raise
                self._frames[year] = None
            else:
                self._frames[year] = completed(tier.technology.frame)
        return self._frames[year]

    @cached_property
    def _counts(self) -> dict[int, tuple[float, str]]:
        """The preferred published count by year, with its bound."""
        figures = [one for one in own(self.city.figures, COUNTS[STATUS]) if one.preferred]
        return {one.year: (one.value, one.bound) for one in figures}

    def _counted(self, years: Sequence[int]) -> Iterator[Counted]:
        for year in years:
            if year not in self._counts:
                continue
            frame = self._frame(year)
            if frame is not None:
                yield Counted(year, *self._counts[year], pool(frame, STATUS, year).may)

    def _grants(self) -> tuple[TakeUp | None, list[PlanTold], list[Plan]]:
        plans = sorted(self.parameters.plans, key=lambda one: one.tuned != "yes")
        take_ups, found, unfit = dict[str, TakeUp | None](), list[PlanTold](), list[Plan]()
        for plan in plans:
            frame = self._frame(plan.year - 1)
            if frame is None:
                continue
            owned, tuned = claims(frame, plan.instrument, plan.year), plan.tuned == "yes"
            if tuned:
                take_ups[plan.instrument] = set_on(owned, plan)
            take_up = take_ups.get(plan.instrument)
            if take_up is None and plan.instrument in take_ups:
                unfit.append(plan)
            else:
                found.append(told(take_up, owned, plan, tuned=tuned))
        return next(iter(take_ups.values()), None), found, unfit
