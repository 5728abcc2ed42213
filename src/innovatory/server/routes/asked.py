"""What every address may be asked: the language; names that an address does not know are refused with the nearest one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.models import Dependant

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.server.problems import phrase
from innovatory.server.served import Served
from innovatory.server.shapes.parts import Lang, Problem
from innovatory.server.twins import TYPES

Language = Annotated[Lang, Query(description="Language of all texts.")]
Year = Annotated[int | None, Query(ge=1000, le=2999)]
RESPONSES: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "What the address names is not there."},
    422: {"model": Problem, "description": "What was asked cannot be read or understood."},
}
SENT: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is no JSON or no form."},
    403: {"model": Problem, "description": "Sent by a page of another site."},
    413: {"model": Problem, "description": "More than is taken."},
    415: {"model": Problem, "description": "A file of another type than it says, or of none that is read."},
    **RESPONSES,
}
CityName = Annotated[str, Path(max_length=100, description="A city that is served.", examples=["shenzhen"])]
IndicatorName = Annotated[str, Path(max_length=100, examples=["rd_gdp_ratio"])]
RegisterName = Annotated[str, Path(max_length=100, examples=["reforms"])]
InstrumentName = Annotated[str, Path(max_length=100, examples=["hnte_recognition"])]
TableName = Annotated[str, Path(max_length=100, examples=["enterprises"])]


def file_answer(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """How an answer that is a file is described."""
    content = {TYPES[kind].partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {200: {"description": "The file.", "content": content}}


def served(request: Request) -> Served:
    """What this server serves."""
    found: Served = request.app.state.served
    return found


Serving = Annotated[Served, Depends(served)]


def known_query(request: Request) -> None:
    """`Mistake("option")` for a name in the query that the address does not know, rather than passing it over."""
    known = list(_query_names(request.scope["route"].dependant))
    for name in request.query_params:
        if name not in known:
            told = phrase("server.unknown_query", name=name)
            raise Mistake("option", *told, nearest=nearest(name, known), place=Place(path=name))


def _query_names(asked: Dependant) -> Iterator[str]:
    """The names that a handler reads from the query, itself or by what it depends on."""
    yield from (one.alias for one in asked.query_params)
    for inner in asked.dependencies:
        yield from _query_names(inner)


KnownQuery = Depends(known_query)
