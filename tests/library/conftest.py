"""The records of the invented city as Parquet files, as a measuring test needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from innovatory.measure.city import read_city
from innovatory.measure.register_table import typed_table
from innovatory.measure.statistics import Figure
from innovatory.records.dictionary import tables

AS_OF = date(2023, 12, 31)


@dataclass(frozen=True)
class Stored:
    columns: tuple[str, ...]
    rows: int
    origin: tuple[str, ...] = ("synthetic",)
    basis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    folder: Path
    tables: Mapping[str, Stored]
    as_of: date

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


@dataclass(frozen=True)
class Lindao:
    figures: tuple[Figure, ...]
    workspace: Written
    id: str = "lindao"


@pytest.fixture(scope="session")
def lindao_on(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], Lindao]:
    """The invented city with its records as they stand on a day."""
    folder, stored = tmp_path_factory.mktemp("lindao"), {}
    city = read_city("lindao")
    for path in sorted((city.folder / "tables").glob("*.csv")):
        frame = typed_table(path, tables()[path.stem])
        frame.write_parquet(folder / f"{path.stem}.parquet")
        stored[path.stem] = Stored(tuple(frame.columns), frame.height)
    return lambda day: Lindao(city.figures, Written(folder, stored, day))


@pytest.fixture(scope="session")
def lindao(lindao_on: Callable[[date], Lindao]) -> Lindao:
    """The invented city with its records up to the end of 2023."""
    return lindao_on(AS_OF)
