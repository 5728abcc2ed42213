"""The budget desk: an empty plan, an invented one, and the answer to a plan as JSON or as a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from innovatory.language.mistakes import Mistake, Place
from innovatory.measure.budget.plan import Plan
from innovatory.measure.budget.plan_columns import template_table
from innovatory.report.words import LANGUAGES
from innovatory.server.claims import CHANGES, desk_of, desks_of
from innovatory.server.desk import budget, example, plan_of, plan_upload, table_of, template_csv
from innovatory.server.problems import phrase
from innovatory.server.rendered import rendered
from innovatory.server.routes.asked import RESPONSES, SENT, KnownQuery, Language, Serving, file_answer
from innovatory.server.shapes import budget as shapes
from innovatory.server.shapes.parts import Lang
from innovatory.server.spreadsheets import template
from innovatory.server.twins import TYPES, attachment, download, file_bytes
from innovatory.server.uploads import Upload, upload

CHANGED = Place(path=CHANGES)
router = APIRouter(tags=["budget"], responses=RESPONSES, dependencies=[KnownQuery])
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": shapes.Plan.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "year"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "Planned lines, .xlsx or .csv."},
                        "year": {"type": "integer", "minimum": 1000, "maximum": 2999},
                        "lang": {"type": "string", "enum": ["en", "zh"], "default": "en"},
                        "changes": {"type": "string", "description": "Lines of `sheet.parameter=value`."},
                    },
                }
            },
        },
    }
}


@dataclass(frozen=True)
class Sent:
    """A plan that was sent: its file, its year, the language of the answer, other values of the rules to try.

    With `yuan` amounts without a unit are yuan.
    """

    file: Upload
    year: int
    lang: Lang
    changes: tuple[str, ...]
    yuan: bool = False


async def sent(request: Request) -> Sent:
    """The plan of a request, as rows in JSON or as a spreadsheet in a form."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _form(request)
    try:
        plan = shapes.Plan.model_validate_json(await request.body())
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from None
    return Sent(plan_upload(plan.rows), plan.year, plan.lang, tuple(plan.changes), yuan=True)


async def _form(request: Request) -> Sent:
    async with request.form(max_files=1, max_fields=5) as form:
        file, year, lang = form.get("file"), str(form.get("year", "")), str(form.get("lang", "en"))
        if not isinstance(file, UploadFile):
            raise Mistake("missing", *phrase("server.invalid.missing"), place=Place(path="file"))
        if not re.fullmatch(r"[12][0-9]{3}", year):
            raise Mistake("date", *phrase("server.upload.year"), place=Place(path="year"))
        if lang not in LANGUAGES:
            raise Mistake(
                "category", *phrase("server.invalid.one_of", words=", ".join(LANGUAGES)), place=Place(path="lang")
            )
        changes = tuple(line.strip() for line in str(form.get("changes", "")).splitlines() if line.strip())
        content = await file.read()
    if len(changes) > shapes.MOST_CHANGES:
        raise Mistake("too_long", *phrase("server.invalid.too_long", max_length=shapes.MOST_CHANGES), place=CHANGED)
    found = await run_in_threadpool(upload, file.filename, content)
    return Sent(found, int(year), "zh" if lang == "zh" else "en", changes)


Planned = Annotated[Sent, Depends(sent)]


@router.get("/budget/example", response_model=shapes.PlanExample)
def example_of(lang: Language = "en") -> Response:
    """An invented plan to start from, with what its columns mean."""
    return rendered(example(lang))


@router.get("/budget/template.xlsx", response_class=Response, responses=file_answer("xlsx"))
def template_xlsx() -> Response:
    """An empty plan as a spreadsheet that explains itself."""
    return attachment(template([template_table()]), "budget.xlsx", TYPES["xlsx"])


@router.get("/budget/template.csv", response_class=Response, responses=file_answer("csv"))
def template_as_csv() -> Response:
    """An empty plan as CSV."""
    return download(template_csv(), "budget", "csv")


@router.post("/budget", response_model=shapes.Budget, responses=SENT, openapi_extra=BODY)
def answer(planned: Planned, serving: Serving) -> Response:
    """Every line enough, short or cannot say; every floor met, not met or cannot say; the smallest shift.

    With `changes` also what other values of the rules would do.
    """
    desk, changed = desks_of(_plan(planned), planned.changes, serving.claims)
    served = serving.population is not None
    return rendered(budget(desk, planned.file.name, served, planned.lang, changed), keep=False)


@router.post("/budget.xlsx", response_class=Response, responses={**SENT, **file_answer("xlsx")}, openapi_extra=BODY)
def answer_as_xlsx(planned: Planned, serving: Serving) -> Response:
    """The plan as it came, with its answer under the law as it is beside every line; `changes` are not asked."""
    table = table_of(desk_of(_plan(planned), serving.claims), planned.lang)
    found = attachment(file_bytes(table, "xlsx"), "budget_answer.xlsx", TYPES["xlsx"])
    found.headers["Cache-Control"] = "no-store"
    return found


def _plan(planned: Sent) -> Plan:
    return plan_of(planned.file, planned.year, yuan=planned.yuan)
