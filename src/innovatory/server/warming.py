"""What is made before somebody asks: the compiled sheets, and the answers that the pages of the app ask first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from innovatory.policy.applicants import matched
from innovatory.records.dictionary import KINDS
from innovatory.server.register import names
from innovatory.server.served import Served
from innovatory.server.sheets import sheets
from innovatory.server.twins import UNDER


def prepare(served: Served) -> None:
    """Read the cities and compile the sheets for every kind of applicant."""
    served.city(served.default).teller("en")
    for kind in KINDS:
        matched(sheets(), {}, date.today(), kind=kind).as_dict()


def paths(served: Served) -> Iterator[str]:
    """The addresses of the answers that are asked first, those of the city shown first before others."""
    yield from (f"{UNDER}/{name}" for name in ("cities", "instruments", "eligibility/inputs", "budget/example"))
    for city in dict.fromkeys((served.default, *served.names)):
        at = f"{UNDER}/cities/{city}"
        yield from (f"{at}/{name}" for name in ("chain", "checks", "indicators", "register", "sources", "map"))
        yield from (f"{at}/register/{name}" for name in names(served.city(city)))
    yield f"{UNDER}/data/tables"
