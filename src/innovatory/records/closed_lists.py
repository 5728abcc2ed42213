"""The closed lists that a city keeps in its own folder: its districts, its functional zones, its industrial clusters.

The dictionary knows these columns as identifiers only; which identifiers there are is the city's to say.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from innovatory.records.geography import FILES, OUTSIDE

LISTS = {**{column: f"geography/{name}" for column, name in FILES.items()}, "cluster": "register/clusters.csv"}
BESIDE = {**OUTSIDE, "cluster": "none"}  # what stands for a place or cluster that the city does not list


def closed_lists(city: Path) -> Mapping[str, tuple[str, ...]]:
    """For each column that a city lists the identifiers it may hold, what lies outside the city included.

    A list that the folder does not have is left out: then every identifier is let in.
    """
    return {column: (*_ids(city / name), BESIDE[column]) for column, name in LISTS.items() if (city / name).is_file()}


def _ids(file: Path) -> list[str]:
    return [row["id"] for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())]
