"""The door: strict headers on every answer, this machine's names only, no page of another site, sizes, a silent log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from innovatory.server.guard import MAX_BODY, POLICY
from innovatory.server.shapes.data import MAX_UPLOAD

Client = Any
ANSWERS = [
    ("GET", "/api/v1/cities"),
    ("GET", "/api/v1/cities/nowhere/chain"),
    ("GET", "/api/v1/nothing"),
    ("GET", "/api/v1/instruments?kind=x"),
    ("GET", "/api/v1/cities/shenzhen/indicators/rd_gdp_ratio.csv"),
    ("GET", "/api/v1/openapi.json"),
    ("HEAD", "/api/v1/cities"),
    ("PUT", "/api/v1/cities"),
    ("OPTIONS", "/api/v1/cities"),
    ("POST", "/api/v1/eligibility"),
    ("GET", "/"),
    ("GET", "/en/chain"),
    ("GET", "/nothing"),
]


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_every_answer_has_the_strict_headers(api: Client, method: str, path: str) -> None:
    headers = api.request(method, path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers
    assert headers.get("cache-control"), path


def test_the_policy_is_the_one_that_was_asked_for() -> None:
    """design: web.md, "Must reach"."""
    assert POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8700", "[::1]:8700", "LOCALHOST:1"])
def test_this_machine_is_answered(api: Client, host: str) -> None:
    assert api.get("/api/v1/cities", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["example.com", "127.0.0.1.example.com", "localhost.example.com", "192.168.1.2", "[::2]", "", "a:b:c", "[::1"],
)
def test_another_name_is_misdirected(api: Client, host: str) -> None:
    """A name that its owner lets point at this machine (DNS rebinding) gets nothing."""
    found = api.get("/api/v1/cities", headers={"host": host})
    assert (found.status_code, found.json()["kind"]) == (421, "host")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "http://example.com"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://127.0.0.1"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_only_pages_of_this_server_may_send(api: Client, headers: dict[str, str], status: int) -> None:
    sent = api.post("/api/v1/eligibility", json={"facts": {}, "on": "2024-06-30"}, headers=headers)
    assert sent.status_code == status


def test_a_form_of_another_site_cannot_pose_as_json(api: Client) -> None:
    found = api.post("/api/v1/eligibility", content='{"facts": {}}', headers={"content-type": "text/plain"})
    assert found.status_code == 422


def test_a_body_that_says_it_is_too_large_is_not_read(api: Client) -> None:
    def never() -> Any:
        raise AssertionError("read")
        yield b""

    for kind, size in (("application/json", MAX_BODY + 1), ("multipart/form-data; boundary=x", MAX_UPLOAD * 2)):
        headers = {"content-type": kind, "content-length": str(size)}
        found = api.request("POST", "/api/v1/eligibility", headers=headers, content=_later(never()))
        assert (found.status_code, found.json()["kind"]) == (413, "too_large")


async def _later(parts: Any) -> Any:
    for part in parts:
        yield part


def test_a_body_without_an_announced_size_ends_at_the_limit(api: Client) -> None:
    parts = (b" " * 100_000 for _ in range(MAX_BODY // 100_000 + 2))
    found = api.request(
        "POST", "/api/v1/eligibility", headers={"content-type": "application/json"}, content=_later(parts)
    )
    assert (found.status_code, found.json()["kind"]) == (413, "too_large")


def test_a_size_that_is_no_number_is_refused(api: Client) -> None:
    headers = {"content-type": "application/json", "content-length": "-1"}
    assert api.request("POST", "/api/v1/eligibility", headers=headers, content=_later([])).status_code == 413


# The log ---------------------------------------------------------------------------------------------------------------


def test_the_log_holds_path_and_status_and_no_fact(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    """What an applicant types stands in no line: not its figures, not its words, not those that cannot be read."""
    secret = ("271828", "secretword", "314159")
    facts = {"revenue": [secret[0]], "st_staff": secret[1], "marks": {"core_ip": secret[1]}, secret[1]: secret[2]}
    with caplog.at_level(logging.DEBUG):
        for path in ("eligibility", "eligibility/hnte_recognition"):
            api.post(f"/api/v1/{path}", json={"facts": facts, "on": "2024-06-30"})
        api.post("/api/v1/eligibility", json={"facts": facts, "on": secret[1]})
        api.post(
            "/api/v1/eligibility",
            content=f'{{"facts": {{"a": "{secret[1]}"',
            headers={"content-type": "application/json"},
        )
        api.post("/api/v1/budget", json={"rows": [{"line_id": secret[1], "planned": secret[0]}], "year": 2024})
        api.get("/api/v1/instruments", params={"search": secret[1]})
    written = "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    assert "POST /api/v1/eligibility 200" in written
    assert "GET /api/v1/instruments 200" in written
    assert [word for word in secret if word in written] == []


def test_an_error_of_the_program_tells_and_logs_no_fact(
    serving: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secretword 271828")

    monkeypatch.setattr("innovatory.server.routes.eligibility.eligibility", broken)
    client = serving()
    with caplog.at_level(logging.DEBUG):
        found = client.post("/api/v1/eligibility", json={"facts": {"revenue": "271828"}})
    assert (found.status_code, found.json()["kind"]) == (500, "unexpected")
    assert found.headers["content-security-policy"] == POLICY
    written = found.text + "\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in caplog.records)
    assert "secretword" not in written
    assert "271828" not in written
    assert "Traceback" not in written
    assert "unexpected RuntimeError at server/routes/eligibility.py" in written


def test_a_path_cannot_forge_a_line_of_the_log(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "innovatory.access"):
        api.get("/api/v1/x%0d%0aPOST%20/forged%20200")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "innovatory.access"]
    assert "\n" not in line
    assert line.startswith("GET /api/v1/x%0D%0APOST%20/forged%20200 404")
