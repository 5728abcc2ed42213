"""The load that one server bears on this machine: mixed reads at a fixed rate, kept answers, eligibility while typing.

Everything goes over loopback, from this process to a server of its own. Reads are sent at 200 a second whether or not
earlier ones are answered, and each is timed from the moment it was due, so that a pause of the server counts for every
read that it delays. With wrk (Debian's package) installed its closed-loop figures stand beside.

    .venv/bin/python benchmarks/server.py [SECONDS]
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

RATE, SENDERS = 200, 8
TYPED = 60
SERVE = [sys.executable, "-c", "from innovatory.cli import main; main()", "serve"]
FACTS = {
    "registered_on": "2016-05-18",
    "staff_mean": ["221", "250", "286"],
    "st_staff": ["20", "24", "28"],
    "revenue": ["128m", "151m", "180m"],
    "total_income": ["129m", "152m", "182m"],
    "rd_hnte": ["6.1m", "7.4m", "8.6m"],
    "hightech_income": ["70m", "86m", "106m"],
    "net_assets_end": ["60m", "68m", "79m"],
    "rd_accounts": ["6.3m", "7.6m", "8.9m"],
}
READS = [
    f"/api/v1/{path}?lang={lang}"
    for lang in ("en", "zh")
    for path in (
        "cities",
        "cities/shenzhen/chain",
        "cities/shenzhen/checks",
        "cities/shenzhen/indicators",
        "instruments",
        "cities/shenzhen/indicators/rd_gdp_ratio",
        "cities/shenzhen/indicators/hte_total",
        "instruments/hnte_recognition",
        "cities/shenzhen/register/reforms",
        "cities/shenzhen/sources",
        "eligibility/inputs",
        "data/tables",
    )
] + ["/en/chain", "/zh/chain", "/api/v1/cities/shenzhen/indicators/rd_gdp_ratio.csv"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Line:
    """One connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, path: str, body: object = None) -> int:
        headers = {"Accept-Encoding": "gzip"}
        if body is None:
            self.connection.request("GET", path, headers=headers)
        else:
            self.connection.request("POST", path, json.dumps(body), {**headers, "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


def waited(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if Line(port).ask("/api/v1/about") == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def mixed(port: int, seconds: float) -> tuple[list[float], int]:
    """Milliseconds from when each read was due to its last byte; how many failed."""
    start, times, failed, lock = time.perf_counter() + 0.2, [], [0], threading.Lock()
    due = iter(range(int(seconds * RATE)))

    def send() -> None:
        line = Line(port)
        while True:
            with lock:
                number = next(due, None)
            if number is None:
                return
            at = start + number / RATE
            if (rest := at - time.perf_counter()) > 0:
                time.sleep(rest)
            status = line.ask(READS[number % len(READS)])
            took = (time.perf_counter() - at) * 1000
            with lock:
                times.append(took)
                failed[0] += status != 200

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return times, failed[0]


def typed(port: int) -> list[float]:
    """Milliseconds of one answer after another, as somebody types a figure."""
    line, times = Line(port), []
    for number in range(TYPED):
        facts = {**FACTS, "st_staff": ["20", "24", str(number + 1)]}
        start = time.perf_counter()
        assert line.ask("/api/v1/eligibility", {"facts": facts}) == 200
        times.append((time.perf_counter() - start) * 1000)
    return times


def told(name: str, times: list[float]) -> str:
    ordered = sorted(times)
    at = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    return f"| {name} | {len(times):,} | {statistics.median(times):.1f} | {at(0.95):.1f} | {at(0.99):.1f} | {ordered[-1]:.1f} |"


def wrk(port: int) -> None:
    program = shutil.which("wrk")
    if program is None:
        print("\nwrk is not installed; its closed-loop figures are left out.")
        return
    print("\n```")
    for path in ("/api/v1/cities/shenzhen/chain", "/api/v1/cities/shenzhen/indicators/rd_gdp_ratio"):
        subprocess.run([program, "-t2", "-c8", "-d5s", "--latency", f"http://127.0.0.1:{port}{path}"], check=True)
    print("```")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    port = free_port()
    server = subprocess.Popen(
        [*SERVE, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parent.parent,
    )
    try:
        waited(port)
        first = Line(port)
        cold = [_timed(first, path) for path in READS]
        kept = [_timed(first, path) for _ in range(10) for path in READS]
        typed(port)
        answers = typed(port)
        times, failed = mixed(port, seconds)
        print(
            f"\n## The server under load\n\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; milliseconds.\n"
        )
        print("| what | answers | median | 95 % | 99 % | slowest |\n| --- | --- | --- | --- | --- | --- |")
        print(told("first time, each address", cold))
        print(told("kept answers, one after another", kept))
        print(told("eligibility while typing", answers))
        print(told(f"mixed reads at {RATE} a second", times))
        print(f"\nFailed: {failed}.")
        wrk(port)
    finally:
        server.terminate()
        server.wait(30)


def _timed(line: Line, path: str) -> float:
    start = time.perf_counter()
    line.ask(path)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
