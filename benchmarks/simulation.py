"""The benchmark of the event kernel: events a second against what the memory of this machine allows, size, compilation, Mesa.

    scripts/mesa_env.sh
    python benchmarks/simulation.py [--repeats 5] [--quick]

Prints a section for docs/benchmarks.md. Every arm runs in a fresh process; kernel and limit run one after the other in the same
process, each over all quarters in a row, on arrays of the same sizes. Exit code 1 if a limit is not met.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"
LAMBDA_MAX, ETA, YEARS = "0.2", "0.03", "18"
RATES = np.linspace(0.02, 0.2, 64)  # per line and year, by lines owned
FULL, QUICK = (
    {"lines": 3_000_000, "large": 30_000_000, "mesa": 100_000},
    {"lines": 300_000, "large": 1_000_000, "mesa": 10_000},
)
MESA_QUARTERS = 8
LEAST_RATE, MOST_BYTES, MOST_COLD, MOST_WARM = 25e6, 8e9, 10.0, 1.0


def city(lines, start):
    """A Klette–Kortum city whose firms have rates by size."""
    from innovatory.model.initial import initial_state
    from innovatory.model.links.technical_research import tables_of
    from innovatory.model.parameter_file import preset
    from innovatory.model.parameters import with_values

    texts = {"lines": str(lines), "eta": ETA, "years": YEARS, "lambda_max": LAMBDA_MAX, "start": start}
    parameters = with_values(preset("klette-kortum"), texts)
    tables = tables_of(parameters)
    state = initial_state(parameters, tables, 5)
    return parameters, replace(tables, external=np.array([RATES, RATES])), state


def events_of_a_quarter(parameters, tables, state):
    """Clocks, events, exits: a quarter without its books."""
    from innovatory.model.clocks import clocks
    from innovatory.model.enterprises import check_room, leave
    from innovatory.model.lines import resolve

    plan = clocks(state, parameters, tables)
    check_room(state, plan)
    walk = resolve(state, plan)
    leave(state.firms, walk.dead)
    state.quarter += 1
    return walk.counts


def limits():
    """Compiled loops that only touch memory as the events must: independent gathers and scatters, and a chain of gathers."""
    from numba import njit

    @njit
    def independent(source, target, winner, owner, owned, quality):
        total = 0
        for i in range(source.size):
            total += owned[owner[source[i]]]
        for i in range(target.size):
            loser = owner[target[i]]
            owner[target[i]] = winner[i]
            owned[winner[i]] += 1
            owned[loser] -= 1
            quality[target[i]] += np.float32(0.05)
        return total

    @njit
    def chain(nearby, steps):
        at = 0
        for _ in range(steps):
            at = nearby[at]
        return at

    return independent, chain


def arm_kernel(lines):
    """Seconds of the kernel over all quarters in a row, as a simulation has them, and then of the limit as many times."""
    parameters, tables, state = city(lines, "stationary")
    events_of_a_quarter(parameters, tables, state)  # compiles
    counts, wall, cpu, best = [], time.perf_counter(), time.process_time(), np.inf
    for _ in range(parameters.quarters):
        start = time.perf_counter()
        counts.append(events_of_a_quarter(parameters, tables, state))
        best = min(best, (time.perf_counter() - start) / counts[-1].candidates)
    kernel = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "best": best}
    events = {"events": sum(one.candidates for one in counts)}
    return events | kernel | {f"limit_{name}": value for name, value in limit_of(state, counts).items()}


def limit_of(state, counts):
    """Seconds of the memory accesses alone that the events of some quarters need, in a row on arrays of the same sizes."""
    independent, _ = limits()
    rng, alive = np.random.default_rng(1), np.flatnonzero(state.firms.alive).astype(np.int32)
    lines = state.lines.count
    drawn = [
        (rng.integers(0, lines, one.candidates), rng.integers(0, lines, one.accepted), rng.choice(alive, one.accepted))
        for one in (counts[0], *counts)
    ]
    arrays = [one.copy() for one in (state.lines.owner, state.firms.lines, state.lines.log_quality)]
    independent(*drawn.pop(0), *arrays)  # compiles
    wall, cpu, best = time.perf_counter(), time.process_time(), np.inf
    for one in drawn:
        start = time.perf_counter()
        independent(*one, *arrays)
        best = min(best, (time.perf_counter() - start) / len(one[0]))
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "best": best}


def arm_latency(lines):
    """Nanoseconds of one gather that must wait for the one before, on an array of the size of `owner`."""
    _, chain = limits()
    nearby = np.random.default_rng(1).permutation(lines).astype(np.int32)
    chain(nearby, 10)
    wall = time.perf_counter()
    chain(nearby, 2_000_000)
    return {"nanoseconds": (time.perf_counter() - wall) / 2_000_000 * 1e9}


def arm_whole(lines):
    """Seconds of whole quarters, books and all."""
    from innovatory.model.quarter import advance

    parameters, tables, state = city(lines, "stationary")
    advance(state, parameters, tables)
    before = state.counters.candidates
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(parameters.quarters):
        advance(state, parameters, tables)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "events": state.counters.candidates - before, "firms": state.firms.count}


def arm_large(lines):
    """Highest memory of a process that starts a large city, every line a firm of its own, and moves it by a year."""
    from innovatory.model.quarter import advance

    parameters, tables, state = city(lines, "singletons")
    for _ in range(4):
        advance(state, parameters, tables)
    return {"bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, "firms": state.firms.count}


def arm_first(lines):
    """Seconds from a loaded program to the end of the first quarter of each preset."""
    from innovatory.model.initial import initial_state
    from innovatory.model.links.technical_research import tables_of
    from innovatory.model.parameter_file import preset, preset_names
    from innovatory.model.parameters import with_values
    from innovatory.model.quarter import advance

    prepared = [with_values(preset(name), {"lines": str(lines)}) for name in preset_names()]
    wall, cpu = time.perf_counter(), time.process_time()
    for parameters in prepared:
        tables = tables_of(parameters)
        advance(initial_state(parameters, tables, 1), parameters, tables)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def arm_small(lines):
    """Quarters of the city that Mesa is given."""
    parameters, tables, state = city(lines, "singletons")
    events_of_a_quarter(parameters, tables, state)
    parameters, tables, state = city(lines, "singletons")
    wall, cpu = time.perf_counter(), time.process_time()
    accepted = sum(events_of_a_quarter(parameters, tables, state).accepted for _ in range(MESA_QUARTERS))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "events": accepted, "firms": state.firms.count}


ARMS = {
    "kernel": arm_kernel,
    "latency": arm_latency,
    "whole": arm_whole,
    "large": arm_large,
    "first": arm_first,
    "small": arm_small,
}


def fresh(arm, lines, **environment):
    """The answer of an arm in a process of its own, on one core and one thread."""
    command = [sys.executable, str(Path(__file__)), "--arm", arm, "--lines", str(lines)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **environment})
    return json.loads(done.stdout)


def ordered(arm, lines, repeats):
    """Some runs, that of the least CPU time first."""
    return sorted((fresh(arm, lines) for _ in range(repeats)), key=lambda found: found["cpu"])


def best(arm, lines, repeats):
    """The run of the least CPU time."""
    return ordered(arm, lines, repeats)[0]


def mesa(lines):
    """The same city in Mesa, or None where its environment is not there."""
    python = BUILD / "mesa-venv" / "bin" / "python"
    if not python.exists():
        return None
    arguments = [str(lines), str(MESA_QUARTERS), "5", json.dumps(RATES.tolist())]
    command = [str(python), str(HERE / "mesa_klette_kortum.py"), *arguments]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def compiled(lines):
    """The first quarters with an empty cache of compiled code, and again from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        return [fresh("first", lines, NUMBA_CACHE_DIR=folder) for _ in range(2)]


