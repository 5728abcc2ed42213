"""The door of the server: which hosts and origins may ask, how much may be sent, what stands on every answer, what is logged.

It stands outside everything else, so that no answer, also none of an error, leaves without the strict headers. The log
holds method, path and status; never a query, a body or a header.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from innovatory.server.problems import FAILED, LOG, TOO_LARGE, phrase
from innovatory.server.shapes.data import MAX_UPLOAD
from innovatory.server.shapes.parts import Problem

ACCESS = logging.getLogger("innovatory.access")
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
ASKING = frozenset({"GET", "HEAD"})
MAX_BODY = 1_000_000  # bytes of JSON
FORM_ROOM = 200_000  # bytes that a form takes beside its file
FORBIDDEN, MISDIRECTED = 403, 421


class TooLargeError(Exception):
    """More was sent than is taken."""


class Guard:
    """The outermost layer of the server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in or refuse it, and put the headers on its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        refused = _refused(scope)
        try:
            if refused is not None:
                await answer.refuse(*refused)
            else:
                await self.app(scope, _limited(scope, receive, answer), answer.send)
        except TooLargeError:
            pass
        except Exception as error:  # its message could hold a fact and is not logged
            LOG.error("unexpected %s", type(error).__name__)
            await answer.refuse(FAILED, "unexpected")
        finally:
            if answer.over:
                answer.over = False
                await answer.refuse(TOO_LARGE, "too_large")
            ACCESS.info("%s %s %s %.0f ms", scope["method"], _path(scope), answer.status, answer.took())


class _Answer:
    """What goes back: the headers of every answer, and its status for the log."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send, self._start = send, time.perf_counter()
        self.status = 0
        self.over = False  # more was sent than is taken: what the app says of the rest is not passed on

    async def send(self, message: Message) -> None:
        """Pass a message on, its headers completed."""
        if self.over:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = [pair for pair in message.get("headers", ()) if pair[0].lower() != b"server"]
            message = {**message, "headers": [*own, *HEADERS]}
        await self._send(message)

    async def refuse(self, status: int, key: str) -> None:
        """Answer with a problem; nothing if an answer has begun already."""
        if self.status:
            return
        en, zh = phrase(f"server.{key}", limit=MAX_UPLOAD // 1_000_000)
        body = Problem(kind=key, en=en, zh=zh).model_dump_json().encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()),
                   (b"cache-control", b"no-store"), (b"connection", b"close")]  # fmt: skip
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def took(self) -> float:
        """Milliseconds since the request came."""
        return (time.perf_counter() - self._start) * 1000


def _refused(scope: Scope) -> tuple[int, str] | None:
    """Why a request is not let in: status and phrase; None if it is."""
    headers = _headers(scope["headers"])
    host = headers.get("host", "")
    if _host(host) not in HOSTS:
        return MISDIRECTED, "host"
    if scope["method"] not in ASKING and not _same_origin(headers, host):
        return FORBIDDEN, "origin"
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > _most(headers):
        return TOO_LARGE, "too_large"
    return None


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


def _host(text: str) -> str:
    """The name in a Host header without its port; empty for what is none."""
    try:
        return urlsplit(f"//{text}").hostname or ""
    except ValueError:
        return ""


def _same_origin(headers: dict[str, str], host: str) -> bool:
    """Whether what is sent comes from a page of this server, or from no page at all."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site not in (None, "same-origin", "none"):
        return False
    return origin is None or origin.lower() == f"http://{host.lower()}"


def _most(headers: dict[str, str]) -> int:
    upload = headers.get("content-type", "").lower().startswith("multipart/form-data")
    return MAX_UPLOAD + FORM_ROOM if upload else MAX_BODY


def _limited(scope: Scope, receive: Receive, answer: _Answer) -> Receive:
    """`receive` that ends with `TooLargeError` once more has come than is taken, whatever was announced."""
    most, seen = _most(_headers(scope["headers"])), 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            answer.over = not answer.status
            raise TooLargeError
        return message

    return limited


def _path(scope: Scope) -> str:
    """The path for the log, in signs that cannot forge a line of it."""
    return quote(str(scope["path"]), safe="/._-~")
