"""OpenFisca beside the yardstick: the same rule on the same generated rows, timed, with the disagreements counted.

Usage: run.py --rows N --repeats K, in the environment of the package. Prints one JSON object:

    rows, repeats, versions
    float64, float32     of each: cpu_seconds and wall_seconds (one per repeat, inputs already in memory), passes and
                         may_pass (counts of true), disagreements (rows that differ from hnte_polars, of each result)
    yardstick            passes and may_pass of hnte_polars

float32 is what OpenFisca ships; float64 is the same system with the type of its variables set (see `rule.py`).
OpenFisca-Core is under the AGPL: it is never a dependency of the package nor imported by it. It is installed by
`scripts/openfisca_env.sh` in an environment of its own, and reached here only as another process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
INTERPRETER = ROOT / "build" / "openfisca-venv" / "bin" / "python"

sys.path.insert(0, str(HERE.parent))
import hnte_polars  # the yardstick stands one folder up

RESULTS = ("passes", "may_pass")


def prepare(folder: Path, rows: int) -> dict[str, np.ndarray]:
    """Writes the rows, one .npy per column, and gives the yardstick's results on them."""
    table = hnte_polars.rows(rows)
    for name in table.columns:
        np.save(folder / f"{name}.npy", table[name].to_numpy())
    found = hnte_polars.results(table.lazy()).collect()
    return {name: found[name].to_numpy() for name in RESULTS}


def compare(folder: Path, precision: str, expected: dict[str, np.ndarray]) -> dict[str, object]:
    """How many rows are true in OpenFisca's results, and in how many rows they differ from the yardstick's."""
    found = {name: np.load(folder / f"{name}_{precision}.npy") for name in RESULTS}
    counts = {name: int(found[name].sum()) for name in RESULTS}
    return {**counts, "disagreements": {name: int((found[name] != expected[name]).sum()) for name in RESULTS}}


def benchmark(rows: int, repeats: int) -> dict[str, object]:
    """The whole comparison; the object that is printed."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        expected = prepare(folder, rows)
        command = [str(INTERPRETER), str(HERE / "measure.py"), str(folder), str(repeats)]
        measured = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        times = measured["precisions"]
        each = {kind: {**times[kind], **compare(folder, kind, expected)} for kind in times}
    yardstick = {name: int(expected[name].sum()) for name in RESULTS}
    return {"rows": rows, "repeats": repeats, "versions": measured["versions"], **each, "yardstick": yardstick}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--repeats", type=int, required=True)
    wanted = parser.parse_args()
    if not INTERPRETER.exists():
        sys.exit(
            f"OpenFisca's environment is missing: run scripts/openfisca_env.sh first ({INTERPRETER.relative_to(ROOT)})"
        )
    print(json.dumps(benchmark(wanted.rows, wanted.repeats), indent=1))
