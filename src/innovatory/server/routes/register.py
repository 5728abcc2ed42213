"""The registers of a city, and the same tables as files."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from innovatory.server.columns import of_register
from innovatory.server.register import address, frame, register, registers
from innovatory.server.rendered import rendered
from innovatory.server.routes.asked import RESPONSES, CityName, KnownQuery, Language, RegisterName, Serving, file_answer
from innovatory.server.shapes import register as shapes
from innovatory.server.twins import TYPES, Kind, download, metadata

router = APIRouter(tags=["register"], responses=RESPONSES, dependencies=[KnownQuery])
AT = "/cities/{city}/register"


@router.get(AT, response_model=shapes.Registers)
def registers_of(city: CityName, serving: Serving, lang: Language = "en") -> Response:
    """The registers with the number of their rows."""
    return rendered(registers(serving.city(city), lang))


@router.get(AT + "/{table}.metadata.json")
def metadata_of(city: CityName, table: RegisterName, serving: Serving, lang: Language = "en") -> Response:
    """What the columns of a register's files mean, and where its rows come from."""
    held = serving.city(city)
    told = register(held, table, lang)
    columns = of_register(table, frame(held, table).columns, lang)
    return metadata(told.label, [told.says], columns, address(held, table), told.sources, {})


@router.get(AT + "/{table}.{kind}", response_class=Response, responses=file_answer(*TYPES))
def file_of(city: CityName, table: RegisterName, kind: Kind, serving: Serving) -> Response:
    """A register as a file, in both languages as it is stored."""
    return download(frame(serving.city(city), table), f"{city}_{table}", kind)


@router.get(AT + "/{table}", response_model=shapes.Register)
def register_of(city: CityName, table: RegisterName, serving: Serving, lang: Language = "en") -> Response:
    """One register: a row with its source for each reform, event, institution …"""
    return rendered(register(serving.city(city), table, lang))
