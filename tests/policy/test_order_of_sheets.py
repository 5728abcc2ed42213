"""In which order the files of a library are found changes nothing: not the match of an applicant, not a costing."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from random_enterprises import Enterprises

from innovatory.policy.account_rule import FILE
from innovatory.policy.books import books
from innovatory.policy.cost_answer import answer
from innovatory.policy.costing import Costing
from innovatory.policy.library import Library, folder_library, standard
from innovatory.policy.match import Match

DAY, YEAR = date(2024, 6, 30), 2023
SHIPPED = Path(str(files("innovatory") / "library" / "instruments"))


@pytest.fixture(scope="module")
def enterprises() -> Enterprises:
    return Enterprises(books(standard(), ["enterprise"], DAY, YEAR), 40, seed=1)


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> list[Library]:
    """The library with its sheets in the order of their names, the reverse of it, and shuffled."""
    names = sorted(standard().located)
    shuffled = Random(5).sample(names, len(names))
    return [laid_out(tmp_path_factory.mktemp("library"), each) for each in (names, names[::-1], shuffled)]


def laid_out(folder: Path, names: list[str]) -> Library:
    """The sheets, each in a folder of its own, so that they are found in the order given."""
    paths = {path.stem: path for path in SHIPPED.rglob("*.yaml") if path.stem in standard().located}
    for place, name in enumerate(names):
        (folder / f"{place:03}").mkdir()
        shutil.copy(paths[name], folder / f"{place:03}")
    shutil.copy(SHIPPED / FILE, folder)
    library = folder_library(folder)
    assert list(library.located) == names
    return library


def test_the_match_is_the_same(orders: list[Library], enterprises: Enterprises) -> None:
    records = list(enterprises.records())[:10]
    first, *others = ([matched(library, record) for record in records] for library in orders)
    assert all(other == first for other in others)


def matched(library: Library, record: dict[str, Any]) -> dict[str, Any]:
    return Match(books(library, ["enterprise"], DAY, YEAR), record).as_dict()


def test_the_costing_is_the_same(orders: list[Library], enterprises: Enterprises) -> None:
    first, *others = (costed(library, enterprises.table) for library in orders)
    assert all(other == first for other in others)
    assert first["totals"]["eligible"] > 0
    assert first["totals"]["amount_high"] > 0


def costed(library: Library, table: pl.DataFrame) -> dict[str, Any]:
    return answer(Costing([books(library, ["enterprise"], DAY, YEAR)], table, by=["hte_field"]).run())
