"""Times OpenFisca on rows that stand as one `.npy` file per column; runs in `build/openfisca-venv`, called by `run.py`.

Usage: measure.py FOLDER REPEATS. Reads FOLDER/<column>.npy, writes FOLDER/<result>_<precision>.npy and prints one JSON
object: precision → CPU and wall seconds of each repeat. Loading and the storing of inputs are not timed, and one
unreported repeat goes first, which pays for reading the parameters.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from pathlib import Path

import numpy as np
import rule
from openfisca_core.simulations import Simulation, SimulationBuilder

RESULTS = ("passes", "may_pass")


def load(folder: Path, precision: type[np.floating]) -> Simulation:
    """A simulation of one year that holds the inputs and nothing computed."""
    columns = {name: np.load(folder / f"{name}.npy") for name in rule.INPUTS}
    simulation = SimulationBuilder().build_default_simulation(rule.system(precision), count=len(columns["staff"]))
    for name, values in columns.items():
        simulation.set_input(name, rule.YEAR, values)
    return simulation


def evaluate(simulation: Simulation) -> tuple[float, float]:
    """CPU and wall seconds of both results from the inputs alone."""
    for name in rule.COMPUTED:
        simulation.delete_arrays(name)
    wall, cpu = time.perf_counter(), time.process_time()
    for name in RESULTS:
        simulation.calculate(name, rule.YEAR)
    return time.process_time() - cpu, time.perf_counter() - wall


def measure(folder: Path, repeats: int, precision: type[np.floating]) -> dict[str, list[float]]:
    """Seconds of each repeat; the results are left in the folder for comparison."""
    simulation = load(folder, precision)
    times = [evaluate(simulation) for _ in range(repeats + 1)][1:]
    for name in RESULTS:
        np.save(folder / f"{name}_{precision.__name__}.npy", simulation.get_array(name, rule.YEAR))
    return {"cpu_seconds": [cpu for cpu, _ in times], "wall_seconds": [wall for _, wall in times]}


if __name__ == "__main__":
    folder, repeats = Path(sys.argv[1]), int(sys.argv[2])
    answer = {kind.__name__: measure(folder, repeats, kind) for kind in (np.float64, np.float32)}
    versions = {name: importlib.metadata.version(name) for name in ("openfisca-core", "numpy")}
    print(json.dumps({"versions": versions, "precisions": answer}))
