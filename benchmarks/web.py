"""The benchmark of the web app: pages in Chromium, cached answers, mixed reads under load, the answer to a keystroke.

    python benchmarks/web.py [--seconds 20] [--repeats 40]

Prints a section for docs/benchmarks.md. Needs the built app (`make app`), Chromium and wrk (Debian's packages of these
names). Server, browser and load share this machine; all traffic is on loopback.
"""

import argparse
import http.client
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from server import READS, SERVE, free_port, waited

LIMITS = {
    "table": 500,
    "charts": 1000,
    "slow": 2500,
    "kept": 50,
    "p99": 200,
    "rate": 200,
    "key": 100,
}  # ms; reads a second
BYTES = {"before": 60_000, "charts": 250_000}  # of the app itself, compressed, until a page stands
CONNECTIONS = 8
POPULATION = ["populate", "shenzhen", "--year", "2022", "--weight", "500"]
INNOVATORY = SERVE[:-1]


def in_the_browser(port):
    """What Chromium measured: loads of pages and keystrokes."""
    command = ["node", str(HERE / "web_browser.js"), f"http://127.0.0.1:{port}"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=600).stdout)


def kept(port, repeats):
    """Milliseconds of each answer that was asked before, over one connection."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    for again in range(repeats + 1):
        for path in READS:
            start = time.perf_counter()
            line.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, path
            if again:
                times.append((time.perf_counter() - start) * 1000)
    return times


def under_load(port, seconds):
    """Reads a second, median and 99 % in milliseconds, errors: wrk with all addresses in turn."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is needed: install the Debian package wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as paths:
        paths.write("\n".join(READS))
        paths.flush()
        command = [wrk, "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(HERE / "web_mix.lua")]
        told = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/"],
            check=True,
            capture_output=True,
            text=True,
            timeout=seconds + 60,
            env={**os.environ, "WEB_PATHS": paths.name},
        ).stdout
    at = {share: in_ms(re.search(rf"^\s+{share}%\s+(\S+)", told, re.M)[1]) for share in (50, 99)}
    errors = re.findall(r"Socket errors:(.*)", told) + re.findall(r"Non-2xx or 3xx responses:(.*)", told)
    failed = sum(int(one) for line in errors for one in re.findall(r"\d+", line))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), at[50], at[99], failed


def in_ms(text):
    """A time as wrk writes it, in milliseconds."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def percentile(times, share):
    """The smallest time that so many of all are not above."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def said(times, limit):
    """Median and slowest beside the limit; in bold where the median misses it."""
    middle = statistics.median(times)
    text = f"{middle:.0f} ({max(times):.0f})"
    return text if middle <= limit else f"**{text}**"


def pages(found):
    """The table of the pages: plain and slowed down, times and bytes."""
    by = {(one["page"], one["slow"]): one["seen"] for one in found["loads"]}
    lines = [
        "| page | shell | first table | charts | slowed: first table | slowed: charts | app, kB | with charts, kB | answers, kB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        f"| must reach | {LIMITS['table']} | {LIMITS['table']} | {LIMITS['charts']} | {LIMITS['slow']} | {LIMITS['slow']} "
        f"| {BYTES['before'] / 1000:.0f} | {BYTES['charts'] / 1000:.0f} | |",
    ]
    for page in dict.fromkeys(one["page"] for one in found["loads"]):
        plain, slow = by[page, False], by[page, True]
        of = lambda seen, name: [one[name] for one in seen if name in one]
        charts = [
            said(of(seen, "charts"), limit) if of(seen, "charts") else "–"
            for seen, limit in ((plain, LIMITS["charts"]), (slow, LIMITS["slow"]))
        ]
        code, drawing, answers = (statistics.median(of(plain, name)) for name in ("code", "drawing", "answers"))
        lines.append(
            f"| {page} | {said(of(plain, 'shell'), LIMITS['table'])} | {said(of(plain, 'table'), LIMITS['table'])} | {charts[0]} "
            f"| {said(of(slow, 'table'), LIMITS['slow'])} | {charts[1]} | {code / 1000:.1f} "
            f"| {f'{(code + drawing) / 1000:.1f}' if drawing else '–'} | {answers / 1000:.1f} |"
        )
    return lines


def answers(known, load, keys, seconds):
    """The table of the server's answers."""
    rate, middle, p99, failed = load
    return [
        "| what | median ms | 99 % ms | must reach |",
        "| --- | --- | --- | --- |",
        f"| kept answers, {len(known):,} over one connection | {statistics.median(known):.1f} | {percentile(known, 0.99):.1f} "
        f"| {LIMITS['kept']} ms |",
        f"| mixed reads, wrk with {CONNECTIONS} connections for {seconds} s: {rate:,.0f} a second, {failed} failed | {middle:.1f} | {p99:.1f} "
        f"| {LIMITS['rate']} a second, 99 % under {LIMITS['p99']} ms |",
        f"| from a keystroke to its answer on the screen, {len(keys)} keystrokes | {statistics.median(keys):.0f} "
        f"| {percentile(keys, 0.99):.0f} | {LIMITS['key']} ms |",
    ]


def main():
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--repeats", type=int, default=40)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        population = Path(folder) / "enterprises.parquet"
        subprocess.run(
            [*INNOVATORY, *POPULATION, "--out", str(population)], check=True, stdout=subprocess.DEVNULL, cwd=ROOT
        )
        port = free_port()
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([*SERVE, "--population", str(population), "--port", str(port)], cwd=ROOT, **silent)
        try:
            waited(port)
            kept(port, 1)  # every answer was asked once, the population is costed
            before = os.getloadavg()[0]
            known, load = kept(port, options.repeats), under_load(port, options.seconds)
            found = in_the_browser(port)
        finally:
            server.terminate()
            server.wait(30)
    print(
        "\n".join(
            [
                "## The web app",
                "",
                f"Printed by `benchmarks/web.py` on {date.today()}: {os.cpu_count()} cores shared with others (load {before:.1f} before, "
                f"{os.getloadavg()[0]:.1f} after), Chromium {found['browser']} without a display, server, browser and load on the same machine. "
                "Milliseconds, median (slowest) of 5 first loads each; slowed: the processor 4 times slower, 10 Mbit/s, 20 ms there and back. "
                "Bytes are of compressed bodies. What misses its limit is bold.",
                "",
                *pages(found),
                "",
                *answers(known, load, found["keys"], options.seconds),
            ]
        )
    )


if __name__ == "__main__":
    main()
