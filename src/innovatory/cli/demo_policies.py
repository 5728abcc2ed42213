"""The policy part of the demo: a synthetic population of the city, instruments costed on it, the budget desk on an example."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from innovatory.cli.budget import desk_of
from innovatory.cli.cost import asked_for, costed
from innovatory.cli.populate import made, write_report
from innovatory.cli.progress import watched
from innovatory.language.mistakes import Mistake
from innovatory.report.words import say

if TYPE_CHECKING:
    from innovatory.measure.city import City
    from innovatory.report.policy_study import Studied

INSTRUMENTS = ("hnte_recognition", "cit_hnte_15", "rd_super_deduction_general")
YEAR = (
    2022  # of the population; the rules are those of the middle of the next year, the budget is that of the next year
)
WEIGHT = 1
SEED = 1
PLAN = "budget_shenzhen_example"
POPULATION, TOTALS = "population.parquet", "population.html"


def studied(city: City, folder: Path, lang: str) -> Studied:
    """Make the population in `folder` and ask it; a city that publishes too little for one is no mistake of the user."""
    from innovatory.measure.population_make import Asked
    from innovatory.report.policy_study import PolicyStudy, Studied

    file = folder / POPULATION
    asked = Asked(city, YEAR, WEIGHT, SEED, min(2, os.cpu_count() or 1))
    try:
        with watched(say("populate.working", lang, city=city.label[lang], year=YEAR)) as told:
            population = made(asked, file, told)
    except Mistake as mistake:
        return Studied(None, mistake)
    write_report(population, folder / TOTALS, lang)
    with watched(say("cost.working", lang, file=file.name)) as told:
        found = costed(asked_for(INSTRUMENTS, date(YEAR + 1, 6, 30), YEAR), file, told)
    with watched(say("budget.working", lang, file=PLAN)) as told:
        desk = desk_of(PLAN, file, YEAR + 1, told)
    return Studied(PolicyStudy(population, TOTALS, found, desk))
