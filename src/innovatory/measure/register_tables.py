"""The registers of a city: one CSV file per table in the folder `register/`, read with every cell checked at its place.

A register says what is known of each reform, event, carrier, fund and goal that a city's documents name, with its source
and a short quote. Cells stay text; an empty cell is not recorded. The policies (`instruments.csv`) have a reader of
their own, `policy/register.py`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from innovatory.language.mistakes import Mistake, Place, nearest
from innovatory.measure.register_table import mistakes_of_table
from innovatory.policy.csv_file import Line, read_csv
from innovatory.records.amounts import day
from innovatory.records.dictionary import Table, tables
from innovatory.records.geography import FILES as PLACES

FOLDER, SOURCES = "register", "sources.csv"
ELSEWHERE = frozenset(
    {"instruments", "instruments_zh", "sources", "sources_zh"}
)  # files of the folder with another reader
LONGEST_QUOTE = 200  # characters: what may be quoted of any source
NO_MEASURE = "no published measure"  # what stands under `indicators` of a goal that nothing measures
LATEST, CHINESE = "_latest", "_zh"
NOTES = ("note_en", "note_zh")
BESIDE = ("name_en", "quote", *NOTES)  # columns that any register may have
ID = re.compile(r"[a-z0-9][a-z0-9_-]*")

OWN: Mapping[str, tuple[str, ...]] = {
    "clusters": ("id", "name_en", "name_zh", "kind", "source_id", "version", "confidence", "note_en", "note_zh"),
    "institutions": (
        "institution_id", "ror", "name_zh", "name_en", "kind", "level", "district", "zone_id", "opened_on",
        "opened_on_latest", "closed_on", "source", "quote", "note_en", "note_zh",
    ),
    "named_enterprises": (
        "name_id", "enterprise_id", "name_zh", "name_en", "ror", "source", "quote", "note_en", "note_zh",
    ),
    "goals": ("goal_id", "kind", "number", "name_en", "name_zh", "indicators", "source", "quote"),
    "lists": (
        "list_id", "name_en", "name_zh", "figure", "table", "members", "items", "source", "quote", "note_en", "note_zh",
    ),
}  # fmt: skip
"""The registers that are no tables of the records, with their columns; the first one is the key.

`institutions` are organisations that are no innovation carriers, or whose opening is not recorded; `lists` say how far
the items of a list that a document counts are known.
"""

WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("institutions", "kind"): (
        "court", "base", "park", "state_company", "university", "research_institute", "laboratory", "key_laboratory",
        "ip_service", "other",
    ),
    ("goals", "kind"): ("action", "force", "place"),
    ("lists", "items"): ("all", "some", "none"),  # how many of its items stand in a register
}  # fmt: skip


@dataclass(frozen=True)
class Register:
    """One register: its name, its file, its lines by id in the order of the file."""

    name: str
    file: Path
    lines: Mapping[str, Line]


def read_registers(city_folder: Path, sources: Collection[str] = ()) -> dict[str, Register]:
    """The registers of a city by the names of their files; none if the city has no folder `register`.

    `sources` are the ids of documents that a row may name besides those of `register/sources.csv`. The zones of
    `geography/zones.csv` stand in the register `zones` too. Raises `Mistake` as `read_csv` does, and of kind `name` (no
    register, no id, an id that leads nowhere), `name_twice`, `missing`, `category`, `date`, `type`, `quote`, `goal`.
    """
    folder = city_folder / FOLDER
    known = {*sources, *_own_sources(folder)}
    files = sorted(path for path in folder.glob("*.csv") if path.stem not in ELSEWHERE)
    found = {path.stem: _register(path, known) for path in files}
    found = _with_zones(found, city_folder / "geography" / PLACES["zone_id"])
    _check_lists(found)
    return found


def several(line: Line, column: str) -> tuple[str, ...]:
    """The parts of a cell between semicolons, none where the register has no such column."""
    return line.several(column) if column in line.cells else ()


def _own_sources(folder: Path) -> list[str]:
    path = folder / SOURCES
    if not path.is_file():
        return []
    columns = ("source_id", "title", "publisher", "published", "url_or_file", "reliability")
    return [line.filled("source_id") for line in read_csv(path, columns)]


def _register(path: Path, sources: Collection[str]) -> Register:
    table = tables().get(path.stem)
    if table is None and path.stem not in OWN:
        valid = [*OWN, *tables()]
        en, zh = f"there is no register {path.stem!r}", f"没有登记表 {path.stem!r}"
        raise Mistake("name", en, zh, nearest=nearest(path.stem, valid), place=Place(str(path)))
    columns = OWN[path.stem] if table is None else _columns(path, table)
    if table is not None and (wrong := mistakes_of_table(path, table)):
        raise wrong[0]
    found: dict[str, Line] = {}
    for line in read_csv(path, columns):
        name = _id(line, columns[0], found)
        _check(line, path.stem, sources)
        found[name] = line
    return Register(path.stem, path, found)


def _columns(path: Path, table: Table) -> tuple[str, ...]:
    """The columns of a file that holds a table of the records: those it has, of all that it may have, the key first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = tuple(next(csv.reader(file), []))
    valid = [*table.columns, *BESIDE]
    valid += [f"{name}{LATEST}" for name, column in table.columns.items() if column.type in ("date", "event")]
    valid += [f"{name}{CHINESE}" for name, column in table.columns.items() if column.type == "text"]
    stranger = next((name for name in header if name not in valid), None)
    if stranger is not None:
        en, zh = f"there is no column {stranger!r} here", f"此表没有 {stranger!r} 列"
        raise Mistake("columns", en, zh, nearest=nearest(stranger, valid), place=Place(str(path), 1))
    if header[:1] != table.key[:1] or "source" not in header:
        en = f"the first column must be {table.key[0]}, and there must be a column source"
        raise Mistake("columns", en, f"首列应为 {table.key[0]}，且须有 source 列", place=Place(str(path), 1))
    return header


