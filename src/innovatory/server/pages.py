"""The web app as it was built into the package: its files, its pages in both languages, and what is said where it was not built.

A page of the app is one document whatever its address; which page and which language is read from the address by the app.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from innovatory.report.words import LANGUAGES, say

FOLDER = Path(str(files("innovatory"))) / "server" / "app"
INDEX = "index.html"
HOME = "chain"
HASHED = "assets/"  # files whose names change with their content
YEAR = 31_536_000  # seconds
TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class File:
    """A file of the app, read once."""

    body: bytes
    media_type: str
    kept: str

    @cached_property
    def tag(self) -> bytes:
        """Its tag."""
        return b'W/"' + hashlib.sha256(self.body).hexdigest()[:24].encode() + b'"'

    @cached_property
    def packed(self) -> bytes | None:
        """It compressed, if that is worth it."""
        return gzip.compress(self.body, 9, mtime=0) if self.media_type.startswith(TEXTS) else None


class Pages:
    """The layer that serves the app and passes on what belongs to the API."""

    def __init__(self, app: ASGIApp, *, under: str, folder: Path = FOLDER) -> None:
        self.app, self.under, self.folder = app, under, folder
        self._files: dict[str, File] = {}
        self._built: int | None = None

    @property
    def files(self) -> Mapping[str, File]:
        """The files of the app by their names, read again when it was built again; none where it was not built."""
        index = self.folder / INDEX
        built = index.stat().st_mtime_ns if index.is_file() else None
        if built != self._built:
            self._files, self._built = _read(self.folder), built
        return self._files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file or a page of the app, or pass the request on."""
        path = str(scope["path"])
        if scope["type"] != "http" or path.startswith(f"{self.under}/") or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if path == "/" or path.strip("/") in LANGUAGES:
            lang = path.strip("/") or preferred(headers.get(b"accept-language", b"").decode("latin-1"))
            to = f"/{lang}/{HOME}".encode()
            await _send(
                scope,
                send,
                307,
                [(b"location", to), (b"vary", b"Accept-Language"), (b"cache-control", b"no-store")],
                b"",
            )
            return
        await self._file(path.lstrip("/"), headers, scope, send)

    async def _file(self, name: str, headers: Mapping[bytes, bytes], scope: Scope, send: Send) -> None:
        page = name.partition("/")[0] in LANGUAGES
        found, status = self.files.get(INDEX if page else name), 200
        if found is None and page:
            found = File(_not_built(name.partition("/")[0]), "text/html; charset=utf-8", "no-store")
        if found is None:
            found, status = File(_nothing(), "text/html; charset=utf-8", "no-store"), 404
        told: list[Header] = [(b"content-type", found.media_type.encode()), (b"cache-control", found.kept.encode())]
        if status == 200 and found.kept != "no-store":
            told.append((b"etag", found.tag))
            if headers.get(b"if-none-match") == found.tag:
                await _send(scope, send, 304, told, b"")
                return
        body = found.body
        if found.packed is not None:
            told.append((b"vary", b"Accept-Encoding"))
            if b"gzip" in headers.get(b"accept-encoding", b""):
                body = found.packed
                told.append((b"content-encoding", b"gzip"))
        await _send(scope, send, status, told, body)


def preferred(accepted: str) -> str:
    """The language that a browser would rather have: Chinese where it comes before English, else English."""
    ranked = []
    for place, part in enumerate(accepted.lower().split(",")):
        name, _, weight = part.partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, name.strip()[:2]))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(ranked) if name in LANGUAGES), "en")


def _read(folder: Path) -> dict[str, File]:
    """The files of the built app by their names."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): _file(path, folder) for path in paths}


def _file(path: Path, folder: Path) -> File:
    name = path.relative_to(folder).as_posix()
    media_type = TYPES.get(path.suffix) or guess_type(name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    kept = f"public, max-age={YEAR}, immutable" if name.startswith(HASHED) else "no-cache"
    return File(path.read_bytes(), media_type + charset, kept)


def _not_built(lang: str) -> bytes:
    """The page that says how the app is built."""
    return _page(say("server.not_built.title", lang), say("server.not_built", lang), lang)


def _nothing() -> bytes:
    told = [say("server.not_found", lang) for lang in LANGUAGES]
    return _page("404", " · ".join(told), "en")


def _page(title: str, text: str, lang: str) -> bytes:
    tag = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1><p>{escape(text)}</p></body></html>\n"
    ).encode()


async def _send(scope: Scope, send: Send, status: int, headers: list[Header], body: bytes) -> None:
    told = [*headers, *([] if status == 304 else [(b"content-length", str(len(body)).encode())])]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
