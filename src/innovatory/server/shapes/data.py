"""The tables of the records: what each holds, what is there, what is synthetic; the check of a file and its import."""

from __future__ import annotations

from pydantic import Field

from innovatory.server.shapes.city import CityHead
from innovatory.server.shapes.parts import Told, Word

MAX_UPLOAD = 20_000_000  # bytes


class Column(Told):
    """A column of the dictionary."""

    name: str
    label: str
    definition: str
    type: str
    type_text: str
    unit: str | None
    unit_label: str | None
    required: bool
    key: int | None = Field(description="Its place in the key of the table, from 1.")
    minimum: float | None
    maximum: float | None
    values: list[Word]
    headers: list[str] = Field(description="Chinese headers that an import knows besides its name.")
    references: list[str]
    basis: Word | None = Field(
        description="On what the column of a synthetic table rests: published, derived, assumed; null for observed rows."
    )


class Origin(Told):
    """How many rows of a table say that they were observed, are synthetic or simulated."""

    id: str
    label: str
    rows: int


class Vintage(Told):
    """A file that was taken in."""

    at: str
    name: str
    source: str | None
    rows: int
    used: int
    refused: int
    duplicate: int


class Table(Told):
    """A table of the dictionary, with what a city has of it."""

    id: str
    label: str
    row: str = Field(description="What one row is.")
    group: str
    key: list[str]
    weighted: bool
    columns: list[Column]
    there: int | None = Field(description="Rows in the city's records; null where it has none of this table.")
    origins: list[Origin]
    vintages: list[Vintage]
    template: str = Field(description="Address of an empty spreadsheet.")


class Tables(Told):
    """The dictionary beside what a city has."""

    city: CityHead
    importable: bool
    says: str = Field(description="Whether there are records, and up to which day they tell.")
    groups: list[Word]
    tables: list[Table]


class RowExample(Told):
    """A row that broke a rule, by its number in the file."""

    row: int
    key: list[str]
    value: str
    nearest: str | None = Field(description="The valid value that comes closest, where the rule is a closed list.")


class Found(Told):
    """What a check found: a rule of the dictionary, the column, how many rows break it, the first of them."""

    rule: str
    column: str
    count: int
    refused: bool
    sentence: str
    examples: list[RowExample]


class Header(Told):
    """How a header of the file was understood."""

    header: str
    column: str
    unit: str | None
    year: int | None


class FileCheck(Told):
    """What became, or would become, of a file: nothing is kept by a check."""

    table: Word
    file: str
    entered: bool = Field(description="Whether the rows are in the records now; always false for a check.")
    headline: str
    rows: int
    used: int
    refused: int
    duplicate: int
    replaced: int
    as_of: str
    headers: list[Header]
    left_out: list[str]
    read_as: list[str]
    findings: list[Found]
    refused_csv: str | None = Field(
        description="The refused rows as CSV with the rules they break, to correct and feed back."
    )
