"""Mistakes as answers: what was wrong, in both languages, with its place and the nearest valid name; never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from innovatory.language.mistakes import Mistake, nearest
from innovatory.language.mistakes import Place as At
from innovatory.report.words import LANGUAGES, phrases, say
from innovatory.server.shapes.parts import Place, Problem

LOG = logging.getLogger("innovatory.server")
JSON = "application/json"
NOT_FOUND, NOT_ALLOWED, TOO_LARGE, WRONG_TYPE, UNREADABLE, FAILED = 404, 405, 413, 415, 422, 500


class Absent(Mistake):
    """What an address asks for is not there; the answer is 404."""

    def __init__(self, kind: str, en: str, zh: str, near: str | None = None) -> None:
        super().__init__(kind, en, zh, nearest=near)


class Refused(Mistake):
    """A request that is not taken, with the status that says so (403, 409, 413, 415 …)."""

    def __init__(self, status: int, kind: str, en: str, zh: str, *, place: At | None = None) -> None:
        super().__init__(kind, en, zh, place=place)
        self.status = status


def phrase(key: str, /, **facts: object) -> tuple[str, str]:
    """A phrase in both languages, as a `Mistake` takes it."""
    en, zh = (say(key, lang, **facts) for lang in LANGUAGES)
    return en, zh


def problem_of(mistake: Mistake) -> Problem:
    """A mistake as the API tells it; of a file only its name, never the folder it lies in."""
    at = mistake.place
    path = None if at is None or at.path is None else _field(at.path)
    place = None if at is None else Place(file=_name(at.file), line=at.line, column=at.column, path=path)
    return Problem(kind=mistake.kind, en=mistake.en, zh=mistake.zh, nearest=mistake.nearest, place=place)


def status_of(mistake: Mistake) -> int:
    """The status of an answer that tells a mistake."""
    if isinstance(mistake, Refused):
        return mistake.status
    return NOT_FOUND if isinstance(mistake, Absent) else UNREADABLE


def told(problem: Problem, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that tells a problem; nothing keeps it."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(problem.model_dump_json(), status, headers=kept, media_type=JSON)


def add_handlers(app: FastAPI) -> None:
    """Let every way in which a request can go wrong end in a `Problem`."""
    app.add_exception_handler(Mistake, _mistake)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _mistake(_: Request, error: Exception) -> Response:
    assert isinstance(error, Mistake)
    return told(problem_of(error), status_of(error))


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return told(problem_of(_said(error.errors()[0])), UNREADABLE)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = {NOT_FOUND: "not_found", NOT_ALLOWED: "not_allowed"}.get(error.status_code, "bad_request")
    en, zh = phrase(f"server.{key}")
    return told(Problem(kind=key, en=en, zh=zh), error.status_code, error.headers)


async def _unexpected(_: Request, error: Exception) -> Response:
    """An error of the program: where it happened goes to the log, without the message, which could hold a fact."""
    LOG.error("unexpected %s at %s", type(error).__name__, _where(error))
    en, zh = phrase("server.unexpected")
    return told(Problem(kind="unexpected", en=en, zh=zh), FAILED)


def _where(error: BaseException) -> str:
    """The innermost place in this product at which an error came up: `server/chain.py:40`."""
    found, step = "?", error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if "innovatory" in file:
            found = f"{file.rpartition('innovatory')[2].lstrip('/')}:{step.tb_lineno}"
        step = step.tb_next
    return found


def _said(error: Mapping[str, Any]) -> Mistake:
    """What the shape of a request found wrong, as a mistake at its field."""
    kind, field = str(error["type"]), dotted(error["loc"])
    place = At(path=field) if field else None
    context = error.get("ctx") or {}
    if kind in ("literal_error", "enum"):
        listed = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        given = str(error.get("input"))
        near = nearest(given, [one.strip() for one in listed.split(",")])
        return Mistake("category", *phrase("server.invalid.one_of", words=listed), nearest=near, place=place)
    key = f"server.invalid.{kind}"
    limits = {name: context[name] for name in ("ge", "le", "max_length", "min_length") if name in context}
    if key not in phrases():
        key, limits = "server.invalid", {}
    return Mistake(kind, *phrase(key, **limits), place=place)


def dotted(steps: Sequence[object]) -> str:
    """The name of a field: the steps to it without the part of the request they begin with."""
    return ".".join(str(step) for step in steps[1:])


def _field(path: str) -> str:
    """The field of a request for an option of the terminal, which readers name: `as_of` for `--as-of`."""
    return path.removeprefix("--").replace("-", "_") if path.startswith("--") else path


def _name(file: str | None) -> str | None:
    return None if file is None else file.replace("\\", "/").rpartition("/")[2]
