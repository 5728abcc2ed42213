"""A synthetic population made and written: the totals of a city, both tiers, the recognitions, the files.

The enterprises that perform R&D come first, all others after them block by block. A file is the flat table; a folder is a
city of its own with the tables of records in it, read like any other.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from innovatory.language.mistakes import Mistake, Place
from innovatory.language.system_reasons import reason
from innovatory.measure.city import CITY_FILE, City
from innovatory.measure.population_basis import grounds
from innovatory.measure.population_constants import Parameters, read_parameters
from innovatory.measure.population_recognition import SHEETS, Given, recognise
from innovatory.measure.population_totals import CityTotals, city_totals, other_performers
from innovatory.policy.shape import NAME_PATTERN
from innovatory.records.synthetic import tables
from innovatory.records.synthetic.ages import Cohorts, cohorts
from innovatory.records.synthetic.basis import Basis, basis_of
from innovatory.records.synthetic.blocks import FLAT, Drawing, drawn
from innovatory.records.synthetic.columns import flat
from innovatory.records.synthetic.draws import Draws
from innovatory.records.synthetic.flat import arranged, completed, numbered
from innovatory.records.synthetic.ordinary import Ordinary, expected_size
from innovatory.records.synthetic.technology import Technology, technology
from innovatory.records.synthetic.writing import TableFile
from innovatory.records.workspace import RECORDS, Manifest, Stored
from innovatory.records.workspace_commit import commit, file_hash
from innovatory.records.workspace_lock import locked

Told = Callable[[int, int], None]
RECOGNITIONS = (*SHEETS, "unicorn")
STATUSES = (*RECOGNITIONS, "listed", "listed_mainland")


@dataclass(frozen=True)
class Asked:
    """What is asked for: the city and year, the real units of a row, the seed, how many processes draw."""

    city: City
    year: int
    weight: int = 1
    seed: int = 1
    processes: int = 1


@dataclass(frozen=True)
class Tier:
    """The enterprises of a year that perform R&D, with the totals they are to meet and the cohorts of all enterprises."""

    totals: CityTotals
    cohorts: Cohorts
    technology: Technology


@dataclass(frozen=True)
class Population:
    """A population as planned: its tier with recognitions (`frame`), the others as a drawing, what every column rests on."""

    asked: Asked
    parameters: Parameters
    tier: Tier
    frame: pl.DataFrame
    given: Mapping[str, Given]
    ordinary: Ordinary

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the accounts, the newest first."""
        return self.tier.totals.plain.years

    @property
    def rows(self) -> int:
        """The rows of the flat table."""
        return self.frame.height + self.ordinary.rows

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that are told of."""
        return tuple(name for name in STATUSES if self.given[name].aimed is not None)

    def columns(self) -> dict[str, pl.DataType]:
        """The columns of the flat table; a weight only where rows stand for several units."""
        ending = [name for name in self.statuses if self.given[name].ends]
        named = flat(self.years, self.statuses, ending)
        return {name: dtype for name, dtype in named if name != "weight" or self.asked.weight > 1}

    def basis(self, columns: Mapping[str, Any]) -> dict[str, Basis]:
        """What each column rests on."""
        return basis_of(list(columns), grounds(self.tier.totals, self.given))


def tier_of(city: City, year: int, parameters: Parameters, seed: int, weight: int = 1) -> Tier:
    """The enterprises that perform R&D at the end of a year; `Mistake` as `city_totals` raises it."""
    totals = city_totals(city.figures, year, parameters, city.id)
    constants, plain = parameters.constants, totals.plain
    ages = cohorts(year, plain.stock, plain.new, constants.exit_rate, constants.growth_before)
    districts = dict.fromkeys(city.districts["id"].to_list(), 1.0)
    return Tier(totals, ages, technology(Draws(seed), plain, constants, ages, districts, weight))


def plan(asked: Asked, parameters: Parameters | None = None) -> Population:
    """Everything but the blocks of the large tier; `Mistake` for a year or a city for which nothing can be made."""
    parameters = parameters or read_parameters(asked.city.folder)
    draws = Draws(asked.seed)
    tier = tier_of(asked.city, asked.year, parameters, asked.seed, asked.weight)
    recognised = recognise(tier.technology.frame, tier.totals, parameters, draws)
    frame = numbered(recognised.frame, 1)
    constants, plain = parameters.constants, tier.totals.plain
    taken = _by_year(frame, tier.cohorts)
    left = tier.cohorts.less(taken)
    scale = 1.0
    if plain.ordinary_value_added is not None:
        mean = expected_size(constants) * constants.ordinary_value_added
        scale = plain.ordinary_value_added / (mean * max(left.total, 1))
    districts = dict.fromkeys(asked.city.districts["id"].to_list(), 1.0)
    ordinary = Ordinary(draws, constants, asked.year, left, districts, scale, asked.weight)
    return Population(asked, parameters, tier, frame, recognised.given, ordinary)


def _by_year(frame: pl.DataFrame, ages: Cohorts) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    years = frame["registered_on"].dt.year().to_numpy() - int(ages.years[0])
    units = np.bincount(years, frame["weight"].to_numpy(), minlength=len(ages.years))
    return np.asarray(np.rint(units), dtype=np.int64)


# Written as one flat table ---------------------------------------------------------------------------------------------


def write_file(population: Population, path: Path, told: Told) -> None:
    """Write the flat table; `told` hears of the rows done. The file appears as a whole or not at all."""
    columns = population.columns()
    part = path.with_name(f".{path.name}.partial")
    drawing = Drawing(population.ordinary, population.years, population.frame.height + 1, columns)
    try:
        with TableFile(part, columns, described(population, columns)) as file:
            file.append(arranged(population.frame, columns))
            for parts in drawn(drawing, population.asked.processes, path.parent):
                for frame in parts[FLAT]:
                    file.append(frame)
                told(file.rows, population.rows)
        part.replace(path)
    except OSError as error:
        raise _not_written(path, error) from None
    finally:
        part.unlink(missing_ok=True)


def described(population: Population, columns: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says of itself."""
    asked = population.asked
    return {
        "origin": "synthetic",
        "city": asked.city.id,
        "year": asked.year,
        "seed": asked.seed,
        "weight": asked.weight,
        "basis": population.basis(columns),
    }


