"""The web app beside the API: pages in both languages are one document, files keep their names, what is not built is said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from innovatory.server.app import server
from innovatory.server.guard import Guard
from innovatory.server.pages import Pages, preferred
from innovatory.server.served import Served

SCRIPT = b"export const one = 1;\n" * 100


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>App</title>", encoding="utf-8")
    (folder / "assets" / "index-a1b2.js").write_bytes(SCRIPT)
    (folder / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    return folder


@pytest.fixture
def ask(built: Path) -> Callable[..., httpx.Response]:
    api = server(Served(), warm=False).api
    app = Guard(Pages(api, under="/api/v1", folder=built))

    def asked(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(
                    method, path, headers={key.replace("_", "-"): v for key, v in headers.items()}
                )

        return asyncio.run(sent())

    return asked


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr, zh;q=0.5, en;q=0.7", "en"),
        ("de", "en"),
        ("", "en"),
        ("zh;q=x", "en"),
    ],
)
def test_the_first_page_is_in_the_language_of_the_browser(ask: Any, accepted: str, lang: str) -> None:
    assert preferred(accepted) == lang
    found = ask("/", accept_language=accepted)
    assert (found.status_code, found.headers["location"]) == (307, f"/{lang}/chain")
    assert found.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("path", ["/en/chain", "/zh/indicators/rd_gdp_ratio", "/zh/eligible", "/en/no/such/page"])
def test_every_page_is_the_one_document(ask: Any, path: str) -> None:
    found = ask(path)
    assert (found.status_code, found.text) == (200, "<!doctype html><title>App</title>")
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["cache-control"] == "no-cache"
    assert ask(path, if_none_match=found.headers["etag"]).status_code == 304


def test_the_bare_language_leads_to_the_chain(ask: Any) -> None:
    assert ask("/zh").headers["location"] == "/zh/chain"
    assert ask("/en/").headers["location"] == "/en/chain"


def test_files_with_a_hash_in_their_name_are_kept_for_good(ask: Any) -> None:
    found = ask("/assets/index-a1b2.js", accept_encoding="gzip")
    assert found.content == SCRIPT
    assert found.headers["content-type"] == "text/javascript; charset=utf-8"
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-encoding"] == "gzip"
    assert ask("/favicon.svg").headers["content-type"] == "image/svg+xml"
    assert ask("/assets/index-a1b2.js", "HEAD").content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/nothing",
        "/../served.py",
        "/assets/%2e%2e/%2e%2e/served.py",
        "/assets//etc/passwd",
        "/app%00",
    ],
)
def test_what_is_no_file_of_the_app_is_not_there(ask: Any, path: str) -> None:
    assert ask(path).status_code == 404


def test_a_new_build_is_served_without_a_new_start(ask: Any, built: Path) -> None:
    ask("/en/chain")
    (built / "index.html").write_text("<!doctype html><title>New</title>", encoding="utf-8")
    assert "New" in ask("/en/chain").text


@pytest.mark.parametrize(("lang", "word"), [("en", "make app"), ("zh", "构建")])
def test_an_app_that_was_not_built_says_how(ask: Any, built: Path, lang: str, word: str) -> None:
    (built / "index.html").unlink()
    found = ask(f"/{lang}/chain")
    assert word in found.text
    assert "make app" in found.text
    assert found.headers["cache-control"] == "no-store"


def test_the_api_answers_beside_the_app(ask: Any) -> None:
    assert ask("/api/v1/cities").headers["content-type"] == "application/json"
    assert ask("/api/v1/nothing").json()["kind"] == "not_found"
    assert ask("/en/chain", "POST").json()["kind"] in ("not_found", "not_allowed")
