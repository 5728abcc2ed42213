"""`innovatory serve` as a process of its own: it starts, answers, ends in order, refuses what it must, survives being killed."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from innovatory.cli.serve import _bound
from innovatory.language.mistakes import Mistake
from innovatory.measure.city import read_city

Innovatory = Callable[..., Any]
SERVE = (sys.executable, "-c", "from innovatory.cli import main; main()", "serve")
PATIENCE = 60.0  # seconds until a busy machine must have started


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(*words: object) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server under way: its address and its process, which is gone at the end in any case."""
    port = free_port()
    command = [*SERVE, *map(str, words), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while not _answers(address):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.1)
        yield address, process
    finally:
        process.kill()
        process.communicate()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/v1/about", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_it_starts_answers_and_ends_in_order() -> None:
    with running("--lang", "zh") as (address, process):
        secret = "271828"
        sent = httpx.post(
            f"{address}/api/v1/eligibility", json={"facts": {"revenue": secret}}, timeout=60, trust_env=False
        )
        assert (sent.status_code, sent.headers["cache-control"]) == (200, "no-store")
        assert httpx.get(address, headers={"accept-language": "zh"}, trust_env=False).headers["location"] == "/zh/chain"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert out.splitlines() == [f"服务已启动：{address}/（按 Ctrl-C 结束）", "已结束。"]
    assert "POST /api/v1/eligibility 200" in err
    assert secret not in err
    assert "Traceback" not in err


def test_a_server_killed_during_an_upload_leaves_no_half_file(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(read_city("lindao").folder, tmp_path / "lindao"))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with running(folder) as (address, process):
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as line:
            body = b"--x\r\nContent-Disposition: form-data; name=\"table\"\r\n\r\nevents\r\n--x\r\n" \
                b"Content-Disposition: form-data; name=\"file\"; filename=\"events.csv\"\r\n\r\nevent_id\r\n" + b"a,b\r\n" * 500_000  # fmt: skip
            head = (
                f"POST /api/v1/data/import HTTP/1.1\r\nHost: {host}:{port}\r\n"
                f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body) + 1000}\r\n\r\n"
            )
            line.sendall(head.encode() + body)  # and 1,000 bytes never come
            process.kill()
            process.wait()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_machines_are_told_the_address() -> None:
    with running("--json") as (address, process):
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=PATIENCE)
    assert json.loads(out) == {"address": f"{address}/", "cities": ["lindao", "shenzhen"], "population": None}


# What is refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com"])
def test_another_address_is_refused_with_the_reason(innovatory: Innovatory, host: str) -> None:
    ended = innovatory("serve", "--host", host)
    assert (ended.code, ended.out) == (2, "")
    assert "no accounts yet" in ended.err
    assert "账户" in innovatory("serve", "--host", host, "--lang", "zh").err


@pytest.mark.parametrize("port", ["80", "70000", "x", "-1", "08700"])
def test_a_port_that_is_none_is_refused(innovatory: Innovatory, port: str) -> None:
    ended = innovatory("serve", "--port", port)
    assert (ended.code, "1024 to 65535" in ended.err) == (2, True)


def test_a_port_in_use_is_told_with_the_next_free_one(innovatory: Innovatory) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = innovatory("serve", "--port", port)
        assert (ended.code, f"the port {port} is in use; --port " in ended.err) == (2, True)
        free = int(ended.err.partition("; --port ")[2].split()[0])
        assert free > port
        _bound("127.0.0.1", free).close()
        with pytest.raises(Mistake, match="in use"):
            _bound("localhost", port)


def test_a_folder_that_is_no_city_is_refused(innovatory: Innovatory, tmp_path: Path) -> None:
    ended = innovatory("serve", tmp_path)
    assert (ended.code, "city.yaml" in ended.err) == (2, True)
    assert innovatory("serve", "shenzen").err.count("did you mean shenzhen") == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.parquet", None, "does not exist"),
        ("a.txt", "a", ".parquet"),
        ("a.csv", "a\n", "no row"),
        ("a.parquet", "a", "no readable table"),
    ],
)
def test_a_population_that_is_no_table_is_refused(
    innovatory: Innovatory, tmp_path: Path, name: str, content: str | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ended = innovatory("serve", "--population", path)
    assert (ended.code, words in ended.err) == (2, True), ended.err
