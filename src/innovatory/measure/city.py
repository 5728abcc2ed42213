"""A city: a folder of data with its published figures, its places, its registers and, if it has any, its records.

Every part is read when it is first asked for, so that a command pays only for what it uses. What a folder does not have
is said: no figures, no map, no records. Nothing here names a city.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.measure.figure_file import FIGURES, Series, read_figures, read_indicators
from innovatory.measure.register_table import text_table, typed_table
from innovatory.measure.sources import Source, read_sources
from innovatory.measure.statistics import Figure
from innovatory.policy.cities import City as Named
from innovatory.policy.cities import cities, city_of
from innovatory.records.dictionary import tables
from innovatory.records.workspace import Workspace, has_records, read_workspace

CITY_FILE, STATISTICS, GEOGRAPHY, REGISTER = "city.yaml", "statistics", "geography", "register"
PLACES = ("id", "name_en", "name_zh", "kind", "parent")
ZONES = ("id", "name_en", "name_zh", "kind")
CLUSTERS = ("id", "name_en", "name_zh", "kind", "source_id", "version", "confidence", "note_en", "note_zh")


@dataclass(frozen=True)
class City:
    """One city: its id (the name of its folder), its name by language (`en`, `zh`), its folder.

    The properties read their files when first asked for and raise `Mistake` for what is wrong in them.
    """

    id: str
    label: Mapping[str, str]
    folder: Path

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The published figures in the order of their file; none if the folder has no `statistics/figures.csv`."""
        folder = self.folder / STATISTICS
        return read_figures(folder) if (folder / FIGURES).is_file() else ()

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources of the published figures by id; none if the folder has no published figures."""
        folder = self.folder / STATISTICS
        return read_sources(folder) if (folder / FIGURES).is_file() else {}

    @property
    def invented(self) -> bool:
        """Whether a source of its figures says that they are invented."""
        return any(source.reliability == "invented" for source in self.sources.values())

    @cached_property
    def indicators(self) -> Mapping[str, Series]:
        """The published indicators by id, with their names and units; none if the folder has no published figures."""
        folder = self.folder / STATISTICS
        return read_indicators(folder) if (folder / FIGURES).is_file() else {}

    @cached_property
    def districts(self) -> pl.DataFrame:
        """The districts: id, name_en, name_zh, kind, parent as text; no rows if none are given."""
        return self._places("districts.csv", PLACES)

    @cached_property
    def zones(self) -> pl.DataFrame:
        """The functional zones: id, name_en, name_zh, kind as text; no rows if none are given."""
        return self._places("zones.csv", ZONES)

    @cached_property
    def clusters(self) -> pl.DataFrame:
        """The clusters of industries, one row each, as text; no rows if none are given."""
        path = self.folder / REGISTER / "clusters.csv"
        return text_table(path, CLUSTERS) if path.is_file() else _no_rows(CLUSTERS)

    @cached_property
    def outlines(self) -> Mapping[str, Any] | None:
        """The outlines of the districts as GeoJSON (degrees, outer rings counter-clockwise), None if there are none."""
        return read_map(self.folder / GEOGRAPHY / "districts.geojson")

    @cached_property
    def tiles(self) -> Mapping[str, Any] | None:
        """The districts as equal squares in GeoJSON (grid units, y upwards), None if there are none."""
        return read_map(self.folder / GEOGRAPHY / "tiles.geojson")

    @property
    def registers(self) -> tuple[str, ...]:
        """The names of the tables in the folder's register, sorted."""
        return tuple(sorted(path.stem for path in (self.folder / REGISTER).glob("*.csv")))

    def register(self, name: str) -> pl.DataFrame:
        """A table of the register: in the types of the dictionary if that knows it, else text.

        `Mistake("table")` with the nearest name for a table that is not there.
        """
        if name not in self.registers:
            en, zh = f"the register of {self.id} has no table {name!r}", f"{self.id} 的登记册没有 {name!r} 表"
            raise Mistake("table", en, zh, nearest=nearest(name, self.registers), place=Place(str(self.folder)))
        path = self.folder / REGISTER / f"{name}.csv"
        described = tables().get(name)
        return text_table(path) if described is None else typed_table(path, described)

    @cached_property
    def workspace(self) -> Workspace | None:
        """The city's records, None if nothing was imported yet."""
        return read_workspace(self.folder) if has_records(self.folder) else None

    def _places(self, file: str, columns: tuple[str, ...]) -> pl.DataFrame:
        path = self.folder / GEOGRAPHY / file
        return text_table(path, columns) if path.is_file() else _no_rows(columns)


def read_city(name_or_folder: str | Path) -> City:
    """A city by the name of one that is shipped, or by the path of its folder.

    `Mistake("city")` for a name that is neither, with the nearest city; those of `city.yaml` where that is wrong.
    """
    shipped = cities()
    text = str(name_or_folder)
    folder = Path(name_or_folder)
    if text in shipped:
        return _of(shipped[text])
    if (folder / CITY_FILE).is_file():
        return _of(city_of(folder.resolve() / CITY_FILE))
    if folder.is_dir():
        en = f"this folder is not that of a city: it has no {CITY_FILE}; `innovatory new-city` makes one"
        zh = f"此文件夹不是城市文件夹：没有 {CITY_FILE}；可用 `innovatory new-city` 新建"
        raise Mistake("city", en, zh, place=Place(text))
    names = ", ".join(shipped)
    en = f"there is no city {text!r}; give {names} or the folder of a city"
    zh = f"没有城市 {text!r}；请给出 {names.replace(', ', '、')}，或城市文件夹的路径"
    raise Mistake("city", en, zh, nearest=nearest(text, shipped))


def read_map(path: Path) -> Mapping[str, Any] | None:
    """A GeoJSON file, None where there is none; `Mistake("map")` for what is no collection of features with ids."""
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        ids = [feature["id"] for feature in found["features"]]
    except (OSError, ValueError, KeyError, TypeError):
        en = "this is no GeoJSON collection of features that have an id"
        raise Mistake("map", en, "不是带有 id 的 GeoJSON 要素集合", place=Place(str(path))) from None
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        en, zh = f"the feature {twice!r} stands here twice", f"要素 {twice!r} 重复出现"
        raise Mistake("map", en, zh, place=Place(str(path)))
    return dict(found)


def _of(named: Named) -> City:
    return City(named.id, named.label, named.folder)


def _no_rows(columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
