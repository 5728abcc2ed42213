"""The registers of a city: reforms, partnerships, events, institutions … as tables with a source for each row."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from innovatory.server.shapes.city import CityHead
from innovatory.server.shapes.parts import Source, Told, Twins

Cell = str | float | bool | None
ColumnKind = Literal["id", "name", "text", "word", "day", "number", "yes_no", "source", "quote", "note", "reference"]


class RegisterBrief(Told):
    """A register in the list."""

    id: str = Field(examples=["reforms"])
    label: str
    says: str = Field(description="What one row of it is.")
    rows: int


class Registers(Told):
    """The registers of a city."""

    city: CityHead
    registers: list[RegisterBrief]


class RegisterColumn(Told):
    """A column: what it is called, of which kind its cells are, the words of a closed list in the language asked for."""

    id: str
    label: str
    kind: ColumnKind
    words: dict[str, str] = Field(description="Names of the values of a closed list or of places, by value.")
    unit: str | None


class Register(Told):
    """One register. Names and notes are in the language asked for; quotes as printed; a day may be known to a period:
    `opened_on` to `opened_on_latest`."""

    city: CityHead
    id: str
    label: str
    says: str
    columns: list[RegisterColumn]
    rows: list[dict[str, Cell]]
    sources: list[Source]
    twins: Twins
