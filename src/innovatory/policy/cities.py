"""The cities that are known: every folder under `cities/` with a `city.yaml` that gives its name.

A city is a folder of data; nothing here or elsewhere names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from innovatory.language.mistakes import Mistake
from innovatory.policy.located import read_yaml
from innovatory.policy.refusal import read_as
from innovatory.policy.shape import Label, Shape


class _CityFile(Shape):
    city: str = Field(pattern="^[a-z][a-z0-9_]*$")
    label: Label
    level: Literal["city"]


@dataclass(frozen=True)
class City:
    """One city: its id (the name of its folder), its name by language (`en`, `zh`), its folder."""

    id: str
    label: Mapping[str, str]
    folder: Path


def cities(under: Path | None = None) -> dict[str, City]:
    """The cities by id in the order of their ids; `under` is the folder of cities, that of the package if not given."""
    folder = Path(str(files("innovatory"))) / "cities" if under is None else under
    found = (city_of(path) for path in sorted(folder.glob("*/city.yaml")))
    return {city.id: city for city in found}


def city_of(path: Path) -> City:
    """The city of one `city.yaml`; `Mistake` at its place if its id is not the name of the folder."""
    located = read_yaml(path)
    read = read_as(_CityFile, located)
    if read.city != path.parent.name:
        en = f"the id of a city is the name of its folder, {path.parent.name!r}, not {read.city!r}"
        zh = f"城市标识应与文件夹名 {path.parent.name!r} 一致，不能是 {read.city!r}"
        raise Mistake("name", en, zh, nearest=path.parent.name, place=located.place_of(("city",)))
    return City(read.city, {"en": read.label.en, "zh": read.label.zh}, path.parent)
