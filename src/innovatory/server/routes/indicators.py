"""Indicators: the catalogue of a city, one indicator, and the same data as files."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from innovatory.measure.record_values import Years
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


@router.get(AT, response_model=shapes.Catalogue)
def catalogue_of(city: CityName, serving: Serving, lang: Language = "en") -> Response:
    """All indicators with their newest value, or why there is none."""
    return rendered(catalogue(serving.city(city), lang))


@router.get(AT + "/{name}.metadata.json")
def metadata_of(
    city: CityName,
    name: IndicatorName,
    serving: Serving,
    first: First = None,
    last: Last = None,
    by: By = None,
    public: Public = False,
    lang: Language = "en",
) -> Response:
    """What the columns of an indicator's files mean, and where the data come from."""
    held = serving.city(city)
    one = measured(held, name, (first, last), by or [], public=public)
    told = indicator(held, one, by or [], _query((first, last), by, public), lang)
    columns = described([*INDICATOR_COLUMNS[:4], *(by or []), *INDICATOR_COLUMNS[4:]], lang)
    cited = sources(held, [each for found in one.observations for each in found.sources], lang)
    more = {"unit": told.unit, "evidence": evidence_of(one.evidence, lang).model_dump()}
    notes = [told.note, told.shows_not]
    return metadata(told.label, notes, columns, address(held, name, _query((first, last), by, public)), cited, more)


@router.get(AT + "/{name}.{kind}", response_class=Response, responses=file_answer(*TYPES))
def file_of(
    city: CityName,
    name: IndicatorName,
    kind: Kind,
    serving: Serving,
    first: First = None,
    last: Last = None,
    by: By = None,
    public: Public = False,
) -> Response:
    """Every observation of an indicator as a file: a row each, values in the base unit."""
    one = measured(serving.city(city), name, (first, last), by or [], public=public)
    return download(value_table([one], by or []), f"{city}_{name}", kind)


@router.get(AT + "/{name}", response_model=shapes.Indicator)
def indicator_of(
    city: CityName,
    name: IndicatorName,
    serving: Serving,
    first: First = None,
    last: Last = None,
    by: By = None,
    public: Public = False,
    lang: Language = "en",
) -> Response:
    """One indicator: definition, what it does not show, every observation with its source, conflicts, evidence."""
    held = serving.city(city)
    one = measured(held, name, (first, last), by or [], public=public)
    return rendered(indicator(held, one, by or [], _query((first, last), by, public), lang))


def _query(years: Years, by: list[str] | None, public: bool) -> str:
    """What was asked beside the language, as it stands in an address."""
    given = [(name, str(year)) for name, year in zip(("from", "to"), years, strict=True) if year is not None]
    return urlencode([*given, *(("by", one) for one in by or []), *([("public", "true")] if public else [])])