def report(sizes, repeats):
    """Print the section; the names of the limits that are not met."""
    lines, small = sizes["lines"], sizes["mesa"]
    runs, whole = ordered("kernel", lines, repeats), best("whole", lines, repeats)
    kernel, slowest = runs[0], runs[-1]
    latency, large = fresh("latency", lines)["nanoseconds"], fresh("large", sizes["large"])
    cold, warm = compiled(1000)
    ours, theirs = best("small", small, repeats), mesa(small)
    rate = kernel["events"] / kernel["cpu"]
    print("## The event kernel\n")
    print(
        f"{lines:,} lines, {YEARS} years of quarters, λ_max = {LAMBDA_MAX}, η = {ETA}, rates by size of firm; one core, "
        f"best CPU time of {repeats} runs. The limit reads and writes the same places of the same arrays in a loop that "
        "does nothing else.\n"
    )
    print(
        "| arm | candidate events | wall s | CPU s | million events / s of CPU |\n| --- | ---: | ---: | ---: | ---: |"
    )
    row("events of a quarter (clocks, events, exits)", kernel["events"], kernel["wall"], kernel["cpu"])
    row("independent gathers and scatters alone", kernel["events"], kernel["limit_wall"], kernel["limit_cpu"])
    row("whole quarters with their books", whole["events"], whole["wall"], whole["cpu"])
    print(
        f"\nThe kernel takes {kernel['cpu'] / kernel['limit_cpu']:.1f} times the CPU time of its memory accesses; in the best quarter of either "
        f"{1e-6 / kernel['best']:.1f} and {1e-6 / kernel['limit_best']:.1f} million events / s. The slowest run gave "
        f"{slowest['events'] / slowest['cpu'] / 1e6:.1f}, its limit {slowest['events'] / slowest['limit_cpu'] / 1e6:.1f}: the cores and the memory are shared. A gather that "
        f"waits for the one before takes {latency:.0f} ns here.\n"
    )
    print(
        f"{sizes['large']:,} lines, each a firm of its own at the start, a year: {large['bytes'] / 1e9:.2f} GB at most. "
        f"First quarter of all four presets: {cold['cpu']:.1f} s of CPU compiled "
        f"(wall {cold['wall']:.1f}), {warm['cpu']:.2f} s from the cache (wall {warm['wall']:.2f}).\n"
    )
    print(f"The same model with {small:,} lines, {MESA_QUARTERS} quarters from singletons (accepted events):\n")
    print("| arm | events | wall s | CPU s | million events / s of CPU |\n| --- | ---: | ---: | ---: | ---: |")
    row("Innovatory", ours["events"], ours["wall"], ours["cpu"])
    if theirs:
        row("Mesa 3", theirs["events"], theirs["wall"], theirs["cpu"])
        print(f"\nMesa takes {theirs['cpu'] / ours['cpu']:.0f} times the CPU time.")
    met = {
        f"{LEAST_RATE / 1e6:.0f} million candidate events a second": rate >= LEAST_RATE,
        f"{MOST_BYTES / 1e9:.0f} GB": large["bytes"] <= MOST_BYTES,
        f"{MOST_COLD:.0f} s of compilation": cold["cpu"] <= MOST_COLD,
        f"{MOST_WARM:.0f} s from the cache": warm["cpu"] <= MOST_WARM,
    }
    return [name for name, holds in met.items() if not holds]


def row(name, events, wall, cpu):
    """One line of a table."""
    print(f"| {name} | {events:,} | {wall:.3f} | {cpu:.3f} | {events / cpu / 1e6:.2f} |")


def main():
    """Run one arm, or all and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small cities, one run: to see that it works")
    parser.add_argument("--arm", choices=ARMS)
    parser.add_argument("--lines", type=int)
    asked = parser.parse_args()
    if asked.arm:
        print(json.dumps(ARMS[asked.arm](asked.lines)))
        return
    missed = report(QUICK, 1) if asked.quick else report(FULL, asked.repeats)
    print(f"\n**Not met in this run:** {', '.join(missed)}." if missed else "\nEvery limit is kept in this run.")
    if missed and not asked.quick:
        sys.exit(1)


if __name__ == "__main__":
    main()
