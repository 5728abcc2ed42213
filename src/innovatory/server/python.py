"""A few lines of Python that give the same table as a page of the app, with the product alone and no server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from innovatory.policy.cities import cities
from innovatory.server.served import Held

SNIPPET = """\
from innovatory.measure.city import read_city
from innovatory.measure.measurement import measure
from innovatory.measure.value_table import value_table

city = read_city({city!r})
table = value_table(measure(city, [{name!r}]{by}){told})
print(table)
"""


def snippet(held: Held, name: str, by: Sequence[str] = ()) -> str:
    """The lines for one indicator of a city."""
    city = held.city.id if _ships(held.city.folder) else str(held.city.folder)
    asked = f", by={list(by)!r}" if by else ""
    return SNIPPET.format(city=city, name=name, by=asked, told=f", {list(by)!r}" if by else "")


def _ships(folder: Path) -> bool:
    return any(one.folder == folder for one in cities().values())
