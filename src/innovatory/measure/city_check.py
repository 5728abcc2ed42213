"""Everything that is wrong with a city's folder, found at once: its own file, figures, places, maps, registers, targets.

The records are another matter: they are checked by the dictionary where they are imported. A part that a folder does not
have is no mistake; a part that it has must be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars as pl

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.measure.city import (
    CITY_FILE,
    CLUSTERS,
    GEOGRAPHY,
    PLACES,
    REGISTER,
    STATISTICS,
    ZONES,
    City,
    read_city,
    read_map,
)
from innovatory.measure.figure_file import FIGURES, check_figures
from innovatory.measure.register_table import mistakes_of_table, text_table
from innovatory.measure.targets import named, read_targets, wrong_at
from innovatory.records.dictionary import tables

MAPS = ("districts.geojson", "tiles.geojson")


def check_city_folder(folder: Path) -> list[Mistake]:
    """All mistakes in the folder of a city, in the order of its parts; none for a folder that is right.

    Of a line of figures, and of a rule that a register breaks, the first mistake is told. Without a readable
    `city.yaml` nothing else is looked at.
    """
    if not (folder / CITY_FILE).is_file():
        en, zh = f"the folder has no {CITY_FILE}", f"文件夹中没有 {CITY_FILE}"
        return [Mistake("city", en, zh, place=Place(str(folder)))]
    try:
        city = read_city(folder.resolve())
    except Mistake as mistake:
        return [mistake]
    figures = _figures(city)
    # a target may name a series: that can only be judged where the figures can be read
    return [*figures, *_places(city), *_registers(city), *([] if figures else _targets(city))]


def _figures(city: City) -> list[Mistake]:
    folder = city.folder / STATISTICS
    return check_figures(folder) if (folder / FIGURES).is_file() else []


def _places(city: City) -> Iterator[Mistake]:
    folder = city.folder / GEOGRAPHY
    districts = list(_table(folder / "districts.csv", PLACES))
    yield from districts
    yield from _table(folder / "zones.csv", ZONES)
    for name in () if districts else MAPS:
        yield from _first(partial(_check_map, city, folder / name))


def _check_map(city: City, path: Path) -> None:
    """Every feature of a map is a district of the city."""
    found, known = read_map(path), city.districts["id"].to_list()
    for feature in found["features"] if found else ():
        if feature["id"] not in known:
            en, zh = f"{feature['id']!r} is no district of the city", f"{feature['id']!r} 不是本市的行政区"
            raise Mistake("map", en, zh, nearest=nearest(str(feature["id"]), known), place=Place(str(path)))


def _registers(city: City) -> Iterator[Mistake]:
    described = tables()
    yield from _table(city.folder / REGISTER / "clusters.csv", CLUSTERS)
    for name in city.registers:
        if name in described:
            yield from mistakes_of_table(city.folder / REGISTER / f"{name}.csv", described[name])


def _table(path: Path, columns: tuple[str, ...]) -> Iterator[Mistake]:
    """What is wrong with a table of places or clusters: its columns, an id or a name that is missing or stands twice."""
    if not path.is_file():
        return
    try:
        frame = text_table(path, columns)
    except Mistake as mistake:
        yield mistake
        return
    for column in ("id", "name_en", "name_zh"):
        if (empty := frame[column].null_count()) > 0:
            en, zh = f"{column} is missing in {empty} row(s)", f"有 {empty} 行缺少 {column}"
            yield Mistake("missing", en, zh, place=Place(str(path), path=column))
    twice = frame.filter(pl.col("id").is_duplicated() & pl.col("id").is_not_null())["id"].unique(maintain_order=True)
    for name in twice:
        en, zh = f"the id {name!r} stands here more than once", f"标识 {name!r} 重复出现"
        yield Mistake("twice", en, zh, place=Place(str(path), path="id"))


def _targets(city: City) -> Iterator[Mistake]:
    """The file of targets, and the published series it names."""
    yield from _first(partial(_check_targets, city))


def _check_targets(city: City) -> None:
    targets = read_targets(city.folder)
    known = {figure.indicator for figure in city.figures}
    for steps, what, name in named(targets):
        if what == "published" and name not in known:
            en, zh = f"there is no published figure of {name!r}", f"没有 {name!r} 的公布数据"
            raise wrong_at(targets, steps, Mistake("name", en, zh, nearest=nearest(name, known)))


def _first(check: Callable[[], None]) -> Iterator[Mistake]:
    try:
        check()
    except Mistake as mistake:
        yield mistake
