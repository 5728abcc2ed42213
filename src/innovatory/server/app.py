"""The server put together: the API in its layers (door, kept answers, handlers) and the web app beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.types import ASGIApp, Receive, Scope, Send

from innovatory.report.words import LANGUAGES
from innovatory.server.guard import Guard
from innovatory.server.kept import Kept
from innovatory.server.pages import Pages
from innovatory.server.problems import add_handlers
from innovatory.server.routes.budget import router as budget
from innovatory.server.routes.cities import router as cities
from innovatory.server.routes.data import router as data
from innovatory.server.routes.eligibility import router as eligibility
from innovatory.server.routes.indicators import router as indicators
from innovatory.server.routes.instruments import router as instruments
from innovatory.server.routes.register import router as register
from innovatory.server.served import Served
from innovatory.server.twins import UNDER
from innovatory.server.uploads import sweep
from innovatory.server.warming import paths, prepare

ROUTERS = (cities, indicators, register, instruments, eligibility, budget, data)
DESCRIPTION = """What the pages of the app show, as JSON; tables also as CSV, XLSX and Parquet at stable addresses.

Every text is in the language asked for (`lang`), made by the same functions as the terminal's and the report's. A
mistake is told as `Problem`, in both languages. Facts of an applicant come by POST alone and are kept nowhere.
"""


@dataclass
class Server:
    """The whole server as an ASGI application; `api` is the part that answers below `/api/v1`."""

    served: Served
    api: FastAPI
    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the start and end of the server."""
        if scope["type"] == "lifespan":
            await self.api(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def server(served: Served, *, warm: bool = True) -> Server:
    """A server of some cities; with `warm` the answers that are asked first are made in the background at the start."""
    api = api_of(served, warm=warm)
    kept = Kept(api, served.look, UNDER)
    api.state.kept = kept
    return Server(served, api, Guard(Pages(kept, under=UNDER)))


def api_of(served: Served, *, warm: bool = False) -> FastAPI:
    """The handlers of the API, without the layers around them."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        sweep()
        task = asyncio.create_task(_warm(app, served)) if warm else None
        yield
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    api = _Api(
        title="Innovatory", version=version("innovatory"), description=DESCRIPTION, lifespan=life, docs_url=None,
        redoc_url=None, openapi_url=f"{UNDER}/openapi.json", redirect_slashes=False,
    )  # fmt: skip
    api.state.served = served
    for router in ROUTERS:
        api.include_router(router, prefix=UNDER)
    add_handlers(api)
    return api


class _Api(FastAPI):
    """The handlers with their description: mistakes are problems everywhere, never the shape of the framework."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            document = get_openapi(
                title=self.title, version=self.version, description=self.description, routes=self.routes,
                tags=[{"name": one} for one in dict.fromkeys(_tags(ROUTERS))],
            )  # fmt: skip
            schemas = document["components"]["schemas"]
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            self.openapi_schema = document
        return self.openapi_schema


def _tags(routers: Iterable[Any]) -> Iterable[str]:
    for one in routers:
        yield from one.tags


async def _warm(app: FastAPI, served: Served) -> None:
    """Make the answers that the pages ask first, one after the other, so that nobody waits for them."""
    await asyncio.to_thread(prepare, served)
    kept: Kept = app.state.kept
    for path in paths(served):
        for lang in LANGUAGES:
            await kept.make(path, f"lang={lang}")
            await asyncio.sleep(0)
