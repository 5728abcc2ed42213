"""Answers kept as rendered bytes: what was asked once is told again at once, compressed once, with a tag that saves a transfer.

Only answers to GET that succeeded and do not say `no-store` are kept; all are dropped when a city has changed.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 128_000_000
WORTH_IT = 1_000  # bytes from which compressing pays
LEVEL = 6
TEXTS = (b"application/json", b"text/", b"application/geo+json", b"image/svg")
OK, NOT_MODIFIED = 200, 304
PASSED_ON = frozenset({b"content-type", b"content-disposition", b"cache-control", b"location"})
Key = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """A rendered answer: its headers but for encoding and length, its body, the body compressed if that is smaller."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    packed: bytes | None
    tag: bytes

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.body) + len(self.packed or b"")


class Kept:
    """The layer that keeps answers; `changes` counts the changes of what is served."""

    def __init__(self, app: ASGIApp, changes: Callable[[], int], under: str) -> None:
        self.app, self.changes, self.under = app, changes, under
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes, self._of = 0, -1
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell what is kept, or ask for it and keep it."""
        if scope["type"] != "http" or not str(scope["path"]).startswith(self.under):
            await self.app(scope, receive, send)
            return
        of, key = self.changes(), _key(scope)
        if scope["method"] in ("GET", "HEAD") and (found := self._find(key, of)) is not None:
            await _tell(found, scope, send)
            return
        whole, asks = _Whole(), scope["method"] in ("GET", "HEAD")
        try:
            await self.app({**scope, "method": "GET"} if asks else scope, receive, whole.send)
        except Exception:
            if not whole.status:  # else the app has told of it before it let it pass
                raise
        answer = whole.answer()
        if asks and whole.status == OK and not whole.no_store:
            self._keep(key, answer, of)
            await _tell(answer, scope, send)
        else:
            await _tell(answer, scope, send, whole.status, whole.more)

    async def make(self, path: str, query: str) -> int:
        """Make an answer before somebody asks for it; its status."""
        status = 0

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            status = int(message.get("status", status))

        await self(_scope(path, query), receive, send)
        return status

    def _find(self, key: Key, of: int) -> Answer | None:
        with self._lock:
            if of != self._of:
                self._answers.clear()
                self._bytes, self._of = 0, of
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def _keep(self, key: Key, answer: Answer, of: int) -> None:
        with self._lock:
            if of != self._of:  # what was asked for has changed in the meantime
                return
            before = self._answers.pop(key, None)
            self._answers[key] = answer
            self._bytes += answer.size - (before.size if before is not None else 0)
            while self._bytes > MOST_BYTES:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.size


class _Whole:
    """An answer of the app, gathered before it is passed on."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        """Take a message of the app."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(name.lower(), value) for name, value in message.get("headers", ())]
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))

    @property
    def no_store(self) -> bool:
        """Whether the app said that nothing may keep the answer."""
        return any(name == b"cache-control" and b"no-store" in value for name, value in self.headers)

    @property
    def more(self) -> list[tuple[bytes, bytes]]:
        """Headers that only an answer which is not kept has."""
        return [pair for pair in self.headers if pair[0] in (b"allow", b"retry-after")]

    def answer(self) -> Answer:
        """The whole answer, compressed where that pays."""
        body = b"".join(self.parts)
        own = tuple(pair for pair in self.headers if pair[0] in PASSED_ON)
        packed = _packed(body) if len(body) >= WORTH_IT and _is_text(own) else None
        return Answer(own, body, packed, b'W/"' + hashlib.sha256(body).hexdigest()[:24].encode() + b'"')


async def _tell(
    answer: Answer, scope: Scope, send: Send, status: int = OK, more: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    """Send an answer, compressed for who takes that; without its body for who has it already."""
    asked = dict(scope["headers"])
    headers = [*answer.headers, *more]
    if status == OK and scope["method"] in ("GET", "HEAD"):
        headers += [(b"etag", answer.tag)]
        if not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"private, no-cache"))
        if answer.tag in [one.strip() for one in asked.get(b"if-none-match", b"").split(b",")]:
            await _send(send, NOT_MODIFIED, headers, b"")
            return
    body = answer.body
    if answer.packed is not None:
        headers.append((b"vary", b"Accept-Encoding"))
        if b"gzip" in asked.get(b"accept-encoding", b""):
            body = answer.packed
            headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    await _send(send, status, headers, b"" if scope["method"] == "HEAD" else body)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _scope(path: str, query: str) -> Scope:
    """A request for an answer as it comes from this machine."""
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1")], "client": None, "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip


def _key(scope: Scope) -> Key:
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return str(scope["path"]), urlencode(sorted(query, key=lambda pair: pair[0]))


def _is_text(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and value.startswith(TEXTS) for name, value in headers)


def _packed(body: bytes) -> bytes | None:
    packed = gzip.compress(body, LEVEL, mtime=0)
    return packed if len(packed) < len(body) else None
