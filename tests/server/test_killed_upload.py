"""A server that is killed while a file is being sent, or taken in, leaves no half file: neither in the city nor beside it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from innovatory.measure.city import read_city
from innovatory.server.uploads import PREFIX

PATIENCE = 60.0  # seconds in which a server starts on a busy machine
HEAD = "event_id,name_zh,name_en,series,edition,kind,started_on,ended_on,visitors,exhibitors,origin,source\n"
ROWS = 60_000
BOUNDARY = "----innovatory-test"


def events(first: int, last: int) -> bytes:
    """Rows of the table of events, each with a key of its own."""
    line = "e{0},展会{0},Fair {0},series-{0},1,fair,2023-05-01,2023-05-01,10,5,synthetic,lindao_invented\n"
    return (HEAD + "".join(line.format(number) for number in range(first, last))).encode()


def form(content: bytes) -> bytes:
    """A form with a file for the table of events."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("table", "events"), ("city", "lindao"))
    ]
    file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="events.csv"\r\n\r\n'
    return "".join(parts).encode() + file.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def post(port: int, body: bytes, send: int | None = None) -> socket.socket:
    """Begin an import and send so many bytes of it (all if not given); the answer is not waited for."""
    told = f"POST /api/v1/data/import HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n"
    sent = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    sent.sendall(f"{told}Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n".encode() + body[:send])
    return sent


@contextmanager
def running(folder: Path, beside: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server of a folder, with a folder of its own for temporary files."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "innovatory.cli", "serve", str(folder), "--port", str(port)]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(beside)}, **silent)  # type: ignore[call-overload]
    try:
        wait_for(port, process)
        yield process, port
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            ask(port, "cities")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer")


def ask(port: int, path: str) -> object:
    """The answer to GET."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{path}", timeout=PATIENCE) as found:
        return json.load(found)
