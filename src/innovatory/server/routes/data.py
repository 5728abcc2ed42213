"""Data: the tables with what a city has of them, empty spreadsheets, the check of a file, its import."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from fastapi.responses import Response

from innovatory.records.dictionary import Table
from innovatory.server.filecheck import Options, check, take_in
from innovatory.server.problems import Refused, phrase
from innovatory.server.rendered import rendered
from innovatory.server.routes.asked import RESPONSES, SENT, KnownQuery, Language, Serving, TableName, file_answer
from innovatory.server.served import Served
from innovatory.server.shapes import data as shapes
from innovatory.server.shapes.parts import Lang
from innovatory.server.spreadsheets import template
from innovatory.server.tables import dictionary, table_of
from innovatory.server.twins import TYPES, attachment
from innovatory.server.uploads import Upload, upload

router = APIRouter(tags=["data"], responses=RESPONSES, dependencies=[KnownQuery])
City = Annotated[str | None, Query(max_length=100, description="The city; the one shown first if it is not given.")]
NOT_HERE = 403


@router.get("/data/tables", response_model=shapes.Tables)
def tables_of(serving: Serving, city: City = None, lang: Language = "en") -> Response:
    """The tables of the records: what each column means, what is there, what of it is synthetic."""
    name = city or serving.default
    return rendered(dictionary(serving.city(name), name in serving.importable, lang))


@router.get("/data/tables/{table}/template.xlsx", response_class=Response, responses=file_answer("xlsx"))
def template_of(table: TableName) -> Response:
    """An empty spreadsheet for a table, which can be imported as it is."""
    found = table_of(table)
    return attachment(template([found]), f"{found.name}.xlsx", TYPES["xlsx"])


class Sent:
    """A file that was sent, with the table it is for and what is said of it."""

    def __init__(
        self,
        file: Annotated[UploadFile, File(description="CSV, XLSX or Parquet, at most 20 MB.")],
        table: Annotated[str, Form(max_length=100, description="The table that its rows belong to.")],
        city: Annotated[str, Form(max_length=100, description="The city; the one shown first if empty.")] = "",
        headers: Annotated[
            list[str] | None, Form(max_length=500, description="HEADER=COLUMN, `-` leaves it out.")
        ] = None,
        units: Annotated[list[str] | None, Form(max_length=500, description="[COLUMN=]UNIT of money.")] = None,
        ignore_unknown: Annotated[bool, Form(description="Leave headers out that nobody knows.")] = False,
        sheet: Annotated[str, Form(max_length=100)] = "",
        encoding: Annotated[str, Form(max_length=20)] = "",
        year: Annotated[int | None, Form(ge=1000, le=2999)] = None,
        as_of: Annotated[date | None, Form(description="The day up to which the records tell.")] = None,
        source: Annotated[str | None, Form(max_length=100, pattern=r"^[A-Za-z0-9][\w.:-]*$")] = None,
        strict: Annotated[bool, Form(description="Nothing enters if a row is refused.")] = False,
        replace: Annotated[bool, Form(description="Newer rows replace stored ones.")] = False,
        lang: Annotated[Lang, Form()] = "en",
    ) -> None:
        self.file, self.table, self.city, self.lang = file, table, city, lang
        self.options = Options(
            headers or [], units or [], ignore_unknown, sheet, encoding, year, as_of, source, strict, replace
        )

    def opened(self) -> tuple[Upload, Table]:
        """The file and its table, if both may be used."""
        table = table_of(self.table)
        return upload(self.file.filename, self.file.file.read()), table


Given = Annotated[Sent, Depends(Sent)]


@router.post("/data/check", response_model=shapes.FileCheck, responses=SENT)
def check_of(given: Given, serving: Serving) -> Response:
    """What an import of a file would do: the rows that are good, and every rule that others break. Nothing is kept."""
    file, table = given.opened()
    city = serving.city(given.city or serving.default).city
    return rendered(check(file, table, city.folder, given.options, given.lang), keep=False)


@router.post("/data/import", response_model=shapes.FileCheck, responses=SENT)
def import_of(given: Given, serving: Serving) -> Response:
    """Take a file into the records of the folder that is served; refused where no folder was given."""
    name = given.city or serving.default
    held = serving.city(name)
    _importable(name, serving)
    file, table = given.opened()
    found = take_in(file, table, held.city.folder, given.options, given.lang)
    serving.forget(name)
    return rendered(found, keep=False)


def _importable(name: str, serving: Served) -> None:
    if name not in serving.importable:
        raise Refused(NOT_HERE, "not_importable", *phrase("server.not_importable"))
