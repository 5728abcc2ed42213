"""Stored hashes of preset runs: what is switched off in a preset must change nothing in it, to the last owner.

`python tests/model/test_golden.py` writes the file anew; `docs/simulate.md` says when one may.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from innovatory.experiment.runs import result
from innovatory.model.fingerprint import fingerprint
from innovatory.model.initial import initial_state
from innovatory.model.links.technical_research import tables_of
from innovatory.model.parameter_file import preset
from innovatory.model.parameters import with_values
from innovatory.model.quarter import advance

FILE = Path(__file__).with_name("golden.csv")
COLUMNS = ("preset", "set", "seed", "quarters", "firms", "entries", "growth", "sha256")
CASES = (
    ("klette-kortum", "lines=3000", "1"),
    ("klette-kortum", "lines=3000 lambda=0.28 eta=0.02 delta=1 years=60", "2"),
    ("klette-kortum", "lines=500 start=singletons internal_rate=0.1 internal_step=0.02", "3"),
    ("klette-kortum-equilibrium", "lines=3000", "4294967295"),
    ("akcigit-kerr", "lines=3000", "1"),
    ("two-types", "lines=3000 years=50", "1"),
)
Row = dict[str, str]


def stored() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(name: str, values: str, seed: str) -> Row:
    parameters = with_values(preset(name), dict(word.split("=") for word in values.split()))
    tables = tables_of(parameters)
    state = initial_state(parameters, tables, int(seed))
    for _ in range(parameters.quarters):
        advance(state, parameters, tables)
    found = result(state, tables, parameters)
    told = (name, values, seed, found.quarters, found.firms, found.entries, f"{found.growth:.9f}", fingerprint(state))
    return dict(zip(COLUMNS, map(str, told), strict=True))


@pytest.mark.parametrize("row", stored(), ids=lambda row: f"{row['preset']}-{row['seed']}")
def test_a_preset_is_what_it_was(row: Row) -> None:
    found = run(row["preset"], row["set"], row["seed"])
    # qualities may differ in their last bits between mathematical libraries; no event depends on them
    assert float(found.pop("growth")) == pytest.approx(float(row["growth"]), abs=2e-9)
    assert found == {name: value for name, value in row.items() if name != "growth"}


def test_every_case_is_stored() -> None:
    assert [(row["preset"], row["set"], row["seed"]) for row in stored()] == list(CASES)


def renew() -> None:
    """Write the file anew from the code as it is."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(run(*case) for case in CASES)


if __name__ == "__main__":
    renew()
