"""Cities: the list, the chain of one, its checks, its sources, its map."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response

from innovatory.measure.targets import FILE as TARGETS
from innovatory.report.words import label
from innovatory.server.chain import chain
from innovatory.server.checks import checks
from innovatory.server.heads import head, places, sources
from innovatory.server.register import names
from innovatory.server.rendered import rendered
from innovatory.server.routes.asked import RESPONSES, CityName, KnownQuery, Language, Serving
from innovatory.server.served import Held
from innovatory.server.shapes import city as shapes
from innovatory.server.shapes.parts import Word

router = APIRouter(tags=["cities"], responses=RESPONSES, dependencies=[KnownQuery])


@router.get("/about", response_model=shapes.About)
def about(serving: Serving) -> Response:
    """What this server serves."""
    population = serving.population
    told = shapes.About(
        product="innovatory",
        version=version("innovatory"),
        default_city=serving.default,
        importable=list(serving.importable),
        population=None if population is None else population.name,
    )
    return rendered(told)


@router.get("/cities", response_model=shapes.Cities)
def cities(serving: Serving, lang: Language = "en") -> Response:
    """All cities that are served."""
    found = [_city(serving.city(name), lang) for name in serving.names]
    return rendered(shapes.Cities(default=serving.default, cities=found))


def _city(held: Held, lang: str) -> shapes.City:
    city = held.city
    return shapes.City(
        id=city.id,
        label=label(city.label, lang),
        invented=held.city.invented,
        figures=len(city.figures),
        checks=(city.folder / TARGETS).is_file(),
        records_as_of=None if city.workspace is None else city.workspace.as_of.isoformat(),
        registers=len(names(held)),
        districts=city.districts.height,
    )


@router.get("/cities/{city}/chain", response_model=shapes.Chain)
def chain_of(city: CityName, serving: Serving, lang: Language = "en") -> Response:
    """The five links with their figures, flows and checks; the flow of R&D money; what cannot be said."""
    return rendered(chain(serving.city(city), lang))


@router.get("/cities/{city}/checks", response_model=shapes.Checks)
def checks_of(city: CityName, serving: Serving, lang: Language = "en") -> Response:
    """Statutory floors, plan targets and statements: met, not met or cannot say."""
    return rendered(checks(serving.city(city), lang))


@router.get("/cities/{city}/sources", response_model=shapes.Sources)
def sources_of(city: CityName, serving: Serving, lang: Language = "en") -> Response:
    """The sources of the city's published figures."""
    held = serving.city(city)
    return rendered(shapes.Sources(city=head(held, lang), sources=sources(held, held.city.sources, lang)))


@router.get("/cities/{city}/map", response_model=shapes.CityMap)
def map_of(city: CityName, serving: Serving, lang: Language = "en") -> Response:
    """The districts, as equal tiles and as outlines where the city has them."""
    of = serving.city(city).city
    districts = [Word(id=name, label=told) for name, told in places(of.districts, lang).items()]
    tiles, outlines = (None if one is None else dict(one) for one in (of.tiles, of.outlines))
    return rendered(shapes.CityMap(districts=districts, tiles=tiles, outlines=outlines))