def _not_written(path: Path, error: OSError) -> Mistake:
    en, zh = reason(error)
    return Mistake("file", f"nothing can be written here ({en})", f"此处无法写入（{zh}）", place=Place(str(path)))


# Written as the records of a city --------------------------------------------------------------------------------------


def write_folder(population: Population, folder: Path, told: Told) -> None:
    """Write a folder of the city with the population as its records; it appears as a whole or not at all.

    `Mistake` of kind `file` where something stands already, `name` where the folder's name can be no id of a city.
    """
    if not re.fullmatch(NAME_PATTERN, folder.name):
        en = f"the name of the folder becomes the id of a city: small letters, digits and `_`, not {folder.name!r}"
        zh = f"文件夹名即城市标识，只能用小写字母、数字和 `_`，不能是 {folder.name!r}"
        raise Mistake("name", en, zh, place=Place(str(folder)))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "something stands here already and is left as it is", "此处已有文件或文件夹，未作改动"
        raise Mistake("file", *what, place=Place(str(folder)))
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _not_written(folder, error) from None
    try:
        made.chmod(0o755)
        _city_folder(population.asked, made, folder.name)
        with locked(made) as records:
            _records(population, records, told)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    except OSError as error:
        raise _not_written(folder, error) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _city_folder(asked: Asked, made: Path, name: str) -> None:
    """The data of the city without its records, under the id of the new folder and named as synthetic."""
    ignored = shutil.ignore_patterns(RECORDS, "tables", "facts", "*.partial")
    shutil.copytree(asked.city.folder, made, ignore=ignored, dirs_exist_ok=True)
    for path in made.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"city: {asked.city.id}\n", f"city: {name}\n"), encoding="utf-8")
    label = {
        "en": f"{asked.city.label['en']} (synthetic, {asked.year})",
        "zh": f"{asked.city.label['zh']}（合成，{asked.year} 年）",
    }
    written = ", ".join(f"{lang}: {json.dumps(text, ensure_ascii=False)}" for lang, text in label.items())
    (made / CITY_FILE).write_text(f"city: {name}\nlabel: {{{written}}}\nlevel: city\n", encoding="utf-8")


def _records(population: Population, records: Path, told: Told) -> None:
    asked, frame = population.asked, completed(population.frame)
    columns = {name: tables.columns_of(name) for name in tables.NAMES}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(TableFile(records / f".{name}.partial", columns[name])) for name in tables.NAMES
        }
        for name, one in _small(population, frame):
            files[name].append(one)
        drawing = Drawing(population.ordinary, population.years, frame.height + 1, None)
        done = frame.height
        for parts in drawn(drawing, asked.processes, records):
            for name, frames in parts.items():
                for one in frames:
                    files[name].append(one)
            done += parts[tables.ENTERPRISES][0].height
            told(done, population.rows)
    stored = {name: _stored(population, records, name, file) for name, file in files.items()}
    commit(records, None, Manifest(as_of=date(asked.year, 12, 31), tables=stored), {})


def _small(population: Population, frame: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The rows of the tier that performs R&D, and of individual businesses, by table."""
    asked, totals = population.asked, population.tier.totals
    held = [name for name in RECOGNITIONS if name in population.statuses]
    found = [(tables.ENTERPRISES, tables.enterprises(frame))]
    found += [(tables.ACCOUNTS, one) for one in tables.accounts(frame, population.years)]
    found.append((tables.STATUSES, tables.statuses(frame, SHEETS, held)))
    found.append((tables.SURVEY, tables.survey(frame, population.years)))
    others = other_performers(asked.city.figures, totals)
    found.append((tables.SURVEY, tables.other_performers(others)))
    if "listed" in population.statuses:
        found.append((tables.LISTINGS, tables.listings(frame)))
    patents, holders = tables.patents(frame, asked.year)
    found += [(tables.PATENTS, patents), (tables.HOLDERS, holders)]
    individual = totals.count("individual_businesses")
    if individual:
        found.append((tables.ENTERPRISES, tables.individual_businesses(individual, asked.year)))
    return found


def _stored(population: Population, records: Path, name: str, file: TableFile) -> Stored:
    digest = file_hash(file.path)
    path = records / f"{name}-{digest[:16]}.parquet"
    file.path.replace(path)
    return Stored(
        table=name,
        file=path.name,
        rows=file.rows,
        sha256=digest,
        columns=tuple(file.schema.names),
        origin=("synthetic",) if file.rows else (),
        basis=population.basis(dict.fromkeys(file.schema.names)),
    )
