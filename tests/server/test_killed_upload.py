"""A server that is killed while a file is being sent, or taken in, leaves no half file: the records are whole, before or after."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from innovatory.measure.city import read_city
from innovatory.records.dictionary import tables
from innovatory.records.importing.enter import Request, import_table
from innovatory.records.importing.reading import Asked
from innovatory.records.workspace import read_workspace
from innovatory.records.workspace_check import check_tables
from innovatory.server.uploads import PREFIX

PATIENCE = 60.0  # seconds in which a server answers on a busy machine
HEAD = "event_id,name_zh,name_en,series,edition,kind,started_on,ended_on,visitors,exhibitors,origin,source\n"
LINE = "e{0},展会{0},Fair {0},series-{0},1,fair,2023-05-01,2023-05-01,10,5,synthetic,lindao_invented\n"
FIRST, MANY = 10, 60_000  # rows: quickly taken in, and long enough to be interrupted
BOUNDARY = "----innovatory-test"


@dataclass(frozen=True)
class Running:
    """A server as a process of its own."""

    process: subprocess.Popen[bytes]
    port: int

    def begin(self, body: bytes, sent: int | None = None) -> socket.socket:
        """Begin an import and send so many bytes of its form (all if not given); the answer is not waited for."""
        told = f"POST /api/v1/data/import HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n"
        head = f"{told}Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nConnection: close\r\n\r\n"
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sendall(head.encode() + body[:sent])
        return connection

    def bring(self, body: bytes) -> dict[str, object]:
        """The answer to an import."""
        with self.begin(body) as connection, connection.makefile("rb") as answer:
            head, _, told = answer.read().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), told.decode()
        found: dict[str, object] = json.loads(told)
        return found

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


def form(rows: int, first: int = 0) -> bytes:
    """A form with so many rows for the table of events."""
    fields = (f'name="{name}"\r\n\r\n{value}' for name, value in (("table", "events"), ("city", "lindao")))
    content = HEAD + "".join(LINE.format(number) for number in range(first, first + rows))
    parts = [*fields, f'name="file"; filename="events.csv"\r\nContent-Type: text/csv\r\n\r\n{content}']
    told = "".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    return f"{told}--{BOUNDARY}--\r\n".encode()


@contextmanager
def running(city: Path, beside: Path) -> Iterator[Running]:
    """A server of a folder whose temporary files lie in a folder of their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("innovatory")), "serve", str(city), "--port", str(port)]
    process = subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(beside)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: answers(port), lambda: process.poll() is None)
        yield Running(process, port)
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/about", timeout=PATIENCE):
            return True
    except OSError:
        return False


def until(happened: Callable[[], object], possible: Callable[[], bool] = lambda: True) -> None:
    """Wait for something; fail once it can no longer happen."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert possible(), "it can no longer happen"
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def uploads(beside: Path) -> list[str]:
    return [path.name for path in beside.glob(f"{PREFIX}*")]


def rows(city: Path) -> int:
    """The events in the records, every file of which is as the manifest says."""
    workspace = read_workspace(city)
    assert all(one.damage is None for one in check_tables(workspace, city))
    return workspace.tables["events"].rows


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_city("lindao").folder, tmp_path / "lindao"))


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def test_killed_while_a_file_is_being_sent(city: Path, beside: Path) -> None:
    before = files(city)
    body = form(MANY)
    with running(city, beside) as server, server.begin(body, sent=len(body) // 2):
        time.sleep(0.3)  # what was sent has arrived
        server.kill()
    assert files(city) == before
    assert uploads(beside) == []


def test_killed_while_a_file_is_taken_in(city: Path, beside: Path) -> None:
    records = city / "records"
    with running(city, beside) as server:
        assert server.bring(form(FIRST))["used"] == FIRST
        with server.begin(form(MANY, first=FIRST)):
            until(lambda: uploads(beside))  # it lies on the disk and is being read
            server.kill()
    assert rows(city) in (FIRST, FIRST + MANY)

    with running(city, beside) as server:
        assert uploads(beside) == []
        stored = set(records.iterdir())
        with server.begin(form(MANY, first=FIRST + MANY)):
            until(lambda: set(records.iterdir()) - stored)  # the new state is being written
            server.kill()
    assert rows(city) in {FIRST + MANY * times for times in range(3)}

    again = import_table(Request(Asked(str(saved(beside, MANY))), tables()["events"], city))
    assert again.entered
    assert rows(city) >= FIRST + MANY
    assert not [name for name in files(city) if name.endswith(".partial")]


def saved(folder: Path, many: int) -> Path:
    """The same rows as a file."""
    path = folder / "events.csv"
    path.write_text(HEAD + "".join(LINE.format(number) for number in range(FIRST, FIRST + many)), encoding="utf-8")
    return path
