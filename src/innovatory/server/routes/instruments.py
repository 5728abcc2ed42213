"""Instruments: the catalogue with its filters, one instrument with its rule beside the law, its cost on the population."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.policy.register import KINDS, LEVELS, LINKS
from innovatory.server.costs import Costs
from innovatory.server.instruments import STATES, Asked, catalogue, entry_named, instrument
from innovatory.server.problems import phrase
from innovatory.server.rendered import rendered
from innovatory.server.routes.asked import RESPONSES, InstrumentName, KnownQuery, Language
from innovatory.server.shapes import instruments as shapes

router = APIRouter(tags=["instruments"], responses=RESPONSES, dependencies=[KnownQuery])
On = Annotated[date | None, Query(description="The day; today if it is not given.", examples=["2024-06-30"])]
Search = Annotated[str, Query(max_length=200, description="Words in id, name or who is eligible.")]
InForce = Annotated[bool | None, Query(description="Only those that are, or are not, in force on the day.")]
Sheets = Annotated[bool, Query(description="Only those with a stored rule.")]


def _one_of(name: str, words: tuple[str, ...]) -> Callable[[str], str]:
    """A check that a filter has one of its words; `Mistake("category")` with the nearest one for another."""

    def checked(value: str) -> str:
        if value and value not in words:
            told = phrase("server.invalid.one_of", words=", ".join(words))
            raise Mistake("category", *told, nearest=nearest(value, words), place=Place(path=name))
        return value

    return checked


LINK, LEVEL, KIND, STATE = (
    _one_of("link", LINKS),
    _one_of("level", LEVELS),
    _one_of("kind", KINDS),
    _one_of("state", STATES),
)


@router.get("/instruments", response_model=shapes.Instruments)
def catalogue_of(
    link: Annotated[str, Query(json_schema_extra={"enum": ["", *LINKS]}, description="A link of the chain.")] = "",
    level: Annotated[str, Query(json_schema_extra={"enum": ["", *LEVELS]})] = "",
    kind: Annotated[str, Query(json_schema_extra={"enum": ["", *KINDS]})] = "",
    state: Annotated[str, Query(json_schema_extra={"enum": ["", *STATES]}, description="How far it is reviewed.")] = "",
    search: Search = "",
    on: On = None,
    in_force: InForce = None,
    sheets: Sheets = False,
    lang: Language = "en",
) -> Response:
    """The policies that fit, those with and those without a stored rule."""
    asked = Asked(on or date.today(), LINK(link), LEVEL(level), KIND(kind), STATE(state), search, in_force, sheets)
    return rendered(catalogue(asked, lang))


@router.get("/instruments/{name}", response_model=shapes.Instrument)
def instrument_of(name: InstrumentName, on: On = None, lang: Language = "en") -> Response:
    """One instrument: every condition and number beside its law, dates, sign-off, tests."""
    return rendered(instrument(name, on or date.today(), lang))


@router.get("/instruments/{name}/cost", response_model=shapes.InstrumentCost)
def cost_of(name: InstrumentName, request: Request, lang: Language = "en") -> Response:
    """What an instrument costs on the served population and how many nearly pass; that none is served where it is so."""
    entry_named(name)
    costs: Costs = request.app.state.served.costs
    found = costs.of(name, lang)
    answer = rendered(found, keep=found.state == "ready")
    if found.retry_after_s is not None:
        answer.headers["Retry-After"] = str(found.retry_after_s)
    return answer
