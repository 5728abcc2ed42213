"""Indicators: the catalogue of a city, one indicator, and the same data as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from innovatory.measure.measurement import Measured
from innovatory.measure.value_table import value_table
from innovatory.server.columns import INDICATOR_COLUMNS, described
from innovatory.server.figures import evidence_of
from innovatory.server.heads import sources
from innovatory.server.indicators import address, catalogue, indicator, measured
from innovatory.server.rendered import rendered
from innovatory.server.routes.asked import (
    RESPONSES,
    CityName,
    IndicatorName,
    KnownQuery,
    Language,
    Serving,
    Year,
    file_answer,
)
from innovatory.server.served import Held
from innovatory.server.shapes import indicators as shapes
from innovatory.server.twins import TYPES, Kind, download, metadata

router = APIRouter(tags=["indicators"], responses=RESPONSES, dependencies=[KnownQuery])
First = Annotated[Year, Query(alias="from", description="The first year.")]
Last = Annotated[Year, Query(alias="to", description="The last year.")]
By = Annotated[
    list[str] | None,
    Query(max_length=8, description="Group the records by a dimension; may be repeated.", examples=[["district"]]),
]
Public = Annotated[bool, Query(description="Withhold what would give away single units.")]
AT = "/cities/{city}/indicators"


@dataclass(frozen=True)
class Asked:
    """An indicator with the observations that an address asks for; `query` is how the address asks for them."""

    held: Held
    one: Measured
    by: list[str]
    query: str


def asked_of(
    city: CityName,
    name: IndicatorName,
    serving: Serving,
    first: First = None,
    last: Last = None,
    by: By = None,
    public: Public = False,
) -> Asked:
    """An indicator of a city between two years, grouped, and as people without access to the records may see it."""
    held, groups = serving.city(city), by or []
    one = measured(held, name, (first, last), groups, public=public)
    given = [(word, str(year)) for word, year in (("from", first), ("to", last)) if year is not None]
    query = urlencode([*given, *(("by", each) for each in groups), *([("public", "true")] if public else [])])
    return Asked(held, one, groups, query)


Observed = Annotated[Asked, Depends(asked_of)]


@router.get(AT, response_model=shapes.Catalogue)
def catalogue_of(city: CityName, serving: Serving, lang: Language = "en") -> Response:
    """All indicators with their newest value, or why there is none."""
    return rendered(catalogue(serving.city(city), lang))


@router.get(AT + "/{name}.metadata.json")
def metadata_of(asked: Observed, lang: Language = "en") -> Response:
    """What the columns of an indicator's files mean, and where the data come from."""
    held, one = asked.held, asked.one
    told = indicator(held, one, asked.by, asked.query, lang)
    columns = described([*INDICATOR_COLUMNS[:4], *asked.by, *INDICATOR_COLUMNS[4:]], lang)
    cited = sources(held, [each for found in one.observations for each in found.sources], lang)
    more = {"unit": told.unit, "evidence": evidence_of(one.evidence, lang).model_dump()}
    notes = [told.note, told.shows_not]
    return metadata(told.label, notes, columns, address(held, one.indicator.id, asked.query), cited, more)


@router.get(AT + "/{name}.{kind}", response_class=Response, responses=file_answer(*TYPES))
def file_of(asked: Observed, kind: Kind) -> Response:
    """Every observation of an indicator as a file: a row each, values in the base unit."""
    name = f"{asked.held.city.id}_{asked.one.indicator.id}"
    return download(value_table([asked.one], asked.by), name, kind)


@router.get(AT + "/{name}", response_model=shapes.Indicator)
def indicator_of(asked: Observed, lang: Language = "en") -> Response:
    """One indicator: definition, what it does not show, every observation with its source, conflicts, evidence."""
    return rendered(indicator(asked.held, asked.one, asked.by, asked.query, lang))
