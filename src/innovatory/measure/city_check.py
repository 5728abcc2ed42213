"""Everything that is wrong with a city's folder, found at once: its own file, figures, places, maps, registers, targets.

The records are another matter: they are checked by the dictionary where they are imported. A part that a folder does not
have is no mistake; a part that it has must be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from functools import partial
from pathlib import Path

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
from innovatory.measure.figure_file import check_figures
from innovatory.measure.register_table import mistakes_of_table
from innovatory.measure.targets import Targets, named, read_targets, wrong_at
from innovatory.policy.csv_file import Line, read_csv
from innovatory.records.dictionary import tables


@dataclass(frozen=True)
class Part:
    """A part of a city's folder, by its name (`districts`, `register/events`): all its mistakes, whether it holds anything.

    A file that is not there and one with a header and no row hold nothing.
    """

    name: str
    mistakes: tuple[Mistake, ...]
    holds: bool


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
    return [mistake for part in check_parts(city) for mistake in part.mistakes]


def check_parts(city: City) -> Iterator[Part]:
    """Every part of a city's folder with all that is wrong with it, as `check_city_folder` tells it."""
    figures = _read("figures", lambda: city.figures, lambda: check_figures(city.folder / STATISTICS))
    yield figures
    yield from _places(city)
    yield from _registers(city)
    # a target may name a series: that can only be judged where the figures can be read
    yield _targets(city, figures_known=not figures.mistakes)


def _read(name: str, read: Callable[[], Sized], every: Callable[[], Iterable[Mistake]] | None = None) -> Part:
    """A part that is read whole and stops at its first mistake; `every` one of them is looked for only then."""
    try:
        found = read()
    except Mistake as mistake:
        return Part(name, (mistake,) if every is None else tuple(every()), holds=True)
    return Part(name, (), holds=len(found) > 0)


def _places(city: City) -> Iterator[Part]:
    folder = city.folder / GEOGRAPHY
    yield _table("districts", folder / "districts.csv", PLACES)
    yield _table("zones", folder / "zones.csv", ZONES)
    known = _districts(city)
    yield _map("outlines", folder / "districts.geojson", known)
    yield _map("tiles", folder / "tiles.geojson", known)


def _districts(city: City) -> list[str] | None:
    """The ids of the districts, None where their file cannot be read as a table."""
    try:
        return city.districts["id"].drop_nulls().to_list()
    except Mistake:  # told as one of the districts
        return None


def _map(name: str, path: Path, known: Sequence[str] | None) -> Part:
    """A map, every feature of which is one of the `known` districts of the city (None: that cannot be judged)."""
    try:
        found = read_map(path)
    except Mistake as mistake:
        return Part(name, (mistake,), holds=True)
    features = [] if found is None else found["features"]
    wrong = () if known is None else _strangers([feature["id"] for feature in features], known, str(path))
    return Part(name, tuple(wrong), holds=bool(features))


def _strangers(ids: Sequence[object], known: Sequence[str], file: str) -> Iterator[Mistake]:
    for number, name in enumerate(ids):
        if name not in known:
            en, zh = f"{name!r} is no district of the city", f"{name!r} 不是本市的行政区"
            place = Place(file, path=f"features.{number}.id")
            yield Mistake("map", en, zh, nearest=nearest(str(name), known), place=place)


def _registers(city: City) -> Iterator[Part]:
    described, folder = tables(), city.folder / REGISTER
    yield _table("clusters", folder / "clusters.csv", CLUSTERS)
    for name in city.registers:
        if name in described:
            every = partial(mistakes_of_table, folder / f"{name}.csv", described[name])
            yield _read(f"register/{name}", partial(city.register, name), every)
        elif name != "clusters":
            yield _read(f"register/{name}", partial(city.register, name))


def _table(name: str, path: Path, columns: tuple[str, ...]) -> Part:
    """A table of places or clusters: its columns, and every id and name that is missing or stands twice."""
    if not path.is_file():
        return Part(name, (), holds=False)
    try:
        lines = read_csv(path, columns)
    except Mistake as mistake:
        return Part(name, (mistake,), holds=True)
    return Part(name, tuple(_of_lines(lines)), holds=bool(lines))


def _of_lines(lines: Sequence[Line]) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for line in lines:
        for column in ("id", "name_en", "name_zh"):
            try:
                line.filled(column)
            except Mistake as mistake:
                yield mistake
        name = line["id"].strip()
        if name and first.setdefault(name, line.number) != line.number:
            en = f"the id {name!r} stands here a second time, first in line {first[name]}"
            zh = f"标识 {name!r} 重复出现，首次出现在第 {first[name]} 行"
            yield Mistake("twice", en, zh, place=line.place("id"))


def _targets(city: City, *, figures_known: bool) -> Part:
    """The file of targets, and the published series it names."""
    try:
        targets = read_targets(city.folder)
    except Mistake as mistake:
        return Part("targets", (mistake,), holds=True)
    wrong = tuple(_unpublished(city, targets)) if figures_known else ()
    return Part("targets", wrong, holds=bool(targets.targets or targets.floors))


def _unpublished(city: City, targets: Targets) -> Iterator[Mistake]:
    known = {figure.indicator for figure in city.figures}
    for steps, what, name in named(targets):
        if what == "published" and name not in known:
            en, zh = f"there is no published figure of {name!r}", f"没有 {name!r} 的公布数据"
            yield wrong_at(targets, steps, Mistake("name", en, zh, nearest=nearest(name, known)))