def _id(line: Line, column: str, found: Collection[str]) -> str:
    name = line.filled(column)
    if not ID.fullmatch(name):
        en, zh = (
            f"{name!r} is no id (small letters, digits, _ and -)",
            f"{name!r} 不能用作标识（限小写字母、数字、_ 和 -）",
        )
        raise Mistake("name", en, zh, place=line.place(column))
    if name in found:
        en, zh = f"the id {name!r} stands here a second time", f"标识 {name!r} 重复"
        raise Mistake("name_twice", en, zh, place=line.place(column))
    return name


def _check(line: Line, name: str, sources: Collection[str]) -> None:
    """What one line must keep: its source is known, its quote short, words of their lists, days in the calendar."""
    source = "source" if "source" in line.cells else "source_id"
    line.filled(source)
    for one in line.several(source):
        line.known(source, one, sources)
    _check_quote(line)
    _check_note(line)
    for column in line.cells:
        if (name, column) in WORDS:
            line.one_of(column, WORDS[name, column])
    for column in [one for one in line.cells if f"{one}{LATEST}" in line.cells]:
        _check_days(line, column)
    if name == "goals":
        _check_goal(line)


def _check_quote(line: Line) -> None:
    if len(line.cells.get("quote", "")) > LONGEST_QUOTE:
        en, zh = f"a quote has at most {LONGEST_QUOTE} characters", f"引文不得超过 {LONGEST_QUOTE} 个字符"
        raise Mistake("quote", en, zh, place=line.place("quote"))


def _check_note(line: Line) -> None:
    """A note is written in both languages or not at all: no page shows one in the other's."""
    english, chinese = (line.cells.get(one, "") for one in NOTES)
    if bool(english) != bool(chinese):
        there, lacks = NOTES if english else NOTES[::-1]
        en, zh = f"{there} is written without {lacks}", f"填写了 {there}，却未填 {lacks}"
        raise Mistake("missing", en, zh, place=line.place(lacks if lacks in line.cells else there))


def _check_days(line: Line, column: str) -> None:
    """A day known to the month or year only: its first possible day, and under `_latest` its last."""
    last = f"{column}{LATEST}"
    if line[last] and not line[column]:
        en, zh = f"{last} is written without {column}", f"填写了 {last}，却未填 {column}"
        raise Mistake("missing", en, zh, place=line.place(column))
    days = [_day(line, one) for one in (column, last) if line[one]]
    if days != sorted(days):
        en, zh = f"the last possible day is before the first, {line[column]}", f"最晚日期早于最早日期 {line[column]}"
        raise Mistake("date", en, zh, place=line.place(last))


def _day(line: Line, column: str) -> date:
    try:
        found = day(line[column])
    except Mistake as mistake:
        raise mistake.at(line.place(column)) from None
    if isinstance(found, date):
        return found
    en = f"a day such as 2017-11-01 is expected, not {line[column]!r}; a last possible day stands under …{LATEST}"
    zh = f"应为具体日期（如 2017-11-01），不能是 {line[column]!r}；最晚日期填在 …{LATEST} 列"
    raise Mistake("date", en, zh, place=line.place(column))


def _check_goal(line: Line) -> None:
    if line["indicators"] != NO_MEASURE and len(line.several("indicators")) < 2:
        en = f"a goal names at least two indicators, or says {NO_MEASURE!r}"
        raise Mistake("goal", en, f"每个目标至少列两个指标，或注明 {NO_MEASURE!r}", place=line.place("indicators"))


def _with_zones(found: Mapping[str, Register], path: Path) -> dict[str, Register]:
    """The registers with the zones of the geography before those of the register; an id may stand in one of them only."""
    if not path.is_file():
        return dict(found)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])
    lines = {line[header[0]]: line for line in read_csv(path, header)}
    own = found["zones"].lines if "zones" in found else {}
    for name, line in own.items():
        if name in lines:
            en, zh = f"the zone {name!r} stands in the geography already", f"功能区 {name!r} 已列入地理资料"
            raise Mistake("name_twice", en, zh, place=line.place("zone_id"))
    return {**found, "zones": Register("zones", path, {**lines, **own})}


def _check_lists(found: Mapping[str, Register]) -> None:
    """A list names rows that stand in the register of its table; a reform names a list that there is."""
    lists = found["lists"].lines if "lists" in found else {}
    for line in lists.values():
        valid = _ids(found, line["table"])
        _each(line, "members", valid)
    for line in found["reforms"].lines.values() if "reforms" in found else ():
        if line.cells.get("list_id"):
            line.known("list_id", line["list_id"], lists)
    for line in _lines(found, lambda one: bool(one.cells.get("zone_id"))):
        line.known("zone_id", line["zone_id"], _ids(found, "zones"))


def _each(line: Line, column: str, valid: Collection[str]) -> None:
    for name in line.several(column):
        line.known(column, name, valid)


def _ids(found: Mapping[str, Register], table: str) -> Collection[str]:
    return found[table].lines if table in found else ()


def _lines(found: Mapping[str, Register], wanted: Callable[[Line], bool]) -> Iterable[Line]:
    return (line for one in found.values() for line in one.lines.values() if wanted(line))
