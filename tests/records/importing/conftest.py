"""An empty city and the import of a file into it, as the tests of importing use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from innovatory.records.dictionary import tables
from innovatory.records.importing.enter import Outcome, Request, import_table
from innovatory.records.importing.mapping import answers
from innovatory.records.importing.reading import Asked

CITY = "city: lin\nlabel: {en: Lin, zh: 林市}\nlevel: city\n"
AS_OF = date(2024, 6, 30)
Import = Callable[..., Outcome]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The folder of a city that has nothing but its name."""
    folder = tmp_path / "lin"
    folder.mkdir()
    (folder / "city.yaml").write_text(CITY, encoding="utf-8")
    return folder


@pytest.fixture
def import_text(city: Path, tmp_path: Path) -> Import:
    """Imports the text of a CSV file (or a file that is there) into a table of the city."""
    count = iter(range(1000))

    def run(content: str | Path, table: str = "enterprise_years", **asked: Any) -> Outcome:
        path = content if isinstance(content, Path) else tmp_path / f"in{next(count)}.csv"
        if isinstance(content, str):
            path.write_bytes(content.encode(asked.pop("encoded", "utf-8")))
        said = answers(asked.pop("map", ()), asked.pop("unit", ()))
        reading = {name: asked.pop(name) for name in ("sheet", "query", "encoding") if name in asked}
        asked.setdefault("as_of", AS_OF)
        return import_table(Request(Asked(str(path), **reading), tables()[table], city, said, **asked))

    return run
