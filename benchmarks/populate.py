"""The benchmark of the synthetic population: all enterprises of a city with three years of accounts, written as a file.

    python benchmarks/populate.py [--city shenzhen] [--year 2022] [--weight 1] [--processes 1,2] [--repeats 1] [--folder]

Prints a section for docs/benchmarks.md. Every run is a process of its own; its highest memory is that of the process and
of the largest of its children, added. The bytes of all runs are compared.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMITS = {"seconds": 40.0, "gigabytes": 4.0}


def main():
    asked = options().parse_args()
    if asked.run:
        print(json.dumps(one_run(asked)))
        return
    rows = []
    for processes in asked.processes.split(","):
        runs = [measured(asked, processes) for _ in range(asked.repeats)]
        rows.append((processes, min(runs, key=lambda one: one["seconds"])))
    print(section(asked, rows))
    digests = {one["sha256"] for _, one in rows}
    if len(digests) != 1:
        sys.exit("the bytes differ between numbers of processes")


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--city", default="shenzhen")
    parser.add_argument("--year", default="2022")
    parser.add_argument("--weight", default="1")
    parser.add_argument("--processes", default="1,2")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--folder", action="store_true", help="write the tables of records instead of one file")
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    return parser


def measured(asked, processes):
    words = [sys.executable, __file__, "--run", "--city", asked.city, "--year", asked.year, "--weight", asked.weight]
    words += ["--processes", processes, *(["--folder"] if asked.folder else [])]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def one_run(asked):
    """The command as a user gives it, in this process."""
    from innovatory.cli.doors import run

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / ("made" if asked.folder else "made.parquet")
        words = ["populate", asked.city, "--year", asked.year, "--out", str(out), "--weight", asked.weight]
        started = time.perf_counter()
        with open(os.devnull, "w") as nothing:
            sys.stdout, kept = nothing, sys.stdout
            code = run([*words, "--processes", asked.processes])
            sys.stdout = kept
        seconds = time.perf_counter() - started
        if code:
            sys.exit(code)
        files = sorted(path for path in ([out] if out.is_file() else (out / "records").rglob("*")) if path.is_file())
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
        size = sum(path.stat().st_size for path in files)
    own, children = (resource.getrusage(of).ru_maxrss for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor = sum(sum(resource.getrusage(of)[:2]) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    memory = (own + int(asked.processes) * children * (int(asked.processes) > 1)) * 1024 / 1e9
    return {"seconds": seconds, "processor": processor, "gigabytes": memory, "bytes": size, "sha256": digest}


def section(asked, rows):
    lines = [
        f"## The synthetic population: {asked.city}, {asked.year}, weight {asked.weight}, {'tables' if asked.folder else 'one file'}",
        "",
        "| processes | seconds | processor seconds | memory, GB | file, MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for processes, one in rows:
        lines.append(
            f"| {processes} | {one['seconds']:.1f} | {one['processor']:.1f} | {one['gigabytes']:.2f} | {one['bytes'] / 1e6:.0f} |"
        )
    kept = all(one["seconds"] <= LIMITS["seconds"] and one["gigabytes"] <= LIMITS["gigabytes"] for _, one in rows)
    lines += ["", f"Limits (40 s, 4 GB): {'kept' if kept else 'NOT kept'}. SHA-256 {rows[0][1]['sha256'][:16]}."]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
